/** `?dryRun=true` of a creation. */
import { invalid } from './refused.js';
import type { PartnerRequest } from './serve.js';

/**
 * Whether a creation is only checked. Any other parameter is refused: one that is mistyped must not make what was meant to be
 * tried.
 *
 * @throws RefusedError 400
 */
export function dryRunOf({ query, route }: Pick<PartnerRequest, 'query' | 'route'>): boolean {
  const allowed = route.query?.includes('dryRun') ? ['dryRun'] : [];
  const problems = Object.entries(query).flatMap(([param, value]) => {
    if (!allowed.includes(param))
      return [
        { param, reason: `got "${value}"; there is no such parameter; allowed: ${allowed.join() || 'none'}` },
      ];
    return value === 'true' || value === 'false'
      ? []
      : [{ param, reason: `got "${value}"; allowed: true, false` }];
  });
  if (problems.length > 0) throw invalid('invalid-query', problems);
  return query['dryRun'] === 'true';
}
