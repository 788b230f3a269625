/** Stripe as its merchants see it. Shapes: docs.stripe.com/api, docs.stripe.com/webhooks. */
import { createHmac } from 'node:crypto';
import { microsOfMinor, minorOfMicros } from '../../../domain/payments/amount.js';
import { jsonResponse, type HttpResponse } from '../../http/message.js';
import type { Webhook } from '../deliveries.js';
import { alphanumeric, hex } from '../identifiers.js';
import {
  type Ability,
  type ApiRequest,
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

const API_VERSION = '2026-01-28';
const DECLINED_CARD = 402;

/** `a[b][c]=d` of a form, by its path `a.b.c`. */
type Form = ReadonlyMap<string, string>;

export class SimulatedStripe extends SimulatedProvider {
  readonly id = 'stripe';
  readonly title = 'Stripe';
  readonly hosts = ['api.stripe.com', 'checkout.stripe.com'];
  readonly abilities: ReadonlySet<Ability> = new Set([
    'separate-capture',
    'partial-capture',
    'late-capture',
    'try-again',
    'refund-failure',
    'dispute',
    'saved-method',
    'cancel',
  ]);
  private readonly secretKey = `sk_test_${alphanumeric(48)}`;
  private readonly webhookSecret = `whsec_${alphanumeric(32)}`;
  readonly secret = {
    secretKey: this.secretKey,
    publishableKey: `pk_test_${alphanumeric(48)}`,
    webhookSecrets: [this.webhookSecret],
  };

  newId(of: 'capture' | 'refund' | 'dispute' | 'token'): string {
    const prefix = { capture: 'ch', refund: 're', dispute: 'dp', token: 'pm' }[of];
    return `${prefix}_${alphanumeric(24)}`;
  }

  override returnUrl(payment: SimulatedPayment): string | undefined {
    const { returnUrl } = payment;
    if (returnUrl === undefined) return undefined;
    const session = payment.order['session'] as string | undefined;
    if (session !== undefined) return returnUrl.replaceAll('{CHECKOUT_SESSION_ID}', session);
    const url = new URL(returnUrl);
    url.searchParams.set('payment_intent', payment.id);
    url.searchParams.set('payment_intent_client_secret', clientSecret(payment));
    url.searchParams.set('redirect_status', payment.state === 'captured' ? 'succeeded' : 'failed');
    return url.toString();
  }

  call(request: ApiRequest): HttpResponse {
    if (request.host === 'checkout.stripe.com') return this.hostedPage(request);
    const basic = `Basic ${Buffer.from(`${this.secretKey}:`).toString('base64')}`;
    if (![`Bearer ${this.secretKey}`, basic].includes(request.headers['authorization'] ?? ''))
      return failure(401, 'invalid_request_error', 'Invalid API Key provided');
    const form = readForm(
      request.method === 'GET' ? request.query : new URLSearchParams(request.body.toString()),
    );
    const key = request.headers['idempotency-key'];
    const idempotent = key === undefined || request.method !== 'POST' ? undefined : `${request.path} ${key}`;
    return this.once(idempotent, () => {
      try {
        return this.answer(request, form);
      } catch (error) {
        if (!(error instanceof NotPossibleError)) throw error;
        return failure(400, 'invalid_request_error', error.message);
      }
    });
  }

  private answer(request: ApiRequest, form: Form): HttpResponse {
    const withIntent = (id: string, then: (payment: SimulatedPayment) => HttpResponse): HttpResponse => {
      const payment = this.book.find(this.id, id);
      return payment === undefined ? missing(id) : then(payment);
    };
    const shown = (payment: SimulatedPayment): HttpResponse => jsonResponse(200, this.intent(payment, form));
    return (
      route(request, [
        [
          'POST',
          '/v1/customers',
          () => jsonResponse(200, { id: `cus_${alphanumeric(14)}`, object: 'customer' }),
        ],
        ['POST', '/v1/payment_intents', () => this.createIntent(form)],
        ['POST', '/v1/checkout/sessions', () => this.createSession(form)],
        [
          'GET',
          '/v1/payment_intents/search',
          () => list(this.searched(form.get('query') ?? '').map((each) => this.intent(each, form))),
        ],
        ['GET', '/v1/payment_intents/{id}', ({ id = '' }) => withIntent(id, shown)],
        [
          'GET',
          '/v1/checkout/sessions/{id}',
          ({ id = '' }) => withIntent(id, (payment) => jsonResponse(200, this.session(payment))),
        ],
        [
          'POST',
          '/v1/payment_intents/{id}/capture',
          ({ id = '' }) =>
            withIntent(id, (payment) => {
              this.book.capture(payment, microsIn(form.get('amount_to_capture'), payment.currency));
              return shown(payment);
            }),
        ],
        [
          'POST',
          '/v1/payment_intents/{id}/cancel',
          ({ id = '' }) =>
            withIntent(id, (payment) => {
              this.book.cancel(payment);
              return shown(payment);
            }),
        ],
        ['POST', '/v1/refunds', () => this.createRefund(form)],
        [
          'GET',
          '/v1/refunds',
          () =>
            list(
              this.listed(form).flatMap((each) => each.refunds.map((refund) => refundObject(each, refund))),
            ),
        ],
        [
          'GET',
          '/v1/refunds/{id}',
          ({ id = '' }) =>
            withIntent(id, (payment) => {
              const refund = payment.refunds.find((each) => each.id === id);
              return refund === undefined ? missing(id) : jsonResponse(200, refundObject(payment, refund));
            }),
        ],
        [
          'GET',
          '/v1/disputes',
          () =>
            list(
              this.listed(form).flatMap((each) =>
                each.disputes.map((dispute) => disputeObject(each, dispute)),
              ),
            ),
        ],
        [
          'GET',
          '/v1/charges',
          () => list(this.listed(form).flatMap((each) => (each.captures.length > 0 ? [charge(each)] : []))),
        ],
      ]) ??
      failure(404, 'invalid_request_error', `Unrecognized request URL (${request.method}: ${request.path})`)
    );
  }

  /** The payment of a list's filter; Stripe lists all without one, which nobody here needs. */
  private listed(form: Form): readonly SimulatedPayment[] {
    const name = form.get('payment_intent') ?? form.get('charge');
    const found = name === undefined ? undefined : this.book.find(this.id, name);
    return found === undefined ? [] : [found];
  }

  /** `metadata['name']:'value'`, the part of the query language that finds a payment again. */
  private searched(query: string): readonly SimulatedPayment[] {
    const [, name, value] = /^metadata\[['"](\w+)['"]\]:['"]([^'"]*)['"]$/.exec(query) ?? [];
    if (name === undefined) return [];
    return this.book.all(this.id).filter((each) => metadataOf(each)[name] === value);
  }

  private createIntent(form: Form): HttpResponse {
    const currency = (form.get('currency') ?? '').toUpperCase();
    const micros = microsIn(form.get('amount'), currency);
    if (micros === undefined)
      return failure(400, 'invalid_request_error', 'Invalid integer or currency', 'amount');
    const metadata = mapIn(form, 'metadata');
    const keeps = form.has('setup_future_usage');
    const payment = this.book.open({
      provider: this.id,
      id: `pi_${alphanumeric(24)}`,
      merchantsId: metadata['mvno_payment_id'],
      micros,
      currency,
      description: form.get('description') ?? '',
      returnUrl: form.get('return_url'),
      captureMethod: form.get('capture_method') === 'manual' ? 'manual' : 'automatic',
      savesMethodOf: keeps ? (form.get('customer') ?? '') : undefined,
      order: { metadata, customer: form.get('customer'), clientSecret: alphanumeric(25) },
    });
    if (form.get('confirm') !== 'true') return jsonResponse(200, this.intent(payment, form));
    // Off session: a method that was kept. Declined cards are an error with the intent in it.
    const known = this.book
      .all(this.id)
      .some(({ savedMethod }) => savedMethod?.token === form.get('payment_method'));
    if (!known) return failure(400, 'invalid_request_error', 'No such PaymentMethod', 'payment_method');
    if (this.book.declinesSavedMethods) {
      this.book.decline(payment);
      return jsonResponse(DECLINED_CARD, {
        error: {
          type: 'card_error',
          code: 'card_declined',
          decline_code: payment.declined,
          message: 'Your card has insufficient funds.',
          payment_intent: this.intent(payment, form),
        },
      });
    }
    this.book.pay(payment);
    return jsonResponse(200, this.intent(payment, form));
  }

  private createSession(form: Form): HttpResponse {
    const price = 'line_items.0.price_data';
    const currency = (form.get(`${price}.currency`) ?? '').toUpperCase();
    const micros = microsIn(form.get(`${price}.unit_amount`), currency);
    if (micros === undefined || form.get('mode') !== 'payment')
      return failure(400, 'invalid_request_error', 'mode, currency or unit_amount is missing or wrong');
    const metadata = mapIn(form, 'payment_intent_data.metadata');
    const session = `cs_test_${alphanumeric(58)}`;
    const keeps = form.has('payment_intent_data.setup_future_usage');
    const payment = this.book.open({
      provider: this.id,
      id: `pi_${alphanumeric(24)}`,
      merchantsId: metadata['mvno_payment_id'],
      micros,
      currency,
      description: form.get(`${price}.product_data.name`) ?? '',
      returnUrl: form.get('success_url') ?? form.get('return_url'),
      captureMethod: form.get('payment_intent_data.capture_method') === 'manual' ? 'manual' : 'automatic',
      savesMethodOf: keeps ? (form.get('customer') ?? `cus_${alphanumeric(14)}`) : undefined,
      order: {
        metadata,
        session,
        sessionMetadata: mapIn(form, 'metadata'),
        clientReferenceId: form.get('client_reference_id'),
        customer: form.get('customer'),
        clientSecret: alphanumeric(25),
      },
    });
    this.book.name(payment, session);
    return jsonResponse(200, this.session(payment));
  }

  private createRefund(form: Form): HttpResponse {
    const name = form.get('payment_intent') ?? form.get('charge') ?? '';
    const payment = this.book.find(this.id, name);
    if (payment === undefined) return missing(name);
    const wanted = form.get('amount');
    const micros = microsIn(wanted, payment.currency);
    if (wanted !== undefined && micros === undefined)
      return failure(400, 'invalid_request_error', 'Invalid integer', 'amount');
    const refund = this.book.refund(payment, micros, { notes: mapIn(form, 'metadata') });
    return jsonResponse(200, refundObject(payment, refund));
  }

  private intent(payment: SimulatedPayment, form?: Form): object {
    const expands = [...(form?.entries() ?? [])].some(
      ([name, value]) => name.startsWith('expand') && value === 'latest_charge',
    );
    const isCharged = payment.captures.length > 0;
    return {
      ...intentObject(payment),
      latest_charge: isCharged ? (expands ? charge(payment) : chargeId(payment)) : null,
    };
  }

  private session(payment: SimulatedPayment): object {
    const { session, sessionMetadata, clientReferenceId, customer } = payment.order;
    const isPaid = capturedMicros(payment) === payment.micros;
    const isOver = payment.state === 'captured' || payment.state === 'authorized';
    return {
      id: session,
      object: 'checkout.session',
      amount_total: minor(payment.micros, payment.currency),
      client_reference_id: clientReferenceId ?? null,
      currency: payment.currency.toLowerCase(),
      customer: customer ?? payment.savesMethodOf ?? null,
      livemode: false,
      metadata: sessionMetadata ?? {},
      mode: 'payment',
      // Stripe makes the intent when the payer confirms.
      payment_intent: payment.state === 'open' ? null : payment.id,
      payment_status: isPaid ? 'paid' : 'unpaid',
      status: isOver ? 'complete' : payment.state === 'canceled' ? 'expired' : 'open',
      url: isOver ? null : `${this.merchant.url}/checkout.stripe.com/c/pay/${String(session)}`,
    };
  }

  private hostedPage({ path }: ApiRequest): HttpResponse {
    const payment = this.book.find(this.id, path.split('/').at(-1) ?? '');
    return payment === undefined ? missing(path) : seeOther(this.checkoutUrl(payment));
  }

  webhooks(payment: SimulatedPayment, happening: Happening): readonly Webhook[] {
    const intent = (): object => this.intent(payment);
    switch (happening.kind) {
      case 'authorized':
        // Captured at once it is told as such; otherwise the session is over, and unpaid.
        return payment.captureMethod === 'automatic'
          ? []
          : [this.event('payment_intent.amount_capturable_updated', intent()), ...this.completed(payment)];
      case 'captured':
        return [
          this.event('charge.succeeded', charge(payment)),
          this.event('payment_intent.succeeded', intent()),
          ...(payment.captureMethod === 'automatic' ? this.completed(payment) : []),
        ];
      case 'failed':
        return [this.event('payment_intent.payment_failed', intent())];
      case 'canceled':
        return [this.event('payment_intent.canceled', intent())];
      case 'refunded':
        return [
          this.event('refund.created', refundObject(payment, happening.refund)),
          this.event('charge.refunded', charge(payment)),
        ];
      case 'refund-failed':
        return [
          this.event('refund.updated', refundObject(payment, happening.refund)),
          this.event('refund.failed', refundObject(payment, happening.refund)),
        ];
      default:
        return this.disputeEvents(payment, happening.dispute);
    }
  }

  private completed(payment: SimulatedPayment): Webhook[] {
    if (payment.order['session'] === undefined) return [];
    return [this.event('checkout.session.completed', this.session(payment))];
  }

  private disputeEvents(payment: SimulatedPayment, dispute: Dispute): Webhook[] {
    const types = {
      opened: ['charge.dispute.created', 'charge.dispute.funds_withdrawn'],
      won: ['charge.dispute.funds_reinstated', 'charge.dispute.closed'],
      lost: ['charge.dispute.closed'],
    }[dispute.state];
    return types.map((type) => this.event(type, disputeObject(payment, dispute)));
  }

  private event(type: string, object: object): Webhook {
    const key = `evt_${alphanumeric(24)}`;
    const body = JSON.stringify({
      id: key,
      object: 'event',
      api_version: API_VERSION,
      created: this.nowSeconds,
      data: { object },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
    });
    return {
      key,
      type,
      url: this.consoleUrl,
      isAccepted: is2xx,
      request: (nowMs) => {
        const t = Math.floor(nowMs / 1000);
        const v1 = createHmac('sha256', this.webhookSecret).update(`${t}.${body}`).digest('hex');
        return {
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
            // Test mode signs with the old scheme as well; nobody may take that for a signature.
            'stripe-signature': `t=${t},v1=${v1},v0=${hex(32)}`,
          },
          body,
        };
      },
    };
  }
}

function readForm(form: URLSearchParams): Form {
  return new Map([...form].map(([name, value]) => [name.replaceAll(']', '').replaceAll('[', '.'), value]));
}

function mapIn(form: Form, name: string): Record<string, string> {
  const prefix = `${name}.`;
  return Object.fromEntries(
    [...form].flatMap(([path, value]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), value]] : [],
    ),
  );
}

function microsIn(text: string | undefined, currency: string): number | undefined {
  return text === undefined || !/^\d{1,12}$/.test(text) ? undefined : microsOfMinor(Number(text), currency);
}

const minor = (micros: number, currency: string): number => {
  const amount = minorOfMicros(micros, currency);
  if (amount === undefined) throw new NotPossibleError(`${currency} has not that many decimals`);
  return amount;
};

const metadataOf = ({ order }: SimulatedPayment): Record<string, string> =>
  (order['metadata'] ?? {}) as Record<string, string>;

const clientSecret = ({ id, order }: SimulatedPayment): string =>
  `${id}_secret_${String(order['clientSecret'])}`;

const STATUS: Readonly<Record<SimulatedPayment['state'], string>> = {
  open: 'requires_payment_method',
  declined: 'requires_payment_method',
  authorized: 'requires_capture',
  captured: 'succeeded',
  canceled: 'canceled',
};

function intentObject(payment: SimulatedPayment): object {
  const { id, currency, state, declined, createdMs, description, order, savedMethod, captureMethod } =
    payment;
  return {
    id,
    object: 'payment_intent',
    amount: minor(payment.micros, currency),
    amount_capturable: state === 'authorized' ? minor(payment.micros, currency) : 0,
    amount_received: minor(capturedMicros(payment), currency),
    capture_method: captureMethod,
    client_secret: clientSecret(payment),
    created: Math.floor(createdMs / 1000),
    currency: currency.toLowerCase(),
    customer: savedMethod?.customer ?? order['customer'] ?? null,
    description,
    last_payment_error:
      state === 'declined'
        ? {
            type: 'card_error',
            code: 'card_declined',
            decline_code: declined,
            message: 'Your card was declined.',
          }
        : null,
    livemode: false,
    metadata: metadataOf(payment),
    payment_method: savedMethod?.token ?? (state === 'captured' ? 'pm_card_visa' : null),
    setup_future_usage: payment.savesMethodOf === undefined ? null : 'off_session',
    status: STATUS[state],
  };
}

/** One charge an intent, however it is captured. */
const chargeId = ({ captures }: SimulatedPayment): string => captures[0]?.id ?? '';

function charge(payment: SimulatedPayment): object {
  const { currency } = payment;
  return {
    id: chargeId(payment),
    object: 'charge',
    amount: minor(payment.micros, currency),
    amount_captured: minor(capturedMicros(payment), currency),
    amount_refunded: minor(refundedMicros(payment), currency),
    captured: true,
    created: Math.floor((payment.captures[0]?.atMs ?? payment.createdMs) / 1000),
    currency: currency.toLowerCase(),
    disputed: payment.disputes.length > 0,
    livemode: false,
    metadata: metadataOf(payment),
    paid: true,
    payment_intent: payment.id,
    payment_method: payment.savedMethod?.token ?? 'pm_card_visa',
    payment_method_details: {
      type: 'card',
      card: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2034 },
    },
    refunded: refundedMicros(payment) === capturedMicros(payment),
    status: 'succeeded',
  };
}

function refundObject(payment: SimulatedPayment, { id, micros, atMs, state, notes }: Refund): object {
  return {
    id,
    object: 'refund',
    amount: minor(micros, payment.currency),
    charge: chargeId(payment),
    created: Math.floor(atMs / 1000),
    currency: payment.currency.toLowerCase(),
    metadata: notes,
    payment_intent: payment.id,
    reason: 'requested_by_customer',
    status: state,
    ...(state === 'failed' ? { failure_reason: 'expired_or_canceled_card' } : {}),
  };
}

function disputeObject(payment: SimulatedPayment, { id, micros, atMs, state }: Dispute): object {
  return {
    id,
    object: 'dispute',
    amount: minor(micros, payment.currency),
    charge: chargeId(payment),
    created: Math.floor(atMs / 1000),
    currency: payment.currency.toLowerCase(),
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: payment.id,
    reason: 'fraudulent',
    status: state === 'opened' ? 'needs_response' : state,
  };
}

const list = (data: readonly object[]): HttpResponse =>
  jsonResponse(200, { object: 'list', data, has_more: false, url: '' });

const missing = (id: string): HttpResponse =>
  failure(404, 'invalid_request_error', `No such object: '${id}'`, 'id', 'resource_missing');

const failure = (
  status: number,
  type: string,
  message: string,
  param?: string,
  code?: string,
): HttpResponse =>
  jsonResponse(status, { error: { type, message, ...(param && { param }), ...(code && { code }) } });
