/**
 * What charging looks up in a plan version, computed once an instance and kept for its life: plan versions
 * are immutable and content-addressed, so an index is never stale.
 */
import type { PlanClass, PlanService, PlanVersion } from '../catalogue/plan.js';
import { flatRate, isFree, lookupProfile } from '../rating/index.js';
import { EMERGENCY_SERVICE, NO_NUMBER, toInternational } from './called-party.js';

/** A rating group of a plan. Its index in `PlanIndex.groups` names its attributes in the account item. */
export interface PlanGroup {
  readonly ratingGroup: number;
  readonly service: number;
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
  const groups = plan.services.flatMap((service, s) =>
    service.ratingGroups.map((ratingGroup) => ({ ratingGroup, service: s })),
  );
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
    free: isFree(service.tariff, planClass.profile),
    flat: flatRate(service.tariff, planClass.profile),
    granularityMicros: profile.prices[0]?.terms.quantum ?? 1,
  };
}

function profileOf({ tariff }: PlanService, destination: string, countryCode: string | undefined): number {
  if (destination === NO_NUMBER) return -1;
  if (destination === EMERGENCY_SERVICE)
    return tariff.profiles.findIndex((p) => p.destination === 'emergency');
  return lookupProfile(tariff, toInternational(destination, countryCode));
}

/**
 * The class of a rating group towards a destination.
 *
 * @param destination  as `calledDigits` tells it; '' when the request names nobody
 * @returns the class, or undefined when the tariff has no rate for the destination (RATING_FAILED)
 */
export function classFor(index: PlanIndex, group: number, destination: string): ClassTerms | undefined {
  const planGroup = index.groups[group];
  if (planGroup === undefined) return undefined;
  const service = index.plan.services[planGroup.service];
  if (service === undefined) return undefined;
  const profile = profileOf(service, destination, index.plan.countryCode);
  if (profile < 0) return undefined;
  const classIndex = index.classOf.get(planGroup.service * 256 + profile);
  return classIndex === undefined ? undefined : index.classes[classIndex];
}
