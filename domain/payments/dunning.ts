/** Charges by mandate that did not succeed, and bills that are unpaid: tried again, and given up at last. */

/** Days after it began, in the operator's time. */
export const RETRIED_AFTER_DAYS = [1, 3, 5, 7] as const;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** An order that did not reach its provider is sent again after so long. */
const SENT_AGAIN_AFTER_MS = HOUR_MS;
/** A direct debit takes days to succeed or fail. */
const LOOKED_AT_EVERY_MS = 6 * HOUR_MS;

export interface Dunning {
  /** `unpaid`: the account is in grace. */
  readonly cause: 'payment-failed' | 'unpaid';
  /** The operator's time, ISO 8601. */
  readonly startedISO: string;
  /** Of the last attempt, from 1; 0 = there was none. */
  readonly attempt: number;
}

/**
 * What became of the last attempt. `none`: there was none; `unsent`: its provider was not reached; `open`: it may
 * still succeed by itself; `paid`; `closed`: nothing more is expected of it.
 */
export type AttemptState = 'none' | 'unsent' | 'open' | 'paid' | 'closed';

/** `paid`: by one of its attempts; `not-needed`: otherwise, or nobody wants it any more; `given-up`: after the last. */
export type DunningOutcome = 'paid' | 'not-needed' | 'given-up';

export type DunningStep =
  | { readonly do: 'attempt'; readonly attempt: number }
  | { readonly do: 'send-again' }
  /** Epoch milliseconds. */
  | { readonly do: 'wait'; readonly untilMs: number }
  | { readonly do: 'end'; readonly outcome: DunningOutcome };

/** When an attempt is due, epoch milliseconds; undefined = there is no such attempt. @param attempt  from 1 */
export function attemptDueMs(
  { startedISO }: Pick<Dunning, 'startedISO'>,
  attempt: number,
): number | undefined {
  const days = RETRIED_AFTER_DAYS[attempt - 1];
  return days === undefined ? undefined : Date.parse(startedISO) + days * DAY_MS;
}

/**
 * What is to be done now. A function of what is known alone: however often it is asked, an attempt is made once.
 *
 * @param isNeeded  whether there is still something to pay, and a mandate to pay it by
 */
export function nextDunningStep(
  dunning: Dunning,
  last: AttemptState,
  isNeeded: boolean,
  nowMs: number,
): DunningStep {
  if (last === 'unsent') return isNeeded ? { do: 'send-again' } : { do: 'end', outcome: 'not-needed' };
  if (last === 'open') return { do: 'wait', untilMs: nowMs + LOOKED_AT_EVERY_MS };
  // A bill may have grown since: what is left of it is tried again.
  if (last === 'paid' && (dunning.cause === 'payment-failed' || !isNeeded))
    return { do: 'end', outcome: 'paid' };
  if (!isNeeded) return { do: 'end', outcome: 'not-needed' };
  const attempt = dunning.attempt + 1;
  const dueMs = attemptDueMs(dunning, attempt);
  if (dueMs === undefined) return { do: 'end', outcome: last === 'paid' ? 'paid' : 'given-up' };
  return dueMs <= nowMs ? { do: 'attempt', attempt } : { do: 'wait', untilMs: dueMs };
}

/** When to look again at an attempt that was just begun. */
export const sentAgainAtMs = (nowMs: number): number => nowMs + SENT_AGAIN_AFTER_MS;
