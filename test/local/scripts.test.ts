/** The scripts as they are called, where they have nothing to do but to say so. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

function run(
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('npm start refuses what it can not understand before it builds, all at once', () => {
  const { status, stdout, stderr } = run(
    ['scripts/start.js', '--bogus', '--data', 'package.json', '--operators', 'lily-xx'],
    { env: { PORT: 'abc' } },
  );
  expect(status).toBe(2);
  expect(stdout).toBe('');
  for (const named of ['--bogus', 'package.json is a file', 'PORT is "abc"', '"lily-xx"; there are:'])
    expect(stderr).toContain(named);
  expect(stderr).not.toMatch(/^ +at /m);
}, 30_000);

test('npm start -- --help needs no packages', () => {
  const { status, stdout } = run(['scripts/start.js', '--help'], { env: { PORT: 'abc' } });
  expect({ status, help: stdout.includes('--data DIR') }).toEqual({ status: 0, help: true });
});

test('npm run bench refuses in one line each, with exit code 2', () => {
  const { status, stderr } = run(['scripts/run.js', 'bench/main.ts', '--bogus', '--only', 'nothing']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^There is no option --bogus\n--only is "nothing"; allowed: [^\n]+\nSee [^\n]+\n$/);
}, 30_000);

test.each([
  ['', 'standard input is empty'],
  ['{"Item": ', 'standard input is not JSON'],
  ['[1]', 'standard input is "[1]"'],
  ['{"Item": {"k": {"S": "imsi-1"}}}', 'standard input is "{"Item"'],
])(
  'npm run account refuses %j in one line',
  (input, named) => {
    const { status, stderr } = run(['scripts/run.js', 'scripts/account.ts'], { input });
    expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 1, lines: 1 });
    expect(stderr).toContain(named);
  },
  30_000,
);

test('what a script started ends with it, even when it is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wildlily-idle-'));
  const idle = join(folder, 'idle.ts');
  writeFileSync(idle, 'console.log(process.pid); setInterval(() => {}, 1_000);');
  const parent = spawn(process.execPath, ['scripts/run.js', idle], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((found) =>
    parent.stdout.once('data', (chunk: Buffer) => found(Number(chunk.toString()))),
  );
  expect(() => process.kill(pid, 0)).not.toThrow();
  parent.kill('SIGKILL');
  const deadline = Date.now() + 10_000;
  while (isRunning(pid) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
  rmSync(folder, { recursive: true });
  expect(isRunning(pid)).toBe(false);
}, 30_000);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
