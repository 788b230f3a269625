/** Memberships and points as TMF658 4.0.0 has them. One membership is a member, its product, its account and its balance. */
import type { LoyaltyTerms } from '../operator/loyalty.js';
import type { Membership } from './membership.js';
import { balanceOf, type PointsState } from './points.js';

type Resource = Readonly<Record<string, unknown>>;
export type Member = Membership & { readonly id: string };

/** As `TMF_BASE` has it, which stands on the routes that stand on this. */
export const TMF658_BASE = '/tmf-api/loyalty/v4';

type ResourceName =
  | 'loyaltyProgramProductSpec'
  | 'loyaltyProgramMember'
  | 'loyaltyProgramProduct'
  | 'loyaltyAccount'
  | 'loyaltyBalance'
  | 'loyaltyRule'
  | 'loyaltyEventType'
  | 'loyaltyCondition'
  | 'loyaltyAction'
  | 'loyaltyEvent';

const typeOf = (name: ResourceName) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** What every resource begins with. */
export const head = (name: ResourceName, id: string, baseUrl: string) => ({
  id,
  href: `${baseUrl}${TMF658_BASE}/${name}/${encodeURIComponent(id)}`,
  '@type': typeOf(name),
});

export const reference = (name: ResourceName, id: string, baseUrl: string) => {
  const { '@type': _type, ...to } = head(name, id, baseUrl);
  return to;
};

/** The operator has one programme: `loyalty` of its file. */
const PROGRAMME_ID = 'loyalty';

export function programmeView({ pointsName, tiers }: LoyaltyTerms, baseUrl: string): Resource {
  const steps = tiers.map(({ name, from, earnPercent }) => `${name} from ${from} (${earnPercent} %)`);
  return {
    ...head('loyaltyProgramProductSpec', PROGRAMME_ID, baseUrl),
    name: pointsName,
    productNumber: PROGRAMME_ID,
    description: `Tiers: ${steps.join(', ')}.`,
    lifeCycleStatus: 'active',
    needsLoyaltyAccount: true,
  };
}

const periodOf = ({ linkedAt, unlinkedAt }: Membership) => ({
  startDateTime: linkedAt,
  ...(unlinkedAt === undefined ? {} : { endDateTime: unlinkedAt }),
});

/** The programme knows members by the retailer's own id of them, not by their names. */
export const memberView = (member: Member, baseUrl: string): Resource => ({
  ...head('loyaltyProgramMember', member.id, baseUrl),
  name: member.memberId,
  status: member.state,
  // With a capital in the standard's file.
  ValidFor: periodOf(member),
});

/** What a member has of the programme: its number and its tier. */
export function productView(
  member: Member,
  { tier, tierUntil }: Pick<PointsState, 'tier' | 'tierUntil'>,
  { pointsName, tiers }: LoyaltyTerms,
  baseUrl: string,
): Resource {
  const told = {
    subscriberId: member.subscriberId,
    tier,
    tierName: tiers.find(({ id }) => id === tier)?.name ?? tier,
    ...(tierUntil === '' ? {} : { tierUntil }),
  };
  return {
    ...head('loyaltyProgramProduct', member.id, baseUrl),
    name: pointsName,
    productStatus: member.state === 'linked' ? 'activated' : 'disconnected',
    characteristic: Object.entries(told).map(([name, value]) => ({ name, valueType: 'string', value })),
    loyaltyAccount: reference('loyaltyAccount', member.id, baseUrl),
    loyaltyProgramProductSpec: reference('loyaltyProgramProductSpec', PROGRAMME_ID, baseUrl),
    validFor: periodOf(member),
  };
}

export const accountView = ({ id }: Member, baseUrl: string): Resource => ({
  ...head('loyaltyAccount', id, baseUrl),
  loyaltyProgramProduct: reference('loyaltyProgramProduct', id, baseUrl),
});

/** All that a member holds; parts of it expire in months of their own, which the standard's balance has no place for. */
export const balanceView = (
  { id }: Member,
  state: Pick<PointsState, 'lots'>,
  { pointsName }: LoyaltyTerms,
  baseUrl: string,
): Resource => ({
  ...head('loyaltyBalance', id, baseUrl),
  loyaltyProgramMember: reference('loyaltyProgramMember', id, baseUrl),
  quantity: { unit: pointsName, value: balanceOf(state) },
});

/** An entry of a member's points, as it is kept. */
interface Entry {
  readonly id: string;
  readonly membershipId: string;
  readonly kind: string;
  readonly points: number;
  readonly balance: number;
  readonly of: Readonly<Record<string, string>>;
  /** ISO 8601 */
  readonly at: string;
  readonly missing?: number;
}

/** Of what expires the id is `<membership>:<number>`: in an address that is better without a colon. */
export const eventIdOf = ({ id }: Pick<Entry, 'id'>): string => id.replace(':', '-');

/** Where an event's entry is found: by its own id, or by its place in the member's list. */
export function entryOf(
  eventId: string,
): { readonly id: string } | { readonly membershipId: string; readonly number: number } {
  const expired = /^(?<membershipId>mbr_[0-9A-Za-z]{1,40})-(?<number>\d{1,10})$/.exec(eventId);
  const { membershipId, number } = expired?.groups ?? {};
  return membershipId === undefined || number === undefined
    ? { id: eventId }
    : { membershipId, number: Number(number) };
}

/** What happened to a member's points. What money earned is of the type that it was sent as: `basket`. */
export function eventView(entry: Entry, baseUrl: string): Resource {
  const { membershipId, kind, points, balance, of, at, missing } = entry;
  const { reference: id, on, ...rest } = of;
  return {
    ...head('loyaltyEvent', eventIdOf(entry), baseUrl),
    eventType: kind === 'earn' && on !== undefined ? on : kind,
    eventTime: at,
    memberId: membershipId,
    event: {
      ...(id === undefined ? {} : { id }),
      ...rest,
      points,
      balance,
      ...(missing === undefined || missing === 0 ? {} : { missing }),
    },
    eventId: reference('loyaltyProgramProduct', membershipId, baseUrl),
  };
}
