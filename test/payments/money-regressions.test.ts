/** Ways in which money, or what is told of it, was once lost, stuck or taken twice. Each must not come back. */
import type { PaymentFact } from '../../domain/payments/fact.js';
import { applyMessage } from '../../lambdas/payments/apply-message.js';
import { lookAtBalance } from '../../lambdas/payments/automatic-top-up.js';
import { runDunning, startForUnpaid } from '../../lambdas/payments/dunning.js';
import { keepMessage, type NewMessage, rawBody } from '../../lambdas/payments/inbox.js';
import { MAX_KEY_BYTES } from '../../lambdas/payments/intake.js';
import type { MessageName } from '../../lambdas/payments/kept-messages.js';
import { paymentIdOf } from '../../lambdas/payments/order-payment.js';
import { ProviderError } from '../../lambdas/payments/payment-client.js';
import { paypalClient } from '../../lambdas/payments/providers/paypal.js';
import { stripeClient } from '../../lambdas/payments/providers/stripe.js';
import { queryDue, reviewWaiting } from '../../lambdas/payments/query-due.js';
import { openPaymentOffice, type PaymentTestOffice } from './payment-office.js';

let desk: PaymentTestOffice;
let people = 0;
let messages = 0;

beforeAll(async () => {
  desk = await openPaymentOffice();
  jest.spyOn(console, 'warn').mockImplementation(() => {});
  jest.spyOn(console, 'error').mockImplementation(() => {});
});
afterAll(() => desk.stop());
beforeEach(() => {
  desk.stripe.next = [];
  desk.stripe.charges = 'succeed';
  desk.stripe.refundsAtOnce = true;
  desk.events.length = 0;
  desk.sent.length = 0;
});

const GBP = 1_000_000;
const OF = '/subscribers/{subscriberId}';

interface Order {
  readonly id: string;
  readonly account: string;
  readonly paymentId: string;
}

/** A top-up of 20.00 that waits for its money, of a subscriber with 10.00. */
async function order(more: object = {}, offeringId = 'starter'): Promise<Order> {
  const number = ++people;
  const opened = await desk.accounts.open(number, offeringId, { credit: '10.00' });
  expect(opened.status).toBe(201);
  const id = `sub_${number}`;
  const body = { id: 'one', subscriber: id, amount: '20.00', provider: 'stripe', ...more };
  expect((await desk.ask('POST /topups', [], body)).status).toBe(201);
  return { id, account: opened.body.account.key, paymentId: paymentIdOf(id, 'one') };
}

const stored = async (paymentId: string) => (await desk.office.payments.get(paymentId))!;
const told = (type: string, paymentId: string) =>
  desk.events.filter((event) => event.type === type && event.data['paymentId'] === paymentId);

async function kept(facts: readonly PaymentFact[]): Promise<NewMessage> {
  const name: MessageName = { provider: 'stripe', key: `evt_kept_${++messages}` };
  const nowMs = Date.now();
  const receivedISO = new Date(await desk.office.now()).toISOString();
  return { ...name, type: 'test', facts, receivedISO, nowMs, raw: rawBody(Buffer.from('{}')) };
}

async function keep(facts: readonly PaymentFact[]): Promise<MessageName> {
  const message = await kept(facts);
  await keepMessage(desk.accounts.client, 'records', message);
  return { provider: message.provider, key: message.key };
}
const apply = async (name: MessageName, again = false) => applyMessage(name, desk.office, again);

const sweep = async (more: object = {}) => {
  const options = {
    ...desk.office,
    dunning: async (row: Parameters<typeof runDunning>[0]) => runDunning(row, desk.office),
    mayGoOn: () => true,
    ...more,
  };
  const summary = await queryDue(options);
  await reviewWaiting(options);
  return summary;
};

const captured = (paymentId: string, more: object = {}): PaymentFact =>
  desk.stripe.captured(desk.stripe.payments.get(paymentId)!, more);

describe('what a payment learned is told, and followed', () => {
  test('after a crash between asking the provider and telling it', async () => {
    const { id, paymentId } = await order({ saveMandate: true });
    desk.stripe.pay(paymentId);
    await desk.accounts.moveClock(0.02);
    const announce = jest.spyOn(desk.office, 'announce').mockRejectedValueOnce(new Error('the process died'));
    await sweep();
    announce.mockRestore();
    expect(await desk.wallet(id)).toBe(30 * GBP);
    expect(told('payment.captured', paymentId)).toEqual([]);
    await desk.accounts.moveClock(0.02);
    await sweep();
    expect(told('payment.captured', paymentId)).toHaveLength(1);
    expect((await desk.ask(`GET ${OF}/mandates`, id)).body['items']).toHaveLength(1);
    expect((await stored(paymentId)).dueISO).toBeUndefined();
    await sweep();
    expect(told('payment.captured', paymentId)).toHaveLength(1);
  });

  test('after a crash between a charge by mandate and telling it', async () => {
    const { id, account } = await agreed();
    const announce = jest.spyOn(desk.office, 'announce').mockRejectedValueOnce(new Error('the process died'));
    await expect(lookAtBalance(account, desk.office)).rejects.toThrow('died');
    announce.mockRestore();
    expect(await desk.wallet(id)).toBe(11 * GBP);
    await sweep();
    const paymentId = paymentIdOf('automatic-top-up', account, '1');
    expect(told('payment.captured', paymentId)).toHaveLength(1);
    expect((await stored(paymentId)).dueISO).toBeUndefined();
  });

  test('however long its history is: each event has an id of its own', async () => {
    const { paymentId } = await order();
    // A card that is tried over and over, declined each time under another name.
    const declined = Array.from({ length: 230 }, (_, i): PaymentFact => ({
      kind: 'failed',
      references: [`ch_${paymentId}_${i}`],
      reason: 'declined',
    }));
    await desk.tell(paymentId, declined);
    const message = await keep([captured(paymentId)]);
    const announce = jest.spyOn(desk.office, 'announce').mockRejectedValueOnce(new Error('the process died'));
    await expect(apply(message)).rejects.toThrow('died');
    announce.mockRestore();
    expect(await apply(message)).toBe('applied');
    const refund = { kind: 'refunded', refund: 're_1', amountMicros: GBP, references: [] } as const;
    await desk.tell(paymentId, [refund]);
    const all = desk.events.filter(({ data }) => data['paymentId'] === paymentId);
    expect(told('payment.captured', paymentId)).toHaveLength(1);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const { history } = await stored(paymentId);
    expect(history.length).toBeLessThanOrEqual(200);
    expect(history.slice(-2).map(({ n, fact }) => [n, fact.kind])).toEqual([
      [231, 'captured'],
      [232, 'refunded'],
    ]);
  });
});

describe('the sweeper', () => {
  test('comes to every payment, whatever fails before it', async () => {
    const broken = [await order(), await order()];
    const good = await order();
    desk.stripe.pay(good.paymentId);
    const rows = desk.office.payments.due.bind(desk.office.payments);
    // As with fifty of them, and a page of fifty.
    const due = jest
      .spyOn(desk.office.payments, 'due')
      .mockImplementation(async (through, _limit, after) => rows(through, 2, after));
    const query = jest.spyOn(desk.stripe, 'query').mockImplementation(async ({ paymentId }) => {
      if (broken.some((each) => each.paymentId === paymentId)) throw new ProviderError('stripe: 404', false);
      return desk.stripe.payments.get(paymentId)?.facts ?? [];
    });
    await desk.accounts.moveClock(0.02);
    await sweep();
    query.mockRestore();
    due.mockRestore();
    expect(await desk.wallet(good.id)).toBe(30 * GBP);
    // What failed is asked for again, later.
    for (const { paymentId } of broken)
      expect(Date.parse((await stored(paymentId)).dueISO!)).toBeGreaterThan(await desk.office.now());
  });

  test('does not wait for a provider that is down as often as it has payments', async () => {
    for (let i = 0; i < 8; i++) await order();
    const query = jest
      .spyOn(desk.stripe, 'query')
      .mockRejectedValue(new ProviderError('stripe: no answer', true));
    await desk.accounts.moveClock(0.02);
    await sweep();
    expect(query.mock.calls.length).toBeLessThanOrEqual(5);
    query.mockRestore();
    await desk.accounts.moveClock(0.05);
    expect((await sweep()).failed).toBe(0);
  });

  test('looks at messages beyond the first that wait', async () => {
    const of = await order();
    for (let i = 0; i < 60; i++)
      await apply(await keep([{ kind: 'processing', references: [`stranger_${i}`] }]));
    const late = await keep([
      { kind: 'refunded', refund: 're_late', amountMicros: GBP, references: ['ch_late'] },
    ]);
    expect(await apply(late)).toBe('waiting');
    // Known now, and whoever should have sent what waits for it died.
    await desk.tell(of.paymentId, [captured(of.paymentId, { references: ['ch_late'] })]);
    desk.sent.length = 0;
    await desk.accounts.moveClock(0.005);
    await sweep();
    expect(desk.sent).toContainEqual(expect.objectContaining(late));
  });

  test('asks for a refund until it is told, not once', async () => {
    const { id, paymentId } = await order();
    await desk.tell(paymentId, desk.stripe.pay(paymentId));
    desk.stripe.refundsAtOnce = false;
    const body = { id: 'r', reason: 'asked', actor: 'ops' };
    expect((await desk.ask('POST /payments/{paymentId}/refunds', paymentId, body)).status).toBe(201);
    await desk.accounts.moveClock(0.1);
    await sweep();
    expect(await desk.wallet(id)).toBe(30 * GBP);
    const [refund] = [...desk.stripe.refunds.values()].slice(-1);
    desk.stripe.payments.get(paymentId)!.facts.push(desk.stripe.refunded(refund!));
    await desk.accounts.moveClock(4);
    await sweep();
    expect(await desk.wallet(id)).toBe(10 * GBP);
    expect((await stored(paymentId)).dueISO).toBeUndefined();
  });

  test('quarantines nothing silently: what it found and could not credit is told and tried again', async () => {
    const { id, paymentId } = await order();
    desk.stripe.payments.get(paymentId)!.facts = [captured(paymentId, { currency: 'EUR' })];
    await desk.accounts.moveClock(0.02);
    const count = jest.spyOn(desk.office, 'count');
    await sweep();
    expect(count).toHaveBeenCalledWith('Quarantined', 'stripe');
    expect(desk.events.filter(({ type }) => type === 'payment.quarantined')).toMatchObject([
      { data: { key: `query:${paymentId}`, code: 'currency-differs' } },
    ]);
    count.mockRestore();
    expect(await desk.wallet(id)).toBe(10 * GBP);
    desk.stripe.pay(paymentId);
    await desk.accounts.moveClock(0.05);
    await sweep();
    expect(await desk.wallet(id)).toBe(30 * GBP);
  });
});

describe('a message in quarantine', () => {
  test('because nobody knew its payment is applied once somebody does', async () => {
    const { id, paymentId } = await order();
    const refund = await keep([
      { kind: 'refunded', refund: 're_q', amountMicros: 5 * GBP, references: ['cap_q'] },
    ]);
    expect(await apply(refund)).toBe('waiting');
    await desk.accounts.moveClock(0.05);
    await sweep();
    expect((await desk.office.messages.get(refund))?.quarantine?.code).toBe('payment-unknown');
    // The capture comes after an outage of hours.
    desk.sent.length = 0;
    await apply(await keep([captured(paymentId, { references: ['cap_q'] })]));
    expect(desk.sent).toContainEqual(expect.objectContaining(refund));
    expect(await apply(refund)).toBe('applied');
    expect(await desk.wallet(id)).toBe(25 * GBP);
    expect((await desk.office.messages.quarantined(50, undefined)).messages).not.toContainEqual(
      expect.objectContaining(refund),
    );
  });

  test('because of too much money is done with when that has gone back', async () => {
    const { id, paymentId } = await order();
    await apply(await keep([captured(paymentId)]));
    const twice = await keep([captured(paymentId, { capture: 'pi_second' })]);
    expect(await apply(twice)).toBe('quarantined');
    expect(await apply(twice, true)).toBe('quarantined');
    await desk.tell(paymentId, [
      { kind: 'refunded', refund: 're_x', amountMicros: 20 * GBP, references: ['pi_second'] },
    ]);
    expect(await apply(twice, true)).toBe('applied');
    expect(await desk.wallet(id)).toBe(30 * GBP);
  });

  test('because the account has ended is done with when the money has gone back', async () => {
    const { id, paymentId } = await order();
    const end = { id: 'end', state: 'terminated', reason: 'moved', actor: 'test' };
    await desk.accounts.ask('PUT /subscribers/{subscriberId}/state', id, end);
    const money = await keep([captured(paymentId)]);
    expect(await apply(money)).toBe('quarantined');
    const back = { kind: 'refunded', refund: 're_e', references: [] } as const;
    expect(await apply(await keep([{ ...back, amountMicros: 20 * GBP, paymentId }]))).toBe('applied');
    expect(await apply(money, true)).toBe('applied');
    expect((await stored(paymentId)).payment.settled).toMatchObject({
      creditedMicros: 20 * GBP,
      takenMicros: 20 * GBP,
    });
    expect(await desk.wallet(id)).toBe(10 * GBP);
  });

  test('has room for every key that the intake keeps', async () => {
    const key = 'k'.repeat(MAX_KEY_BYTES);
    const { key: _, ...message } = await kept([
      { kind: 'refunded', refund: 'r', amountMicros: 1, references: ['r'] },
    ]);
    await keepMessage(desk.accounts.client, 'records', { ...message, key });
    const name: MessageName = { provider: 'stripe', key };
    expect(await apply(name)).toBe('waiting');
    await desk.accounts.moveClock(0.05);
    await sweep();
    expect(await apply(name)).toBe('quarantined');
  });

  test('is never one that was applied meanwhile', async () => {
    const { paymentId } = await order();
    const name = await keep([captured(paymentId)]);
    await apply(name);
    const reason = { code: 'payment-unknown', detail: 'seen in an index that is late', atISO: '2027-03-01' };
    await desk.office.messages.quarantine(name, reason);
    expect(await desk.office.messages.get(name)).not.toHaveProperty('quarantine');
  });
});

describe('a refund', () => {
  test('that is asked for again a day later, when its provider has forgotten its key, is not a second one', async () => {
    const { paymentId } = await order();
    await desk.tell(paymentId, desk.stripe.pay(paymentId));
    desk.stripe.refundsAtOnce = false;
    const body = { id: 'r', amount: '5.00', reason: 'asked', actor: 'ops' };
    expect((await desk.ask('POST /payments/{paymentId}/refunds', paymentId, body)).status).toBe(201);
    await desk.accounts.moveClock(1.1);
    const refund = jest.spyOn(desk.stripe, 'refund');
    const again = await desk.ask('POST /payments/{paymentId}/refunds', paymentId, body);
    expect(again).toMatchObject({ status: 200, body: { state: 'requested', repeated: true } });
    expect(refund).not.toHaveBeenCalled();
    refund.mockRestore();
  });
});

/** A subscriber with 1.00, who is topped up by 10.00 below 5.00. */
async function agreed(): Promise<Order & { readonly mandateId: string }> {
  const of = await order({ saveMandate: true });
  await desk.tell(of.paymentId, desk.stripe.pay(of.paymentId));
  const mandateId = await mandateOf(of);
  await adjust(of, '29.00', 'debit');
  await agree(of, { mandateId });
  return { ...of, mandateId };
}

async function agree({ id }: Order, more: object): Promise<void> {
  const terms = { threshold: '5.00', amount: '10.00', dailyCap: '10.00', ...more };
  expect((await desk.ask(`PUT ${OF}/automatic-top-up`, id, terms)).status).toBe(200);
}

async function mandateOf({ id }: Order): Promise<string> {
  const { body } = await desk.ask(`GET ${OF}/mandates`, id);
  return (body['items'] as { mandateId: string }[]).at(-1)!.mandateId;
}

async function adjust({ id }: Order, amount: string, direction: 'debit' | 'credit'): Promise<void> {
  const body = {
    id: `adjust-${++messages}`,
    bucket: 'wallet',
    amount,
    direction,
    reason: 'test',
    actor: 'test',
  };
  expect((await desk.accounts.ask(`POST ${OF}/adjustments`, id, body)).status).toBe(200);
}

const ask = {
  paymentId: `pay_${'0'.repeat(24)}`,
  amountMicros: 10 * GBP,
  currency: 'GBP',
  description: 'Lily Mobile',
  notifyUrl: 'https://hooks.lily.example/webhooks/x',
  msisdn: '447700900001',
  subscriberId: 'sub_1',
  locale: 'en-GB',
  mandate: { token: 'pm_1', customer: 'cus_1' },
};
const secret = {
  secretKey: 'sk_test_1',
  clientId: 'id',
  clientSecret: 'secret',
  environment: 'sandbox',
};

/** A client whose provider answers with this to everything but a request for a token. */
const answering = (status: number, body: object) => ({
  secret,
  call: async ({ url }: { url: string }) =>
    url.endsWith('/oauth2/token')
      ? { status: 200, headers: {}, body: JSON.stringify({ access_token: 't', expires_in: 3_600 }) }
      : { status, headers: {}, body: JSON.stringify(body) },
  now: Date.now,
  random: () => '00',
});

describe('that the same request is under way, or was done before, is no refusal', () => {
  const refund = {
    ...ask,
    references: ['pi_1'],
    captures: ['pi_1'],
    refundId: 're_1',
    refundMicros: GBP,
    reason: 'asked',
  };

  test('by Stripe', async () => {
    const client = stripeClient(answering(409, { error: { code: 'idempotency_key_in_use' } }));
    await expect(client.charge!(ask)).rejects.toMatchObject({ retryable: true });
    await expect(client.refund(refund)).rejects.toMatchObject({ retryable: true });
  });

  test.each([
    [422, 'PREVIOUS_REQUEST_IN_PROGRESS'],
    [409, 'PREVIOUS_REQUEST_IN_PROGRESS'],
    [422, 'DUPLICATE_INVOICE_ID'],
  ])('by PayPal: %d %s', async (status, issue) => {
    const client = paypalClient(answering(status, { name: 'UNPROCESSABLE_ENTITY', details: [{ issue }] }));
    await expect(client.charge!(ask)).rejects.toMatchObject({ retryable: true });
    await expect(client.refund(refund)).rejects.toMatchObject({ retryable: true });
  });
});

const charged = ({ id }: Order) =>
  [...desk.stripe.payments.values()].filter(({ order: of }) => 'mandate' in of && of.subscriberId === id);

describe('a charge by mandate', () => {
  test('that failed is tried again by what the subscriber agrees to now, and ends', async () => {
    const of = await agreed();
    desk.stripe.charges = 'fail';
    await lookAtBalance(of.account, desk.office);
    // Less than what failed, and no more than that a day.
    await agree(of, { mandateId: of.mandateId, amount: '6.00', dailyCap: '6.00' });
    desk.stripe.charges = 'succeed';
    await desk.accounts.moveClock(1.01);
    for (let i = 0; i < 3; i++) await sweep();
    expect(await desk.wallet(of.id)).toBe(7 * GBP);
    const ended = desk.events.filter(({ type }) => type === 'dunning.ended');
    expect(ended.map(({ data }) => [data['account'], data['outcome']])).toContainEqual([of.account, 'paid']);
  });

  test('that failed is not tried again by a method that the subscriber has replaced', async () => {
    const of = await agreed();
    desk.stripe.charges = 'fail';
    await lookAtBalance(of.account, desk.office);
    const body = { id: 'two', subscriber: of.id, amount: '5.00', provider: 'stripe', saveMandate: true };
    await desk.ask('POST /topups', [], body);
    const second = paymentIdOf(of.id, 'two');
    await desk.tell(second, desk.stripe.pay(second));
    const { body: mandates } = await desk.ask(`GET ${OF}/mandates`, of.id);
    const other = (mandates['items'] as { mandateId: string }[]).find(
      (each) => each.mandateId !== of.mandateId,
    )!;
    await agree(of, { mandateId: other.mandateId });
    await adjust(of, '5.00', 'debit');
    desk.stripe.charges = 'succeed';
    await desk.accounts.moveClock(1.01);
    for (let i = 0; i < 2; i++) await sweep();
    expect(charged(of)).toHaveLength(1);
    expect(await lookAtBalance(of.account, desk.office)).toBe('started');
    expect((await stored(paymentIdOf('automatic-top-up', of.account, '2'))).about).toMatchObject({
      mandateId: other.mandateId,
    });
  });

  test.each<[string, (of: Order & { readonly mandateId: string }) => Promise<void>]>([
    ['the subscriber has paid', async (of) => adjust(of, '50.00', 'credit')],
    [
      'less was agreed to',
      async (of) => agree(of, { mandateId: of.mandateId, amount: '6.00', dailyCap: '6.00' }),
    ],
  ])('that did not reach its provider is not sent after %s', async (_, happens) => {
    const of = await agreed();
    desk.stripe.next = ['down'];
    await expect(lookAtBalance(of.account, desk.office)).rejects.toThrow('no answer');
    await happens(of);
    expect(await lookAtBalance(of.account, desk.office)).toBe('open');
    expect(charged(of)).toHaveLength(0);
  });

  test('that takes a week, as direct debits do, is not charged a second time meanwhile', async () => {
    const of = await agreed();
    desk.stripe.charges = 'wait';
    expect(await lookAtBalance(of.account, desk.office)).toBe('started');
    const { paymentId } = charged(of)[0]!.order;
    await desk.tell(paymentId, [{ kind: 'processing', references: [] }]);
    for (let day = 0; day < 8; day++) {
      await desk.accounts.moveClock(1.01);
      await sweep();
      expect(await lookAtBalance(of.account, desk.office)).toBe('open');
    }
    // Its message is lost, and it is asked for.
    desk.stripe.pay(paymentId);
    await desk.accounts.moveClock(1.01);
    await sweep();
    expect(await desk.wallet(of.id)).toBe(11 * GBP);
    expect(charged(of)).toHaveLength(1);
  });

  test('that nobody ever hears of again is given up, and holds nothing up for ever', async () => {
    const of = await agreed();
    desk.stripe.charges = 'wait';
    await lookAtBalance(of.account, desk.office);
    const { paymentId } = charged(of)[0]!.order;
    await desk.tell(paymentId, [{ kind: 'processing', references: [] }]);
    for (const days of [4, 30, 1]) {
      await desk.accounts.moveClock(days);
      await sweep();
    }
    expect((await stored(paymentId)).dueISO).toBeUndefined();
    expect(await lookAtBalance(of.account, desk.office)).not.toBe('open');
  });

  test('that failed hides no bill: that is tried afterwards', async () => {
    const of = await order({ saveMandate: true }, 'monthly');
    await desk.tell(of.paymentId, desk.stripe.pay(of.paymentId));
    const mandateId = await mandateOf(of);
    await adjust(of, ((await desk.wallet(of.id)) / GBP - 0.3).toFixed(2), 'debit');
    await agree(of, { mandateId });
    await desk.accounts.moveClock(32);
    await adjust(of, '0.01', 'credit');
    desk.stripe.charges = 'fail';
    expect(await lookAtBalance(of.account, desk.office)).toBe('started');
    await startForUnpaid(of.account, desk.office);
    expect((await desk.ask(`DELETE ${OF}/automatic-top-up`, of.id)).status).toBe(200);
    desk.stripe.charges = 'succeed';
    await desk.accounts.moveClock(1.01);
    await sweep();
    const events = desk.events.filter(({ data }) => data['account'] === of.account);
    expect(events.filter(({ type }) => type === 'dunning.ended')).toMatchObject([
      { data: { cause: 'payment-failed', outcome: 'not-needed' } },
    ]);
    expect(events.filter(({ type }) => type === 'dunning.started')).toMatchObject([
      { data: { cause: 'payment-failed' } },
      { data: { cause: 'unpaid' } },
    ]);
    await desk.accounts.moveClock(1.01);
    await sweep();
    expect(charged(of)).toHaveLength(2);
    const { body } = await desk.accounts.ask(`GET ${OF}`, of.id);
    expect(body.account.state).toBe('active');
  });

  test('that failed is not tried again while the account is suspended', async () => {
    const of = await agreed();
    desk.stripe.charges = 'fail';
    await lookAtBalance(of.account, desk.office);
    const stop = { id: 'stop', state: 'suspended', reason: 'a dispute', actor: 'test' };
    expect((await desk.accounts.ask(`PUT ${OF}/state`, of.id, stop)).status).toBe(200);
    await desk.accounts.moveClock(1.01);
    for (let i = 0; i < 2; i++) await sweep();
    expect(charged(of)).toHaveLength(1);
  });

  test('of dunning that is needed no more is not sent by who looks at the balance', async () => {
    const of = await agreed();
    desk.stripe.charges = 'fail';
    await lookAtBalance(of.account, desk.office);
    desk.stripe.charges = 'succeed';
    await desk.accounts.moveClock(1.01);
    desk.stripe.next = ['down'];
    await sweep();
    const calls = desk.stripe.calls;
    await adjust(of, '50.00', 'credit');
    await desk.accounts.moveClock(0.05);
    await sweep();
    await lookAtBalance(of.account, desk.office);
    expect(await desk.wallet(of.id)).toBe(51 * GBP);
    expect(charged(of)).toHaveLength(1);
    expect(desk.stripe.calls - calls).toBeLessThanOrEqual(6);
  });
});
