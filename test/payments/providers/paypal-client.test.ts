import { ProviderError } from '../../../lambdas/payments/payment-client.js';
import { paypalClient } from '../../../lambdas/payments/providers/paypal.js';
import { Calls, json, order } from './calls.js';

const SECRET = { clientId: 'client', clientSecret: 'secret', webhookIds: ['WHK1'], environment: 'sandbox' };
const ORDER = order('EUR', 'paypal');
const { paymentId } = ORDER;
const KNOWN = { ...ORDER, references: ['5O190127TN364715T'] };
const TOKEN = json({ access_token: 'A21AA', token_type: 'Bearer', expires_in: 32_400, scope: '' });
const ORDERS = 'POST /v2/checkout/orders';
const THE_ORDER = 'GET /v2/checkout/orders/5O190127TN364715T';
const CAPTURE = 'POST /v2/checkout/orders/5O190127TN364715T/capture';

const unit = (more: object = {}) => ({
  reference_id: 'default',
  custom_id: paymentId,
  invoice_id: paymentId,
  amount: { currency_code: 'EUR', value: '15.00' },
  ...more,
});
const theOrder = (status: string, more: object = {}, ofUnit: object = {}) => ({
  id: '5O190127TN364715T',
  intent: 'CAPTURE',
  status,
  purchase_units: [unit(ofUnit)],
  update_time: '2026-01-02T03:00:00Z',
  ...more,
});
const capture = (status: string, value = '15.00') => ({
  id: '3C679366HH908993F',
  status,
  amount: { currency_code: 'EUR', value },
  custom_id: paymentId,
  final_capture: true,
  create_time: '2026-01-02T03:04:00Z',
});
const COMPLETED = theOrder('COMPLETED', {}, { payments: { captures: [capture('COMPLETED')] } });
const CAPTURED = {
  kind: 'captured',
  paymentId,
  references: ['5O190127TN364715T', '3C679366HH908993F'],
  currency: 'EUR',
  atISO: '2026-01-02T03:04:00.000Z',
  capture: '3C679366HH908993F',
  amountMicros: 15_000_000,
};
const refused = (issue: string, status = 422) =>
  json({ name: 'UNPROCESSABLE_ENTITY', details: [{ issue, description: '…' }] }, status);

let calls: Calls;
beforeEach(() => {
  calls = new Calls().on('POST /v1/oauth2/token', TOKEN);
});
const client = (secret: object = {}) => paypalClient(calls.options({ ...SECRET, ...secret }));

async function errorOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

const created = json(
  {
    ...theOrder('PAYER_ACTION_REQUIRED'),
    links: [
      {
        href: 'https://api-m.sandbox.paypal.com/v2/checkout/orders/5O190127TN364715T',
        rel: 'self',
        method: 'GET',
      },
      {
        href: 'https://www.sandbox.paypal.com/checkoutnow?token=5O190127TN364715T',
        rel: 'payer-action',
        method: 'GET',
      },
    ],
  },
  201,
);

describe('an order', () => {
  test('is made once for its payment, and the subscriber is sent to approve it', async () => {
    calls.on(ORDERS, created);
    expect(await client().create(ORDER)).toEqual({
      references: ['5O190127TN364715T'],
      checkout: {
        kind: 'redirect',
        url: 'https://www.sandbox.paypal.com/checkoutnow?token=5O190127TN364715T',
      },
      facts: [],
    });
    expect(calls.requests[0]).toEqual({
      method: 'POST',
      url: 'https://api-m.sandbox.paypal.com/v1/oauth2/token',
      headers: {
        authorization: 'Basic Y2xpZW50OnNlY3JldA==',
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    expect(calls.last).toMatchObject({
      method: 'POST',
      url: 'https://api-m.sandbox.paypal.com/v2/checkout/orders',
      headers: {
        authorization: 'Bearer A21AA',
        'paypal-request-id': paymentId,
        prefer: 'return=representation',
        'content-type': 'application/json',
      },
    });
    expect(JSON.parse(calls.last.body ?? '')).toEqual({
      intent: 'CAPTURE',
      purchase_units: [
        {
          custom_id: paymentId,
          invoice_id: paymentId,
          description: 'Top-up',
          amount: { currency_code: 'EUR', value: '15.00' },
        },
      ],
      payment_source: {
        paypal: {
          experience_context: {
            return_url: ORDER.returnUrl,
            cancel_url: ORDER.returnUrl,
            user_action: 'PAY_NOW',
            shipping_preference: 'NO_SHIPPING',
            payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED',
            locale: 'en-GB',
          },
        },
      },
    });
  });

  test('keeps the wallet where that is wanted', async () => {
    calls.on(ORDERS, created);
    await client().create({ ...ORDER, saveMandate: true });
    expect(calls.sentTo(ORDERS)).toMatchObject([
      {
        payment_source: {
          paypal: {
            attributes: {
              vault: { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT', usage_pattern: 'IMMEDIATE' },
              customer: { merchant_customer_id: 'sub_1' },
            },
          },
        },
      },
    ]);
  });

  test.each([
    ['JPY', 1_500_000_000, '1500'],
    ['HUF', 1_500_000_000, '1500'],
    ['TWD', 15_000_000, '15'],
    ['USD', 10_000, '0.01'],
  ])('in %s has the decimals that PayPal takes', async (currency, amountMicros, value) => {
    calls.on(ORDERS, created);
    await client().create({ ...ORDER, currency, amountMicros });
    expect(calls.sentTo(ORDERS)).toMatchObject([
      { purchase_units: [{ amount: { currency_code: currency, value } }] },
    ]);
  });

  test('with more decimals is not asked for', async () => {
    const error = await errorOf(client().create({ ...ORDER, currency: 'HUF', amountMicros: 15_500_000 }));
    expect([error.retryable, error.message]).toEqual([
      false,
      'paypal: got 15500000 micros; allowed: what HUF can be paid in',
    ]);
    expect(calls.requests).toEqual([]);
  });
});

describe('the token', () => {
  test('is kept until a minute before its end', async () => {
    calls.on(THE_ORDER, json(COMPLETED));
    const one = client();
    await one.query(KNOWN);
    await one.query(KNOWN);
    calls.now += (32_400 - 61) * 1_000;
    await one.query(KNOWN);
    const tokens = () => calls.requests.filter(({ url }) => url.endsWith('/token')).length;
    expect(tokens()).toBe(1);
    calls.now += 2_000;
    await one.query(KNOWN);
    expect(tokens()).toBe(2);
  });

  test('is asked for again when PayPal does not take it any more, once', async () => {
    calls.on('POST /v1/oauth2/token', TOKEN, json({ access_token: 'NEW', expires_in: 60 }));
    calls.on(THE_ORDER, json({ error: 'invalid_token' }, 401), json(COMPLETED));
    expect(await client().query(KNOWN)).toHaveLength(1);
    expect(calls.last.headers['authorization']).toBe('Bearer NEW');
    calls.on('POST /v1/oauth2/token', TOKEN).on(THE_ORDER, json({ error: 'invalid_token' }, 401));
    expect((await errorOf(client().query(KNOWN))).retryable).toBe(false);
  });

  test('is no secret’s when there is none', async () => {
    calls.on('POST /v1/oauth2/token', json({ error: 'invalid_client' }, 401));
    const error = await errorOf(client().query(KNOWN));
    expect(error.message).toBe('paypal: OAuth was answered 401, invalid_client');
  });

  test('comes from the live host in the live world', async () => {
    calls.on(ORDERS, created);
    await client({ environment: 'live' }).create(ORDER);
    expect(calls.requests.map(({ url }) => new URL(url).host)).toEqual([
      'api-m.paypal.com',
      'api-m.paypal.com',
    ]);
  });
});

describe('a question', () => {
  test('about a captured order', async () => {
    calls.on(THE_ORDER, json(COMPLETED));
    expect(await client().query(KNOWN)).toEqual([CAPTURED]);
  });

  test('about refunds of it', async () => {
    const refunds = [
      { id: 'R1', status: 'COMPLETED', amount: { currency_code: 'EUR', value: '5.00' } },
      { id: 'R2', status: 'FAILED', amount: { currency_code: 'EUR', value: '2.00' } },
      { id: 'R3', status: 'PENDING', amount: { currency_code: 'EUR', value: '1.00' } },
    ];
    const captures = [capture('PARTIALLY_REFUNDED')];
    calls.on(THE_ORDER, json(theOrder('COMPLETED', {}, { payments: { captures, refunds } })));
    expect(await client().query(KNOWN)).toMatchObject([
      { kind: 'captured', amountMicros: 15_000_000 },
      { kind: 'refunded', refund: 'R1', amountMicros: 5_000_000, paymentId },
      { kind: 'refund-failed', refund: 'R2', amountMicros: 2_000_000 },
      { kind: 'processing', references: ['5O190127TN364715T', 'R3'] },
    ]);
  });

  test.each([
    ['CREATED', []],
    ['PAYER_ACTION_REQUIRED', []],
    ['VOIDED', [{ kind: 'canceled', paymentId, references: ['5O190127TN364715T'] }]],
  ])('about an order that is %s captures nothing', async (status, facts) => {
    calls.on(THE_ORDER, json(theOrder(status)));
    expect(await client().query(KNOWN)).toEqual(facts);
    expect(calls.requests).toHaveLength(2);
  });

  test('about an approved order captures it, the same approval once', async () => {
    const paypal = {
      email_address: 'payer@example.com',
      attributes: { vault: { id: 'VAULT1', status: 'VAULTED', customer: { id: 'CUST1' } } },
    };
    calls
      .on(THE_ORDER, json(theOrder('APPROVED')))
      .on(CAPTURE, json({ ...COMPLETED, payment_source: { paypal } }, 201));
    expect(await client().query(KNOWN)).toEqual([
      { ...CAPTURED, mandate: { token: 'VAULT1', customer: 'CUST1', label: 'PayPal p•••@example.com' } },
    ]);
    expect(calls.last).toMatchObject({
      url: 'https://api-m.sandbox.paypal.com/v2/checkout/orders/5O190127TN364715T/capture',
      headers: { 'paypal-request-id': `${paymentId}-20260102T030000Z` },
      body: '{}',
    });
  });

  test.each([
    ['another amount', { amount: { currency_code: 'EUR', value: '14.00' } }],
    ['another currency', { amount: { currency_code: 'USD', value: '15.00' } }],
  ])('about an approved order with %s takes nothing', async (_, ofUnit) => {
    calls.on(THE_ORDER, json(theOrder('APPROVED', {}, ofUnit)));
    expect((await errorOf(client().query(KNOWN))).retryable).toBe(false);
    expect(calls.sentTo(CAPTURE)).toEqual([]);
  });

  test('about somebody else’s order is about none', async () => {
    calls.on(THE_ORDER, json(theOrder('APPROVED', {}, { custom_id: 'pay_other' })));
    expect(await client().query(KNOWN)).toEqual([]);
  });

  test('that finds it captured meanwhile, or declined', async () => {
    calls
      .on(THE_ORDER, json(theOrder('APPROVED')), json(COMPLETED))
      .on(CAPTURE, refused('ORDER_ALREADY_CAPTURED'));
    expect(await client().query(KNOWN)).toEqual([CAPTURED]);
    calls.on(THE_ORDER, json(theOrder('APPROVED'))).on(CAPTURE, refused('INSTRUMENT_DECLINED'));
    expect(await client().query(KNOWN)).toEqual([
      { kind: 'failed', paymentId, references: ['5O190127TN364715T'], reason: 'instrument_declined' },
    ]);
  });

  test('tries the names that are known until one is an order’s', async () => {
    calls
      .on('GET /v2/checkout/orders/3C679366HH908993F', json({ name: 'RESOURCE_NOT_FOUND' }, 404))
      .on(THE_ORDER, json(COMPLETED));
    const references = ['3C679366HH908993F', '5O190127TN364715T'];
    expect(await client().query({ ...KNOWN, references })).toEqual([CAPTURED]);
    expect(await client().query({ ...KNOWN, references: references.slice(0, 1) })).toEqual([]);
    expect(await client().query({ ...KNOWN, references: [] })).toEqual([]);
  });

  test.each([
    [500, true],
    [429, true],
    [403, false],
  ])('that is answered %d', async (status, retryable) => {
    calls.on(THE_ORDER, json({ name: 'INTERNAL_SERVER_ERROR' }, status));
    const error = await errorOf(client().query(KNOWN));
    expect([error.retryable, error.message]).toEqual([
      retryable,
      `paypal: the order was answered ${status}, INTERNAL_SERVER_ERROR`,
    ]);
  });

  test('that is answered with no JSON may be asked again', async () => {
    calls.on(THE_ORDER, { status: 200, headers: {}, body: '<html>' });
    expect((await errorOf(client().query(KNOWN))).retryable).toBe(true);
  });
});

describe('a refund', () => {
  const REFUND = {
    ...KNOWN,
    refundId: 're_1',
    refundMicros: 5_000_000,
    captures: ['3C679366HH908993F'],
    reason: 'double top-up',
  };
  const ROUTE = 'POST /v2/payments/captures/3C679366HH908993F/refund';
  const answer = (status: string) =>
    json(
      {
        id: '1JU08902781691411',
        status,
        amount: { currency_code: 'EUR', value: '5.00' },
        custom_id: paymentId,
      },
      201,
    );

  test('is asked for once', async () => {
    calls.on(ROUTE, answer('COMPLETED'));
    expect(await client().refund(REFUND)).toEqual([
      {
        kind: 'refunded',
        paymentId,
        references: ['3C679366HH908993F', '1JU08902781691411'],
        currency: 'EUR',
        refund: '1JU08902781691411',
        amountMicros: 5_000_000,
      },
    ]);
    expect(calls.last.headers['paypal-request-id']).toBe('re_1');
    expect(JSON.parse(calls.last.body ?? '')).toEqual({
      amount: { currency_code: 'EUR', value: '5.00' },
      custom_id: paymentId,
      invoice_id: 're_1',
      note_to_payer: 'double top-up',
    });
  });

  test('that is pending is not yet one', async () => {
    calls.on(ROUTE, answer('PENDING'));
    expect(await client().refund(REFUND)).toMatchObject([{ kind: 'processing' }]);
  });

  test('that PayPal refuses is an error with its code', async () => {
    calls.on(ROUTE, refused('CAPTURE_FULLY_REFUNDED'));
    const error = await errorOf(client().refund(REFUND));
    expect([error.retryable, error.message]).toEqual([
      false,
      'paypal: /v2/payments/captures/3C679366HH908993F/refund was answered 422, CAPTURE_FULLY_REFUNDED',
    ]);
  });

  test('of no capture, or of several, is not asked for', async () => {
    await errorOf(client().refund({ ...REFUND, captures: [] }));
    await errorOf(client().refund({ ...REFUND, captures: ['a', 'b'] }));
    expect(calls.requests).toEqual([]);
  });
});

describe('a charge of a stored wallet', () => {
  const CHARGE = { ...ORDER, mandate: { token: 'VAULT1' } };

  test('is captured at once', async () => {
    calls.on(ORDERS, json(COMPLETED, 201));
    expect(await client().charge?.(CHARGE)).toEqual({
      references: ['5O190127TN364715T'],
      checkout: { kind: 'none' },
      facts: [CAPTURED],
    });
    expect(calls.last.headers['paypal-request-id']).toBe(paymentId);
    expect(calls.sentTo(ORDERS)).toMatchObject([
      {
        intent: 'CAPTURE',
        payment_source: {
          paypal: {
            vault_id: 'VAULT1',
            stored_credential: {
              payment_initiator: 'MERCHANT',
              usage: 'SUBSEQUENT',
              usage_pattern: 'IMMEDIATE',
            },
          },
        },
      },
    ]);
  });

  test('that is declined has failed', async () => {
    calls.on(ORDERS, refused('PAYER_CANNOT_PAY'));
    expect((await client().charge?.(CHARGE))?.facts).toEqual([
      { kind: 'failed', paymentId, references: [], reason: 'payer_cannot_pay' },
    ]);
    calls.on(ORDERS, json(theOrder('COMPLETED', {}, { payments: { captures: [capture('DECLINED')] } }), 201));
    expect((await client().charge?.(CHARGE))?.facts).toMatchObject([{ kind: 'failed', reason: 'declined' }]);
  });

  test('that wants the payer has failed: nobody is there', async () => {
    calls.on(ORDERS, created);
    expect((await client().charge?.(CHARGE))?.facts).toMatchObject([
      { kind: 'failed', reason: 'payer_action_required', references: ['5O190127TN364715T'] },
    ]);
  });

  test('for an invoice that was paid is no decline', async () => {
    calls.on(ORDERS, refused('DUPLICATE_INVOICE_ID'));
    await errorOf(client().charge?.(CHARGE) ?? Promise.resolve());
  });
});
