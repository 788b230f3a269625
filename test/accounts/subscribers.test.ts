import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { available, type Office, openOffice, person, supiOf } from './office.js';

let office: Office;
let people = 100;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.stop());

const OF = '/subscribers/{subscriberId}';
const create = async (body: object) => office.ask('POST /subscribers', [], body);

test('a subscriber with an account of its own, found by its id, SIM and number', async () => {
  const who = person(++people);
  const asked = { ...who, offeringId: 'starter', credit: '7.50' };
  const created = await create(asked);
  expect(created).toMatchObject({ status: 201, body: { subscriberId: who.id, repeated: false } });
  expect(available(created, 'wallet')).toBe(7_500_000);
  for (const name of [who.id, `imsi-${who.imsi}`, who.msisdn.replace('+', 'msisdn-')])
    expect((await office.ask(`GET ${OF}`, name)).body).toMatchObject({
      subscriberId: who.id,
      offeringId: 'starter',
      account: { members: [`imsi-${who.imsi}`] },
    });
  expect(await create(asked)).toMatchObject({ status: 200, body: { repeated: true } });
});

test('without an id it follows from the SIM, so the same again is the same', async () => {
  const { id: _, ...who } = person(++people);
  const asked = { ...who, offeringId: 'starter' };
  const first = await create(asked);
  expect(first.body.subscriberId).toMatch(/^sub_[0-9a-f]{16}$/);
  expect((await create(asked)).body).toMatchObject({ subscriberId: first.body.subscriberId, repeated: true });
});

test("nobody gets another's id, SIM or number, and all of it is told", async () => {
  const one = person(++people);
  await create({ ...one, offeringId: 'starter' });
  const codes = async (change: object) =>
    (await create({ ...person(people + 1000), offeringId: 'starter', ...change })).body.problems?.map(
      ({ code }) => code,
    );
  expect(await codes({ imsi: one.imsi, msisdn: one.msisdn })).toEqual(['sim-taken', 'number-taken']);
  expect(await codes({ id: one.id })).toEqual(['subscriber-exists']);
});

test('of many at once one gets the number', async () => {
  const { msisdn } = person(++people);
  const answers = await Promise.all(
    Array.from({ length: 5 }, async () => create({ ...person(++people), msisdn, offeringId: 'starter' })),
  );
  expect(answers.map(({ status }) => status).sort((a, b) => Number(a) - Number(b))).toEqual([
    201, 409, 409, 409, 409,
  ]);
});

test('SIMs join an account, as many as the plan allows, whoever comes at once', async () => {
  const owner = person(++people);
  await create({ ...owner, offeringId: 'family', credit: '62.00' });
  const others = Array.from({ length: 5 }, () => person(++people));
  const answers = await Promise.all(others.map(async (who) => create({ ...who, shareWith: owner.id })));
  expect(answers.map(({ status }) => status).sort((a, b) => Number(a) - Number(b))).toEqual([
    201, 201, 409, 409, 409,
  ]);
  const joined = others.filter((_, i) => answers[i]?.status === 201);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.body.problems).toMatchObject([{ code: 'sim-limit', detail: expect.stringContaining('3') }]);
  const { body } = await office.ask(`GET ${OF}`, joined[0]!.id);
  expect(body.account.key).toBe(`imsi-${owner.imsi}`);
  expect([...body.account.members].sort()).toEqual(
    [owner, ...joined].map(({ imsi }) => `imsi-${imsi}`).sort(),
  );
  const { Item: alias } = await office.client.send(
    new GetItemCommand({ TableName: 'accounts', Key: { k: { S: `imsi-${joined[0]!.imsi}` } } }),
  );
  expect(alias?.['to']).toEqual({ S: `imsi-${owner.imsi}` });
  expect(await create({ ...joined[0], shareWith: owner.id })).toMatchObject({
    status: 200,
    body: { repeated: true },
  });
  // Three SIMs don't fit a plan for one.
  const change = await office.ask(`PUT ${OF}/plan`, owner.id, {
    id: 'p',
    offeringId: 'monthly',
    when: 'now',
  });
  expect(change).toMatchObject({ status: 409, body: { problems: [{ code: 'sim-limit' }] } });
});

test('a command in the name of a SIM that joined is one on the shared account', async () => {
  const [owner, member] = [person(++people), person(++people)];
  await create({ ...owner, offeringId: 'family', credit: '62.00' });
  await create({ ...member, shareWith: owner.id });
  await office.ask(`POST ${OF}/advances`, member.id, { id: 'lend' });
  expect((await office.ask(`GET ${OF}`, owner.id)).body.account.advanceMicros).toBe(3_300_000);
  const { body } = await office.ask(`POST ${OF}/transfers`, member.id, {
    id: 't',
    to: owner.id,
    bucket: 'wallet',
    amount: '1.00',
  });
  expect(body.problems).toMatchObject([{ code: 'transfer-to-itself' }, { code: 'advance-outstanding' }]);
});

test('a plan for one SIM is shared with nobody', async () => {
  const owner = person(++people);
  await create({ ...owner, offeringId: 'starter' });
  expect(await create({ ...person(++people), shareWith: owner.id })).toMatchObject({
    status: 409,
    body: { problems: [{ code: 'sim-limit' }] },
  });
});

test.each<[object, number, string]>([
  [{ offeringId: 'gold' }, 422, 'offering-unknown'],
  [{ offeringId: undefined, shareWith: 'sub_nobody' }, 404, 'subscriber-not-found'],
])('%j is refused with %d %s', async (change, status, code) => {
  expect(await create({ ...person(++people), offeringId: 'starter', ...change })).toMatchObject({
    status,
    body: { problems: [{ code }] },
  });
});

test.each<[object, string[]]>([
  [{ shareWith: 'sub_1' }, ['offeringId']],
  [{ offeringId: undefined }, ['offeringId']],
  [{ offeringId: undefined, shareWith: 'sub_1', credit: '1.00' }, ['credit']],
  [{ credit: '-1' }, ['credit']],
  [{ imsi: '12', msisdn: 'mum', iccid: '1', id: '7', more: 1 }, ['id', 'msisdn', 'imsi', 'iccid', 'more']],
])('%j is refused', async (change, params) => {
  const { status, body } = await create({ ...person(++people), offeringId: 'starter', ...change });
  expect(status).toBe(400);
  expect(body.invalidParams?.map(({ param }) => param)).toEqual(params);
});

test('a subscriber without an account can be asked nothing', async () => {
  const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  await office.client.send(
    new PutItemCommand({
      TableName: 'records',
      Item: Object.fromEntries(
        Object.entries({
          pk: 'SUBSCRIBER#sub_early',
          sk: 'META',
          subscriberId: 'sub_early',
          accountKey: supiOf(9_999),
          supi: supiOf(9_999),
        }).map(([name, value]) => [name, { S: value }]),
      ),
    }),
  );
  for (const [what, body] of [
    ['advances', { id: 'a' }],
    ['quote', { usage: [{ service: 'internet', bytes: 1 }] }],
    ['transfers', { id: 't', to: 'sub_early', bucket: 'wallet', amount: '1.00' }],
  ] as const)
    expect(await office.ask(`POST ${OF}/${what}`, 'sub_early', body)).toMatchObject({
      status: 409,
      body: { problems: [{ code: 'account-not-open' }] },
    });
});

test.each(['-5.00', '+5.00', '0.0000001', '1000000000.00', '9999999999999.99', '1e3', ''])(
  'credit %j is refused',
  async (credit) => {
    const answer = await create({ ...person(++people), offeringId: 'starter', credit });
    expect(answer).toMatchObject({ status: 400, body: { invalidParams: [{ param: 'credit' }] } });
  },
);
