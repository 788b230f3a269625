/** The resources that follow from what is sold: all of a kind, or one by its id. */
import { categoriesOf, operatorCatalog } from '../../../domain/partners/catalog/groups.js';
import {
  addOnOffering,
  addOnSpecification,
  planOffering,
  planSpecification,
} from '../../../domain/partners/catalog/offerings.js';
import { PRICE_ID, pricesOfAddOn, pricesOfPlan } from '../../../domain/partners/catalog/prices.js';
import type { CatalogResource, Resource } from '../../../domain/partners/catalog/reference.js';
import { addOnsOf, type SoldPlan } from '../../../domain/partners/catalog/sold.js';
import { readOperator } from '../../catalogue/operator-record.js';
import { findOffering, findPlan, soldPlans } from './sold-plans.js';

interface Office {
  readonly table: string;
  readonly operatorId: string;
}

interface Asked {
  readonly nowMs: number;
  readonly baseUrl: string;
}

/** Those that are sold now or will be, to all. */
export async function viewsOf(office: Office, resource: CatalogResource, asked: Asked): Promise<Resource[]> {
  const plans = await soldPlans(office.table, asked.nowMs);
  // Whoever a trial holds out of it would find it in the list.
  const listed = plans.filter(({ isTrial }) => isTrial !== true);
  return derived(office, resource, listed, asked.baseUrl);
}

/** One of them, sold or not any more. */
export async function findView(
  office: Office,
  resource: CatalogResource,
  id: string,
  { nowMs, baseUrl }: Asked,
): Promise<Resource | undefined> {
  const { table } = office;
  const plans = await soldPlans(table, nowMs);
  const found = (await derived(office, resource, plans, baseUrl)).find((view) => view['id'] === id);
  if (found !== undefined) return found;
  const past = await pastPlan(table, resource, id, nowMs);
  if (past === undefined) return undefined;
  return (await derived(office, resource, [past], baseUrl)).find((view) => view['id'] === id);
}

/** The plan that is sold no more which a resource with this id follows from. */
async function pastPlan(
  table: string,
  resource: CatalogResource,
  id: string,
  nowMs: number,
): Promise<SoldPlan | undefined> {
  switch (resource) {
    case 'productOffering':
      return findOffering(table, id, nowMs);
    case 'productOfferingPrice': {
      const planId = PRICE_ID.exec(id)?.groups?.['planId'];
      return planId === undefined ? undefined : findPlan(table, planId, nowMs);
    }
    case 'productSpecification': {
      const digest = /^spec_([0-9a-f]{16})$/.exec(id)?.[1];
      return digest === undefined ? undefined : findPlan(table, `plan_${digest}`, nowMs);
    }
    default:
      return undefined;
  }
}

async function derived(
  { table, operatorId }: Office,
  resource: CatalogResource,
  plans: readonly SoldPlan[],
  baseUrl: string,
): Promise<Resource[]> {
  const addOns = addOnsOf(plans);
  switch (resource) {
    case 'catalog':
      return [operatorCatalog({ id: operatorId, name: await brandName(table, operatorId) }, plans, baseUrl)];
    case 'category':
      return categoriesOf(plans, baseUrl);
    case 'productOffering':
      return [
        ...plans.map((sold) => planOffering(sold, plans, baseUrl)),
        ...addOns.map((sold) => addOnOffering(sold, baseUrl)),
      ];
    case 'productOfferingPrice':
      return [
        ...plans.flatMap((sold) => pricesOfPlan(sold, baseUrl)),
        ...addOns.flatMap((sold) => pricesOfAddOn(sold, baseUrl)),
      ];
    case 'productSpecification': {
      const brand = await brandName(table, operatorId);
      return [
        ...plans.map((sold) => planSpecification(sold, brand, baseUrl)),
        ...addOns.map((sold) => addOnSpecification(sold, brand, baseUrl)),
      ];
    }
  }
}

const brandName = async (table: string, operatorId: string): Promise<string> =>
  (await readOperator(table))?.brand.name ?? operatorId;
