/** Counters that give a bucket when their limit is used up, and count again from nothing: packs that stack. */
import { counterOf, counterTemplate, headroom } from './counters.js';
import { put } from './movements.js';
import type { Metered } from './price.js';
import type { Work } from './work.js';

/**
 * Gives what a class's counters give at their limits; whether any did. Each gift needs a whole limit to be used,
 * so a loop around it ends.
 */
export function giveAtLimit(work: Work, { session, terms }: Metered): boolean {
  let given = false;
  for (const c of terms.counters) {
    const of = counterTemplate(work.index, c);
    if (of.atLimit !== 'grant') continue;
    const counter = counterOf(work.account, work.index, c, session.member, work.nowS);
    if (counter.value < of.limit) continue;
    work.index.plan.buckets.forEach(({ amount, givenBy, validityS }, template) => {
      if (givenBy === undefined || !('counter' in givenBy) || givenBy.counter !== c) return;
      const expiresAt = validityS === undefined ? counter.resetAtS : work.nowS + validityS;
      given = put(work, { action: 'bought', template, amount, expiresAt }) !== undefined || given;
    });
    if (given) {
      counter.value -= of.limit;
      counter.told = 0;
    }
  }
  return given;
}

/** Whether a class that a counter stops now goes on once its limit is used up: no other counter stops it. */
export function mayGrantMore({ account, index }: Work, { session, terms }: Metered): boolean {
  const stops = terms.counters.filter((c) => counterTemplate(index, c).atLimit !== 'grant');
  if (stops.length === terms.counters.length) return false;
  const room = headroom(account, index, { ...terms, counters: stops }, session.member);
  return room.units > 0 && room.micros > 0;
}
