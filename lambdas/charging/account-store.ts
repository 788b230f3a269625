/** The one port between charging and where accounts live. */
import type { FastUpdate } from '../../domain/charging/fast-path.js';
import type { Item } from '../../domain/charging/item.js';

/** A conditional write either happened, or returns what is there instead (nothing, if there is no item). */
export type WriteResult =
  | { readonly written: true; readonly values: Item }
  | { readonly written: false; readonly current: Item | undefined };

export interface AccountStore {
  /** A strongly consistent read. */
  get(key: string): Promise<Item | undefined>;
  /** Replaces the item on condition that its version is `basis`. */
  put(item: Item, basis: number): Promise<WriteResult>;
  /** Applies a fast update on its conditions; `values` are the attributes that changed. */
  update(update: FastUpdate): Promise<WriteResult>;
}
