import { type Operator, operatorId } from '../operator/operator.js';
import type { DocumentedOperator } from './build.js';

/** Where the API and its tokens are when nobody has said. */
const UNKNOWN = { url: 'https://partner.example', tokenUrl: 'https://partner.example/oauth2/token' };

/** What the documentation says of an operator. */
export function documentedOperator(
  operator: Pick<Operator, 'brand' | 'market'>,
  { sandbox = false, ...at }: { url?: string; tokenUrl?: string; sandbox?: boolean } = {},
): DocumentedOperator {
  const { brand, market } = operator;
  return {
    id: operatorId(operator),
    name: brand.name,
    country: market.country,
    currency: market.currency,
    sandbox,
    ...UNKNOWN,
    ...at,
  };
}
