/** What of a promotion may change: what people were promised does not. */
import { canonicalJson } from '../canonical-json.js';
import type { LifecycleStatus, Promotion } from './promotion.js';

/** From each state to which: what was released once is never a draft again. */
const NEXT: Readonly<Record<LifecycleStatus, readonly LifecycleStatus[]>> = {
  draft: ['draft', 'test', 'waitForApproval', 'release', 'retirement'],
  test: ['draft', 'test', 'waitForApproval', 'release', 'retirement'],
  waitForApproval: ['draft', 'test', 'waitForApproval', 'release', 'retirement'],
  release: ['release', 'suspend', 'retirement'],
  suspend: ['release', 'suspend', 'retirement'],
  retirement: ['retirement'],
};

/** Whether anybody may have been promised something by it. */
export const wasReleased = ({ status }: Pick<Promotion, 'status'>): boolean =>
  !NEXT[status].includes('draft');

/** @returns why it may not become so, with a stable code */
export function changeProblem(
  before: Promotion,
  after: Promotion,
): { readonly code: string; readonly detail: string } | undefined {
  const allowed = NEXT[before.status];
  if (!allowed.includes(after.status))
    return {
      code: 'lifecycle-not-possible',
      detail: `lifecycleStatus: got "${after.status}" after "${before.status}"; allowed: ${allowed.join(', ')}`,
    };
  if (canonicalJson(before.patterns) !== canonicalJson(after.patterns))
    return {
      code: 'pattern-fixed',
      detail: 'pattern: it can not be patched (TMF671); make another promotion',
    };
  if (!wasReleased(before)) return undefined;
  const changed = (
    ['kind', 'code', 'appliesTo', 'months', 'giftMicros', 'referrer', 'rewardDays'] as const
  ).filter((name) => canonicalJson(before.terms[name] ?? null) !== canonicalJson(after.terms[name] ?? null));
  return changed.length === 0
    ? undefined
    : {
        code: 'terms-fixed',
        detail: `terms.${changed.join(', terms.')}: can't change once it was released; limits, stacking and reason can`,
      };
}
