/** What every decision begins with: the account, unpacked and put in order. */
import { type Account, type Bucket, LIMITS, type Session, bury, isExpired, returnHolds } from './account.js';
import { type Item, decodeAccount } from './item.js';
import type { OutboxEntry } from './outbox.js';
import type { PlanIndex } from './plan-index.js';

/** The account that a decision may change, and the usage it collects. */
export interface Work {
  readonly account: Account;
  readonly index: PlanIndex;
  readonly nowS: number;
  readonly entries: OutboxEntry[];
}

/** Unpacks an item, and gives back what closed and expired sessions still hold. */
export function openWork(item: Item, index: PlanIndex, nowMs: number): Work {
  const work: Work = {
    account: decodeAccount(item, index),
    index,
    nowS: Math.floor(nowMs / 1000),
    entries: [],
  };
  tidy(work);
  return work;
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
  const held = new Set(
    account.sessions.flatMap((s) => s.groups.flatMap((g) => g.holds.map((h) => h.bucket))),
  );
  account.buckets = account.buckets.filter((b) => !isSpent(b, nowS) || held.has(b.id));
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
