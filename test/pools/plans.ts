/** A plan whose data comes from a pool, with a wallet behind it. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { MB, dataQuota, plan, service } from '../charging/plans.js';

export { MB };
export const BUCKET = 'office-data';

/** The plan and its own id, as the catalogue would publish it. */
export function pooledPlan(walletMicros = 0): PlanVersion {
  const { id: _, ...content } = plan(
    [service('internet', 'data', [1000], [{ price: '0.01', per: MB, increment: 1_000 }], dataQuota)],
    [
      { id: BUCKET, unit: 'bytes', amount: 0, pooled: true, services: ['internet'] },
      { id: 'wallet', unit: 'money', amount: walletMicros, services: ['internet'], priority: 20 },
    ],
  );
  const hash = createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 16);
  return { id: `plan_${hash}`, ...content };
}
