/** Entries of what sponsors' own ledgers say. */
import type { Entry as SponsorEntry, EntryKind } from '../sponsors/ledger.js';
import type { Entry, Leg } from './entry.js';

/** Between a sponsor's account and what it has set aside nothing changes hands: it is all still the sponsor's. */
const LEGS: Readonly<Record<EntryKind, (sponsorId: string, entry: SponsorEntry) => Leg[]>> = {
  deposited: (party, { micros }) => [
    { account: 'sponsor-receivable', party, micros },
    { account: 'sponsor-funds', party, micros: -micros },
  ],
  'set-aside': () => [],
  spent: (party, { micros, of }) => [
    { account: 'sponsor-funds', party, micros },
    {
      account: of?.agreementId === undefined ? 'advertising-revenue' : 'sponsored-revenue',
      micros: -micros,
    },
  ],
  returned: () => [],
};

/** @returns undefined when it changes nobody's money */
export function entryOfSponsor(
  sponsorId: string,
  entry: SponsorEntry,
  { sourceDay, currency }: Pick<Entry, 'sourceDay' | 'currency'>,
): Entry | undefined {
  const legs = entry.micros === 0 ? [] : LEGS[entry.kind](sponsorId, entry);
  if (legs.length === 0) return undefined;
  return { id: `sponsor/${sponsorId}/${entry.number}`, at: entry.at, sourceDay, currency, legs };
}
