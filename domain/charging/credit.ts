/** Credits: a top-up, a renewal, a reward puts an amount into a bucket, once. */
import { LIMITS } from './account.js';
import type { Item } from './item.js';
import { put } from './movements.js';
import { IDENTITY_BYTES, isForgotten, isKnown, remember } from './once.js';
import type { PlanIndex } from './plan-index.js';
import type { MovementAction } from './movement.js';
import { closeWork, openWork } from './open-work.js';
import type { Arrivals, Work } from './work.js';

export interface CreditRequest {
  /** Digest of what is credited (a payment, a period, a reward), six bytes: the same one counts once. */
  readonly creditId: Uint8Array;
  /** Index into `plan.buckets`. */
  readonly template: number;
  /** In the template's unit (micros when money): a whole number from 1 to 2⁵⁰. */
  readonly amount: number;
  /** Epoch seconds; 0 = never. A bucket with this template and expiry is topped up, else a new one opens. */
  readonly expiresAt: number;
  /** When it was made, epoch milliseconds: tells old repeats. */
  readonly atMs: number;
  /** @default 'topped-up' */
  readonly action?: Extract<MovementAction, 'topped-up' | 'credited' | 'transferred-in'>;
}

export type CreditDecision =
  | { readonly outcome: 'credited'; readonly item: Item; readonly basis: number; readonly bucket: number }
  | { readonly outcome: 'already-credited' }
  | { readonly outcome: 'refused'; readonly problems: readonly string[] };

/** Epoch seconds of the year 2160; more is a time in milliseconds by mistake. */
const LATEST_S = 6_000_000_000;

/** Decides a credit: the same id a second time changes nothing. All problems at once. */
export function decideCredit(
  item: Item,
  request: CreditRequest,
  index: PlanIndex,
  nowMs: number,
  arrivals?: Arrivals,
): CreditDecision {
  const work = openWork(item, index, nowMs, arrivals);
  const { account } = work;
  if (isKnown(account.credits, request.creditId)) return { outcome: 'already-credited' };
  const problems = problemsOf(request, work);
  if (problems.length > 0) return { outcome: 'refused', problems };
  const basis = account.version;
  const { action = 'topped-up', amount, template, expiresAt, creditId } = request;
  const bucket = put(work, { action, template, amount, expiresAt, reference: creditId });
  if (bucket === undefined) {
    return {
      outcome: 'refused',
      problems: [
        `the account has ${LIMITS.buckets} buckets that have not expired, or the bucket would have been given more than ${LIMITS.granted}`,
      ],
    };
  }
  const atS = Math.floor(request.atMs / 1000);
  remember(account.credits, { id: creditId, atS }, LIMITS.credits);
  return {
    outcome: 'credited',
    item: closeWork(work, { kind: 'credit', atS, sessionId: 0, slot: 0, sequence: 0 }),
    basis,
    bucket: bucket.id,
  };
}

function problemsOf(request: CreditRequest, { account, index, nowS }: Work): string[] {
  const { amount, creditId, expiresAt, template, atMs } = request;
  const atS = Math.floor(atMs / 1000);
  return [
    ...(creditId.length === IDENTITY_BYTES
      ? []
      : [`creditId has ${creditId.length} bytes; allowed: ${IDENTITY_BYTES}`]),
    ...(Number.isSafeInteger(amount) && amount > 0 && amount <= LIMITS.amount
      ? []
      : [`amount ${amount}; allowed: a whole number from 1 to ${LIMITS.amount}`]),
    ...(index.plan.buckets[template] === undefined
      ? [`plan ${index.plan.id} has no bucket template ${template}`]
      : []),
    ...(Number.isSafeInteger(expiresAt) && (expiresAt === 0 || (expiresAt > nowS && expiresAt < LATEST_S))
      ? []
      : [`expiresAt ${expiresAt}; allowed: 0 (never), or epoch seconds after ${nowS}`]),
    ...(isForgotten(account.credits, atS)
      ? [`made at ${atS}; allowed: after ${account.credits.horizonS}, or it can't be told from a repeat`]
      : []),
  ];
}
