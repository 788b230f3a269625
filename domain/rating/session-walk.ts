import { priceSpan } from './calendar.js';
import { RatingInputError } from './rating-error.js';
import type { PriceIndex, ProfileIndex } from './tariff-index.js';

/** Longest session that is priced second by second through a calendar: ten years. */
export const MAX_CALENDAR_SESSION_S = 10 * 366 * 86_400;

/**
 * Walks the stretches of equal price over units (0, to] of a session: the definition of what it costs.
 *
 * At unit p the price in force (at startMs + 1000·p when the calendar counts by the second, else at atMs)
 * and the last slot with fromUnit ≤ p decide the increment that begins there. A begun increment is paid
 * whole at that price and its units are then paid for, even where the calendar or the slot changes inside
 * it; the next increment begins where it ends. One step a stretch, whatever its length.
 *
 * `next()` moves to the next stretch, false at the end; the fields describe the stretch.
 */
export class SessionWalk {
  /** Index into the profile's prices. */
  price = -1;
  /** Index into the price's slots. */
  slot = 0;
  /** Units of the session before the stretch. */
  start = 0;
  /** Increments of the stretch, the last one perhaps only begun. */
  count = 0;
  /** Units of one increment. */
  increment = 0;
  /** Price of one increment in 1/denominator micro. */
  cost = 0;

  private readonly profile: ProfileIndex;
  private readonly startMs: number;
  private readonly to: number;
  private current: PriceIndex;
  /** Unit at which the next stretch begins. */
  private position = 0;
  /** Unit at which the price in force ends. */
  private change = 0;

  /** @throws RatingInputError for more units than a calendar is followed through */
  constructor(profile: ProfileIndex, startMs: number, atMs: number, to: number) {
    this.profile = profile;
    this.startMs = startMs;
    this.to = to;
    this.current = profile.prices[0]!;
    if (profile.calendar === undefined) {
      this.price = 0;
      this.change = Infinity;
    } else if (!profile.timed) {
      this.price = priceSpan(profile.calendar, atMs).price;
      this.current = profile.prices[this.price]!;
      this.change = Infinity;
    } else if (to > MAX_CALENDAR_SESSION_S) {
      throw new RatingInputError('units', to, `at most ${MAX_CALENDAR_SESSION_S} seconds in one session`);
    }
  }

  next(): boolean {
    const { position, to } = this;
    if (position >= to) return false;
    if (position >= this.change) this.enterPrice();
    const { slots } = this.current;
    let { slot } = this;
    while (slot + 1 < slots.length && slots[slot + 1]!.fromUnit <= position) slot += 1;
    const { increment, price } = slots[slot]!;
    let end = this.change < to ? this.change : to;
    if (slot + 1 < slots.length && slots[slot + 1]!.fromUnit < end) end = slots[slot + 1]!.fromUnit;
    const count = Math.ceil((end - position) / increment);
    this.slot = slot;
    this.start = position;
    this.count = count;
    this.increment = increment;
    this.cost = price;
    this.position = position + count * increment;
    return true;
  }

  private enterPrice(): void {
    const { price, toMs } = priceSpan(this.profile.calendar!, this.startMs + this.position * 1000);
    this.price = price;
    this.slot = 0;
    this.current = this.profile.prices[price]!;
    this.change = Math.ceil((toMs - this.startMs) / 1000);
  }
}
