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
  private readonly payer: (supi: string) => string;
  private readonly openBySubscriber = new Map<string, { known: number; uncertain: number }>();

  /** @param payer  the SUPI whose account pays for a SUPI: SIMs of a pool are one subscriber here */
  constructor(payer: (supi: string) => string = (supi) => supi) {
    this.payer = payer;
  }

  acknowledged({ supi, usage }: Pick<Message, 'supi' | 'usage'>): void {
    for (const { ratingGroup, units } of usage) this.entry(supi, ratingGroup).acknowledged += units;
  }

  uncertain({ supi, usage }: Pick<Message, 'supi' | 'usage'>): void {
    for (const { ratingGroup, units } of usage) this.entry(supi, ratingGroup).uncertain += units;
  }

  /** A session of the subscriber was left open at the charging function; or perhaps was. */
  leftOpen(sim: string, certain: boolean): void {
    const supi = this.payer(sim);
    this.touch(supi);
    const open = this.openBySubscriber.get(supi) ?? { known: 0, uncertain: 0 };
    open[certain ? 'known' : 'uncertain'] += 1;
    this.openBySubscriber.set(supi, open);
  }

  /** The subscriber had traffic, whether it used anything or not. */
  touch(sim: string): Map<number, LedgerEntry> {
    const supi = this.payer(sim);
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
