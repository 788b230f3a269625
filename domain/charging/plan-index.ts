/**
 * What charging looks up in a plan version, computed once an instance and kept for its life: plan versions
 * are immutable and content-addressed, so an index is never stale.
 */
import type { PlanClass, PlanService, PlanVersion } from '../catalogue/plan.js';
import { flatRate, isFree, lookupProfile } from '../rating/index.js';
import { EMERGENCY_SERVICE, INCOMING, NO_NUMBER, toInternational } from './called-party.js';

/** A rating group of a plan. Its index in `PlanIndex.groups` names its attributes in the account item. */
export interface PlanGroup {
  readonly ratingGroup: number;
  /** Index into `plan.services`, at home. */
  readonly service: number;
  /** The same by roaming zone; −1 = not offered there. */
  readonly inZone: readonly number[];
}

/** How a class is paid: what decides between the fast path's arithmetic and the slow path's rating. */
export interface ClassTerms {
  readonly index: number;
  readonly service: PlanService;
  readonly profile: number;
  /** Price 0 at any time: units are counted, no bucket is drawn. */
  readonly free: boolean;
  /** Micros an increment when the price depends on neither time nor position; absent otherwise. */
  readonly flat:
    { readonly numerator: number; readonly denominator: number; readonly increment: number } | undefined;
  /** The step of the tariff's rounding, in micros: an upper bound is rounded up to it. */
  readonly granularityMicros: number;
  /** Indices into `plan.counters` of those that count it. */
  readonly counters: readonly number[];
}

export interface PlanIndex {
  readonly plan: PlanVersion;
  readonly groups: readonly PlanGroup[];
  readonly classes: readonly ClassTerms[];
  /** Rating group → index in `groups`. */
  readonly groupOf: ReadonlyMap<number, number>;
  /** `service × 256 + profile` → class index. */
  readonly classOf: ReadonlyMap<number, number>;
  /** For each bucket template, whether a class (by index) may draw from it. */
  readonly eligible: readonly (readonly boolean[])[];
  /** The template that holds the subscriber's money: recurring charges are taken from it; −1 = none. */
  readonly wallet: number;
  /** Templates that sponsors' pools fill. */
  readonly sponsored: readonly number[];
}

/** The zone of a session in its own country. */
export const AT_HOME = -1;
/** The zone of a session in a network that the plan does not know: nothing is sold there. */
export const NOWHERE = -2;

/**
 * The zone that a visited network is in: the longest match of its MCC and MNC.
 *
 * @param network  MCC and MNC, digits only; undefined or '' = not said, which is at home
 */
export function zoneOf({ plan }: PlanIndex, network: string | undefined): number {
  const { homeNetworks, zones } = plan;
  if (network === undefined || network === '' || zones === undefined) return AT_HOME;
  let best = { zone: NOWHERE, length: -1 };
  const consider = (networks: readonly string[], zone: number) => {
    for (const prefix of networks) {
      if (network.startsWith(prefix) && prefix.length > best.length) best = { zone, length: prefix.length };
    }
  };
  consider(homeNetworks ?? [], AT_HOME);
  zones.forEach((zone, i) => consider(zone.networks, i));
  return best.zone;
}

/** Attribute names use one base-36 digit for a group, two for a class. */
export const MAX_GROUPS = 36;
export const MAX_CLASSES = 1_000;

const indexes = new WeakMap<PlanVersion, PlanIndex>();

/** The index of a plan version, computed on first use. Throws `RangeError` when the plan is past a limit. */
export function indexPlan(plan: PlanVersion): PlanIndex {
  let index = indexes.get(plan);
  if (index === undefined) {
    index = buildIndex(plan);
    indexes.set(plan, index);
  }
  return index;
}

function buildIndex(plan: PlanVersion): PlanIndex {
  const ratingGroups = [...new Set(plan.services.flatMap((service) => service.ratingGroups))];
  const serviceIn = (ratingGroup: number, zone: number | undefined) =>
    plan.services.findIndex((s) => s.zone === zone && s.ratingGroups.includes(ratingGroup));
  const groups = ratingGroups.map((ratingGroup) => ({
    ratingGroup,
    service: serviceIn(ratingGroup, undefined),
    inZone: (plan.zones ?? []).map((_, zone) => serviceIn(ratingGroup, zone)),
  }));
  if (groups.length > MAX_GROUPS) {
    throw new RangeError(
      `plan ${plan.id} has ${groups.length} rating groups; at most ${MAX_GROUPS} are allowed`,
    );
  }
  if (plan.classes.length > MAX_CLASSES) {
    throw new RangeError(
      `plan ${plan.id} has ${plan.classes.length} classes; at most ${MAX_CLASSES} are allowed`,
    );
  }
  const classes = plan.classes.map((planClass, index) => terms(plan, planClass, index));
  return {
    plan,
    groups,
    classes,
    groupOf: new Map(groups.map((group, index) => [group.ratingGroup, index])),
    classOf: new Map(plan.classes.map((c, index) => [c.service * 256 + c.profile, index])),
    eligible: plan.buckets.map((bucket) => plan.classes.map((_, index) => bucket.classes.includes(index))),
    wallet: plan.buckets.findIndex((bucket) => bucket.unit === 'money' && bucket.givenBy === undefined),
    sponsored: plan.buckets.flatMap(({ pool }, t) => (pool === undefined ? [] : [t])),
  };
}

function terms(plan: PlanVersion, planClass: PlanClass, index: number): ClassTerms {
  const service = plan.services[planClass.service];
  if (service === undefined)
    throw new RangeError(`plan ${plan.id}: class ${index} names service ${planClass.service}`);
  const profile = service.tariff.profiles[planClass.profile];
  if (profile === undefined)
    throw new RangeError(`plan ${plan.id}: class ${index} names profile ${planClass.profile}`);
  return {
    index,
    service,
    profile: planClass.profile,
    // Free usage that a counter may stop or slow is granted from a bucket without end.
    free:
      isFree(service.tariff, planClass.profile) &&
      !plan.buckets.some(({ classes }) => classes.includes(index)),
    flat: flatRate(service.tariff, planClass.profile),
    granularityMicros: profile.prices[0]?.terms.quantum ?? 1,
    counters: (plan.counters ?? []).flatMap((counter, c) => (counter.classes.includes(index) ? [c] : [])),
  };
}

function profileOf({ tariff }: PlanService, destination: string, countryCode: string | undefined): number {
  if (destination === NO_NUMBER) return -1;
  // At home nobody pays for a call that comes in, unless the plan says so.
  if (destination === INCOMING) return tariff.profiles.findIndex((p) => p.destination === 'incoming');
  if (destination === EMERGENCY_SERVICE)
    return tariff.profiles.findIndex((p) => p.destination === 'emergency');
  return lookupProfile(tariff, toInternational(destination, countryCode));
}

/**
 * The class of a rating group towards a destination.
 *
 * @param destination  as `calledDigits` tells it; '' when the request names nobody
 * @param zone  index into `plan.zones`; −1 = at home
 * @returns the class, or undefined when the tariff has no rate for the destination (RATING_FAILED)
 */
export function classFor(
  index: PlanIndex,
  group: number,
  destination: string,
  zone = AT_HOME,
): ClassTerms | undefined {
  const planGroup = index.groups[group];
  if (planGroup === undefined) return undefined;
  const serviceIndex = zone === AT_HOME ? planGroup.service : (planGroup.inZone[zone] ?? -1);
  const service = index.plan.services[serviceIndex];
  if (service === undefined) return undefined;
  const profile = profileOf(service, destination, index.plan.countryCode);
  if (profile < 0) return undefined;
  const classIndex = index.classOf.get(serviceIndex * 256 + profile);
  return classIndex === undefined ? undefined : index.classes[classIndex];
}
