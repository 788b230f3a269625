/** Which plan version an account goes on with when a period of it begins. */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { Item } from '../../domain/charging/item.js';
import { type PlanIndex, indexPlan } from '../../domain/charging/plan-index.js';
import { dueAt } from '../../domain/charging/renewal.js';

export interface NextPlanOptions {
  /** A plan version by its id, cached by the caller. */
  readonly loadPlan: (planId: string) => Promise<PlanVersion | undefined>;
  /** The version that subscribers of one go on with from a period that begins then; undefined = the same. */
  readonly successorOf?: ((plan: PlanVersion, atMs: number) => Promise<string | undefined>) | undefined;
}

/**
 * What the subscriber chose to go on with, else what the offering's versions say; undefined when nothing is due at
 * `nowMs`, or it is the same.
 *
 * @throws Error when that version is not published
 */
export async function nextPlan(
  item: Item,
  { plan }: PlanIndex,
  nowMs: number,
  { loadPlan, successorOf }: NextPlanOptions,
): Promise<PlanIndex | undefined> {
  const due = dueAt(item);
  if (due === undefined || due * 1000 > nowMs) return undefined;
  const wished = item['x'];
  const planId = typeof wished === 'string' && wished !== '' ? wished : await successorOf?.(plan, due * 1000);
  return planId === undefined ? undefined : publishedIndex(planId, loadPlan);
}

/** @throws Error when the version is not published */
export async function publishedIndex(
  planId: string,
  loadPlan: NextPlanOptions['loadPlan'],
): Promise<PlanIndex> {
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
  return indexPlan(plan);
}
