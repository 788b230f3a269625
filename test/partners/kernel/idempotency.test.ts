import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { BusyError } from '../../../lambdas/accounts/desk.js';
import { RefusedError } from '../../../lambdas/partners/kernel/refused.js';
import { json } from '../../../lambdas/shared/problem.js';
import { eventually } from '../../support/eventually.js';
import { openPartnerDesk, type PartnerDesk } from '../partner-desk.js';
import { CUSTOMER, serving } from './serving.js';

let desk: PartnerDesk;
beforeAll(async () => {
  desk = await openPartnerDesk();
});
afterAll(async () => desk.stop());

let keys = 0;
const newKey = () => ({ 'idempotency-key': `key-${++keys}` });

/** Answers 201 with the number of the effect and the seed; the first waits until it is let go. */
function effects({ isHeld = false } = {}) {
  let count = 0;
  let letGo: () => void = () => undefined;
  const gate = isHeld ? new Promise<void>((resolve) => (letGo = resolve)) : Promise.resolve();
  const call = serving(desk.client, async ({ seed }) => {
    const effect = ++count;
    await gate;
    return json(201, { effect, seed }, { location: `https://a.example/${effect}` });
  });
  return { call, letGo: () => letGo(), count: () => count };
}

test('50 equal requests at once have one effect: others are told to wait, and then its answer', async () => {
  const { call, letGo, count } = effects({ isHeld: true });
  const headers = newKey();
  const answers: { status: number }[] = [];
  const all = Array.from({ length: 50 }, async () => {
    const answer = await call({ body: CUSTOMER, headers });
    // The one that works goes on when all others were answered.
    if (answers.push(answer) === 49) letGo();
    return answer;
  });
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 409)).toHaveLength(49);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  const again = await Promise.all(Array.from({ length: 50 }, async () => call({ body: CUSTOMER, headers })));
  for (const { status, headers: told, body } of again) {
    expect([status, body.effect, told['location']]).toEqual([201, 1, 'https://a.example/1']);
    expect(told['idempotency-replayed']).toBe('true');
  }
  expect(count()).toBe(1);
});

test('in flight: 409 with a stable code and when to come again', async () => {
  const { call, letGo } = effects({ isHeld: true });
  const headers = newKey();
  const answers = [call({ body: CUSTOMER, headers }), call({ body: CUSTOMER, headers })];
  const waited = await Promise.race(answers);
  letGo();
  await Promise.all(answers);
  expect([waited.status, waited.body.code, waited.headers['retry-after']]).toEqual([
    409,
    'request-in-flight',
    '1',
  ]);
});

test('the same key with another request is refused: 422', async () => {
  const { call, count } = effects();
  const headers = newKey();
  await call({ body: CUSTOMER, headers });
  const others = [
    await call({ body: { ...CUSTOMER, name: 'Bob' }, headers }),
    await call({ body: CUSTOMER, headers, query: 'dryRun=true' }),
    await call({ method: 'DELETE', headers }),
  ];
  for (const { status, body } of others) expect([status, body.code]).toEqual([422, 'idempotency-key-reused']);
  expect(count()).toBe(1);
  // The order of members says nothing.
  const { engagedParty, name } = CUSTOMER;
  expect((await call({ body: { engagedParty, name }, headers })).headers['idempotency-replayed']).toBe(
    'true',
  );
});

test('a key is of its partner alone', async () => {
  const { call } = effects();
  const headers = newKey();
  const { body: ours } = await call({ body: CUSTOMER, headers });
  const { body: theirs } = await call({ body: CUSTOMER, headers, client: 'shop' });
  expect(theirs.effect).toBe(2);
  expect(theirs.seed).not.toBe(ours.seed);
});

test('without a key every request is another one', async () => {
  const { call } = effects();
  const first = await call({ body: CUSTOMER });
  const second = await call({ body: CUSTOMER });
  expect([first.body.effect, second.body.effect]).toEqual([1, 2]);
  expect(first.body.seed).not.toBe(second.body.seed);
});

test('reading has no key', async () => {
  const { call } = effects();
  const headers = newKey();
  await call({ method: 'GET', headers });
  expect((await call({ method: 'GET', headers })).headers['idempotency-replayed']).toBeUndefined();
});

test('what a crash interrupted is taken over when its time is up, with the same seed', async () => {
  const seeds: string[] = [];
  let isCrashing = true;
  const call = serving(desk.client, async ({ seed }) => {
    seeds.push(seed);
    if (isCrashing) await new Promise<never>(() => undefined);
    return json(201, {});
  });
  const headers = newKey();
  void call({ body: CUSTOMER, headers });
  await eventually(() => expect(seeds).toHaveLength(1));
  isCrashing = false;
  expect((await call({ body: CUSTOMER, headers })).status).toBe(409);
  await desk.client.send(
    new UpdateItemCommand({
      TableName: 'records',
      Key: { pk: { S: 'PARTNER#acme' }, sk: { S: `KEY#${headers['idempotency-key']}` } },
      UpdateExpression: 'SET inFlightUntil = :past',
      ExpressionAttributeValues: { ':past': { N: String(Date.now() - 1) } },
    }),
  );
  expect((await call({ body: { ...CUSTOMER, name: 'Bob' }, headers })).status).toBe(422);
  const taken = await call({ body: CUSTOMER, headers });
  expect([taken.status, taken.headers['idempotency-replayed']]).toEqual([201, undefined]);
  expect(new Set(seeds).size).toBe(1);
  expect(seeds).toHaveLength(2);
});

test.each([
  ['busy', () => new BusyError('others write'), 503],
  ['broken', () => new Error('no such table'), 500],
])(
  'a failure of ours is no answer: %s, and the same request may come again at once',
  async (_name, failure, status) => {
    const logged = jest.spyOn(console, 'error').mockReturnValue();
    let isFailing = true;
    const call = serving(desk.client, async () => {
      if (isFailing) throw failure();
      return Promise.resolve(json(201, {}));
    });
    const headers = newKey();
    expect((await call({ body: CUSTOMER, headers })).status).toBe(status);
    isFailing = false;
    const again = await call({ body: CUSTOMER, headers });
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, undefined]);
    logged.mockRestore();
  },
);

test('a refusal is an answer, and is given again with all that it had', async () => {
  let count = 0;
  const call = serving(desk.client, async () => {
    count++;
    return Promise.reject(
      new RefusedError(409, 'number-taken', 'somebody has it', { headers: { 'retry-after': '7' } }),
    );
  });
  const headers = newKey();
  const first = await call({ body: CUSTOMER, headers });
  const second = await call({ body: CUSTOMER, headers });
  expect([first.status, second.status, second.body, count]).toEqual([409, 409, first.body, 1]);
  expect([first.headers['retry-after'], second.headers['retry-after']]).toEqual(['7', '7']);
  expect(second.headers['idempotency-replayed']).toBe('true');
});

test.each(['', 'a b', 'ü', 'x'.repeat(256)])('a key that is none is refused: "%.20s"', async (key) => {
  const { call, count } = effects();
  const told = await call({ body: CUSTOMER, headers: { 'idempotency-key': key } });
  expect([told.status, told.body.code, count()]).toEqual([400, 'invalid-header', 0]);
});
