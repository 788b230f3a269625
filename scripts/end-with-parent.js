'use strict';
// Loaded into every program that scripts/run.js starts: ends it when that process is gone, however it went.
const { isMainThread } = require('node:worker_threads');

if (isMainThread && process.channel !== undefined) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Listening must not keep a program alive that has finished.
  process.channel.unref();
}
