/** The client against a Daraja that answers as its documentation says. */
import type {
  ClientOptions,
  PaymentOrder,
  ProviderRequest,
  ProviderResponse,
} from '../../../lambdas/payments/payment-client.js';
import { mpesaClient } from '../../../lambdas/payments/providers/mpesa.js';
import { MPESA_TEST_SECRET, MPESA_TOKEN } from '../intake-world.js';

const NOW = Date.UTC(2026, 0, 2, 22, 4, 5);
const ORDER: PaymentOrder = {
  paymentId: 'pay_0123456789abcdef01234567',
  amountMicros: 150_000_000,
  currency: 'KES',
  description: 'Top-up of your Lily balance – thank you',
  returnUrl: 'https://shop.example/back',
  notifyUrl: 'https://hooks.example/webhooks/mpesa',
  msisdn: '254708374149',
  subscriberId: 'sub_1',
  saveMandate: false,
  locale: 'sw-KE',
};
const KNOWN = { ...ORDER, references: ['29115-34620561-1', 'NLJ7RT61SV', 'ws_CO_1'] };

let now: number;
let requests: ProviderRequest[];
let answers: Record<string, { status?: number; body: unknown }>;

beforeEach(() => {
  now = NOW;
  requests = [];
  answers = {
    '/oauth/v1/generate': { body: { access_token: 'bearer', expires_in: '3599' } },
    '/mpesa/stkpush/v1/processrequest': {
      body: {
        MerchantRequestID: '29115-34620561-1',
        CheckoutRequestID: 'ws_CO_1',
        ResponseCode: '0',
        ResponseDescription: 'Success. Request accepted for processing',
        CustomerMessage: 'Success. Request accepted for processing',
      },
    },
  };
});

const client = (more: Partial<ClientOptions> = {}) =>
  mpesaClient({
    secret: MPESA_TEST_SECRET,
    call: (request): Promise<ProviderResponse> => {
      requests.push(request);
      const answer = answers[new URL(request.url).pathname];
      if (answer === undefined) throw new Error(`no answer for ${request.url}`);
      const { status = 200, body } = answer;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return Promise.resolve({ status, headers: {}, body: text });
    },
    now: () => now,
    random: () => '',
    notifyUrl: ORDER.notifyUrl,
    ...more,
  });

const sent = (i: number) => JSON.parse(requests[i]?.body ?? '') as Record<string, unknown>;

const queried = (body: object, status = 200) => {
  answers['/mpesa/stkpushquery/v1/query'] = { status, body };
};

test('a push asks the phone for whole shillings, with a password of Nairobi’s time', async () => {
  expect(await client().create(ORDER)).toEqual({
    references: ['ws_CO_1', '29115-34620561-1'],
    checkout: { kind: 'phone', msisdn: '254708374149' },
    facts: [],
  });
  const [token, push] = requests;
  expect(token).toMatchObject({
    method: 'GET',
    url: 'https://sandbox.safaricom.co.ke/oauth/v1/generate?grant_type=client_credentials',
    headers: { authorization: `Basic ${Buffer.from('key:consumer-secret').toString('base64')}` },
  });
  expect(push).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer bearer' } });
  expect(sent(1)).toEqual({
    BusinessShortCode: '600638',
    Timestamp: '20260103010405',
    Password: Buffer.from('600638passkey20260103010405').toString('base64'),
    TransactionType: 'CustomerPayBillOnline',
    Amount: 150,
    PartyA: '254708374149',
    PartyB: '600638',
    PhoneNumber: '254708374149',
    CallBackURL: `https://hooks.example/webhooks/mpesa/${MPESA_TOKEN}`,
    AccountReference: 'cdef01234567',
    TransactionDesc: 'Top-up of you',
  });
});

test('a token is used until its last minute, and thrown away when it is refused', async () => {
  const one = client();
  await one.create(ORDER);
  now += 3_500_000;
  await one.create(ORDER);
  expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(1);
  now += 60_000;
  await one.create(ORDER);
  expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(2);
  answers['/mpesa/stkpush/v1/processrequest'] = { status: 401, body: { errorCode: '404.001.03' } };
  await expect(one.create(ORDER)).rejects.toMatchObject({ retryable: false });
  await expect(one.create(ORDER)).rejects.toThrow('404.001.03');
  expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(3);
});

test.each([
  [{ amountMicros: 150_500_000 }, 'whole shillings'],
  [{ amountMicros: 500_000 }, 'whole shillings'],
  [{ currency: 'EUR' }, 'allowed: KES'],
])('refuses what M-Pesa cannot move: %p', async (more, message) => {
  const refused = client().create({ ...ORDER, ...more });
  await expect(refused).rejects.toMatchObject({ name: 'ProviderError', retryable: false });
  await expect(refused).rejects.toThrow(message);
});

test('what fails at the server may be tried again, what it refuses may not; no secret is told', async () => {
  answers['/mpesa/stkpush/v1/processrequest'] = { status: 503, body: 'out' };
  await expect(client().create(ORDER)).rejects.toMatchObject({ retryable: true });
  answers['/mpesa/stkpush/v1/processrequest'] = {
    status: 400,
    body: { requestId: '1', errorCode: '400.002.02', errorMessage: 'Bad Request - Invalid PhoneNumber' },
  };
  const error = await client().create(ORDER).catch(String);
  expect(error).toContain('400.002.02 Bad Request - Invalid PhoneNumber');
  expect(error).not.toMatch(/bearer|passkey|consumer-secret/);
});

test('a query answers what was ordered, or why it was not paid', async () => {
  queried({ ResponseCode: '0', MerchantRequestID: '1', CheckoutRequestID: 'ws_CO_1', ResultCode: '0' });
  expect(await client().query(KNOWN)).toEqual([
    {
      kind: 'captured',
      capture: 'ws_CO_1',
      amountMicros: 150_000_000,
      references: ['ws_CO_1'],
      currency: 'KES',
    },
  ]);
  expect(sent(1)).toMatchObject({ BusinessShortCode: '600638', CheckoutRequestID: 'ws_CO_1' });
  queried({ ResponseCode: '0', CheckoutRequestID: 'ws_CO_1', ResultCode: '1032' });
  expect(await client().query(KNOWN)).toMatchObject([{ kind: 'canceled' }]);
  queried({ ResponseCode: '0', CheckoutRequestID: 'ws_CO_1', ResultCode: 1037 });
  expect(await client().query(KNOWN)).toMatchObject([{ kind: 'failed', reason: '1037' }]);
});

test('nothing is known while the phone is asked, and of a payment that never was', async () => {
  queried(
    { requestId: 'ws_CO_1', errorCode: '500.001.1001', errorMessage: 'The transaction is being processed' },
    500,
  );
  expect(await client().query(KNOWN)).toEqual([]);
  queried({ ResponseCode: '0', CheckoutRequestID: 'ws_CO_1', ResultCode: '4999' });
  expect(await client().query(KNOWN)).toEqual([]);
  expect(await client().query({ ...KNOWN, references: [] })).toEqual([]);
});

test.each([
  [500, { errorCode: '500.001.1001', errorMessage: 'Wrong credentials' }, true],
  [200, { ResponseCode: '0', CheckoutRequestID: 'ws_CO_2', ResultCode: '0' }, true],
  [200, { ResponseCode: '0', CheckoutRequestID: 'ws_CO_1' }, true],
  [400, { errorCode: '400.002.02' }, false],
])('an answer of another kind grants nothing: %d %p', async (status, body, retryable) => {
  queried(body, status);
  await expect(client().query(KNOWN)).rejects.toMatchObject({ name: 'ProviderError', retryable });
});

const REFUND = {
  ...KNOWN,
  refundId: 're_1',
  refundMicros: 50_000_000,
  captures: ['ws_CO_1'],
  reason: 'wrong phone',
};

test('a reversal is of the receipt, and counts since it was taken', async () => {
  answers['/mpesa/reversal/v1/request'] = {
    body: { OriginatorConversationID: '71840-27539181-07', ConversationID: 'AG_1', ResponseCode: '0' },
  };
  expect(await client().refund(REFUND)).toEqual([
    { kind: 'refunded', refund: 'AG_1', amountMicros: 50_000_000, references: ['AG_1'], currency: 'KES' },
  ]);
  expect(sent(1)).toEqual({
    Initiator: 'testapi',
    SecurityCredential: 'credential',
    CommandID: 'TransactionReversal',
    TransactionID: 'NLJ7RT61SV',
    Amount: 50,
    ReceiverParty: '600638',
    RecieverIdentifierType: '11',
    ResultURL: `https://hooks.example/webhooks/mpesa/${MPESA_TOKEN}`,
    QueueTimeOutURL: `https://hooks.example/webhooks/mpesa/${MPESA_TOKEN}`,
    Remarks: 'wrong phone',
    Occasion: 're_1',
  });
});

test('no reversal without a receipt, or without whom M-Pesa lets reverse', async () => {
  await expect(client().refund({ ...REFUND, references: ['ws_CO_1'] })).rejects.toThrow('receipt');
  const { initiatorName: _, ...secret } = MPESA_TEST_SECRET;
  await expect(client({ secret }).refund(REFUND)).rejects.toThrow('initiatorName');
  expect(requests).toEqual([]);
});
