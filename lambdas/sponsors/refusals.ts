/** How sponsors' handlers refuse. */
import type { Refusal } from '../accounts/run-command.js';
import type { Partner } from '../partners/kernel/partner.js';
import { RefusedError } from '../partners/kernel/refused.js';

/** 409 with the first problem's code and all of their words. */
export const conflict = (problems: readonly Refusal[]): RefusedError =>
  new RefusedError(409, problems[0]?.code ?? 'conflict', problems.map(({ detail }) => detail).join(' · '));

/**
 * What is the operator's to say: that money came in, and that a campaign may run. Whose budget it is says neither.
 *
 * @throws RefusedError 403
 */
export function operatorOnly({ isOperator }: Partner, what: string): void {
  if (!isOperator) throw new RefusedError(403, 'operator-only', `${what} is for the operator's own tools`);
}
