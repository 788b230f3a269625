/** Plans and add-ons as product offerings and product specifications of TMF620. */
import { allowancesOf, allowancesOfAddOn, ORDERED } from './characteristics.js';
import { ADD_ONS, MOBILE_PLANS } from './groups.js';
import { pricesOfAddOn, priceReference, pricesOfPlan } from './prices.js';
import { catalogHref, referenceTo, type Resource } from './reference.js';
import { addOnsOf, lastUpdateOf, lifecycleOf, type SoldAddOn, type SoldPlan } from './sold.js';

export const planSpecificationId = (planId: string): string => planId.replace(/^plan_/, 'spec_');
export const addOnSpecificationId = (id: string): string => `spec_${id}`;

export function planOffering(sold: SoldPlan, all: readonly SoldPlan[], baseUrl: string): Resource {
  const { offeringId, plan, version, next, state } = sold;
  const specification = referenceTo(baseUrl, 'productSpecification', planSpecificationId(plan.id), plan.name);
  const addOns = addOnsOf(all).filter(({ plans }) => plans.includes(sold));
  return {
    id: offeringId,
    href: catalogHref(baseUrl, 'productOffering', offeringId),
    '@type': 'ProductOffering',
    name: plan.name,
    lifecycleStatus: lifecycleOf(sold),
    lastUpdate: lastUpdateOf([sold]),
    version: plan.id,
    isBundle: false,
    isSellable: state === 'on_sale',
    validFor: {
      startDateTime: new Date(version.fromMs).toISOString(),
      ...(next === undefined ? {} : { endDateTime: new Date(next.fromMs).toISOString() }),
    },
    category: [referenceTo(baseUrl, 'category', MOBILE_PLANS.id, MOBILE_PLANS.name)],
    productSpecification: specification,
    productOfferingPrice: pricesOfPlan(sold, baseUrl).map((price) => priceReference(price, plan, baseUrl)),
    prodSpecCharValueUse: allowancesOf(plan).map((allowance) => ({
      ...allowance,
      productSpecification: specification,
    })),
    ...(addOns.length === 0
      ? {}
      : {
          productOfferingRelationship: addOns.map(({ id, addOn }) => ({
            id,
            href: catalogHref(baseUrl, 'productOffering', id),
            name: addOn.name,
            relationshipType: 'addOn',
          })),
        }),
  };
}

export function addOnOffering(sold: SoldAddOn, baseUrl: string): Resource {
  const { id, addOn, plans } = sold;
  const { plan } = plans[0]!;
  const specification = referenceTo(baseUrl, 'productSpecification', addOnSpecificationId(id), addOn.name);
  return {
    id,
    href: catalogHref(baseUrl, 'productOffering', id),
    '@type': 'ProductOffering',
    name: addOn.name,
    lifecycleStatus: 'Launched',
    lastUpdate: lastUpdateOf(plans),
    version: plan.id,
    isBundle: false,
    // Alone it can't be bought: it belongs to a plan.
    isSellable: false,
    validFor: { startDateTime: lastUpdateOf(plans) },
    category: [referenceTo(baseUrl, 'category', ADD_ONS.id, ADD_ONS.name)],
    productSpecification: specification,
    productOfferingPrice: pricesOfAddOn(sold, baseUrl).map((price) => priceReference(price, plan, baseUrl)),
    prodSpecCharValueUse: allowancesOfAddOn(plan, addOn.id).map((allowance) => ({
      ...allowance,
      productSpecification: specification,
    })),
    productOfferingRelationship: plans.map(({ offeringId, plan: { name } }) => ({
      id: offeringId,
      href: catalogHref(baseUrl, 'productOffering', offeringId),
      name,
      relationshipType: 'addOnOf',
    })),
  };
}

export function planSpecification(sold: SoldPlan, brand: string, baseUrl: string): Resource {
  const { plan, offeringId } = sold;
  const id = planSpecificationId(plan.id);
  return {
    ...specification(id, plan.name, brand, baseUrl),
    lifecycleStatus: lifecycleOf(sold),
    lastUpdate: lastUpdateOf([sold]),
    version: plan.id,
    productNumber: offeringId,
    productSpecCharacteristic: [
      ...ORDERED,
      {
        name: 'paymentMode',
        valueType: 'string',
        configurable: false,
        productSpecCharacteristicValue: [{ value: plan.paymentMode, isDefault: true }],
      },
      ...allowancesOf(plan).map((allowance) => ({ ...allowance, configurable: false })),
    ],
  };
}

export function addOnSpecification(
  { id, addOn, plans }: SoldAddOn,
  brand: string,
  baseUrl: string,
): Resource {
  const { plan } = plans[0]!;
  return {
    ...specification(addOnSpecificationId(id), addOn.name, brand, baseUrl),
    lifecycleStatus: 'Launched',
    lastUpdate: lastUpdateOf(plans),
    version: plan.id,
    productNumber: id,
    productSpecCharacteristic: allowancesOfAddOn(plan, addOn.id).map((allowance) => ({
      ...allowance,
      configurable: false,
    })),
  };
}

const specification = (id: string, name: string, brand: string, baseUrl: string): Resource => ({
  id,
  href: catalogHref(baseUrl, 'productSpecification', id),
  '@type': 'ProductSpecification',
  name,
  brand,
  isBundle: false,
});
