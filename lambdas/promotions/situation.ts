/** The situation that somebody asks about: what he says of the order, and what we know of the subscriber. */
import { microsOf } from '../../domain/promotions/criteria.js';
import type { SituationBody } from '../../domain/promotions/schemas.js';
import type { Situation, SubscriberFacts } from '../../domain/promotions/situation.js';
import { subscriberOf } from '../partners/balances/office.js';
import { invalid } from '../partners/kernel/refused.js';
import type { Partner } from '../partners/kernel/partner.js';
import type { InvalidParam } from '../shared/problem.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import type { PromotionsOffice } from './office.js';

/** Of an order: more is no shopping. */
const MOST_MICROS = 1_000_000_000_000_000;

/** @throws RefusedError 400 with everything that is wrong */
export async function situationOf(
  office: PromotionsOffice,
  partner: Partner,
  { subscriber: name, order, channel, store, attributes }: SituationBody,
  nowMs: number,
): Promise<Situation> {
  const { currency, timeZone } = await office.market();
  const found = name === undefined ? undefined : await subscriberOf(office, partner, nameOf(name));
  const problems: InvalidParam[] = [];
  if (name !== undefined && found === undefined)
    problems.push({ param: 'subscriber', reason: `got "${name}"; you have no such subscriber` });
  const lines = order?.lines.map(({ product, category, quantity = 1, amount }, i) => {
    const amountMicros = microsOf(amount);
    if (amountMicros === undefined)
      problems.push({
        param: `order.lines[${i}].amount`,
        reason: `got "${amount}"; allowed: an amount such as "20.00"`,
      });
    return {
      product,
      quantity,
      amountMicros: amountMicros ?? 0,
      ...(category === undefined ? {} : { category }),
    };
  });
  const total = lines?.reduce((sum, { amountMicros }) => sum + amountMicros, 0) ?? 0;
  if (total > MOST_MICROS)
    problems.push({
      param: 'order.lines',
      reason: `come to ${total} micros; allowed: at most ${MOST_MICROS}`,
    });
  if (problems.length > 0) throw invalid('invalid-situation', problems);
  return {
    nowMs,
    timeZone,
    currency,
    partner: partner.id,
    ...(found === undefined ? {} : { subscriber: factsOf(found) }),
    ...(lines === undefined ? {} : { order: { lines } }),
    ...(channel === undefined ? {} : { channel }),
    ...(store === undefined ? {} : { store }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** `+447700900123` and `447700900123` as subscribers are found by them. */
export const nameOf = (name: string): string =>
  /^\+?\d{5,15}$/.test(name) ? `msisdn-${name.replace('+', '')}` : name;

export function factsOf({
  subscriberId,
  accountKey,
  offeringId,
  state,
  activatedAt,
  customerId,
  documents,
}: Subscriber): SubscriberFacts {
  return {
    subscriberId,
    accountKey,
    offeringId,
    state,
    ...(activatedAt === undefined ? {} : { activatedAt }),
    ...(customerId === undefined ? {} : { customerId }),
    ...(documents === undefined ? {} : { documents }),
  };
}

/** Whoever it is, of whichever partner: of a referral's owner. */
export async function anySubscriber(
  { tables }: PromotionsOffice,
  subscriberId: string,
): Promise<SubscriberFacts | undefined> {
  const found = await findSubscriber(tables.records, subscriberId);
  return found === undefined ? undefined : factsOf(found);
}
