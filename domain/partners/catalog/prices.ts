/** Prices of plans and add-ons as product offering prices. Their ids follow from the plan version, which never changes. */
import type { AddOn, PlanService, PlanVersion, RecurringTerms } from '../../catalogue/plan.js';
import { fromMicros } from '../../operator/decimal.js';
import { flatRate, isFree } from '../../rating/index.js';
import { profileIndex } from '../../rating/tariff-index.js';
import { moneyOf, pricePer } from './amounts.js';
import { catalogHref, referenceTo, type Resource } from './reference.js';
import { lifecycleOf, lastUpdateOf, type SoldAddOn, type SoldPlan } from './sold.js';

/** Ids of prices: `<plan version>.recurring`, `<plan version>.usage.<service>.<destination>`, abroad with the zone before. */
export const PRICE_ID = /^(?<planId>plan_[0-9a-f]{16})\.(?<rest>.+)$/;

/** Every price of a plan: what a period costs, then what usage costs beyond what is included. */
export function pricesOfPlan(sold: SoldPlan, baseUrl: string): Resource[] {
  const { plan } = sold;
  const common = (key: string) => commonOf(`${plan.id}.${key}`, plan, [sold], baseUrl);
  return [
    ...(plan.recurring === undefined
      ? []
      : [{ ...common('recurring'), name: plan.name, ...recurringPrice(plan.recurring, plan.currency) }]),
    ...plan.services.flatMap((service) =>
      service.tariff.profiles.map(({ destination }, profile) => ({
        ...common(`usage.${nameOf(plan, service, destination)}`),
        name: wordsOf(plan, service, destination),
        ...usagePrice(plan, service, profile),
      })),
    ),
  ];
}

/** What an add-on costs: once, or each period. */
export function pricesOfAddOn({ addOn, plans }: SoldAddOn, baseUrl: string): Resource[] {
  const { plan } = plans[0]!;
  const common = commonOf(`${plan.id}.add-on.${addOn.id}`, plan, plans, baseUrl);
  return [{ ...common, name: addOn.name, ...addOnPrice(addOn, plan.currency) }];
}

/** What of a price stands in its offering: with the amount, so that one request is enough. */
export function priceReference(price: Resource, { taxInclusive }: PlanVersion, baseUrl: string): Resource {
  const { id, name, priceType, price: money, unitOfMeasure, recurringChargePeriodLength: length } = price;
  return {
    ...referenceTo(baseUrl, 'productOfferingPrice', String(id), String(name)),
    priceType,
    ...(length === undefined
      ? {}
      : {
          recurringChargePeriod: price['recurringChargePeriodType'],
          recurringChargePeriodLength: length,
        }),
    ...(money === undefined
      ? {}
      : { price: { [taxInclusive ? 'taxIncludedAmount' : 'dutyFreeAmount']: money } }),
    ...(unitOfMeasure === undefined ? {} : { unitOfMeasure }),
  };
}

function commonOf(id: string, plan: PlanVersion, plans: readonly SoldPlan[], baseUrl: string): Resource {
  return {
    id,
    href: catalogHref(baseUrl, 'productOfferingPrice', id),
    '@type': 'ProductOfferingPrice',
    lifecycleStatus: lifecycleOf(plans[0]!),
    lastUpdate: lastUpdateOf(plans),
    version: plan.id,
    isBundle: false,
    ...(plan.tax === undefined
      ? {}
      : { tax: [{ taxCategory: plan.tax.name, taxRate: plan.tax.rateMicros / 1e6 }] }),
  };
}

function recurringPrice({ charge }: RecurringTerms, currency: string): Resource {
  const { every, unit } = charge.cycle;
  return {
    priceType: 'recurring',
    recurringChargePeriodLength: charge.spread === undefined ? every : 1,
    recurringChargePeriodType: charge.spread === undefined ? unit : 'month',
    ...(charge.spread === undefined ? {} : { description: 'A month’s price, charged day by day' }),
    price: moneyOf(charge.priceMicros, currency),
  };
}

const addOnPrice = ({ recurring, priceMicros }: AddOn, currency: string): Resource =>
  recurring === undefined
    ? { priceType: 'oneTime', price: moneyOf(priceMicros, currency) }
    : recurringPrice(recurring, currency);

function usagePrice({ currency }: PlanVersion, { tariff, unit }: PlanService, profile: number): Resource {
  const rate = flatRate(tariff, profile);
  const found = isFree(tariff, profile)
    ? { micros: 0, per: pricePer({ numerator: 0, denominator: 1, increment: 1 }, unit)!.per }
    : rate && pricePer(rate, unit);
  if (found === undefined)
    return {
      priceType: 'usage',
      description: 'Depends on the time or the length; a quote tells what usage would cost',
    };
  const fee = Math.max(...profileIndex(tariff, profile).prices.map(({ connectFee }) => connectFee));
  return {
    priceType: 'usage',
    ...(fee > 0 ? { description: `And ${fromMicros(fee)} ${currency} for each connection` } : {}),
    price: moneyOf(found.micros, currency),
    unitOfMeasure: found.per,
  };
}

function nameOf({ zones }: PlanVersion, { id, zone }: PlanService, destination: string): string {
  return zone === undefined ? `${id}.${destination}` : `${zones![zone]!.id}.${id}.${destination}`;
}

function wordsOf({ zones, name }: PlanVersion, { id, zone }: PlanService, destination: string): string {
  const where = zone === undefined ? '' : `, roaming in ${zones![zone]!.id}`;
  return `${name}: ${id} to ${destination}${where}`;
}
