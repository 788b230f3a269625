import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { maySee, type Partner } from '../partners/kernel/partner.js';
import { notFound } from '../partners/kernel/refused.js';
import { findSubscriber, isSubscriberName, type Subscriber } from '../subscribers/find-subscriber.js';

/** @throws RefusedError 404 when there is no subscriber of this id, SUPI or MSISDN that the partner may see */
export async function mustFind(table: string, partner: Partner, name: string): Promise<Subscriber> {
  const found = isSubscriberName(name) ? await findSubscriber(table, name) : undefined;
  if (found === undefined || !maySee(partner, found.partnerId ?? OPERATOR_OWNER))
    throw notFound('subscriber', name);
  return found;
}
