/** What every decision begins and ends with: the account unpacked, brought up to date and put in order; packed again. */
import {
  type Account,
  type Bucket,
  ChargingInvariantError,
  LIMITS,
  type Session,
  bury,
  heldBuckets,
  isExpired,
  returnHolds,
} from './account.js';
import { startCountersAgain, tellCounters } from './counter-notices.js';
import { type Item, decodeAccount, encodeAccount } from './item.js';
import { lapse, loanOf } from './loans.js';
import { put } from './movements.js';
import type { Outbox } from './outbox.js';
import type { PlanIndex } from './plan-index.js';
import { recover, renewDue } from './renew.js';
import { type Arrivals, type Lease, type Work, workOn } from './work.js';

/**
 * Unpacks an item, gives back what closed and expired sessions still hold, and does what is due: counters
 * that start again, recurring charges, new periods.
 */
export function openWork(item: Item, index: PlanIndex, nowMs: number, arrivals: Arrivals = {}): Work {
  const work = workOn(decodeAccount(item, index), index, nowMs);
  tidy(work);
  startCountersAgain(work);
  if (arrivals.asIs !== true) renewDue(work, arrivals.next);
  receiveLeases(work, arrivals.leases ?? []);
  for (const { template, retryAtS, tells } of arrivals.declined ?? []) lapse(work, template, retryAtS, tells);
  return work;
}

/** The item to write: the account as it now is, under its next version, with what this decision collected. */
export function closeWork(work: Work, outbox: Omit<Outbox, 'entries' | 'movements' | 'notices'>): Item {
  const { account, entries, movements, notices, index, nowS } = work;
  recover(work);
  if (account.counters.length > 0) tellCounters(work);
  account.version += 1;
  if (entries.length + movements.length + notices.length === 0)
    return encodeAccount(account, index, undefined, nowS);
  const { kind, atS, sessionId, slot, sequence, member } = outbox;
  const told = { kind, atS, sessionId, slot, sequence, member, entries, movements, notices };
  return encodeAccount(account, index, told, nowS);
}

/** Residuals of closed sessions and reservations past their validity go back to their buckets. */
function tidy(work: Work): void {
  const { account, nowS } = work;
  let dropped = 0;
  for (const session of account.sessions) {
    if (session.validUntilS > nowS) continue;
    for (const group of session.groups) {
      returnHolds(work.account, group);
      group.final = false;
    }
    if (!isOver(session, nowS)) continue;
    burySession(account, session, nowS, session.validUntilS === 0);
    dropped++;
  }
  if (dropped > 0) account.sessions = account.sessions.filter((session) => !isOver(session, nowS));
  if (account.tombstones.length > 0) {
    account.tombstones = account.tombstones.filter((t) => t.endedAtS + LIMITS.tombstoneS > nowS);
  }
  forgetEvents(work);
  dropSpent(work);
}

function isOver(session: Session, nowS: number): boolean {
  return session.validUntilS === 0 || session.validUntilS + LIMITS.expiredS <= nowS;
}

/** Buckets that expired used up leave the item. What expired unused stays, until room is needed. */
function dropSpent({ account, nowS }: Work): void {
  if (!account.buckets.some((b) => isSpent(b, nowS))) return;
  const held = heldBuckets(account);
  // Those of loans tell what was used of them, until they are settled.
  account.buckets = account.buckets.filter(
    (b) => !isSpent(b, nowS) || held.has(b.id) || loanOf(account, b.id) !== undefined,
  );
}

function isSpent(bucket: Bucket, nowS: number): boolean {
  return bucket.available === 0 && isExpired(bucket, nowS);
}

/** Events past their time are forgotten, oldest first; the newest forgotten one becomes the horizon. */
function forgetEvents({ account, nowS }: Work): void {
  if (account.events.length === 0) return;
  const inOrder = account.events.toSorted((a, b) => a.sentAtS - b.sentAtS);
  const kept = inOrder.filter((e) => e.doneAtS + LIMITS.eventS > nowS).slice(-LIMITS.events);
  for (const event of inOrder) {
    if (!kept.includes(event)) account.eventHorizonS = Math.max(account.eventHorizonS, event.sentAtS);
  }
  account.events = kept;
}

/** Ends a session: the network released it, or it expired and makes room. */
export function burySession(account: Account, session: Session, nowS: number, released: boolean): void {
  bury(account, {
    sessionId: session.id,
    endedAtS: nowS,
    createKey: session.createKey,
    slot: session.slot,
    released,
  });
}

function receiveLeases(work: Work, leases: readonly Lease[]): void {
  const { account } = work;
  for (const { template, amount, expiresAt, lender } of leases) {
    if (put(work, { action: 'leased', template, amount, expiresAt, lender }) === undefined)
      throw new ChargingInvariantError(`account ${account.key} has no room for a lease of ${amount}`);
    if (lender !== undefined) account.lapses = account.lapses.filter((of) => of.template !== template);
  }
}
