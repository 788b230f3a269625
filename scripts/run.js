'use strict';
// node scripts/run.js <file.ts> [arguments]: runs a TypeScript file, installing what is missing first.
const Module = require('node:module');
const { resolve } = require('node:path');
const { ensureInstalled, ROOT } = require('./ensure.js');

/**
 * Runs a TypeScript file in this very process, so that signals and the exit code need no forwarding.
 *
 * @param {string} file  relative to the repository
 * @param {readonly string[]} args
 */
function runTypeScript(file, args) {
  const path = resolve(ROOT, file);
  process.argv = [process.argv[0], path, ...args];
  require('tsx/cjs');
  require('tsx/esm/api').register();
  Module.runMain();
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
