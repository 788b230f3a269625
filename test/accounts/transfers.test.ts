import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { commandId, DynamoDbLedger, movementKey } from '../../lambdas/accounts/ledger.js';
import { DynamoDbAccountStore } from '../../lambdas/charging/dynamodb-account-store.js';
import { type Answer, available, type Office, openOffice, supiOf } from './office.js';

let office: Office;
let people = 0;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.stop());

const OF = '/subscribers/{subscriberId}';
const TRANSFERS = `POST ${OF}/transfers`;
const tables = { accounts: 'accounts', records: 'records' };

async function subscriber(offeringId: 'monthly' | 'starter' = 'monthly'): Promise<string> {
  people += 1;
  const credit = offeringId === 'monthly' ? '62.00' : '50.00';
  expect((await office.open(people, offeringId, { credit })).status).toBe(201);
  return `sub_${people}`;
}
const accountOf = async (id: string) => office.ask(`GET ${OF}`, id);
const codesOf = ({ body }: Answer) => body.problems?.map(({ code }) => code);

test('money moves, on both sides in the books, once', async () => {
  const [from, to] = [await subscriber(), await subscriber()];
  const asked = { id: 't-1', to, bucket: 'wallet', amount: '7.25' };
  for (const repeated of [false, true, true]) {
    const answer = await office.ask(TRANSFERS, from, asked);
    expect(answer).toMatchObject({ status: 200, body: { subscriberId: from, repeated } });
    expect(available(answer, 'wallet')).toBe(42_750_000);
  }
  expect(available(await accountOf(to), 'wallet')).toBe(57_250_000);
  const sides = [
    movementKey(supiOf(people - 1), commandId('transfer', 't-1')),
    movementKey(supiOf(people), commandId('transfer', 't-1', supiOf(people - 1))),
  ];
  expect(await office.record(sides[0]!.pk, sides[0]!.sk)).toMatchObject({
    subscriberId: from,
    to,
    id: 't-1',
  });
  expect(await office.record(sides[1]!.pk, sides[1]!.sk)).toMatchObject({ subscriberId: to, from });
  expect(codesOf(await office.ask(TRANSFERS, from, { ...asked, amount: '7.26' }))).toEqual(['id-used']);
});

test('two senders may use the same id', async () => {
  const [one, other, to] = [await subscriber(), await subscriber(), await subscriber()];
  for (const from of [one, other])
    expect(
      (await office.ask(TRANSFERS, from, { id: 'gift', to, bucket: 'wallet', amount: '1.00' })).status,
    ).toBe(200);
  expect(available(await accountOf(to), 'wallet')).toBe(52_000_000);
});

test('units keep their expiry, of whatever buckets they came', async () => {
  const [from, to] = [await subscriber(), await subscriber()];
  const expiresAt = '2027-03-15T00:00:00.000Z';
  await office.ask(`POST ${OF}/adjustments`, from, {
    id: 'a',
    bucket: 'data-20gb',
    amount: '1 GB',
    expiresAt,
    reason: 'test',
    actor: 'test',
  });
  const moved = await office.ask(TRANSFERS, from, { id: 't', to, bucket: 'data-20gb', amount: '3 GB' });
  expect(available(moved, 'data-20gb')).toBe(18e9);
  const { body } = await accountOf(to);
  const held = body.account.buckets.filter(({ name }) => name === 'data-20gb');
  expect(held.reduce((sum, bucket) => sum + bucket.available, 0)).toBe(23e9);
  expect(held).toContainEqual(expect.objectContaining({ expiresAt, available: 1e9 }));
});

test('all that stands in its way at once', async () => {
  const [from, poor] = [await subscriber(), await subscriber('starter')];
  const asked = { id: 't', to: from, bucket: 'wallet', amount: '500.00' };
  expect(codesOf(await office.ask(TRANSFERS, from, asked))).toEqual([
    'transfer-to-itself',
    'balance-too-low',
  ]);
  expect(codesOf(await office.ask(TRANSFERS, poor, { ...asked, amount: '1 GB' }))).toEqual([
    'amount-invalid',
    'not-transferable',
  ]);
  expect(
    codesOf(await office.ask(TRANSFERS, from, { ...asked, to: poor, bucket: 'data-20gb', amount: '90 GB' })),
  ).toEqual(['balance-too-low', 'bucket-unknown']);
  expect(
    codesOf(await office.ask(TRANSFERS, from, { ...asked, to: poor, bucket: 'minutes', amount: '1 min' })),
  ).toEqual(expect.arrayContaining(['not-transferable']));
  expect(codesOf(await office.ask(TRANSFERS, from, { ...asked, bucket: 'gold' }))).toEqual([
    'bucket-unknown',
  ]);
  expect(await office.ask(TRANSFERS, from, { ...asked, to: 'sub_nobody' })).toMatchObject({
    status: 422,
    body: { problems: [{ code: 'receiver-unknown' }] },
  });
  const { status, body } = await office.ask(TRANSFERS, from, { to: 'mum' });
  expect(status).toBe(400);
  expect(body.invalidParams?.map(({ param }) => param)).toEqual(['id', 'to', 'bucket', 'amount']);
});

test('nothing is transferred to or from an account that ended', async () => {
  const [from, to] = [await subscriber(), await subscriber()];
  await office.ask(`PUT ${OF}/state`, to, { id: 's', state: 'terminated', reason: 'moved', actor: 'kim' });
  const asked = { id: 't', bucket: 'wallet', amount: '1.00' };
  expect(codesOf(await office.ask(TRANSFERS, from, { ...asked, to }))).toEqual(['account-terminated']);
  expect(codesOf(await office.ask(TRANSFERS, to, { ...asked, to: from }))).toContain('account-terminated');
});

test('a command and its record are written together or not at all', async () => {
  const from = await subscriber();
  const account = supiOf(people);
  const ledger = new DynamoDbLedger(office.client, tables);
  const item = (await new DynamoDbAccountStore(office.client, 'accounts').get(account))!;
  const id = commandId('adjustment', 'torn');
  const record = { command: 'adjustment' as const, id: 'torn', atISO: '', subscriberId: from, request: '' };
  const stale = { item, basis: (item['v'] as number) - 1 };
  expect(await ledger.commit([stale], [{ account, commandId: id, record }])).toBe(false);
  expect(await ledger.find(account, id)).toBeUndefined();
  const fresh = { item: { ...item, v: (item['v'] as number) + 1 }, basis: item['v'] as number };
  expect(await ledger.commit([fresh], [{ account, commandId: id, record }])).toBe(true);
  const next = { item: { ...item, v: (item['v'] as number) + 2 }, basis: (item['v'] as number) + 1 };
  expect(await ledger.commit([next], [{ account, commandId: id, record }])).toBe(false);
  expect((await accountOf(from)).body.account.version).toBe(fresh.item.v);
});

test('a transfer whose answer was lost is answered as done, and was done once', async () => {
  const [from, to] = [await subscriber(), await subscriber()];
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  const send = dynamodb.send.bind(dynamodb);
  const lost = jest.spyOn(dynamodb, 'send').mockImplementation((async (
    command: TransactWriteItemsCommand,
  ) => {
    const result: unknown = await send(command);
    if (command instanceof TransactWriteItemsCommand) throw new Error('connection lost');
    return result;
  }) as never);
  const asked = { id: 't', to, bucket: 'wallet', amount: '2.00' };
  await expect(office.ask(TRANSFERS, from, asked)).rejects.toThrow('connection lost');
  lost.mockRestore();
  expect(await office.ask(TRANSFERS, from, asked)).toMatchObject({ status: 200, body: { repeated: true } });
  expect(available(await accountOf(from), 'wallet')).toBe(48_000_000);
  expect(available(await accountOf(to), 'wallet')).toBe(52_000_000);
});

test('whoever transfers to whom at once, and however often it is sent: nothing is made or lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          from: fc.nat(2),
          to: fc.nat(2),
          id: fc.nat(5),
          cents: fc.integer({ min: 1, max: 4_000 }),
        }),
        { minLength: 2, maxLength: 8 },
      ),
      async (wishes) => {
        const people = [await subscriber(), await subscriber(), await subscriber()];
        const answers = await Promise.all(
          wishes.map(async ({ from, to, id, cents }) =>
            office.ask(TRANSFERS, people[from]!, {
              id: `t-${id}`,
              to: people[to]!,
              bucket: 'wallet',
              amount: (cents / 100).toFixed(2),
            }),
          ),
        );
        const accounts = await Promise.all(people.map(accountOf));
        const wallets = accounts.map((account) => available(account, 'wallet'));
        const expected = people.map(() => 50_000_000);
        answers.forEach(({ status, body }, i) => {
          const { from, to, cents } = wishes[i]!;
          expect([200, 409, 422, 503]).toContain(status);
          if (status !== 200 || body.repeated) return;
          expected[from]! -= cents * 10_000;
          expected[to]! += cents * 10_000;
        });
        expect(wallets).toEqual(expected);
        expect(Math.min(...wallets)).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 12 },
  );
}, 60_000);
