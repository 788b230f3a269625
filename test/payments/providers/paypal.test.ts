import 'reflect-metadata'; // Why: the certificate library looks for it when it is loaded.
import { webcrypto } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { disputeStatusOf, settlementOf, statusOf } from '../../../domain/payments/payment.js';
import type { Delivery } from '../../../domain/payments/provider.js';
import { checkPayPalChain } from '../../../domain/payments/providers/paypal/certificate.js';
import { crc32 } from '../../../domain/payments/providers/paypal/crc32.js';
import { certificateUrlOf, paypalWebhook } from '../../../domain/payments/providers/paypal/webhook.js';
import {
  authorityCertificate,
  rsaKeys,
  type RsaKeys,
  signedCertificate,
} from '../../../local/payments/keys.js';
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

interface Item {
  readonly name: string;
  readonly webhookId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
  readonly crc32: number;
  readonly message: string;
}

const { capturedSandbox, crc32CheckValues, ownEvents } = cases('paypal') as {
  readonly capturedSandbox: Readonly<Record<string, string>> & { readonly crc32: number };
  readonly crc32CheckValues: readonly { readonly input: string; readonly crc32: number }[];
  readonly ownEvents: { readonly certificatePem: string; readonly items: readonly Item[] };
};

const SECRET = {
  clientId: 'client',
  clientSecret: 'secret',
  webhookIds: ['WHK000000000000001'],
  environment: 'live',
};
const [captured, disputed, simulated] = ownEvents.items as [Item, Item, Item];

const of = ({ headers, rawBody }: Item, aheadMs = 1_000): Delivery =>
  delivery(rawBody, Date.parse(headers['PAYPAL-TRANSMISSION-TIME'] as string) + aheadMs, headers);

const verify = (sent: Delivery, secret: object = SECRET) =>
  paypalWebhook.verify(sent, { ...SECRET, ...secret }, ownEvents.certificatePem);

/** An event, signed by a key of the test. */
function event(
  type: string,
  resource: object,
  { time = '2026-01-02T03:04:06Z', crc = (body: string) => String(crc32(Buffer.from(body))) } = {},
): Delivery {
  const body = JSON.stringify({ id: `WH-${type}`, event_type: type, resource });
  const message = `T1|${time}|WHK000000000000001|${crc(body)}`;
  return delivery(body, Date.parse('2026-01-02T03:04:06Z'), {
    'PAYPAL-TRANSMISSION-ID': 'T1',
    'PAYPAL-TRANSMISSION-TIME': time,
    'PAYPAL-TRANSMISSION-SIG': signedBy(signingKeys().privateKey, message),
    'PAYPAL-CERT-URL': 'https://api.paypal.com/v1/notifications/certs/CERT-test',
    'PAYPAL-AUTH-ALGO': 'SHA256withRSA',
  });
}

const read = (sent: Delivery, secret: object = {}) =>
  paypalWebhook.verify(sent, { ...SECRET, ...secret }, signingKeys().publicPem);
const factsOfEvent = (type: string, resource: object): readonly PaymentFact[] =>
  factsOf(read(event(type, resource)));

describe('the checksum', () => {
  test.each(crc32CheckValues)('of "$input" is $crc32', ({ input, crc32: expected }) => {
    expect(crc32(Buffer.from(input))).toBe(expected);
  });

  test('of an event that PayPal sent', () => {
    const { transmissionId, transmissionTime, webhookId, rawBody = '', message } = capturedSandbox;
    const checksum = crc32(Buffer.from(rawBody));
    expect(checksum).toBe(capturedSandbox.crc32);
    expect(`${transmissionId}|${transmissionTime}|${webhookId}|${checksum}`).toBe(message);
  });

  test.each([
    ['hexadecimal', (body: string) => crc32(Buffer.from(body)).toString(16)],
    ['signed', (body: string) => String(crc32(Buffer.from(body)) | 0)],
  ])('is the unsigned decimal: %s is refused', (_, crc) => {
    // Big enough to be negative with a sign.
    const resource = { n: 1 };
    expect(crc32(event('X', resource).body)).toBeGreaterThan(2 ** 31);
    expect(codeOf(read(event('X', resource)))).toBe('accepted');
    expect(codeOf(read(event('X', resource, { crc })))).toBe('signature-invalid');
  });
});

describe('signatures', () => {
  test.each(ownEvents.items)('$name is accepted with its webhook id', (item) => {
    expect(verify(of(item), { webhookIds: ['OTHER', item.webhookId] })).toMatchObject({ ok: true });
    expect(codeOf(verify(of(item), { webhookIds: ['OTHER'] }))).toBe('signature-invalid');
    expect(crc32(Buffer.from(item.rawBody))).toBe(item.crc32);
  });

  test('an event of the simulator is refused where its webhook id is not listed', () => {
    expect(codeOf(verify(of(simulated)))).toBe('signature-invalid');
  });

  test('of another body, or with another certificate, does not fit', () => {
    expect(codeOf(verify({ ...of(captured), body: of(disputed).body }))).toBe('signature-invalid');
    expect(codeOf(read(of(captured)))).toBe('signature-invalid');
  });

  test.each([
    'http://api.paypal.com/v1/notifications/certs/CERT-test',
    'https://api.paypal.com.example.com/v1/notifications/certs/CERT-test',
    'https://example.com/v1/notifications/certs/CERT-test',
    'https://api.paypal.com@example.com/v1/notifications/certs/CERT-test',
    'https://api.paypal.com:8443/v1/notifications/certs/CERT-test',
    'https://evilpaypal.com/v1/notifications/certs/CERT-test',
    'https://www.paypal.com/v1/notifications/certs/CERT-test',
    'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-test',
    'https://api.paypal.com/v1/notifications/certs/../../oauth2/token',
    'https://api.paypal.com/v1/notifications/certs/CERT-test?x=1',
    'https://api.paypal.com/v1/notifications/certs/CERT-test#x',
    'https://api.paypal.com/v1/notifications/certs/CERT-test\n',
    'https://api.paypal.com/v2/notifications/certs/CERT-test',
    'https://API.paypal.com/v1/notifications/certs/CERT-test',
    ' https://api.paypal.com/v1/notifications/certs/CERT-test',
    'https://api.paypal.com/v1/notifications/certs/',
    '',
  ])('no certificate is wanted from %s', (url) => {
    const sent = withHeaders(of(captured), { 'paypal-cert-url': url });
    expect(paypalWebhook.keyNeeded?.(sent, SECRET)).toBeUndefined();
    expect(codeOf(verify(sent))).toBe('key-unknown');
  });

  test('the certificate is wanted from PayPal’s host of the environment', () => {
    expect(paypalWebhook.keyNeeded?.(of(captured), SECRET)).toBe(captured.headers['PAYPAL-CERT-URL']);
    const url = capturedSandbox['certUrl'] as string;
    const sent = withHeaders(of(captured), { 'paypal-cert-url': url });
    expect(certificateUrlOf(sent, { ...SECRET, environment: 'sandbox' })).toBe(url);
    expect(certificateUrlOf(sent, { ...SECRET, environment: 'toString' })).toBeUndefined();
  });

  test.each([
    'PAYPAL-TRANSMISSION-ID',
    'PAYPAL-TRANSMISSION-TIME',
    'PAYPAL-TRANSMISSION-SIG',
    'PAYPAL-AUTH-ALGO',
  ])('without %s it is none', (name) => {
    expect(codeOf(verify(withHeaders(of(captured), { [name.toLowerCase()]: '' })))).toBe('signature-missing');
  });

  test('another algorithm is none, and without a certificate there is no key', () => {
    const sent = withHeaders(of(captured), { 'paypal-auth-algo': 'SHA1withRSA' });
    expect(codeOf(verify(sent))).toBe('signature-missing');
    expect(codeOf(paypalWebhook.verify(of(captured), SECRET))).toBe('key-unknown');
    expect(codeOf(paypalWebhook.verify(of(captured), SECRET, 'no PEM'))).toBe('key-unknown');
  });

  test.each([
    [300_000, 'accepted'],
    [300_001, 'stale'],
    [-(73 * 3_600_000), 'accepted'],
    [-(73 * 3_600_000) - 1, 'stale'],
  ])('sent %d ms from now is %s', (aheadMs, expected) => {
    expect(codeOf(verify(of(captured, -aheadMs)))).toBe(expected);
  });

  test('a signed time that is no time is malformed, and so is what is no event', () => {
    expect(codeOf(read(event('X', {}, { time: 'today' })))).toBe('malformed');
    const { headers, nowMs } = event('X', {});
    const body = '[]';
    const message = `T1|2026-01-02T03:04:06Z|WHK000000000000001|${crc32(Buffer.from(body))}`;
    const signature = signedBy(signingKeys().privateKey, message);
    const sent = delivery(body, nowMs, { ...headers, 'paypal-transmission-sig': signature });
    expect(codeOf(read(sent))).toBe('malformed');
  });

  test('nothing of a signed event can change', () => {
    expectNoByteToChange(of(captured), verify);
    for (const header of ['paypal-transmission-id', 'paypal-transmission-time', 'paypal-transmission-sig'])
      expectNoCharacterToChange(of(captured), header, verify);
  });

  test('whatever comes is refused', () => {
    expectTotal(paypalWebhook, of(captured), SECRET, ownEvents.certificatePem);
  });
});

describe('facts', () => {
  test('a capture', () => {
    expect(verify(of(captured))).toEqual({
      ok: true,
      messages: [
        {
          key: 'WH-TEST-1',
          type: 'PAYMENT.CAPTURE.COMPLETED',
          facts: [
            {
              kind: 'captured',
              paymentId: 'pay_test_1',
              currency: 'EUR',
              references: ['CAP1'],
              capture: 'CAP1',
              amountMicros: 15_000_000,
            },
          ],
        },
      ],
    });
  });

  test('a dispute is the capture’s', () => {
    expect(factsOf(verify(of(disputed)))).toEqual([
      {
        kind: 'dispute-opened',
        paymentId: 'pay_test_1',
        currency: 'EUR',
        references: ['CAP1'],
        dispute: 'CAP1',
        stage: 0,
        amountMicros: 15_000_000,
      },
    ]);
  });

  test('a capture without an amount is asked for, not believed', () => {
    expect(verify(of(simulated), { webhookIds: ['WEBHOOK_ID'] })).toMatchObject({
      messages: [
        { key: 'WH-SIM-1', askFirst: true, facts: [{ kind: 'processing', references: ['CAPSIM'] }] },
      ],
    });
  });

  test('a sale of the older API, as PayPal sent one', () => {
    const { resource, event_type: type } = JSON.parse(capturedSandbox['rawBody'] as string) as {
      readonly resource: object;
      readonly event_type: string;
    };
    expect(factsOfEvent(type, resource)).toEqual([
      {
        kind: 'captured',
        references: ['80F85758S3080410K', 'PAY-7F371669SL612941HK7RQFDQ'],
        currency: 'USD',
        atISO: '2016-09-21T22:00:06.000Z',
        capture: '80F85758S3080410K',
        amountMicros: 21_000_000,
      },
    ]);
  });

  test('an approved order is asked for: PayPal captures none by itself', () => {
    const order = {
      id: 'ORDER1',
      status: 'APPROVED',
      purchase_units: [{ custom_id: 'pay_test_1', amount: { currency_code: 'EUR', value: '15.00' } }],
    };
    expect(read(event('CHECKOUT.ORDER.APPROVED', order))).toMatchObject({
      messages: [
        {
          askFirst: true,
          facts: [{ kind: 'authorized', paymentId: 'pay_test_1', references: ['ORDER1'] }],
        },
      ],
    });
  });

  const about = { custom_id: 'pay_test_1', update_time: '2026-01-02T04:00:00Z' };
  const eur = (value: string) => ({ currency_code: 'EUR', value });
  const up = { rel: 'up', href: 'https://api.paypal.com/v2/payments/captures/CAP1', method: 'GET' };

  test('pending, denied and declined captures', () => {
    const resource = {
      ...about,
      id: 'CAP1',
      status: 'DECLINED',
      status_details: { reason: 'BUYER_COMPLAINT' },
      supplementary_data: { related_ids: { order_id: 'ORDER1' } },
    };
    const common = {
      paymentId: 'pay_test_1',
      references: ['CAP1', 'ORDER1'],
      atISO: '2026-01-02T04:00:00.000Z',
    };
    expect(factsOfEvent('PAYMENT.CAPTURE.PENDING', resource)).toEqual([{ ...common, kind: 'processing' }]);
    for (const type of ['PAYMENT.CAPTURE.DENIED', 'PAYMENT.CAPTURE.DECLINED'])
      expect(factsOfEvent(type, resource)).toEqual([
        { ...common, kind: 'failed', reason: 'buyer_complaint' },
      ]);
  });

  test('refunds have a reference of their own, reversals the capture’s', () => {
    const refund = { ...about, id: 'REF1', status: 'COMPLETED', amount: eur('5.00'), links: [up] };
    expect(factsOfEvent('PAYMENT.CAPTURE.REFUNDED', refund)).toMatchObject([
      {
        kind: 'refunded',
        refund: 'REF1',
        amountMicros: 5_000_000,
        references: ['REF1', 'CAP1'],
        currency: 'EUR',
      },
    ]);
    expect(factsOfEvent('PAYMENT.CAPTURE.REFUNDED', { ...refund, status: 'FAILED' })).toMatchObject([
      { kind: 'refund-failed', refund: 'REF1' },
    ]);
    expect(factsOfEvent('PAYMENT.CAPTURE.REVERSED', { ...refund, amount: eur('-15.00') })).toMatchObject([
      { kind: 'dispute-lost', dispute: 'CAP1', stage: 0, amountMicros: 15_000_000 },
    ]);
  });

  test.each([
    ['RESOLVED_BUYER_FAVOUR', 'dispute-lost', 12_000_000],
    ['ACCEPTED', 'dispute-lost', 12_000_000],
    ['RESOLVED_SELLER_FAVOUR', 'dispute-won', 15_000_000],
    ['RESOLVED_WITH_PAYOUT', 'dispute-won', 15_000_000],
    ['CANCELED_BY_BUYER', 'dispute-won', 15_000_000],
    ['DENIED', 'dispute-won', 15_000_000],
    ['SOMETHING_NEW', 'dispute-opened', 15_000_000],
  ])('a dispute with outcome %s is %s', (code, kind, amountMicros) => {
    const dispute = {
      dispute_id: 'PP-D-1',
      dispute_life_cycle_stage: 'CHARGEBACK',
      dispute_amount: eur('15.00'),
      dispute_outcome: { outcome_code: code, amount_refunded: eur('12.00') },
      disputed_transactions: [{ seller_transaction_id: 'CAP1', custom: 'pay_test_1' }],
    };
    expect(factsOfEvent('CUSTOMER.DISPUTE.RESOLVED', dispute)).toEqual([
      {
        kind,
        paymentId: 'pay_test_1',
        currency: 'EUR',
        references: ['CAP1'],
        dispute: 'CAP1',
        stage: 1,
        amountMicros,
      },
    ]);
  });

  test('a wallet that was stored later belongs to its order', () => {
    const token = {
      id: '8kk8451t',
      customer: { id: 'CUST1' },
      metadata: { order_id: 'ORDER1' },
      payment_source: { paypal: { email_address: 'payer@example.com' } },
    };
    expect(factsOfEvent('VAULT.PAYMENT-TOKEN.CREATED', token)).toEqual([
      {
        kind: 'processing',
        references: ['ORDER1'],
        mandate: { token: '8kk8451t', customer: 'CUST1', label: 'PayPal p•••@example.com' },
      },
    ]);
  });

  test('what does not matter here has no facts', () => {
    expect(factsOfEvent('BILLING.SUBSCRIPTION.CREATED', { id: 'I-1' })).toEqual([]);
    expect(factsOfEvent('PAYMENT.CAPTURE.REFUNDED', { id: 'REF1', amount: { value: '5.00' } })).toEqual([]);
  });

  test('in any order they make the same payment, and a reversal of a lost dispute counts once', () => {
    const facts = [
      ...factsOf(verify(of(captured))),
      ...factsOf(verify(of(disputed))),
      ...factsOfEvent('CHECKOUT.ORDER.APPROVED', {
        id: 'ORDER1',
        purchase_units: [{ custom_id: 'pay_test_1' }],
      }),
      ...factsOfEvent('PAYMENT.CAPTURE.REFUNDED', { ...about, id: 'REF1', amount: eur('3.00'), links: [up] }),
      ...factsOfEvent('PAYMENT.CAPTURE.REVERSED', {
        ...about,
        id: 'REV1',
        amount: eur('12.00'),
        links: [up],
      }),
      ...factsOfEvent('CUSTOMER.DISPUTE.RESOLVED', {
        dispute_amount: eur('12.00'),
        dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: eur('12.00') },
        disputed_transactions: [{ seller_transaction_id: 'CAP1', custom: 'pay_test_1' }],
      }),
    ];
    const settled = expectToConverge(payment('paypal', 'EUR'), facts);
    expect(statusOf(settled)).toBe('partially_refunded');
    expect(disputeStatusOf(settled)).toBe('disputed_lost');
    expect(settlementOf(settled, { holdsDisputed: true }).creditMicros).toBe(15_000_000);
  });
});

describe('the chain of the certificate', () => {
  const LIVE = 'messageverificationcerts.paypal.com';
  const ROOT = 'CN=Test Root, O=Test Only';
  const nowMs = Date.parse('2026-06-01T00:00:00Z');
  let rootKeys: RsaKeys;
  let chain: Readonly<
    Record<'root' | 'middle' | 'leaf' | 'sandboxLeaf' | 'otherLeaf' | 'byLeaf' | 'stranger', string>
  >;

  beforeAll(async () => {
    const [root, middle, leaf] = [await rsaKeys(), await rsaKeys(), await rsaKeys()];
    const rootName = ROOT;
    rootKeys = root;
    const leafName = `CN=${LIVE}, O=Test Only`;
    const leafOf = async (host: string, authority: { name: string; keys: typeof root }) =>
      signedCertificate(
        { name: `CN=${host}, O=Test Only`, keys: leaf, serial: '0A', nowMs },
        host,
        authority,
      );
    chain = {
      root: await authorityCertificate({ name: rootName, keys: root, serial: '01', nowMs }),
      // Self-signed under the same name as the root, with another key: only the signature tells them apart.
      stranger: await authorityCertificate({ name: rootName, keys: middle, serial: '02', nowMs }),
      middle: await authorityCertificate({ name: 'CN=Test Middle', keys: middle, serial: '03', nowMs }),
      leaf: await leafOf(LIVE, { name: rootName, keys: root }),
      sandboxLeaf: await leafOf('messageverificationcerts.sandbox.paypal.com', {
        name: rootName,
        keys: root,
      }),
      otherLeaf: await leafOf('www.paypal.com', { name: rootName, keys: root }),
      byLeaf: await leafOf(LIVE, { name: leafName, keys: leaf }),
    };
  }, 60_000);

  const MIDDLE = 'CN=Test Intermediate';

  /** As the root issues it, signed by whomever; it names no key of the issuer. */
  async function issued(
    { subject, keys, by }: { subject: string; keys: RsaKeys; by: RsaKeys },
    { isAuthority, days }: { isAuthority: boolean; days: number },
  ): Promise<string> {
    const { subtle } = webcrypto;
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
    const pkcs8 = by.privateKey.export({ type: 'pkcs8', format: 'der' });
    const certificate = await X509CertificateGenerator.create({
      subject,
      issuer: ROOT,
      serialNumber: '0C',
      notBefore: new Date(nowMs - 86_400_000),
      notAfter: new Date(nowMs + days * 86_400_000),
      signingAlgorithm: algorithm,
      publicKey: await subtle.importKey('spki', spki, algorithm, true, ['verify']),
      signingKey: await subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']),
      extensions: [new BasicConstraintsExtension(isAuthority, undefined, true)],
    });
    return certificate.toString('pem');
  }

  const check = (pem: string, options: Partial<Parameters<typeof checkPayPalChain>[1]> = {}) =>
    checkPayPalChain(pem, {
      nowMs,
      roots: [...rootCertificates.slice(0, 3), chain.root],
      environment: 'live',
      ...options,
    });
  const reason = (of: ReturnType<typeof check>): string => (of.ok ? 'accepted' : of.refusal.detail);

  test('PayPal’s certificate that a trusted root issued is its leaf, for as long as the chain is valid', () => {
    const checked = check(`${chain.leaf}\n${chain.root}`);
    expect(checked).toMatchObject({ ok: true, validUntilMs: nowMs + 365 * 86_400_000 });
    expect(checked.ok && checked.leaf.replaceAll(/\s/g, '')).toBe(chain.leaf.replaceAll(/\s/g, ''));
    // The root need not be sent.
    expect(check(chain.leaf)).toMatchObject({ ok: true });
  });

  test('issuers between them are sent with it, in any order, and each must be an authority, valid now', async () => {
    const keys = await rsaKeys();
    const middle = await issued({ subject: MIDDLE, keys, by: rootKeys }, { isAuthority: true, days: 30 });
    const leaf = await signedCertificate(
      { name: `CN=${LIVE}, O=Test Only`, keys: await rsaKeys(), serial: '0B', nowMs },
      LIVE,
      { name: MIDDLE, keys },
    );
    expect(check(`${leaf}\n${chain.root}\n${middle}`)).toMatchObject({
      ok: true,
      validUntilMs: nowMs + 30 * 86_400_000,
    });
    expect(reason(check(leaf))).toBe('nobody whom we trust issued the certificate');
    expect(reason(check(`${leaf}\n${middle}`, { nowMs: nowMs + 31 * 86_400_000 }))).toBe(
      'a certificate of the chain is not valid now',
    );
    const plain = await issued({ subject: MIDDLE, keys, by: rootKeys }, { isAuthority: false, days: 30 });
    expect(reason(check(`${leaf}\n${plain}`))).toBe('nobody whom we trust issued the certificate');
  }, 60_000);

  test('what names the root as its issuer must be signed by it', async () => {
    const keys = await rsaKeys();
    const of = async (by: RsaKeys) =>
      check(await issued({ subject: `CN=${LIVE}`, keys, by }, { isAuthority: false, days: 30 }));
    expect(await of(rootKeys)).toMatchObject({ ok: true });
    expect(reason(await of(keys))).toBe('nobody whom we trust issued the certificate');
  }, 60_000);

  test('roots may be several certificates in one text', () => {
    expect(check(chain.leaf, { roots: [`${chain.middle}\n${chain.root}`] })).toMatchObject({ ok: true });
  });

  test('another name is not PayPal’s; the sandbox’s is not the live one', () => {
    expect(reason(check(chain.otherLeaf))).toBe('the certificate is not PayPal’s for live');
    expect(reason(check(chain.sandboxLeaf))).toBe('the certificate is not PayPal’s for live');
    expect(check(chain.sandboxLeaf, { environment: 'sandbox' })).toMatchObject({ ok: true });
    expect(check(chain.leaf, { environment: 'sandbox' })).toMatchObject({ ok: true });
    expect(check(chain.leaf, { environment: 'constructor' })).toMatchObject({ ok: false });
  });

  test('nobody is trusted for having sent himself', () => {
    const untrusted = 'nobody whom we trust issued the certificate';
    expect(reason(check(`${chain.leaf}\n${chain.root}`, { roots: rootCertificates.slice(0, 3) }))).toBe(
      untrusted,
    );
    expect(reason(check(chain.leaf, { roots: [chain.stranger] }))).toBe(untrusted);
    // A leaf that issues a leaf is no authority.
    expect(reason(check(`${chain.byLeaf}\n${chain.leaf}`))).toBe(untrusted);
    expect(reason(check(ownEvents.certificatePem, { roots: [ownEvents.certificatePem] }))).toBe(
      'the certificate is not PayPal’s for live',
    );
  });

  test('neither before its time nor after', () => {
    const day = 86_400_000;
    expect(reason(check(chain.leaf, { nowMs: nowMs - day }))).toBe(
      'a certificate of the chain is not valid now',
    );
    expect(reason(check(chain.leaf, { nowMs: nowMs + 366 * day }))).toBe(
      'a certificate of the chain is not valid now',
    );
  });

  test.each([
    '',
    'no PEM',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    'x'.repeat(70_000),
  ])('a text that is no chain is refused', (text) => {
    expect(check(text)).toMatchObject({ ok: false, refusal: { code: 'key-unknown' } });
    expect(check(chain.leaf.repeat(9))).toMatchObject({ ok: false });
  });
});
