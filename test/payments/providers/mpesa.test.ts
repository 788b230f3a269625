import * as fc from 'fast-check';
import type { Delivery, Verification } from '../../../domain/payments/provider.js';
import { isInBlock } from '../../../domain/payments/providers/mpesa/cidr.js';
import { mpesaWebhook } from '../../../domain/payments/providers/mpesa/webhook.js';
import { MPESA_TEST_SECRET, MPESA_TOKEN, type MpesaCases, paymentCases } from '../intake-world.js';

const { samples, acks } = paymentCases('mpesa') as MpesaCases;

function verify(body: unknown, more: Partial<Delivery> = {}, secret = MPESA_TEST_SECRET): Verification {
  const delivery = {
    headers: {},
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    token: MPESA_TOKEN,
    source: '196.201.214.200',
    nowMs: 0,
    ...more,
  };
  return mpesaWebhook.verify(delivery, secret);
}

const sample = (name: string) => samples.find((each) => each.name.startsWith(name))!.body;

function messageOf(body: unknown) {
  const verified = verify(body);
  if (!verified.ok) throw new Error(verified.refusal.detail);
  expect(verified.messages).toHaveLength(1);
  return verified.messages[0]!;
}

const stkCallback = (more: object) => ({
  Body: { stkCallback: { CheckoutRequestID: 'ws_CO_1', MerchantRequestID: '1-2-3', ...more } },
});

test('the callback of a paid push names the push, the request and the receipt', () => {
  expect(messageOf(sample('STK success'))).toEqual({
    key: 'ws_CO_191220191020363925:0',
    type: 'stkCallback',
    askFirst: true,
    facts: [
      {
        kind: 'captured',
        capture: 'ws_CO_191220191020363925',
        amountMicros: 1_000_000,
        currency: 'KES',
        references: ['ws_CO_191220191020363925', '29115-34620561-1', 'NLJ7RT61SV'],
        atISO: '2019-12-19T07:21:15.000Z',
      },
    ],
  });
});

test('a push that was canceled comes without metadata', () => {
  expect(messageOf(sample('STK cancelled'))).toMatchObject({
    key: 'ws_CO_191220191020363926:1032',
    askFirst: true,
    facts: [{ kind: 'canceled', references: ['ws_CO_191220191020363926', '29115-34620561-2'] }],
  });
});

test.each([
  [1, { kind: 'failed', reason: '1' }],
  ['1037', { kind: 'failed', reason: '1037' }],
  [2001, { kind: 'failed', reason: '2001' }],
  [4999, { kind: 'processing' }],
])('result code %p', (ResultCode, fact) => {
  expect(messageOf(stkCallback({ ResultCode })).facts).toMatchObject([fact]);
});

test('another result of a push is another message; the same one is the same', () => {
  const keyOf = (ResultCode: number | string) => messageOf(stkCallback({ ResultCode })).key;
  expect(keyOf(1037)).not.toBe(keyOf(0));
  expect(keyOf(0)).toBe(keyOf('0'));
});

test('a paid push without an amount claims none', () => {
  expect(messageOf(stkCallback({ ResultCode: 0 })).facts).toMatchObject([{ kind: 'processing' }]);
});

test('a confirmation is known by its receipt alone, and its amount may be a text or a number', () => {
  const body = sample('C2B');
  expect(messageOf(body)).toEqual({
    key: 'RKTQDM7W6S',
    type: 'C2BConfirmation',
    askFirst: true,
    facts: [
      {
        kind: 'captured',
        capture: 'RKTQDM7W6S',
        references: ['RKTQDM7W6S'],
        amountMicros: 10_000_000,
        currency: 'KES',
        merchant: '600638',
        atISO: '2019-11-22T03:38:45.000Z',
      },
    ],
  });
  for (const TransAmount of [10, '10.00', 10.5, '10.50'])
    expect(messageOf({ ...body, TransAmount }).facts).toMatchObject([
      { amountMicros: Number(TransAmount) * 1e6 },
    ]);
});

const result = (more: object) => ({
  Result: { ResultType: 0, ConversationID: 'AG_1', OriginatorConversationID: '1-2-3', ...more },
});

test('a reversal without an amount adds nothing to what was asked for', () => {
  expect(messageOf(sample('Reversal result'))).toEqual({
    key: 'AG_20191219_00004e48cf7e3533f581:0',
    type: 'Result',
    facts: [],
  });
});

test('results of reversals', () => {
  const ResultParameters = {
    ResultParameter: [
      { Key: 'Amount', Value: 100 },
      { Key: 'TransCompletedTime', Value: 20181005153225 },
      { Key: 'OriginalTransactionID', Value: 'MJ551H6X5D' },
    ],
  };
  expect(messageOf(result({ ResultCode: '0', ResultParameters })).facts).toEqual([
    {
      kind: 'refunded',
      refund: 'AG_1',
      references: ['AG_1'],
      amountMicros: 100_000_000,
      currency: 'KES',
      atISO: '2018-10-05T12:32:25.000Z',
    },
  ]);
  expect(messageOf(result({ ResultCode: 2001 })).facts).toMatchObject([
    { kind: 'refund-failed', refund: 'AG_1' },
  ]);
  expect(messageOf(result({ ResultCode: 'R000001' })).facts).toEqual([]);
});

test.each([
  '',
  '[]',
  'null',
  '1',
  '{',
  '{}',
  '{"Body":1}',
  '{"Body":{"stkCallback":[]}}',
  '{"Body":{"stkCallback":{"CheckoutRequestID":"ws_1"}}}',
  '{"Body":{"stkCallback":{"CheckoutRequestID":"","ResultCode":0}}}',
  '{"Body":{"stkCallback":{"CheckoutRequestID":{"toString":1},"ResultCode":0}}}',
  '{"Result":{"ResultCode":0}}',
  '{"TransID":"A","TransAmount":"-1"}',
  '{"TransID":"A","TransAmount":"0"}',
  '{"TransID":"A","TransAmount":1e21}',
  '{"TransID":"A b","TransAmount":"1"}',
  `{"TransID":"${'A'.repeat(200)}","TransAmount":"1"}`,
])('malformed: %s', (body) => {
  expect(verify(body)).toMatchObject({ ok: false, refusal: { code: 'malformed' } });
});

test('items of metadata that are no items do no harm', () => {
  const Item = [
    null,
    1,
    { Name: { toString: 1 }, Value: 1 },
    { Name: '__proto__', Value: { Amount: 9 } },
    {},
  ];
  expect(messageOf(stkCallback({ ResultCode: 0, CallbackMetadata: { Item } })).facts).toMatchObject([
    { kind: 'processing' },
  ]);
});

test('the token is one of the secret’s, to the letter', () => {
  const codeOf = (token: string, callbackTokens: unknown = [MPESA_TOKEN, 'the-one-before']) => {
    const verified = verify(sample('STK success'), { token }, { ...MPESA_TEST_SECRET, callbackTokens });
    return verified.ok ? 'ok' : verified.refusal.code;
  };
  expect(codeOf(MPESA_TOKEN)).toBe('ok');
  expect(codeOf('the-one-before')).toBe('ok');
  expect(codeOf('')).toBe('signature-missing');
  for (const wrong of [
    MPESA_TOKEN.slice(1),
    `${MPESA_TOKEN}x`,
    MPESA_TOKEN.toUpperCase(),
    'undefined',
    '\u0000',
  ])
    expect(codeOf(wrong)).toBe('signature-invalid');
  expect(codeOf(MPESA_TOKEN, undefined)).toBe('ok');
  expect(codeOf('', [''])).toBe('signature-missing');
  expect(codeOf('undefined', [])).toBe('signature-invalid');
});

test('the sender is on the list, where there is one', () => {
  const codeOf = (source: string, sourceAddresses: unknown) => {
    const verified = verify(sample('STK success'), { source }, { ...MPESA_TEST_SECRET, sourceAddresses });
    return verified.ok ? 'ok' : verified.refusal.code;
  };
  const list = ['196.201.214.0/24', '196.201.213.114'];
  expect(codeOf('196.201.214.200', list)).toBe('ok');
  expect(codeOf('196.201.213.114', list)).toBe('ok');
  expect(codeOf('196.201.213.115', list)).toBe('source-unknown');
  expect(codeOf('', list)).toBe('source-unknown');
  expect(codeOf('196.201.214.200', [])).toBe('source-unknown');
  expect(codeOf('192.0.2.1', undefined)).toBe('ok');
});

test.each([
  ['196.201.214.200', '196.201.214.200/32', true],
  ['196.201.214.201', '196.201.214.200/31', true],
  ['196.201.214.202', '196.201.214.200/31', false],
  ['1.2.3.4', '0.0.0.0/0', true],
  ['::ffff:196.201.214.200', '196.201.214.0/24', true],
  ['2001:db8::1', '2001:db8::/32', true],
  ['2001:db9::1', '2001:db8::/32', false],
  ['2001:0db8:0:0:0:0:0:1', '2001:db8::1', true],
  ['::1', '::/0', true],
  ['1.2.3.4', '::/0', false],
  ['1.2.3.4', '1.2.3.4/33', false],
  ['1.2.3.4', '1.2.3.4/', false],
  ['1.2.3.4', '1.2.3.4/8/8', false],
  ['1.2.3.256', '1.2.3.0/24', false],
  ['1.2.3', '1.2.3.0/24', false],
  ['1:2:3:4:5:6:7:8:9', '::/0', false],
  ['1::2::3', '::/0', false],
  ['not an address', '0.0.0.0/0', false],
])('%s in %s: %p', (address, block, is) => {
  expect(isInBlock(address, block)).toBe(is);
});

test('M-Pesa hears what it expects, and a wrong path is not there', () => {
  expect(JSON.parse(mpesaWebhook.accepted.body)).toEqual(acks.c2bConfirmation);
  expect(mpesaWebhook.accepted).toMatchObject({ status: 200, contentType: 'application/json' });
  expect(mpesaWebhook.refused?.(401, 'signature-invalid').status).toBe(404);
  expect(mpesaWebhook.refused?.(403, 'source-unknown').status).toBe(403);
});

test('whatever comes by the right path, nothing of a payment counts before M-Pesa is asked', () => {
  const names = ['ResultCode', 'CheckoutRequestID', 'ConversationID', 'TransID', 'TransAmount', 'Amount'];
  const anyFields = fc.dictionary(fc.constantFrom(...names, 'ResultParameters'), fc.jsonValue());
  const anyBody = fc.oneof(
    fc.jsonValue(),
    anyFields,
    fc.record({ Body: fc.record({ stkCallback: anyFields }) }),
    fc.record({ Result: anyFields }),
  );
  fc.assert(
    fc.property(anyBody, (body) => {
      const verified = verify(body);
      if (!verified.ok) return;
      for (const { key, facts, askFirst, type } of verified.messages) {
        expect(key).toMatch(/^[!-~]{1,400}$/);
        const isRefund = facts.every(({ kind }) => kind === 'refunded' || kind === 'refund-failed');
        expect(askFirst === true || (type === 'Result' && isRefund)).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});
