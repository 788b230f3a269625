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
import { percentage, percentOf } from './percentage.js';
import type {
  PackagePrice,
  PeriodPrice,
  PeriodUsage,
  PriceKind,
  PriceModel,
  PricePart,
  Tier,
} from './price-model.js';
import { allTiers, graduated, graduatedChanges, spansOf, topTier, volume } from './tiers.js';

const MICRO_PLACES = 6;

/**
 * What a period's usage costs, or one part of a period's when `usage.earlier` tells what came before.
 *
 * Exact until the end; then the running sum of the parts is rounded half up, so that they sum to the total to the
 * last micro. A pure function: price it again and it comes to the same.
 *
 * @param model  without problems (`priceModelProblems`)
 * @throws RangeError for usage that the model has no price for: units beyond the last tier, events that are
 *   missing, decimals that are none
 */
export function pricePeriod(model: PriceModel, usage: PeriodUsage): PeriodPrice {
  const charges = chargesOf(model, usage).filter((part) => !isNothing(part));
  return finish(withLimits(model, usage, charges), model.decimals ?? MICRO_PLACES);
}

function chargesOf(model: PriceKind, usage: PeriodUsage): Charge[] {
  const priced = (counted: string) =>
    usage.per === undefined ? exact(counted) : over(exact(counted), exact(usage.per));
  const units = priced(usage.units);
  const before = usage.earlier === undefined ? undefined : priced(usage.earlier.units);
  const after = plus(before ?? ZERO, units);
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
    case 'graduated': {
      const spans = spansOf(model.tiers, unitPrice);
      return usage.changes === undefined
        ? graduated(spans, before, after)
        : graduatedChanges(spans, usage.changes);
    }
    case 'graduated-percentage':
      return graduated(
        spansOf(model.tiers, ({ percent }) => percentOf(percent)),
        before,
        after,
        'percentage',
      );
    case 'volume': {
      const tierUnits = usage.tierUnits === undefined ? after : priced(usage.tierUnits);
      return wholePeriod(usage, volume(spansOf(model.tiers, unitPrice), after, tierUnits));
    }
    case 'blocks':
      return model.policy === 'all-tiers'
        ? allTiers(model, before ?? ZERO, after)
        : wholePeriod(usage, topTier(model, after));
    case 'percentage':
      return percentage(model, usage);
    case 'dynamic':
      return [charge('units', units, exact(model.multiplier))];
  }
}

const unitPrice = ({ unit = '0' }: Tier): Exact => exact(unit);

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

/** Discount, then the period's cap, then its minimum. */
function withLimits(model: PriceModel, usage: PeriodUsage, charges: Charge[]): Charge[] {
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
