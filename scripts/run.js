'use strict';
// node scripts/run.js <file.ts> [arguments]: runs a TypeScript file, installing what is missing first.
const { spawn, spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { ensureInstalled, ROOT } = require('./ensure.js');

const END_WITH_PARENT = join(__dirname, 'end-with-parent.js');
const PARENT = process.ppid;

/**
 * Runs a TypeScript file as a child that shares this terminal, and ends as it ends.
 *
 * @param {string} file  relative to the repository
 * @param {readonly string[]} args
 */
function runTypeScript(file, args) {
  const child = spawnTypeScript(file, args, 'inherit');
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

/**
 * Starts a TypeScript file as a child that does not outlive this process.
 *
 * @param {string} file  relative to the repository
 * @param {readonly string[]} args
 * @param {'inherit' | 'pipe'} output
 * @param {NodeJS.ProcessEnv} [env]
 */
function spawnTypeScript(file, args, output, env = process.env) {
  return spawn(process.execPath, ['--require', END_WITH_PARENT, '--import', 'tsx', file, ...args], {
    cwd: ROOT,
    env,
    stdio: ['inherit', output, output, 'ipc'],
  });
}

/** npm runs scripts through a shell that dies of a signal without passing it on; what it ran would live on. */
function stopWithNpm(stop) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = shellsParent(PARENT);
  const timer = setInterval(() => {
    if (process.ppid === PARENT && (npm === undefined || isRunning(npm))) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}

/** npm itself, when the shell between stayed and so outlives an npm that is killed. */
function shellsParent(pid) {
  if (process.platform === 'win32') return undefined;
  const [, name, parent] = /^\d+ \(?([^()]*?)\)? (?:\w )?(\d+)/.exec(processLine(pid)) ?? [];
  return /^(.*\/)?-?(sh|bash|dash|zsh|ash|ksh)$/.test(name ?? '') ? Number(parent) : undefined;
}

/** `pid (name) state parent …` of Linux, or `pid name parent` of ps. */
function processLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    const { stdout } = spawnSync('ps', ['-o', 'pid=,comm=,ppid=', '-p', String(pid)], { encoding: 'utf8' });
    return (stdout ?? '').trim().replaceAll(/ +/g, ' ');
  }
}

/** Whether a process is there, whoever owns it. */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

module.exports = { isRunning, runTypeScript, spawnTypeScript };

if (require.main === module) {
  const [file, ...args] = process.argv.slice(2);
  if (file === undefined) {
    console.error('Usage: node scripts/run.js <file.ts> [arguments]');
    process.exit(1);
  }
  ensureInstalled();
  runTypeScript(file, args);
}
