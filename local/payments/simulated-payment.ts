/** What a simulated provider knows of one payment; amounts in micros of its currency. */
import type { ProviderId } from '../../domain/payments/provider.js';

export interface Capture {
  readonly id: string;
  readonly micros: number;
  readonly atMs: number;
}

/** What the merchant says of a refund. */
export interface RefundNotes {
  readonly merchantsId?: string | undefined;
  readonly notes?: Readonly<Record<string, string>>;
}

export interface Refund {
  readonly id: string;
  readonly merchantsId: string | undefined;
  readonly notes: Readonly<Record<string, string>>;
  readonly capture: Capture;
  readonly micros: number;
  readonly atMs: number;
  state: 'pending' | 'succeeded' | 'failed';
}

export interface Dispute {
  readonly id: string;
  readonly capture: Capture;
  readonly micros: number;
  readonly atMs: number;
  state: 'opened' | 'won' | 'lost';
}

/** A method that the payer let the merchant keep. */
export interface SavedMethod {
  readonly token: string;
  readonly customer: string;
}

export interface PaymentTerms {
  readonly provider: ProviderId;
  /** What the provider calls it. */
  readonly id: string;
  /** The merchant's own id, as the order carries it. */
  readonly merchantsId: string | undefined;
  readonly micros: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly description: string;
  /** Where the payer is sent back to. */
  readonly returnUrl: string | undefined;
  /** Where this payment's webhooks go; absent = to the address in the provider's console. */
  readonly notifyUrl?: string | undefined;
  /** Manual: paying authorizes, and the merchant captures. */
  readonly captureMethod: 'automatic' | 'manual';
  /** Whether paying keeps the method: the payer's name, as the merchant has it. */
  readonly savesMethodOf?: string | undefined;
  /** What else the order said, for the provider's own answers. */
  readonly order: Readonly<Record<string, unknown>>;
}

export interface SimulatedPayment extends Omit<PaymentTerms, 'captureMethod'> {
  captureMethod: PaymentTerms['captureMethod'];
  readonly createdMs: number;
  /** The how manieth of its world, from 1. */
  readonly ordinal: number;
  /** A declined one may be tried again. */
  state: 'open' | 'declined' | 'authorized' | 'captured' | 'canceled';
  /** Why it was declined the last time. */
  declined?: string;
  /** Webhooks so far. */
  told: number;
  savedMethod?: SavedMethod;
  readonly captures: Capture[];
  readonly refunds: Refund[];
  readonly disputes: Dispute[];
}

/** Something that happened to a payment, which the provider tells the merchant. */
export type Happening =
  | { readonly kind: 'authorized' | 'canceled' | 'failed' }
  | { readonly kind: 'captured'; readonly capture: Capture }
  | { readonly kind: 'refunded' | 'refund-failed'; readonly refund: Refund }
  | { readonly kind: 'dispute-opened' | 'dispute-won' | 'dispute-lost'; readonly dispute: Dispute };

const sum = (all: readonly { readonly micros: number }[]): number =>
  all.reduce((total, { micros }) => total + micros, 0);

export const capturedMicros = ({ captures }: Pick<SimulatedPayment, 'captures'>): number => sum(captures);

/** What was given back, or is on its way. */
export const refundedMicros = ({ refunds }: Pick<SimulatedPayment, 'refunds'>): number =>
  sum(refunds.filter(({ state }) => state !== 'failed'));

export const disputedMicros = (
  { disputes }: Pick<SimulatedPayment, 'disputes'>,
  state: Dispute['state'],
): number => sum(disputes.filter((dispute) => dispute.state === state));
