import type {
  MandateOrder,
  PaymentOrder,
  ProviderRequest,
} from '../../../lambdas/payments/payment-client.js';
import { stripeClient } from '../../../lambdas/payments/providers/stripe.js';

const ORDER: PaymentOrder = {
  paymentId: 'pay_0123456789abcdef01234567',
  amountMicros: 20_000_000,
  currency: 'GBP',
  description: 'Lily top-up',
  returnUrl: 'https://lily.example/top-up',
  notifyUrl: 'https://hooks.example/webhooks/stripe',
  msisdn: '447700900001',
  subscriberId: 'sub_1',
  saveMandate: false,
  locale: 'en-GB',
};

let requests: ProviderRequest[] = [];
let answers: Record<string, { status?: number; body: object | string }> = {};
beforeEach(() => {
  requests = [];
  answers = {};
});

const client = () =>
  stripeClient({
    secret: { secretKey: 'sk_test_secret', webhookSecrets: ['whsec_1'] },
    call: async (request) => {
      requests.push(request);
      const path = `${request.method} ${new URL(request.url).pathname}`;
      const { status = 200, body } = answers[path] ?? {
        status: 404,
        body: { error: { code: 'resource_missing' } },
      };
      return { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) };
    },
    now: () => 1_800_000_000_000,
    random: () => 'ab',
  });
const sent = (i = 0) => Object.fromEntries(new URLSearchParams(requests[i]?.body));

test('an order is a hosted checkout, once for its payment', async () => {
  answers['POST /v1/checkout/sessions'] = {
    body: {
      id: 'cs_1',
      url: 'https://checkout.stripe.com/c/pay/cs_1',
      payment_intent: null,
      status: 'open',
      payment_status: 'unpaid',
    },
  };
  expect(await client().create(ORDER)).toEqual({
    references: ['cs_1'],
    checkout: { kind: 'redirect', url: 'https://checkout.stripe.com/c/pay/cs_1' },
    facts: [],
  });
  expect(requests[0]).toMatchObject({
    method: 'POST',
    url: 'https://api.stripe.com/v1/checkout/sessions',
    headers: {
      authorization: 'Bearer sk_test_secret',
      'idempotency-key': ORDER.paymentId,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  expect(sent()).toEqual({
    mode: 'payment',
    client_reference_id: ORDER.paymentId,
    success_url: ORDER.returnUrl,
    cancel_url: ORDER.returnUrl,
    locale: 'en-GB',
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'gbp',
    'line_items[0][price_data][unit_amount]': '2000',
    'line_items[0][price_data][product_data][name]': 'Lily top-up',
    'metadata[mvno_payment_id]': ORDER.paymentId,
    'payment_intent_data[metadata][mvno_payment_id]': ORDER.paymentId,
    'payment_intent_data[metadata][subscriber_id]': 'sub_1',
  });
  await client().create({ ...ORDER, saveMandate: true, locale: 'zu' });
  expect(sent(1)).toMatchObject({
    locale: 'auto',
    customer_creation: 'always',
    'payment_intent_data[setup_future_usage]': 'off_session',
  });
});

test('a query tells all of a payment: its capture, what went back, what is disputed', async () => {
  answers['GET /v1/checkout/sessions/cs_1'] = {
    body: {
      id: 'cs_1',
      payment_intent: 'pi_1',
      payment_status: 'paid',
      amount_total: 2_000,
      currency: 'gbp',
      status: 'complete',
    },
  };
  answers['GET /v1/payment_intents/pi_1'] = {
    body: {
      id: 'pi_1',
      amount_received: 2_000,
      currency: 'gbp',
      status: 'succeeded',
      latest_charge: { id: 'ch_1' },
    },
  };
  answers['GET /v1/refunds'] = {
    body: {
      data: [{ id: 're_1', amount: 500, currency: 'gbp', status: 'succeeded', payment_intent: 'pi_1' }],
    },
  };
  answers['GET /v1/disputes'] = {
    body: { data: [{ id: 'dp_1', amount: 100, currency: 'gbp', status: 'lost', payment_intent: 'pi_1' }] },
  };
  const facts = await client().query({ ...ORDER, references: ['cs_1'] });
  expect(facts.map(({ kind }) => kind)).toEqual(['captured', 'captured', 'refunded', 'dispute-lost']);
  expect(new Set(facts.flatMap((fact) => ('capture' in fact ? [fact.capture] : [])))).toEqual(
    new Set(['pi_1']),
  );
});

test('a refund is asked for once, of the intent that was captured', async () => {
  answers['POST /v1/refunds'] = {
    body: {
      id: 're_9',
      amount: 500,
      currency: 'gbp',
      status: 'succeeded',
      payment_intent: 'pi_1',
      metadata: { mvno_payment_id: ORDER.paymentId, mvno_refund_id: 're_ours' },
    },
  };
  const refund = {
    ...ORDER,
    references: ['pi_1'],
    refundId: 're_ours',
    refundMicros: 5_000_000,
    captures: ['pi_1'],
    reason: 'odd',
  };
  expect(await client().refund(refund)).toMatchObject([
    { kind: 'refunded', refund: 're_9', amountMicros: 5_000_000, references: ['pi_1', 're_9', 're_ours'] },
  ]);
  expect(requests[0]?.headers['idempotency-key']).toBe('re_ours');
  expect(sent()).toMatchObject({
    payment_intent: 'pi_1',
    amount: '500',
    'metadata[mvno_refund_id]': 're_ours',
  });
  await expect(client().refund({ ...refund, captures: [] })).rejects.toMatchObject({ retryable: false });
});

const { returnUrl: _returnUrl, saveMandate: _saveMandate, ...charged } = ORDER;
const CHARGE: MandateOrder = { ...charged, mandate: { token: 'pm_1', customer: 'cus_1' } };

test('a charge by mandate tells at once what became of it; a declined card is the payment’s failure', async () => {
  answers['POST /v1/payment_intents'] = {
    body: { id: 'pi_2', amount_received: 2_000, currency: 'gbp', status: 'succeeded' },
  };
  expect(await client().charge?.(CHARGE)).toMatchObject({
    references: ['pi_2'],
    facts: [{ kind: 'captured', capture: 'pi_2' }],
  });
  expect(sent()).toMatchObject({
    off_session: 'true',
    confirm: 'true',
    customer: 'cus_1',
    payment_method: 'pm_1',
    amount: '2000',
  });
  answers['POST /v1/payment_intents'] = {
    status: 402,
    body: {
      error: {
        code: 'card_declined',
        payment_intent: {
          id: 'pi_3',
          amount_received: 0,
          currency: 'gbp',
          status: 'requires_payment_method',
          last_payment_error: { decline_code: 'insufficient_funds' },
        },
      },
    },
  };
  expect(await client().charge?.(CHARGE)).toMatchObject({
    references: ['pi_3'],
    facts: [{ kind: 'failed', reason: 'insufficient_funds' }],
  });
});

test.each([
  [429, true],
  [500, true],
  [200, true],
  [400, false],
  [401, false],
])('answered %d without sense: retryable %p, and no secret is told', async (status, retryable) => {
  answers['POST /v1/checkout/sessions'] = {
    status,
    body: status === 200 ? '<html>' : { error: { code: 'rate_limit' } },
  };
  const error = (await client()
    .create(ORDER)
    .catch((e: unknown) => e)) as Error & { retryable: boolean };
  expect(error).toMatchObject({ name: 'ProviderError', retryable });
  expect(error.message).not.toContain('sk_test_secret');
});

test('what the currency does not have is refused before anybody is asked', async () => {
  await expect(client().create({ ...ORDER, amountMicros: 20_001 })).rejects.toMatchObject({
    retryable: false,
  });
  expect(requests).toEqual([]);
});
