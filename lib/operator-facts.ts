// Stand-in until domain/operator/operator.ts and domain/catalogue/compile.ts exist.
import type { PlanVersion } from '../domain/catalogue/plan.js';

export interface Operator {
  readonly brand: { readonly id: string; readonly name: string; readonly topUpUrl: string };
  readonly market: { readonly country: string; readonly currency: string; readonly timeZone: string };
}
export function operatorId(operator: Operator): string {
  return `${operator.brand.id}-${operator.market.country.toLowerCase()}`;
}
export function compileCatalogue(_operator: Operator): readonly PlanVersion[] {
  return [];
}
