import { createCipheriv, verify as verifySignature, X509Certificate } from 'node:crypto';
import {
  ProviderError,
  type ProviderRequest,
  type ProviderResponse,
} from '../../../lambdas/payments/payment-client.js';
import { fetchPlatformKeys, wechatpayClient } from '../../../lambdas/payments/providers/wechatpay.js';
import {
  authorityCertificate,
  privatePem,
  type RsaKeys,
  rsaKeys,
  signedCertificate,
} from '../../../local/payments/keys.js';
import { Calls, NOW, order } from './calls.js';
import { cases, signedBy, signingKeys } from './deliveries.js';

const { apiV3Key, certificateDownload } = cases('wechatpay') as {
  readonly apiV3Key: string;
  readonly certificateDownload: Readonly<
    Record<'nonce' | 'associatedData' | 'ciphertext' | 'plaintextPem', string>
  >;
};

const PUBLIC_KEY_ID = 'PUB_KEY_ID_0000000000000000000000000001';
const ORDER = order('CNY', 'wechatpay');
const { paymentId } = ORDER;
const KNOWN = { ...ORDER, references: ['4200000000202601020000000001'] };
const THE_ORDER = `GET /v3/pay/transactions/out-trade-no/${paymentId}?mchid=1234567891`;

let merchant: RsaKeys;
let platform: RsaKeys;
let platformPem: string;
const PLATFORM_SERIAL = '5F1C72E2A8931B72A2E13AF8DEE92471EB397115';

beforeAll(async () => {
  [merchant, platform] = [await rsaKeys(), await rsaKeys()];
  const root = await rsaKeys();
  platformPem = await signedCertificate(
    { name: 'CN=Tenpay.com sign', keys: platform, serial: PLATFORM_SERIAL, nowMs: NOW },
    'tenpay.test',
    { name: 'CN=Tenpay.com Root CA', keys: root },
  );
}, 60_000);

let calls: Calls;
beforeEach(() => {
  calls = new Calls();
});

const secret = (platformKeys: object = { [PUBLIC_KEY_ID]: signingKeys().publicPem }) => ({
  mchid: '1234567891',
  appid: 'wxtest0000000001',
  apiV3Keys: [apiV3Key],
  merchantSerial: '3775B6A45ACD588826D15E583A95F5DD0000AAAA',
  privateKey: privatePem(merchant),
  platformKeys,
});
const client = () => wechatpayClient(calls.options(secret(), { notifyUrl: ORDER.notifyUrl }));

/** As WeChat Pay answers: signed, with the key of a serial. */
function answered(
  body: string | object,
  { status = 200, serial = PUBLIC_KEY_ID, key = signingKeys().privateKey, atMs = NOW } = {},
): ProviderResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const timestamp = String(Math.floor(atMs / 1000));
  return {
    status,
    headers: {
      'wechatpay-serial': serial,
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': 'c5ac7061fccab6bf3e254dcf98995b8c',
      'wechatpay-signature': signedBy(key, `${timestamp}\nc5ac7061fccab6bf3e254dcf98995b8c\n${text}\n`),
    },
    body: text,
  };
}

async function errorOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

/** The members of an Authorization header, its signature checked as WeChat Pay does. */
function authorized({ method, url, headers, body = '' }: ProviderRequest): Readonly<Record<string, string>> {
  const [scheme, ...rest] = (headers['authorization'] as string).split(' ');
  expect(scheme).toBe('WECHATPAY2-SHA256-RSA2048');
  const members = Object.fromEntries(
    [...rest.join(' ').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const { pathname, search } = new URL(url);
  const text = `${method}\n${pathname}${search}\n${members['timestamp']}\n${members['nonce_str']}\n${body}\n`;
  const signature = Buffer.from(members['signature'] as string, 'base64');
  expect(verifySignature('RSA-SHA256', Buffer.from(text), merchant.publicKey, signature)).toBe(true);
  return members as Readonly<Record<string, string>>;
}

const TRANSACTION = {
  mchid: '1234567891',
  appid: 'wxtest0000000001',
  out_trade_no: paymentId,
  transaction_id: '4200000000202601020000000001',
  trade_type: 'NATIVE',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  success_time: '2026-01-02T11:04:04+08:00',
  amount: { total: 1500, payer_total: 1500, currency: 'CNY', payer_currency: 'CNY' },
};
const CAPTURED = {
  kind: 'captured',
  paymentId,
  merchant: '1234567891',
  currency: 'CNY',
  atISO: '2026-01-02T03:04:04.000Z',
  references: ['4200000000202601020000000001'],
  capture: '4200000000202601020000000001',
  amountMicros: 15_000_000,
};

describe('an order', () => {
  const ROUTE = 'POST /v3/pay/transactions/native';

  test('is a code to scan', async () => {
    calls.on(ROUTE, answered({ code_url: 'weixin://wxpay/bizpayurl?pr=p4lpSuKzz' }));
    expect(await client().create(ORDER)).toEqual({
      references: [],
      checkout: { kind: 'qr', content: 'weixin://wxpay/bizpayurl?pr=p4lpSuKzz' },
      facts: [],
    });
    expect(calls.last).toMatchObject({
      method: 'POST',
      url: 'https://api.mch.weixin.qq.com/v3/pay/transactions/native',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'wildlily',
        'wechatpay-serial': PUBLIC_KEY_ID,
      },
    });
    expect(JSON.parse(calls.last.body ?? '')).toEqual({
      appid: 'wxtest0000000001',
      mchid: '1234567891',
      description: 'Top-up',
      out_trade_no: paymentId,
      notify_url: ORDER.notifyUrl,
      amount: { total: 1500, currency: 'CNY' },
    });
    expect(authorized(calls.last)).toMatchObject({
      mchid: '1234567891',
      nonce_str: 'ab'.repeat(16),
      timestamp: '1767323045',
      serial_no: '3775B6A45ACD588826D15E583A95F5DD0000AAAA',
    });
  });

  test('is the same to the letter when it is asked for again', async () => {
    calls.on(ROUTE, answered({ code_url: 'weixin://1' }));
    await client().create(ORDER);
    calls.now += 60_000;
    await client().create(ORDER);
    const [first, second] = calls.requests;
    expect(second?.body).toBe(first?.body);
  });

  test('is in whole fen of yuan', async () => {
    for (const change of [{ currency: 'EUR' }, { amountMicros: 15_001_000 }, { amountMicros: 0 }])
      expect((await errorOf(client().create({ ...ORDER, ...change }))).retryable).toBe(false);
    expect(calls.requests).toEqual([]);
  });

  test.each([
    [500, 'SYSTEM_ERROR', true],
    [429, 'FREQUENCY_LIMITED', true],
    [400, 'PARAM_ERROR', false],
    [401, 'SIGN_ERROR', false],
  ])('answered %d %s', async (status, code, retryable) => {
    calls.on(ROUTE, answered({ code, message: '…' }, { status }));
    const error = await errorOf(client().create(ORDER));
    expect([error.retryable, error.message]).toEqual([
      retryable,
      `wechatpay: /v3/pay/transactions/native was answered ${status}, ${code}`,
    ]);
  });
});

describe('answers', () => {
  test.each<[string, () => ProviderResponse]>([
    ['of another', () => answered(TRANSACTION, { key: platform.privateKey })],
    ['without a signature', () => ({ ...answered(TRANSACTION), headers: {} })],
    [
      'changed',
      () => ({ ...answered(TRANSACTION), body: JSON.stringify({ ...TRANSACTION, amount: { total: 1 } }) }),
    ],
    ['of yesterday', () => answered(TRANSACTION, { atMs: NOW - 301_000 })],
    ['with no JSON', () => answered('<html>')],
  ])('%s are not believed', async (_, answer) => {
    calls.on(THE_ORDER, answer());
    expect((await errorOf(client().query(KNOWN))).retryable).toBe(true);
  });

  test('signed with a certificate that the secret lacks: it is fetched, once', async () => {
    const sealed = () =>
      answered(certificates([platformPem]), { serial: PLATFORM_SERIAL, key: platform.privateKey });
    calls
      .on('GET /v3/certificates', () => sealed())
      .on(THE_ORDER, answered(TRANSACTION, { serial: PLATFORM_SERIAL, key: platform.privateKey }));
    const one = wechatpayClient(calls.options(secret({})));
    expect(await one.query(KNOWN)).toEqual([CAPTURED]);
    expect(await one.query(KNOWN)).toEqual([CAPTURED]);
    expect(calls.requests.map(({ url }) => new URL(url).pathname.split('/')[2])).toEqual([
      'pay',
      'certificates',
      'pay',
    ]);
    expect(calls.requests[0]?.headers['wechatpay-serial']).toBeUndefined();
  });
});

describe('a question', () => {
  test('about a paid order', async () => {
    calls.on(THE_ORDER, answered(TRANSACTION));
    expect(await client().query(KNOWN)).toEqual([CAPTURED]);
    authorized(calls.last);
  });

  test('about its refunds, by our names of them', async () => {
    const refund = (no: string, status: string, fen: number) =>
      answered({
        refund_id: `5030${no}`,
        out_refund_no: no,
        out_trade_no: paymentId,
        transaction_id: TRANSACTION.transaction_id,
        status,
        amount: { total: 1500, refund: fen, currency: 'CNY' },
      });
    calls
      .on(THE_ORDER, answered({ ...TRANSACTION, trade_state: 'REFUND' }))
      .on('GET /v3/refund/domestic/refunds/re_1', refund('re_1', 'SUCCESS', 500))
      .on('GET /v3/refund/domestic/refunds/re_2', refund('re_2', 'PROCESSING', 100))
      .on('GET /v3/refund/domestic/refunds/re_3', answered({ code: 'RESOURCE_NOT_EXISTS' }, { status: 404 }));
    const references = [...KNOWN.references, 're_1', 're_2', 're_3'];
    expect(await client().query({ ...KNOWN, references })).toMatchObject([
      CAPTURED,
      { kind: 'refunded', refund: '5030re_1', amountMicros: 5_000_000, paymentId },
      { kind: 'processing', references: ['4200000000202601020000000001', '5030re_2', 're_2'] },
    ]);
  });

  test('about an order that nobody made, or nobody paid', async () => {
    calls.on(THE_ORDER, answered({ code: 'ORDER_NOT_EXIST', message: '订单不存在' }, { status: 404 }));
    expect(await client().query(KNOWN)).toEqual([]);
    calls.on(THE_ORDER, answered({ ...TRANSACTION, trade_state: 'NOTPAY', transaction_id: undefined }));
    expect(await client().query(KNOWN)).toEqual([]);
    calls.on(THE_ORDER, answered({ ...TRANSACTION, trade_state: 'CLOSED', transaction_id: undefined }));
    expect(await client().query(KNOWN)).toMatchObject([{ kind: 'canceled', paymentId }]);
  });
});

test('a refund is asked for under our name, and told of at its end', async () => {
  const refund = {
    ...KNOWN,
    refundId: 're_1',
    refundMicros: 5_000_000,
    captures: [],
    reason: 'double top-up',
  };
  const answer = (status: string) =>
    answered({
      refund_id: '50000000382019052709732678859',
      out_refund_no: 're_1',
      transaction_id: TRANSACTION.transaction_id,
      out_trade_no: paymentId,
      status,
      amount: { total: 1500, refund: 500, currency: 'CNY' },
    });
  calls.on('POST /v3/refund/domestic/refunds', answer('PROCESSING'), answer('SUCCESS'));
  expect(await client().refund(refund)).toMatchObject([
    { kind: 'processing', references: [TRANSACTION.transaction_id, '50000000382019052709732678859', 're_1'] },
  ]);
  expect(JSON.parse(calls.last.body ?? '')).toEqual({
    out_trade_no: paymentId,
    out_refund_no: 're_1',
    reason: 'double top-up',
    notify_url: ORDER.notifyUrl,
    amount: { refund: 500, total: 1500, currency: 'CNY' },
  });
  authorized(calls.last);
  expect(await client().refund(refund)).toMatchObject([
    { kind: 'refunded', refund: '50000000382019052709732678859', amountMicros: 5_000_000 },
  ]);
});

const NONCE = 'abcdefghijkl';

function certificates(pems: readonly string[], key = apiV3Key) {
  return {
    data: pems.map((pem) => {
      const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(NONCE));
      cipher.setAAD(Buffer.from('certificate'));
      const sealed = Buffer.concat([cipher.update(pem), cipher.final(), cipher.getAuthTag()]);
      return {
        serial_no: new X509Certificate(pem).serialNumber,
        effective_time: '2026-01-01T00:00:00+08:00',
        expire_time: '2031-01-01T00:00:00+08:00',
        encrypt_certificate: {
          algorithm: 'AEAD_AES_256_GCM',
          nonce: NONCE,
          associated_data: 'certificate',
          ciphertext: sealed.toString('base64'),
        },
      };
    }),
  };
}

describe('platform certificates', () => {
  const fetch = () => fetchPlatformKeys(calls.options(secret({})));
  const by = {
    serial: PLATFORM_SERIAL,
    get key() {
      return platform.privateKey;
    },
  };

  test('come by serial, and the one from WeChat Pay’s own tests opens', async () => {
    const body = certificates([platformPem]);
    const { serialNumber } = new X509Certificate(certificateDownload.plaintextPem);
    const vector = {
      serial_no: serialNumber,
      encrypt_certificate: {
        algorithm: 'AEAD_AES_256_GCM',
        nonce: certificateDownload.nonce,
        associated_data: certificateDownload.associatedData,
        ciphertext: certificateDownload.ciphertext,
      },
    };
    calls.on('GET /v3/certificates', answered({ data: [...body.data, vector] }, by));
    expect(Object.fromEntries(await fetch())).toEqual({
      [PLATFORM_SERIAL]: platformPem,
      [serialNumber]: certificateDownload.plaintextPem,
    });
    expect(authorized(calls.last)['mchid']).toBe('1234567891');
  });

  test('that are not valid now, or of another serial, are left out', async () => {
    const keys = await rsaKeys();
    const old = await authorityCertificate({
      name: 'CN=Old',
      keys,
      serial: '0ABC',
      nowMs: NOW - 11 * 365 * 86_400_000,
    });
    const body = certificates([platformPem, old]);
    const [first] = certificates([platformPem]).data;
    calls.on('GET /v3/certificates', answered({ data: [...body.data, { ...first, serial_no: '0DEF' }] }, by));
    expect([...(await fetch()).keys()]).toEqual([PLATFORM_SERIAL]);
  }, 60_000);

  test('that nobody of them signed are not believed', async () => {
    calls.on(
      'GET /v3/certificates',
      answered(certificates([platformPem]), { ...by, key: merchant.privateKey }),
    );
    expect((await errorOf(fetch())).message).toContain('the signature does not fit');
    calls.on(
      'GET /v3/certificates',
      answered(certificates([platformPem], 'another key of exactly 32 bytes!'), by),
    );
    expect((await errorOf(fetch())).message).toContain('no key of that serial');
    calls.on('GET /v3/certificates', answered('[]', by));
    await errorOf(fetch());
    calls.on('GET /v3/certificates', answered({ code: 'SIGN_ERROR' }, { ...by, status: 401 }));
    expect((await errorOf(fetch())).message).toBe('wechatpay: /v3/certificates was answered 401, SIGN_ERROR');
  });
});
