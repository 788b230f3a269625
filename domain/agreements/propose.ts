/** A host's proposal: members of the agreement that would change, put in the place of those in force. */
import { operatorSchema, type Operator, parseOperator, type Problem } from '../operator/operator.js';
import type { HostAgreement } from './cost.js';

export type Proposed =
  | {
      readonly ok: true;
      readonly agreement: HostAgreement;
      /** What plans could not be published under it, such as prices below a floor. */
      readonly refusedPlans: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * @param data  members of `host.agreement`, or a whole one; `null` takes a member out
 * @returns the agreement as it would be, or all that is wrong with it
 */
export function propose(operator: Operator, data: unknown): Proposed {
  const { host } = operator;
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  const merged: unknown = isObject
    ? Object.fromEntries(Object.entries({ ...host.agreement, ...data }).filter(([, value]) => value !== null))
    : data;
  const parsed = parseOperator({ ...operator, host: { ...host, agreement: merged } });
  const problems = parsed.ok ? [] : parsed.problems;
  const ofTerms = problems.filter(({ path }) => path.startsWith('host.'));
  if (ofTerms.length > 0) return { ok: false, problems: ofTerms };
  const agreement = operatorSchema.shape.host.shape.agreement.parse(merged);
  return { ok: true, agreement, refusedPlans: problems };
}
