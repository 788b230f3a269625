import type { Cycle } from './cycle.js';
import type { ProrationBasis } from './proration.js';

/** What is charged once a period. */
export interface RecurringCharge {
  readonly cycle: Cycle;
  /** Price of a whole period, micros, ≥ 0. */
  readonly priceMicros: number;
  /** Whether a period is due when it starts (default) or when it ends. */
  readonly due?: 'in-advance' | 'in-arrears' | undefined;
  /** How a partial period is priced; `'none'`: whole. Default `'days'`. */
  readonly proration?: ProrationBasis | 'none' | undefined;
  /** Free at the beginning. Default: nothing. */
  readonly trial?: Trial | undefined;
  /** The smallest amount that is charged, micros, 1 to `MAX_ROUND_TO_MICROS`. Default 1. */
  readonly roundToMicros?: number | undefined;
  /**
   * With a cycle of one day: `priceMicros` is the price of a calendar month and charged day by day. Each day
   * costs `priceMicros` over the days of its month, rounded down to `roundToMicros`; the month's last day also
   * what remains, so that a month's days sum to its price.
   *
   * Source: the day fee of Tencent's King Card.
   */
  readonly spread?: { readonly byDay: true } | undefined;
}

/**
 * The first dates of a subscription, its first day included, or its first periods, a partial first one
 * counted. What a trial leaves of a period is prorated.
 */
export type Trial = { readonly days: number } | { readonly periods: number };

/** When a subscription runs; ms since the epoch. */
export interface SubscriptionTime {
  /** What the cycle counts from: the activation, or that of what this subscription followed. */
  readonly anchorMs: number;
  /** First instant. Default: the anchor. */
  readonly startMs?: number | undefined;
  /** First instant after it, ≥ start. Absent while it is open. */
  readonly endMs?: number | undefined;
}

/** The longest trials. */
export const MAX_TRIAL_DAYS = 3660;
export const MAX_TRIAL_PERIODS = 120;
