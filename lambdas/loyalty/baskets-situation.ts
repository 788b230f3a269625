/** What is known when a basket comes: its lines, whose it is, and which rules hold with how much room. */
import { countersOf, type Limits, type Room } from '../../domain/baskets/basket.js';
import { type BasketLine, holds, linesOf } from '../../domain/baskets/evaluate.js';
import type { BasketRule } from '../../domain/baskets/rule.js';
import type { BasketBody } from '../../domain/baskets/schemas.js';
import { isAllowed } from '../../domain/consents/consent.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { consentsOf } from '../consents/read.js';
import { maySee, ownerOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerRequest } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import { countsOf } from './baskets-counters.js';
import { basketRules } from './baskets-rules.js';
import { membershipOf } from './memberships.js';
import type { LoyaltyOffice } from './office.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Clocks of tills are not exact. */
const AHEAD_MS = 15 * MINUTE_MS;
/** Of tills that were offline. */
const LATEST_DAYS = 30;

export interface ReadBasket {
  readonly lines: readonly BasketLine[];
  readonly paidMicros: number;
  readonly soldAtMs: number;
  /** Digest of all that it says, however its amounts are written. */
  readonly request: string;
}

/** @throws RefusedError 400 with everything that is wrong */
export async function readBody(office: LoyaltyOffice, body: BasketBody): Promise<ReadBasket> {
  const market = await office.market();
  const read = linesOf(body.lines);
  const problems = [
    ...(body.currency === market.currency
      ? []
      : [{ param: 'currency', reason: `got "${body.currency}"; allowed: ${market.currency}` }]),
    ...('lines' in read ? [] : read),
  ];
  if (problems.length > 0 || !('lines' in read)) throw invalid('invalid-body', problems);
  const { lines: _lines, soldAt, ...rest } = body;
  const soldAtMs = Date.parse(soldAt);
  return { ...read, soldAtMs, request: requestDigest({ ...rest, soldAtMs, lines: read.lines }) };
}

/** @throws RefusedError 400, 409 */
export function checkTime({ soldAtMs }: ReadBasket, nowMs: number): void {
  const iso = (ms: number) => new Date(ms).toISOString();
  if (soldAtMs > nowMs + AHEAD_MS)
    throw invalid('invalid-body', [
      { param: 'soldAt', reason: `got ${iso(soldAtMs)}; allowed: at most 15 minutes after ${iso(nowMs)}` },
    ]);
  if (soldAtMs < nowMs - LATEST_DAYS * DAY_MS)
    throw new RefusedError(
      409,
      'basket-too-late',
      `sold at ${iso(soldAtMs)}; allowed: within ${LATEST_DAYS} days`,
    );
}

export interface Facts extends Limits {
  readonly subscriberId: string;
  readonly membershipOwner: string;
}

/** Members that a partner linked are its own; those that the operator linked may buy everywhere. */
export async function factsOf(
  office: LoyaltyOffice,
  { partner, nowMs }: PartnerRequest,
  { memberId, msisdn }: BasketBody,
  { soldAtMs }: ReadBasket,
): Promise<Facts> {
  const { client, tables } = office;
  const membership =
    memberId === undefined
      ? await byNumber(office, msisdn ?? '')
      : ((await membershipOf(office, { owner: partner.id, memberId })) ??
        (await membershipOf(office, { owner: OPERATOR_OWNER, memberId })));
  if (membership === undefined || !(membership.owner === OPERATOR_OWNER || maySee(partner, membership.owner)))
    throw new RefusedError(
      409,
      'member-not-linked',
      `${memberId === undefined ? `msisdn ${msisdn}` : `member ${memberId}`} is linked to no membership of yours`,
    );
  const consents = await consentsOf(client, tables.records, membership.subscriberId);
  if (!isAllowed(consents, 'loyalty', 'any', { consent: 'opt-in' }, nowMs))
    throw new RefusedError(
      409,
      'consent-missing',
      `membership ${membership.id} has no consent to "loyalty" now`,
    );
  const { timeZone } = await office.market();
  return {
    subscriberId: membership.subscriberId,
    membershipId: membership.id,
    membershipOwner: membership.owner,
    day: isoDate(dayAt(timeZone, soldAtMs)),
  };
}

async function byNumber(office: LoyaltyOffice, msisdn: string) {
  const found = await findSubscriber(office.tables.records, `msisdn-${msisdn.replace('+', '')}`);
  return found === undefined ? undefined : membershipOf(office, { subscriberId: found.subscriberId });
}

export async function rulesFor(
  office: LoyaltyOffice,
  { partner }: PartnerRequest,
  { store }: BasketBody,
  { soldAtMs }: ReadBasket,
): Promise<BasketRule[]> {
  const sale = { store, owner: ownerOf(partner), soldAtMs };
  return (await basketRules(office)).filter((rule) => holds(rule, sale));
}

export async function roomFor(
  office: LoyaltyOffice,
  rules: readonly BasketRule[],
  limits: Limits,
): Promise<Room> {
  const used = await countsOf(
    office,
    rules.flatMap((rule) => countersOf(rule, limits)),
  );
  return (counter) => counter.most - used(counter);
}
