/**
 * A pool is an allowance that many accounts share. It lies in one or more slices, items of the Accounts table, so
 * that no single item takes all its writes. A member's account holds a lease: an amount that left the slice in the
 * very transaction that put it into the member's bucket.
 *
 * Invariant, per slice and resource: granted = available + leased. What leased amounts became (available, reserved,
 * used) is written in the members' accounts only.
 *
 * | attribute | holds |
 * |---|---|
 * | `k` | `<poolId>#<slice>`, or `<poolId>/<costCentre>` for what a cost centre may take of the pool |
 * | `v` | version: change counter |
 * | `s` | slices of the pool |
 * | `x` | what it granted is good until then, epoch seconds; 0 = for ever |
 * | `c` `n` | its cycle, as JSON, and what the cycle counts from, epoch milliseconds; absent = granted once |
 * | `w` | when somebody last found it empty, epoch seconds |
 * | `b{i}` `t{i}` | resource i: the bucket it fills (a template's id), amount granted each period |
 * | `g{i}` `a{i}` `l{i}` `m{i}` | granted, available, leased; accounts that took a lease of it this period |
 */
import type { Item } from '../charging/item.js';
import type { Cycle } from '../cycles/cycle.js';

/** One bucket template's share of a slice. Amounts in the bucket's unit, micros when money. */
export interface PoolResource {
  readonly bucket: string;
  /** Granted anew each period. */
  readonly amount: number;
  readonly granted: number;
  /** Negative after a cost centre's cap was lowered below what it had taken. */
  readonly available: number;
  /** Out with members, used or not. */
  readonly leased: number;
  readonly members: number;
}

export interface Slice {
  readonly key: string;
  readonly version: number;
  /** How many slices the pool has. */
  readonly slices: number;
  /** Epoch seconds; 0 = never. */
  readonly expiresAt: number;
  readonly renewal?: { readonly cycle: Cycle; readonly anchorMs: number };
  /** Epoch seconds; 0 = never found empty. */
  readonly shortAtS: number;
  readonly resources: readonly PoolResource[];
}

export const POOL_LIMITS = {
  slices: 32,
  /** One letter and one or two digits name an attribute. */
  resources: 20,
  /** The most that a pool may be granted of a resource, in its unit. */
  amount: 2 ** 50,
} as const;

/** `pool_` and up to 40 letters, digits and dashes. Those of sponsors are no members' pools (`lender.ts`). */
export function isPoolId(text: string): boolean {
  return /^pool_(?!sag-|sponsor-)[0-9A-Za-z][0-9A-Za-z-]{0,39}$/.test(text);
}

export function isCostCentreId(text: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z-]{0,39}$/.test(text);
}

export const sliceKey = (poolId: string, slice: number): string => `${poolId}#${slice}`;
export const capKey = (poolId: string, costCentre: string): string => `${poolId}/${costCentre}`;

/** What an account's `pl` says: the pool it draws leases from, and on whose account within the company. */
export function poolOf(pl: string): { readonly poolId: string; readonly costCentre: string | undefined } {
  const [poolId = '', costCentre] = pl.split('/');
  return { poolId, costCentre };
}

/** The slice that an account goes to first: FNV-1a of its key, so that members spread evenly. */
export function homeSlice(accountKey: string, slices: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < accountKey.length; i++) {
    hash = Math.imul(hash ^ accountKey.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % slices;
}

/** @throws RangeError for an item that is no slice */
export function readSlice(item: Item): Slice {
  const cycle = item['c'];
  const resources: PoolResource[] = [];
  for (let i = 0; typeof item[`b${i}`] === 'string'; i++) {
    resources.push({
      bucket: item[`b${i}`] as string,
      amount: number(item, `t${i}`),
      granted: number(item, `g${i}`),
      available: number(item, `a${i}`),
      leased: number(item, `l${i}`),
      members: number(item, `m${i}`),
    });
  }
  return {
    key: item['k'] as string,
    version: number(item, 'v'),
    slices: number(item, 's'),
    expiresAt: number(item, 'x'),
    ...(typeof cycle === 'string'
      ? { renewal: { cycle: JSON.parse(cycle) as Cycle, anchorMs: number(item, 'n') } }
      : {}),
    shortAtS: item['w'] === undefined ? 0 : number(item, 'w'),
    resources,
  };
}

export function sliceItem(slice: Slice): Item {
  const item: Item = { k: slice.key, v: slice.version, s: slice.slices, x: slice.expiresAt };
  if (slice.renewal !== undefined) {
    item['c'] = JSON.stringify(slice.renewal.cycle);
    item['n'] = slice.renewal.anchorMs;
  }
  if (slice.shortAtS !== 0) item['w'] = slice.shortAtS;
  slice.resources.forEach((resource, i) => {
    item[`b${i}`] = resource.bucket;
    item[`t${i}`] = resource.amount;
    item[`g${i}`] = resource.granted;
    item[`a${i}`] = resource.available;
    item[`l${i}`] = resource.leased;
    item[`m${i}`] = resource.members;
  });
  return item;
}

function number(item: Item, name: string): number {
  const value = item[name];
  if (typeof value !== 'number')
    throw new RangeError(`${String(item['k'])} is no slice of a pool: attribute ${name} is not a number`);
  return value;
}
