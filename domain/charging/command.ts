/**
 * What people and other systems change of an account, once each: adjustments, transfers, purchases, advances,
 * another plan, another state. The same id a second time changes nothing.
 */
import { type Account, LIMITS } from './account.js';
import type { Item } from './item.js';
import { IDENTITY_BYTES, isForgotten, isKnown, remember } from './once.js';
import type { PlanIndex } from './plan-index.js';
import { closeWork, openWork } from './open-work.js';
import type { Arrivals, Work } from './work.js';

export interface CommandId {
  /** Six bytes, of whatever the caller names it by. */
  readonly id: Uint8Array;
  /** When it was asked for, epoch milliseconds: tells old repeats. */
  readonly atMs: number;
}

/** Something wrong with a command, with a stable code. */
export interface CommandProblem {
  readonly code: CommandCode;
  readonly detail: string;
}

export type CommandCode =
  | 'id-malformed'
  | 'too-old'
  | 'amount-invalid'
  | 'bucket-unknown'
  | 'bucket-unlimited'
  | 'expiry-passed'
  | 'balance-too-low'
  | 'account-full'
  | 'account-terminated'
  | 'account-suspended'
  | 'not-transferable'
  | 'transfer-to-itself'
  | 'currency-differs'
  | 'add-on-unknown'
  | 'add-on-limit'
  | 'add-on-not-held'
  | 'add-on-not-recurring'
  | 'advance-not-offered'
  | 'advance-outstanding'
  | 'counter-unknown'
  | 'counter-not-liftable'
  | 'plan-same'
  | 'sim-limit'
  | 'state-same';

export type CommandDecision =
  | { readonly outcome: 'done'; readonly item: Item; readonly basis: number }
  | { readonly outcome: 'already-done' }
  | { readonly outcome: 'refused'; readonly problems: readonly CommandProblem[] };

export const refused = (code: CommandCode, detail: string): CommandProblem => ({ code, detail });

/** Why a stopped account does not do it. */
export const stopped = ({ key, state }: Account): CommandProblem =>
  refused('account-suspended', `account ${key} is ${state}`);

/**
 * Runs a command on an account, unless it was done before.
 *
 * @param run  changes the account and returns what is wrong; with any problem nothing is written
 * @param allowed  whether a terminated account takes it. @default false
 */
export function command(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  { id, atMs }: CommandId,
  arrivals: Arrivals | undefined,
  run: (work: Work) => readonly CommandProblem[],
  allowed = false,
): CommandDecision {
  const work = openWork(item, index, nowMs, arrivals);
  const { account } = work;
  if (isKnown(account.credits, id)) return { outcome: 'already-done' };
  const basis = account.version;
  const atS = Math.floor(atMs / 1000);
  const before = [
    ...(id.length === IDENTITY_BYTES
      ? []
      : [refused('id-malformed', `an id of ${id.length} bytes; allowed: ${IDENTITY_BYTES}`)]),
    ...(isForgotten(account.credits, atS)
      ? [
          refused(
            'too-old',
            `made at ${iso(atS)}; allowed: after ${iso(account.credits.horizonS)}, or it can't be told from a repeat`,
          ),
        ]
      : []),
    ...(account.state === 'terminated' && !allowed
      ? [refused('account-terminated', `account ${account.key} has ended`)]
      : []),
  ];
  const problems = before.length > 0 ? before : run(work);
  if (problems.length > 0) return { outcome: 'refused', problems };
  remember(account.credits, { id, atS }, LIMITS.credits);
  const outbox = { kind: 'account', atS: work.nowS, sessionId: 0, slot: 0, sequence: 0 } as const;
  return { outcome: 'done', item: closeWork(work, outbox), basis };
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

export function amountProblems(amount: number): CommandProblem[] {
  return Number.isSafeInteger(amount) && amount > 0 && amount <= LIMITS.amount
    ? []
    : [refused('amount-invalid', `amount ${amount}; allowed: a whole number from 1 to ${LIMITS.amount}`)];
}

export function bucketProblems({ plan }: PlanIndex, template: number): CommandProblem[] {
  return plan.buckets[template] === undefined
    ? [
        refused(
          'bucket-unknown',
          `bucket ${template}; allowed: 0 to ${plan.buckets.length - 1}, ${plan.buckets.map((b) => b.id).join(', ')}`,
        ),
      ]
    : [];
}
