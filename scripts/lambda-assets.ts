import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const MODULES = join(__dirname, '..', 'node_modules');
const SUFFIX = '.handler.ts';

/**
 * Copies the files of packages that a handler reads when it runs: `<name>.assets.json` beside it lists them, by the
 * folder that they go to, `{ "fonts": ["<package>/<path>"] }`.
 *
 * @param handler  path of `<name>.handler.ts`
 * @param target  the bundle's folder
 * @throws Error when a package lacks a file
 */
export function copyLambdaAssets(handler: string, target: string): void {
  const list = join(dirname(handler), `${basename(handler, SUFFIX)}.assets.json`);
  if (!existsSync(list)) return;
  const assets = JSON.parse(readFileSync(list, 'utf8')) as Record<string, readonly string[]>;
  for (const [folder, files] of Object.entries(assets)) {
    mkdirSync(join(target, folder), { recursive: true });
    for (const file of files) copyFileSync(join(MODULES, file), join(target, folder, basename(file)));
  }
}
