/** Charges without the subscriber: when they start, one at a time, and never above a cap a day. */
import { dayAt } from '../cycles/local-day.js';
import { isoDate } from '../cycles/calendar-date.js';
import { capturedMicros, type Payment, statusOf } from './payment.js';

/** What a subscriber agreed to. Micros of the account's currency, each ≥ 1. */
export interface AutomaticTopUp {
  /** A balance below it starts one. */
  readonly thresholdMicros: number;
  readonly amountMicros: number;
  /** What is started on one day of the market, together; ≥ `amountMicros`. */
  readonly dailyCapMicros: number;
  readonly mandateId: string;
}

/** What of an account was charged by mandate so far. Changes by one conditional write before a provider is asked. */
export interface Charges {
  /** The market's date of the last one, YYYY-MM-DD; '' = there was none. */
  readonly day: string;
  /** Started on that day. What failed counts too: it may be captured all the same, later. */
  readonly spentMicros: number;
  /** All that were ever started: names the next one. */
  readonly count: number;
  /** Payment that is under way: nothing else starts. */
  readonly open?: string;
}

export const NO_CHARGES: Charges = { day: '', spentMicros: 0, count: 0 };

export type ChargeDecision =
  | { readonly start: true; readonly charges: Charges }
  /** `enough`: the balance is not below the threshold; `open`: another one is under way; `cap`: tomorrow. */
  | { readonly start: false; readonly because: 'enough' | 'open' | 'cap' };

/** The market's date of an instant, YYYY-MM-DD. */
export const marketDay = (timeZone: string, atMs: number): string => isoDate(dayAt(timeZone, atMs));

/**
 * @param paymentId  of the one that would start
 * @param day  the market's date now
 */
export function decideAutomaticTopUp(
  { thresholdMicros, amountMicros, dailyCapMicros }: AutomaticTopUp,
  charges: Charges,
  balanceMicros: number,
  paymentId: string,
  day: string,
): ChargeDecision {
  if (balanceMicros >= thresholdMicros) return { start: false, because: 'enough' };
  return startCharge(charges, { paymentId, micros: amountMicros, day, capMicros: dailyCapMicros });
}

/** Starts any charge by mandate, unless another one is under way. @param capMicros  @default none */
export function startCharge(
  charges: Charges,
  {
    paymentId,
    micros,
    day,
    capMicros = Infinity,
  }: {
    readonly paymentId: string;
    readonly micros: number;
    readonly day: string;
    readonly capMicros?: number | undefined;
  },
): ChargeDecision {
  if (charges.open !== undefined) return { start: false, because: 'open' };
  // A clock that is behind the last one's begins no new day: the cap of that day still holds.
  const isNewDay = day > charges.day;
  const spentMicros = (isNewDay ? 0 : charges.spentMicros) + micros;
  if (spentMicros > capMicros) return { start: false, because: 'cap' };
  return {
    start: true,
    charges: {
      day: isNewDay ? day : charges.day,
      spentMicros,
      count: charges.count + 1,
      open: paymentId,
    },
  };
}

/** The charges without one that is over; the same when another one is under way. */
export function endCharge(charges: Charges, paymentId: string): Charges {
  if (charges.open !== paymentId) return charges;
  const { open: _, ...rest } = charges;
  return rest;
}

/**
 * Whether a charge may still change the balance by itself: then no other one starts.
 *
 * @param isExpected  whether its provider is still to be asked for it
 */
export function isUnderWay(payment: Payment, isExpected: boolean): boolean {
  const captured = Math.min(capturedMicros(payment), payment.amountMicros);
  // What came in and is not with the account yet, and what somebody stopped, is looked at as under way.
  if (payment.settled.creditedMicros < captured) return true;
  if (captured > 0) return captured < payment.amountMicros && isExpected;
  const status = statusOf(payment);
  return status !== 'failed' && status !== 'canceled' && isExpected;
}
