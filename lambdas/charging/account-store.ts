/** The one port between charging and where accounts live. */
import type { FastUpdate } from '../../domain/charging/fast-path.js';
import type { Item } from '../../domain/charging/item.js';

/** A conditional write either happened, or returns what is there instead (nothing, if there is no item). */
export type WriteResult =
  | { readonly written: true; readonly values: Item }
  | { readonly written: false; readonly current: Item | undefined };

/** One part of a transaction: a put on condition of a version, or arithmetic on its conditions. */
export type TransactWrite =
  | { readonly item: Item; readonly basis: number }
  | { readonly move: Pick<FastUpdate, 'key' | 'conditions' | 'add' | 'set'> };

/**
 * Why one part of a transaction stood in its way. `busy`: another transaction held the item, or the table was
 * asked too much of; the same may be tried again.
 */
export type TransactFailure =
  { readonly reason: 'none' | 'busy' } | { readonly reason: 'condition'; readonly current: Item | undefined };

export type TransactResult =
  | { readonly written: true }
  /** One entry a part, in their order. */
  | { readonly written: false; readonly failures: readonly TransactFailure[] };

export interface AccountStore {
  /** A strongly consistent read. */
  get(key: string): Promise<Item | undefined>;
  /** Replaces the item on condition that its version is `basis`. */
  put(item: Item, basis: number): Promise<WriteResult>;
  /** Applies a fast update on its conditions; `values` are the attributes that changed. */
  update(update: FastUpdate): Promise<WriteResult>;
  /** Writes several items, each once: all or none. */
  transact(writes: readonly TransactWrite[]): Promise<TransactResult>;
}
