import { verify as verifySignature } from 'node:crypto';
import * as fc from 'fast-check';
import { ProviderError, type ProviderResponse } from '../../../lambdas/payments/payment-client.js';
import { alipayClient } from '../../../lambdas/payments/providers/alipay.js';
import { memberText } from '../../../lambdas/payments/providers/json-member.js';
import { privatePem, type RsaKeys, rsaKeys } from '../../../local/payments/keys.js';
import { Calls, order } from './calls.js';
import { signedBy, signingKeys } from './deliveries.js';

const ORDER = order('CNY', 'alipay');
const { paymentId } = ORDER;
const KNOWN = { ...ORDER, references: ['2026010222001400000000000001'] };
const GATEWAY = 'POST /gateway.do';
const TRADE_NO = '2026010222001400000000000001';

let app: RsaKeys;
beforeAll(async () => {
  app = await rsaKeys();
}, 60_000);

let calls: Calls;
beforeEach(() => {
  calls = new Calls();
});

const secret = (more: object = {}) => ({
  appId: '2026000000000001',
  sellerId: '2088000000000001',
  privateKey: privatePem(app),
  publicKeys: [signingKeys().publicPem],
  environment: 'live',
  ...more,
});
const client = (more: object = {}) => alipayClient(calls.options(secret(more)));

/** As Alipay answers: the text of the node is what is signed. */
function answered(
  method: string,
  node: string | object,
  change: (sign: string) => string = (sign) => sign,
): ProviderResponse {
  const text = typeof node === 'string' ? node : JSON.stringify(node);
  const sign = change(signedBy(signingKeys().privateKey, text));
  return {
    status: 200,
    headers: {},
    body: `{"${method.replaceAll('.', '_')}_response":${text},"sign":"${sign}"}`,
  };
}

/** Parameters of a request, its signature checked as Alipay does. */
function signedParameters(text: string): Readonly<Record<string, string>> {
  const { sign = '', ...parameters } = Object.fromEntries(new URLSearchParams(text));
  const content = Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = Buffer.from(sign, 'base64');
  expect(verifySignature('RSA-SHA256', Buffer.from(content), app.publicKey, signature)).toBe(true);
  return parameters;
}

async function errorOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

const TRADE = {
  code: '10000',
  msg: 'Success',
  out_trade_no: paymentId,
  trade_no: TRADE_NO,
  trade_status: 'TRADE_SUCCESS',
  total_amount: '15.00',
  send_pay_date: '2026-01-02 11:04:04',
  buyer_user_id: '2088000000000002',
};
const CAPTURED = {
  kind: 'captured',
  paymentId,
  currency: 'CNY',
  atISO: '2026-01-02T03:04:04.000Z',
  references: [TRADE_NO],
  capture: TRADE_NO,
  amountMicros: 15_000_000,
};

describe('an order', () => {
  test('is a signed address; nobody is asked', async () => {
    const { references, checkout, facts } = await client().create(ORDER);
    expect([references, facts, calls.requests]).toEqual([[], [], []]);
    const url = new URL(checkout['url'] as string);
    expect([checkout.kind, `${url.origin}${url.pathname}`]).toEqual([
      'redirect',
      'https://openapi.alipay.com/gateway.do',
    ]);
    const { biz_content: content, ...parameters } = signedParameters(url.search);
    expect(parameters).toEqual({
      app_id: '2026000000000001',
      method: 'alipay.trade.wap.pay',
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: '2026-01-02 11:04:05',
      version: '1.0',
      notify_url: ORDER.notifyUrl,
      return_url: ORDER.returnUrl,
    });
    expect(JSON.parse(content as string)).toEqual({
      out_trade_no: paymentId,
      total_amount: '15.00',
      subject: 'Top-up',
      product_code: 'QUICK_WAP_WAY',
      timeout_express: '2h',
      quit_url: ORDER.returnUrl,
    });
  });

  test('in the sandbox, or on a local run, goes there', async () => {
    const urlOf = async () =>
      (await client({ environment: 'sandbox' }).create(ORDER)).checkout['url'] as string;
    expect(await urlOf()).toMatch(/^https:\/\/openapi-sandbox\.dl\.alipaydev\.com\/gateway\.do\?/);
    process.env['WILDLILY_PAYMENT_API'] = 'http://127.0.0.1:8100/payments-simulator';
    try {
      expect(await urlOf()).toMatch(
        /^http:\/\/127\.0\.0\.1:8100\/payments-simulator\/openapi-sandbox\.dl\.alipaydev\.com\/gateway\.do\?/,
      );
    } finally {
      delete process.env['WILDLILY_PAYMENT_API'];
    }
  });

  test('has a subject that Alipay takes', async () => {
    const { checkout } = await client().create({ ...ORDER, description: '话费 50% a/b=c&d' });
    const { biz_content: content = '' } = signedParameters(new URL(checkout['url'] as string).search);
    expect(JSON.parse(content)).toMatchObject({ subject: '话费 50% a b c d' });
  });

  test('is in yuan, with a key that can sign', async () => {
    await errorOf(client().create({ ...ORDER, currency: 'EUR' }));
    await errorOf(client().create({ ...ORDER, amountMicros: 15_001_000 }));
    expect((await errorOf(client({ privateKey: 'no key' }).create(ORDER))).message).toBe(
      'alipay: the secret’s privateKey is no RSA key',
    );
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const privateKey = app.privateKey.export({ type, format: 'der' }).toString('base64');
      const { checkout } = await client({ privateKey }).create(ORDER);
      signedParameters(new URL(checkout['url'] as string).search);
    }
  });
});

describe('a question', () => {
  const method = 'alipay.trade.query';

  test('about a paid trade', async () => {
    calls.on(GATEWAY, answered(method, TRADE));
    expect(await client().query(KNOWN)).toEqual([CAPTURED]);
    expect(calls.last).toMatchObject({
      method: 'POST',
      url: 'https://openapi.alipay.com/gateway.do',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    });
    const parameters = signedParameters(calls.last.body ?? '');
    expect(parameters).toMatchObject({ method, biz_content: JSON.stringify({ out_trade_no: paymentId }) });
    expect(parameters).not.toHaveProperty('notify_url');
  });

  test('about its refunds, by our names of them: their sum', async () => {
    const refund = (name: string, amount: string, more: object = { refund_status: 'REFUND_SUCCESS' }) =>
      answered('alipay.trade.fastpay.refund.query', {
        code: '10000',
        msg: 'Success',
        out_request_no: name,
        out_trade_no: paymentId,
        refund_amount: amount,
        total_amount: '15.00',
        ...more,
      });
    calls.on(
      GATEWAY,
      answered(method, TRADE),
      refund('re_1', '4.00'),
      refund('re_2', '5.50'),
      refund('re_3', '1.00', {}),
    );
    const references = [...KNOWN.references, 're_1', 're_2', 're_3'];
    expect(await client().query({ ...KNOWN, references })).toEqual([
      CAPTURED,
      {
        kind: 'refunded',
        paymentId,
        references: [TRADE_NO],
        currency: 'CNY',
        refund: 'total',
        amountMicros: 9_500_000,
      },
    ]);
  });

  test('about a trade that was closed', async () => {
    calls.on(GATEWAY, answered(method, { ...TRADE, trade_status: 'TRADE_CLOSED' }));
    expect(await client().query(KNOWN)).toMatchObject([
      CAPTURED,
      { kind: 'refunded', amountMicros: 15_000_000 },
    ]);
    const { send_pay_date: _paid, ...unpaid } = TRADE;
    calls.on(GATEWAY, answered(method, { ...unpaid, trade_status: 'TRADE_CLOSED' }));
    expect(await client().query(KNOWN)).toMatchObject([{ kind: 'canceled' }]);
  });

  test('about a trade that nobody opened', async () => {
    calls.on(
      GATEWAY,
      answered(method, { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.TRADE_NOT_EXIST' }),
    );
    expect(await client().query(KNOWN)).toEqual([]);
  });

  test.each([
    ['20000', 'isp.unknow-error', true],
    ['40004', 'ACQ.SYSTEM_ERROR', true],
    ['40004', 'ACQ.INVALID_PARAMETER', false],
    ['40006', 'isv.insufficient-isv-permissions', false],
  ])('answered %s %s', async (code, subCode, retryable) => {
    calls.on(GATEWAY, answered(method, { code, msg: '…', sub_code: subCode }));
    const error = await errorOf(client().query(KNOWN));
    expect(error.retryable).toBe(retryable);
    expect(error.message).toContain(subCode);
  });

  test('answers are checked over the text that was sent, however it was written', async () => {
    const text = `{ "code":"10000", "msg":"\\u6210\\u529f", "out_trade_no":"${paymentId}","trade_no":"${TRADE_NO}" ,
      "note":"a \\"quoted\\" } , {\\\\", "fund_bill_list":[{"amount":"15.00"}], "total_amount":"15.00","trade_status":"TRADE_SUCCESS"}`;
    calls.on(GATEWAY, answered(method, text));
    expect(await client().query(KNOWN)).toMatchObject([{ kind: 'captured', amountMicros: 15_000_000 }]);
  });

  test.each<[string, () => ProviderResponse]>([
    ['of another', () => answered(method, TRADE, () => signedBy(app.privateKey, JSON.stringify(TRADE)))],
    [
      'changed',
      () => {
        const answer = answered(method, TRADE);
        return { ...answer, body: answer.body.replace('15.00', '99.00') };
      },
    ],
    [
      'with another node beside the signed one',
      () => {
        const answer = answered(method, TRADE);
        const other = JSON.stringify({ ...TRADE, total_amount: '99.00' });
        return { ...answer, body: answer.body.replace(/}$/, `,"alipay_trade_query_response":${other}}`) };
      },
    ],
    ['without a signature', () => answered(method, TRADE, () => '')],
    [
      'with an error that nobody signed',
      () => ({
        status: 200,
        headers: {},
        body: '{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-app-id"}}',
      }),
    ],
    ['with no JSON', () => ({ status: 200, headers: {}, body: '<html>' })],
    ['502', () => ({ status: 502, headers: {}, body: '' })],
  ])('answers %s are not believed', async (_, answer) => {
    calls.on(GATEWAY, answer());
    await errorOf(client().query(KNOWN));
  });
});

describe('a refund', () => {
  const REFUND = {
    ...KNOWN,
    refundId: 're_2',
    refundMicros: 5_500_000,
    captures: [TRADE_NO],
    reason: 'double top-up',
  };
  const method = 'alipay.trade.refund';
  const answer = (change: string) =>
    answered(method, {
      code: '10000',
      msg: 'Success',
      out_trade_no: paymentId,
      trade_no: TRADE_NO,
      fund_change: change,
      refund_fee: '9.50',
    });
  const REFUNDED = {
    kind: 'refunded',
    paymentId,
    references: [TRADE_NO, 're_2'],
    currency: 'CNY',
    refund: 'total',
    amountMicros: 9_500_000,
  };

  test('is asked for under our name, and told as the sum of all', async () => {
    calls.on(GATEWAY, answer('Y'));
    expect(await client().refund(REFUND)).toEqual([REFUNDED]);
    const { biz_content: content = '' } = signedParameters(calls.last.body ?? '');
    expect(JSON.parse(content)).toEqual({
      out_trade_no: paymentId,
      refund_amount: '5.50',
      out_request_no: 're_2',
      refund_reason: 'double top-up',
    });
  });

  test('that moved nothing was done before, or is not yet', async () => {
    const query = (status: object) =>
      answered('alipay.trade.fastpay.refund.query', { code: '10000', refund_amount: '5.50', ...status });
    calls.on(GATEWAY, answer('N'), query({ refund_status: 'REFUND_SUCCESS' }));
    expect(await client().refund(REFUND)).toEqual([REFUNDED]);
    calls.on(GATEWAY, answer('N'), query({}));
    expect(await client().refund(REFUND)).toEqual([{ kind: 'processing', paymentId, references: ['re_2'] }]);
  });

  test('that Alipay refuses is an error', async () => {
    calls.on(GATEWAY, answered(method, { code: '40004', sub_code: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' }));
    expect((await errorOf(client().refund(REFUND))).message).toBe(
      'alipay: alipay.trade.refund was answered 400, ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
    );
    calls.on(GATEWAY, answered(method, { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST' }));
    expect((await errorOf(client().refund(REFUND))).retryable).toBe(false);
  });
});

describe('the text of a member', () => {
  test('is what was written, of any JSON', () => {
    const name = fc.constantFrom('a', 'b', 'sign', '', 'x"y', 'é');
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        for (const each of ['a', 'b', 'sign', 'é']) {
          const found = memberText(text, each);
          expect(found === undefined ? undefined : JSON.parse(found)).toEqual(
            Object.hasOwn(value, each) ? JSON.parse(JSON.stringify(value[each])) : undefined,
          );
          if (found !== undefined) expect(text).toContain(found);
        }
      }),
    );
  });

  test('that is there twice is none', () => {
    expect(memberText('{"a":1,"a":2}', 'a')).toBeUndefined();
    expect(memberText('{"b":{"a":1}}', 'a')).toBeUndefined();
    expect(memberText('{"b":"\\"a\\":1","a":[1,{"a":2}]}', 'a')).toBe('[1,{"a":2}]');
  });

  test('ends for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\a1 '.split('')) }), (text) => {
        memberText(text, 'a');
      }),
    );
  });
});
