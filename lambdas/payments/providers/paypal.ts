/**
 * PayPal through Orders v2: an order that the subscriber approves at PayPal and the client captures, refunds of its
 * capture, and stored wallets (vault) that are charged without him.
 *
 * Source: developer.paypal.com/api/orders/v2, /api/payments/v2, /api/orders-v2/save-with-purchase/paypal.
 */
import { microsOfDecimal } from '../../../domain/payments/amount.js';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import {
  orderFacts,
  PAYPAL_MINOR_UNITS,
  refundFacts,
  vaultedOf,
} from '../../../domain/payments/providers/paypal/facts.js';
import {
  type Fields,
  fieldsOf,
  jsonObject,
  known,
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
import { AccessToken } from './access-token.js';
import { decimalFor, is2xx, memberOf, refusedBy, shortened } from './requests.js';

const BASE: Readonly<Record<string, string>> = {
  sandbox: 'https://api-m.sandbox.paypal.com',
  live: 'https://api-m.paypal.com',
};

const DESCRIPTION_LENGTH = 127;
const NOTE_LENGTH = 255;
/** A payment has one order; its other names are of captures and refunds. */
const MOST_NAMES = 12;

export const paypalClient = (options: ClientOptions): PaymentClient => new PayPalClient(options);

class PayPalClient implements PaymentClient {
  readonly provider = 'paypal';
  /** PayPal's messages come by the app's own webhook; who is paid is not in all of them. */
  readonly merchant = undefined;
  private readonly options: ClientOptions;
  private readonly base: string;
  private readonly token: AccessToken;

  constructor(options: ClientOptions) {
    this.options = options;
    this.token = new AccessToken(options.now);
    this.base = BASE[memberOf('paypal', options.secret, 'environment')] ?? (BASE['sandbox'] as string);
  }

  async create(order: PaymentOrder): Promise<CreatedPayment> {
    const { returnUrl, locale, saveMandate, subscriberId } = order;
    const attributes = {
      // Wanted again at times of the subscriber's choosing, for amounts that he set.
      vault: { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT', usage_pattern: 'IMMEDIATE' },
      customer: { merchant_customer_id: subscriberId },
    };
    const answer = await this.post('/v2/checkout/orders', order.paymentId, {
      ...orderBody(order),
      payment_source: {
        paypal: {
          ...(saveMandate ? { attributes } : {}),
          experience_context: {
            return_url: returnUrl,
            cancel_url: returnUrl,
            user_action: 'PAY_NOW',
            shipping_preference: 'NO_SHIPPING',
            payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED',
            ...(/^[a-z]{2}-[A-Z]{2}$/.test(locale) ? { locale } : {}),
          },
        },
      },
    });
    const id = orderIdOf(answer);
    const link = listOf(answer, 'links').find((each) =>
      ['payer-action', 'approve'].includes(textOf(each, 'rel') ?? ''),
    );
    const url = link === undefined ? undefined : textOf(link, 'href');
    const facts = orderFacts(answer);
    // The same order again, after it was approved: there is nothing to do for the subscriber any more.
    if (url === undefined && facts.length === 0)
      throw new ProviderError('paypal: the order was answered without a link for the payer', true);
    return {
      references: [id],
      checkout: url === undefined ? { kind: 'none' } : { kind: 'redirect', url },
      facts,
    };
  }

  /** Captures, too, an order that was approved: PayPal leaves that to the merchant, and gives it up after hours. */
  async query(payment: KnownPayment): Promise<readonly PaymentFact[]> {
    const order = await this.orderOf(payment);
    if (order === undefined) return [];
    if (textOf(order, 'status') !== 'APPROVED' || hasCaptures(order)) return orderFacts(order);
    checkOrder(order, payment);
    return this.capture(order, payment);
  }

  async refund(refund: RefundOrder): Promise<readonly PaymentFact[]> {
    const { captures, currency, paymentId, refundId, refundMicros, reason } = refund;
    const [capture, ...more] = captures;
    if (capture === undefined || more.length > 0)
      throw new ProviderError(`paypal: got ${captures.length} captures; allowed: one`, false);
    const answer = await this.post(`/v2/payments/captures/${encodeURIComponent(capture)}/refund`, refundId, {
      amount: money(refundMicros, currency),
      custom_id: paymentId,
      invoice_id: refundId,
      note_to_payer: shortened(reason, NOTE_LENGTH),
    });
    return refundFacts(answer, false, { paymentId, references: [capture] });
  }

  async charge(order: MandateOrder): Promise<CreatedPayment> {
    const response = await this.send('POST', '/v2/checkout/orders', order.paymentId, {
      ...orderBody(order),
      payment_source: {
        paypal: {
          vault_id: order.mandate.token,
          stored_credential: {
            payment_initiator: 'MERCHANT',
            usage: 'SUBSEQUENT',
            usage_pattern: 'IMMEDIATE',
          },
        },
      },
    });
    const reason = declinedBecause(response);
    if (reason !== undefined)
      return {
        references: [],
        checkout: { kind: 'none' },
        facts: [{ kind: 'failed', paymentId: order.paymentId, references: [], reason }],
      };
    const answer = read(response, 'the charge');
    const id = orderIdOf(answer);
    const facts = orderFacts(answer);
    if (facts.length > 0) return { references: [id], checkout: { kind: 'none' }, facts };
    // Nobody is there to do what PayPal wants of the payer.
    const failed: PaymentFact = {
      kind: 'failed',
      paymentId: order.paymentId,
      references: [id],
      reason: (textOf(answer, 'status') ?? 'unknown').toLowerCase(),
    };
    return { references: [id], checkout: { kind: 'none' }, facts: [failed] };
  }

  private async capture(approved: Fields, payment: KnownPayment): Promise<readonly PaymentFact[]> {
    const id = orderIdOf(approved);
    const path = `/v2/checkout/orders/${encodeURIComponent(id)}/capture`;
    // Approved anew, with another way to pay after one was declined, it is another request.
    const approval = (textOf(approved, 'update_time') ?? 'capture').replaceAll(/[^\w]/g, '');
    const response = await this.send('POST', path, `${payment.paymentId}-${approval}`, {});
    const reason = declinedBecause(response);
    if (reason === 'order_already_captured') {
      const order = await this.orderOf(payment);
      return order === undefined ? [] : orderFacts(order);
    }
    const about = { paymentId: payment.paymentId, references: [id] };
    if (reason !== undefined) return [{ ...about, kind: 'failed', reason }];
    const answer = read(response, 'the capture');
    const mandate = vaultedOf(answer);
    const facts = orderFacts(answer);
    // A short answer leaves out what is known: the order tells it with all of it.
    if (facts.length > 0 && hasCaptures(answer))
      return facts.map((fact) => ({ ...about, ...fact, ...known({ mandate }) }));
    const order = await this.orderOf(payment);
    return order === undefined ? [] : orderFacts(order);
  }

  /** By the names that are known of a payment, of which one is its order's; undefined = none is. */
  private async orderOf({ references, paymentId }: KnownPayment): Promise<Fields | undefined> {
    for (const reference of references.slice(0, MOST_NAMES)) {
      const response = await this.send('GET', `/v2/checkout/orders/${encodeURIComponent(reference)}`);
      // What is no order's name at all is a bad request.
      if ([400, 404, 422].includes(response.status)) continue;
      const order = read(response, 'the order');
      const [unit] = listOf(order, 'purchase_units');
      const owner = unit === undefined ? undefined : nameOf(unit, 'custom_id');
      if (owner === undefined || owner === paymentId) return order;
    }
    return undefined;
  }

  private async post(path: string, requestId: string, body: object): Promise<Fields> {
    return read(await this.send('POST', path, requestId, body), path);
  }

  private async send(
    method: 'GET' | 'POST',
    path: string,
    requestId?: string,
    body?: object,
  ): Promise<ProviderResponse> {
    const ask = async (): Promise<ProviderResponse> =>
      this.options.call({
        method,
        url: `${this.base}${path}`,
        headers: {
          authorization: `Bearer ${await this.bearer()}`,
          accept: 'application/json',
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', prefer: 'return=representation' }),
          ...(requestId === undefined ? {} : { 'paypal-request-id': requestId }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const response = await ask();
    if (response.status !== 401) return response;
    // Revoked before its time: PayPal does that.
    this.token.forget();
    return ask();
  }

  private bearer(): Promise<string> {
    return this.token.get(async () => {
      const { call, secret } = this.options;
      const [id, password] = [
        memberOf('paypal', secret, 'clientId'),
        memberOf('paypal', secret, 'clientSecret'),
      ];
      const response = await call({
        method: 'POST',
        url: `${this.base}/v1/oauth2/token`,
        headers: {
          authorization: `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`,
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      });
      return read(response, 'OAuth');
    });
  }
}

const money = (micros: number, currency: string) => ({
  currency_code: currency,
  value: decimalFor('paypal', micros, currency, PAYPAL_MINOR_UNITS),
});

const orderBody = ({ paymentId, amountMicros, currency, description }: PaymentOrder | MandateOrder) => ({
  intent: 'CAPTURE',
  purchase_units: [
    {
      custom_id: paymentId,
      // PayPal takes money for an invoice once.
      invoice_id: paymentId,
      description: shortened(description, DESCRIPTION_LENGTH),
      amount: money(amountMicros, currency),
    },
  ],
});

const hasCaptures = (order: Fields): boolean =>
  listOf(order, 'purchase_units').some((unit) => listOf(fieldsOf(unit, 'payments'), 'captures').length > 0);

/** Money is taken for what was ordered, and for nothing else. @throws ProviderError */
function checkOrder(order: Fields, { paymentId, amountMicros, currency }: KnownPayment): void {
  const [unit = {}, ...more] = listOf(order, 'purchase_units');
  const amount = fieldsOf(unit, 'amount');
  const isOrdered =
    more.length === 0 &&
    nameOf(unit, 'custom_id') === paymentId &&
    textOf(amount, 'currency_code') === currency &&
    microsOfDecimal(textOf(amount, 'value')) === amountMicros;
  if (!isOrdered) throw new ProviderError('paypal: the approved order is not the one that was made', false);
}

/** @throws ProviderError when there is none */
function orderIdOf(answer: Fields): string {
  const id = nameOf(answer, 'id');
  if (id === undefined) throw new ProviderError('paypal: the order was answered without an id', true);
  return id;
}

const errorOf = (answer: Fields): string | undefined => {
  const [detail = {}] = listOf(answer, 'details');
  return textOf(detail, 'issue') ?? textOf(answer, 'name') ?? textOf(answer, 'error');
};

/**
 * Why the payer's money was not taken, for example `instrument_declined`; undefined = it was, or the request failed.
 * That an invoice was paid is no decline: the payment came in before.
 */
function declinedBecause({ status, body }: ProviderResponse): string | undefined {
  if (status !== 422) return undefined;
  const code = errorOf(jsonObject(body) ?? {});
  return code !== undefined && IS_KNOWN.includes(code) ? undefined : (code ?? 'declined').toLowerCase();
}

/** The same is under way, or was done under a request id that PayPal has forgotten: it is not refused. */
const IS_KNOWN = ['PREVIOUS_REQUEST_IN_PROGRESS', 'DUPLICATE_INVOICE_ID'];

/** @throws ProviderError for anything but 2xx with a JSON object */
function read({ status, body }: ProviderResponse, what: string): Fields {
  const answer = jsonObject(body);
  if (is2xx(status) && answer !== undefined) return answer;
  const code = answer === undefined ? undefined : errorOf(answer);
  const { message, retryable } = refusedBy('paypal', what, is2xx(status) ? 502 : status, code);
  throw new ProviderError(message, retryable || (code !== undefined && IS_KNOWN.includes(code)));
}
