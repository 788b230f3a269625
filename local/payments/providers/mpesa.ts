/** M-Pesa (Daraja) as its merchants see it. Shapes: developer.safaricom.co.ke; what it calls back is not signed. */
import { minorOfMicros, microsOfMinor } from '../../../domain/payments/amount.js';
import { jsonResponse, type HttpResponse } from '../../http/message.js';
import type { Webhook } from '../deliveries.js';
import { alphanumeric, capitals, digits } from '../identifiers.js';
import { type Json, readJson, textOf } from '../json.js';
import {
  type Ability,
  type ApiRequest,
  hasBasic,
  is2xx,
  NotPossibleError,
  SimulatedProvider,
} from '../provider.js';
import type { Happening, SimulatedPayment } from '../simulated-payment.js';

const CURRENCY = 'KES';
/** M-Pesa moves whole shillings. */
const WHOLE = { [CURRENCY]: 0 };
const NAIROBI_MS = 3 * 3_600_000;
const TOKEN_SECONDS = 3_599;
const CANCELED = '1032';
const RESULTS: Readonly<Record<string, string>> = {
  '0': 'The service request is processed successfully.',
  '1': 'The balance is insufficient for the transaction.',
  [CANCELED]: 'Request cancelled by user.',
};

export class SimulatedMpesa extends SimulatedProvider {
  readonly id = 'mpesa';
  readonly title = 'M-Pesa';
  readonly hosts = ['sandbox.safaricom.co.ke'];
  readonly abilities: ReadonlySet<Ability> = new Set(['cancel']);
  private readonly shortCode = digits(6).replace(/^0/, '1');
  private readonly passkey = alphanumeric(64);
  private readonly consumerKey = alphanumeric(48);
  private readonly consumerSecret = alphanumeric(64);
  private readonly initiator = 'topupapi';
  private readonly credential = Buffer.from(alphanumeric(256)).toString('base64');
  private readonly tokens = new Set<string>();
  readonly secret = {
    shortCode: this.shortCode,
    consumerKey: this.consumerKey,
    consumerSecret: this.consumerSecret,
    passkey: this.passkey,
    callbackTokens: [alphanumeric(32)],
    sourceAddresses: ['127.0.0.0/8', '::1'],
    environment: 'sandbox',
    initiatorName: this.initiator,
    securityCredential: this.credential,
  };

  /** A capture is named by its receipt. */
  newId(): string {
    return capitals(10);
  }

  call(request: ApiRequest): HttpResponse {
    const { method, path, headers } = request;
    if (method === 'GET' && path === '/oauth/v1/generate') return this.token(request);
    const [, token = ''] = /^Bearer (.+)$/.exec(headers['authorization'] ?? '') ?? [];
    if (!this.tokens.has(token)) return failure(401, '404.001.03', 'Invalid Access Token');
    const body = readJson(request.body);
    switch (`${method} ${path}`) {
      case 'POST /mpesa/stkpush/v1/processrequest':
        return this.hasPassword(body) ? this.push(body) : WRONG_PASSWORD;
      case 'POST /mpesa/stkpushquery/v1/query':
        return this.hasPassword(body) ? this.query(body) : WRONG_PASSWORD;
      case 'POST /mpesa/reversal/v1/request':
        return this.reverse(body);
      default:
        return failure(404, '404.001.01', 'Resource not found');
    }
  }

  private token(request: ApiRequest): HttpResponse {
    if (request.query.get('grant_type') !== 'client_credentials')
      return failure(400, '400.008.02', 'Invalid grant type passed');
    if (!hasBasic(request, this.consumerKey, this.consumerSecret))
      return failure(400, '400.008.01', 'Invalid Authentication passed');
    const token = alphanumeric(28);
    this.tokens.add(token);
    // Daraja writes the seconds as a text.
    return jsonResponse(200, { access_token: token, expires_in: String(TOKEN_SECONDS) });
  }

  private hasPassword(body: Json): boolean {
    const time = textOf(body, 'Timestamp') ?? '';
    const wanted = Buffer.from(`${this.shortCode}${this.passkey}${time}`).toString('base64');
    return (
      /^\d{14}$/.test(time) &&
      textOf(body, 'BusinessShortCode') === this.shortCode &&
      textOf(body, 'Password') === wanted
    );
  }

  private push(body: Json): HttpResponse {
    const micros = microsOfMinor(Number(textOf(body, 'Amount')), CURRENCY, WHOLE);
    if (micros === undefined) return failure(400, '400.002.02', 'Bad Request - Invalid Amount');
    const phone = textOf(body, 'PhoneNumber') ?? '';
    if (!/^\d{12}$/.test(phone)) return failure(400, '400.002.02', 'Bad Request - Invalid PhoneNumber');
    const notifyUrl = textOf(body, 'CallBackURL');
    if (notifyUrl === undefined) return failure(400, '400.002.02', 'Bad Request - Invalid CallBackURL');
    const id = `ws_CO_${this.time(this.merchant.now())}${digits(9)}`;
    const merchantRequest = `${digits(5)}-${digits(8)}-1`;
    this.book.open({
      provider: this.id,
      id,
      merchantsId: textOf(body, 'AccountReference'),
      micros,
      currency: CURRENCY,
      description: textOf(body, 'TransactionDesc') ?? '',
      returnUrl: undefined,
      notifyUrl,
      captureMethod: 'automatic',
      order: { phone, merchantRequest },
    });
    return jsonResponse(200, {
      MerchantRequestID: merchantRequest,
      CheckoutRequestID: id,
      ResponseCode: '0',
      ResponseDescription: 'Success. Request accepted for processing',
      CustomerMessage: 'Success. Request accepted for processing',
    });
  }

  private query(body: Json): HttpResponse {
    const payment = this.book.find(this.id, textOf(body, 'CheckoutRequestID') ?? '');
    if (payment === undefined) return failure(400, '400.002.02', 'Bad Request - Invalid CheckoutRequestID');
    const code = resultCode(payment);
    if (code === undefined) return failure(500, '500.001.1001', 'The transaction is being processed');
    return jsonResponse(200, {
      ResponseCode: '0',
      ResponseDescription: 'The service request has been accepted successsfully',
      MerchantRequestID: payment.order['merchantRequest'],
      CheckoutRequestID: payment.id,
      ResultCode: code,
      ResultDesc: RESULTS[code],
    });
  }

  private reverse(body: Json): HttpResponse {
    if (
      textOf(body, 'Initiator') !== this.initiator ||
      textOf(body, 'SecurityCredential') !== this.credential
    )
      return failure(400, '400.002.02', 'Bad Request - Invalid Initiator');
    const payment = this.book.find(this.id, textOf(body, 'TransactionID') ?? '');
    const micros = microsOfMinor(Number(textOf(body, 'Amount')), CURRENCY, WHOLE);
    const resultUrl = textOf(body, 'ResultURL');
    if (payment === undefined || micros === undefined || resultUrl === undefined)
      return failure(400, '400.002.02', 'Bad Request - Invalid TransactionID, Amount or ResultURL');
    if (payment.refunds.length > 0)
      return failure(500, '500.001.1001', 'The transaction is reversed already');
    const conversation = `AG_${this.time(this.merchant.now()).slice(0, 8)}_${digits(20)}`;
    try {
      const notes = { resultUrl, originator: `${digits(5)}-${digits(8)}-1` };
      this.book.refund(payment, micros, { merchantsId: conversation, notes });
    } catch (error) {
      if (!(error instanceof NotPossibleError)) throw error;
      return failure(500, '500.001.1001', 'The transaction can not be reversed');
    }
    return jsonResponse(200, {
      OriginatorConversationID: payment.refunds.at(-1)?.notes['originator'],
      ConversationID: conversation,
      ResponseCode: '0',
      ResponseDescription: 'Accept the service request successfully.',
    });
  }

  webhooks(payment: SimulatedPayment, happening: Happening): readonly Webhook[] {
    if (happening.kind === 'refunded') return [this.reversalResult(payment, happening.refund)];
    // An STK push has one end: that it was accepted on the phone is told when the money has moved.
    if (happening.kind === 'authorized') return [];
    return [this.stkCallback(payment)];
  }

  private stkCallback(payment: SimulatedPayment): Webhook {
    const code = resultCode(payment) ?? '0';
    const [capture] = payment.captures;
    const values =
      capture === undefined
        ? {}
        : {
            CallbackMetadata: {
              Item: [
                { Name: 'Amount', Value: shillings(capture.micros) },
                { Name: 'MpesaReceiptNumber', Value: capture.id },
                { Name: 'Balance' },
                { Name: 'TransactionDate', Value: Number(this.time(capture.atMs)) },
                { Name: 'PhoneNumber', Value: Number(payment.order['phone']) },
              ],
            },
          };
    const stkCallback = {
      MerchantRequestID: payment.order['merchantRequest'],
      CheckoutRequestID: payment.id,
      ResultCode: Number(code),
      ResultDesc: RESULTS[code],
      ...values,
    };
    return webhook(`${payment.id}:${code}`, 'stkCallback', payment.notifyUrl, { Body: { stkCallback } });
  }

  private reversalResult(
    payment: SimulatedPayment,
    { id, merchantsId, micros, atMs, capture, notes }: SimulatedPayment['refunds'][number],
  ): Webhook {
    const parameters = {
      Amount: shillings(micros).toFixed(2),
      TransCompletedTime: this.time(atMs),
      OriginalTransactionID: capture.id,
      Charge: '0.00',
      CreditPartyPublicName: `${String(payment.order['phone'])} - Subscriber`,
      DebitPartyPublicName: `${this.shortCode} - ${this.merchant.brand}`,
    };
    return webhook(`${merchantsId}:0`, 'Result', notes['resultUrl'], {
      Result: {
        ResultType: 0,
        ResultCode: 0,
        ResultDesc: RESULTS['0'],
        OriginatorConversationID: notes['originator'],
        ConversationID: merchantsId,
        TransactionID: id,
        ResultParameters: {
          ResultParameter: Object.entries(parameters).map(([Key, Value]) => ({ Key, Value })),
        },
      },
    });
  }

  /** `20191219102115`, in Nairobi. */
  private time(ms: number): string {
    return new Date(ms + NAIROBI_MS).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  }
}

/** Undefined = the phone has not answered yet. */
function resultCode({ state }: SimulatedPayment): string | undefined {
  return { open: undefined, authorized: undefined, captured: '0', declined: '1', canceled: CANCELED }[state];
}

const shillings = (micros: number): number => minorOfMicros(micros, CURRENCY, WHOLE) ?? micros / 1_000_000;

function webhook(key: string, type: string, url: string | undefined, content: object): Webhook {
  const body = JSON.stringify(content);
  return {
    key,
    type,
    url: url ?? '',
    isAccepted: is2xx,
    request: () => ({ headers: { 'content-type': 'application/json' }, body }),
  };
}

const failure = (status: number, errorCode: string, errorMessage: string): HttpResponse =>
  jsonResponse(status, { requestId: `${digits(5)}-${digits(8)}-1`, errorCode, errorMessage });

const WRONG_PASSWORD = failure(500, '500.001.1001', 'Wrong credentials');
