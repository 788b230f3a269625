/** A venture's terms as an operator file has them, in micros and millionths. */
import { toMicros } from '../operator/decimal.js';
import type { JointVenture } from '../operator/joint-venture.js';
import { parseQuantity } from '../operator/quantity.js';
import type { ActivityDefinition } from './activity.js';
import type { DeadlockRule, Voter } from './deadlock.js';
import type { EarnOut, Option, PriceFormula } from './exit.js';
import type { BrandLicence, Contribution, PerSubscriber } from './royalty.js';
import type { Share } from './shares.js';
import type { WaterfallStep } from './waterfall.js';

export interface VentureTerms {
  readonly partners: readonly (Voter & { readonly name: string })[];
  /** Millionths of a percent; they add up to 100 %. */
  readonly shares: readonly Share[];
  readonly contributions: readonly Contribution[];
  readonly licence?: BrandLicence;
  readonly activity?: ActivityDefinition;
  readonly perSubscriber: readonly PerSubscriber[];
  readonly waterfall: readonly WaterfallStep[];
  readonly deadlock?: DeadlockRule;
  readonly exit?: {
    readonly price: PriceFormula;
    readonly earnOut?: EarnOut;
    readonly puts: readonly Option[];
    readonly calls: readonly Option[];
    readonly brandTailYears: number;
  };
}

/** Micros of an amount, millionths of a percent or of a factor: all have six decimals. */
export const millionths = (decimal: string): bigint => BigInt(toMicros(decimal));

export function ventureTerms(file: JointVenture): VentureTerms {
  const { partners, brandLicence, activity, deadlock, exit } = file;
  return {
    partners: partners.map(({ id, name, boardSeats = 0, vetoes = [] }) => ({ id, name, boardSeats, vetoes })),
    shares: partners.map(({ id, sharePercent }) => ({ id, weight: millionths(sharePercent) })),
    contributions: (file.contributions ?? []).map(({ id, partner, kind, schedule }) => ({
      id,
      partner,
      kind,
      schedule: schedule.map(({ month, amount }) => ({ month, micros: millionths(amount) })),
    })),
    ...(brandLicence === undefined
      ? {}
      : {
          licence: {
            licensor: brandLicence.licensor,
            rate: millionths(brandLicence.royaltyPercent),
            of: brandLicence.of,
            from: brandLicence.from,
            years: brandLicence.years,
          },
        }),
    ...(activity === undefined ? {} : { activity: activityOf(activity) }),
    perSubscriber: (file.perSubscriber ?? []).map(({ id, from, to, amount, fromMonth, untilMonth }) => ({
      id,
      from,
      to,
      micros: millionths(amount),
      ...(fromMonth === undefined ? {} : { fromMonth }),
      ...(untilMonth === undefined ? {} : { untilMonth }),
    })),
    waterfall: (file.waterfall ?? []).map(({ id, to, basis, percent, amount, capPerPeriod, capTotal }) => ({
      id,
      to,
      basis,
      rate: millionths(percent ?? amount ?? '0'),
      ...(capPerPeriod === undefined ? {} : { capPerPeriod: millionths(capPerPeriod) }),
      ...(capTotal === undefined ? {} : { capTotal: millionths(capTotal) }),
    })),
    ...(deadlock === undefined ? {} : { deadlock }),
    ...(exit === undefined ? {} : { exit: exitOf(exit) }),
  };
}

function activityOf({
  direction,
  inactivityDays,
  leastUse = [],
}: NonNullable<JointVenture['activity']>): ActivityDefinition {
  const least = leastUse.flatMap((use) => {
    const quantity = parseQuantity(use);
    return quantity === undefined ? [] : [[quantity.unit, quantity.amount] as const];
  });
  return {
    direction,
    inactivityDays,
    ...(least.length === 0 ? {} : { leastUnits: Object.fromEntries(least) }),
  };
}

function exitOf({
  price,
  earnOut,
  puts = [],
  calls = [],
  brandTailYears = 0,
}: NonNullable<JointVenture['exit']>): NonNullable<VentureTerms['exit']> {
  const optionOf = ({ by, from, until, percent }: (typeof puts)[number]): Option => ({
    by,
    from,
    until,
    adjustment: millionths(percent),
  });
  return {
    price:
      price.method === 'fixed'
        ? { method: 'fixed', micros: millionths(price.value) }
        : {
            method: 'multiple',
            of: price.of,
            multiple: millionths(price.multiple),
            ...(price.least === undefined ? {} : { least: millionths(price.least) }),
          },
    ...(earnOut === undefined
      ? {}
      : {
          earnOut: {
            threshold: millionths(earnOut.threshold),
            share: millionths(earnOut.sharePercent),
            cap: millionths(earnOut.cap),
            windowMonths: earnOut.windowMonths,
          },
        }),
    puts: puts.map(optionOf),
    calls: calls.map(optionOf),
    brandTailYears,
  };
}
