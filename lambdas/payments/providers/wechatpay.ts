/**
 * WeChat Pay API v3, native payments: a code that the subscriber scans, queries, refunds. Every request is signed
 * by the merchant, every answer by WeChat Pay.
 *
 * Source: pay.weixin.qq.com/docs/merchant: native payment, refunds, platform certificates, signatures.
 */
import { X509Certificate } from 'node:crypto';
import { minorOfMicros } from '../../../domain/payments/amount.js';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { refundFacts, transactionFacts } from '../../../domain/payments/providers/wechatpay/facts.js';
import { openResource } from '../../../domain/payments/providers/wechatpay/resource.js';
import { certificateNeeded, signatureRefusal } from '../../../domain/payments/providers/wechatpay/webhook.js';
import {
  type Fields,
  fieldsOf,
  headerOf,
  jsonObject,
  listOf,
  secretTexts,
  textOf,
} from '../../../domain/payments/providers/values.js';
import {
  type ClientOptions,
  type CreatedPayment,
  type KnownPayment,
  type PaymentClient,
  type PaymentOrder,
  ProviderError,
  type ProviderResponse,
  type RefundOrder,
} from '../payment-client.js';
import { is2xx, memberOf, refusedBy, shortened, signedRsa } from './requests.js';

const BASE = 'https://api.mch.weixin.qq.com';
const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const CURRENCY = 'CNY';

const DESCRIPTION_LENGTH = 127;
const REASON_LENGTH = 80;
const NONCE_BYTES = 16;
/** Refunds of ours among the names of a payment; WeChat Pay takes 50 of an order. */
const REFUND = /^re_/;

export const wechatpayClient = (options: ClientOptions): PaymentClient => new WeChatPayClient(options);

class WeChatPayClient implements PaymentClient {
  readonly provider = 'wechatpay';
  readonly merchant: string;
  private readonly options: ClientOptions;
  private certificates: ReadonlyMap<string, string> = new Map();

  constructor(options: ClientOptions) {
    this.options = options;
    this.merchant = memberOf('wechatpay', options.secret, 'mchid');
  }

  async create(order: PaymentOrder): Promise<CreatedPayment> {
    const { paymentId, amountMicros, currency, description, notifyUrl } = order;
    // Nothing in it depends on the time: the same order, asked for again, must be the same to the letter.
    const answer = await this.ask('POST', '/v3/pay/transactions/native', {
      appid: memberOf('wechatpay', this.options.secret, 'appid'),
      mchid: this.merchant,
      description: shortened(description, DESCRIPTION_LENGTH),
      out_trade_no: paymentId,
      notify_url: notifyUrl,
      amount: { total: fen(amountMicros, currency), currency },
    });
    const content = textOf(answer, 'code_url');
    if (content === undefined)
      throw new ProviderError('wechatpay: the order was answered without a code', true);
    // WeChat Pay has no name of its own for it before it is paid.
    return { references: [], checkout: { kind: 'qr', content }, facts: [] };
  }

  async query({ paymentId, references }: KnownPayment): Promise<readonly PaymentFact[]> {
    const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(paymentId)}?mchid=${encodeURIComponent(this.merchant)}`;
    const transaction = await this.find(path);
    if (transaction === undefined) return [];
    const refunds = await Promise.all(
      references
        .filter((name) => REFUND.test(name))
        .map((name) => this.find(`/v3/refund/domestic/refunds/${encodeURIComponent(name)}`)),
    );
    return [
      ...transactionFacts(transaction),
      ...refunds.flatMap((refund) => (refund === undefined ? [] : refundFacts(refund, undefined))),
    ];
  }

  async refund(refund: RefundOrder): Promise<readonly PaymentFact[]> {
    const { paymentId, refundId, refundMicros, amountMicros, currency, reason } = refund;
    const { notifyUrl } = this.options;
    const answer = await this.ask('POST', '/v3/refund/domestic/refunds', {
      out_trade_no: paymentId,
      out_refund_no: refundId,
      ...(reason === '' ? {} : { reason: shortened(reason, REASON_LENGTH) }),
      ...(notifyUrl === undefined ? {} : { notify_url: notifyUrl }),
      amount: { refund: fen(refundMicros, currency), total: fen(amountMicros, currency), currency },
    });
    return refundFacts(answer, undefined);
  }

  /** Undefined = WeChat Pay does not know it. */
  private async find(path: string): Promise<Fields | undefined> {
    const response = await sendSigned('GET', path, this.options);
    return response.status === 404 ? undefined : this.read(response, path);
  }

  private async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Fields> {
    return this.read(await sendSigned(method, path, this.options, body), path);
  }

  /** @throws ProviderError for anything but 2xx with a JSON object that WeChat Pay signed */
  private async read(response: ProviderResponse, path: string): Promise<Fields> {
    const { secret, now } = this.options;
    const what = path.split('?')[0] as string;
    const answer = jsonObject(response.body);
    if (!is2xx(response.status))
      throw refusedBy('wechatpay', what, response.status, textOf(answer ?? {}, 'code'));
    const serial = certificateNeeded(response, secret);
    if (serial !== undefined && !this.certificates.has(serial))
      this.certificates = await fetchPlatformKeys(this.options);
    const signed = { headers: response.headers, body: Buffer.from(response.body), nowMs: now() };
    const refusal = signatureRefusal(signed, secret, this.certificates.get(serial ?? ''));
    if (refusal !== undefined) throw new ProviderError(`wechatpay: ${what}: ${refusal.refusal.detail}`, true);
    if (answer === undefined) throw new ProviderError(`wechatpay: ${what} was answered without JSON`, true);
    return answer;
  }
}

/** @throws ProviderError */
function fen(micros: number, currency: string): number {
  const amount = currency === CURRENCY ? minorOfMicros(micros, currency) : undefined;
  if (amount === undefined || amount < 1)
    throw new ProviderError(
      `wechatpay: got ${micros} micros of ${currency}; allowed: whole fen of ${CURRENCY}`,
      false,
    );
  return amount;
}

async function sendSigned(
  method: 'GET' | 'POST',
  path: string,
  { secret, call, now, random }: ClientOptions,
  json?: object,
): Promise<ProviderResponse> {
  const body = json === undefined ? '' : JSON.stringify(json);
  const timestamp = String(Math.floor(now() / 1000));
  const nonce = random(NONCE_BYTES);
  const text = `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`;
  const signature = signedRsa('wechatpay', text, memberOf('wechatpay', secret, 'privateKey'));
  const members = {
    mchid: memberOf('wechatpay', secret, 'mchid'),
    nonce_str: nonce,
    signature,
    timestamp,
    serial_no: memberOf('wechatpay', secret, 'merchantSerial'),
  };
  const authorization = Object.entries(members).map(([name, value]) => `${name}="${value}"`);
  // While certificates give way to a public key, the answer is signed with what the request names.
  const publicKeyId = Object.keys(fieldsOf(secret, 'platformKeys')).find((id) =>
    id.startsWith('PUB_KEY_ID_'),
  );
  return call({
    method,
    url: `${BASE}${path}`,
    headers: {
      authorization: `${SCHEME} ${authorization.join(',')}`,
      accept: 'application/json',
      // It refuses requests without one.
      'user-agent': 'wildlily',
      ...(publicKeyId === undefined ? {} : { 'wechatpay-serial': publicKeyId }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body }),
  });
}

const CERTIFICATES = '/v3/certificates';

/**
 * WeChat Pay's platform certificates: PEM by serial, those that are valid now. They come encrypted for the merchant,
 * and what they sign, the answer, is checked with them.
 *
 * @throws ProviderError when WeChat Pay does not answer, or with something else
 */
export async function fetchPlatformKeys(options: ClientOptions): Promise<ReadonlyMap<string, string>> {
  const { secret, now } = options;
  const response = await sendSigned('GET', CERTIFICATES, options);
  const answer = jsonObject(response.body);
  if (!is2xx(response.status))
    throw refusedBy('wechatpay', CERTIFICATES, response.status, textOf(answer ?? {}, 'code'));
  const keys = secretTexts(secret, 'apiV3Keys');
  const found = new Map<string, string>();
  for (const each of listOf(answer ?? {}, 'data')) {
    const serial = textOf(each, 'serial_no');
    const opened = openResource(fieldsOf(each, 'encrypt_certificate'), keys);
    if (serial === undefined || typeof opened === 'string') continue;
    const pem = opened.toString('utf8');
    if (isCertificateOf(pem, serial, now())) found.set(serial, pem);
  }
  const signed = { headers: response.headers, body: Buffer.from(response.body), nowMs: now() };
  const refusal = signatureRefusal(signed, secret, found.get(headerOf(response.headers, 'wechatpay-serial')));
  if (refusal !== undefined)
    throw new ProviderError(`wechatpay: ${CERTIFICATES}: ${refusal.refusal.detail}`, true);
  return found;
}

function isCertificateOf(pem: string, serial: string, nowMs: number): boolean {
  try {
    const { serialNumber, validFrom, validTo } = new X509Certificate(pem);
    return serialNumber === serial && Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
  } catch {
    return false;
  }
}
