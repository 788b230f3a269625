/** The operator's catalog and its categories. */
import { catalogHref, referenceTo, type Resource } from './reference.js';
import { addOnsOf, lastUpdateOf, type SoldPlan } from './sold.js';

export const MOBILE_PLANS = { id: 'mobile-plans', name: 'Mobile plans' };
export const ADD_ONS = { id: 'add-ons', name: 'Add-ons' };

/** @param operator  its id and its brand's name */
export function operatorCatalog(
  operator: { readonly id: string; readonly name: string },
  plans: readonly SoldPlan[],
  baseUrl: string,
): Resource {
  return {
    id: operator.id,
    href: catalogHref(baseUrl, 'catalog', operator.id),
    '@type': 'Catalog',
    name: operator.name,
    catalogType: 'product',
    lifecycleStatus: 'Launched',
    lastUpdate: lastUpdateOf(plans),
    category: [MOBILE_PLANS, ADD_ONS].map(({ id, name }) => referenceTo(baseUrl, 'category', id, name)),
  };
}

export function categoriesOf(plans: readonly SoldPlan[], baseUrl: string): Resource[] {
  const offerings = {
    [MOBILE_PLANS.id]: plans.map(({ offeringId, plan }) => ({ id: offeringId, name: plan.name })),
    [ADD_ONS.id]: addOnsOf(plans).map(({ id, addOn }) => ({ id, name: addOn.name })),
  };
  return [MOBILE_PLANS, ADD_ONS].map(({ id, name }) => ({
    id,
    href: catalogHref(baseUrl, 'category', id),
    '@type': 'Category',
    name,
    isRoot: true,
    lifecycleStatus: 'Launched',
    lastUpdate: lastUpdateOf(plans),
    productOffering: offerings[id]!.map((offering) =>
      referenceTo(baseUrl, 'productOffering', offering.id, offering.name),
    ),
  }));
}
