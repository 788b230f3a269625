/**
 * Campaigns of one kind of audience in the order in which they are tried: the dearest first, brand by brand, so that a
 * brand that somebody has seen enough of is left out in one step, however many campaigns it has.
 */
import type { ActiveCampaign } from '../sponsors/active-campaign.js';
import { worth } from './worth.js';

export interface Entry {
  readonly campaign: ActiveCampaign;
  readonly worth: number;
}

export const entryOf = (campaign: ActiveCampaign): Entry => ({ campaign, worth: worth(campaign) });

/** Total: campaigns of the same worth go by their ids. */
export function isBefore(a: Entry, b: Entry): boolean {
  return a.worth > b.worth || (a.worth === b.worth && a.campaign.id < b.campaign.id);
}

/** Campaigns of one brand that take as much of it a day, never none. */
interface BrandRow {
  readonly key: string;
  readonly entries: Entry[];
}

export class Ranked {
  private readonly byBrand = new Map<string, BrandRow>();
  /** By the best entry of each. */
  private readonly rows: BrandRow[] = [];

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  add(entry: Entry): void {
    const key = rowKey(entry);
    const row = this.byBrand.get(key);
    if (row === undefined) {
      const fresh: BrandRow = { key, entries: [entry] };
      this.byBrand.set(key, fresh);
      this.place(fresh);
      return;
    }
    const at = position(row.entries, (each) => isBefore(each, entry));
    if (at === 0) this.take(row);
    row.entries.splice(at, 0, entry);
    if (at === 0) this.place(row);
  }

  remove(entry: Entry): void {
    const row = this.byBrand.get(rowKey(entry));
    if (row === undefined) return;
    const at = position(row.entries, (each) => isBefore(each, entry));
    if (row.entries[at]?.campaign.id !== entry.campaign.id) return;
    if (at === 0) this.take(row);
    row.entries.splice(at, 1);
    if (row.entries.length === 0) this.byBrand.delete(row.key);
    else if (at === 0) this.place(row);
  }

  /** The `at`-th of the `row`-th brand; undefined = there is none. */
  entry(row: number, at: number): Entry | undefined {
    return this.rows[row]?.entries[at];
  }

  private place(row: BrandRow): void {
    this.rows.splice(
      position(this.rows, (each) => isBefore(each.entries[0]!, row.entries[0]!)),
      0,
      row,
    );
  }

  private take(row: BrandRow): void {
    const at = position(this.rows, (each) => isBefore(each.entries[0]!, row.entries[0]!));
    this.rows.splice(at, 1);
  }
}

const rowKey = ({ campaign: { brand, caps } }: Entry) => `${caps.perDayOfBrand ?? ''}\n${brand}`;

/** How many at the beginning are before; they are in order. */
function position<T>(items: readonly T[], isEarlier: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEarlier(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
