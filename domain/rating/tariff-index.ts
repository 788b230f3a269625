import { type Calendar, calendarOf } from './calendar.js';
import { type PrefixIndex, prefixIndexOf } from './prefix-index.js';
import { RatingInputError } from './rating-error.js';
import type { CompiledTariff, Profile, Slot, Terms } from './tariff.js';

/** What rating derives from a compiled tariff, once an object. */
export interface TariffIndex {
  readonly prefixes: PrefixIndex;
  readonly profiles: readonly ProfileIndex[];
}

export interface ProfileIndex {
  readonly denominator: number;
  readonly prices: readonly PriceIndex[];
  /** Absent when one price is always in force. */
  readonly calendar: Calendar | undefined;
  /** Whether the calendar is looked at for every unit (seconds), not for every report (bytes, messages). */
  readonly timed: boolean;
  /** The terms of all prices; undefined when they differ, so that the session's start decides. */
  readonly terms: Terms | undefined;
  /** Sessions up to this many units cost less than 2^53 in the profile's denominator, whatever the calendar. */
  readonly safeUnits: number;
}

export interface PriceIndex {
  readonly connectFee: number;
  readonly slots: readonly Slot[];
  readonly terms: Terms;
  /** Where each slot begins when no calendar interferes: its `fromUnit`, or where a begun increment ends. */
  readonly starts: readonly number[];
  /** Cost up to each start, without connect fee; exact below `safeUnits`. */
  readonly before: readonly number[];
  /** Position of the last slot, and its figures: the whole price when it is the only one. */
  readonly last: number;
  readonly lastStart: number;
  readonly lastBefore: number;
  readonly lastIncrement: number;
  readonly lastPrice: number;
  /** Up to this many units all sums stay below 2^53; beyond, bigint. */
  readonly safeUnits: number;
}

const indexes = new WeakMap<CompiledTariff, TariffIndex>();
let recentTariff: CompiledTariff | undefined;
let recentIndex: TariffIndex | undefined;

export function tariffIndex(tariff: CompiledTariff): TariffIndex {
  if (tariff === recentTariff) return recentIndex!;
  let index = indexes.get(tariff);
  if (index === undefined) {
    index = {
      prefixes: prefixIndexOf(tariff.prefixes, tariff.prefixProfiles),
      profiles: tariff.profiles.map((profile) => profileIndexOf(tariff, profile)),
    };
    indexes.set(tariff, index);
  }
  recentTariff = tariff;
  recentIndex = index;
  return index;
}

/** Throws `RatingInputError` for an index that the tariff does not have. */
export function profileIndex(tariff: CompiledTariff, profile: number): ProfileIndex {
  const index = tariffIndex(tariff).profiles[profile];
  if (index === undefined) {
    throw new RatingInputError('profile', profile, `0 to ${tariff.profiles.length - 1}`);
  }
  return index;
}

function profileIndexOf(tariff: CompiledTariff, profile: Profile): ProfileIndex {
  const prices = profile.prices.map(priceIndexOf);
  const terms = prices[0]!.terms;
  const sameTerms = prices.every((price) => JSON.stringify(price.terms) === JSON.stringify(terms));
  const fee = Math.max(...prices.map((price) => price.connectFee));
  const dearest = Math.max(1, ...prices.flatMap((price) => price.slots.map((slot) => slot.price)));
  return {
    denominator: profile.denominator,
    prices,
    calendar: profile.days && calendarOf(tariff.timeZone, profile.days, tariff.holidays),
    timed: profile.days !== undefined && tariff.unit === 'seconds',
    terms: sameTerms ? terms : undefined,
    // Why: no unit begins more than one increment.
    safeUnits: Math.floor((Number.MAX_SAFE_INTEGER - fee) / dearest),
  };
}

function priceIndexOf({ connectFee, slots, terms }: Profile['prices'][number]): PriceIndex {
  const starts: number[] = [];
  const before: number[] = [];
  let start = 0;
  let sum = 0n;
  let safeUnits = Number.MAX_SAFE_INTEGER;
  for (const [i, slot] of slots.entries()) {
    starts.push(start);
    before.push(Number(sum));
    const end = slots[i + 1]?.fromUnit ?? Infinity;
    if (slot.price > 0) {
      const room = BigInt(Number.MAX_SAFE_INTEGER - connectFee) - sum;
      const units = room < 0n ? 0n : (room / BigInt(slot.price)) * BigInt(slot.increment);
      safeUnits = Math.min(safeUnits, Number(BigInt(start) + units));
    }
    if (end !== Infinity) {
      const count = Math.max(0, Math.ceil((end - start) / slot.increment));
      sum += BigInt(count) * BigInt(slot.price);
      start += count * slot.increment;
    }
  }
  const last = slots.length - 1;
  return {
    connectFee,
    slots,
    terms,
    starts,
    before,
    last,
    lastStart: starts[last]!,
    lastBefore: before[last]!,
    lastIncrement: slots[last]!.increment,
    lastPrice: slots[last]!.price,
    safeUnits,
  };
}
