import type { Partner } from '../partners/kernel/partner.js';
import { RefusedError } from '../partners/kernel/refused.js';

/** A party may read its own statements; what changes them is the operator's. @throws RefusedError 403 */
export function operatorOnly(partner: Partner): void {
  if (!partner.isOperator)
    throw new RefusedError(403, 'operator-only', "the operator's own tools alone may do this");
}
