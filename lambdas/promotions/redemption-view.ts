/** A redemption as it is answered and told. */
import { fromMicros } from '../../domain/operator/decimal.js';
import type { PartnerEvent } from '../../domain/events/event.js';
import type { Redemption } from '../../domain/promotions/redemption.js';
import { eventId } from '../partners/kernel/announce.js';
import type { Recorded } from '../partners/kernel/records.js';

export function viewRedemption(redemption: Recorded<Redemption>, baseUrl: string) {
  const {
    gsi1pk: _pk,
    gsi1sk: _sk,
    place: _place,
    owner: _owner,
    meters: _meters,
    request: _request,
    codeHash: _hash,
    offMicros,
    given,
    ...rest
  } = redemption;
  return {
    ...rest,
    href: `${baseUrl}/redemptions/${redemption.id}`,
    discount: fromMicros(offMicros),
    effects: given,
  };
}

export type RedemptionEventType =
  | 'redemption.created'
  | 'redemption.released'
  | 'redemption.expired'
  | 'coupon.redeemed'
  | 'coupon.rolled_back';

export function redemptionEvent(
  type: RedemptionEventType,
  redemption: Recorded<Redemption>,
  actor: PartnerEvent['actor'],
  { nowMs, baseUrl }: { readonly nowMs: number; readonly baseUrl: string },
): PartnerEvent {
  const subject = `redemption/${redemption.id}`;
  return {
    id: eventId(subject, type),
    type,
    time: new Date(nowMs).toISOString(),
    owner: redemption.owner,
    subject,
    actor,
    data: { redemption: viewRedemption(redemption, baseUrl) },
  };
}
