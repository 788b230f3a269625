/**
 * Alipay's open platform in key mode: a page (mobile website payment, 手机网站支付) that the subscriber is sent to,
 * queries, refunds. Every request is signed by the app, every answer by Alipay.
 *
 * Source: opendocs.alipay.com/open: alipay.trade.wap.pay, .query, .refund, .fastpay.refund.query; /common/02mse3 (answers).
 */
import { microsOfDecimal } from '../../../domain/payments/amount.js';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { ALL_REFUNDS, merchantOf, tradeFacts } from '../../../domain/payments/providers/alipay/facts.js';
import { bytesOfBase64, isRsaSigned, rsaPublicKey } from '../../../domain/payments/providers/rsa.js';
import {
  type Fields,
  fieldsOf,
  jsonObject,
  nameOf,
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
  type RefundOrder,
} from '../payment-client.js';
import { decimalFor, is2xx, memberOf, refusedBy, shortened, signedRsa } from './requests.js';
import { memberText } from './json-member.js';

const GATEWAY: Readonly<Record<string, string>> = {
  sandbox: 'https://openapi-sandbox.dl.alipaydev.com/gateway.do',
  live: 'https://openapi.alipay.com/gateway.do',
};

const CURRENCY = 'CNY';
const SHANGHAI_MS = 8 * 3_600_000;
/** How long a page can be paid. */
const PAYABLE = '2h';
const SUBJECT_LENGTH = 256;
const REASON_LENGTH = 256;
/** Refunds of ours among the names of a payment. */
const REFUND = /^re_/;

/** `code` of an answer. */
const DONE = '10000';
const FAILED = '40004';
const UNAVAILABLE = '20000';

/** `sub_code`: nobody opened the page, so there is no trade. */
const NO_TRADE = 'ACQ.TRADE_NOT_EXIST';

export const alipayClient = (options: ClientOptions): PaymentClient => new AlipayClient(options);

class AlipayClient implements PaymentClient {
  readonly provider = 'alipay';
  readonly merchant: string;
  private readonly options: ClientOptions;
  private readonly gateway: string;

  constructor(options: ClientOptions) {
    this.options = options;
    const { secret } = options;
    this.merchant = merchantOf(memberOf('alipay', secret, 'appId'), memberOf('alipay', secret, 'sellerId'));
    this.gateway = GATEWAY[memberOf('alipay', secret, 'environment')] ?? (GATEWAY['sandbox'] as string);
  }

  /** Asks nobody: the signed address is the order, and the trade is made when the subscriber opens it. */
  async create(order: PaymentOrder): Promise<CreatedPayment> {
    const { paymentId, amountMicros, currency, description, returnUrl, notifyUrl } = order;
    const content = {
      out_trade_no: paymentId,
      total_amount: yuan(amountMicros, currency),
      // Alipay refuses these in a subject.
      subject: shortened(description.replaceAll(/[/=&]/g, ' '), SUBJECT_LENGTH),
      product_code: 'QUICK_WAP_WAY',
      timeout_express: PAYABLE,
      quit_url: returnUrl,
    };
    const more = { return_url: returnUrl, notify_url: notifyUrl };
    const url = `${payerGateway(this.gateway)}?${this.signed('alipay.trade.wap.pay', content, more).toString()}`;
    return Promise.resolve({ references: [], checkout: { kind: 'redirect', url }, facts: [] });
  }

  async query({ paymentId, references }: KnownPayment): Promise<readonly PaymentFact[]> {
    const trade = await this.ask('alipay.trade.query', { out_trade_no: paymentId });
    if (trade === undefined) return [];
    // A trade does not say what of it was refunded, each refund does.
    const refunds = await Promise.all(
      references.filter((name) => REFUND.test(name)).map((name) => this.refundedBy(paymentId, name)),
    );
    const sum = refunds.reduce((total, micros) => total + micros, 0);
    const facts = tradeFacts(trade, undefined);
    return sum > 0 ? [...facts, this.refundedFact(trade, sum)] : facts;
  }

  async refund(refund: RefundOrder): Promise<readonly PaymentFact[]> {
    const { paymentId, refundId, refundMicros, currency, reason } = refund;
    const answer = await this.ask('alipay.trade.refund', {
      out_trade_no: paymentId,
      refund_amount: yuan(refundMicros, currency),
      out_request_no: refundId,
      ...(reason === '' ? {} : { refund_reason: shortened(reason, REASON_LENGTH) }),
    });
    if (answer === undefined) throw new ProviderError('alipay: there is no such trade', false);
    // Of the trade, this refund and those before.
    const sum = microsOfDecimal(textOf(answer, 'refund_fee'));
    // N: moved nothing, as this request did before, or does not yet.
    const isDone = textOf(answer, 'fund_change') === 'Y' || (await this.refundedBy(paymentId, refundId)) > 0;
    return isDone && sum !== undefined
      ? [this.refundedFact(answer, sum, refundId)]
      : [{ kind: 'processing', paymentId, references: [refundId] }];
  }

  /** What went back by one request, micros; 0 = nothing yet. */
  private async refundedBy(paymentId: string, refundId: string): Promise<number> {
    const answer = await this.ask('alipay.trade.fastpay.refund.query', {
      out_trade_no: paymentId,
      out_request_no: refundId,
    });
    return answer !== undefined && textOf(answer, 'refund_status') === 'REFUND_SUCCESS'
      ? (microsOfDecimal(textOf(answer, 'refund_amount')) ?? 0)
      : 0;
  }

  private refundedFact(trade: Fields, amountMicros: number, refundId?: string): PaymentFact {
    const paymentId = nameOf(trade, 'out_trade_no');
    const names = [nameOf(trade, 'trade_no'), refundId].filter((each) => each !== undefined);
    return {
      kind: 'refunded',
      ...(paymentId === undefined ? {} : { paymentId }),
      references: names,
      currency: CURRENCY,
      refund: ALL_REFUNDS,
      amountMicros,
    };
  }

  /**
   * @returns undefined = there is no such trade
   * @throws ProviderError when it is not done
   */
  private async ask(method: string, content: object): Promise<Fields | undefined> {
    const response = await this.options.call({
      method: 'POST',
      url: this.gateway,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded;charset=utf-8',
      },
      body: this.signed(method, content).toString(),
    });
    if (!is2xx(response.status)) throw refusedBy('alipay', method, response.status);
    const answer = this.read(method, response.body);
    const code = textOf(answer, 'code');
    if (code === DONE) return answer;
    const subCode = textOf(answer, 'sub_code') ?? '';
    if (code === FAILED && subCode === NO_TRADE) return undefined;
    const isTheirs = code === UNAVAILABLE || /SYSTEM_ERROR$|^isp\.|^aop\.ACQ\.SYSTEM_ERROR$/i.test(subCode);
    throw refusedBy('alipay', method, isTheirs ? 503 : 400, subCode === '' ? code : subCode);
  }

  /** What Alipay answered, when it signed it. @throws ProviderError */
  private read(method: string, body: string): Fields {
    const name = `${method.replaceAll('.', '_')}_response`;
    const whole = jsonObject(body) ?? {};
    const text = memberText(body, name);
    // Read from what was signed, and from nothing beside it.
    const answer = jsonObject(text ?? '') ?? {};
    const signature = bytesOfBase64(textOf(whole, 'sign') ?? '');
    // A request that it could not read is answered without a signature, and nothing is believed of it.
    if (text === undefined || signature === undefined) {
      const error = fieldsOf(whole, 'error_response');
      const code = textOf(error, 'sub_code') ?? textOf(answer, 'sub_code') ?? textOf(answer, 'code');
      throw refusedBy('alipay', method, code?.startsWith('isp.') ? 503 : 400, code);
    }
    const keys = secretTexts(this.options.secret, 'publicKeys').flatMap((each) => rsaPublicKey(each) ?? []);
    if (!keys.some((key) => isRsaSigned(Buffer.from(text), signature, key)))
      throw new ProviderError(`alipay: ${method}: the answer’s signature fits no public key`, true);
    return answer;
  }

  /** Parameters of a request, signed sorted by name; none of them is empty. */
  private signed(
    method: string,
    content: object,
    more: Readonly<Record<string, string>> = {},
  ): URLSearchParams {
    const { secret, now } = this.options;
    const parameters: Readonly<Record<string, string>> = {
      ...more,
      app_id: memberOf('alipay', secret, 'appId'),
      method,
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: new Date(now() + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' '),
      version: '1.0',
      biz_content: JSON.stringify(content),
    };
    const names = Object.keys(parameters).sort();
    const text = names.map((name) => `${name}=${parameters[name]}`).join('&');
    const sign = signedRsa('alipay', text, memberOf('alipay', secret, 'privateKey'));
    return new URLSearchParams({ ...parameters, sign });
  }
}

/** The payer's browser goes where the requests go: on a local run, to the simulated gateway. */
function payerGateway(gateway: string): string {
  const api = process.env['WILDLILY_PAYMENT_API'];
  return api ? gateway.replace('https:/', api) : gateway;
}

/** @throws ProviderError */
function yuan(micros: number, currency: string): string {
  if (currency !== CURRENCY) throw new ProviderError(`alipay: got ${currency}; allowed: ${CURRENCY}`, false);
  return decimalFor('alipay', micros, currency);
}
