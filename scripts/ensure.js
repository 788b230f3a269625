'use strict';
// Plain JavaScript without packages: it runs before anything is installed.
const { spawnSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const OLDEST_NODE = 20;

/**
 * Installs the packages when they are missing or older than the lock file, and ends the process with a clear
 * message when that can't be done.
 */
function ensureInstalled() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    fail(
      `Node.js ${process.versions.node} is too old: this needs ${OLDEST_NODE} or newer (https://nodejs.org).`,
    );
  }
  const reason = staleReason();
  if (reason === undefined) return;

  console.log(`${reason}: running npm ci (about a minute, once)`);
  const started = Date.now();
  const result = npm(['ci'], { stdio: 'inherit' });
  if (result.error) fail(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0)
    fail(`npm ci failed (exit code ${result.status ?? result.signal}); its messages are above.`);
  console.log(`Packages installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/**
 * Runs npm in the repository.
 *
 * @param {readonly string[]} args  without characters that a shell would change
 * @param {import('node:child_process').SpawnSyncOptions} options
 */
function npm(args, options) {
  // npm tells its children where it lives; without it (plain `node scripts/start.js`) the shell finds npm.
  const cli = process.env.npm_execpath;
  return cli !== undefined && cli.endsWith('.js')
    ? spawnSync(process.execPath, [cli, ...args], { cwd: ROOT, ...options })
    : spawnSync('npm', args, { cwd: ROOT, shell: process.platform === 'win32', ...options });
}

/** Whether the packages are there, and as new as the lock file. */
const isInstalled = () => staleReason() === undefined;

function staleReason() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return 'No packages are installed yet';
  if (statSync(installed).mtimeMs < statSync(join(ROOT, 'package-lock.json')).mtimeMs)
    return 'package-lock.json is newer than the installed packages';
  return undefined;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

module.exports = { ensureInstalled, isInstalled, npm, ROOT };
