/** A plan whose video a sponsor pays for, and sponsors' pools to pay with. */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { planId } from '../../domain/catalogue/compile.js';
import { sponsorPool } from '../../domain/catalogue/sponsor-pool.js';
import type { Item } from '../../domain/charging/item.js';
import { lenderItem, openLender, type OpenLenderProps, writeDirectory } from '../../domain/pools/lender.js';
import { MB, dataQuota, plan, service } from '../charging/plans.js';

export { MB };
export const SPONSOR = 'studio';
export const VIDEO = 2001;
export const MUSIC = 2002;
const PRICE = { price: '0.01', per: MB, increment: 1_000 };

/** 0.01 a MB for all data; the studio's pool pays for video and music first. */
export function sponsoredPlan(walletMicros = 10_000_000): PlanVersion {
  const { id: _, ...content } = plan(
    [
      service('internet', 'data', [1000], [PRICE], dataQuota),
      service('video', 'data', [VIDEO], [PRICE], dataQuota),
      service('music', 'data', [MUSIC], [PRICE], dataQuota),
    ],
    [
      {
        id: 'wallet',
        unit: 'money',
        amount: walletMicros,
        services: ['internet', 'video', 'music'],
        priority: 20,
      },
      ...['video', 'music'].map((name) => ({
        id: `sponsored-${name}`,
        unit: 'bytes' as const,
        amount: 0,
        services: [name],
        priority: 0,
        pooled: true as const,
        pool: sponsorPool(SPONSOR),
      })),
    ],
  );
  return { id: planId(content), ...content };
}

/** The items of a sponsor's agreements, in the order in which they pay. */
export function sponsorItems(
  agreements: readonly (Pick<OpenLenderProps, 'poolId' | 'bytes'> & Partial<OpenLenderProps>)[],
  { slices = 1 } = {},
): Item[] {
  const lenders = agreements.map((agreement) =>
    openLender({ services: [], perDay: 0, fromMs: 1_000, toMs: Date.UTC(2099, 0, 1), ...agreement }),
  );
  const split = lenders.map((all) =>
    slices === 1
      ? all
      : Array.from({ length: slices }, (_, i) => {
          const [first] = all;
          const bytes = Math.floor(first!.paidIn / slices) + (i < first!.paidIn % slices ? 1 : 0);
          return {
            ...first!,
            key: first!.key.replace('#0', `#${i}`),
            slices,
            paidIn: bytes,
            granted: bytes,
            available: bytes,
          };
        }),
  );
  return [
    ...split.flat().map(lenderItem),
    {
      k: sponsorPool(SPONSOR),
      v: 1,
      d: writeDirectory(agreements.map(({ poolId }, i) => ({ poolId, slices: split[i]!.length }))),
    },
  ];
}
