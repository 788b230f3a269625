import { createCipheriv } from 'node:crypto';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { statusOf } from '../../../domain/payments/payment.js';
import type { Delivery } from '../../../domain/payments/provider.js';
import { bytesOfBase64, isRsaSigned, rsaPublicKey } from '../../../domain/payments/providers/rsa.js';
import { openResource } from '../../../domain/payments/providers/wechatpay/resource.js';
import { wechatpayWebhook } from '../../../domain/payments/providers/wechatpay/webhook.js';
import {
  cases,
  codeOf,
  delivery,
  expectNoByteToChange,
  expectNoCharacterToChange,
  expectToConverge,
  expectTotal,
  factsOf,
  payment,
  signedBy,
  signingKeys,
  withHeaders,
} from './deliveries.js';

interface Sealed {
  readonly key: string;
  readonly nonce: string;
  readonly associatedData: string;
  readonly ciphertext: string;
}

interface Item {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
  readonly plaintext: { readonly out_trade_no: string };
}

const { apiV3Key, aead, certificateDownload, rsa, sdkSampleNotification, fullNotifications } = cases(
  'wechatpay',
) as {
  readonly apiV3Key: string;
  readonly aead: Sealed & { readonly plaintext: string };
  readonly certificateDownload: Sealed & { readonly plaintextPem: string };
  readonly rsa: Readonly<Record<string, string>>;
  readonly sdkSampleNotification: { readonly rawBody: string; readonly keyInSpec: string };
  readonly fullNotifications: { readonly publicKeyPem: string; readonly items: readonly Item[] };
};

const [paid] = fullNotifications.items as [Item];
const SERIAL = paid.headers['Wechatpay-Serial'] as string;
const SECRET = {
  mchid: '1234567891',
  appid: 'wxtest0000000001',
  apiV3Keys: [apiV3Key],
  merchantSerial: '5F1C72E2A8931B72A2E13AF8DEE92471EB397115',
  privateKey: 'not needed to read',
  platformKeys: { [SERIAL]: fullNotifications.publicKeyPem },
};

const of = ({ headers, rawBody }: Item, aheadMs = 1_000): Delivery =>
  delivery(rawBody, Number(headers['Wechatpay-Timestamp']) * 1_000 + aheadMs, headers);
const verify = (sent: Delivery, secret: object = {}, key?: string) =>
  wechatpayWebhook.verify(sent, { ...SECRET, ...secret }, key);

const resourceOf = ({ nonce, associatedData, ciphertext }: Sealed) => ({
  algorithm: 'AEAD_AES_256_GCM',
  nonce,
  associated_data: associatedData,
  ciphertext,
});

const NONCE = 'abcdefghijkl';

function seal(plain: string, { key = apiV3Key, associated = 'transaction' } = {}): object {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(NONCE));
  cipher.setAAD(Buffer.from(associated));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return resourceOf({
    key,
    nonce: NONCE,
    associatedData: associated,
    ciphertext: ciphertext.toString('base64'),
  });
}

const OWN = { platformKeys: { OWN: signingKeys().publicPem } };

function signed(body: string, timestamp = '1767323045'): Delivery {
  return delivery(body, 1_767_323_045_000, {
    'Wechatpay-Serial': 'OWN',
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': 'n',
    'Wechatpay-Signature': signedBy(signingKeys().privateKey, `${timestamp}\nn\n${body}\n`),
  });
}

const notification = (type: string, plain: object, more: object = {}): Delivery =>
  signed(
    JSON.stringify({ id: `EV-${type}`, event_type: type, resource: seal(JSON.stringify(plain)), ...more }),
  );
const read = (sent: Delivery) => verify(sent, OWN);
const factsOfEvent = (type: string, plain: object): readonly PaymentFact[] =>
  factsOf(read(notification(type, plain)));

describe('encrypted resources', () => {
  test.each([
    ['a message', aead, aead.plaintext],
    ['a platform certificate', certificateDownload, certificateDownload.plaintextPem],
  ])('%s opens with the key of WeChat Pay’s own tests', (_, sealed, plaintext) => {
    expect(openResource(resourceOf(sealed), [sealed.key]).toString()).toBe(plaintext);
    expect(
      openResource(resourceOf(sealed), ['another key of exactly 32 bytes!', sealed.key]).toString(),
    ).toBe(plaintext);
  });

  test.each([
    ['another key', {}, ['another key of exactly 32 bytes!']],
    ['a key of another length', {}, [aead.key.slice(1), `${aead.key}x`, '']],
    ['no key', {}, []],
    ['other associated data', { associated_data: 'other' }, [aead.key]],
    ['another nonce', { nonce: 'xluk4a9R25RW' }, [aead.key]],
    ['a changed tag', { ciphertext: 'ulwSiIajGClcvcOYvOQ7+l+0PAbzzwM=' }, [aead.key]],
  ])('with %s it stays closed', (_, change, keys) => {
    expect(openResource({ ...resourceOf(aead), ...change }, keys)).toBe('key-differs');
  });

  test.each([
    ['another algorithm', { algorithm: 'AEAD_AES_128_GCM' }],
    ['a shorter nonce', { nonce: 'short' }],
    ['a longer nonce', { nonce: 'abcdefghijklm' }],
    ['no more than a tag', { ciphertext: Buffer.alloc(16).toString('base64') }],
    ['no base64', { ciphertext: 'ulwSiIaj!' }],
    ['no text', { ciphertext: 7 }],
  ])('%s is malformed', (_, change) => {
    expect(openResource({ ...resourceOf(aead), ...change }, [aead.key])).toBe('malformed');
  });

  test('the sample of a notification does not open with the key beside it', () => {
    const { resource } = JSON.parse(sdkSampleNotification.rawBody) as {
      readonly resource: Record<string, string>;
    };
    expect(openResource(resource, [sdkSampleNotification.keyInSpec])).toBe('key-differs');
  });
});

describe('signatures', () => {
  test('of WeChat Pay’s own tests fit its certificate, and not another key', () => {
    const signature = bytesOfBase64(rsa['signature'] as string) as Buffer;
    const fits = (pem: string | undefined) =>
      isRsaSigned(Buffer.from(rsa['message'] as string), signature, rsaPublicKey(pem as string) as never);
    expect(fits(rsa['verifyWithCertificatePem'])).toBe(true);
    expect(fits(rsa['mustFailWithPublicKeyPem'])).toBe(false);
  });

  test.each(fullNotifications.items)('$name is accepted', (item) => {
    expect(codeOf(verify(of(item)))).toBe('accepted');
    const [fact] = factsOf(verify(of(item)));
    expect(fact?.paymentId).toBe(item.plaintext.out_trade_no);
  });

  test('the type of the signature may be left out, and is no other', () => {
    expect(codeOf(verify(withHeaders(of(paid), { 'wechatpay-signature-type': '' })))).toBe('accepted');
    const sent = withHeaders(of(paid), { 'wechatpay-signature-type': 'WECHATPAY2-SM2-WITH-SM3' });
    expect(codeOf(verify(sent))).toBe('signature-missing');
  });

  test('a key that the secret lacks is wanted by its serial, when it is a certificate’s', () => {
    const serial = '5F1C72E2A8931B72A2E13AF8DEE92471EB397115';
    const sent = withHeaders(of(paid), { 'wechatpay-serial': serial });
    const needed = wechatpayWebhook.keyNeeded;
    expect(needed?.(sent, SECRET)).toBe(serial);
    expect(codeOf(verify(sent))).toBe('key-unknown');
    expect(codeOf(verify(sent, {}, fullNotifications.publicKeyPem))).toBe('accepted');
    expect(needed?.(sent, { ...SECRET, platformKeys: { [serial]: 'PEM' } })).toBeUndefined();
    expect(needed?.(of(paid), SECRET)).toBeUndefined();
    // Ids of public keys are in the secret or nowhere; a name of a stranger's is not looked for.
    for (const other of ['PUB_KEY_ID_0000000000000000000000000009', '__proto__', '../certs', '']) {
      expect(needed?.(withHeaders(of(paid), { 'wechatpay-serial': other }), SECRET)).toBeUndefined();
      expect(codeOf(verify(withHeaders(of(paid), { 'wechatpay-serial': other })))).toBe('key-unknown');
    }
  });

  test('a certificate is read for its key, which is another one here', () => {
    const certificate = rsa['verifyWithCertificatePem'] as string;
    const platformKeys = { [SERIAL]: certificate };
    expect(codeOf(verify(of(paid), { platformKeys }))).toBe('signature-invalid');
  });

  test('probes are refused as what they are', () => {
    const probe = `WECHATPAY/SIGNTEST/${(paid.headers['Wechatpay-Signature'] as string).slice(19)}`;
    expect(codeOf(verify(withHeaders(of(paid), { 'wechatpay-signature': probe })))).toBe('signature-invalid');
    const short = withHeaders(of(paid), { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abc' });
    expect(codeOf(verify(short))).toBe('signature-invalid');
    expect(wechatpayWebhook.refused?.(401, 'signature-invalid')).toEqual({
      status: 401,
      contentType: 'application/json',
      body: '{"code":"FAIL","message":"signature-invalid"}',
    });
    expect(wechatpayWebhook.accepted.status).toBe(200);
  });

  test.each(['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-signature'])(
    'without %s it is none',
    (name) => {
      expect(codeOf(verify(withHeaders(of(paid), { [name]: '' })))).toBe('signature-missing');
    },
  );

  test.each([
    [-300_000, 'accepted'],
    [-300_001, 'stale'],
    [300_000, 'accepted'],
    [300_001, 'stale'],
  ])('received %d ms after it was signed it is %s', (aheadMs, expected) => {
    expect(codeOf(verify(of(paid, aheadMs)))).toBe(expected);
  });

  test('a signed timestamp that is no number is malformed', () => {
    expect(codeOf(read(signed('{}', 'now')))).toBe('malformed');
    expect(codeOf(read(signed('{}', '1767323045.0')))).toBe('malformed');
  });

  test('signed, and nothing that can be opened', () => {
    for (const body of ['', '[]', '{}', '{"id":"1","event_type":"X","resource":"x"}'])
      expect(codeOf(read(signed(body)))).toBe('malformed');
    expect(codeOf(verify(of(paid), { apiV3Keys: ['too short'] }))).toBe('signature-invalid');
    expect(codeOf(verify(of(paid), { apiV3Keys: ['another key of exactly 32 bytes!', apiV3Key] }))).toBe(
      'accepted',
    );
    expect(codeOf(read(notification('X', {}, { id: '' })))).toBe('malformed');
    expect(codeOf(read(notification('X', {}, { id: 'x'.repeat(513) })))).toBe('malformed');
  });

  test('nothing of a signed notification can change', () => {
    expectNoByteToChange(of(paid), verify);
    for (const header of [
      'wechatpay-timestamp',
      'wechatpay-nonce',
      'wechatpay-signature',
      'wechatpay-serial',
    ])
      expectNoCharacterToChange(of(paid), header, verify);
  });

  test('whatever comes is refused', () => {
    expectTotal(wechatpayWebhook, of(paid), SECRET, fullNotifications.publicKeyPem);
  });
});

describe('facts', () => {
  test('a transaction', () => {
    expect(verify(of(paid))).toEqual({
      ok: true,
      messages: [
        {
          key: 'EV-ada6ac3e6af0',
          type: 'TRANSACTION.SUCCESS',
          facts: [
            {
              kind: 'captured',
              paymentId: 'pay_test_1',
              merchant: '1234567891',
              currency: 'CNY',
              atISO: '2026-01-02T03:04:04.000Z',
              references: ['4200000000202601020000000001'],
              capture: '4200000000202601020000000001',
              amountMicros: 15_000_000,
            },
          ],
        },
      ],
    });
  });

  const refund = {
    mchid: '1234567891',
    out_trade_no: 'pay_test_1',
    transaction_id: '4200000000202601020000000001',
    out_refund_no: 're_1',
    refund_id: '50300000002026010200000001',
    success_time: '2026-01-02T12:00:00+08:00',
    user_received_account: '支付用户零钱',
    amount: { total: 1500, refund: 500, payer_total: 1500, payer_refund: 500 },
  };
  const common = {
    paymentId: 'pay_test_1',
    merchant: '1234567891',
    currency: 'CNY',
    atISO: '2026-01-02T04:00:00.000Z',
    references: ['4200000000202601020000000001', '50300000002026010200000001', 're_1'],
  };

  test.each([
    ['SUCCESS', { kind: 'refunded', refund: '50300000002026010200000001', amountMicros: 5_000_000 }],
    ['CLOSED', { kind: 'refund-failed', refund: '50300000002026010200000001', amountMicros: 5_000_000 }],
    ['ABNORMAL', { kind: 'processing' }],
  ])('a refund that is %s', (status, expected) => {
    expect(factsOfEvent(`REFUND.${status}`, { ...refund, refund_status: status })).toEqual([
      { ...common, ...expected },
    ]);
  });

  const transaction = (change: object) => ({ mchid: '1234567891', out_trade_no: 'pay_test_1', ...change });

  test.each([
    ['CLOSED', [{ kind: 'canceled' }]],
    ['REVOKED', [{ kind: 'canceled' }]],
    ['USERPAYING', [{ kind: 'processing' }]],
    ['PAYERROR', [{ kind: 'failed', reason: 'payerror' }]],
    ['NOTPAY', []],
  ])('a transaction that is %s', (state, expected) => {
    expect(factsOfEvent('TRANSACTION.CLOSED', transaction({ trade_state: state }))).toMatchObject(expected);
  });

  test('nobody’s transaction is not ours', () => {
    const plain = {
      out_trade_no: 'pay_test_1',
      transaction_id: '42',
      trade_state: 'SUCCESS',
      amount: { total: 1500, currency: 'CNY' },
    };
    expect(factsOfEvent('TRANSACTION.SUCCESS', plain)).toMatchObject([{ kind: 'captured', merchant: '' }]);
  });

  test.each([0, -1, 1.5, '1500', null, 2 ** 53])('an amount of %s is asked for, not believed', (total) => {
    const plain = transaction({
      transaction_id: '42',
      trade_state: 'SUCCESS',
      amount: { total, currency: 'CNY' },
    });
    expect(read(notification('TRANSACTION.SUCCESS', plain))).toMatchObject({
      messages: [{ askFirst: true, facts: [{ kind: 'processing', paymentId: 'pay_test_1' }] }],
    });
  });

  test('other notifications have no facts; what opens to no object is malformed', () => {
    expect(factsOfEvent('PAYSCORE.USER_OPEN_SERVICE', refund)).toEqual([]);
    const body = JSON.stringify({ id: 'EV-1', event_type: 'REFUND.SUCCESS', resource: seal('no JSON') });
    expect(codeOf(read(signed(body)))).toBe('malformed');
  });

  test('in any order they make the same payment', () => {
    const facts = [
      ...factsOf(verify(of(paid))),
      ...factsOfEvent('TRANSACTION.SUCCESS', transaction({ trade_state: 'USERPAYING' })),
      ...factsOfEvent('REFUND.ABNORMAL', { ...refund, refund_status: 'ABNORMAL' }),
      ...factsOfEvent('REFUND.SUCCESS', { ...refund, refund_status: 'SUCCESS' }),
      ...factsOfEvent('REFUND.CLOSED', {
        ...refund,
        refund_id: '5',
        out_refund_no: 're_2',
        refund_status: 'CLOSED',
      }),
    ];
    const settled = expectToConverge(payment('wechatpay', 'CNY', '1234567891'), facts);
    expect(statusOf(settled)).toBe('partially_refunded');
    expect(settled.refunds).toEqual({
      '50300000002026010200000001': { micros: 5_000_000 },
      '5': { micros: 5_000_000, failed: true },
    });
  });
});
