import { createHash } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { type Answer, codesOf, openPaymentOffice, type PaymentTestOffice } from './payment-office.js';

let desk: PaymentTestOffice;
let people = 0;
let batches = 0;
beforeAll(async () => {
  desk = await openPaymentOffice();
});
afterAll(() => desk.stop());

const GBP = 1_000_000;
const REDEEM = 'POST /subscribers/{subscriberId}/vouchers';
const BATCH = '/voucher-batches/{batchId}';

async function person(): Promise<string> {
  const number = ++people;
  expect((await desk.accounts.open(number, 'starter', { credit: '20.00' })).status).toBe(201);
  return `sub_${number}`;
}

async function batch(more: object = {}): Promise<{ id: string; codes: string[]; answer: Answer }> {
  batches += 1;
  const id = `spring-${batches}`;
  const answer = await desk.ask('POST /voucher-batches', [], {
    id,
    count: 3,
    amount: '10.00',
    actor: 'kim',
    ...more,
  });
  return { id, codes: answer.body['codes'] as string[], answer };
}
const redeem = async (subscriber: string, code: string) => desk.ask(REDEEM, subscriber, { code });
const countsOf = async (id: string) => (await desk.ask(`GET ${BATCH}`, id)).body['vouchers'];

test('codes are shown once, and only their digests are kept', async () => {
  const { id, codes, answer } = await batch();
  expect(answer).toMatchObject({
    status: 201,
    body: { batchId: id, state: 'active', count: 3, amount: '10.00', currency: 'GBP', repeated: false },
  });
  expect(new Set(codes).size).toBe(3);
  for (const code of codes) expect(code).toMatch(/^[2-9CDFHJKMNPQRTWXY]{4}(-[2-9CDFHJKMNPQRTWXY]{4}){4}$/);
  const again = await desk.ask('POST /voucher-batches', [], { id, count: 3, amount: 10, actor: 'kim' });
  expect(again).toMatchObject({
    status: 200,
    headers: { repeated: 'true' },
    body: { batchId: id, repeated: true },
  });
  expect(again.body).not.toHaveProperty('codes');
  const { Items: kept = [] } = await desk.accounts.client.send(new ScanCommand({ TableName: 'records' }));
  const text = JSON.stringify(kept);
  for (const code of codes) {
    const plain = code.replaceAll('-', '');
    expect(text).not.toContain(plain);
    expect(text).not.toContain(code);
    expect(text).toContain(createHash('sha256').update(plain).digest('hex'));
  }
  const other = await desk.ask('POST /voucher-batches', [], { id, count: 4, amount: '10.00', actor: 'kim' });
  expect(codesOf(other)).toEqual({ status: 409, codes: ['id-used'] });
});

test('a code is money, once; again it is answered as the first time', async () => {
  const { id, codes } = await batch();
  const subscriber = await person();
  const first = await redeem(subscriber, codes[0]!.toLowerCase().replaceAll('-', ' '));
  expect(first).toMatchObject({
    status: 200,
    body: { subscriberId: subscriber, batchId: id, amount: '10.00', currency: 'GBP', repeated: false },
  });
  expect(await desk.wallet(subscriber)).toBe(30 * GBP);
  expect(await redeem(subscriber, codes[0]!)).toMatchObject({ status: 200, body: { repeated: true } });
  expect(await desk.wallet(subscriber)).toBe(30 * GBP);
  expect(codesOf(await redeem(await person(), codes[0]!))).toEqual({
    status: 409,
    codes: ['voucher-redeemed'],
  });
  expect(await countsOf(id)).toEqual({ active: 2, redeemed: 1, cancelled: 0 });
  const told = desk.events.filter(({ type, data }) => type === 'voucher.redeemed' && data['batchId'] === id);
  expect(new Set(told.map((event) => event.id)).size).toBe(1);
  expect(told[0]!.data).toMatchObject({ subscriberId: subscriber, amountMicros: 10 * GBP, currency: 'GBP' });
  expect(JSON.stringify(told)).not.toContain(codes[0]!.slice(0, 4));
});

test('however many try the same code at once, it is money exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 3 }), async (many, times) => {
      const { codes, id } = await batch({ count: 1 });
      const subscribers = await Promise.all(Array.from({ length: many }, person));
      const answers = await Promise.all(
        subscribers.flatMap((each) => Array.from({ length: times }, async () => redeem(each, codes[0]!))),
      );
      const fresh = answers.filter(({ status, body }) => status === 200 && body['repeated'] === false);
      expect(fresh).toHaveLength(1);
      const wallets = await Promise.all(subscribers.map(async (each) => desk.wallet(each)));
      expect(wallets.toSorted((a, b) => a - b)).toEqual([
        ...Array.from({ length: many - 1 }, () => 20 * GBP),
        30 * GBP,
      ]);
      expect(await countsOf(id)).toEqual({ active: 0, redeemed: 1, cancelled: 0 });
    }),
    { numRuns: 6 },
  );
}, 60_000);

test('cut off after the money is there, before anybody was told: the same code tells it', async () => {
  const { codes } = await batch();
  const subscriber = await person();
  const tell = jest.spyOn(desk.office, 'announce').mockRejectedValueOnce(new Error('the process died'));
  await expect(redeem(subscriber, codes[0]!)).rejects.toThrow('died');
  tell.mockRestore();
  expect(await desk.wallet(subscriber)).toBe(30 * GBP);
  const before = desk.events.length;
  expect(await redeem(subscriber, codes[0]!)).toMatchObject({ status: 200, body: { repeated: true } });
  expect(desk.events.slice(before).map(({ type }) => type)).toEqual(['voucher.redeemed']);
  expect(await desk.wallet(subscriber)).toBe(30 * GBP);
});

test('a batch whose making was cut off is made by the same request, and codes that nobody saw are worth nothing', async () => {
  const subscriber = await person();
  const draw = jest.spyOn(desk.office, 'draw');
  const drawn: number[] = [];
  draw.mockImplementation((below) => {
    const number = (drawn.length * 11 + 3) % below;
    drawn.push(number);
    return number;
  });
  const send = desk.accounts.client.send.bind(desk.accounts.client);
  let puts = 0;
  const crash = jest.spyOn(desk.office.payments.client, 'send').mockImplementation(((command: object) => {
    // The batch, its vouchers, and then no more.
    if (command.constructor.name === 'PutItemCommand' && ++puts === 3)
      return Promise.reject(new Error('the process died'));
    return send(command as never);
  }) as never);
  const body = { id: 'cut-off', count: 1, amount: '10.00', actor: 'kim' };
  await expect(desk.ask('POST /voucher-batches', [], body)).rejects.toThrow('died');
  crash.mockRestore();
  draw.mockRestore();
  const { voucherCode } = await import('../../domain/payments/voucher.js');
  const unseen = voucherCode(drawn.slice(0, 19));
  expect(codesOf(await redeem(subscriber, unseen))).toEqual({ status: 404, codes: ['voucher-unknown'] });
  const made = await desk.ask('POST /voucher-batches', [], body);
  expect(made.status).toBe(201);
  expect(codesOf(await redeem(subscriber, unseen))).toEqual({ status: 404, codes: ['voucher-unknown'] });
  const [code] = made.body['codes'] as string[];
  expect((await redeem(subscriber, code!)).status).toBe(200);
  expect(await countsOf('cut-off')).toEqual({ active: 0, redeemed: 1, cancelled: 0 });
});

test('cancelled, what is not redeemed is worth nothing', async () => {
  const { id, codes } = await batch();
  const [one, other] = [await person(), await person()];
  await redeem(one, codes[0]!);
  for (let i = 0; i < 2; i++)
    expect((await desk.ask(`DELETE ${BATCH}`, id)).body).toMatchObject({
      state: 'cancelled',
      vouchers: { active: 0, redeemed: 1, cancelled: 2 },
    });
  expect(codesOf(await redeem(other, codes[1]!))).toEqual({ status: 409, codes: ['voucher-cancelled'] });
  expect(await redeem(one, codes[0]!)).toMatchObject({ status: 200, body: { repeated: true } });
  expect(await desk.wallet(other)).toBe(20 * GBP);
});

test('cancelled while it is redeemed, it is one or the other', async () => {
  for (let i = 0; i < 5; i++) {
    const { id, codes } = await batch({ count: 1 });
    const subscriber = await person();
    const [, redeemed] = await Promise.all([desk.ask(`DELETE ${BATCH}`, id), redeem(subscriber, codes[0]!)]);
    const counts = await countsOf(id);
    const isRedeemed = redeemed.status === 200;
    expect(counts).toEqual({ active: 0, redeemed: isRedeemed ? 1 : 0, cancelled: isRedeemed ? 0 : 1 });
    expect(await desk.wallet(subscriber)).toBe((isRedeemed ? 30 : 20) * GBP);
  }
});

test('expired, it is worth nothing', async () => {
  const expiresAt = new Date((await desk.office.now()) + 86_400_000).toISOString();
  const { codes } = await batch({ expiresAt });
  const subscriber = await person();
  expect((await redeem(subscriber, codes[0]!)).status).toBe(200);
  await desk.accounts.moveClock(1.1);
  expect(codesOf(await redeem(subscriber, codes[1]!))).toEqual({ status: 409, codes: ['voucher-expired'] });
});

test('ten wrong codes an hour, also at once; a slip of the finger costs none, nor does a right one', async () => {
  const { codes } = await batch();
  const { voucherCode } = await import('../../domain/payments/voucher.js');
  const wrong = (i: number) => voucherCode(Array.from({ length: 19 }, (_, n) => (n * i + i) % 23));
  const subscriber = await person();
  await desk.accounts.moveClock(1 / 24);
  expect((await redeem(subscriber, codes[0]!)).status).toBe(200);
  for (let i = 0; i < 12; i++)
    expect(codesOf(await redeem(subscriber, `X${codes[1]!.slice(1)}`.replace(codes[1]!, 'x')))).toEqual({
      status: 422,
      codes: ['code-malformed'],
    });
  const answers = await Promise.all(
    Array.from({ length: 15 }, async (_, i) => redeem(subscriber, wrong(i + 2))),
  );
  const statuses = answers.map(({ status = 0 }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([
    ...Array.from({ length: 10 }, () => 404),
    ...Array.from({ length: 5 }, () => 429),
  ]);
  const refused = await redeem(subscriber, codes[1]!);
  expect(refused).toMatchObject({
    status: 429,
    headers: { 'retry-after': expect.stringMatching(/^\d{1,4}$/) },
  });
  // Another subscriber is not held up, and the hour passes.
  expect((await redeem(await person(), codes[2]!)).status).toBe(200);
  await desk.accounts.moveClock(1 / 24);
  expect((await redeem(subscriber, codes[1]!)).status).toBe(200);
});

test.each<[object, number, string]>([
  [{ count: 0 }, 400, 'invalid-body'],
  [{ count: 10_001 }, 400, 'invalid-body'],
  [{ amount: '0' }, 422, 'amount-invalid'],
  [{ amount: '1.001' }, 422, 'amount-invalid'],
  [{ expiresAt: '2020-01-01T00:00:00Z' }, 422, 'expiry-passed'],
  [{ expiresAt: 'soon' }, 400, 'invalid-body'],
])('a batch with %j is refused with %d %s', async (change, status, code) => {
  expect(codesOf((await batch(change)).answer)).toEqual({ status, codes: [code] });
});

test('an account that has ended gets no credit, and the voucher stays good', async () => {
  const { codes, id } = await batch();
  const subscriber = await person();
  const end = { id: 'end', state: 'terminated', reason: 'left', actor: 'kim' };
  await desk.accounts.ask('PUT /subscribers/{subscriberId}/state', subscriber, end);
  expect(codesOf(await redeem(subscriber, codes[0]!))).toEqual({
    status: 409,
    codes: ['account-terminated'],
  });
  expect(await countsOf(id)).toEqual({ active: 3, redeemed: 0, cancelled: 0 });
});

test('there is no such batch', async () => {
  for (const method of ['GET', 'DELETE'])
    expect(codesOf(await desk.ask(`${method} ${BATCH}`, 'none'))).toEqual({
      status: 404,
      codes: ['voucher-batch-not-found'],
    });
});
