/** Who may, and against which market. */
import type { OperatorTerms } from '../../domain/catalogue/offering-view.js';
import type { Partner } from '../partners/kernel/partner.js';
import { RefusedError } from '../partners/kernel/refused.js';
import type { ExperimentsOffice } from './office.js';

/** @throws RefusedError 403 */
export function operatorOnly(partner: Partner, what: string): void {
  if (!partner.isOperator)
    throw new RefusedError(403, 'operator-only', `the operator's own tools alone may change ${what}`);
}

/** @throws RefusedError 409 */
export async function operatorTerms(office: Pick<ExperimentsOffice, 'operator'>): Promise<OperatorTerms> {
  const operator = await office.operator();
  if (operator === undefined)
    throw new RefusedError(
      409,
      'operator-not-published',
      'no operator file was published with this catalogue, so there is no market to compile against',
    );
  return operator;
}
