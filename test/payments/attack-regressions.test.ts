/** What somebody who means harm may send: each of these once got through, or cost more than it may. */
import { createHmac } from 'node:crypto';
import type { PaymentFact } from '../../domain/payments/fact.js';
import type { Delivery, ProviderSecret } from '../../domain/payments/provider.js';
import { adyenWebhook } from '../../domain/payments/providers/adyen/webhook.js';
import { mpesaWebhook } from '../../domain/payments/providers/mpesa/webhook.js';
import { paypalWebhook } from '../../domain/payments/providers/paypal/webhook.js';
import { disputeFacts as razorpayDispute } from '../../domain/payments/providers/razorpay/facts.js';
import { disputeFacts as stripeDispute } from '../../domain/payments/providers/stripe/facts.js';
import { wechatpayWebhook } from '../../domain/payments/providers/wechatpay/webhook.js';
import { messageItem, rawBody } from '../../lambdas/payments/inbox.js';
import { KeyCache, type KeySource } from '../../lambdas/payments/keys.js';
import { mpesaClient } from '../../lambdas/payments/providers/mpesa.js';
import { MPESA_TEST_SECRET, MPESA_TOKEN } from './intake-world.js';
import { Calls, json, order } from './providers/calls.js';
import { codeOf, delivery, factsOf, signedBy, signingKeys } from './providers/deliveries.js';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const MINUTE = 60_000;

describe('keys that strangers name', () => {
  let now: number;
  let fetched: string[];
  let lacking: boolean;
  beforeEach(() => {
    now = NOW;
    fetched = [];
    lacking = false;
  });
  const find: KeySource = (name) => {
    fetched.push(name);
    if (name.startsWith('forged')) return Promise.reject(new Error('404'));
    return Promise.resolve(lacking ? [] : [{ name, pem: `pem of ${name}`, validUntilMs: now + 1e9 }]);
  };
  const cache = () =>
    new KeyCache({
      sources: { paypal: find, wechatpay: find },
      together: ['wechatpay'],
      now: () => now,
      log: () => {},
    });

  test('a forged name does not keep a cold function from the real one', async () => {
    const keys = cache();
    expect(await keys.get('paypal', 'forged', {})).toBeUndefined();
    expect(await keys.get('paypal', 'real', {})).toBe('pem of real');
    // Nor is the same one looked for again and again.
    for (let i = 0; i < 50; i++) await keys.get('paypal', 'forged', {});
    expect(await keys.get('paypal', 'other', {})).toBe('pem of other');
    expect(fetched).toEqual(['forged', 'real', 'other']);
  });

  test('after a flood of them the real one is found within seconds, and others wait for nothing', async () => {
    const keys = cache();
    for (let i = 0; i < 1_000; i++) await keys.get('paypal', `forged-${i}`, {});
    expect(fetched.length).toBeLessThanOrEqual(8);
    now += 10_000;
    expect(await keys.get('paypal', 'real', {})).toBe('pem of real');
  });

  test('a known key is looked at again while a flood goes on', async () => {
    const keys = cache();
    await keys.get('paypal', 'real', {});
    for (let i = 0; i < 100; i++) await keys.get('paypal', `forged-${i}`, {});
    now += 7 * 60 * MINUTE;
    for (let i = 0; i < 100; i++) await keys.get('paypal', `forged-${i}`, {});
    fetched = [];
    await keys.get('paypal', 'real', {});
    expect(fetched).toEqual(['real']);
  });

  test('one that its provider no longer has is forgotten', async () => {
    const keys = cache();
    await keys.get('wechatpay', 'A1', {});
    lacking = true;
    now += 7 * 60 * MINUTE;
    expect(await keys.get('wechatpay', 'A1', {})).toBeUndefined();
  });
});

test('PayPal’s certificate is not fetched for what has no signature', () => {
  const headers = {
    'PAYPAL-TRANSMISSION-ID': 'T1',
    'PAYPAL-TRANSMISSION-TIME': '2026-01-02T03:04:05Z',
    'PAYPAL-TRANSMISSION-SIG': Buffer.alloc(256).toString('base64'),
    'PAYPAL-CERT-URL': 'https://api.paypal.com/v1/notifications/certs/CERT-test',
    'PAYPAL-AUTH-ALGO': 'SHA256withRSA',
  };
  const needed = (more: object) =>
    paypalWebhook.keyNeeded?.(delivery('{}', NOW, { ...headers, ...more }), {
      environment: 'live',
      webhookIds: ['W'],
    });
  expect(needed({})).toBe(headers['PAYPAL-CERT-URL']);
  for (const without of [
    { 'PAYPAL-TRANSMISSION-ID': '' },
    { 'PAYPAL-TRANSMISSION-TIME': '' },
    { 'PAYPAL-TRANSMISSION-SIG': '' },
    { 'PAYPAL-TRANSMISSION-SIG': 'no base64!' },
    { 'PAYPAL-AUTH-ALGO': 'none' },
  ])
    expect(needed(without)).toBeUndefined();
});

describe('Adyen', () => {
  const key = 'AB'.repeat(32);
  const signedAs = (text: string): string =>
    createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('base64');
  const verify = (...items: readonly object[]) =>
    adyenWebhook.verify(
      delivery(
        JSON.stringify({ notificationItems: items.map((each) => ({ NotificationRequestItem: each })) }),
        NOW,
      ),
      { hmacKeys: [key] },
    );
  const genuine = 'PSP1::Mvno:shop:pay_1:EUR:1:1000:EUR:AUTHORISATION:true';

  test('a signature of one item is none of another whose fields meet elsewhere', () => {
    const additionalData = { hmacSignature: signedAs(genuine) };
    const item = (more: object) => ({
      pspReference: 'PSP1',
      merchantAccountCode: 'Mvno',
      merchantReference: 'shop:pay_1:EUR:1',
      amount: { value: 1000, currency: 'EUR' },
      eventCode: 'AUTHORISATION',
      success: 'true',
      additionalData,
      ...more,
    });
    // Other systems name their orders as they like.
    expect(codeOf(verify(item({})))).toBe('accepted');
    for (const shifted of [
      { merchantAccountCode: 'Mvno:shop', merchantReference: 'pay_1:EUR:1' },
      { merchantReference: 'shop:pay_1', amount: { value: 'EUR:1:1000', currency: 'EUR' } },
      {
        pspReference: 'PSP1:',
        originalReference: 'Mvno',
        merchantAccountCode: 'shop',
        merchantReference: 'pay_1:EUR:1',
      },
      { merchantReference: 'shop', amount: { value: 'pay_1', currency: 'EUR:1:1000:EUR' } },
    ])
      expect(codeOf(verify(item(shifted)))).toBe('malformed');
  });

  test('a delivery has no more items than can be kept before the function ends', () => {
    const item = (i: number) => ({
      pspReference: 'PSP1',
      merchantAccountCode: 'Mvno',
      merchantReference: 'pay_1',
      amount: { value: 1000, currency: 'EUR' },
      eventCode: 'CHARGEBACK',
      success: 'true',
      additionalData: {
        hmacSignature: signedAs('PSP1::Mvno:pay_1:1000:EUR:CHARGEBACK:true'),
        disputeStatus: `Unsigned${i}`,
      },
    });
    const items = (n: number) => Array.from({ length: n }, (_, i) => item(i));
    expect(codeOf(verify(...items(100)))).toBe('accepted');
    expect(codeOf(verify(...items(101)))).toBe('malformed');
  });
});

test('WeChat Pay’s nonce is one line: what is signed has lines of its own', () => {
  const body = '{}';
  const text = `${NOW / 1000}\nabc\nfirst line\n${body}\n`;
  const sent = delivery(body, NOW, {
    'Wechatpay-Timestamp': String(NOW / 1000),
    'Wechatpay-Nonce': 'abc\nfirst line',
    'Wechatpay-Signature': signedBy(signingKeys().privateKey, text),
    'Wechatpay-Serial': 'A',
  });
  const secret = { apiV3Keys: ['k'.repeat(32)], platformKeys: { A: signingKeys().publicPem } };
  expect(codeOf(wechatpayWebhook.verify(sent, secret))).toBe('signature-missing');
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'a state called %s is none that we know',
  (status) => {
    const dispute = { id: 'd', amount: 100, currency: 'eur', status };
    expect(stripeDispute(dispute)).toEqual([]);
    const other = { id: 'd', amount: 100, currency: 'INR', status, payment_id: 'pay_x' };
    expect(razorpayDispute(other)).toEqual([]);
    expect(razorpayDispute({ ...other, status: 'open', phase: status })).toMatchObject([{ stage: 0 }]);
  },
);

describe('M-Pesa, where the path’s secret is known to others', () => {
  const secret: ProviderSecret = { callbackTokens: ['t'.repeat(32)] };
  const told = (body: object): readonly PaymentFact[] => {
    const sent: Delivery = { ...delivery(JSON.stringify(body), NOW), token: 't'.repeat(32) };
    return factsOf(mpesaWebhook.verify(sent, secret));
  };

  test('nobody’s money goes back by the receipt or the push that its payer knows', () => {
    const result = (ConversationID: string) =>
      told({
        Result: {
          ConversationID,
          ResultCode: 0,
          ResultParameters: { ResultParameter: [{ Key: 'Amount', Value: 100 }] },
        },
      });
    expect(result('AG_20191219_00004e48cf7e3533f581')).toMatchObject([{ kind: 'refunded' }]);
    expect(result('NLJ7RT61SV')).toEqual([]);
    expect(result('ws_CO_191220191020363925')).toEqual([]);
  });

  test('a callback names one push', () => {
    const callback = {
      CheckoutRequestID: 'ws_CO_cheap_and_paid',
      MerchantRequestID: 'ws_CO_dear',
      ResultCode: 0,
      CallbackMetadata: { Item: [{ Name: 'MpesaReceiptNumber', Value: 'ws_CO_dear' }] },
    };
    const [fact] = told({ Body: { stkCallback: callback } });
    expect(fact?.references).toEqual(['ws_CO_cheap_and_paid']);
  });
});

test('an error of M-Pesa’s does not tell the secret path or a phone’s number', async () => {
  const token = MPESA_TOKEN;
  const errorMessage = `Bad Request - Invalid CallBackURL https://x.example/mpesa/${token} of 254708374149`;
  const calls = new Calls()
    .on(
      'GET /oauth/v1/generate?grant_type=client_credentials',
      json({ access_token: 'a', expires_in: '3599' }),
    )
    .on('POST /mpesa/stkpush/v1/processrequest', json({ errorCode: '400.002.02', errorMessage }, 400));
  const told = mpesaClient(calls.options(MPESA_TEST_SECRET)).create(order('KES', 'mpesa')).catch(String);
  expect(await told).toBe(
    'ProviderError: mpesa: /mpesa/stkpush/v1/processrequest was answered 400, 400.002.02 Bad Request - Invalid CallBackURL … of …',
  );
});

describe('an item fits into the table', () => {
  const noise = (bytes: number): Buffer => {
    const all = Buffer.alloc(bytes);
    for (let i = 0, x = 1; i < bytes; i++) all[i] = (x = (x * 1_103_515_245 + 12_345) % 2 ** 31) >>> 16;
    return all;
  };
  const size = (item: object): number =>
    Object.values(item as Record<string, { S?: string; B?: Uint8Array }>).reduce(
      (sum, { S = '', B }) => sum + Buffer.byteLength(S) + (B?.byteLength ?? 0),
      0,
    );

  test('whatever its type, and however many facts come with a body that does not shrink', () => {
    const fact: PaymentFact = {
      kind: 'processing',
      references: Array.from({ length: 10 }, () => 'r'.repeat(100)),
    };
    const item = messageItem({
      provider: 'paypal',
      key: 'k',
      type: 't'.repeat(500_000),
      facts: Array.from({ length: 150 }, () => fact),
      receivedISO: new Date(NOW).toISOString(),
      nowMs: NOW,
      raw: rawBody(noise(290_000)),
    });
    expect(size(item)).toBeLessThan(400_000);
    expect(item).toHaveProperty('rawSha256');
  });
});
