'use strict';
// node scripts/run.js <file.ts> [arguments]: runs a TypeScript file, installing what is missing first.
const { spawn } = require('node:child_process');
const { ensureInstalled, ROOT } = require('./ensure.js');

/**
 * Runs a TypeScript file in a child process that shares this terminal, and ends as it ends.
 *
 * @param {string} file  relative to the repository
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function runTypeScript(file, args, env = process.env) {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { cwd: ROOT, stdio: 'inherit', env });
  // Ctrl-C reaches the child by itself (one terminal, one process group); this process only waits for it.
  const wait = () => {};
  process.on('SIGINT', wait);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('error', (error) => {
    console.error(`${file} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.removeListener('SIGINT', wait);
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
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
