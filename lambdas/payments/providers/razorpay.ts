/**
 * Razorpay: payment links, which take UPI, cards and wallets; queries; refunds. No charges by mandate: its recurring
 * payments want the payer's e-mail address, which an operator need not know.
 *
 * Source: razorpay.com/docs/api/payments/payment-links, …/payments, …/refunds.
 */
import { minorDigits, minorOfMicros } from '../../../domain/payments/amount.js';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import {
  disputeFacts,
  linkFacts,
  paymentFacts,
  refundFacts,
} from '../../../domain/payments/providers/razorpay/facts.js';
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
  type PaymentClient,
  type PaymentOrder,
  ProviderError,
  type ProviderResponse,
  type RefundOrder,
} from '../payment-client.js';
import { is2xx, memberOf, refusedBy, shortened } from './requests.js';

const BASE = 'https://api.razorpay.com/v1';
const DESCRIPTION_LENGTH = 200;

/** Names that Razorpay gives. */
const LINK = /^plink_\w+$/;
const ORDER = /^order_\w+$/;
const PAYMENT = /^pay_[A-Za-z0-9]{14}$/;

export const razorpayClient = (options: ClientOptions): PaymentClient => new RazorpayClient(options);

class RazorpayClient implements PaymentClient {
  readonly provider = 'razorpay';
  // Its messages name an account that no page of its console shows.
  readonly merchant = undefined;
  private readonly call: ClientOptions['call'];
  private readonly authorization: string;

  constructor({ call, secret }: ClientOptions) {
    this.call = call;
    const [id, key] = [memberOf('razorpay', secret, 'keyId'), memberOf('razorpay', secret, 'keySecret')];
    this.authorization = `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}`;
  }

  async create(order: PaymentOrder): Promise<CreatedPayment> {
    const { paymentId, currency, description, returnUrl, msisdn, subscriberId } = order;
    const response = await this.post('/payment_links', {
      amount: minor(order.amountMicros, currency),
      currency,
      reference_id: paymentId,
      description: shortened(description, DESCRIPTION_LENGTH),
      customer: { contact: `+${msisdn}` },
      notify: { sms: false, email: false },
      callback_url: returnUrl,
      callback_method: 'get',
      notes: { mvno_payment_id: paymentId, subscriber_id: subscriberId },
    });
    // A reference id is taken once: the same order again finds its link.
    const link = is2xx(response.status)
      ? read(response, 'creating a link')
      : ((await this.linkOf(paymentId)) ?? read(response, 'creating a link'));
    const id = nameOf(link, 'id');
    const url = textOf(link, 'short_url');
    if (id === undefined || url === undefined)
      throw new ProviderError('razorpay: the link was answered without an id or a URL', true);
    const references = [id, nameOf(link, 'order_id')].filter((each) => each !== undefined);
    return { references, checkout: { kind: 'redirect', url }, facts: [] };
  }

  private async linkOf(paymentId: string): Promise<Fields | undefined> {
    const answer = await this.get(`/payment_links?reference_id=${paymentId}`, 'finding a link');
    return listOf(answer, 'payment_links').find((link) => textOf(link, 'reference_id') === paymentId);
  }

  async query({ references }: KnownPayment): Promise<readonly PaymentFact[]> {
    const links = await Promise.all(
      references
        .filter((name) => LINK.test(name))
        .map((id) => this.get(`/payment_links/${id}`, 'reading a link')),
    );
    const orders = new Set(
      [...references, ...links.map((link) => nameOf(link, 'order_id') ?? '')].filter((name) =>
        ORDER.test(name),
      ),
    );
    // The payments of an order are all attempts at it.
    const payments = await Promise.all(
      [...orders].map((id) => this.list(`/orders/${id}/payments`, 'listing payments')),
    );
    const attempts = payments.flat();
    const refunds = await Promise.all(
      attempts
        .filter((payment) => (payment['amount_refunded'] ?? 0) !== 0)
        .map(async (payment) => {
          const all = await this.list(`/payments/${nameOf(payment, 'id') ?? ''}/refunds`, 'listing refunds');
          return all.flatMap((refund) => refundFacts(refund, payment));
        }),
    );
    return [
      ...attempts.flatMap((payment) => paymentFacts(payment)),
      ...refunds.flat(),
      ...(await this.disputesOf(attempts)),
      ...links.flatMap(linkFacts),
    ];
  }

  /** Its list takes no payment, so it is the newest of all that are looked through. */
  private async disputesOf(payments: readonly Fields[]): Promise<readonly PaymentFact[]> {
    const captured = payments.filter((payment) => payment['captured'] === true);
    if (captured.length === 0) return [];
    const disputes = await this.list('/disputes?count=100', 'listing disputes');
    return captured.flatMap((payment) =>
      disputes
        .filter((dispute) => textOf(dispute, 'payment_id') === nameOf(payment, 'id'))
        .flatMap((dispute) => disputeFacts(dispute, payment)),
    );
  }

  async refund(refund: RefundOrder): Promise<readonly PaymentFact[]> {
    const { captures, currency, paymentId, reason, refundId, refundMicros } = refund;
    const payment = captures.find((name) => PAYMENT.test(name));
    if (payment === undefined) throw new ProviderError('razorpay: the payment was not captured', false);
    const response = await this.post(
      `/payments/${payment}/refund`,
      {
        amount: minor(refundMicros, currency),
        speed: 'normal',
        receipt: refundId,
        notes: {
          mvno_payment_id: paymentId,
          mvno_refund_id: refundId,
          reason: shortened(reason, DESCRIPTION_LENGTH),
        },
      },
      { 'x-refund-idempotency': refundId },
    );
    const answer = read(response, 'refunding');
    const id = nameOf(answer, 'id');
    if (id === undefined) throw new ProviderError('razorpay: the refund was answered without an id', true);
    const facts = refundFacts(answer);
    // One that is under way is told by its end, under this name.
    return facts.length > 0 ? facts : [{ kind: 'processing', references: [id, refundId] }];
  }

  private post(
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ProviderResponse> {
    return this.call({
      method: 'POST',
      url: `${BASE}${path}`,
      headers: { authorization: this.authorization, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  private async get(path: string, what: string): Promise<Fields> {
    const headers = { authorization: this.authorization };
    return read(await this.call({ method: 'GET', url: `${BASE}${path}`, headers }), what);
  }

  private async list(path: string, what: string): Promise<readonly Fields[]> {
    return listOf(await this.get(path, what), 'items');
  }
}

/**
 * Of currencies with three digits, Razorpay takes amounts whose last one is 0.
 *
 * Source: razorpay.com/docs/api/payments/payment-links/entity (`amount`).
 *
 * @throws ProviderError when the currency does not have so many digits
 */
function minor(micros: number, currency: string): number {
  const amount = minorOfMicros(micros, currency);
  if (amount === undefined || (minorDigits(currency) === 3 && amount % 10 !== 0))
    throw new ProviderError(
      `razorpay: got ${micros} micros; allowed: what ${currency} can be paid in`,
      false,
    );
  return amount;
}

/** @throws ProviderError for anything but 2xx with a JSON object */
function read({ status, body }: ProviderResponse, what: string): Fields {
  const answer = jsonObject(body);
  if (is2xx(status) && answer !== undefined) return answer;
  const code = textOf(fieldsOf(answer ?? {}, 'error'), 'code');
  const { message, retryable } = refusedBy('razorpay', what, is2xx(status) ? 502 : status, code);
  // The same request is on its way still: it is not refused.
  throw new ProviderError(message, retryable || status === 409);
}
