'use strict';
// npm run check: types, lint, format, unused code, dependency rules. All run; all failures show.
const { spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { ensureInstalled, ROOT } = require('./ensure.js');

const CHECKS = [
  ['types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['types of the domain', 'tsc', ['--noEmit', '-p', 'tsconfig.domain.json']],
  ['lint', 'oxlint', ['--type-aware', '--quiet']],
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['unused code', 'knip', ['--no-progress']],
  [
    'dependency rules',
    'depcruise',
    ['--config', '.dependency-cruiser.js', 'bin', 'lib', 'lambdas', 'domain', 'operators', 'local', 'bench'],
  ],
];

/** Runs every check and returns the names of those that failed. */
function check() {
  const failed = [];
  for (const [name, command, args] of CHECKS) {
    const started = Date.now();
    const { status } = spawnSync(process.execPath, [binary(command), ...args], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (status !== 0) failed.push(name);
  }
  return failed;
}

/** The script behind a command of an installed package: the same on every system, and no `npx`. */
function binary(command) {
  const packages = { tsc: 'typescript', depcruise: 'dependency-cruiser' };
  const name = packages[command] ?? command;
  const folder = join(ROOT, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

module.exports = { check, binary };

if (require.main === module) {
  ensureInstalled();
  process.exit(check().length === 0 ? 0 : 1);
}
