/** From the price of a whole period's usage to its counter, and to the bucket that pays for it meanwhile. */
import type { OfferingBundle } from '../operator/bundle.js';
import { parseQuantity, unitSize, type PriceUnit } from '../operator/quantity.js';
import type { OfferingUsagePrice } from '../operator/usage-price.js';
import type { UnitsPriceModel } from '../price-models/index.js';
import { bundleBucket, WALLET_PRIORITY } from './compile-buckets.js';
import type { BucketTemplate, CounterTemplate } from './plan.js';
import { type ClassTarget, HOME } from './target.js';

/** Behind every bundle: what they pay for is theirs. */
export function usagePriceBucket(of: OfferingUsagePrice, targets: readonly ClassTarget[]): BucketTemplate {
  return bundleBucket(usagePriceBundle(of), targets);
}

/** The bundle without end that a usage price is to those who draw from it. */
export function usagePriceBundle({ id, services, destinations, zones }: OfferingUsagePrice): OfferingBundle {
  return {
    id,
    unlimited: true,
    services,
    ...(destinations === undefined ? {} : { destinations }),
    zones: zones ?? [HOME],
    priority: WALLET_PRIORITY,
  };
}

/** @param at  its position in `PlanVersion.buckets` */
export function usagePriceCounter(
  of: OfferingUsagePrice,
  { unit, classes }: BucketTemplate,
  at: number,
): CounterTemplate {
  return {
    id: of.id,
    purpose: 'usage-price',
    unit: unit as CounterTemplate['unit'],
    classes,
    period: 'cycle',
    // It counts without end: what a bucket can hold at all is less.
    limit: Number.MAX_SAFE_INTEGER,
    notices: [],
    atLimit: 'notify',
    pricing: {
      name: of.name,
      model: priceModelOf(of),
      per: { name: of.per, size: unitSize(of.per).amount },
      bucket: at,
    },
  };
}

/** The price model that an offering means. Fields that its model lacks are told by `checkUsagePrice`. */
export function priceModelOf(of: OfferingUsagePrice): UnitsPriceModel {
  const { minSpend, maxSpend, roundingDecimals: decimals } = of;
  return {
    ...kindOf(of),
    ...(minSpend === undefined ? {} : { minSpend }),
    ...(maxSpend === undefined ? {} : { maxSpend }),
    ...(decimals === undefined ? {} : { decimals }),
  };
}

function kindOf({
  model,
  per,
  price = '0',
  size,
  free,
  tiers = [],
  policy,
}: OfferingUsagePrice): UnitsPriceModel {
  const inUnits = (quantity: string | undefined) => quantityIn(quantity, per) ?? '1';
  switch (model) {
    case 'unit':
      return { model, amount: price };
    case 'package':
      return {
        model,
        amount: price,
        size: inUnits(size),
        ...(free === undefined ? {} : { freeUnits: inUnits(free) }),
      };
    case 'graduated':
    case 'volume':
      return {
        model,
        tiers: tiers.map(({ upTo, price: unit, fee }) => ({
          ...(upTo === undefined ? {} : { upTo: inUnits(upTo) }),
          ...(unit === undefined ? {} : { unit }),
          ...(fee === undefined ? {} : { flat: fee }),
        })),
      };
    case 'blocks':
      return {
        model,
        policy: policy ?? 'all-tiers',
        tiers: tiers.map(({ size: block, price: amount = '0', blocks }) => ({
          size: inUnits(block),
          price: amount,
          ...(blocks === undefined ? {} : { blocks }),
        })),
      };
  }
}

/** A quantity in a price's unit: "90 s" is "1.5" min. Undefined when no decimal says how many, as of "100 s". */
export function quantityIn(quantity: string | undefined, per: PriceUnit): string | undefined {
  const parsed = quantity === undefined ? undefined : parseQuantity(quantity);
  const { unit, amount: size } = unitSize(per);
  if (parsed === undefined || parsed.unit !== unit) return undefined;
  const whole = BigInt(parsed.amount) / BigInt(size);
  let rest = BigInt(parsed.amount) % BigInt(size);
  let fraction = '';
  while (rest !== 0n && fraction.length < MAX_DECIMALS) {
    fraction += String((rest * 10n) / BigInt(size));
    rest = (rest * 10n) % BigInt(size);
  }
  return rest === 0n ? `${whole}${fraction === '' ? '' : `.${fraction}`}` : undefined;
}

/** A byte of a GiB has 30. */
const MAX_DECIMALS = 30;
