/** Months of groups over HTTP: closed once, of those who agreed, and never of fewer than the market's smallest group. */
import { charged, DAY_MS, openTrialDesk, type TrialDesk } from '../experiments/desk.js';

let trials: TrialDesk;
let k: number;
beforeAll(async () => {
  trials = await openTrialDesk();
  k = trials.desk.operator.market.policy.insight.smallestGroup;
  // The middle of a month, so that the next one is far.
  const day = new Date(trials.now()).getUTCDate();
  await trials.pass(((45 - day) % 30) * DAY_MS);
});
afterAll(async () => trials.desk.stop());

const month = () => new Date(trials.now()).toISOString().slice(0, 7);
const toNextClose = async () => {
  const now = new Date(trials.now());
  await trials.pass(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 5) - now.getTime());
};

async function consent(subscriberId: string, state: 'granted' | 'withdrawn') {
  const told = await trials.desk.call('putConsents', {
    path: { subscriberId },
    body: {
      consents: [{ purpose: 'insight', channel: 'any', state }],
      evidence: { kind: 'app', reference: 'form-1' },
    },
  });
  if (told.status !== 200) throw new Error(JSON.stringify(told.body));
}

/** So many subscribers who agreed and paid so much each. */
async function group(count: number, micros: number, more: object = {}): Promise<string[]> {
  const ids = await trials.people(count, more);
  await Promise.all(ids.map(async (id) => consent(id, 'granted')));
  for (const id of ids) await trials.observe([charged(id, micros, trials.now())]);
  return ids;
}

const ask = async (of: string, query: Record<string, string> = {}) =>
  trials.desk.call('queryInsight', { path: { month: of }, query });

test('tells groups of a month that is over; who withdrew, was erased or never agreed is in none', async () => {
  const of = month();
  const starters = await group(k + 2, 10_000_000);
  await group(k, 30_000_000, { offeringId: 'endless' });
  const few = await group(k - 1, 77_000_000, { offeringId: 'endless', partnerId: 'corner-shop' });
  const silent = await trials.people(3);
  for (const id of silent) await trials.observe([charged(id, 500_000_000, trials.now())]);
  await consent(starters[0]!, 'withdrawn');
  const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
  await trials.desk.client.send(
    new DeleteItemCommand({
      TableName: 'records',
      Key: { pk: { S: `SUBSCRIBER#${starters[1]!}` }, sk: { S: 'META' } },
    }),
  );
  expect((await trials.sweep()).closed).toEqual([]);
  expect((await ask(of)).status).toBe(404);

  await toNextClose();
  expect((await trials.sweep()).closed).toEqual([of]);
  const { body } = await ask(of, { by: 'plan' });
  expect(body).toMatchObject([
    { by: { plan: 'endless' }, people: k, arpu: '30.00' },
    { by: { plan: 'starter' }, people: k, arpu: '10.00', revenue: `${k * 10}.00` },
  ]);
  // Not in a total either: less the groups that are told, it would be theirs alone.
  expect((await ask(of)).body).toMatchObject([{ people: 2 * k, revenue: `${k * 40}.00` }]);
  expect((await ask(of, { channel: 'corner-shop' })).body).toEqual([]);
  expect(few).toHaveLength(k - 1);
});

test('a month is closed once: who withdraws or comes later shows in no second answer', async () => {
  const of = month();
  const ids = await group(k + 1, 1_000_000);
  await toNextClose();
  const [one, two] = await Promise.all([trials.sweep(), trials.sweep()]);
  expect([...one.closed, ...two.closed].filter((each) => each === of)).toHaveLength(1);
  const before = (await ask(of, { by: 'plan,tenure' })).body;
  expect(before).toMatchObject([{ people: k + 1 }]);
  await consent(ids[0]!, 'withdrawn');
  await trials.observe([charged(ids[1]!, 9_000_000, Date.parse(`${of}-20T10:00:00Z`))]);
  expect((await trials.sweep()).closed).toEqual([]);
  expect((await ask(of, { by: 'plan,tenure' })).body).toEqual(before);
});

test('sums of a whole country keep every micro, also where money has many noughts', async () => {
  const of = month();
  const each = 900_000_000_000_001;
  await group(k, each);
  await toNextClose();
  await trials.sweep();
  const { fromMicros } = await import('../../domain/operator/decimal.js');
  expect((await ask(of)).body[0].revenue).toBe(fromMicros(BigInt(each) * BigInt(k)));
  expect(BigInt(each) * BigInt(k)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
});

test('a market that has become stricter is obeyed in months that were closed before', async () => {
  const months = (await trials.desk.call('listInsightMonths')).body;
  expect(months.map(({ people }: { people: number }) => people)).toEqual([k, k + 1, 2 * k]);
  const [, second] = months;
  const { operatorItem, readOperator } = await import('../../lambdas/catalogue/operator-record.js');
  const operator = (await readOperator('records'))!;
  const { market } = operator;
  const policy = { ...market.policy, insight: { ...market.policy.insight, smallestGroup: k + 2 } };
  const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  const put = async (terms: typeof operator) =>
    trials.desk.client.send(new PutItemCommand({ TableName: 'records', Item: operatorItem(terms) }));
  await put({ ...operator, market: { ...market, policy } });
  expect((await ask(second.month)).body).toEqual([]);
  await put(operator);
  expect((await ask(second.month)).body).toMatchObject([{ people: k + 1 }]);
});

test('only the operator’s own tools ask, and only for what there is', async () => {
  const [{ month: of }] = (await trials.desk.call('listInsightMonths')).body;
  expect((await trials.desk.call('queryInsight', { as: 'acme', path: { month: of } })).status).toBe(403);
  expect((await trials.desk.call('listInsightMonths', { as: 'acme' })).status).toBe(403);
  const wrong = await ask(of, { by: 'plan,name' });
  expect(wrong.body.invalidParams).toEqual([
    { param: 'by', reason: 'got "name"; allowed: plan, tenure, channel' },
  ]);
  expect((await ask('2026-13')).status).toBe(404);
});
