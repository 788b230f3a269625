import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { OperatorCounts } from '../../local/counters.js';
import type { LocalOperator } from '../../local/local-operator.js';

const ROOT = resolve(__dirname, '../..');

/** What `npm start` runs; where only kept data matters, with templates that `npm test` synthesized before. */
function program(args: readonly string[]): string[] {
  const assembly = process.env['WILDLILY_TEST_ASSEMBLY'];
  return assembly === undefined || !args.includes('--data')
    ? [resolve(ROOT, 'scripts/start.js')]
    : ['--import', 'tsx', resolve(ROOT, 'local/main.ts'), '--assembly', assembly];
}

/** Names of the clients, and of the channel partners whose they are. */
const CLIENTS: Readonly<Record<string, unknown>> = {
  'lily-gb': [
    ['network', undefined],
    ['operations', undefined],
    ['marketing', undefined],
    ['finance', undefined],
    ['corner-shop', 'Corner Shops'],
    ['acme', 'Acme IT Services'],
  ],
  'lily-cn': [
    ['network', undefined],
    ['operations', undefined],
    ['marketing', undefined],
    ['finance', undefined],
  ],
  'fieldworks-de': [
    ['network', undefined],
    ['operations', undefined],
    ['marketing', undefined],
    ['finance', undefined],
    ['nordnetz', 'Nordnetz Systemhaus GmbH'],
  ],
};

/** Where the sale through the partner API stands among an operator's commands. */
const SALE = 5;

interface Started {
  readonly url: string;
  readonly output: () => string;
  readonly stop: () => Promise<number | null>;
  readonly ended: Promise<number | null>;
}

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

function launch(args: readonly string[]): {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
} {
  const child = spawn(process.execPath, [...program(args), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exited = new Promise<number | null>((done) =>
    child.on('exit', (code) => {
      running.delete(child);
      done(code);
    }),
  );
  return { child, output: () => text, exited };
}

async function start(...args: string[]): Promise<Started> {
  const { child, output, exited } = launch(['--no-traffic', '--quiet', '--port', '0', ...args]);
  let over = false;
  void exited.then(() => (over = true));
  for (;;) {
    const url = /Open (http:\S+)\/ in a browser/.exec(output())?.[1];
    if (url !== undefined) {
      const stop = async (): Promise<number | null> => {
        child.kill('SIGINT');
        return await exited;
      };
      return { url, output, stop, ended: exited };
    }
    if (over) throw new Error(output());
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function tokenOf({ tokenUrl, clients }: LocalOperator, scope: string): Promise<string> {
  const client = clients.find(({ scopes }) => scopes.includes(scope));
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client!.clientId,
      client_secret: client!.clientSecret,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

const get = async <T>(url: string, token?: string): Promise<T> =>
  (await (
    await fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
  ).json()) as T;

const shell = async (command: string): Promise<string> =>
  (await promisify(execFile)('sh', ['-c', command])).stdout;
const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

test('npm start runs the operators of the repository, describes them, and stops cleanly', async () => {
  const run = await start();
  expect(run.output()).toMatch(/Not enforced: IAM/);
  expect(run.output()).not.toMatch(/NOT run/);

  const operators = await get<LocalOperator[]>(`${run.url}/local/operators`);
  expect(operators.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['lily-cn', 'lily-gb', 'fieldworks-de']),
  );
  for (const operator of operators) {
    expect(operator.clients.map(({ name, partner }) => [name, partner])).toEqual(CLIENTS[operator.id]);
    expect(operator.subscribers.length).toBeGreaterThanOrEqual(1_050);
    expect(operator.subscribers.filter(({ demoTraffic }) => demoTraffic)).toHaveLength(50);
    expect(operator.apis['charging']).toBe(`${run.url}/${operator.id}/charging/nchf-convergedcharging/v3`);

    const plans = await get<{ items: { planId: string }[] }>(
      `${operator.apis['operator']}/plans`,
      await tokenOf(operator, 'catalogue/read'),
    );
    expect(plans.items.map(({ planId }) => planId).toSorted()).toEqual(
      operator.plans.map(({ planId }) => planId).toSorted(),
    );

    const [subscriber] = operator.subscribers;
    const found = await get<{ subscriberId: string }>(
      `${operator.apis['operator']}/subscribers/${subscriber?.supi}`,
      await tokenOf(operator, 'subscribers/read'),
    );
    expect(found.subscriberId).toBe(subscriber?.subscriberId);
  }

  const page = await (await fetch(`${run.url}/`)).text();
  for (const { id, brand, tokenUrl, clients, apis } of operators)
    for (const text of [
      id,
      brand.name,
      tokenUrl,
      `${apis['partner']}/docs`,
      ...clients.map(({ clientSecret }) => clientSecret),
    ])
      expect(page).toContain(text);
  expect((await fetch(`${run.url}/nothing`)).status).toBe(404);

  // The commands on the page, as a reader copies them.
  const commands = [...page.matchAll(/<pre>([^]*?)<\/pre>/g)].map(([, text = '']) => unescape(text));
  const each = 7;
  expect(commands).toHaveLength(each * operators.length);
  for (const [i, { id, plans, subscribers }] of operators.entries()) {
    const all = commands.slice(each * i, each * (i + 1));
    const [listed, found, changed, batch, toppedUp, charged] = await Promise.all(
      all.filter((_, at) => at !== SALE).map(async (command) => await shell(command)),
    );
    for (const plan of plans) expect(listed).toContain(plan.planId);
    expect(found).toContain(subscribers[0]?.subscriberId);
    expect(changed).toMatch(/"covered":(true|false)[^]*"account":/);
    expect(batch).toMatch(/"state":"processed"[^]*yesterday/);
    expect(toppedUp).toMatch(/"checkout":[^]*"state":"captured"[^]*"paymentId":"pay_/);
    expect(charged).toMatch(/HTTP\/1\.1 201[^]*"resultCode":"SUCCESS"[^]*"resultCode":"SUCCESS"[^]*\n204\n/);
    const counters = await get<Record<string, OperatorCounts>>(`${run.url}/local/counters`);
    expect(counters[id]).toMatchObject({
      sessionsOpened: 1,
      sessionsReleased: 1,
      sessionsOpen: 0,
      refusals: 0,
    });
  }

  // How long an order takes is the machine's affair: that it was tried, placed and found is what counts.
  const sales = await Promise.all(operators.map(async (_, i) => await shell(commands[each * i + SALE]!)));
  for (const sold of sales)
    expect(sold).toMatch(/"state":"acknowledged"[^]*\n[^]*"state":"(acknowledged|inProgress|completed)"/);

  const second = launch(['--no-traffic', '--port', new URL(run.url).port]);
  expect(await second.exited).toBe(1);
  expect(second.output()).toMatch(/Port \d+ is in use.*\n.*--port/);

  expect(await run.stop()).toBe(0);
}, 90_000);

test('--data keeps what was written; --operators runs some', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'wildlily-data-'));
  try {
    const first = await start('--data', directory, '--operators', 'lily-gb');
    expect(first.output()).not.toMatch(/\(kept\)/);
    expect(await first.stop()).toBe(0);
    const second = await start('--data', directory, '--operators', 'lily-gb');
    expect(second.output()).toMatch(/lily-gb .*\(kept\)/);
    expect(second.output()).not.toMatch(/lily-cn/);
    expect(await second.stop()).toBe(0);
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 90_000);

test('a local run that is killed loses no usage record that it has answered for', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'wildlily-killed-'));
  try {
    const first = await start('--data', directory, '--operators', 'lily-gb');
    const [operator] = await get<LocalOperator[]>(`${first.url}/local/operators`);
    const token = await tokenOf(operator!, 'charging/session');
    const { supi } = operator!.subscribers[0]!;
    const post = async (url: string, content: object): Promise<Response> =>
      await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          subscriberIdentifier: supi,
          nfConsumerIdentification: { nodeFunctionality: 'SMF' },
          invocationTimeStamp: new Date().toISOString(),
          ...content,
        }),
      });
    const group = { ratingGroup: 1000, requestedUnit: {} };
    const created = await post(`${operator!.apis['charging']}/chargingdata`, {
      invocationSequenceNumber: 0,
      multipleUnitUsage: [group],
    });
    expect(created.status).toBe(201);
    // Faster than the stream is polled, so that most of these wait when the process dies.
    const used = Array.from({ length: 20 }, (_, i) => 1_000 + i);
    for (const [i, totalVolume] of used.entries()) {
      const usedUnitContainer = [{ localSequenceNumber: i + 1, totalVolume }];
      const updated = await post(`${created.headers.get('location')}/update`, {
        invocationSequenceNumber: i + 1,
        multipleUnitUsage: [{ ...group, usedUnitContainer }],
      });
      expect(updated.status).toBe(200);
    }
    const { pid } = await get<{ pid: number }>(`${first.url}/local/health`);
    process.kill(pid, 'SIGKILL');
    await first.ended;

    const second = await start('--data', directory, '--operators', 'lily-gb');
    const [again] = await get<LocalOperator[]>(`${second.url}/local/operators`);
    const url = `${again!.apis['operator']}/subscribers/${supi}/usage`;
    const reader = await tokenOf(again!, 'subscribers/read');
    const recorded = async (): Promise<number> => {
      const { items } = await get<{ items: { lines: { units: number }[] }[] }>(url, reader);
      return items.flatMap(({ lines }) => lines).reduce((sum, { units }) => sum + units, 0);
    };
    const expected = used.reduce((sum, each) => sum + each, 0);
    const deadline = Date.now() + 10_000;
    while ((await recorded()) < expected && Date.now() < deadline)
      await new Promise((done) => setTimeout(done, 100));
    expect(await recorded()).toBe(expected);
    expect(await second.stop()).toBe(0);
  } finally {
    rmSync(directory, { recursive: true });
  }
}, 90_000);
