/** Razorpay as its merchants see it. Shapes: razorpay.com/docs/api, razorpay.com/docs/webhooks/payloads. */
import { createHmac } from 'node:crypto';
import { microsOfMinor, minorOfMicros } from '../../../domain/payments/amount.js';
import { jsonResponse, type HttpResponse } from '../../http/message.js';
import type { Webhook } from '../deliveries.js';
import { alphanumeric } from '../identifiers.js';
import { fieldsOf, type Json, readJson, textOf } from '../json.js';
import {
  type Ability,
  type ApiRequest,
  hasBasic,
  is2xx,
  NotPossibleError,
  route,
  seeOther,
  SimulatedProvider,
} from '../provider.js';
import {
  capturedMicros,
  type Dispute,
  type Happening,
  type Refund,
  refundedMicros,
  type SimulatedPayment,
} from '../simulated-payment.js';

export class SimulatedRazorpay extends SimulatedProvider {
  readonly id = 'razorpay';
  readonly title = 'Razorpay';
  readonly hosts = ['api.razorpay.com', 'rzp.io'];
  readonly abilities: ReadonlySet<Ability> = new Set([
    'separate-capture',
    'late-capture',
    'try-again',
    'refund-failure',
    'dispute',
    'saved-method',
    'cancel',
  ]);
  private readonly keyId = `rzp_test_${alphanumeric(14)}`;
  private readonly keySecret = alphanumeric(24);
  private readonly webhookSecret = alphanumeric(24);
  private readonly account = `acc_${alphanumeric(14)}`;
  readonly secret = {
    keyId: this.keyId,
    keySecret: this.keySecret,
    webhookSecrets: [this.webhookSecret],
  };

  newId(of: 'capture' | 'refund' | 'dispute' | 'token'): string {
    const prefix = { capture: 'pay', refund: 'rfnd', dispute: 'disp', token: 'token' }[of];
    return `${prefix}_${alphanumeric(14)}`;
  }

  /** Back with what the merchant can check by its key secret. */
  override returnUrl(payment: SimulatedPayment): string | undefined {
    if (payment.returnUrl === undefined) return undefined;
    const url = new URL(payment.returnUrl);
    const paid = paymentId(payment);
    if (payment.state !== 'captured') return url.toString();
    const { link, orderId } = payment.order;
    const referenceId = textOf(payment.order, 'referenceId') ?? '';
    const [signed, names] =
      typeof link === 'string'
        ? [
            `${link}|${referenceId}|paid|${paid}`,
            {
              razorpay_payment_link_id: link,
              razorpay_payment_link_reference_id: referenceId,
              razorpay_payment_link_status: 'paid',
            },
          ]
        : [`${String(orderId)}|${paid}`, { razorpay_order_id: String(orderId) }];
    const signature = createHmac('sha256', this.keySecret).update(signed).digest('hex');
    for (const [name, value] of Object.entries({
      razorpay_payment_id: paid,
      ...names,
      razorpay_signature: signature,
    }))
      url.searchParams.set(name, value);
    return url.toString();
  }

  call(request: ApiRequest): HttpResponse {
    if (request.host === 'rzp.io') return this.linkPage(request.path.split('/').at(-1) ?? '');
    if (!hasBasic(request, this.keyId, this.keySecret)) return failure(401, 'Authentication failed');
    const key = request.headers['x-refund-idempotency'] ?? request.headers['x-payment-idempotency'];
    return this.once(key === undefined ? undefined : `${request.path} ${key}`, () => {
      try {
        return this.answer(request, readJson(request.body));
      } catch (error) {
        if (!(error instanceof NotPossibleError)) throw error;
        return failure(400, error.message);
      }
    });
  }

  private answer(request: ApiRequest, body: Json): HttpResponse {
    const found = (id: string, then: (payment: SimulatedPayment) => HttpResponse): HttpResponse => {
      const payment = this.book.find(this.id, id);
      return payment === undefined ? failure(400, 'The id provided does not exist') : then(payment);
    };
    const shown = (payment: SimulatedPayment): HttpResponse => jsonResponse(200, paymentEntity(payment));
    return (
      route(request, [
        [
          'POST',
          '/v1/customers',
          () =>
            jsonResponse(200, {
              id: `cust_${alphanumeric(14)}`,
              entity: 'customer',
              name: body['name'] ?? null,
            }),
        ],
        ['POST', '/v1/orders', () => this.createOrder(body)],
        ['POST', '/v1/payment_links', () => this.createLink(body)],
        ['GET', '/v1/orders', () => this.listOrders(request.query.get('receipt'))],
        [
          'GET',
          '/v1/orders/{id}',
          ({ id = '' }) => found(id, (payment) => jsonResponse(200, orderEntity(payment))),
        ],
        [
          'GET',
          '/v1/orders/{id}/payments',
          ({ id = '' }) =>
            found(id, (payment) => collection(payment.state === 'open' ? [] : [paymentEntity(payment)])),
        ],
        ['GET', '/v1/payment_links', () => this.listLinks(request.query.get('reference_id'))],
        [
          'GET',
          '/v1/payment_links/{id}',
          ({ id = '' }) => found(id, (payment) => jsonResponse(200, this.link(payment))),
        ],
        [
          'POST',
          '/v1/payment_links/{id}/cancel',
          ({ id = '' }) =>
            found(id, (payment) => {
              this.book.cancel(payment);
              return jsonResponse(200, this.link(payment));
            }),
        ],
        ['GET', '/v1/payments/{id}', ({ id = '' }) => found(id, shown)],
        [
          'POST',
          '/v1/payments/{id}/capture',
          ({ id = '' }) =>
            found(id, (payment) => {
              this.book.capture(payment, paise(body['amount'], payment));
              return shown(payment);
            }),
        ],
        ['POST', '/v1/payments/create/recurring', () => this.charge(body)],
        [
          'POST',
          '/v1/payments/{id}/refund',
          ({ id = '' }) => found(id, (payment) => this.refund(payment, body)),
        ],
        [
          'GET',
          '/v1/payments/{id}/refunds',
          ({ id = '' }) =>
            found(id, (payment) => collection(payment.refunds.map((each) => refundEntity(payment, each)))),
        ],
        [
          'GET',
          '/v1/refunds/{id}',
          ({ id = '' }) =>
            found(id, (payment) => {
              const refund = payment.refunds.find((each) => each.id === id);
              return refund === undefined
                ? failure(400, 'The id provided does not exist')
                : jsonResponse(200, refundEntity(payment, refund));
            }),
        ],
        [
          'GET',
          '/v1/disputes',
          () =>
            collection(
              this.book
                .all(this.id)
                .flatMap((payment) => payment.disputes.map((each) => disputeEntity(payment, each))),
            ),
        ],
      ]) ?? failure(404, 'The requested URL was not found on the server.')
    );
  }

  private createOrder(body: Json): HttpResponse {
    const payment = this.open(body, {
      receipt: textOf(body, 'receipt') ?? null,
      description: textOf(body, 'receipt') ?? '',
    });
    return payment === undefined ? INVALID : jsonResponse(200, orderEntity(payment));
  }

  private createLink(body: Json): HttpResponse {
    const link = `plink_${alphanumeric(14)}`;
    const referenceId = textOf(body, 'reference_id');
    const isTaken = this.book
      .all(this.id)
      .some(
        ({ order, state }) =>
          referenceId !== undefined && order['referenceId'] === referenceId && state !== 'canceled',
      );
    if (isTaken) return failure(400, 'payment link creation failed with reference_id that exists already');
    const payment = this.open(body, {
      link,
      referenceId,
      short: alphanumeric(7),
      description: textOf(body, 'description') ?? '',
    });
    if (payment === undefined) return INVALID;
    this.book.name(payment, link);
    this.book.name(payment, String(payment.order['short']));
    return jsonResponse(200, this.link(payment));
  }

  private open(body: Json, more: Readonly<Record<string, unknown>>): SimulatedPayment | undefined {
    const currency = textOf(body, 'currency') ?? 'INR';
    const micros = microsOfMinor(body['amount'], currency);
    if (micros === undefined) return undefined;
    const notes = Object.fromEntries(
      Object.entries(fieldsOf(body, 'notes')).map(([name, value]) => [name, String(value)]),
    );
    const orderId = `order_${alphanumeric(14)}`;
    const isManual = body['payment_capture'] === 0 || body['payment_capture'] === false;
    const payment = this.book.open({
      provider: this.id,
      id: orderId,
      merchantsId: notes['mvno_payment_id'],
      micros,
      currency,
      description: textOf(more, 'description') ?? '',
      returnUrl: textOf(body, 'callback_url'),
      captureMethod: isManual ? 'manual' : 'automatic',
      savesMethodOf: body['token'] === undefined ? undefined : textOf(body, 'customer_id'),
      order: { ...more, notes, orderId, payment: `pay_${alphanumeric(14)}` },
    });
    this.book.name(payment, paymentId(payment));
    return payment;
  }

  /** A token that the payer agreed to, without the payer. */
  private charge(body: Json): HttpResponse {
    const payment = this.book.find(this.id, textOf(body, 'order_id') ?? '');
    const token = textOf(body, 'token');
    const isKept = this.book.all(this.id).some(({ savedMethod }) => savedMethod?.token === token);
    if (payment === undefined || !isKept) return failure(400, 'The id provided does not exist');
    if (this.book.declinesSavedMethods) this.book.decline(payment, 'payment_declined');
    else this.book.pay(payment);
    return jsonResponse(200, { razorpay_payment_id: paymentId(payment), razorpay_order_id: payment.id });
  }

  private refund(payment: SimulatedPayment, body: Json): HttpResponse {
    const notes = Object.fromEntries(
      Object.entries(fieldsOf(body, 'notes')).map(([name, value]) => [name, String(value)]),
    );
    const receipt = textOf(body, 'receipt');
    if (receipt !== undefined && payment.refunds.some(({ merchantsId }) => merchantsId === receipt))
      return failure(400, 'The receipt has already been taken');
    const micros = body['amount'] === undefined ? undefined : paise(body['amount'], payment);
    const refund = this.book.refund(payment, micros, { merchantsId: receipt, notes });
    return jsonResponse(200, refundEntity(payment, refund));
  }

  private listOrders(receipt: string | null): HttpResponse {
    const found = this.book
      .all(this.id)
      .filter(({ order }) => receipt === null || order['receipt'] === receipt);
    return collection(found.map(orderEntity));
  }

  private listLinks(referenceId: string | null): HttpResponse {
    const found = this.book
      .all(this.id)
      .filter(
        ({ order }) =>
          order['link'] !== undefined && (referenceId ?? order['referenceId']) === order['referenceId'],
      );
    return jsonResponse(200, { payment_links: found.map((payment) => this.link(payment)) });
  }

  private link(payment: SimulatedPayment): object {
    const { order, state, currency, micros, description, returnUrl } = payment;
    const states = {
      open: 'created',
      declined: 'created',
      authorized: 'created',
      captured: 'paid',
      canceled: 'cancelled',
    };
    return {
      id: order['link'],
      entity: 'payment_link',
      amount: minor(micros, currency),
      amount_paid: minor(capturedMicros(payment), currency),
      callback_method: 'get',
      callback_url: returnUrl ?? '',
      currency,
      description,
      notes: order['notes'],
      order_id: payment.id,
      payments:
        payment.captures.length === 0
          ? null
          : [
              {
                amount: minor(micros, currency),
                method: 'upi',
                payment_id: paymentId(payment),
                status: 'captured',
              },
            ],
      reference_id: order['referenceId'] ?? '',
      short_url: `${this.merchant.url}/rzp.io/i/${String(order['short'])}`,
      status: states[state],
    };
  }

  private linkPage(short: string): HttpResponse {
    const payment = this.book.find(this.id, short);
    return payment === undefined ? failure(404, 'Not found') : seeOther(this.checkoutUrl(payment));
  }

  webhooks(payment: SimulatedPayment, happening: Happening): readonly Webhook[] {
    const entity = paymentEntity(payment);
    switch (happening.kind) {
      case 'authorized':
        return [
          this.event('payment.authorized', { payment: { ...entity, status: 'authorized', captured: false } }),
        ];
      case 'captured': {
        const paid =
          payment.order['link'] === undefined
            ? this.event('order.paid', { payment: entity, order: orderEntity(payment) })
            : this.event('payment_link.paid', {
                payment_link: this.link(payment),
                payment: entity,
                order: orderEntity(payment),
              });
        return [this.event('payment.captured', { payment: entity }), paid];
      }
      case 'failed':
        return [this.event('payment.failed', { payment: entity })];
      case 'canceled':
        return payment.order['link'] === undefined
          ? []
          : [this.event('payment_link.cancelled', { payment_link: this.link(payment) })];
      case 'refunded': {
        const refund = refundEntity(payment, happening.refund);
        return [
          this.event('refund.created', { refund, payment: entity }),
          this.event('refund.processed', { refund, payment: entity }),
        ];
      }
      case 'refund-failed':
        return [
          this.event('refund.failed', { refund: refundEntity(payment, happening.refund), payment: entity }),
        ];
      default: {
        const type = { opened: 'created', won: 'won', lost: 'lost' }[happening.dispute.state];
        return [
          this.event(`payment.dispute.${type}`, {
            payment: entity,
            dispute: disputeEntity(payment, happening.dispute),
          }),
        ];
      }
    }
  }

  private event(type: string, entities: Readonly<Record<string, object>>): Webhook {
    const key = alphanumeric(14);
    const body = JSON.stringify({
      entity: 'event',
      account_id: this.account,
      event: type,
      contains: Object.keys(entities),
      payload: Object.fromEntries(Object.entries(entities).map(([name, entity]) => [name, { entity }])),
      created_at: this.nowSeconds,
    });
    const signature = createHmac('sha256', this.webhookSecret).update(body).digest('hex');
    return {
      key,
      type,
      url: this.consoleUrl,
      isAccepted: is2xx,
      request: () => ({
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Razorpay-Webhook/v1',
          'x-razorpay-event-id': key,
          'x-razorpay-signature': signature,
        },
        body,
      }),
    };
  }
}

/** An order is paid by one payment here, which keeps its id when it is tried again. */
const paymentId = ({ order }: SimulatedPayment): string => String(order['payment']);

function minor(micros: number, currency: string): number {
  const amount = minorOfMicros(micros, currency);
  if (amount === undefined) throw new NotPossibleError(`${currency} has not that many decimals`);
  return amount;
}

function paise(value: unknown, { currency }: SimulatedPayment): number {
  const micros = microsOfMinor(value, currency);
  if (micros === undefined)
    throw new NotPossibleError('The amount must be a whole number of the smallest unit');
  return micros;
}

function orderEntity(payment: SimulatedPayment): object {
  const { id, currency, micros, order, state, createdMs } = payment;
  const paid = capturedMicros(payment);
  return {
    id,
    entity: 'order',
    amount: minor(micros, currency),
    amount_due: minor(micros - paid, currency),
    amount_paid: minor(paid, currency),
    attempts: state === 'open' ? 0 : 1,
    created_at: Math.floor(createdMs / 1000),
    currency,
    notes: order['notes'],
    receipt: order['receipt'] ?? null,
    status: paid > 0 ? 'paid' : state === 'open' ? 'created' : 'attempted',
  };
}

const REFUNDED = { none: null, part: 'partial', all: 'full' } as const;

function paymentEntity(payment: SimulatedPayment): object {
  const { id, currency, micros, order, state, description, createdMs, savedMethod } = payment;
  const back = refundedMicros(payment);
  const refunds = back === 0 ? 'none' : back < micros ? 'part' : 'all';
  const states = { open: 'created', declined: 'failed', authorized: 'authorized', canceled: 'failed' };
  const hasFailed = state === 'declined';
  return {
    id: paymentId(payment),
    entity: 'payment',
    amount: minor(micros, currency),
    currency,
    status: state === 'captured' ? (refunds === 'all' ? 'refunded' : 'captured') : states[state],
    order_id: id,
    invoice_id: null,
    international: false,
    method: 'upi',
    amount_refunded: minor(back, currency),
    refund_status: REFUNDED[refunds],
    captured: state === 'captured',
    description,
    card_id: null,
    bank: null,
    wallet: null,
    vpa: 'payer@upi',
    email: 'payer@example.com',
    contact: '+919000090000',
    ...(savedMethod === undefined ? {} : { customer_id: savedMethod.customer, token_id: savedMethod.token }),
    notes: order['notes'],
    fee: null,
    tax: null,
    error_code: hasFailed ? 'BAD_REQUEST_ERROR' : null,
    error_description: hasFailed ? 'Payment was unsuccessful due to a temporary issue.' : null,
    error_source: hasFailed ? 'bank' : null,
    error_step: hasFailed ? 'payment_authorization' : null,
    error_reason: hasFailed ? (payment.declined ?? 'payment_failed') : null,
    acquirer_data: { rrn: String(createdMs).slice(-12) },
    created_at: Math.floor(createdMs / 1000),
  };
}

const refundEntity = (
  payment: SimulatedPayment,
  { id, micros, atMs, merchantsId, notes, state }: Refund,
): object => ({
  id,
  entity: 'refund',
  amount: minor(micros, payment.currency),
  currency: payment.currency,
  payment_id: paymentId(payment),
  notes,
  receipt: merchantsId ?? null,
  acquirer_data: { arn: null },
  created_at: Math.floor(atMs / 1000),
  batch_id: null,
  status: { pending: 'pending', succeeded: 'processed', failed: 'failed' }[state],
  speed_processed: 'normal',
  speed_requested: 'normal',
});

const disputeEntity = (payment: SimulatedPayment, { id, micros, atMs, state }: Dispute): object => ({
  id,
  entity: 'dispute',
  payment_id: paymentId(payment),
  amount: minor(micros, payment.currency),
  currency: payment.currency,
  amount_deducted: state === 'lost' ? minor(micros, payment.currency) : 0,
  gateway_dispute_id: null,
  reason_code: 'chargeback_authorization',
  respond_by: Math.floor(atMs / 1000) + 7 * 86_400,
  status: state === 'opened' ? 'open' : state,
  phase: 'chargeback',
  created_at: Math.floor(atMs / 1000),
});

const collection = (items: readonly object[]): HttpResponse =>
  jsonResponse(200, { entity: 'collection', count: items.length, items });

const failure = (status: number, description: string): HttpResponse =>
  jsonResponse(status, {
    error: { code: 'BAD_REQUEST_ERROR', description, source: 'NA', step: 'NA', reason: 'NA' },
  });

const INVALID = failure(400, 'The amount must be a whole number of the smallest unit');
