import type { OfferingBundle } from '../operator/bundle.js';
import { toMicros } from '../operator/decimal.js';
import type { Offering } from '../operator/offering.js';
import { parseAmount, parseQuantity, type Amount } from '../operator/quantity.js';
import type { CompleteCap } from './caps.js';
import type { OperatorTerms } from './offering-view.js';
import type { BucketTemplate, CounterTemplate } from './plan.js';
import { potPartsPerUnit, potScale } from './pot.js';
import { bundleTargets, HOME, type ClassTarget } from './target.js';
import { timeWindows } from './time-windows.js';

/** The bucket of money that every plan has. */
export const WALLET = 'wallet';

/** Above every priority that a bundle may have: money pays last. */
export const WALLET_PRIORITY = 1_000;

/** More than anybody uses: a petabyte, or 35 million years of calls. */
const UNLIMITED = 2 ** 50;

/** @param addOn  index of the add-on that gives it; absent = the plan does */
export function bundleBucket(
  bundle: OfferingBundle,
  targets: readonly ClassTarget[],
  addOn?: number,
): BucketTemplate {
  const paid = bundleTargets(bundle, targets);
  const scale = bundle.pot === undefined ? 1n : potScale(bundle.pot);
  const { unit, amount } = amountOf(bundle, paid, scale);
  return {
    id: bundle.id,
    unit,
    amount,
    priority: bundle.priority,
    classes: paid.map(({ index }) => index),
    floor: 0,
    ...(addOn === undefined ? {} : { givenBy: { addOn } }),
    ...(bundle.renews === undefined
      ? {}
      : {
          renews: {
            periods: bundle.rollover?.periods ?? 0,
            ...(bundle.rollover?.max === undefined
              ? {}
              : { max: parseAmount(bundle.rollover.max)!.amount * Number(scale) }),
          },
        }),
    ...(bundle.times === undefined ? {} : { windows: timeWindows(bundle.times) }),
    ...(bundle.pooled === undefined ? {} : { pooled: true }),
    ...(bundle.unlimited === undefined ? {} : { unlimited: true }),
    ...(bundle.pot === undefined ? {} : { perUnit: perUnitOf(bundle, targets, scale), scale: Number(scale) }),
    ...(bundle.step === undefined ? {} : { step: parseQuantity(bundle.step)!.amount }),
    ...(bundle.blocking === undefined ? {} : { blocking: true }),
    ...(bundle.validity === undefined ? {} : { validityS: parseQuantity(bundle.validity)!.amount }),
  };
}

function amountOf({ amount, pooled }: OfferingBundle, paid: readonly ClassTarget[], scale: bigint): Amount {
  if (amount === undefined) return { unit: paid[0]!.unit, amount: pooled === true ? 0 : UNLIMITED };
  const parsed = parseAmount(amount)!;
  return { unit: parsed.unit, amount: parsed.amount * Number(scale) };
}

function perUnitOf(
  { pot = [], zones = [HOME] }: OfferingBundle,
  targets: readonly ClassTarget[],
  scale: bigint,
): Record<number, number> {
  // Where conversions overlap, the first holds.
  return Object.fromEntries(
    pot
      .toReversed()
      .flatMap((rate) =>
        targets
          .filter(
            (target) =>
              !target.free &&
              zones.includes(target.zone) &&
              rate.services.includes(target.service) &&
              (rate.destinations?.includes(target.destination) ?? true),
          )
          .map(({ index }) => [String(index), potPartsPerUnit(rate, scale)]),
      ),
  );
}

/** What a counter gives at its limit. */
export function grantBucket(
  { grants }: CompleteCap,
  index: number,
  counter: CounterTemplate,
  targets: readonly ClassTarget[],
): BucketTemplate {
  const { unit, amount } = parseQuantity(grants!.amount)!;
  return {
    id: grants!.id,
    unit,
    amount,
    priority: grants!.priority,
    classes: counter.classes.filter((at) => targets[at]!.unit === unit && !targets[at]!.free),
    floor: 0,
    givenBy: { counter: index },
  };
}

/**
 * What pays for free usage that a counter may stop, slow or reward: a bucket without end. So it is granted in
 * slices that a counter can follow, as usage that a bundle pays for is.
 */
export function unlimitedBuckets(
  counters: readonly CounterTemplate[],
  targets: readonly ClassTarget[],
): BucketTemplate[] {
  const counted = new Set(counters.flatMap(({ atLimit, classes }) => (atLimit === 'notify' ? [] : classes)));
  const free = targets.filter(({ index, free: isFree }) => isFree && counted.has(index));
  return [...new Set(free.map(({ unit }) => unit))].map((unit) => ({
    id: `unlimited-${unit}`,
    unit,
    amount: UNLIMITED,
    priority: 0,
    classes: free.filter((target) => target.unit === unit).map(({ index }) => index),
    floor: 0,
    unlimited: true,
  }));
}

/** @param priced  what pays for usage that costs something only when its period ends */
export function walletBucket(
  { market }: OperatorTerms,
  { paymentMode, wallet }: Offering,
  targets: readonly ClassTarget[],
  priced: readonly BucketTemplate[],
): BucketTemplate {
  const limit =
    paymentMode === 'prepaid' || wallet.pooled === true
      ? '0'
      : (wallet.creditLimit ?? market.policy.billShock?.defaultCap ?? '0');
  return {
    id: WALLET,
    unit: 'money',
    amount: toMicros(wallet.startingCredit),
    priority: WALLET_PRIORITY,
    classes: targets
      .filter(({ free, index }) => !free && !priced.some(({ classes }) => classes.includes(index)))
      .map(({ index }) => index),
    // 0 − x, since −x would make a limit of nothing a negative zero.
    floor: 0 - toMicros(limit),
    ...(wallet.pooled === undefined ? {} : { pooled: true }),
  };
}
