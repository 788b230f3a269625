/** Simulated providers against the readers and clients of the real ones: each is what the other expects. */
import {
  capturedMicros,
  disputedMicros,
  type Payment,
  refundedMicros,
  settlementOf,
  statusOf,
} from '../../domain/payments/payment.js';
import { PAYMENT_PROVIDERS } from '../../domain/payments/provider.js';
import type { Ability } from '../../local/payments/provider.js';
import { known, SimulatedMerchant } from '../support/simulated-merchant.js';

jest.setTimeout(30_000);

const MICROS = 1_000_000;

describe.each(PAYMENT_PROVIDERS)('%s', (provider) => {
  let merchant: SimulatedMerchant;
  beforeAll(async () => {
    merchant = await SimulatedMerchant.of(provider);
  });
  afterAll(async () => {
    await merchant.stop();
  });
  beforeEach(async () => {
    merchant.received.length = 0;
    merchant.refuses = () => undefined;
    await merchant.control('PUT', 'disturbance', { duplicates: 1, reorder: false, drop: 0 });
    await merchant.control('PUT', 'saved-methods', { declined: false });
  });

  const can = (ability: Ability): boolean => merchant.world.providerOf(provider).abilities.has(ability);

  async function ordered(): Promise<Payment> {
    const { payment, created } = await merchant.order();
    // Some trades begin when the payer opens the page that the client made the address of.
    const { url } = created.checkout as { url?: string };
    if (url?.includes('gateway.do')) await open(merchant, url);
    return payment;
  }

  async function paid(): Promise<Payment> {
    const payment = await ordered();
    await merchant.press(payment, 'pay');
    return await merchant.after(payment);
  }

  test('what is paid on the page is told, and asked for it is the same', async () => {
    const payment = await paid();
    expect(merchant.received.length).toBeGreaterThan(0);
    expect(statusOf(payment)).toBe('captured');
    expect(settlementOf(payment, { holdsDisputed: true }).creditMicros).toBe(15 * MICROS);
    expect(await merchant.view(payment)).toMatchObject({
      state: 'captured',
      amount: '15.00',
      captured: '15.00',
      refunded: '0.00',
      currency: merchant.currency,
    });
    const asked = merchant.told(payment, await merchant.query(payment));
    expect({ ...asked, references: [] }).toEqual({ ...payment, references: [] });
  });

  test('what was declined may still be paid, where the provider lets the payer try again', async () => {
    const payment = await ordered();
    expect(await merchant.press(payment, 'decline')).toContain('Declined');
    expect(capturedMicros(await merchant.after(payment))).toBe(0);
    if (!can('try-again')) {
      expect(await merchant.press(payment, 'pay')).toContain('Declined');
      return;
    }
    await merchant.press(payment, 'pay');
    expect(statusOf(await merchant.after(payment))).toBe('captured');
  });

  test('what is canceled brings nothing, and can not be paid any more', async () => {
    const payment = await ordered();
    await merchant.press(payment, 'cancel');
    await merchant.press(payment, 'pay');
    expect(await merchant.view(payment)).toMatchObject({ state: 'canceled', captured: '0.00' });
    const told = await merchant.after(payment);
    expect(['created', 'processing', 'canceled']).toContain(statusOf(told));
    expect(['created', 'processing', 'canceled']).toContain(
      statusOf(merchant.told(told, await merchant.query(told))),
    );
  });

  test('refunds that our client asks for, each once', async () => {
    let payment = await paid();
    // M-Pesa reverses a transaction once, and knows no ids of ours.
    const refunds: [string, number][] =
      provider === 'mpesa'
        ? [['re_1', 15]]
        : [
            ['re_1', 5],
            ['re_2', 10],
            ['re_2', 10],
          ];
    const asked = new Set<string>();
    for (const [refundId, amount] of refunds) {
      const facts = await merchant.client.refund({
        ...known(payment),
        refundId: `${refundId}_${payment.paymentId}`,
        refundMicros: amount * MICROS,
        captures: Object.keys(payment.captures),
        refunds: [...Object.keys(payment.refunds), ...asked],
        reason: 'asked for',
      });
      for (const name of facts.flatMap(({ references }) => references))
        if (!payment.references.includes(name)) asked.add(name);
      payment = merchant.told(payment, facts, [`${refundId}_${payment.paymentId}`]);
    }
    payment = await merchant.after(payment);
    expect(await merchant.view(payment)).toMatchObject({ captured: '15.00', refunded: '15.00' });
    expect(refundedMicros(payment)).toBe(15 * MICROS);
    expect(statusOf(payment)).toBe('refunded');
    expect(settlementOf(payment, { holdsDisputed: true }).takeMicros).toBe(15 * MICROS);
  });

  test('several copies in any order, refused at first: once', async () => {
    await merchant.control('PUT', 'disturbance', { duplicates: 5, reorder: true, seed: 7 });
    merchant.refuses = (nth) => (nth < 2 ? 503 : undefined);
    const { requests } = merchant.world.deliveries.counts;
    let payment = await paid();
    const isMpesa = provider === 'mpesa';
    if (!isMpesa) {
      await merchant.act(payment, 'refund', '4');
      payment = await merchant.after(payment);
    }
    expect(merchant.world.deliveries.counts.refused['503']).toBe(2);
    expect(merchant.world.deliveries.counts.requests - requests).toBe(merchant.received.length);
    expect(capturedMicros(payment)).toBe(15 * MICROS);
    expect(refundedMicros(payment)).toBe(isMpesa ? 0 : 4 * MICROS);
    const keys = merchant.received.flatMap(({ verification }) =>
      verification.ok ? verification.messages.map(({ key }) => key) : [],
    );
    expect(keys.length).toBeGreaterThan(new Set(keys).size);
  });

  test('what never comes is found by asking', async () => {
    await merchant.control('PUT', 'disturbance', { drop: 1 });
    const payment = await ordered();
    await merchant.press(payment, 'pay');
    expect(await merchant.after(payment)).toEqual(payment);
    expect(merchant.received).toEqual([]);
    let asked = merchant.told(payment, await merchant.query(payment));
    expect(statusOf(asked)).toBe('captured');
    // Only their messages tell of a refund that nobody here asked for, Adyen's of any, M-Pesa's of reversals.
    if (['adyen', 'mpesa', 'alipay', 'wechatpay'].includes(provider)) return;
    await merchant.act(payment, 'refund', '4');
    asked = merchant.told(asked, await merchant.query(asked));
    expect(statusOf(asked)).toBe('partially_refunded');
  });

  test('disputes that are won, and lost', async () => {
    if (!can('dispute')) return;
    const won = await paid();
    await merchant.act(won, 'open-dispute', '10');
    const opened = await merchant.after(won);
    expect(disputedMicros(opened, 'opened')).toBe(10 * MICROS);
    expect(settlementOf(opened, { holdsDisputed: true }).holdMicros).toBe(10 * MICROS);
    await merchant.act(won, 'win-dispute');
    const { disputes } = await merchant.after(won);
    expect(Object.values(disputes)).toEqual([expect.objectContaining({ state: 'won' })]);

    const lost = await paid();
    await merchant.act(lost, 'open-dispute');
    await merchant.act(lost, 'lose-dispute');
    const after = await merchant.after(lost);
    expect(disputedMicros(after, 'lost')).toBe(15 * MICROS);
    expect(settlementOf(after, { holdsDisputed: true }).takeMicros).toBe(15 * MICROS);
    expect(await merchant.view(after)).toMatchObject({ lost: '15.00', disputed: '0.00' });
  });

  test('captures that come late, and of a part', async () => {
    if (can('late-capture')) {
      const payment = await ordered();
      await merchant.act(payment, 'decline');
      await merchant.act(payment, 'capture');
      const late = await merchant.after(payment);
      expect(late.failed).toBeDefined();
      expect(statusOf(late)).toBe('captured');
    }
    if (can('partial-capture')) {
      const payment = await ordered();
      await merchant.act(payment, 'authorize');
      expect(capturedMicros(await merchant.after(payment))).toBe(0);
      await merchant.act(payment, 'capture', '6');
      const part = await merchant.after(payment);
      expect(capturedMicros(part)).toBe(6 * MICROS);
      expect(statusOf(part)).toBe('partially_captured');
    }
  });

  test('a refund that fails after all', async () => {
    if (!can('refund-failure')) return;
    const payment = await paid();
    await merchant.act(payment, 'refund', '5');
    await merchant.act(payment, 'fail-refund');
    const after = await merchant.after(payment);
    expect(Object.values(after.refunds)).toEqual([expect.objectContaining({ failed: true })]);
    expect(await merchant.view(after)).toMatchObject({ refunded: '0.00' });
  });

  test('a method that was kept is charged again, until it is declined', async () => {
    if (merchant.client.charge === undefined) return;
    expect(can('saved-method')).toBe(true);
    const { payment } = await merchant.order({ saveMandate: true });
    await merchant.press(payment, 'pay');
    const { mandate } = await merchant.after(payment);
    expect(mandate?.token).toEqual(expect.any(String));
    const charge = async (paymentId: string) => {
      const { facts, references } = await merchant.client.charge!({
        ...known(payment),
        paymentId,
        description: 'Automatic top-up',
        notifyUrl: '',
        msisdn: '254700900001',
        subscriberId: 'sub_1',
        locale: 'en-GB',
        mandate: mandate!,
      });
      const own = { ...payment, paymentId, references: [], mandate: mandate! };
      return await merchant.after(merchant.told(own, facts, references));
    };
    expect(statusOf(await charge(`pay_${'a'.repeat(24)}`))).toBe('captured');
    await merchant.control('PUT', 'saved-methods', { declined: true });
    const declined = await charge(`pay_${'b'.repeat(24)}`);
    expect(statusOf(declined)).toBe('failed');
    expect(declined.failed).toMatch(/\S/);
  });

  test('no webhook verifies with another secret, or changed', async () => {
    await paid();
    const other = await SimulatedMerchant.of(provider);
    try {
      for (const { delivery } of merchant.received) {
        expect(await other.verify(delivery)).toMatchObject({ ok: false });
        if (provider === 'mpesa') continue;
        // Adyen signs amount and references, and not the rest.
        const digit = provider === 'adyen' ? /(?<="value":)\d/ : /\d/;
        const changed = Buffer.from(delivery.body.toString().replace(digit, '_'));
        expect(await merchant.verify({ ...delivery, body: changed })).toMatchObject({ ok: false });
      }
    } finally {
      await other.stop();
    }
  });

  test('its API answers nobody without the right keys', async () => {
    const { payment } = await merchant.order();
    const other = await SimulatedMerchant.of(provider);
    try {
      await expect(merchant.clientWith(other.secret).query(known(payment))).rejects.toThrow(provider);
    } finally {
      await other.stop();
    }
  });
});

/** As the payer's browser does it. */
async function open(merchant: SimulatedMerchant, url: string): Promise<void> {
  const page = await fetch(merchant.local(url));
  expect(page.status).toBe(200);
  expect(await page.text()).toMatch(/<h1>\D*15[^]*Pay \D*15/);
}
