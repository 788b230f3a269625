/** What is sold: plans by the versions of their offerings, and what is bought beside them. */
import type { AddOn, PlanVersion } from '../../catalogue/plan.js';
import type { OfferingVersion } from '../../catalogue/versions.js';

export interface SoldPlan {
  readonly offeringId: string;
  /** `coming`: its first version takes effect later. */
  readonly state: 'on_sale' | 'coming' | 'retired';
  readonly plan: PlanVersion;
  /** The one that the plan is: in force, or the first to come. */
  readonly version: OfferingVersion;
  /** Sold to whom a trial offers it, and in no list. */
  readonly isTrial?: boolean;
  /** The next one. */
  readonly next?: OfferingVersion | undefined;
}

export interface SoldAddOn {
  /** In the catalog. */
  readonly id: string;
  readonly addOn: AddOn;
  /** The plans that it can be bought with, at least one. */
  readonly plans: readonly SoldPlan[];
}

/**
 * The add-ons of plans that are on sale, each once.
 *
 * Its id is that of the operator file, and with `.add-on` behind it when a plan has the same.
 */
export function addOnsOf(plans: readonly SoldPlan[]): SoldAddOn[] {
  const found = new Map<string, { addOn: AddOn; plans: SoldPlan[] }>();
  for (const sold of plans) {
    if (sold.state === 'retired') continue;
    for (const addOn of sold.plan.addOns ?? []) {
      const known = found.get(addOn.id);
      if (known === undefined) found.set(addOn.id, { addOn, plans: [sold] });
      else known.plans.push(sold);
    }
  }
  const taken = new Set(plans.map(({ offeringId }) => offeringId));
  return [...found].map(([id, rest]) => ({ id: taken.has(id) ? `${id}.add-on` : id, ...rest }));
}

/** When what is sold was last changed, ISO 8601. */
export const lastUpdateOf = (plans: readonly SoldPlan[]): string =>
  new Date(Math.max(0, ...plans.map(({ version }) => version.fromMs))).toISOString();

/** TMF620's life cycle: launched is what customers can have. */
export const lifecycleOf = ({ state }: Pick<SoldPlan, 'state'>): 'Launched' | 'Active' | 'Retired' =>
  state === 'on_sale' ? 'Launched' : state === 'coming' ? 'Active' : 'Retired';
