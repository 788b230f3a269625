'use strict';
// npm run build: the Lambda bundles, the package that tenants import, and the JSON Schema of operator files.
const { spawnSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const { join } = require('node:path');
const { binary } = require('./check.js');
const { ensureInstalled, ROOT } = require('./ensure.js');

const STEPS = [
  ['Lambda bundles', ['--import', 'tsx', 'scripts/build-lambdas.ts']],
  ['package (dist/package)', () => [binary('tsc'), '-p', 'tsconfig.package.json']],
  ['schema of operator files', ['--import', 'tsx', 'operators/write-schema.ts']],
];

/** Runs the steps in order; false when one failed. */
function build() {
  rmSync(join(ROOT, 'dist', 'package'), { recursive: true, force: true });
  for (const [name, of] of STEPS) {
    const started = Date.now();
    const args = typeof of === 'function' ? of() : of;
    const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
    if (status !== 0) {
      console.error(`FAILED ${name}`);
      return false;
    }
    console.log(`ok     ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
  return true;
}

module.exports = { build };

if (require.main === module) {
  ensureInstalled();
  process.exit(build() ? 0 : 1);
}
