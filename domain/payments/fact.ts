/** What a provider says about a payment, in one vocabulary for all of them. */

interface About {
  /** Our id (`pay_…`), where the message carries it. */
  readonly paymentId?: string;
  /** The provider's own names of the payment (intent, order, capture, transaction …); by them it is found otherwise. */
  readonly references: readonly string[];
  /** Whom the money goes to: merchant account, merchant id, app and seller, short code. Absent = the message does not say. */
  readonly merchant?: string;
  /** ISO 4217; absent = the message does not say. */
  readonly currency?: string;
  /** When the provider says it happened, ISO 8601. */
  readonly atISO?: string;
  /** A method that the subscriber agreed to be charged by again. */
  readonly mandate?: MandateToken;
}

/** What a provider wants to see again to charge without the subscriber. */
export interface MandateToken {
  /** Payment method, stored method, vault id, contract, agreement, token. */
  readonly token: string;
  /** The provider's name of the payer, where it wants one. */
  readonly customer?: string;
  /** For people: `visa •••• 4242`. */
  readonly label?: string;
}

/**
 * One fact. Facts come in any order, any number of times; amounts belong to a reference of the provider (a capture,
 * a refund, a dispute) and count once for it: where the same reference comes with another amount, the larger holds,
 * of a dispute the one of its latest state.
 */
export type PaymentFact =
  | (About & { readonly kind: 'processing' | 'authorized' | 'canceled' })
  | (About & {
      readonly kind: 'failed';
      /** The provider's code, for example `insufficient_funds`. */
      readonly reason?: string;
    })
  | (About & {
      readonly kind: 'captured';
      readonly capture: string;
      /** 10⁻⁶ of the currency's unit, ≥ 1. */
      readonly amountMicros: number;
    })
  | (About & {
      /** `refund-failed`: it was told as refunded before, or would have been, and the money stays with us. */
      readonly kind: 'refunded' | 'refund-failed';
      readonly refund: string;
      readonly amountMicros: number;
    })
  | (About & {
      /** Opened: the provider may have taken the money already. A later stage (a second chargeback) outranks an earlier one. */
      readonly kind: 'dispute-opened' | 'dispute-won' | 'dispute-lost';
      readonly dispute: string;
      /** 0 = the first. */
      readonly stage: number;
      readonly amountMicros: number;
    });
