/** That a member and a number were linked, or are no more: told to webhook endpoints, and to listeners of TMF658's hub. */
import type { PartnerEvent } from '../../domain/events/event.js';
import type { Membership } from '../../domain/loyalty/membership.js';
import { memberView } from '../../domain/loyalty/tmf658.js';
import { eventId } from '../partners/kernel/announce.js';
import type { LoyaltyOffice } from './office.js';

export interface Doing {
  readonly actor: PartnerEvent['actor'];
  readonly nowMs: number;
}

/** @param revision  of the membership's record, from 1 */
export function membershipEvent(
  { baseUrl }: LoyaltyOffice,
  what: 'linked' | 'unlinked',
  { id, owner, value }: { readonly id: string; readonly owner: string; readonly value: Membership },
  { actor, nowMs }: Doing,
  revision: number,
): PartnerEvent {
  const subject = `membership/${id}`;
  const { memberId, subscriberId, state } = value;
  return {
    id: eventId(subject, what, String(revision)),
    type: `membership.${what}`,
    time: new Date(nowMs).toISOString(),
    owner,
    subject,
    actor,
    data: {
      membership: { id, memberId, subscriberId, state },
      loyaltyProgramMember: memberView({ id, ...value }, baseUrl),
    },
    tmf: {
      api: 'loyalty',
      eventType: `LoyaltyProgramMember${revision === 1 ? 'Create' : 'StateChange'}Event`,
    },
  };
}
