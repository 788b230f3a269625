import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.js';
import { LocalFunction, type LocalFunctionOptions } from '../../../local/lambda/function.js';

let folder: string;
const functions: LocalFunction[] = [];
const logs: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wildlily-lambda-'));
  logs.length = 0;
});
afterEach(async () => {
  await Promise.all(functions.splice(0).map(async (f) => await f.stop()));
  rmSync(folder, { recursive: true });
});

function local(code: string, options: Partial<LocalFunctionOptions> = {}): LocalFunction {
  writeFileSync(join(folder, 'index.js'), code);
  const f = new LocalFunction({
    name: 'f',
    arn: 'arn:aws:lambda:eu-west-2:000000000000:function:f',
    folder,
    handler: 'index.handler',
    memoryMb: 128,
    timeoutMs: 2000,
    variables: { COLOUR: 'green' },
    concurrency: 2,
    onLog: (line) => logs.push(line),
    ...options,
  });
  functions.push(f);
  return f;
}

test('runs the handler with its own environment and context, and captures its logs', async () => {
  process.env['WILDLILY_HOST_ONLY'] = 'yes';
  const f = local(`exports.handler = async (event, context) => {
    console.log('hello', event.name);
    return { event, colour: process.env.COLOUR, host: process.env.WILDLILY_HOST_ONLY ?? null,
      name: process.env.AWS_LAMBDA_FUNCTION_NAME, arn: context.invokedFunctionArn,
      left: context.getRemainingTimeInMillis() > 1000, dropped: undefined };
  };`);
  expect(await f.invoke({ name: 'Ada' })).toEqual({
    event: { name: 'Ada' },
    colour: 'green',
    host: null,
    name: 'f',
    arn: 'arn:aws:lambda:eu-west-2:000000000000:function:f',
    left: true,
  });
  // Why later: what a worker prints travels by another way than what it answers.
  await eventually(() => expect(logs).toContain('hello Ada'));
});

test('keeps an environment between events, and serves one event at a time in each', async () => {
  const f = local(`let running = 0, served = 0, most = 0;
    const id = Math.random();
    exports.handler = async () => {
      running++; most = Math.max(most, running);
      await new Promise((done) => setTimeout(done, 20));
      running--; return { id, served: ++served, most };
    };`);
  const results = (await Promise.all(Array.from({ length: 10 }, async () => await f.invoke({})))) as {
    id: number;
    most: number;
  }[];
  expect(new Set(results.map(({ id }) => id)).size).toBe(2);
  expect(Math.max(...results.map(({ most }) => most))).toBe(1);
});

test('an error of the handler fails the call, with its type and message, and spares the environment', async () => {
  const f = local(
    `let calls = 0; exports.handler = async () => { calls++; if (calls === 1) throw new RangeError('too far'); return calls; };`,
    { concurrency: 1 },
  );
  await expect(f.invoke({})).rejects.toMatchObject({ errorType: 'RangeError', message: 'too far' });
  expect(await f.invoke({})).toBe(2);
});

test('a failing init fails each call and is tried once a call', async () => {
  const count = join(folder, 'count');
  const f = local(`require('node:fs').appendFileSync(${JSON.stringify(count)}, 'x');
    throw new TypeError('no table');`);
  await expect(f.invoke({})).rejects.toMatchObject({
    errorType: 'TypeError',
    message: 'init failed: no table',
  });
  await expect(f.invoke({})).rejects.toMatchObject({ message: 'init failed: no table' });
  const { readFileSync } = await import('node:fs');
  expect(readFileSync(count, 'utf8')).toBe('xx');
});

test('a missing handler is named, with what is there', async () => {
  const f = local(`exports.handle = () => 1;`);
  await expect(f.invoke({})).rejects.toThrow(
    'index.handler is undefined or not a function; index exports: handle',
  );
});

test('a crash fails the call; the next gets a new environment', async () => {
  const f = local(`exports.handler = async ({ crash }) => { if (crash) process.exit(1); return 'alive'; };`);
  await expect(f.invoke({ crash: true })).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
  expect(await f.invoke({})).toBe('alive');
});

test('an uncaught error in the background fails the call', async () => {
  const f = local(
    `exports.handler = () => new Promise(() => setTimeout(() => { throw new Error('late'); }, 5));`,
  );
  await expect(f.invoke({})).rejects.toThrow('late');
});

test('a busy loop is ended at the timeout', async () => {
  const f = local(`exports.handler = async ({ loop }) => { while (loop); return 'ok'; };`, {
    timeoutMs: 200,
  });
  await expect(f.invoke({ loop: true })).rejects.toMatchObject({
    errorType: 'Sandbox.Timedout',
    message: 'Task timed out after 0.20 seconds',
  });
  expect(await f.invoke({})).toBe('ok');
});

test('too much memory ends the environment only', async () => {
  const f = local(
    `exports.handler = async ({ eat }) => { const all = []; while (eat) all.push({ n: new Array(1000).fill(Math.random()) }); return 'ok'; };`,
    { memoryMb: 32, timeoutMs: 20_000 },
  );
  await expect(f.invoke({ eat: true })).rejects.toMatchObject({ errorType: 'Runtime.OutOfMemory' });
  expect(await f.invoke({})).toBe('ok');
}, 30_000);

test('calls that wait are served after one before them crashed', async () => {
  const f = local(
    `exports.handler = async ({ crash }) => { if (crash) { setTimeout(() => process.exit(1), 20); await new Promise(() => {}); } return 'served'; };`,
    { concurrency: 1 },
  );
  const outcomes = await Promise.allSettled([f.invoke({ crash: true }), f.invoke({}), f.invoke({})]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});
