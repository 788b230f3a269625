import { createHmac } from 'node:crypto';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { disputeStatusOf, settlementOf, statusOf } from '../../../domain/payments/payment.js';
import type { Delivery } from '../../../domain/payments/provider.js';
import { adyenWebhook } from '../../../domain/payments/providers/adyen/webhook.js';
import { adyenClient } from '../../../lambdas/payments/providers/adyen.js';
import { Calls, json, order } from './calls.js';
import {
  cases,
  codeOf,
  delivery,
  expectNoByteToChange,
  expectToConverge,
  expectTotal,
  factsOf,
  payment,
  withHeaders,
} from './deliveries.js';

type Item = Readonly<Record<string, unknown>>;

interface Vector {
  readonly name: string;
  readonly item: Item;
  readonly dataToSign: string;
}

const vectors = cases('adyen') as {
  readonly key: string;
  readonly items: readonly Vector[];
  readonly ownItems: readonly Vector[];
  readonly batchBody: { readonly notificationItems: readonly { readonly NotificationRequestItem: Item }[] };
  readonly sampleUnsigned: object;
  readonly platformWebhook: { readonly key: string; readonly rawBody: string; readonly signature: string };
  readonly toolsSample: { readonly key: string; readonly item: Item };
  readonly negatives: readonly { readonly name: string; readonly key: string; readonly item: Item }[];
};

const KEY = vectors.key;
const NOW = Date.UTC(2026, 0, 2);
const verify = (sent: Delivery, more: object = {}) => adyenWebhook.verify(sent, { hmacKeys: [KEY], ...more });
const batch = (...items: readonly Item[]) =>
  delivery(
    JSON.stringify({
      live: 'false',
      notificationItems: items.map((item) => ({ NotificationRequestItem: item })),
    }),
    NOW,
  );

function item(eventCode: string, more: Item = {}, additionalData: Item = {}): Item {
  const own: Item = {
    pspReference: 'PSP0000000000001',
    merchantAccountCode: 'MvnoTest',
    merchantReference: 'pay_test_1',
    amount: { currency: 'EUR', value: 1_500 },
    eventCode,
    eventDate: '2026-01-02T03:04:05+01:00',
    success: 'true',
    ...more,
  };
  const amount = own['amount'] as { value: number; currency: string };
  const text = [
    own['pspReference'],
    own['originalReference'] ?? '',
    own['merchantAccountCode'],
    own['merchantReference'],
    amount.value,
    amount.currency,
    eventCode,
    own['success'],
  ].join(':');
  const hmacSignature = createHmac('sha256', Buffer.from(KEY, 'hex')).update(text).digest('base64');
  return { ...own, additionalData: { ...additionalData, hmacSignature } };
}

const modified = (eventCode: string, more: Item = {}, data: Item = {}) =>
  item(
    eventCode,
    { originalReference: 'PSP0000000000001', pspReference: `MOD${eventCode.slice(0, 8)}`, ...more },
    data,
  );
const factsOfItem = (one: Item, more: object = {}): readonly PaymentFact[] =>
  factsOf(verify(batch(one), more));

describe('vectors', () => {
  test.each([...vectors.items, ...vectors.ownItems])('$name', ({ item: one }) => {
    expect(codeOf(verify(batch(one)))).toBe('accepted');
    expect(codeOf(verify(batch(one), { hmacKeys: ['AB'.repeat(32), KEY] }))).toBe('accepted');
    expect(codeOf(verify(batch(one), { hmacKeys: ['AB'.repeat(32)] }))).toBe('signature-invalid');
  });

  test('a batch is a message an item', () => {
    expect(verify(delivery(JSON.stringify(vectors.batchBody), NOW))).toMatchObject({
      ok: true,
      messages: [
        {
          key: 'PSP0001:AUTHORISATION:true',
          facts: [{ kind: 'captured', amountMicros: 15_000_000, paymentId: 'pay_test_1' }],
        },
        {
          key: 'REF0001:REFUND:true',
          facts: [{ kind: 'refunded', refund: 'REF0001', amountMicros: 5_000_000 }],
        },
      ],
    });
  });

  test('a webhook of a platform is signed as a whole', () => {
    const { key, rawBody, signature } = vectors.platformWebhook;
    const sent = delivery(rawBody, NOW, { HmacSignature: signature });
    expect(codeOf(verify(sent, { hmacKeys: [key] }))).toBe('accepted');
    expect(codeOf(verify(sent))).toBe('signature-invalid');
    expect(codeOf(verify(withHeaders(sent, { hmacsignature: '' }), { hmacKeys: [key] }))).toBe(
      'signature-missing',
    );
    expect(
      codeOf(verify(delivery(`${rawBody} `, NOW, { HmacSignature: signature }), { hmacKeys: [key] })),
    ).toBe('signature-invalid');
  });

  test.each(vectors.negatives)('$name', ({ key, item: one }) => {
    expect(codeOf(verify(batch(one), { hmacKeys: [key] }))).toBe('signature-missing');
  });

  test('samples whose signature fits no known key are refused', () => {
    const { key, item: one } = vectors.toolsSample;
    expect(codeOf(verify(batch(one), { hmacKeys: [key] }))).toBe('signature-invalid');
    expect(codeOf(verify(delivery(JSON.stringify(vectors.sampleUnsigned), NOW)))).toBe('signature-invalid');
  });
});

describe('signatures', () => {
  const good = batch(item('AUTHORISATION'));

  test('one wrong item makes the whole delivery suspect', () => {
    const { additionalData: _signature, ...unsigned } = item('REFUND');
    expect(codeOf(verify(batch(item('AUTHORISATION'), unsigned)))).toBe('signature-missing');
    expect(codeOf(verify(batch(item('AUTHORISATION'), { ...item('REFUND'), pspReference: 'OTHER' })))).toBe(
      'signature-invalid',
    );
  });

  test.each([
    'pspReference',
    'originalReference',
    'merchantAccountCode',
    'merchantReference',
    'eventCode',
    'success',
  ])('another %s is refused, whatever stands there', (field) => {
    for (const value of ['other', 7, null, {}, []])
      expect(codeOf(verify(batch({ ...modified('REFUND'), [field]: value })))).not.toBe('accepted');
  });

  test.each([
    { currency: 'USD', value: 1_500 },
    { currency: 'EUR', value: 9_500 },
    { currency: 'EUR', value: '1501' },
    null,
  ])('another amount %p is refused', (amount) => {
    expect(codeOf(verify(batch({ ...item('AUTHORISATION'), amount })))).not.toBe('accepted');
  });

  test('keys that are none fit nothing; nothing throws', () => {
    for (const hmacKeys of [[], ['no hex'], ['ABC'], ['']])
      expect(codeOf(verify(good, { hmacKeys }))).toBe('signature-invalid');
    expectTotal(adyenWebhook, good, { hmacKeys: [KEY] });
  });

  test('no byte of a platform’s webhook may change', () => {
    const body = '{"type":"balancePlatform.accountHolder.created"}';
    const signature = createHmac('sha256', Buffer.from(KEY, 'hex')).update(body).digest('base64');
    expectNoByteToChange(delivery(body, NOW, { hmacsignature: signature }), verify);
  });
});

describe('events', () => {
  test.each<[string, Item, readonly object[]]>([
    [
      'authorised, and so captured',
      item('AUTHORISATION'),
      [{ kind: 'captured', capture: 'pay_test_1', references: ['PSP0000000000001'], merchant: 'MvnoTest' }],
    ],
    [
      'refused',
      item('AUTHORISATION', { success: 'false', reason: 'Refused' }),
      [{ kind: 'failed', reason: 'Refused', references: [] }],
    ],
    [
      'a method kept without an amount',
      item('AUTHORISATION', { amount: { currency: 'EUR', value: 0 } }),
      [{ kind: 'authorized' }],
    ],
    ['captured: the same money', modified('CAPTURE'), [{ kind: 'captured', capture: 'pay_test_1' }]],
    [
      'the capture failed',
      modified('CAPTURE_FAILED'),
      [{ kind: 'refunded', refund: 'CAPTURE_FAILED_pay_test_1' }],
    ],
    [
      'canceled: what was counted as captured goes back',
      modified('CANCELLATION'),
      [{ kind: 'canceled' }, { kind: 'refunded', refund: 'MODCANCELLA', references: ['PSP0000000000001'] }],
    ],
    [
      'canceled by its reference',
      modified('TECHNICAL_CANCEL'),
      [{ kind: 'canceled' }, { kind: 'refunded', refund: 'MODTECHNICA' }],
    ],
    ['not canceled', modified('CANCELLATION', { success: 'false' }), []],
    ['the link ran out', item('OFFER_CLOSED'), [{ kind: 'failed', reason: 'offer_closed', references: [] }]],
    ['an attempt that takes its time', item('PENDING'), [{ kind: 'processing', references: [] }]],
    [
      'refunded',
      modified('REFUND'),
      [{ kind: 'refunded', refund: 'MODREFUND', references: ['PSP0000000000001'] }],
    ],
    [
      'refund refused',
      modified('REFUND', { success: 'false' }),
      [{ kind: 'refund-failed', refund: 'MODREFUND' }],
    ],
    [
      'refund failed later',
      modified('REFUND_FAILED', { pspReference: 'MODREFUND' }),
      [{ kind: 'refund-failed', refund: 'MODREFUND' }],
    ],
    [
      'refund came back',
      modified('REFUNDED_REVERSED', { pspReference: 'MODREFUND' }),
      [{ kind: 'refund-failed', refund: 'MODREFUND' }],
    ],
    [
      'cancel or refund: refunded',
      modified('CANCEL_OR_REFUND', {}, { 'modification.action': 'refund' }),
      [{ kind: 'refunded' }],
    ],
    [
      'cancel or refund: canceled',
      modified('CANCEL_OR_REFUND', {}, { 'modification.action': 'cancel' }),
      [{ kind: 'canceled' }, { kind: 'refunded', refund: 'MODCANCEL_O' }],
    ],
    ['cancel or refund: nobody says which', modified('CANCEL_OR_REFUND'), []],
    [
      'announced',
      modified('NOTIFICATION_OF_CHARGEBACK'),
      [{ kind: 'dispute-opened', dispute: 'PSP0000000000001', stage: 0 }],
    ],
    [
      'charged back',
      modified('CHARGEBACK', {}, { disputeStatus: 'Undefended' }),
      [{ kind: 'dispute-opened', stage: 0 }],
    ],
    [
      'charged back for good',
      modified('CHARGEBACK', {}, { disputeStatus: 'Accepted' }),
      [{ kind: 'dispute-lost', stage: 0 }],
    ],
    ['not defended', modified('DISPUTE_DEFENSE_PERIOD_ENDED'), [{ kind: 'dispute-lost', stage: 0 }]],
    ['won', modified('CHARGEBACK_REVERSED'), [{ kind: 'dispute-won', stage: 1 }]],
    [
      'the bank did not answer',
      modified('ISSUER_RESPONSE_TIMEFRAME_EXPIRED'),
      [{ kind: 'dispute-won', stage: 1 }],
    ],
    ['the scheme decides', modified('SCHEME_ARBITRATION_LOST'), [{ kind: 'dispute-lost', stage: 4 }]],
    ['lost again', modified('SECOND_CHARGEBACK'), [{ kind: 'dispute-lost', stage: 2 }]],
    ['won at last', modified('PREARBITRATION_WON'), [{ kind: 'dispute-won', stage: 3 }]],
    ['lost at last', modified('PREARBITRATION_LOST'), [{ kind: 'dispute-lost', stage: 3 }]],
    ['a suspicion only', modified('NOTIFICATION_OF_FRAUD'), []],
    ['a report', item('REPORT_AVAILABLE'), []],
  ])('%s', (_name, one, facts) => {
    const read = factsOfItem(one);
    expect(read).toHaveLength(facts.length);
    expect(read).toMatchObject(facts);
  });

  test('with manual capture only captures are money, each its own', () => {
    const manual = { captureMode: 'manual' };
    expect(factsOfItem(item('AUTHORISATION'), manual)).toMatchObject([{ kind: 'authorized' }]);
    expect(factsOfItem(modified('CAPTURE', { pspReference: 'CAP1' }), manual)).toMatchObject([
      { kind: 'captured', capture: 'CAP1' },
    ]);
    expect(factsOfItem(modified('CANCELLATION'), manual)).toMatchObject([{ kind: 'canceled' }]);
    expect(factsOfItem(modified('CANCELLATION'), manual)).toHaveLength(1);
  });

  test('what was canceled brings nothing, whichever is told first; what was never paid is canceled', () => {
    const canceled = factsOfItem(modified('CANCELLATION'));
    const own = payment('adyen', 'EUR', 'MvnoTest');
    const end = expectToConverge(own, [...factsOfItem(item('AUTHORISATION')), ...canceled]);
    const { creditMicros, takeMicros } = settlementOf(end, { holdsDisputed: true });
    expect(creditMicros - takeMicros).toBe(0);
    expect(statusOf(end)).toBe('refunded');
    expect(statusOf(expectToConverge(own, canceled))).toBe('canceled');
  });

  test('a capture that failed and was made good is there again; one that only failed is not', () => {
    const paidAndFailed = [item('AUTHORISATION'), modified('CAPTURE'), modified('CAPTURE_FAILED')];
    const recaptured = modified('CAPTURE', { reason: 'Transaction Auto-recaptured' });
    const own = payment('adyen', 'EUR', 'MvnoTest');
    const taken = (items: readonly Item[]): number => {
      const end = expectToConverge(
        own,
        items.flatMap((one) => factsOfItem(one)),
      );
      const { creditMicros, takeMicros } = settlementOf(end, { holdsDisputed: true });
      return creditMicros - takeMicros;
    };
    expect(taken(paidAndFailed)).toBe(0);
    expect(taken([...paidAndFailed, recaptured])).toBe(15_000_000);
  });

  test('the same event with news is another; without, it is the same', () => {
    const keyOf = (one: Item): string | undefined => {
      const verified = verify(batch(one));
      return verified.ok ? verified.messages[0]?.key : undefined;
    };
    const capture = modified('CAPTURE', { pspReference: 'CAP1' });
    expect(keyOf({ ...capture, eventDate: '2026-01-09T00:00:00+01:00' })).toBe(keyOf(capture));
    expect(keyOf({ ...capture, reason: 'Transaction Recaptured' })).toBe('CAP1:CAPTURE:true:recaptured');
    const chargeback = (disputeStatus: string) => modified('CHARGEBACK', {}, { disputeStatus });
    expect(keyOf(chargeback('Undefended'))).toBe('MODCHARGEBA:CHARGEBACK:true:Undefended');
    expect(keyOf(chargeback('Lost'))).not.toBe(keyOf(chargeback('Undefended')));
  });

  test('orders of somebody else have their own names', () => {
    const [fact] = factsOfItem(item('AUTHORISATION', { merchantReference: 'shop-4711' }));
    expect(fact).toMatchObject({
      kind: 'captured',
      capture: 'PSP0000000000001',
      references: ['PSP0000000000001'],
    });
    expect(fact).not.toHaveProperty('paymentId');
  });

  test('a stored method is a mandate', () => {
    const kept = item(
      'AUTHORISATION',
      { paymentMethod: 'visa' },
      {
        'tokenization.storedPaymentMethodId': 'M5N7',
        'tokenization.shopperReference': 'sub_1',
        cardSummary: '1111',
      },
    );
    expect(factsOfItem(kept)).toMatchObject([
      { mandate: { token: 'M5N7', customer: 'sub_1', label: 'visa •••• 1111' } },
    ]);
  });

  test.each([
    ['ISK', 1_500, 15_000_000],
    ['IDR', 1_500, 1_500_000_000],
    ['JPY', 1_500, 1_500_000_000],
    ['KWD', 1_500, 1_500_000],
  ])('minor units of %s', (currency, value, amountMicros) => {
    expect(factsOfItem(item('AUTHORISATION', { amount: { currency, value } }))).toMatchObject([
      { amountMicros },
    ]);
  });

  test('the story of a payment ends the same in any order', () => {
    const facts = [
      item('AUTHORISATION', { success: 'false', pspReference: 'PSP0000000000000' }),
      item('AUTHORISATION'),
      modified('REFUND', { amount: { currency: 'EUR', value: 500 } }),
      modified('CHARGEBACK'),
      modified('CHARGEBACK_REVERSED'),
      modified('SECOND_CHARGEBACK'),
      modified('PREARBITRATION_WON'),
    ].flatMap((one) => factsOfItem(one));
    const end = expectToConverge(payment('adyen', 'EUR', 'MvnoTest'), facts);
    expect(statusOf(end)).toBe('partially_refunded');
    expect(disputeStatusOf(end)).toBe('disputed_won');
    expect(end.references).toEqual(['PSP0000000000001']);
  });
});

describe('client', () => {
  const SECRET = { apiKey: 'AQE-key', merchantAccount: 'MvnoTest', hmacKeys: [KEY], environment: 'test' };
  const ORDER = order('EUR', 'adyen');
  const LINK = {
    id: 'PLABCDEF0123456789',
    url: 'https://test.adyen.link/PLABC',
    reference: ORDER.paymentId,
    status: 'active',
  };

  test('an order is a payment link, once for its payment', async () => {
    const calls = new Calls().on('POST /v71/paymentLinks', json(LINK, 201));
    expect(await adyenClient(calls.options(SECRET)).create({ ...ORDER, saveMandate: true })).toEqual({
      references: [LINK.id],
      checkout: { kind: 'redirect', url: LINK.url },
      facts: [],
    });
    expect(calls.last).toMatchObject({
      url: 'https://checkout-test.adyen.com/v71/paymentLinks',
      headers: { 'x-api-key': 'AQE-key', 'idempotency-key': ORDER.paymentId },
    });
    expect(calls.sentTo('POST /v71/paymentLinks')).toMatchObject([
      {
        merchantAccount: 'MvnoTest',
        reference: ORDER.paymentId,
        amount: { currency: 'EUR', value: 1_500 },
        returnUrl: ORDER.returnUrl,
        shopperReference: 'sub_1',
        storePaymentMethodMode: 'enabled',
        captureDelayHours: 0,
      },
    ]);
    await adyenClient(calls.options({ ...SECRET, captureMode: 'manual' })).create(ORDER);
    expect(calls.sentTo('POST /v71/paymentLinks')[1]).not.toHaveProperty('captureDelayHours');
  });

  test('a live account has hosts of its own', async () => {
    const calls = new Calls().on('POST /checkout/v71/paymentLinks', json(LINK, 201));
    await adyenClient(
      calls.options({ ...SECRET, environment: 'live', liveUrlPrefix: '1797a841fbb37ca7-Lily' }),
    ).create(ORDER);
    expect(calls.last.url).toBe(
      'https://1797a841fbb37ca7-Lily-checkout-live.adyenpayments.com/checkout/v71/paymentLinks',
    );
  });

  test.each<[string, object, readonly object[]]>([
    [
      'completed',
      {},
      [{ kind: 'captured', capture: ORDER.paymentId, amountMicros: 15_000_000, merchant: 'MvnoTest' }],
    ],
    ['completed', { captureMode: 'manual' }, [{ kind: 'authorized' }]],
    ['paid', {}, [{ kind: 'captured', capture: ORDER.paymentId }]],
    ['paymentPending', {}, [{ kind: 'processing' }]],
    ['expired', {}, [{ kind: 'canceled' }]],
    ['active', {}, []],
  ])('a link that is %s (%p)', async (status, more, facts) => {
    const calls = new Calls().on(`GET /v71/paymentLinks/${LINK.id}`, json({ ...LINK, status }));
    const read = await adyenClient(calls.options({ ...SECRET, ...more })).query({
      ...ORDER,
      references: [LINK.id],
    });
    expect(read).toHaveLength(facts.length);
    expect(read).toMatchObject(facts);
  });

  test('what a webhook and a query tell of a payment is one capture', () => {
    const webhook = factsOfItem(item('AUTHORISATION', { merchantReference: ORDER.paymentId }));
    expect(webhook).toMatchObject([{ kind: 'captured', capture: ORDER.paymentId }]);
  });

  test('a refund is asked of the payment, not of an earlier refund, and told by its webhook', async () => {
    const calls = new Calls().on(
      'POST /v71/payments/PSP0000000000001/refunds',
      json({ pspReference: 'REF0000000000002', status: 'received' }, 201),
    );
    const client = adyenClient(calls.options(SECRET));
    const asked = {
      ...ORDER,
      references: [LINK.id, 'ABC0000000000001', 'PSP0000000000001'],
      refunds: ['ABC0000000000001'],
      captures: [ORDER.paymentId],
      refundId: 're_1',
      refundMicros: 5_000_000,
      reason: 'odd',
    };
    expect(await client.refund(asked)).toEqual([{ kind: 'processing', references: ['REF0000000000002'] }]);
    expect(calls.last.headers['idempotency-key']).toBe('re_1');
    expect(calls.sentTo('POST /v71/payments/PSP0000000000001/refunds')).toMatchObject([
      { reference: ORDER.paymentId, amount: { currency: 'EUR', value: 500 } },
    ]);
    await expect(client.refund({ ...asked, references: [LINK.id] })).rejects.toMatchObject({
      retryable: true,
    });
  });

  test.each<[object, object]>([
    [{ resultCode: 'Authorised' }, { kind: 'captured', capture: ORDER.paymentId }],
    [
      { resultCode: 'Refused', refusalReason: 'Not enough balance' },
      { kind: 'failed', reason: 'Not enough balance' },
    ],
    [{ resultCode: 'Received' }, { kind: 'processing' }],
    [{ resultCode: 'Error' }, { kind: 'failed', reason: 'Error' }],
  ])('a charge answered %p', async (answer, fact) => {
    const calls = new Calls().on('POST /v71/payments', json({ pspReference: 'PSP0000000000009', ...answer }));
    const { returnUrl: _back, saveMandate: _save, ...charged } = ORDER;
    const mandate = { token: 'M5N7', customer: 'sub_1' };
    expect(await adyenClient(calls.options(SECRET)).charge?.({ ...charged, mandate })).toMatchObject({
      references: ['PSP0000000000009'],
      facts: [fact],
    });
    expect(calls.sentTo('POST /v71/payments')).toMatchObject([
      {
        paymentMethod: { storedPaymentMethodId: 'M5N7' },
        shopperReference: 'sub_1',
        shopperInteraction: 'ContAuth',
      },
    ]);
  });

  test.each([
    [500, true],
    [429, true],
    [422, false],
    [401, false],
  ])('answered %d: retryable %p, and no secret is told', async (status, retryable) => {
    const calls = new Calls().on('POST /v71/paymentLinks', json({ errorCode: '167' }, status));
    const error = (await adyenClient(calls.options(SECRET))
      .create(ORDER)
      .catch((e: unknown) => e)) as Error;
    expect(error).toMatchObject({ name: 'ProviderError', retryable });
    expect(error.message).not.toContain('AQE-key');
  });

  test('the same request at the same time is not refused: it may come again', async () => {
    const calls = new Calls().on('POST /v71/paymentLinks', {
      ...json({ errorCode: '704', errorType: 'validation' }, 422),
      headers: { 'transient-error': 'true' },
    });
    await expect(adyenClient(calls.options(SECRET)).create(ORDER)).rejects.toMatchObject({
      message: expect.stringContaining('704') as string,
      retryable: true,
    });
  });
});
