'use strict';
// node scripts/run.js <file.ts> [arguments]: runs a TypeScript file, installing what is missing first.
const { spawn } = require('node:child_process');
const { ensureInstalled, ROOT } = require('./ensure.js');

/**
 * Runs a TypeScript file as a child that shares this terminal, and ends as it ends.
 *
 * @param {string} file  relative to the repository
 * @param {readonly string[]} args
 */
function runTypeScript(file, args) {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { cwd: ROOT, stdio: 'inherit' });
  // Why the distinction: Ctrl-C in a terminal reaches the child too, a signal from a supervisor only this process.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  stopWithNpm(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(`${file} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** npm runs scripts through a shell that dies of a signal without passing it on; what it ran would live on. */
function stopWithNpm(stop) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}

module.exports = { runTypeScript };

if (require.main === module) {
  const [file, ...args] = process.argv.slice(2);
  if (file === undefined) {
    console.error('Usage: node scripts/run.js <file.ts> [arguments]');
    process.exit(1);
  }
  ensureInstalled();
  runTypeScript(file, args);
}
