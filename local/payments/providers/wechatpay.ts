/**
 * WeChat Pay (API v3) as its merchants see it. Shapes: pay.weixin.qq.com/docs/merchant.
 *
 * It moves from platform certificates to a public key, and meanwhile signs with either: here refunds with the
 * certificate, which merchants fetch, all else with the public key, which they were given.
 */
import { createCipheriv, randomBytes, verify } from 'node:crypto';
import { microsOfMinor, minorOfMicros } from '../../../domain/payments/amount.js';
import { jsonResponse, type HttpResponse } from '../../http/message.js';
import type { Webhook } from '../deliveries.js';
import { alphanumeric, digits, hex } from '../identifiers.js';
import { fieldsOf, type Json, readJson, textOf } from '../json.js';
import { authorityCertificate, privatePem, publicPem, rsaKeys, type RsaKeys, rsaSignature } from '../keys.js';
import {
  type Ability,
  type ApiRequest,
  is2xx,
  type Merchant,
  NotPossibleError,
  type PaymentBook,
  route,
  SimulatedProvider,
} from '../provider.js';
import { type Happening, type Refund, refundedMicros, type SimulatedPayment } from '../simulated-payment.js';

const CURRENCY = 'CNY';
const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const SHANGHAI_MS = 8 * 3_600_000;
/** A request is good for five minutes. */
const MAX_AGE_S = 300;

interface Keys {
  readonly merchant: RsaKeys;
  readonly publicKey: RsaKeys;
  readonly certified: RsaKeys;
  readonly certificate: string;
}

export class SimulatedWeChatPay extends SimulatedProvider {
  readonly id = 'wechatpay';
  readonly title = 'WeChat Pay';
  readonly hosts = ['api.mch.weixin.qq.com'];
  readonly abilities: ReadonlySet<Ability> = new Set(['cancel', 'try-again']);
  private readonly mchid = `19${digits(8)}`;
  private readonly appid = `wx${hex(8)}`;
  private readonly apiV3Key = alphanumeric(32);
  private readonly merchantSerial = hex(20).toUpperCase();
  private readonly publicKeyId = `PUB_KEY_ID_0${this.mchid}${digits(18)}`;
  private readonly certificateSerial: string;
  private readonly keys: Keys;
  readonly secret;

  private constructor(merchant: Merchant, book: PaymentBook, keys: Keys, certificateSerial: string) {
    super(merchant, book);
    this.keys = keys;
    this.certificateSerial = certificateSerial;
    this.secret = {
      mchid: this.mchid,
      appid: this.appid,
      apiV3Keys: [this.apiV3Key],
      merchantSerial: this.merchantSerial,
      privateKey: privatePem(keys.merchant),
      platformKeys: { [this.publicKeyId]: publicPem(keys.publicKey) },
    };
  }

  static async make(merchant: Merchant, book: PaymentBook): Promise<SimulatedWeChatPay> {
    const [own, publicKey, certified] = await Promise.all([rsaKeys(), rsaKeys(), rsaKeys()]);
    const serial = `4${hex(19)}5`;
    const certificate = await authorityCertificate({
      name: 'CN=Tenpay.com sign, O=Wildlily local run',
      keys: certified,
      serial,
      nowMs: merchant.now(),
    });
    const keys = { merchant: own, publicKey, certified, certificate };
    return new SimulatedWeChatPay(merchant, book, keys, serial.toUpperCase());
  }

  newId(of: 'capture' | 'refund' | 'dispute' | 'token'): string {
    return of === 'refund' ? `50${digits(26)}` : `42000${digits(23)}`;
  }

  call(request: ApiRequest): HttpResponse {
    if (!this.isSigned(request)) return failure(401, 'SIGN_ERROR', '签名错误');
    try {
      return this.signed(this.answer(request, readJson(request.body)));
    } catch (error) {
      if (!(error instanceof NotPossibleError)) throw error;
      return failure(400, 'INVALID_REQUEST', error.message);
    }
  }

  /** `WECHATPAY2-SHA256-RSA2048 mchid="…",nonce_str="…",signature="…",timestamp="…",serial_no="…"` */
  private isSigned({ method, target, headers, body }: ApiRequest): boolean {
    const [scheme, parameters = ''] = (headers['authorization'] ?? '').split(/ (.*)/s);
    const given = Object.fromEntries(
      [...parameters.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const { mchid, serial_no: serial, nonce_str: nonce = '', timestamp = '', signature = '' } = given;
    const message = `${method}\n${target}\n${timestamp}\n${nonce}\n${body.toString()}\n`;
    return (
      scheme === SCHEME &&
      mchid === this.mchid &&
      serial === this.merchantSerial &&
      Math.abs(this.nowSeconds - Number(timestamp)) <= MAX_AGE_S &&
      verify(
        'RSA-SHA256',
        Buffer.from(message),
        this.keys.merchant.publicKey,
        Buffer.from(signature, 'base64'),
      )
    );
  }

  private answer(request: ApiRequest, body: Json): HttpResponse {
    const found = (name: string, then: (payment: SimulatedPayment) => HttpResponse): HttpResponse => {
      const payment = this.book.find(this.id, name);
      return payment === undefined ? failure(404, 'ORDER_NOT_EXIST', '订单不存在') : then(payment);
    };
    const shown = (payment: SimulatedPayment): HttpResponse => jsonResponse(200, this.transaction(payment));
    return (
      route(request, [
        [
          'POST',
          '/v3/pay/transactions/native',
          () => this.create(body, (id) => ({ code_url: `weixin://wxpay/bizpayurl?pr=${id}` })),
        ],
        [
          'POST',
          '/v3/pay/transactions/h5',
          () => this.create(body, (_, payment) => ({ h5_url: this.checkoutUrl(payment) })),
        ],
        ['POST', '/v3/pay/transactions/jsapi', () => this.create(body, (id) => ({ prepay_id: `wx${id}` }))],
        ['POST', '/v3/pay/transactions/app', () => this.create(body, (id) => ({ prepay_id: `wx${id}` }))],
        ['GET', '/v3/pay/transactions/out-trade-no/{no}', ({ no = '' }) => found(no, shown)],
        ['GET', '/v3/pay/transactions/id/{id}', ({ id = '' }) => found(id, shown)],
        [
          'POST',
          '/v3/pay/transactions/out-trade-no/{no}/close',
          ({ no = '' }) =>
            found(no, (payment) => {
              this.book.cancel(payment);
              return { status: 204 };
            }),
        ],
        ['POST', '/v3/refund/domestic/refunds', () => this.refund(body)],
        [
          'GET',
          '/v3/refund/domestic/refunds/{no}',
          ({ no = '' }) =>
            found(no, (payment) => {
              const refund = payment.refunds.find(({ merchantsId }) => merchantsId === no);
              return refund === undefined
                ? failure(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
                : jsonResponse(200, {
                    ...refundFields(payment, refund),
                    status: 'SUCCESS',
                    channel: 'ORIGINAL',
                  });
            }),
        ],
        ['GET', '/v3/certificates', () => this.certificates()],
      ]) ?? failure(404, 'RESOURCE_NOT_EXISTS', '请求的资源不存在')
    );
  }

  private create(body: Json, answer: (id: string, payment: SimulatedPayment) => object): HttpResponse {
    const amount = fieldsOf(body, 'amount');
    const micros = microsOfMinor(amount['total'], CURRENCY);
    const tradeNo = textOf(body, 'out_trade_no') ?? '';
    const notifyUrl = textOf(body, 'notify_url');
    if (
      micros === undefined ||
      !/^[\w*-]{6,32}$/.test(tradeNo) ||
      notifyUrl === undefined ||
      textOf(body, 'mchid') !== this.mchid ||
      textOf(body, 'appid') !== this.appid
    )
      return failure(400, 'PARAM_ERROR', '参数错误');
    const before = this.book.find(this.id, tradeNo);
    if (before !== undefined && (before.micros !== micros || before.state !== 'open'))
      return failure(403, before.state === 'captured' ? 'ORDERPAID' : 'OUT_TRADE_NO_USED', '商户订单号重复');
    const payment =
      before ??
      this.book.open({
        provider: this.id,
        id: tradeNo,
        merchantsId: tradeNo,
        micros,
        currency: CURRENCY,
        description: textOf(body, 'description') ?? '',
        returnUrl: undefined,
        notifyUrl,
        captureMethod: 'automatic',
        order: { code: alphanumeric(10) },
      });
    return jsonResponse(200, answer(String(payment.order['code']), payment));
  }

  private refund(body: Json): HttpResponse {
    const no = textOf(body, 'out_trade_no') ?? textOf(body, 'transaction_id') ?? '';
    const payment = this.book.find(this.id, no);
    if (payment === undefined) return failure(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
    const refundNo = textOf(body, 'out_refund_no');
    const amount = fieldsOf(body, 'amount');
    const micros = microsOfMinor(amount['refund'], CURRENCY);
    if (refundNo === undefined || micros === undefined || amount['total'] !== fen(payment.micros))
      return failure(400, 'PARAM_ERROR', '参数错误');
    const before = payment.refunds.find(({ merchantsId }) => merchantsId === refundNo);
    const notes = { notifyUrl: textOf(body, 'notify_url') ?? '' };
    const refund = before ?? this.book.refund(payment, micros, { merchantsId: refundNo, notes });
    if (refund.micros !== micros) return failure(400, 'INVALID_REQUEST', '退款金额不一致');
    // Taken, and done soon after: that is told by a notification.
    return jsonResponse(200, {
      ...refundFields(payment, refund),
      channel: 'ORIGINAL',
      status: before === undefined ? 'PROCESSING' : 'SUCCESS',
    });
  }

  private certificates(): HttpResponse {
    const nowMs = this.merchant.now();
    const encrypted = this.encrypted(this.keys.certificate, 'certificate');
    return jsonResponse(200, {
      data: [
        {
          serial_no: this.certificateSerial,
          effective_time: chinaTime(nowMs - 3_600_000),
          expire_time: chinaTime(nowMs + 365 * 86_400_000),
          encrypt_certificate: { algorithm: 'AEAD_AES_256_GCM', ...encrypted },
        },
      ],
    });
  }

  private transaction(payment: SimulatedPayment): object {
    const { state, id, micros, captures, createdMs } = payment;
    const [capture] = captures;
    const isRefunded = refundedMicros(payment) > 0;
    const states = { open: 'NOTPAY', declined: 'PAYERROR', authorized: 'USERPAYING', canceled: 'CLOSED' };
    const tradeState = state === 'captured' ? (isRefunded ? 'REFUND' : 'SUCCESS') : states[state];
    const paid =
      capture === undefined
        ? {}
        : {
            transaction_id: capture.id,
            trade_type: 'NATIVE',
            bank_type: 'OTHERS',
            success_time: chinaTime(capture.atMs),
            payer: { openid: `o${createdMs.toString(36)}${id.slice(-20)}` },
          };
    return {
      appid: this.appid,
      mchid: this.mchid,
      out_trade_no: id,
      trade_state: tradeState,
      trade_state_desc:
        { SUCCESS: '支付成功', REFUND: '转入退款', NOTPAY: '订单未支付' }[tradeState] ?? tradeState,
      amount: { total: fen(micros), payer_total: fen(micros), currency: CURRENCY, payer_currency: CURRENCY },
      ...paid,
    };
  }

  webhooks(payment: SimulatedPayment, happening: Happening): readonly Webhook[] {
    switch (happening.kind) {
      case 'captured':
        return [
          this.notification(
            'TRANSACTION.SUCCESS',
            payment.notifyUrl,
            'transaction',
            this.transaction(payment),
          ),
        ];
      case 'refunded': {
        const { refund } = happening;
        const url = refund.notes['notifyUrl'] || payment.notifyUrl;
        const { amount, user_received_account, ...fields } = refundFields(payment, refund);
        return [
          this.notification('REFUND.SUCCESS', url, 'refund', {
            ...fields,
            mchid: this.mchid,
            refund_status: 'SUCCESS',
            user_received_account,
            amount: {
              total: amount.total,
              refund: amount.refund,
              payer_total: amount.total,
              payer_refund: amount.refund,
            },
          }),
        ];
      }
      // It tells of money that moved, and of nothing else.
      default:
        return [];
    }
  }

  private notification(type: string, url: string | undefined, kind: string, resource: object): Webhook {
    const key = `EV-${hex(16)}`;
    const body = JSON.stringify({
      id: key,
      create_time: chinaTime(this.merchant.now()),
      resource_type: 'encrypt-resource',
      event_type: type,
      summary: type === 'TRANSACTION.SUCCESS' ? '支付成功' : '退款成功',
      resource: {
        original_type: kind,
        algorithm: 'AEAD_AES_256_GCM',
        ...this.encrypted(JSON.stringify(resource), kind),
      },
    });
    return {
      key,
      type,
      url: url ?? this.consoleUrl,
      isAccepted: is2xx,
      request: (nowMs) => ({
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Mozilla/4.0',
          ...this.signature(body, nowMs, kind === 'refund'),
        },
        body,
      }),
    };
  }

  private signed(response: HttpResponse): HttpResponse {
    const body = response.body?.toString() ?? '';
    return {
      ...response,
      headers: { ...response.headers, ...this.signature(body, this.merchant.now(), false) },
    };
  }

  private signature(body: string, nowMs: number, isCertified: boolean): Record<string, string> {
    const timestamp = String(Math.floor(nowMs / 1000));
    const nonce = alphanumeric(32);
    const keys = isCertified ? this.keys.certified : this.keys.publicKey;
    return {
      'wechatpay-nonce': nonce,
      'wechatpay-serial': isCertified ? this.certificateSerial : this.publicKeyId,
      'wechatpay-signature': rsaSignature(`${timestamp}\n${nonce}\n${body}\n`, keys),
      'wechatpay-signature-type': SCHEME,
      'wechatpay-timestamp': timestamp,
      'request-id': hex(16).toUpperCase(),
    };
  }

  private encrypted(
    text: string,
    associated: string,
  ): Record<'ciphertext' | 'nonce' | 'associated_data', string> {
    const nonce = randomBytes(6).toString('hex');
    const cipher = createCipheriv('aes-256-gcm', this.apiV3Key, nonce);
    cipher.setAAD(Buffer.from(associated));
    const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { ciphertext: bytes.toString('base64'), nonce, associated_data: associated };
  }
}

/** `2026-01-02T11:04:05+08:00` */
const chinaTime = (ms: number): string =>
  new Date(ms + SHANGHAI_MS).toISOString().replace(/\.\d+Z/, '+08:00');

function fen(micros: number): number {
  const amount = minorOfMicros(micros, CURRENCY);
  if (amount === undefined) throw new NotPossibleError('an amount of parts of a fen');
  return amount;
}

const refundFields = (payment: SimulatedPayment, { id, merchantsId, micros, atMs, capture }: Refund) => ({
  refund_id: id,
  out_refund_no: merchantsId ?? id,
  transaction_id: capture.id,
  out_trade_no: payment.id,
  user_received_account: '支付用户零钱',
  create_time: chinaTime(atMs),
  success_time: chinaTime(atMs),
  amount: {
    total: fen(payment.micros),
    refund: fen(micros),
    payer_total: fen(payment.micros),
    payer_refund: fen(micros),
    currency: CURRENCY,
  },
});

const failure = (status: number, code: string, message: string): HttpResponse =>
  jsonResponse(status, { code, message });
