'use strict';
// node scripts/synth.js [cdk arguments]: builds the Lambdas and synthesizes, with CDK's validation engine on.
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { ensureInstalled, ROOT } = require('./ensure.js');

/**
 * Installs what is missing, builds the Lambda bundles, and runs the CDK CLI of this repository.
 *
 * @param {readonly string[]} args  for example ['deploy', 'lily-gb/*']
 * @returns {number} the exit code
 */
function runCdk(args) {
  ensureInstalled();
  const built = run(['--import', 'tsx', join('scripts', 'build-lambdas.ts')]);
  return built === 0 ? run([join('node_modules', 'aws-cdk', 'bin', 'cdk'), ...args]) : built;
}

function run(args) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (error) console.error(error.message);
  return status ?? 1;
}

module.exports = { runCdk };

if (require.main === module) {
  process.exitCode = runCdk(['synth', '--quiet', '--strict', ...process.argv.slice(2)]);
}
