/** What a sponsor is told of its money. */
import type { PartnerEvent } from '../../domain/events/event.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import type { Posted } from './ledger-book.js';
import { CLOCK, sponsorEvent, type SponsorOffice } from './office.js';

/** `sponsor.balance_low`, when an entry takes the account below what the sponsor wants to be told of. */
export async function balanceLow(
  office: SponsorOffice,
  sponsorId: string,
  posted: Extract<Posted, { outcome: 'ready' }>,
  nowMs: number,
): Promise<PartnerEvent[]> {
  const sponsor = await office.sponsors.get(sponsorId);
  const low = sponsor?.lowBelowMicros;
  const [first] = posted.entries;
  if (sponsor === undefined || low === undefined || first === undefined) return [];
  const before = first.after.account + (first.kind === 'set-aside' ? first.micros : 0);
  if (before < low || posted.accountMicros >= low) return [];
  return [
    sponsorEvent({
      type: 'sponsor.balance_low',
      step: posted.entries.at(-1)!.number,
      subject: { resource: 'sponsor', id: sponsorId },
      owner: sponsor.owner,
      by: CLOCK,
      nowMs,
      data: {
        sponsorId,
        available: fromMicros(posted.accountMicros),
        lowBelow: fromMicros(low),
        currency: sponsor.currency,
      },
    }),
  ];
}
