import type { Cycle } from '../cycles/cycle.js';
import { periodAt } from '../cycles/period.js';
import { capKey, type Slice, sliceKey } from './slice.js';

export interface Allowance {
  /** Id of the pooled bucket templates it fills, in whatever plans the members have. */
  readonly bucket: string;
  /** Each period, in the bucket's unit (micros when money): a whole number from 1 to 2⁵⁰. */
  readonly amount: number;
}

export interface OpenPoolProps {
  readonly poolId: string;
  readonly allowances: readonly Allowance[];
  /** Absent: granted once, good for ever. */
  readonly cycle?: Cycle;
  /** What the cycle counts from. */
  readonly anchorMs: number;
  readonly slices: number;
  readonly nowMs: number;
}

/** The slices of a new pool: together they are granted every allowance to the last unit. */
export function openPool({ poolId, allowances, slices, ...time }: OpenPoolProps): Slice[] {
  return Array.from({ length: slices }, (_, slice) =>
    opened(sliceKey(poolId, slice), allowances, (amount) => shareOf(amount, slice, slices), slices, time),
  );
}

/** What a cost centre may take of a pool each period. */
export function openCap(costCentre: string, { poolId, allowances, slices, ...time }: OpenPoolProps): Slice {
  return opened(capKey(poolId, costCentre), allowances, (amount) => amount, slices, time);
}

function opened(
  key: string,
  allowances: readonly Allowance[],
  part: (amount: number) => number,
  slices: number,
  { cycle, anchorMs, nowMs }: Pick<OpenPoolProps, 'cycle' | 'anchorMs' | 'nowMs'>,
): Slice {
  return {
    key,
    version: 1,
    slices,
    expiresAt: cycle === undefined ? 0 : Math.floor(periodAt(cycle, anchorMs, nowMs).endMs / 1000),
    ...(cycle === undefined ? {} : { renewal: { cycle, anchorMs } }),
    shortAtS: 0,
    resources: allowances.map(({ bucket, amount: whole }) => {
      const amount = part(whole);
      return { bucket, amount, granted: amount, available: amount, leased: 0, members: 0 };
    }),
  };
}

/** Parts differ by one at most and add up to the whole. */
function shareOf(amount: number, part: number, parts: number): number {
  return Math.floor(amount / parts) + (part < amount % parts ? 1 : 0);
}
