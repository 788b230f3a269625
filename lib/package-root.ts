import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PACKAGE_NAME = 'wildlily';

/**
 * The directory of this package's `package.json`.
 *
 * The compiled package sits deeper (`dist/package/lib`) than the source (`lib`), and both must find the same
 * `dist/lambdas`.
 */
export function packageRoot(from: string = __dirname): string {
  for (let dir = from; ; dir = dirname(dir)) {
    const manifest = join(dir, 'package.json');
    if (existsSync(manifest)) {
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string };
      if (name === PACKAGE_NAME) return dir;
    }
    if (dir === dirname(dir)) throw new Error(`No package.json of "${PACKAGE_NAME}" above ${from}.`);
  }
}
