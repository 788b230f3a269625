import { priceSpan } from './calendar.js';
import { RatingInputError } from './rating-error.js';
import type { PriceIndex, ProfileIndex } from './tariff-index.js';

/** Longest session that is priced second by second through a calendar: ten years. */
export const MAX_CALENDAR_SESSION_S = 10 * 366 * 86_400;

/** Receives the stretches of a session at one price, in order; answers true to stop. */
export type Visit = (
  price: number,
  slot: number,
  start: number,
  count: number,
  increment: number,
  cost: number,
) => boolean;

/**
 * Walks the stretches of equal price over units (0, to] of a session: the definition of what it costs.
 *
 * At unit p the price in force (at startMs + 1000·p when the calendar counts by the second) and the last
 * slot with fromUnit ≤ p decide the increment that begins there. A begun increment is paid whole at that
 * price and its units are then paid for, even where the calendar or the slot changes inside it; the next
 * increment begins where it ends. One step a stretch, whatever its length.
 *
 * Each visit gets the index of the price and slot, the unit after which the stretch begins, the number of
 * its increments, their size in units, and the price of one in the profile's denominator.
 */
export function walkSession(
  profile: ProfileIndex,
  startMs: number,
  atMs: number,
  to: number,
  visit: Visit,
): void {
  const { calendar } = profile;
  if (calendar === undefined) {
    walkSlots(profile.prices[0]!, 0, 0, Infinity, to, visit);
  } else if (!profile.timed) {
    const { price } = priceSpan(calendar, atMs);
    walkSlots(profile.prices[price]!, price, 0, Infinity, to, visit);
  } else {
    if (to > MAX_CALENDAR_SESSION_S) {
      throw new RatingInputError('units', to, `at most ${MAX_CALENDAR_SESSION_S} seconds in one session`);
    }
    let position = 0;
    while (position < to) {
      const { price, toMs } = priceSpan(calendar, startMs + position * 1000);
      const change = Math.ceil((toMs - startMs) / 1000);
      position = walkSlots(profile.prices[price]!, price, position, change, to, visit);
    }
  }
}

/** Walks the slots of one price from `position` until an increment ends at or after `change` or `to`. */
function walkSlots(
  price: PriceIndex,
  priceAt: number,
  position: number,
  change: number,
  to: number,
  visit: Visit,
): number {
  const { slots } = price;
  const end = Math.min(change, to);
  let slot = 0;
  while (position < end) {
    while (slot + 1 < slots.length && slots[slot + 1]!.fromUnit <= position) slot += 1;
    const { increment, price: cost } = slots[slot]!;
    const slotEnd = Math.min(end, slots[slot + 1]?.fromUnit ?? Infinity);
    const count = Math.ceil((slotEnd - position) / increment);
    if (visit(priceAt, slot, position, count, increment, cost)) return Infinity;
    position += count * increment;
  }
  return position;
}
