/** Points that campaigns give: they go into the ledger of the membership that the subscriber's number is linked to. */
import type { Membership } from '../../domain/loyalty/membership.js';
import type { LoyaltyTerms } from '../../domain/operator/loyalty.js';
import { membershipOf } from '../loyalty/memberships.js';
import { movePoints } from '../loyalty/points-book.js';
import type { LoyaltyOffice } from '../loyalty/office.js';
import { RecordBook } from '../partners/kernel/records.js';
import type { Giver } from './give-reward.js';

export function loyaltyPoints(
  terms: LoyaltyTerms,
  house: Pick<LoyaltyOffice, 'client' | 'tables' | 'market' | 'wake'>,
): NonNullable<Giver['points']> {
  const { client, tables } = house;
  const memberships = new RecordBook<Membership>(client, tables.records, 'MEMBER', 'membership');
  return async ({ id, subscriberId, reward, decisionId, actor, nowMs }, also) => {
    const member = await membershipOf({ client, tables, memberships }, { subscriberId });
    if (member === undefined)
      return {
        outcome: 'refused',
        code: 'membership-needed',
        detail: `${subscriberId} has no membership; points are given to one`,
      };
    const moved = await movePoints(
      { ...house, terms },
      {
        kind: 'earn',
        // What the sponsor promised and pays for, whatever the member's tier.
        atFace: true,
        id: id.replace(/^rwd_/, 'pte_'),
        membershipId: member.id,
        points: reward.amount,
        of: { decisionId },
        nowMs,
        actor,
        owner: member.owner,
      },
      also,
    );
    switch (moved.outcome) {
      case 'done':
        return { outcome: 'given' };
      case 'repeated':
        return { outcome: 'repeated' };
      case 'also-changed':
        return { outcome: 'also-changed' };
      default:
        return moved;
    }
  };
}
