/** Messages that granted nothing: listed with why, replayed, and payments that they name. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { PaymentFact } from '../../domain/payments/fact.js';
import { SecretError } from '../../lambdas/payments/secret-cache.js';
import { paymentIdOf } from '../../lambdas/payments/order-payment.js';
import { codesOf, openPaymentOffice, type PaymentTestOffice } from './payment-office.js';

let desk: PaymentTestOffice;
beforeAll(async () => {
  desk = await openPaymentOffice();
  await desk.accounts.open(1, 'starter', {});
});
afterAll(() => desk.stop());

/** As the intake keeps it. */
async function keep(key: string, facts: readonly PaymentFact[], receivedISO = '2027-03-01T09:00:00.000Z') {
  await desk.accounts.client.send(
    new PutItemCommand({
      TableName: 'records',
      Item: {
        pk: { S: `INBOX#stripe#${key}` },
        sk: { S: 'MESSAGE' },
        provider: { S: 'stripe' },
        key: { S: key },
        type: { S: 'payment_intent.succeeded' },
        facts: { S: JSON.stringify(facts) },
        receivedISO: { S: receivedISO },
      },
    }),
  );
  return { provider: 'stripe' as const, key };
}
const captured = (more: Partial<PaymentFact>): PaymentFact =>
  ({
    kind: 'captured',
    references: [],
    capture: 'c',
    amountMicros: 1_000_000,
    currency: 'USD',
    ...more,
  }) as PaymentFact;

test('what is quarantined is listed with why, page by page, and the payments that it names', async () => {
  await desk.ask('POST /topups', [], { id: 'q', subscriber: 'sub_1', amount: '15.00', provider: 'stripe' });
  const paymentId = paymentIdOf('sub_1', 'q');
  const [reference] = (await desk.ask('GET /payments/{paymentId}', paymentId)).body['references'] as string[];
  const facts = [
    captured({ paymentId }),
    captured({ references: [reference!] }),
    captured({ references: ['x'] }),
  ];
  for (const [i, fact] of facts.entries())
    await desk.office.messages.quarantine(await keep(`evt_${i}`, [fact]), {
      code: 'currency-differs',
      detail: 'currency: got "USD"; allowed: "GBP"',
      atISO: `2027-03-01T10:00:0${i}.000Z`,
    });
  const first = await desk.ask('GET /inbox', [], undefined, { quarantined: 'true', limit: '2' });
  expect(first.body['items']).toMatchObject([
    {
      provider: 'stripe',
      key: 'evt_0',
      code: 'currency-differs',
      quarantinedAt: '2027-03-01T10:00:00.000Z',
      facts: [{ kind: 'captured', paymentId, amount: '1.00', currency: 'USD' }],
    },
    { key: 'evt_1' },
  ]);
  const after = String(first.body['after']);
  const rest = await desk.ask('GET /inbox', [], undefined, { quarantined: '', after });
  expect(rest.body['items']).toMatchObject([{ key: 'evt_2' }]);
  const payments = await desk.ask('GET /payments', [], undefined, { status: 'quarantined' });
  expect((payments.body['items'] as object[]).length).toBe(1);
  expect(payments.body['items']).toMatchObject([{ paymentId }]);
});

test('a kept message goes through the queue once more; one that was applied is left alone', async () => {
  const name = await keep('evt_again', []);
  expect(await desk.ask('POST /inbox/replay', [], name)).toMatchObject({ status: 202, body: { sent: true } });
  expect(desk.sent).toContainEqual({ ...name, again: true });
  await desk.office.messages.applied(name, '2027-03-01T11:00:00.000Z');
  desk.sent.length = 0;
  expect(await desk.ask('POST /inbox/replay', [], name)).toMatchObject({
    status: 200,
    body: { sent: false, appliedAt: '2027-03-01T11:00:00.000Z' },
  });
  expect(desk.sent).toEqual([]);
  for (const unknown of [
    { ...name, key: 'evt_none' },
    { ...name, provider: 'bank' },
  ])
    expect(codesOf(await desk.ask('POST /inbox/replay', [], unknown))).toEqual({
      status: 404,
      codes: ['message-not-found'],
    });
});

test('a person dismisses what is of no concern: it leaves the list, grants nothing, and is not tried again', async () => {
  const name = await keep('evt_foreign', [captured({ currency: 'USD' })]);
  const asked = { ...name, reason: 'the shop’s money', actor: 'kim' };
  expect(codesOf(await desk.ask('POST /inbox/dismiss', [], asked))).toEqual({
    status: 409,
    codes: ['not-quarantined'],
  });
  await desk.office.messages.quarantine(name, { code: 'x', detail: 'y', atISO: '2027-03-01T10:00:00.000Z' });
  expect(await desk.ask('POST /inbox/dismiss', [], asked)).toMatchObject({
    status: 200,
    body: { actor: 'kim' },
  });
  const listed = await desk.ask('GET /inbox', [], undefined, { quarantined: 'true' });
  expect(JSON.stringify(listed.body['items'])).not.toContain('evt_foreign');
  expect(await desk.ask('POST /inbox/replay', [], name)).toMatchObject({
    status: 200,
    body: { sent: false },
  });
  expect(codesOf(await desk.ask('POST /inbox/dismiss', [], asked))).toMatchObject({
    codes: ['not-quarantined'],
  });
  expect(codesOf(await desk.ask('POST /inbox/dismiss', [], { ...asked, key: 'evt_none' }))).toEqual({
    status: 404,
    codes: ['message-not-found'],
  });
});

test('a message that was faster than the link of its payment is sent again', async () => {
  const reference = 'pi_fast';
  const name = await keep('evt_fast', [captured({ references: [reference] })]);
  const message = (await desk.office.messages.get(name))!;
  await desk.office.messages.wait(name, [reference], message);
  const create = jest
    .spyOn(desk.stripe, 'create')
    .mockResolvedValueOnce({ references: [reference], checkout: { kind: 'none' }, facts: [] });
  await desk.ask('POST /topups', [], {
    id: 'fast',
    subscriber: 'sub_1',
    amount: '15.00',
    provider: 'stripe',
  });
  create.mockRestore();
  expect(desk.sent).toContainEqual(name);
});

test.each([
  ['GET /inbox', {}],
  ['GET /inbox', { quarantined: 'no' }],
  ['GET /inbox', { quarantined: 'true', after: 'eA' }],
  ['GET /payments', {}],
  ['GET /payments', { status: 'captured' }],
  ['GET /payments', { status: 'due', limit: '0' }],
])('%s %j is refused', async (route, query) => {
  expect(codesOf(await desk.ask(route, [], undefined, query))).toEqual({
    status: 400,
    codes: ['invalid-query'],
  });
});

test('without the secret of a provider nothing is kept, and the answer says what is missing', async () => {
  const missing = jest
    .spyOn(desk.office, 'clientOf')
    .mockRejectedValueOnce(new SecretError('stripe: secretKey is missing'));
  const body = { id: 'no-secret', subscriber: 'sub_1', amount: '15.00', provider: 'stripe' };
  expect(await desk.ask('POST /topups', [], body)).toMatchObject({
    status: 503,
    body: { type: 'urn:wildlily:problem:provider-not-set-up', detail: 'stripe: secretKey is missing' },
  });
  missing.mockRestore();
  expect((await desk.ask('GET /payments/{paymentId}', paymentIdOf('sub_1', 'no-secret'))).status).toBe(404);
});

test.each([
  ['GET /inbox', 'quarantined'],
  ['GET /payments', 'status'],
])('%s without %s is told that it is missing', async (route, param) => {
  expect((await desk.ask(route)).body['invalidParams']).toEqual([
    { param, reason: expect.stringMatching(/^missing; allowed: /) },
  ]);
});
