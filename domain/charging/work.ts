/** What every decision begins with: the account, unpacked and put in order. */
import { type Account, LIMITS, type Session, bury, forgetOld } from './account.js';
import { returnHolds } from './draw.js';
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
  const dropped = (session: Session) =>
    session.validUntilS === 0 || session.validUntilS + LIMITS.expiredS <= nowS;
  for (const session of account.sessions) {
    if (session.validUntilS > nowS) continue;
    for (const group of session.groups) {
      returnHolds(work, group);
      group.final = false;
    }
    if (dropped(session)) burySession(account, session, nowS);
  }
  account.sessions = account.sessions.filter((session) => !dropped(session));
  forgetOld(account, nowS);
}

export function burySession(account: Account, session: Session, nowS: number): void {
  bury(account, {
    sessionId: session.id,
    endedAtS: nowS,
    createKey: session.createKey,
    slot: session.slot,
    granted: [],
  });
}
