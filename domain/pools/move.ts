/** Changes of a slice. Each is arithmetic on conditions, so that members of one pool commute. */
import type { FastUpdate } from '../charging/fast-path.js';
import { periodAt } from '../cycles/period.js';
import type { PoolResource, Slice } from './slice.js';

/** All conditions hold, then all changes are made at once. */
export type Move = Pick<FastUpdate, 'key' | 'conditions' | 'add' | 'set'>;

/** An amount of one of a slice's resources. */
export interface Part {
  /** Index into `Slice.resources`. */
  readonly resource: number;
  /** In its unit, ≥ 1. */
  readonly amount: number;
  /** The account takes its first lease of this resource in this period. */
  readonly first?: boolean;
}

const ONE_CHANGE = 1;

/** Takes amounts out: only what is there, and only of the period that the member will be told. */
export function leaseMove(slice: Slice, parts: readonly Part[]): Move {
  return {
    key: slice.key,
    conditions: [
      { attribute: 'x', op: '=', value: slice.expiresAt },
      ...parts.map(({ resource, amount }) => ({
        attribute: `a${resource}`,
        op: '>=' as const,
        value: amount,
      })),
    ],
    add: [
      ['v', ONE_CHANGE],
      ...parts.flatMap(({ resource, amount, first }): [string, number][] => [
        [`a${resource}`, -amount],
        [`l${resource}`, amount],
        ...(first === true ? [[`m${resource}`, 1] as [string, number]] : []),
      ]),
    ],
    set: [],
  };
}

/** Puts back what a member does not need. */
export function returnMove(slice: Slice, parts: readonly Part[]): Move {
  return {
    key: slice.key,
    conditions: [
      { attribute: 'x', op: '=', value: slice.expiresAt },
      ...parts.map(({ resource, amount }) => ({
        attribute: `l${resource}`,
        op: '>=' as const,
        value: amount,
      })),
    ],
    add: [
      ['v', ONE_CHANGE],
      ...parts.flatMap(({ resource, amount }): [string, number][] => [
        [`a${resource}`, amount],
        [`l${resource}`, -amount],
      ]),
    ],
    set: [],
  };
}

/** Notes that somebody found the slice empty, which is what starts a reclaim. */
export function shortMove(slice: Slice, nowS: number): Move {
  return {
    key: slice.key,
    conditions: [{ attribute: 'x', op: '=', value: slice.expiresAt }],
    add: [['v', ONE_CHANGE]],
    set: [['w', nowS]],
  };
}

/**
 * The new period of a slice, a function of time alone: however late and however often, a period is granted once.
 * What members still hold of the old one ends with their buckets, at the same moment.
 *
 * @returns undefined when nothing is due
 */
export function renewalOf(
  slice: Slice,
  nowMs: number,
): { readonly slice: Slice; readonly move: Move } | undefined {
  const { renewal, expiresAt, resources } = slice;
  if (renewal === undefined || expiresAt * 1000 > nowMs) return undefined;
  const next = Math.floor(periodAt(renewal.cycle, renewal.anchorMs, nowMs).endMs / 1000);
  const renewed: PoolResource[] = resources.map((r) => ({
    ...r,
    granted: r.amount,
    available: r.amount,
    leased: 0,
    members: 0,
  }));
  return {
    slice: { ...slice, version: slice.version + 1, expiresAt: next, resources: renewed },
    move: {
      key: slice.key,
      conditions: [{ attribute: 'x', op: '=', value: expiresAt }],
      add: [['v', ONE_CHANGE]],
      set: [
        ['x', next],
        ...renewed.flatMap(({ amount }, i): [string, number][] => [
          [`g${i}`, amount],
          [`a${i}`, amount],
          [`l${i}`, 0],
          [`m${i}`, 0],
        ]),
      ],
    },
  };
}
