/**
 * Adyen: payment links, refunds, charges of stored methods. Its Checkout API tells of a payment only whether its link was
 * paid; everything else comes by webhooks and in settlement files.
 *
 * Source: docs.adyen.com/api-explorer/Checkout/71.
 */
import { minorOfMicros } from '../../../domain/payments/amount.js';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { ADYEN_MINOR_UNITS } from '../../../domain/payments/providers/adyen/facts.js';
import {
  type Fields,
  jsonObject,
  nameOf,
  secretTexts,
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

const VERSION = 'v71';
const DESCRIPTION_LENGTH = 280;

/** Names that Adyen gives: links, and payments with all that is done to them. */
const LINK = /^PL[A-Z0-9]{10,30}$/;
const PSP = /^[A-Z0-9]{16}$/;

export const adyenClient = (options: ClientOptions): PaymentClient => new AdyenClient(options);

class AdyenClient implements PaymentClient {
  readonly provider = 'adyen';
  readonly merchant: string;
  private readonly call: ClientOptions['call'];
  private readonly apiKey: string;
  private readonly base: string;
  private readonly isCapturedAtOnce: boolean;

  constructor({ call, secret }: ClientOptions) {
    this.call = call;
    this.merchant = memberOf('adyen', secret, 'merchantAccount');
    this.apiKey = memberOf('adyen', secret, 'apiKey');
    this.isCapturedAtOnce = !secretTexts(secret, 'captureMode').includes('manual');
    this.base =
      memberOf('adyen', secret, 'environment') === 'live'
        ? `https://${memberOf('adyen', secret, 'liveUrlPrefix')}-checkout-live.adyenpayments.com/checkout/${VERSION}`
        : `https://checkout-test.adyen.com/${VERSION}`;
  }

  async create(order: PaymentOrder): Promise<CreatedPayment> {
    const { paymentId, description, returnUrl, subscriberId, saveMandate, locale } = order;
    const link = await this.post(
      '/paymentLinks',
      {
        ...this.ordered(order),
        ...this.capturing,
        description: shortened(description, DESCRIPTION_LENGTH),
        returnUrl,
        shopperReference: subscriberId,
        shopperLocale: locale,
        ...(saveMandate
          ? { storePaymentMethodMode: 'enabled', recurringProcessingModel: 'UnscheduledCardOnFile' }
          : {}),
      },
      paymentId,
      'creating a link',
    );
    const id = nameOf(link, 'id');
    const url = textOf(link, 'url');
    if (id === undefined || url === undefined)
      throw new ProviderError('adyen: the link was answered without an id or a URL', true);
    return { references: [id], checkout: { kind: 'redirect', url }, facts: [] };
  }

  async query(payment: KnownPayment): Promise<readonly PaymentFact[]> {
    const links = payment.references.filter((name) => LINK.test(name));
    const told = await Promise.all(
      links.map(async (id) =>
        this.linkFacts(id, await this.get(`/paymentLinks/${id}`, 'reading a link'), payment),
      ),
    );
    return told.flat();
  }

  /** A link is paid whole, once: what it tells is the capture that webhooks tell of, under our own name. */
  private linkFacts(
    id: string,
    link: Fields,
    { paymentId, amountMicros, currency }: KnownPayment,
  ): PaymentFact[] {
    const about = { paymentId, references: [id], merchant: this.merchant };
    if (textOf(link, 'reference') !== paymentId) return [];
    switch (textOf(link, 'status')) {
      case 'completed':
      case 'paid':
        return this.isCapturedAtOnce
          ? [{ ...about, kind: 'captured', capture: paymentId, amountMicros, currency }]
          : [{ ...about, kind: 'authorized' }];
      case 'paymentPending':
        return [{ ...about, kind: 'processing' }];
      case 'expired':
        return [{ ...about, kind: 'canceled' }];
      default:
        return [];
    }
  }

  async refund(refund: RefundOrder): Promise<readonly PaymentFact[]> {
    const { currency, paymentId, references, refundId, refundMicros, refunds = [] } = refund;
    const payment = references.find((name) => PSP.test(name) && !refunds.includes(name));
    if (payment === undefined)
      throw new ProviderError('adyen: the payment’s pspReference is not known before its webhook', true);
    // Under the payment's own reference: it is what the refund's webhook tells it by.
    const answer = await this.post(
      `/payments/${payment}/refunds`,
      { ...this.ordered({ paymentId, amountMicros: refundMicros, currency }) },
      refundId,
      'refunding',
    );
    const psp = nameOf(answer, 'pspReference');
    if (psp === undefined)
      throw new ProviderError('adyen: the refund was answered without a pspReference', true);
    // It was received and no more; its webhook tells what became of it, under this name.
    return [{ kind: 'processing', references: [psp] }];
  }

  async charge(order: MandateOrder): Promise<CreatedPayment> {
    const { paymentId, mandate, currency, amountMicros } = order;
    if (mandate.customer === undefined)
      throw new ProviderError('adyen: the mandate has no shopper reference', false);
    const answer = await this.post(
      '/payments',
      {
        ...this.ordered(order),
        ...this.capturing,
        paymentMethod: { storedPaymentMethodId: mandate.token },
        shopperReference: mandate.customer,
        shopperInteraction: 'ContAuth',
        recurringProcessingModel: 'UnscheduledCardOnFile',
      },
      paymentId,
      'charging',
    );
    const psp = nameOf(answer, 'pspReference');
    if (psp === undefined)
      throw new ProviderError('adyen: the payment was answered without a pspReference', true);
    const about = { paymentId, references: [psp], merchant: this.merchant };
    return {
      references: [psp],
      checkout: { kind: 'none' },
      facts: this.resultFacts(answer, about, { currency, amountMicros }),
    };
  }

  private resultFacts(
    answer: Fields,
    about: { readonly paymentId: string; readonly references: readonly string[]; readonly merchant: string },
    { currency, amountMicros }: { readonly currency: string; readonly amountMicros: number },
  ): PaymentFact[] {
    switch (textOf(answer, 'resultCode')) {
      case 'Authorised':
        return this.isCapturedAtOnce
          ? [{ ...about, kind: 'captured', capture: about.paymentId, amountMicros, currency }]
          : [{ ...about, kind: 'authorized' }];
      case 'Pending':
      case 'Received':
        return [{ ...about, kind: 'processing' }];
      default: {
        const reason = textOf(answer, 'refusalReason') ?? textOf(answer, 'resultCode') ?? 'refused';
        return [{ ...about, kind: 'failed', reason: reason.slice(0, 100) }];
      }
    }
  }

  /** What a successful authorisation is counted as is what the order asks for, whatever delay the account has. */
  private get capturing(): object {
    return this.isCapturedAtOnce ? { captureDelayHours: 0 } : {};
  }

  private ordered({
    paymentId,
    amountMicros,
    currency,
  }: Pick<PaymentOrder, 'paymentId' | 'amountMicros' | 'currency'>): object {
    return {
      merchantAccount: this.merchant,
      reference: paymentId,
      amount: { currency, value: minor(amountMicros, currency) },
    };
  }

  private async post(path: string, body: object, idempotencyKey: string, what: string): Promise<Fields> {
    const headers = {
      'x-api-key': this.apiKey,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    };
    return read(
      await this.call({ method: 'POST', url: `${this.base}${path}`, headers, body: JSON.stringify(body) }),
      what,
    );
  }

  private async get(path: string, what: string): Promise<Fields> {
    const headers = { 'x-api-key': this.apiKey };
    return read(await this.call({ method: 'GET', url: `${this.base}${path}`, headers }), what);
  }
}

/** @throws ProviderError when the currency does not have so many digits */
function minor(micros: number, currency: string): number {
  const amount = minorOfMicros(micros, currency, ADYEN_MINOR_UNITS);
  if (amount === undefined)
    throw new ProviderError(`adyen: got ${micros} micros; allowed: what ${currency} can be paid in`, false);
  return amount;
}

/** @throws ProviderError for anything but 2xx with a JSON object */
function read({ status, headers, body }: ProviderResponse, what: string): Fields {
  const answer = jsonObject(body);
  if (is2xx(status) && answer !== undefined) return answer;
  const code = textOf(answer ?? {}, 'errorCode');
  const { message, retryable } = refusedBy('adyen', what, is2xx(status) ? 502 : status, code);
  // The same request is on its way still, or was cut off: it is not refused.
  throw new ProviderError(message, retryable || headers['transient-error'] === 'true');
}
