/** Files put into the bucket of a local run, by the S3 API as curl speaks it. */
import { startLocalRun, tokenFor, type LocalRun } from '../support/local-run.js';
import type { LocalOperator } from '../../local/local-operator.js';

let run: LocalRun;
let operator: LocalOperator;

beforeAll(async () => {
  run = await startLocalRun('--operators', 'lily-gb');
  operator = run.operators[0]!;
}, 120_000);

afterAll(async () => {
  expect(await run.stop()).toBe(0);
}, 30_000);

interface Job {
  readonly state: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly sameAs?: string;
  readonly errors?: { readonly count: number };
}

async function put(key: string, text: string): Promise<void> {
  const response = await fetch(`${operator.filesUrl}/${key}`, { method: 'PUT', body: text });
  expect(response.status).toBe(200);
}

const get = async (path: string, scope: string): Promise<Response> =>
  await fetch(`${operator.apis['operator']}${path}`, {
    headers: { authorization: `Bearer ${await tokenFor(operator, scope)}` },
  });

async function finished(jobId: string): Promise<Job> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const response = await get(`/jobs/${jobId}`, 'subscribers/read');
    const job = (await response.json()) as Job;
    if (response.status === 200 && job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${jobId} never ended`);
}

const textOf = async (key: string): Promise<string> =>
  await (await fetch(`${operator.filesUrl}/${key}`)).text();

async function usedBytes(supi: string): Promise<number> {
  const { account } = (await (await get(`/subscribers/${supi}`, 'subscribers/read')).json()) as {
    account: { buckets: { unit: string; used: number }[] };
  };
  return account.buckets.filter(({ unit }) => unit === 'bytes').reduce((sum, { used }) => sum + used, 0);
}

test('a usage file is rated into the accounts, once, and every wrong row is told', async () => {
  const subscriber = operator.subscribers.find(({ demoTraffic }) => demoTraffic === undefined)!;
  const at = new Date(Date.now() - 60_000).toISOString();
  const row = (id: number, who: string, bytes: string): string => `r${id},${who},1000,${at},${bytes}`;
  const text = [
    'record_id,supi,rating_group,start_time,bytes',
    ...Array.from({ length: 300 }, (_, i) => row(i + 2, subscriber.supi, '1000000')),
    row(302, subscriber.supi, 'many'),
    row(303, 'imsi-999990000000001', '1'),
    '',
  ].join('\n');
  const before = await usedBytes(subscriber.supi);
  await put('usage/2026/first.csv', text);
  expect(await finished('usage~2026~first')).toMatchObject({
    state: 'processed',
    rows: { rows: 302, counted: 300, refused: 2 },
    errors: { count: 2, file: 'usage/2026/first.errors.csv' },
  });
  expect(await textOf('usage/2026/first.errors.csv')).toMatch(
    /^row,id,column,value,problem\n302,r302,bytes,many,.*\n303,r303,supi,imsi-999990000000001,no subscriber.*\n$/,
  );
  expect((await usedBytes(subscriber.supi)) - before).toBe(300_000_000);

  await put('usage/2026/second.csv', text);
  expect(await finished('usage~2026~second')).toMatchObject({ sameAs: 'usage/2026/first.csv' });
  expect((await usedBytes(subscriber.supi)) - before).toBe(300_000_000);
  expect(JSON.parse(await textOf('usage/2026/second.result.json'))).toMatchObject({
    file: 'usage/2026/second.csv',
    sameAs: 'usage/2026/first.csv',
  });
}, 60_000);

test('a member file tells every wrong row', async () => {
  await put(
    'members/acme.csv',
    'company,cost centre,name,msisdn,iccid,imsi,plan,cap\n' +
      'co_nobody,,Ada,+447700900999,8944100000000009993,234150000009999,no-such-plan,\n,,,,,,,\n',
  );
  const job = await finished('members~acme');
  expect(job).toMatchObject({ state: 'processed', rows: { rows: 2, refused: 2 } });
  expect((await textOf('members/acme.errors.csv')).split('\n').length).toBeGreaterThan(7);
}, 60_000);

test('what is no job is said', async () => {
  expect((await get('/jobs/usage~never', 'subscribers/read')).status).toBe(404);
  const refused = await get('/jobs/x', 'subscribers/read');
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ type: 'urn:wildlily:problem:invalid-job-id' });
}, 30_000);
