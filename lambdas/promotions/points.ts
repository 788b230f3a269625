/** Points that promotions give: they go into the ledger of the membership that the subscriber's number is linked to. */
import type { Actor } from '../../domain/events/event.js';
import type { Membership } from '../../domain/loyalty/membership.js';
import type { LoyaltyTerms } from '../../domain/operator/loyalty.js';
import { membershipOf } from '../loyalty/memberships.js';
import type { LoyaltyOffice } from '../loyalty/office.js';
import { type Moved, movePoints } from '../loyalty/points-book.js';
import { findEntry } from '../loyalty/points-records.js';
import { RecordBook } from '../partners/kernel/records.js';
import type { Done, Points } from './done.js';

const ACTOR: Actor = { type: 'system', id: 'promotions' };
/** What is taken back is all of an entry that the member still has. */
const ALL = Number.MAX_SAFE_INTEGER;

export function promotionPoints(
  terms: LoyaltyTerms,
  house: Pick<LoyaltyOffice, 'client' | 'tables' | 'market' | 'wake'>,
): Points {
  const { client, tables } = house;
  const memberships = new RecordBook<Membership>(client, tables.records, 'MEMBER', 'membership');
  const book = { ...house, terms };
  return {
    earn: async ({ id, subscriberId, points, redemptionId, nowMs }, also) => {
      const member = await membershipOf({ client, tables, memberships }, { subscriberId });
      if (member === undefined)
        return refused('membership-needed', `${subscriberId} has no membership; points are given to one`);
      const common = { id, membershipId: member.id, points, of: { redemptionId }, nowMs, actor: ACTOR };
      // What the promotion says, whatever the member's tier.
      return doneOf(
        await movePoints(book, { ...common, owner: member.owner, kind: 'earn', atFace: true }, also),
      );
    },
    takeBack: async ({ id, grantId, nowMs }, also) => {
      // The member's who was given them, whoever has the number since.
      const entry = await findEntry(book, grantId);
      const member = entry === undefined ? undefined : await memberships.get(entry.membershipId);
      if (entry === undefined || member === undefined)
        return refused('entry-not-found', `there is no entry ${grantId}`);
      const common = { id, membershipId: member.id, points: ALL, of: entry.of, nowMs, actor: ACTOR };
      return doneOf(
        await movePoints(book, { ...common, owner: member.owner, kind: 'take-back', grantId }, also),
      );
    },
  };
}

const refused = (code: string, detail: string): Done => ({
  outcome: 'refused',
  problems: [{ code, detail }],
});

function doneOf(moved: Moved): Done {
  switch (moved.outcome) {
    case 'done':
    case 'repeated': {
      const { missing } = moved.entry;
      return { outcome: moved.outcome, ...(missing === undefined ? {} : { missing }) };
    }
    case 'also-changed':
      return moved;
    default:
      return refused(moved.code, moved.detail);
  }
}
