/** TMF637 products: subscribers with their accounts and plans, seen as what a customer has. */
import type { PlanVersion } from '../../catalogue/plan.js';
import type { AccountState } from '../../charging/movement.js';
import { moneyOf } from '../catalog/amounts.js';
import { pricesOfPlan } from '../catalog/prices.js';
import { referenceTo } from '../catalog/reference.js';
import { numberResourceId, simResourceId } from '../resources/record.js';
import { TMF_BASE } from '../routes.js';

type Resource = Readonly<Record<string, unknown>>;

/** TMF637 `ProductStatusType`, less those that no product of ours is in. */
export type ProductStatus = 'created' | 'pendingActive' | 'active' | 'suspended' | 'terminated';

/** What of a product is words of whoever sold it. */
export interface ProductWords {
  readonly name?: string;
  readonly description?: string;
  readonly isCustomerVisible?: boolean;
}

export interface Product {
  /** The product's id too. */
  readonly subscriberId: string;
  readonly accountKey: string;
  readonly msisdn: string;
  readonly iccid: string;
  readonly offeringId: string;
  /** The subscriber's own, as its record has it. */
  readonly state: string;
  readonly partnerId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly orderItemId?: string | undefined;
  /** ISO 8601. */
  readonly activatedAt?: string | undefined;
  readonly terminatedAt?: string | undefined;
  readonly words?: ProductWords | undefined;
  /** Absent until the first activation opens one. */
  readonly account?: { readonly state: AccountState; readonly plan: PlanVersion } | undefined;
}

/** The account knows first whether it is served; a subscriber that left is terminated whatever its account is. */
export function productStatus({ state, account }: Pick<Product, 'state' | 'account'>): ProductStatus {
  if (state === 'terminated') return 'terminated';
  if (account === undefined) return state === 'active' ? 'pendingActive' : 'created';
  if (account.state === 'terminated') return 'terminated';
  return account.state === 'suspended' || state === 'suspended' ? 'suspended' : 'active';
}

/**
 * A product as TMF637 has it.
 *
 * @param operatorId  of the operator, which is the seller where no channel partner is
 */
export function viewProduct(product: Product, operatorId: string, baseUrl: string): Resource {
  const { subscriberId, accountKey, msisdn, iccid, offeringId, account, words = {} } = product;
  const { activatedAt, terminatedAt } = product;
  const name = account?.plan.name ?? offeringId;
  return {
    id: subscriberId,
    href: productHref(baseUrl, subscriberId),
    '@type': 'Product',
    name,
    isBundle: false,
    isCustomerVisible: true,
    ...words,
    status: productStatus(product),
    ...(activatedAt === undefined ? {} : { startDate: activatedAt }),
    ...(terminatedAt === undefined ? {} : { terminationDate: terminatedAt }),
    productSerialNumber: iccid,
    billingAccount: {
      id: accountKey,
      name: `Account of ${offeringId}`,
      ...(account === undefined ? {} : { ratingType: account.plan.paymentMode }),
      '@referredType': 'BillingAccount',
    },
    productOffering: referenceTo(baseUrl, 'productOffering', offeringId, name),
    productCharacteristic: [
      { name: 'msisdn', valueType: 'string', value: numberOf(msisdn) },
      { name: 'iccid', valueType: 'string', value: iccid },
    ],
    productPrice: pricesOf(product, baseUrl),
    realizingResource: [
      resourceRef(baseUrl, numberResourceId(msisdn), numberOf(msisdn), 'LogicalResource'),
      resourceRef(baseUrl, simResourceId(iccid), iccid, 'PhysicalResource'),
    ],
    ...orderOf(product, baseUrl),
    relatedParty: partiesOf(product, operatorId, baseUrl),
  };
}

export const productHref = (baseUrl: string, id: string): string =>
  `${baseUrl}${TMF_BASE.inventory}/product/${id}`;

const numberOf = (msisdn: string) => msisdn.replace(/^msisdn-/, '');

const resourceRef = (baseUrl: string, id: string, name: string, type: string): Resource => ({
  id,
  href: `${baseUrl}${TMF_BASE.resources}/resource/${id}`,
  name,
  '@referredType': type,
});

function orderOf({ orderId, orderItemId }: Product, baseUrl: string): Resource {
  if (orderId === undefined || orderItemId === undefined) return {};
  return {
    productOrderItem: [
      {
        productOrderId: orderId,
        productOrderHref: `${baseUrl}${TMF_BASE.ordering}/productOrder/${orderId}`,
        orderItemId,
        orderItemAction: 'add',
      },
    ],
  };
}

function partiesOf({ customerId, partnerId }: Product, operatorId: string, baseUrl: string): Resource[] {
  return [
    ...(customerId === undefined
      ? []
      : [
          {
            id: customerId,
            href: `${baseUrl}${TMF_BASE.customers}/customer/${customerId}`,
            role: 'customer',
            '@referredType': 'Customer',
          },
        ]),
    { id: partnerId ?? operatorId, role: 'seller', '@referredType': 'Organization' },
  ];
}

/** What a period costs; of a plan without periods what usage costs, which may be nothing. */
function pricesOf({ account, offeringId }: Product, baseUrl: string): Resource[] {
  if (account === undefined) return [{ name: offeringId, priceType: 'recurring', price: {} }];
  const { plan } = account;
  const version = {
    planId: plan.id,
    fromMs: 0,
    existing: 'keep',
    source: 'file',
    name: plan.name,
    paymentMode: plan.paymentMode,
  } as const;
  const all = pricesOfPlan({ offeringId: plan.offeringId, state: 'on_sale', plan, version }, baseUrl);
  const recurring = all.filter(({ priceType }) => priceType === 'recurring');
  const priced = recurring.length > 0 ? recurring : all.filter(({ price }) => price !== undefined);
  if (priced.length === 0)
    return [
      {
        name: plan.name,
        priceType: 'usage',
        price: { [amountName(plan)]: moneyOf(0, plan.currency) },
      },
    ];
  return priced.map((price) => {
    const { id, name, priceType, price: money, unitOfMeasure } = price;
    const { recurringChargePeriodLength: length, recurringChargePeriodType: period } = price;
    return {
      name,
      priceType,
      ...(period === undefined
        ? {}
        : { recurringChargePeriod: length === 1 ? period : `${length as number} ${period as string}` }),
      ...(unitOfMeasure === undefined ? {} : { unitOfMeasure: unitWords(unitOfMeasure) }),
      price: {
        [amountName(plan)]: money,
        ...(plan.tax === undefined ? {} : { taxRate: plan.tax.rateMicros / 1e6 }),
      },
      productOfferingPrice: referenceTo(baseUrl, 'productOfferingPrice', String(id), String(name)),
    };
  });
}

const amountName = ({ taxInclusive }: PlanVersion) => (taxInclusive ? 'taxIncludedAmount' : 'dutyFreeAmount');

/** TMF637 has text where TMF620 has an amount with units. */
function unitWords(of: unknown): string {
  const { amount, units } = of as { amount?: number; units?: string };
  return amount === undefined || amount === 1 ? (units ?? '') : `${amount} ${units ?? ''}`;
}
