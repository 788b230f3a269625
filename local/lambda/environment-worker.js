'use strict';
// One Lambda execution environment, in a worker thread: loads the handler, then runs one event at a time.
// oxlint-disable unicorn/require-post-message-target-origin -- a thread, not a window
// Plain JavaScript, because it must load as fast as the bundle does, without a compiler hook.
const { basename, join } = require('node:path');
const { parentPort, workerData } = require('node:worker_threads');

const { folder, handler, functionName, functionVersion, functionArn, memoryMb, logGroup, logStream } =
  workerData;

const asError = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

async function loadHandler() {
  const [file, name] = [
    handler.slice(0, handler.lastIndexOf('.')),
    handler.slice(handler.lastIndexOf('.') + 1),
  ];
  const path = join(folder, file);
  let loaded;
  try {
    loaded = require(path);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND' || !String(error.message).includes(`'${path}'`)) throw error;
    loaded = await import(`${path}.mjs`);
  }
  const run = loaded[name];
  if (typeof run !== 'function') {
    const exported = Object.keys(loaded).join(', ') || 'nothing';
    const error = new Error(
      `${handler} is undefined or not a function; ${basename(path)} exports: ${exported}`,
    );
    error.name = 'Runtime.HandlerNotFound';
    throw error;
  }
  return run;
}

async function invoke(run, { id, requestId, event, deadlineMs, invokedArn }) {
  const context = {
    functionName,
    functionVersion,
    invokedFunctionArn: invokedArn ?? functionArn,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: requestId,
    logGroupName: logGroup,
    logStreamName: logStream,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
  try {
    const result = await run(JSON.parse(event), context);
    parentPort.postMessage({ id, result: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    parentPort.postMessage({ id, error: asError(error) });
  }
}

loadHandler().then(
  (run) => {
    parentPort.on('message', (message) => void invoke(run, message));
    parentPort.postMessage({ ready: true });
  },
  (error) => {
    parentPort.postMessage({ initError: asError(error) });
    parentPort.close();
  },
);
