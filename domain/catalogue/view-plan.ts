/** A plan version as people and the partner API see it, without its look-up tables. */
import { fromMicros } from '../operator/decimal.js';
import { sponsorOf } from './sponsor-pool.js';
import { flatRate, isFree } from '../rating/index.js';
import type {
  AddOn,
  BucketTemplate,
  BucketUnit,
  CounterTemplate,
  PlanService,
  PlanVersion,
  RecurringTerms,
  ServiceKind,
  UsagePricing,
  UsageUnit,
} from './plan.js';

export interface PlanView {
  readonly id: string;
  readonly offeringId: string;
  readonly name: string;
  readonly currency: string;
  readonly paymentMode: PlanVersion['paymentMode'];
  readonly taxInclusive: boolean;
  readonly services: readonly ServiceView[];
  readonly recurring?: RecurringView;
  readonly addOns?: readonly AddOnView[];
  readonly caps?: readonly CapView[];
  readonly usagePrices?: readonly UsagePriceView[];
  /** Roaming zones, each with its networks (MCC, or MCC and MNC). */
  readonly zones?: PlanVersion['zones'];
  readonly invoice?: PlanVersion['invoice'];
  /** What may be borrowed ahead of a top-up, in the currency's unit. */
  readonly advance?: { readonly amount: string; readonly fee: string };
  readonly transferable?: true;
  readonly buckets: readonly PlanBucketView[];
}

interface RecurringView {
  /** Price of a period (of a calendar month, when it is spread over days), in the currency's unit. */
  readonly price: string;
  readonly every: number;
  readonly unit: RecurringTerms['charge']['cycle']['unit'];
  readonly anchor: RecurringTerms['charge']['cycle']['anchor'];
  readonly spread?: 'daily';
  readonly trial?: RecurringTerms['charge']['trial'];
  readonly graceDays: number;
}

interface AddOnView {
  readonly id: string;
  readonly name: string;
  /** Once; absent = it recurs. */
  readonly price?: string;
  readonly recurring?: RecurringView;
  readonly validityS?: number;
  readonly until?: AddOn['until'];
  readonly most?: number;
}

interface CapView extends Pick<
  CounterTemplate,
  'id' | 'purpose' | 'unit' | 'limit' | 'period' | 'notices' | 'atLimit' | 'perMember' | 'liftable'
> {
  /** With money: the limit in the currency's unit. */
  readonly money?: string;
  /** What it counts, as `usedFor` of buckets. */
  readonly counts: readonly string[];
}

/** The price of a whole period's usage, taken when the period ends. */
interface UsagePriceView {
  readonly id: string;
  readonly name: string;
  /** What is counted. */
  readonly unit: CounterTemplate['unit'];
  /** What quantities and prices of the model are of: `GB` is 10⁹ bytes. */
  readonly per: UsagePricing['per'];
  readonly model: UsagePricing['model'];
  /** What it is the price of, as `usedFor` of buckets. */
  readonly counts: readonly string[];
}

interface ServiceView {
  readonly id: string;
  /** Roaming zone; absent = at home. */
  readonly zone?: string;
  readonly kind: ServiceKind;
  readonly unit: UsageUnit;
  readonly ratingGroups: readonly number[];
  readonly destinations: readonly DestinationView[];
}

interface DestinationView {
  readonly destination: string;
  readonly pricing: 'free' | 'flat' | 'variable';
  /** With `flat`: what an increment costs, in micros, as an exact fraction. */
  readonly increment?: { readonly units: number; readonly numerator: number; readonly denominator: number };
}

interface PlanBucketView {
  readonly id: string;
  readonly unit: BucketUnit;
  /** In the unit; micros when money. */
  readonly amount: number;
  /** With money: the amount in the currency's unit. */
  readonly money?: string;
  /** With a credit limit: how far below zero money may go, in the currency's unit. */
  readonly creditLimit?: string;
  readonly priority: number;
  readonly validityS?: number;
  /** Drawn in whole steps of this many units. */
  readonly step?: number;
  /** When it can't pay, nothing behind it does. */
  readonly blocking?: boolean;
  /** The add-on or cap that gives it, or rewards do; absent = the plan. */
  readonly givenBy?: { readonly addOn: string } | { readonly cap: string } | { readonly reward: true };
  readonly renews?: BucketTemplate['renews'];
  readonly windows?: BucketTemplate['windows'];
  readonly pooled?: true;
  /** Whose pool fills it. */
  readonly sponsor?: string;
  /** The amount stands for "no end". */
  readonly unlimited?: true;
  /** With points: how many of `amount` make one of what people see. */
  readonly scale?: number;
  /** What may draw from it, as `<service>/<destination>`, abroad `<zone>:<service>/<destination>`. */
  readonly usedFor: readonly string[];
}

export function viewPlan(plan: PlanVersion): PlanView {
  const { id, offeringId, name, currency, paymentMode, taxInclusive, counters = [] } = plan;
  const caps = counters.filter(({ pricing }) => pricing === undefined);
  const usagePrices = counters.filter(({ pricing }) => pricing !== undefined);
  return {
    id,
    offeringId,
    name,
    currency,
    paymentMode,
    taxInclusive,
    services: plan.services.map((service) => viewService(service, plan)),
    ...(plan.recurring === undefined ? {} : { recurring: viewRecurring(plan.recurring) }),
    ...(plan.addOns === undefined ? {} : { addOns: plan.addOns.map(viewAddOn) }),
    ...(caps.length === 0 ? {} : { caps: caps.map((counter) => viewCap(counter, plan)) }),
    ...(usagePrices.length === 0
      ? {}
      : { usagePrices: usagePrices.flatMap((counter) => viewUsagePrice(counter, plan)) }),
    ...(plan.zones === undefined ? {} : { zones: plan.zones }),
    ...(plan.invoice === undefined ? {} : { invoice: plan.invoice }),
    ...(plan.advance === undefined
      ? {}
      : {
          advance: {
            amount: fromMicros(plan.advance.amountMicros),
            fee: fromMicros(plan.advance.feeMicros),
          },
        }),
    ...(plan.transferable === undefined ? {} : { transferable: plan.transferable }),
    buckets: plan.buckets.map((bucket) => ({
      id: bucket.id,
      unit: bucket.unit,
      amount: bucket.amount,
      ...(bucket.unit === 'money' ? { money: fromMicros(bucket.amount) } : {}),
      ...(bucket.floor < 0 ? { creditLimit: fromMicros(-bucket.floor) } : {}),
      priority: bucket.priority,
      ...(bucket.validityS === undefined ? {} : { validityS: bucket.validityS }),
      ...(bucket.step === undefined ? {} : { step: bucket.step }),
      ...(bucket.blocking === undefined ? {} : { blocking: bucket.blocking }),
      ...(bucket.givenBy === undefined ? {} : { givenBy: viewGiver(bucket.givenBy, plan) }),
      ...(bucket.renews === undefined ? {} : { renews: bucket.renews }),
      ...(bucket.windows === undefined ? {} : { windows: bucket.windows }),
      ...(bucket.pooled === undefined ? {} : { pooled: bucket.pooled }),
      ...(bucket.pool === undefined ? {} : { sponsor: sponsorOf(bucket.pool) }),
      ...(bucket.unlimited === undefined ? {} : { unlimited: bucket.unlimited }),
      ...(bucket.scale === undefined ? {} : { scale: bucket.scale }),
      usedFor: bucket.classes.map((index) => nameOf(plan, index)),
    })),
  };
}

/** A class, as `<service>/<destination>`, abroad `<zone>:<service>/<destination>`. */
function nameOf(plan: PlanVersion, index: number): string {
  const { service, profile } = plan.classes[index]!;
  const { id, zone, tariff } = plan.services[service]!;
  const prefix = zone === undefined ? '' : `${plan.zones![zone]!.id}:`;
  return `${prefix}${id}/${tariff.profiles[profile]!.destination}`;
}

function viewGiver(
  givenBy: NonNullable<BucketTemplate['givenBy']>,
  { addOns = [], counters = [] }: PlanVersion,
): { addOn: string } | { cap: string } | { reward: true } {
  if ('reward' in givenBy) return givenBy;
  return 'addOn' in givenBy ? { addOn: addOns[givenBy.addOn]!.id } : { cap: counters[givenBy.counter]!.id };
}

function viewRecurring({ charge, graceDays }: RecurringTerms): RecurringView {
  const { every, unit, anchor } = charge.cycle;
  return {
    price: fromMicros(charge.priceMicros),
    every,
    unit,
    anchor,
    ...(charge.spread === undefined ? {} : { spread: 'daily' }),
    ...(charge.trial === undefined ? {} : { trial: charge.trial }),
    graceDays,
  };
}

function viewAddOn({ id, name, priceMicros, recurring, validityS, until, most }: AddOn): AddOnView {
  return {
    id,
    name,
    ...(recurring === undefined
      ? { price: fromMicros(priceMicros) }
      : { recurring: viewRecurring(recurring) }),
    ...(validityS === undefined ? {} : { validityS }),
    ...(until === undefined ? {} : { until }),
    ...(most === undefined ? {} : { most }),
  };
}

function viewCap({ classes, ...counter }: CounterTemplate, plan: PlanVersion): CapView {
  return {
    ...counter,
    ...(counter.unit === 'money' ? { money: fromMicros(counter.limit) } : {}),
    counts: classes.map((index) => nameOf(plan, index)),
  };
}

function viewUsagePrice(
  { id, unit, classes, pricing }: CounterTemplate,
  plan: PlanVersion,
): UsagePriceView[] {
  if (pricing === undefined) return [];
  const { name, per, model } = pricing;
  return [{ id, name, unit, per, model, counts: classes.map((index) => nameOf(plan, index)) }];
}

function viewService(
  { id, kind, unit, zone, ratingGroups, tariff }: PlanService,
  plan: PlanVersion,
): ServiceView {
  return {
    id,
    ...(zone === undefined ? {} : { zone: plan.zones![zone]!.id }),
    kind,
    unit,
    ratingGroups,
    destinations: tariff.profiles.map(({ destination }, profile): DestinationView => {
      if (isFree(tariff, profile)) return { destination, pricing: 'free' };
      const flat = flatRate(tariff, profile);
      if (flat === undefined) return { destination, pricing: 'variable' };
      const { increment: units, numerator, denominator } = flat;
      return { destination, pricing: 'flat', increment: { units, numerator, denominator } };
    }),
  };
}
