/** Files put into the bucket of a local run, by the S3 API as curl speaks it. */
import { luhnDigit } from '../../domain/operator/luhn.js';
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

test('a member file onboards a company, and tells every wrong row', async () => {
  const created = await fetch(`${operator.apis['operator']}/companies`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenFor(operator, 'companies/write')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ companyId: 'co_acme', name: 'Acme' }),
  });
  expect(created.status).toBe(201);
  const row = (n: number, company: string, centre: string): string => {
    const payload = `89449900000000${String(n).padStart(4, '0')}`;
    const imsi = `2349900000${String(n).padStart(5, '0')}`;
    return `${company},${centre},Member ${n},+4477009${String(n).padStart(5, '0')},${payload}${luhnDigit(payload)},${imsi},starter,`;
  };
  const text = [
    'company,cost centre,name,msisdn,iccid,imsi,plan,cap',
    ...Array.from({ length: 120 }, (_, i) => row(50_000 + i, 'co_acme', '')),
    row(60_000, 'co_nobody', ''),
    row(60_001, 'co_acme', 'sales'),
    '',
  ].join('\n');
  await put('members/acme.csv', text);
  expect(await finished('members~acme')).toMatchObject({
    state: 'processed',
    rows: { rows: 122, created: 120, refused: 2 },
  });
  expect(await textOf('members/acme.errors.csv')).toMatch(
    /^row,id,column,value,problem\n122,.*,company,co_nobody,.*\n123,.*,cost_centre,sales,.*none yet.*\n$/,
  );
  const member = await get('/subscribers/msisdn-447700950007', 'subscribers/read');
  expect(await member.json()).toMatchObject({
    offeringId: 'starter',
    state: 'active',
    account: { version: 1 },
  });

  await put('members/acme-again.csv', text);
  expect(await finished('members~acme-again')).toMatchObject({
    rows: { rows: 122, created: 0, unchanged: 120, refused: 2 },
  });
}, 60_000);

test('what is no job is said', async () => {
  expect((await get('/jobs/usage~never', 'subscribers/read')).status).toBe(404);
  const refused = await get('/jobs/x', 'subscribers/read');
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ type: 'urn:wildlily:problem:invalid-job-id' });
}, 30_000);
