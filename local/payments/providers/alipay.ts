/** Alipay's open platform as its merchants see it. Shapes: opendocs.alipay.com/open. */
import { verify } from 'node:crypto';
import { decimalOfMicros, microsOfDecimal } from '../../../domain/payments/amount.js';
import { jsonResponse, type HttpResponse } from '../../http/message.js';
import type { Webhook } from '../deliveries.js';
import { alphanumeric, digits } from '../identifiers.js';
import { type Json, readJson, textOf } from '../json.js';
import { privatePem, rsaKeys, type RsaKeys, rsaSignature } from '../keys.js';
import {
  type Ability,
  type ApiRequest,
  type Merchant,
  NotPossibleError,
  type PaymentBook,
  seeOther,
  SimulatedProvider,
} from '../provider.js';
import {
  capturedMicros,
  type Happening,
  refundedMicros,
  type SimulatedPayment,
} from '../simulated-payment.js';

const CURRENCY = 'CNY';
const SHANGHAI_MS = 8 * 3_600_000;

interface Keys {
  readonly app: RsaKeys;
  readonly alipay: RsaKeys;
}

type Parameters = Readonly<Record<string, string>>;

export class SimulatedAlipay extends SimulatedProvider {
  readonly id = 'alipay';
  readonly title = 'Alipay';
  readonly hosts = ['openapi-sandbox.dl.alipaydev.com'];
  readonly abilities: ReadonlySet<Ability> = new Set(['cancel', 'try-again']);
  private readonly appId = `9021000${digits(9)}`;
  private readonly sellerId = `2088${digits(12)}`;
  private readonly keys: Keys;
  readonly secret;

  private constructor(merchant: Merchant, book: PaymentBook, keys: Keys) {
    super(merchant, book);
    this.keys = keys;
    this.secret = {
      appId: this.appId,
      sellerId: this.sellerId,
      privateKey: privatePem(keys.app),
      // As Alipay's console shows it.
      publicKeys: [keys.alipay.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
      environment: 'sandbox',
    };
  }

  static async make(merchant: Merchant, book: PaymentBook): Promise<SimulatedAlipay> {
    const [app, alipay] = await Promise.all([rsaKeys(), rsaKeys()]);
    return new SimulatedAlipay(merchant, book, { app, alipay });
  }

  /** A trade has one number from its beginning to its end, its captures too. */
  newId(): string {
    return `${this.time(this.merchant.now()).slice(0, 10).replaceAll('-', '')}22${digits(18)}`;
  }

  /** The payer comes back with a signed word of the trade, which says nothing of its state. */
  override returnUrl(payment: SimulatedPayment): string | undefined {
    if (payment.returnUrl === undefined) return undefined;
    const nowMs = this.merchant.now();
    const told = {
      app_id: this.appId,
      charset: 'utf-8',
      method: 'alipay.trade.wap.pay.return',
      out_trade_no: payment.id,
      seller_id: this.sellerId,
      sign_type: 'RSA2',
      timestamp: this.time(nowMs),
      total_amount: yuan(payment.micros),
      trade_no: tradeNo(payment),
      version: '1.0',
    };
    const url = new URL(payment.returnUrl);
    for (const [name, value] of Object.entries(this.signed(told))) url.searchParams.set(name, value);
    return url.toString();
  }

  call({ method, path, query, body }: ApiRequest): HttpResponse {
    if (path !== '/gateway.do') return jsonResponse(404, { message: 'Not Found' });
    const form = method === 'POST' ? [...query, ...new URLSearchParams(body.toString())] : [...query];
    const parameters: Parameters = Object.fromEntries(form);
    const { method: api = '', biz_content: content = '' } = parameters;
    if (parameters['app_id'] !== this.appId)
      return this.answered(api, { ...FAILED, sub_code: 'isv.invalid-app-id', sub_msg: '无效的AppID参数' });
    if (!this.isSigned(parameters))
      return this.answered(api, { ...FAILED, sub_code: 'isv.invalid-signature', sub_msg: '无效签名' });
    const isPage = api === 'alipay.trade.wap.pay' || api === 'alipay.trade.page.pay';
    const answer = this.answer(api, readJson(content), parameters);
    return isPage && answer instanceof URL ? seeOther(answer.toString()) : this.answered(api, answer);
  }

  private isSigned({ sign = '', sign_type: type, ...parameters }: Parameters): boolean {
    const signed = sortedText({ ...parameters, ...(type === undefined ? {} : { sign_type: type }) });
    return (
      type === 'RSA2' &&
      verify('RSA-SHA256', Buffer.from(signed), this.keys.app.publicKey, Buffer.from(sign, 'base64'))
    );
  }

  private answer(api: string, content: Json, parameters: Parameters): object {
    switch (api) {
      case 'alipay.trade.wap.pay':
      case 'alipay.trade.page.pay': {
        const payment = this.open(content, parameters, true);
        return payment === undefined ? INVALID : new URL(this.checkoutUrl(payment));
      }
      case 'alipay.trade.precreate': {
        const payment = this.open(content, parameters, false);
        if (payment === undefined) return INVALID;
        const code = `https://qr.alipay.com/bax${alphanumeric(18).toLowerCase()}`;
        return { ...DONE, out_trade_no: payment.id, qr_code: code };
      }
      default:
        return this.answerAbout(api, content);
    }
  }

  private answerAbout(api: string, content: Json): object {
    const name = textOf(content, 'out_trade_no') ?? textOf(content, 'trade_no') ?? '';
    const payment = this.book.find(this.id, name);
    // There is a trade once the payer has come.
    if (payment === undefined || (payment.state === 'open' && payment.order['hasPage'] !== true))
      return { ...FAILED, sub_code: 'ACQ.TRADE_NOT_EXIST', sub_msg: '交易不存在' };
    const common = { ...DONE, out_trade_no: payment.id, trade_no: tradeNo(payment) };
    switch (api) {
      case 'alipay.trade.query': {
        const [capture] = payment.captures;
        return {
          ...common,
          ...(capture === undefined ? {} : { send_pay_date: this.time(capture.atMs) }),
          buyer_logon_id: '185****0000',
          buyer_user_id: '2088102146225135',
          receipt_amount: yuan(capturedMicros(payment)),
          total_amount: yuan(payment.micros),
          trade_status: tradeStatus(payment),
        };
      }
      case 'alipay.trade.refund':
        return this.refund(payment, content, common);
      case 'alipay.trade.fastpay.refund.query': {
        const request = textOf(content, 'out_request_no');
        const refund = payment.refunds.find(({ merchantsId }) => merchantsId === request);
        if (refund === undefined) return common;
        return {
          ...common,
          out_request_no: request,
          refund_amount: yuan(refund.micros),
          refund_status: 'REFUND_SUCCESS',
          total_amount: yuan(payment.micros),
        };
      }
      case 'alipay.trade.close':
      case 'alipay.trade.cancel':
        try {
          this.book.cancel(payment);
          return common;
        } catch (error) {
          if (!(error instanceof NotPossibleError)) throw error;
          return { ...FAILED, sub_code: 'ACQ.TRADE_STATUS_ERROR', sub_msg: '交易状态不合法' };
        }
      default:
        return { ...FAILED, sub_code: 'isv.invalid-method', sub_msg: '不存在的方法名' };
    }
  }

  private open(content: Json, parameters: Parameters, hasPage: boolean): SimulatedPayment | undefined {
    const id = textOf(content, 'out_trade_no');
    const micros = microsOfDecimal(textOf(content, 'total_amount'));
    const subject = textOf(content, 'subject');
    if (id === undefined || micros === undefined || subject === undefined) return undefined;
    const before = this.book.find(this.id, id);
    if (before !== undefined) return before.micros === micros ? before : undefined;
    const payment = this.book.open({
      provider: this.id,
      id,
      merchantsId: id,
      micros,
      currency: CURRENCY,
      description: subject,
      returnUrl: parameters['return_url'],
      notifyUrl: parameters['notify_url'],
      captureMethod: 'automatic',
      order: { tradeNo: this.newId(), hasPage },
    });
    this.book.name(payment, tradeNo(payment));
    return payment;
  }

  private refund(payment: SimulatedPayment, content: Json, common: object): object {
    const micros = microsOfDecimal(textOf(content, 'refund_amount'));
    const request = textOf(content, 'out_request_no') ?? payment.id;
    const before = payment.refunds.find(({ merchantsId }) => merchantsId === request);
    if (micros === undefined) return INVALID;
    if (before !== undefined && before.micros !== micros)
      return { ...FAILED, sub_code: 'ACQ.DISCORDANT_REPEAT_REQUEST', sub_msg: '不一致的请求' };
    try {
      if (before === undefined) this.book.refund(payment, micros, { merchantsId: request });
    } catch (error) {
      if (!(error instanceof NotPossibleError)) throw error;
      return { ...FAILED, sub_code: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', sub_msg: '退款金额超限' };
    }
    return {
      ...common,
      buyer_logon_id: '185****0000',
      // The same request moves nothing the second time.
      fund_change: before === undefined ? 'Y' : 'N',
      refund_fee: yuan(refundedMicros(payment)),
    };
  }

  private answered(api: string, answer: object): HttpResponse {
    const text = JSON.stringify(answer);
    const sign = rsaSignature(text, this.keys.alipay);
    // Signed is the member as it is written, so it is written once.
    const body = `{"${api.replaceAll('.', '_')}_response":${text},"sign":${JSON.stringify(sign)}}`;
    return { status: 200, headers: { 'content-type': 'text/html;charset=utf-8' }, body };
  }

  webhooks(payment: SimulatedPayment, { kind }: Happening): readonly Webhook[] {
    // Of a trade that nobody paid in time it tells when the merchant subscribed to it, which is not the default.
    return kind === 'captured' || kind === 'refunded' ? [this.notification(payment)] : [];
  }

  private notification(payment: SimulatedPayment): Webhook {
    const nowMs = this.merchant.now();
    const [capture] = payment.captures;
    const refund = payment.refunds.at(-1);
    const status = tradeStatus(payment);
    const key = `${this.time(nowMs).slice(0, 10).replaceAll('-', '')}00222${digits(21)}`;
    const fields = {
      app_id: this.appId,
      auth_app_id: this.appId,
      buyer_id: '2088102146225135',
      buyer_pay_amount: yuan(payment.micros),
      charset: 'utf-8',
      gmt_create: this.time(payment.createdMs),
      gmt_payment: this.time(capture?.atMs ?? nowMs),
      notify_id: key,
      notify_type: 'trade_status_sync',
      out_trade_no: payment.id,
      receipt_amount: yuan(payment.micros),
      seller_id: this.sellerId,
      subject: payment.description,
      total_amount: yuan(payment.micros),
      trade_no: tradeNo(payment),
      trade_status: status,
      version: '1.0',
      ...(refund === undefined
        ? {}
        : {
            gmt_refund: `${this.time(refund.atMs)}.000`,
            out_biz_no: refund.merchantsId ?? refund.id,
            // All refunds of the trade so far.
            refund_fee: yuan(refundedMicros(payment)),
          }),
      ...(status === 'TRADE_CLOSED' ? { gmt_close: this.time(nowMs) } : {}),
    };
    return {
      key,
      type: status,
      url: payment.notifyUrl ?? this.consoleUrl,
      isAccepted: (answered, body) => answered === 200 && body === 'success',
      request: (atMs) => ({
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new URLSearchParams(
          this.signed({ ...fields, notify_time: this.time(atMs), sign_type: 'RSA2' }, ['sign_type']),
        ).toString(),
      }),
    };
  }

  /** With a signature over all fields but some. */
  private signed(fields: Parameters, unsigned: readonly string[] = ['sign_type']): Parameters {
    const text = sortedText(
      Object.fromEntries(Object.entries(fields).filter(([name]) => !unsigned.includes(name))),
    );
    return { ...fields, sign: rsaSignature(text, this.keys.alipay) };
  }

  /** `2026-01-02 11:04:05`, in China. */
  private time(ms: number): string {
    return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
  }
}

const sortedText = (fields: Parameters): string =>
  Object.keys(fields)
    .filter((name) => fields[name] !== '')
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');

const tradeNo = ({ order }: SimulatedPayment): string => String(order['tradeNo']);

function tradeStatus(payment: SimulatedPayment): string {
  if (payment.state === 'canceled') return 'TRADE_CLOSED';
  if (payment.state !== 'captured') return 'WAIT_BUYER_PAY';
  return refundedMicros(payment) >= capturedMicros(payment) ? 'TRADE_CLOSED' : 'TRADE_SUCCESS';
}

function yuan(micros: number): string {
  if (micros === 0) return '0.00';
  const decimal = decimalOfMicros(micros, CURRENCY);
  if (decimal === undefined) throw new NotPossibleError('an amount of parts of a fen');
  return decimal;
}

const DONE = { code: '10000', msg: 'Success' };
const FAILED = { code: '40004', msg: 'Business Failed' };
const INVALID = { ...FAILED, sub_code: 'ACQ.INVALID_PARAMETER', sub_msg: '参数无效' };
