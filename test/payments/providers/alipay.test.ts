import * as fc from 'fast-check';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { mismatchOf, statusOf } from '../../../domain/payments/payment.js';
import type { Delivery } from '../../../domain/payments/provider.js';
import { parseForm, signedText } from '../../../domain/payments/providers/alipay/form.js';
import { alipayWebhook } from '../../../domain/payments/providers/alipay/webhook.js';
import {
  cases,
  codeOf,
  delivery,
  expectToConverge,
  expectTotal,
  factsOf,
  payment,
  signedBy,
  signingKeys,
} from './deliveries.js';

interface Item {
  readonly name: string;
  readonly formBody: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signContent: string;
}

const { publicKeys, ownNotifications } = cases('alipay') as {
  readonly publicKeys: Readonly<Record<'v1' | 'v2', string>>;
  readonly ownNotifications: { readonly publicKeyPem: string; readonly items: readonly Item[] };
};

const [paid, refunded] = ownNotifications.items as [Item, Item];
const SECRET = {
  appId: '2026000000000001',
  sellerId: '2088000000000001',
  privateKey: 'not needed to read',
  publicKeys: [ownNotifications.publicKeyPem],
  environment: 'live',
};
const MERCHANT = '2026000000000001/2088000000000001';
/** notify_time of all vectors: 11:04:05 in Shanghai. */
const SENT_MS = Date.parse('2026-01-02T03:04:05Z');

const of = ({ formBody }: Pick<Item, 'formBody'>, aheadMs = 1_000): Delivery =>
  delivery(formBody, SENT_MS + aheadMs, {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
  });
const verify = (sent: Delivery, secret: object = {}) => alipayWebhook.verify(sent, { ...SECRET, ...secret });

const OWN = { publicKeys: [signingKeys().publicPem] };

type Params = Readonly<Record<string, string>>;

/** A form signed by a key of the test. */
function signed(params: Params, { unsigned = ['sign_type'], hash = 'RSA-SHA256' } = {}): Delivery {
  const names = Object.keys(params).filter((name) => !unsigned.includes(name));
  const text = names
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');
  const sign = signedBy(signingKeys().privateKey, text, hash);
  return of({ formBody: new URLSearchParams({ ...params, sign }).toString() });
}

const { sign: _, ...PARAMS } = paid.params;
const read = (sent: Delivery) => verify(sent, OWN);
const factsOfTrade = (change: Params): readonly PaymentFact[] =>
  factsOf(read(signed({ ...PARAMS, ...change })));

describe('forms', () => {
  test.each(ownNotifications.items)(
    '$name: decoded once, signed sorted',
    ({ formBody, params, signContent }) => {
      const form = parseForm(Buffer.from(formBody));
      expect(Object.fromEntries([...(form ?? [])].map(([name, value]) => [name, value.toString()]))).toEqual(
        params,
      );
      expect(signedText(form as never, ['sign', 'sign_type']).toString()).toBe(signContent);
    },
  );

  test('what still looks like an escape after decoding is text', () => {
    expect(parseForm(Buffer.from('a=50%2525+%2B%26'))?.get('a')?.toString()).toBe('50%25 +&');
  });

  test.each([
    '',
    'a',
    '=1',
    'a=%',
    'a=%2',
    'a=%zz',
    'a=1&a=1',
    'a=1&a=2',
    'a=1&%61=2',
    'a=1&&b=2',
    'a b=1',
    '1a=1',
  ])('"%s" is none', (body) => {
    expect(parseForm(Buffer.from(body))).toBeUndefined();
  });

  test('any values come back as the bytes they were', () => {
    const values = fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(values, (all) => {
        const escape = (bytes: Uint8Array) =>
          [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`);
        const body = all.map((bytes, i) => `f${i}=${escape(bytes).join('')}`).join('&');
        expect([...(parseForm(Buffer.from(body))?.values() ?? [])]).toEqual(
          all.map((bytes) => Buffer.from(bytes)),
        );
      }),
    );
  });
});

describe('signatures', () => {
  test.each(ownNotifications.items)('$name is accepted', (item) => {
    expect(codeOf(verify(of(item)))).toBe('accepted');
    for (const other of Object.values(publicKeys)) {
      expect(codeOf(verify(of(item), { publicKeys: [other] }))).toBe('signature-invalid');
      expect(codeOf(verify(of(item), { publicKeys: [other, ownNotifications.publicKeyPem] }))).toBe(
        'accepted',
      );
    }
  });

  test('the key may be as the console shows it', () => {
    const bare = ownNotifications.publicKeyPem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
    expect(codeOf(verify(of(paid), { publicKeys: [bare] }))).toBe('accepted');
  });

  test('sign_type may be signed, too', () => {
    expect(codeOf(read(signed(PARAMS)))).toBe('accepted');
    expect(codeOf(read(signed(PARAMS, { unsigned: [] })))).toBe('accepted');
    expect(codeOf(read(signed(PARAMS, { unsigned: ['subject', 'sign_type'] })))).toBe('signature-invalid');
  });

  test('RSA2 only', () => {
    expect(codeOf(read(signed({ ...PARAMS, sign_type: 'RSA' }, { hash: 'RSA-SHA1' })))).toBe(
      'signature-missing',
    );
    expect(codeOf(read(signed(PARAMS, { hash: 'RSA-SHA1' })))).toBe('signature-invalid');
    const { sign_type: _type, ...without } = PARAMS;
    expect(codeOf(read(signed(without)))).toBe('signature-missing');
  });

  test('without a signature there is none', () => {
    expect(codeOf(verify(of({ formBody: new URLSearchParams(PARAMS).toString() })))).toBe(
      'signature-missing',
    );
    expect(codeOf(verify(of({ formBody: paid.formBody.replace(/sign=[^&]*/, 'sign=') })))).toBe(
      'signature-missing',
    );
  });

  test('a field that is there twice is refused, whichever of them is signed', () => {
    expect(codeOf(verify(of({ formBody: `${paid.formBody}&total_amount=9999.00` })))).toBe('malformed');
    expect(codeOf(verify(of({ formBody: `total_amount=9999.00&${paid.formBody}` })))).toBe('malformed');
  });

  test('a field cannot hide in the value of another', () => {
    const hidden = refunded.formBody
      .replace('&refund_fee=15.00', '')
      .replace('receipt_amount=15.00', 'receipt_amount=15.00%26refund_fee%3D15.00');
    expect(codeOf(verify(of({ formBody: hidden })))).toBe('malformed');
    // A subject may well look like a query.
    expect(codeOf(read(signed({ ...PARAMS, subject: 'a&b=c&total=1' })))).toBe('accepted');
  });

  test('in GBK the bytes are signed as they are', () => {
    const { subject: _subject, ...params } = PARAMS;
    // 话费充值 in GBK.
    const gbk = Buffer.from('bbb0b7d1b3e4d6b5', 'hex');
    const fields: Params = { ...params, charset: 'GBK' };
    const names = [...Object.keys(fields), 'subject'].filter((name) => name !== 'sign_type').sort();
    const text = Buffer.concat(
      names.flatMap((name, i) => [
        Buffer.from(`${i === 0 ? '' : '&'}${name}=`),
        name === 'subject' ? gbk : Buffer.from(fields[name] as string),
      ]),
    );
    const sign = signedBy(signingKeys().privateKey, text);
    const escaped = [...gbk].map((byte) => `%${byte.toString(16).toUpperCase()}`).join('');
    const formBody = `${new URLSearchParams({ ...fields, sign }).toString()}&subject=${escaped}`;
    expect(codeOf(read(of({ formBody })))).toBe('accepted');
    expect(codeOf(read(signed({ ...PARAMS, charset: 'utf-7' })))).toBe('malformed');
  });

  test.each([
    [-300_000, 'accepted'],
    [-300_001, 'stale'],
    [26 * 3_600_000, 'accepted'],
    [26 * 3_600_000 + 1, 'stale'],
  ])('received %d ms after notify_time it is %s', (aheadMs, expected) => {
    expect(codeOf(verify(of(paid, aheadMs)))).toBe(expected);
  });

  test.each<Params>([
    { notify_time: 'now' },
    { notify_time: '2026-01-02T11:04:05Z' },
    { notify_id: '' },
    { notify_id: '1'.repeat(513) },
    { notify_type: '' },
  ])('signed with %j it is malformed', (change) => {
    expect(codeOf(read(signed({ ...PARAMS, ...change })))).toBe('malformed');
  });

  test('nothing of a signed form can change what is read of it', () => {
    const good = of(paid);
    const valuesOf = (body: Uint8Array) => JSON.stringify([...(parseForm(body) ?? [])].map(String));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: good.body.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const body = Buffer.from(good.body);
          body[at] = (body[at] as number) ^ flip;
          // %2F and %2f, + and a space: another way to write the same.
          fc.pre(valuesOf(body) !== valuesOf(good.body));
          expect(codeOf(verify({ ...good, body }))).not.toBe('accepted');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('whatever comes is refused', () => {
    expectTotal(alipayWebhook, of(paid), SECRET);
  });

  test('the acknowledgement is 7 bytes', () => {
    const { status, body } = alipayWebhook.accepted;
    expect([status, Buffer.from(body).toString('hex')]).toEqual([200, '73756363657373']);
    expect(alipayWebhook.refused?.(401, 'signature-invalid')).toMatchObject({ status: 401, body: 'fail' });
  });
});

describe('facts', () => {
  const captured = {
    kind: 'captured',
    paymentId: 'pay_test_1',
    merchant: MERCHANT,
    currency: 'CNY',
    atISO: '2026-01-02T03:04:04.000Z',
    references: ['2026010222001400000000000001'],
    capture: '2026010222001400000000000001',
    amountMicros: 15_000_000,
  };

  test('a trade that was paid', () => {
    expect(verify(of(paid))).toEqual({
      ok: true,
      messages: [{ key: '2026010200222110405000000000000001', type: 'TRADE_SUCCESS', facts: [captured] }],
    });
  });

  test('a trade that was refunded whole', () => {
    expect(factsOf(verify(of(refunded)))).toEqual([
      captured,
      {
        kind: 'refunded',
        paymentId: 'pay_test_1',
        merchant: MERCHANT,
        currency: 'CNY',
        atISO: '2026-01-02T05:00:00.000Z',
        references: ['2026010222001400000000000001', 're_test_2'],
        refund: 'total',
        amountMicros: 15_000_000,
      },
    ]);
  });

  test('refunds are told as their sum so far: the largest counts', () => {
    const facts = [
      ...factsOfTrade({}),
      ...factsOfTrade({ refund_fee: '4.00', out_biz_no: 're_1', gmt_refund: '2026-01-02 12:00:00' }),
      ...factsOfTrade({ refund_fee: '9.50', out_biz_no: 're_2', gmt_refund: '2026-01-02 13:00:00.123' }),
      ...factsOfTrade({ trade_status: 'TRADE_FINISHED', refund_fee: '9.50' }),
    ];
    const settled = expectToConverge(payment('alipay', 'CNY', MERCHANT), facts);
    expect(settled.refunds).toEqual({ total: { micros: 9_500_000 } });
    expect(statusOf(settled)).toBe('partially_refunded');
    expect(settled.references).toEqual(['2026010222001400000000000001', 're_1', 're_2']);
  });

  test('closed is what was not paid in time, and what was refunded whole', () => {
    const { gmt_payment: _paid, ...unpaid } = PARAMS;
    const closed = { ...unpaid, trade_status: 'TRADE_CLOSED', gmt_close: '2026-01-02 13:00:00' };
    expect(factsOf(read(signed(closed)))).toMatchObject([
      { kind: 'canceled', atISO: '2026-01-02T05:00:00.000Z', references: ['2026010222001400000000000001'] },
    ]);
    expect(factsOfTrade({ trade_status: 'TRADE_CLOSED' })).toMatchObject([
      { kind: 'captured', amountMicros: 15_000_000 },
      { kind: 'refunded', refund: 'total', amountMicros: 15_000_000 },
    ]);
    expect(factsOfTrade({ trade_status: 'WAIT_BUYER_PAY' })).toMatchObject([{ kind: 'processing' }]);
    expect(factsOfTrade({ trade_status: 'TRADE_NEW' })).toEqual([]);
  });

  test.each<Params>([{ app_id: '2026000000000009' }, { seller_id: '2088000000000009' }, { seller_id: '' }])(
    'paid to %j it is not paid to us',
    (change) => {
      const [fact] = factsOfTrade(change);
      const ours = payment('alipay', 'CNY', MERCHANT);
      expect(mismatchOf(ours, 'alipay', fact as PaymentFact)?.code).toBe('merchant-differs');
      expect(mismatchOf(ours, 'alipay', factsOfTrade({})[0] as PaymentFact)).toBeUndefined();
    },
  );

  test.each(['', '0.00', '-15.00', '1e3', '15,00', '015.00'])(
    'an amount of "%s" is asked for, not believed',
    (amount) => {
      expect(read(signed({ ...PARAMS, total_amount: amount }))).toMatchObject({
        messages: [
          { askFirst: true, facts: [{ kind: 'processing', paymentId: 'pay_test_1', merchant: MERCHANT }] },
        ],
      });
    },
  );

  test('other notices have no facts', () => {
    expect(factsOfTrade({ notify_type: 'open_app_auth_notify' })).toEqual([]);
  });
});
