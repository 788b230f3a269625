/** What units cost, however many parts of a period they come in: the models without events and percentages. */
import { charge, type Charge, isNothing } from './charge.js';
import {
  type Exact,
  ceiling,
  compare,
  exact,
  least,
  minus,
  most,
  negative,
  ONE,
  over,
  plus,
  rounded,
  sum,
  toText,
  ZERO,
} from './exact.js';
import { percentOf } from './percentage.js';
import type {
  Limits,
  PackagePrice,
  PeriodPrice,
  PeriodUsage,
  PricePart,
  Tier,
  UnitsPriceModel,
} from './price-model.js';
import { allTiers, graduated, spansOf, topTier, volume } from './tiers.js';

const MICRO_PLACES = 6;

/** As `pricePeriod`, for the models of units; without `events` and `changes`. */
export function priceUnits(model: UnitsPriceModel, usage: PeriodUsage): PeriodPrice {
  return settle(model, usage, chargesOf(model, usage));
}

/** What a usage is in the units that a model prices: of this part of the period, and of the parts before it. */
export function unitsOf({ per, units, earlier }: PeriodUsage) {
  const before = earlier === undefined ? undefined : inUnits(per, earlier.units);
  const now = inUnits(per, units);
  return { units: now, before, after: plus(before ?? ZERO, now) };
}

function inUnits(per: string | undefined, counted: string): Exact {
  return per === undefined ? exact(counted) : over(exact(counted), exact(per));
}

function chargesOf(model: UnitsPriceModel, usage: PeriodUsage): Charge[] {
  const { units, before, after } = unitsOf(usage);
  switch (model.model) {
    case 'flat':
      return before === undefined ? [charge('flat', ONE, exact(model.amount))] : [];
    case 'unit':
      return [charge('units', units, exact(model.amount))];
    case 'package':
      return [
        charge(
          'packages',
          minus(packages(model, after), packages(model, before ?? ZERO)),
          exact(model.amount),
        ),
      ];
    case 'graduated':
      return graduated(spansOf(model.tiers, unitPrice), before, after);
    case 'volume': {
      const tierUnits = usage.tierUnits === undefined ? after : inUnits(usage.per, usage.tierUnits);
      return wholePeriod(usage, volume(spansOf(model.tiers, unitPrice), after, tierUnits));
    }
    case 'blocks':
      return model.policy === 'all-tiers'
        ? allTiers(model, before ?? ZERO, after)
        : wholePeriod(usage, topTier(model, after));
  }
}

export const unitPrice = ({ unit = '0' }: Tier): Exact => exact(unit);

function packages({ freeUnits = '0', size }: PackagePrice, units: Exact): Exact {
  return ceiling(over(most(ZERO, minus(units, exact(freeUnits))), exact(size)));
}

/** Only the whole sum has a price: the last part of a period pays it, less what was billed before. */
function wholePeriod({ earlier, goesOn }: PeriodUsage, charges: Charge[]): Charge[] {
  if (goesOn === true) return [];
  return earlier === undefined
    ? charges
    : [...charges, charge('earlier', ONE, negative(fromMicros(earlier.micros)))];
}

function fromMicros(micros: number): Exact {
  return over({ numerator: BigInt(micros), denominator: 1n }, { numerator: 1_000_000n, denominator: 1n });
}

/** Charges to a price: within the model's limits, and rounded. */
export function settle(model: Limits, usage: PeriodUsage, charges: readonly Charge[]): PeriodPrice {
  const due = charges.filter((part) => !isNothing(part));
  return finish(withLimits(model, usage, due), model.decimals ?? MICRO_PLACES);
}

/** Discount, then the period's cap, then its minimum. */
function withLimits(model: Limits, usage: PeriodUsage, charges: readonly Charge[]): Charge[] {
  const found = [...charges];
  const amount = () => sum(found.map((part) => part.amount));
  const earlier = fromMicros(usage.earlier?.micros ?? 0);
  const { discountPercent, maxSpend, minSpend } = model;
  if (discountPercent !== undefined) {
    found.push(charge('discount', negative(percentOf(discountPercent)), amount()));
  }
  // What is billed is rounded, so the cap is compared with what was and will be.
  const scale = 10n ** BigInt(model.decimals ?? MICRO_PLACES);
  const billed = (): Exact => ({
    numerator: rounded(amount(), model.decimals ?? MICRO_PLACES),
    denominator: scale,
  });
  if (maxSpend !== undefined) {
    const excess = minus(plus(earlier, billed()), exact(maxSpend));
    if (compare(excess, ZERO) > 0) found.push(charge('maximum', ONE, negative(least(excess, billed()))));
  }
  if (minSpend !== undefined && usage.goesOn !== true) {
    const missing = minus(exact(minSpend), plus(earlier, billed()));
    if (compare(missing, ZERO) > 0) found.push(charge('minimum', ONE, missing));
  }
  return found.filter((part) => !isNothing(part));
}

function finish(charges: readonly Charge[], decimals: number): PeriodPrice {
  let exactly = ZERO;
  let micros = 0;
  const parts = charges.map(({ kind, tier, quantity, price, amount }): PricePart => {
    exactly = plus(exactly, amount);
    const until = Number(rounded(exactly, decimals) * 10n ** BigInt(MICRO_PLACES - decimals));
    if (!Number.isSafeInteger(until)) throw new RangeError('the price leaves ±(2^53 − 1) micros');
    const part = until - micros;
    micros = until;
    return {
      kind,
      ...(tier === undefined ? {} : { tier }),
      quantity: toText(quantity),
      price: toText(price),
      micros: part,
    };
  });
  return { micros, parts };
}
