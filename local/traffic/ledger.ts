import type { Message } from './message.js';

/** Units of one rating group. */
export interface LedgerEntry {
  /** Reported, and the charging function said that it has them. */
  acknowledged: number;
  /** Reported, and nobody knows: all answers were lost. */
  uncertain: number;
}

/** The network's own books: what it reported for whom, to be compared with what was recorded. */
export class Ledger {
  private readonly bySubscriber = new Map<string, Map<number, LedgerEntry>>();
  private readonly openBySubscriber = new Map<string, { known: number; uncertain: number }>();

  acknowledged({ supi, usage }: Pick<Message, 'supi' | 'usage'>): void {
    for (const { ratingGroup, units } of usage) this.entry(supi, ratingGroup).acknowledged += units;
  }

  uncertain({ supi, usage }: Pick<Message, 'supi' | 'usage'>): void {
    for (const { ratingGroup, units } of usage) this.entry(supi, ratingGroup).uncertain += units;
  }

  /** A session of the subscriber was left open at the charging function; or perhaps was. */
  leftOpen(supi: string, certain: boolean): void {
    this.touch(supi);
    const open = this.openBySubscriber.get(supi) ?? { known: 0, uncertain: 0 };
    open[certain ? 'known' : 'uncertain'] += 1;
    this.openBySubscriber.set(supi, open);
  }

  /** The subscriber had traffic, whether it used anything or not. */
  touch(supi: string): Map<number, LedgerEntry> {
    let entries = this.bySubscriber.get(supi);
    if (entries === undefined) {
      entries = new Map();
      this.bySubscriber.set(supi, entries);
    }
    return entries;
  }

  subscribers(): readonly string[] {
    return [...this.bySubscriber.keys()];
  }

  usage(supi: string): ReadonlyMap<number, Readonly<LedgerEntry>> {
    return this.bySubscriber.get(supi) ?? new Map();
  }

  open(supi: string): { readonly known: number; readonly uncertain: number } {
    return this.openBySubscriber.get(supi) ?? { known: 0, uncertain: 0 };
  }

  private entry(supi: string, ratingGroup: number): LedgerEntry {
    const entries = this.touch(supi);
    let entry = entries.get(ratingGroup);
    if (entry === undefined) {
      entry = { acknowledged: 0, uncertain: 0 };
      entries.set(ratingGroup, entry);
    }
    return entry;
  }
}
