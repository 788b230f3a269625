/** Whether balances and payments are what the providers' books say. Money is micros. */
import { toMicros } from '../../../domain/operator/decimal.js';
import type { PaymentView } from '../control.js';
import type { OperatorsView } from './merchant.js';

/** What an account must have got of a payment. */
export interface Due {
  readonly creditMicros: number;
  /** Of refunds and lost disputes. */
  readonly takeMicros: number;
  /** How its disputes stand, as the operator's API says it; undefined = it has none. */
  readonly dispute: string | undefined;
}

export interface Difference {
  /** A payment or a subscriber. */
  readonly of: string;
  readonly what: string;
  readonly expectedMicros: number;
  readonly gotMicros: number;
}

export function dueOf(view: PaymentView): Due {
  const micros = (name: 'captured' | 'refunded' | 'disputed' | 'won' | 'lost'): number =>
    toMicros(view[name]);
  const closed = micros('lost') > 0 ? 'disputed_lost' : micros('won') > 0 ? 'disputed_won' : undefined;
  return {
    // Approved by the payer: the merchant is to take it, and has not yet.
    creditMicros: view.state === 'authorized' ? toMicros(view.amount) : micros('captured'),
    takeMicros: micros('refunded') + micros('lost'),
    dispute: micros('disputed') > 0 ? 'disputed_open' : closed,
  };
}

/** Whether the operator has heard of all that moves money. */
export const isSettled = (due: Due, got: OperatorsView): boolean =>
  got.creditedMicros === due.creditMicros &&
  got.takenMicros === due.takeMicros &&
  got.dispute === due.dispute;

interface Books {
  view(paymentId: string): Promise<OperatorsView>;
  balance(subscriberId: string): Promise<number | undefined>;
}

/**
 * Compares, payment by payment and subscriber by subscriber.
 *
 * @param simulated  by payment id
 * @param before  balances by subscriber, as they were before the first order
 */
export async function findDifferences(
  books: Books,
  payments: readonly { readonly paymentId: string; readonly subscriberId: string }[],
  simulated: ReadonlyMap<string, PaymentView>,
  before: ReadonlyMap<string, number>,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  const compare = (of: string, what: string, expectedMicros: number, gotMicros: number): void => {
    if (expectedMicros !== gotMicros) differences.push({ of, what, expectedMicros, gotMicros });
  };
  const changes = new Map<string, number>();
  for (const { paymentId, subscriberId } of payments) {
    const view = simulated.get(paymentId);
    const { creditMicros, takeMicros } = view === undefined ? NOTHING : dueOf(view);
    changes.set(subscriberId, (changes.get(subscriberId) ?? 0) + creditMicros - takeMicros);
    const got = await books.view(paymentId);
    compare(paymentId, 'credited', creditMicros, got.creditedMicros);
    compare(paymentId, 'taken back', takeMicros, got.takenMicros);
    compare(paymentId, 'held', view === undefined ? 0 : toMicros(view.disputed), got.heldMicros);
  }
  for (const [subscriberId, balance] of before) {
    const expected = balance + (changes.get(subscriberId) ?? 0);
    compare(subscriberId, 'balance', expected, (await books.balance(subscriberId)) ?? 0);
  }
  return differences;
}

const NOTHING: Due = { creditMicros: 0, takeMicros: 0, dispute: undefined };
