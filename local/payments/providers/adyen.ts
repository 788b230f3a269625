/** Adyen as its merchants see it. Shapes: docs.adyen.com/api-explorer (Checkout 71), standard webhooks. */
import { createHmac } from 'node:crypto';
import { microsOfMinor, minorOfMicros } from '../../../domain/payments/amount.js';
import { jsonResponse, type HttpResponse } from '../../http/message.js';
import type { Webhook } from '../deliveries.js';
import { alphanumeric, capitals, hex } from '../identifiers.js';
import { fieldsOf, type Json, readJson, textOf } from '../json.js';
import {
  type Ability,
  type ApiRequest,
  is2xx,
  NotPossibleError,
  route,
  seeOther,
  SimulatedProvider,
} from '../provider.js';
import type { Dispute, Happening, Refund, SimulatedPayment } from '../simulated-payment.js';

/** One item of a webhook, before it is signed. */
interface Item {
  readonly eventCode: string;
  readonly pspReference: string;
  readonly originalReference?: string;
  readonly micros: number;
  readonly success?: boolean;
  readonly reason?: string;
  readonly additionalData?: Readonly<Record<string, string>>;
}

const LINK_DAYS = 1;

export class SimulatedAdyen extends SimulatedProvider {
  readonly id = 'adyen';
  readonly title = 'Adyen';
  readonly hosts = ['checkout-test.adyen.com', 'test.adyen.link'];
  readonly abilities: ReadonlySet<Ability> = new Set([
    'late-capture',
    'try-again',
    'refund-failure',
    'dispute',
    'saved-method',
    'cancel',
  ]);
  private readonly apiKey = `AQE${alphanumeric(80)}`;
  private readonly hmacKey = hex(32).toUpperCase();
  private readonly merchantAccount: string = `${this.merchant.brand.replaceAll(/\W/g, '')}ECOM`;
  readonly secret = {
    apiKey: this.apiKey,
    clientKey: `test_${capitals(32)}`,
    merchantAccount: this.merchantAccount,
    hmacKeys: [this.hmacKey],
    environment: 'test',
    captureMode: 'immediate',
  };

  newId(of: 'capture' | 'refund' | 'dispute' | 'token'): string {
    return of === 'token' ? capitals(16) : pspReference();
  }

  override returnUrl(payment: SimulatedPayment): string | undefined {
    if (payment.returnUrl === undefined) return undefined;
    const url = new URL(payment.returnUrl);
    const { session } = payment.order;
    if (typeof session === 'string') url.searchParams.set('sessionId', session);
    url.searchParams.set('redirectResult', alphanumeric(64));
    return url.toString();
  }

  call(request: ApiRequest): HttpResponse {
    if (request.host === 'test.adyen.link') return this.linkPage(request);
    if (request.headers['x-api-key'] !== this.apiKey)
      return failure(401, '000', 'HTTP Status Response - Unauthorized', 'security');
    const body = readJson(request.body);
    if (request.method === 'POST' && textOf(body, 'merchantAccount') !== this.merchantAccount)
      return failure(403, '901', 'Invalid Merchant Account', 'security');
    const path = request.path.replace(/^\/v\d+/, '');
    const key = request.headers['idempotency-key'];
    return this.once(key === undefined ? undefined : `${path} ${key}`, () => {
      try {
        return this.answer({ method: request.method, path }, body);
      } catch (error) {
        if (!(error instanceof NotPossibleError)) throw error;
        return failure(
          422,
          '167',
          `Original pspReference required for this operation: ${error.message}`,
          'validation',
        );
      }
    });
  }

  private answer(request: Pick<ApiRequest, 'method' | 'path'>, body: Json): HttpResponse {
    const modify = (
      status: string,
      { psp = '' }: Readonly<Record<string, string>>,
      what: (payment: SimulatedPayment) => string,
    ): HttpResponse => {
      const payment = this.book.find(this.id, psp);
      // Of a refund or a dispute it is no payment's.
      if (payment?.id !== psp) return failure(422, '167', 'Original pspReference required', 'validation');
      const reference = what(payment);
      return jsonResponse(201, {
        merchantAccount: this.merchantAccount,
        paymentPspReference: psp,
        pspReference: reference,
        reference: textOf(body, 'reference') ?? '',
        status,
        ...(body['amount'] === undefined ? {} : { amount: body['amount'] }),
      });
    };
    const micros = (payment: SimulatedPayment): number => amountIn(body, payment.currency) ?? payment.micros;
    return (
      route(request, [
        ['POST', '/sessions', () => this.createSession(body)],
        ['POST', '/paymentLinks', () => this.createLink(body)],
        ['GET', '/paymentLinks/{id}', ({ id = '' }) => this.showLink(id)],
        ['GET', '/sessions/{id}', ({ id = '' }) => this.showSession(id)],
        ['POST', '/payments', () => this.charge(body)],
        [
          'POST',
          '/payments/{psp}/refunds',
          (path) =>
            modify('received', path, (payment) => {
              const merchantsId = textOf(body, 'reference');
              return this.book.refund(payment, micros(payment), { merchantsId }).id;
            }),
        ],
        [
          'POST',
          '/payments/{psp}/cancels',
          (path) =>
            modify('received', path, (payment) => {
              this.book.cancel(payment);
              return pspReference();
            }),
        ],
      ]) ?? failure(404, '000', `No such resource: ${request.method} ${request.path}`, 'validation')
    );
  }

  private open(body: Json, order: Readonly<Record<string, unknown>>): SimulatedPayment | undefined {
    const currency = textOf(fieldsOf(body, 'amount'), 'currency') ?? '';
    const micros = amountIn(body, currency);
    const reference = textOf(body, 'reference');
    if (micros === undefined || reference === undefined) return undefined;
    const keeps =
      body['storePaymentMethod'] === true ||
      textOf(body, 'storePaymentMethodMode') === 'enabled' ||
      body['recurringProcessingModel'] !== undefined;
    return this.book.open({
      provider: this.id,
      id: pspReference(),
      merchantsId: reference,
      micros,
      currency,
      description: textOf(body, 'description') ?? textOf(body, 'shopperStatement') ?? '',
      returnUrl: textOf(body, 'returnUrl'),
      captureMethod: 'automatic',
      savesMethodOf: keeps ? textOf(body, 'shopperReference') : undefined,
      order,
    });
  }

  private createSession(body: Json): HttpResponse {
    const session = `CS${capitals(14)}`;
    const payment = this.open(body, { session });
    if (payment === undefined) return INVALID;
    this.book.name(payment, session);
    return jsonResponse(201, {
      ...pickOrder(body),
      id: session,
      expiresAt: this.expiresAt(),
      merchantAccount: this.merchantAccount,
      mode: 'embedded',
      sessionData: alphanumeric(200),
    });
  }

  private createLink(body: Json): HttpResponse {
    const link = `PL${capitals(16)}`;
    const payment = this.open(body, { link, expiresAt: this.expiresAt(), request: pickOrder(body) });
    if (payment === undefined) return INVALID;
    this.book.name(payment, link);
    return this.showLink(link, 201);
  }

  private showLink(link: string, status = 200): HttpResponse {
    const payment = this.book.find(this.id, link);
    if (payment === undefined) return failure(404, '000', 'Payment link not found', 'validation');
    const { order, state } = payment;
    const states = { open: 'active', declined: 'active', canceled: 'expired' } as const;
    return jsonResponse(status, {
      ...(order['request'] as object),
      expiresAt: order['expiresAt'],
      id: link,
      merchantAccount: this.merchantAccount,
      reusable: false,
      status: state === 'authorized' || state === 'captured' ? 'completed' : states[state],
      url: `${this.merchant.url}/test.adyen.link/${link}`,
    });
  }

  private showSession(session: string): HttpResponse {
    const payment = this.book.find(this.id, session);
    if (payment === undefined) return failure(404, '000', 'Session not found', 'validation');
    const states = {
      open: 'active',
      declined: 'refused',
      canceled: 'canceled',
      authorized: 'completed',
      captured: 'completed',
    };
    return jsonResponse(200, { id: session, status: states[payment.state] });
  }

  /** A stored method, without the shopper. */
  private charge(body: Json): HttpResponse {
    const token = textOf(fieldsOf(body, 'paymentMethod'), 'storedPaymentMethodId');
    const kept = this.book.all(this.id).find(({ savedMethod }) => savedMethod?.token === token)?.savedMethod;
    if (kept === undefined || kept.customer !== textOf(body, 'shopperReference'))
      return failure(422, '800', 'Contract not found', 'validation');
    const payment = this.open({ ...body, recurringProcessingModel: undefined }, {});
    if (payment === undefined) return INVALID;
    if (this.book.declinesSavedMethods) this.book.decline(payment, '51 : Insufficient funds');
    else this.book.pay(payment);
    const isPaid = payment.state === 'captured';
    return jsonResponse(200, {
      pspReference: payment.id,
      resultCode: isPaid ? 'Authorised' : 'Refused',
      ...(isPaid ? {} : { refusalReason: 'Not enough balance', refusalReasonCode: '12' }),
      amount: body['amount'],
      merchantReference: payment.merchantsId,
    });
  }

  private linkPage({ path }: ApiRequest): HttpResponse {
    const payment = this.book.find(this.id, path.slice(1));
    return payment === undefined
      ? failure(404, '000', 'Payment link not found', 'validation')
      : seeOther(this.checkoutUrl(payment));
  }

  private expiresAt(): string {
    return new Date(this.merchant.now() + LINK_DAYS * 86_400_000).toISOString().replace(/\.\d+Z/, 'Z');
  }

  webhooks(payment: SimulatedPayment, happening: Happening): readonly Webhook[] {
    const { id, micros, declined } = payment;
    switch (happening.kind) {
      case 'authorized':
        return [this.notification(payment, this.authorisation(payment))];
      case 'failed':
        return [
          this.notification(payment, {
            eventCode: 'AUTHORISATION',
            pspReference: id,
            micros,
            success: false,
            reason: declined ?? 'Refused',
          }),
        ];
      case 'captured':
        // The account captures at once, which has no webhook of its own. One that was declined before is authorized late.
        return declined === undefined ? [] : [this.notification(payment, this.authorisation(payment))];
      case 'canceled':
        return [
          this.notification(payment, {
            eventCode: 'CANCELLATION',
            pspReference: pspReference(),
            originalReference: id,
            micros,
          }),
        ];
      case 'refunded':
      case 'refund-failed':
        return [this.notification(payment, refundItem(payment, happening.kind, happening.refund))];
      default:
        return disputeItems(payment, happening.dispute).map((item) => this.notification(payment, item));
    }
  }

  private authorisation({ id, micros, savedMethod }: SimulatedPayment): Item {
    const kept: Record<string, string> =
      savedMethod === undefined
        ? {}
        : {
            'recurring.recurringDetailReference': savedMethod.token,
            'recurring.shopperReference': savedMethod.customer,
            'tokenization.storedPaymentMethodId': savedMethod.token,
            'tokenization.shopperReference': savedMethod.customer,
          };
    return {
      eventCode: 'AUTHORISATION',
      pspReference: id,
      micros,
      reason: '060494:1111:03/2030',
      additionalData: { authCode: '060494', cardSummary: '1111', expiryDate: '03/2030', ...kept },
    };
  }

  private notification(payment: SimulatedPayment, item: Item): Webhook {
    const { eventCode, pspReference: psp, originalReference, micros, success = true, reason = '' } = item;
    const { currency, merchantsId = '' } = payment;
    const value = minorOfMicros(micros, currency);
    const signed = [
      psp,
      originalReference ?? '',
      this.merchantAccount,
      merchantsId,
      value,
      currency,
      eventCode,
      success,
    ].join(':');
    const hmacSignature = createHmac('sha256', Buffer.from(this.hmacKey, 'hex'))
      .update(signed)
      .digest('base64');
    const body = JSON.stringify({
      live: 'false',
      notificationItems: [
        {
          NotificationRequestItem: {
            additionalData: { ...item.additionalData, hmacSignature },
            amount: { currency, value },
            eventCode,
            eventDate: new Date(this.merchant.now()).toISOString().replace(/\.\d+Z/, '+00:00'),
            merchantAccountCode: this.merchantAccount,
            merchantReference: merchantsId,
            ...(originalReference === undefined
              ? { operations: ['CANCEL', 'CAPTURE', 'REFUND'] }
              : { originalReference }),
            paymentMethod: 'visa',
            pspReference: psp,
            reason,
            success: String(success),
          },
        },
      ],
    });
    return {
      key: `${psp}:${eventCode}:${success}`,
      type: eventCode,
      url: this.consoleUrl,
      isAccepted: is2xx,
      request: () => ({ headers: { 'content-type': 'application/json; charset=utf-8' }, body }),
    };
  }
}

function refundItem(
  { id, micros }: SimulatedPayment,
  kind: 'refunded' | 'refund-failed',
  refund: Refund,
): Item {
  return {
    eventCode: kind === 'refunded' ? 'REFUND' : 'REFUND_FAILED',
    pspReference: refund.id,
    originalReference: id,
    micros: Math.min(refund.micros, micros),
    ...(kind === 'refunded' ? {} : { reason: 'Account closed' }),
  };
}

/** A chargeback takes the money at once; what was won brings it back. */
function disputeItems({ id }: SimulatedPayment, { id: psp, micros, state }: Dispute): Item[] {
  const codes = {
    opened: ['NOTIFICATION_OF_CHARGEBACK', 'CHARGEBACK'],
    won: ['CHARGEBACK_REVERSED'],
    lost: ['DISPUTE_DEFENSE_PERIOD_ENDED'],
  }[state];
  const disputeStatus = { opened: 'Undefended', won: 'Won', lost: 'Expired' }[state];
  return codes.map((eventCode) => ({
    eventCode,
    pspReference: psp,
    originalReference: id,
    micros,
    reason: 'Fraudulent transaction',
    additionalData: { disputeStatus, chargebackSchemeCode: 'visa', chargebackReasonCode: '10.4' },
  }));
}

const pspReference = (): string => capitals(16);

function amountIn(body: Json, currency: string): number | undefined {
  const amount = fieldsOf(body, 'amount');
  return textOf(amount, 'currency') === currency ? microsOfMinor(amount['value'], currency) : undefined;
}

const pickOrder = (body: Json): object =>
  Object.fromEntries(
    [
      'amount',
      'reference',
      'returnUrl',
      'countryCode',
      'shopperReference',
      'shopperLocale',
      'description',
    ].flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
  );

const failure = (status: number, errorCode: string, message: string, errorType: string): HttpResponse =>
  jsonResponse(status, { status, errorCode, message, errorType });

const INVALID = failure(422, '100', 'Required field is missing or invalid', 'validation');
