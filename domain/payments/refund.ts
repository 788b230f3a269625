/** How much of a payment may go back. */
import type { PaymentFact } from './fact.js';
import { capturedMicros, disputedMicros, type Payment, refundedMicros } from './payment.js';

/** A refund that was asked for. */
export interface RefundRequest {
  readonly micros: number;
  /** Digest of what was asked: an id may not come again with anything else. */
  readonly request: string;
  /** The operator's time, ISO 8601. */
  readonly atISO: string;
  /** `requested`: its micros are spoken for until the provider tells what became of it. */
  readonly state: 'requested' | 'told' | 'refused';
  readonly reason?: string;
  readonly actor?: string;
  /** The provider's names of it. */
  readonly references?: readonly string[];
}

/**
 * What may still be asked for: what came in, less what went back, is disputed or lost, and is spoken for. A refund
 * that was asked for and is told under a name that nobody can tie to it counts twice, never too little.
 */
export function refundableMicros(
  payment: Payment,
  requested: Readonly<Record<string, RefundRequest>> = {},
): number {
  const spokenFor = Object.values(requested).reduce(
    (sum, { micros, state }) => sum + (state === 'requested' ? micros : 0),
    0,
  );
  const gone = refundedMicros(payment) + disputedMicros(payment, 'opened') + disputedMicros(payment, 'lost');
  return Math.max(0, capturedMicros(payment) - gone - spokenFor);
}

/** Whether what the provider told includes a refund that was asked for, whatever became of it. */
export function isRefundTold(
  payment: Payment,
  refundId: string,
  { references = [] }: Pick<RefundRequest, 'references'>,
  told: readonly PaymentFact[],
): boolean {
  return Object.keys(payment.refunds).some(
    (refund) =>
      refund === refundId ||
      references.includes(refund) ||
      told.some(
        (fact) =>
          'refund' in fact && fact.refund === refund && fact.references.some((each) => each === refundId),
      ),
  );
}
