/**
 * Stripe: hosted Checkout for payments, PaymentIntents off session for charges by mandate, refunds.
 *
 * Source: docs.stripe.com/api (Checkout Sessions, PaymentIntents, Refunds, Disputes, idempotent requests).
 */
import { minorOfMicros } from '../../../domain/payments/amount.js';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import {
  disputeFacts,
  intentFacts,
  refundFacts,
  sessionFacts,
  STRIPE_MINOR_UNITS,
} from '../../../domain/payments/providers/stripe/facts.js';
import {
  type Fields,
  fieldsOf,
  jsonObject,
  listOf,
  nameOf,
  textOf,
} from '../../../domain/payments/providers/values.js';
import {
  type ClientOptions,
  type CreatedPayment,
  type KnownPayment,
  type MandateOrder,
  type PaymentClient,
  type PaymentOrder,
  ProviderError,
  type ProviderResponse,
  type RefundOrder,
} from '../payment-client.js';
import { is2xx, memberOf, refusedBy, shortened } from './requests.js';

const BASE = 'https://api.stripe.com/v1';
const DESCRIPTION_LENGTH = 200;

/** Names that Stripe gives. */
const INTENT = /^pi_/;
const SESSION = /^cs_/;

type Form = Readonly<Record<string, string>>;

export const stripeClient = (options: ClientOptions): PaymentClient => new StripeClient(options);

class StripeClient implements PaymentClient {
  readonly provider = 'stripe';
  // Its events name a merchant to platforms only.
  readonly merchant = undefined;
  private readonly call: ClientOptions['call'];
  private readonly authorization: string;

  constructor({ call, secret }: ClientOptions) {
    this.call = call;
    this.authorization = `Bearer ${memberOf('stripe', secret, 'secretKey')}`;
  }

  async create(order: PaymentOrder): Promise<CreatedPayment> {
    const { paymentId, currency, description, returnUrl, subscriberId, saveMandate, locale } = order;
    const price = 'line_items[0][price_data]';
    const session = await this.post(
      '/checkout/sessions',
      {
        mode: 'payment',
        client_reference_id: paymentId,
        success_url: returnUrl,
        cancel_url: returnUrl,
        locale: localeOf(locale),
        'line_items[0][quantity]': '1',
        [`${price}[currency]`]: currency.toLowerCase(),
        [`${price}[unit_amount]`]: minor(order),
        [`${price}[product_data][name]`]: shortened(description, DESCRIPTION_LENGTH),
        'metadata[mvno_payment_id]': paymentId,
        'payment_intent_data[metadata][mvno_payment_id]': paymentId,
        'payment_intent_data[metadata][subscriber_id]': subscriberId,
        ...(saveMandate
          ? { customer_creation: 'always', 'payment_intent_data[setup_future_usage]': 'off_session' }
          : {}),
      },
      paymentId,
      'creating a session',
    );
    const id = nameOf(session, 'id');
    const url = textOf(session, 'url');
    const intent = nameOf(session, 'payment_intent');
    // Paid already: the answer to a repeated order.
    const facts = sessionFacts(session);
    if (id === undefined || (url === undefined && facts.length === 0))
      throw new ProviderError('stripe: the session was answered without an id or a URL', true);
    return {
      references: [id, ...(intent === undefined ? [] : [intent])],
      checkout: url === undefined ? { kind: 'none' } : { kind: 'redirect', url },
      facts,
    };
  }

  async query({ references }: KnownPayment): Promise<readonly PaymentFact[]> {
    const sessions = await Promise.all(
      references
        .filter((name) => SESSION.test(name))
        .map((id) => this.get(`/checkout/sessions/${id}`, 'reading a session')),
    );
    const named = sessions.map((session) => nameOf(session, 'payment_intent'));
    const intents = new Set(
      [...references.filter((name) => INTENT.test(name)), ...named].filter((id) => id !== undefined),
    );
    const told = await Promise.all([...intents].map((id) => this.intent(id)));
    return [...sessions.flatMap(sessionFacts), ...told.flat()];
  }

  /** An intent with what went back of it. */
  private async intent(id: string): Promise<readonly PaymentFact[]> {
    const query = `payment_intent=${id}&limit=100`;
    const [intent, refunds, disputes] = await Promise.all([
      this.get(`/payment_intents/${id}?expand[]=latest_charge`, 'reading an intent'),
      this.get(`/refunds?${query}`, 'listing refunds'),
      this.get(`/disputes?${query}`, 'listing disputes'),
    ]);
    return [
      ...intentFacts(intent),
      ...listOf(refunds, 'data').flatMap(refundFacts),
      ...listOf(disputes, 'data').flatMap(disputeFacts),
    ];
  }

  async refund(refund: RefundOrder): Promise<readonly PaymentFact[]> {
    const { refundId, refundMicros, currency, paymentId, captures, reason } = refund;
    const intent = captures.find((name) => INTENT.test(name));
    if (intent === undefined) throw new ProviderError('stripe: the payment was not captured', false);
    const answer = await this.post(
      '/refunds',
      {
        payment_intent: intent,
        amount: minor({ amountMicros: refundMicros, currency }),
        'metadata[mvno_payment_id]': paymentId,
        'metadata[mvno_refund_id]': refundId,
        'metadata[reason]': shortened(reason, DESCRIPTION_LENGTH),
      },
      refundId,
      'refunding',
    );
    const id = nameOf(answer, 'id');
    if (id === undefined) throw new ProviderError('stripe: the refund was answered without an id', true);
    return refundFacts(answer);
  }

  async charge(order: MandateOrder): Promise<CreatedPayment> {
    const { paymentId, currency, description, mandate, subscriberId } = order;
    if (mandate.customer === undefined) throw new ProviderError('stripe: the mandate has no customer', false);
    const response = await this.send(
      '/payment_intents',
      {
        amount: minor(order),
        currency: currency.toLowerCase(),
        customer: mandate.customer,
        payment_method: mandate.token,
        off_session: 'true',
        confirm: 'true',
        description: shortened(description, DESCRIPTION_LENGTH),
        'metadata[mvno_payment_id]': paymentId,
        'metadata[subscriber_id]': subscriberId,
      },
      paymentId,
    );
    // A declined card is an error with the intent in it: the payment's failure, not ours.
    const declined = fieldsOf(fieldsOf(jsonObject(response.body) ?? {}, 'error'), 'payment_intent');
    const intent =
      response.status === 402 && nameOf(declined, 'id') !== undefined ? declined : read(response, 'charging');
    const id = nameOf(intent, 'id');
    if (id === undefined) throw new ProviderError('stripe: the intent was answered without an id', true);
    return { references: [id], checkout: { kind: 'none' }, facts: intentFacts(intent) };
  }

  private async post(path: string, form: Form, idempotencyKey: string, what: string): Promise<Fields> {
    return read(await this.send(path, form, idempotencyKey), what);
  }

  private send(path: string, form: Form, idempotencyKey: string): Promise<ProviderResponse> {
    return this.call({
      method: 'POST',
      url: `${BASE}${path}`,
      headers: {
        authorization: this.authorization,
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': idempotencyKey,
      },
      body: new URLSearchParams(form).toString(),
    });
  }

  private async get(path: string, what: string): Promise<Fields> {
    const headers = { authorization: this.authorization };
    return read(await this.call({ method: 'GET', url: `${BASE}${path}`, headers }), what);
  }
}

/** Languages that Checkout speaks only as they are written here; others by their first part. */
const localeOf = (locale: string): string =>
  ['en-GB', 'es-419', 'fr-CA', 'pt-BR', 'zh-HK', 'zh-TW'].includes(locale) ? locale : 'auto';

/** @throws ProviderError when the currency does not have so many digits */
function minor({
  amountMicros,
  currency,
}: {
  readonly amountMicros: number;
  readonly currency: string;
}): string {
  const amount = minorOfMicros(amountMicros, currency, STRIPE_MINOR_UNITS);
  if (amount === undefined)
    throw new ProviderError(
      `stripe: got ${amountMicros} micros; allowed: what ${currency} can be paid in`,
      false,
    );
  return String(amount);
}

/** @throws ProviderError for anything but 2xx with a JSON object */
function read({ status, body }: ProviderResponse, what: string): Fields {
  const answer = jsonObject(body);
  if (is2xx(status) && answer !== undefined) return answer;
  const error = fieldsOf(answer ?? {}, 'error');
  throw refusedBy(
    'stripe',
    what,
    is2xx(status) ? 502 : status,
    textOf(error, 'code') ?? textOf(error, 'type'),
  );
}
