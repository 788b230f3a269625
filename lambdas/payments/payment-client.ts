/** What is asked of a payment provider: a client each, below `providers/`. */
import type { MandateToken, PaymentFact } from '../../domain/payments/fact.js';
import type { ProviderId, ProviderSecret } from '../../domain/payments/provider.js';

/** A payment to be made by the subscriber. */
export interface PaymentOrder {
  /** Ours; also the provider's idempotency key, so that a repeated order is one order. */
  readonly paymentId: string;
  readonly amountMicros: number;
  /** ISO 4217. */
  readonly currency: string;
  /** What the subscriber sees at the provider. */
  readonly description: string;
  /** Where the provider sends the subscriber back to. */
  readonly returnUrl: string;
  /** Where the provider sends its webhooks, where it wants that with an order: the provider's route, no slash at its end. */
  readonly notifyUrl: string;
  /** E.164 digits, for providers that ask the phone. */
  readonly msisdn: string;
  /** The provider's name of the payer for mandates: our subscriber id. */
  readonly subscriberId: string;
  /** Whether the method is to be kept for later charges. */
  readonly saveMandate: boolean;
  /** BCP 47. */
  readonly locale: string;
}

/** A payment without the subscriber, by what he agreed to before. */
export interface MandateOrder extends Omit<PaymentOrder, 'returnUrl' | 'saveMandate'> {
  readonly mandate: MandateToken;
}

export interface CreatedPayment {
  /** The provider's own names of it. */
  readonly references: readonly string[];
  /**
   * What the provider's checkout needs: `{kind: 'redirect', url}`, `{kind: 'client-secret', …}` for its own script,
   * `{kind: 'qr', content}`, `{kind: 'phone'}` (the subscriber confirms on the phone). Never a secret of ours.
   */
  readonly checkout: { readonly kind: 'redirect' | 'client-secret' | 'qr' | 'phone' | 'none' } & Readonly<
    Record<string, unknown>
  >;
  /** What is known already, for example of a charge by mandate. */
  readonly facts: readonly PaymentFact[];
}

/** A payment as the provider knows it. */
export interface KnownPayment {
  readonly paymentId: string;
  readonly references: readonly string[];
  readonly amountMicros: number;
  readonly currency: string;
}

export interface RefundOrder extends KnownPayment {
  /** Ours, `re_…`; the provider's idempotency key. */
  readonly refundId: string;
  readonly refundMicros: number;
  /** References of captures, where the provider refunds those. */
  readonly captures: readonly string[];
  /** The provider's names of refunds that were told or asked for before. @default none */
  readonly refunds?: readonly string[];
  readonly reason: string;
}

export interface PaymentClient {
  readonly provider: ProviderId;
  /** Whom the money goes to, as the provider's messages say it; undefined = they never do. */
  readonly merchant: string | undefined;
  /** Makes the payment at the provider, once for its `paymentId`. @throws ProviderError */
  create(order: PaymentOrder): Promise<CreatedPayment>;
  /** All that the provider says about it now; empty = it does not know it, or nothing happened. @throws ProviderError */
  query(payment: KnownPayment): Promise<readonly PaymentFact[]>;
  /** Asks for a refund, once for its `refundId`; facts of what became of it at once. @throws ProviderError */
  refund(refund: RefundOrder): Promise<readonly PaymentFact[]>;
  /** Charges a mandate; absent = the provider has none. @throws ProviderError */
  charge?(order: MandateOrder): Promise<CreatedPayment>;
}

/** One HTTP request of a client. */
export interface ProviderRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute, https. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ProviderResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ClientOptions {
  readonly secret: ProviderSecret;
  /** @throws ProviderError when there is no answer in time */
  readonly call: (request: ProviderRequest) => Promise<ProviderResponse>;
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
  /** Random text of so many bytes, hex: nonces. */
  readonly random: (bytes: number) => string;
  /** As `PaymentOrder.notifyUrl`, for providers that answer a refund by webhook; without it they refund nothing. */
  readonly notifyUrl?: string;
}

/** The provider did not do what it was asked. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  /** Whether the same request may do later: no answer, 429, 5xx. */
  readonly retryable: boolean;

  /** @param message  the provider, what was asked, its status and its error code; never a secret */
  constructor(message: string, retryable: boolean) {
    super(message);
    this.retryable = retryable;
  }
}
