/** Bodies and answers of the routes of memberships and points. */
import { z } from 'zod';
import { label, money, text, wholeNumber } from '../operator/scalars.js';
import { MOST_POINTS } from './points.js';

const id = (prefix: string) =>
  text(new RegExp(`^${prefix}_[0-9A-Za-z]{1,40}$`), `${prefix}_ and 1 to 40 letters and digits`);
const ownId = text(
  /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/,
  '1 to 64 letters, digits, ".", "_", ":", "-"',
).describe('Yours: the same one again changes nothing.');
const memberId = text(/^[\x21-\x7e]{1,64}$/, '1 to 64 visible characters').describe(
  "The retailer's own id of its member.",
);
const points = wholeNumber(1, MOST_POINTS).describe('Whole points.');

const evidence = z
  .strictObject({
    kind: z.enum(['app', 'web', 'call', 'paper', 'sms', 'import']),
    reference: label(200).describe('Of the form, recording or message.'),
    text: label(2_000).optional().describe('The words that were agreed to, or where they are.'),
  })
  .describe(
    'How it can be shown that the subscriber agreed to the link; it is kept as consent to `loyalty`.',
  );

const byLink = z.strictObject({
  subscriberId: id('sub'),
  signedLink: text(
    /^[A-Za-z0-9_-]{1,2000}\.[A-Za-z0-9_-]{43}$/,
    '<payload>.<signature>, both base64url',
  ).describe("Of the retailer's system: HMAC-SHA256 over the payload `{memberId, exp, jti}`. Good once."),
  evidence,
});
const byNumber = z
  .strictObject({ subscriberId: id('sub'), memberId })
  .describe('A code goes to the number; send it back with the id of the challenge.');
const byCode = z.strictObject({
  challengeId: id('chl'),
  code: text(/^\d{6}$/, 'six digits'),
  evidence,
});

/** A link that is made at once: whoever asks has shown that number and member are one person's. */
export const provenLink = z.union([byLink, byCode], {
  error: '{subscriberId, signedLink, evidence}, or {challengeId, code, evidence}',
});

/** `event` of a TMF658 LoyaltyEvent that earns. */
export const earningEvent = z.strictObject({
  id: ownId,
  amount: money(),
  reason: label(140).optional(),
});

const move = { id: ownId, membershipId: id('mbr'), points, reason: label(140).optional() };

export const loyaltyBodies = {
  MembershipLink: z.union([byLink, byCode, byNumber], {
    error: '{subscriberId, signedLink, evidence}, {subscriberId, memberId}, or {challengeId, code, evidence}',
  }),
  PointsEarn: z.union(
    [
      z.strictObject({
        id: ownId,
        membershipId: id('mbr'),
        on: z
          .enum(['basket', 'top-up'])
          .describe('What the money was paid for, as the rules of earning have it.'),
        amount: money(),
        reason: label(140).optional(),
      }),
      z.strictObject(move).describe('Of the operator alone: as many as it likes.'),
    ],
    { error: '{id, membershipId, on, amount}, or {id, membershipId, points}' },
  ),
  PointsBurn: z.strictObject({
    ...move,
    for: z
      .enum(['data', 'credit'])
      .describe("What they are changed into, at the operator's rate; it is given as a reward."),
  }),
  PointsTransfer: z.strictObject({ ...move, to: id('mbr') }),
  PointsExpire: z.strictObject({ membershipId: id('mbr') }),
  PointsReversal: z.strictObject({
    id: ownId,
    membershipId: id('mbr'),
    entryId: id('pte'),
    reason: label(140).optional(),
  }),
} as const;

export type LinkBody = z.output<typeof loyaltyBodies.MembershipLink>;
export type ProvenLink = z.output<typeof provenLink>;
export type EarnBody = z.output<typeof loyaltyBodies.PointsEarn>;
export type ExpireBody = z.output<typeof loyaltyBodies.PointsExpire>;
export type BurnBody = z.output<typeof loyaltyBodies.PointsBurn>;
export type TransferBody = z.output<typeof loyaltyBodies.PointsTransfer>;
export type ReversalBody = z.output<typeof loyaltyBodies.PointsReversal>;

const when = z.iso.datetime();

export const loyaltyAnswers = {
  Membership: z.looseObject({
    id: z.string(),
    href: z.string(),
    memberId: z.string(),
    subscriberId: z.string(),
    state: z.enum(['linked', 'unlinked']),
    linkedAt: when,
  }),
  MembershipLinkAnswer: z.looseObject({
    id: z.string().optional().describe('Of the membership, once it is linked.'),
    challengeId: z.string().optional().describe('A code was sent to the number.'),
    expiresAt: when.optional(),
    attemptsLeft: z.int().optional(),
  }),
  Points: z.strictObject({
    membershipId: z.string(),
    pointsName: z.string(),
    balance: z.int(),
    tier: z.strictObject({ id: z.string(), name: z.string(), until: z.string().optional() }),
    expiring: z.array(z.strictObject({ month: z.string(), points: z.int() })),
    worth: z.looseObject({}).describe('What all of them are worth, by what they can be changed into.'),
  }),
  PointsEntry: z.looseObject({
    id: z.string(),
    membershipId: z.string(),
    kind: z.string(),
    points: z.int().describe('Negative: the member has fewer.'),
    balance: z.int(),
    at: when,
  }),
} as const;
