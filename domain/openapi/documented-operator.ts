import { type Operator, operatorId } from '../operator/operator.js';
import type { DocumentedApi, DocumentedOperator } from './build.js';

/** Where the API and its tokens are when nobody has said. */
const UNKNOWN = { url: 'https://partner.example', tokenUrl: 'https://partner.example/oauth2/token' };

/** What the documentation says of an operator. */
export function documentedOperator(
  operator: Pick<Operator, 'brand' | 'market' | 'plans' | 'addOns' | 'loyalty'>,
  {
    sandbox = false,
    api = 'partner',
    ...at
  }: { url?: string; tokenUrl?: string; sandbox?: boolean; api?: DocumentedApi } = {},
): DocumentedOperator {
  const { brand, market, plans, addOns } = operator;
  const sold = (id: string) => addOns.find((addOn) => addOn.plans?.includes(id) ?? true);
  // One that shows everything, where there is one.
  const plan = plans.find(({ id }) => sold(id) !== undefined) ?? plans[0];
  return {
    id: operatorId(operator),
    api,
    name: brand.name,
    country: market.country,
    currency: market.currency,
    offeringId: plan?.id ?? 'plan',
    addOnId: plan && sold(plan.id)?.id,
    sandbox,
    loyalty: operator.loyalty !== undefined,
    ...UNKNOWN,
    ...at,
  };
}
