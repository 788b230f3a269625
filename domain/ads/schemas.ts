/** Bodies and answers of the ads' routes. */
import { z } from 'zod';
import { label, money, slug, text } from '../operator/scalars.js';
import { CONSENT_STATES } from '../consents/consent.js';
import { AD_EVENTS, REWARD_KINDS } from '../sponsors/ad-event.js';
import { INVALID_REASONS } from '../sponsors/tally.js';
import { NO_FILL_REASONS } from './decide.js';

const FORMATS = ['banner', 'video', 'text', 'survey', 'audio'] as const;

const subscriberId = () => text(/^sub_[0-9A-Za-z]{1,40}$/, 'sub_ and 1 to 40 letters and digits');
const ownId = (what: string) =>
  text(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, '1 to 64 letters, digits, ".", "_", ":", "-"').describe(what);
const instant = (what: string) =>
  z.iso
    .datetime({ offset: true, error: 'date and time with an offset, such as "2026-11-23T09:30:00Z"' })
    .describe(what);
const flag = () => z.boolean({ error: 'true or false' });

const decision = z.strictObject({
  subscriberId: subscriberId(),
  placement: slug('app-home').describe('Where it is to be shown.'),
  channel: z.enum(['in-app', 'sms', 'email', 'push']).default('in-app'),
  formats: z
    .array(z.enum(FORMATS), { error: 'list of 1 to 5' })
    .min(1, { error: 'list of 1 to 5' })
    .max(5, { error: 'list of 1 to 5' })
    .default([...FORMATS])
    .describe('What can be shown there. Default: everything.'),
  consentRef: text(
    /^sub_[0-9A-Za-z]{1,40}\/\d{1,8}$/,
    '<subscriberId>/<version> of the consents, such as "sub_anna/3"',
  )
    .optional()
    .describe(
      'The consent that the caller goes by, as GET /consents answers it. What holds now is looked at in any case.',
    ),
});

const event = z.strictObject({
  id: ownId('Yours: the same one again is the same event, and is answered as before.'),
  token: z.string({ error: 'the token of a decision' }).min(1).max(2_048),
  event: z.enum(AD_EVENTS),
  subscriberId: subscriberId(),
  occurredAt: instant('By the device’s clock.').optional(),
  gesture: flag().optional().describe('Whether a person touched the screen. Of clicks.'),
  device: z
    .strictObject({
      id: label(200).optional().describe('What the app calls the device; kept as a digest.'),
      model: label(100).optional(),
      hardware: label(100).optional(),
      emulator: flag().optional().describe('What the platform’s own check says.'),
      country: text(/^[A-Z]{2}$/, 'ISO 3166-1 alpha-2, such as "GB"')
        .optional()
        .describe('Of the network that it is in.'),
      tethered: flag().optional().describe('Whether it is online by another device.'),
    })
    .optional(),
});

const conversion = z.strictObject({
  id: ownId('Yours: the same one again is the same conversion.'),
  subscriberId: subscriberId(),
  kind: z.enum(['basket', 'purchase', 'sign-up', 'visit']),
  occurredAt: instant('When; at most 90 days ago.'),
  amount: money().optional().describe("What was spent, in the market's currency."),
  brand: label().optional().describe('What was bought. Default: any.'),
  campaignId: text(/^cmp_[0-9A-Za-z]{1,40}$/, 'cmp_ and 1 to 40 letters and digits')
    .optional()
    .describe('Only this one is looked at. Default: all that the subscriber saw.'),
});

const segments = z.strictObject({
  segments: z
    .array(slug('young-families'), { error: 'list of at most 20' })
    .max(20, { error: 'list of at most 20' })
    .describe('All of them; a segment that is not named is left.'),
});

export const bodies = {
  AdDecision_Create: decision,
  AdEvent_Create: event,
  Conversion_Create: conversion,
  Segments_Update: segments,
} as const;

export type EventBody = z.output<typeof event>;

const reward = z.object({
  kind: z.enum(REWARD_KINDS),
  amount: z.number().int().describe('Bytes, seconds, messages, points, or micros of the currency.'),
});

const given = z.object({
  id: z.string(),
  state: z.enum(['granted', 'waiting', 'claimed', 'expired', 'taken-back']),
  kind: z.enum(REWARD_KINDS),
  amount: z.number().int().describe('Bytes, seconds, messages, points, or micros of the currency.'),
  for: z.object({ kind: z.string(), id: z.string() }).describe('What it was given for.'),
  grantedAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime().optional(),
  claimUntil: z.iso.datetime().optional().describe('Of one that waits.'),
  waitsFor: z.string().optional().describe('Why it could not be given at once.'),
});

export const answers = {
  AdDecision: z.object({
    filled: z.boolean(),
    reason: z.enum(NO_FILL_REASONS).optional().describe('Why nothing is shown.'),
    decisionId: z.string().optional(),
    campaignId: z.string().optional(),
    sponsorId: z.string().optional(),
    brand: z.string().optional(),
    creative: z
      .object({
        id: z.string(),
        format: z.enum(FORMATS),
        url: z.string().optional(),
        text: z.string().optional(),
        clickUrl: z.string().optional(),
        width: z.number().int().optional(),
        height: z.number().int().optional(),
        durationS: z.number().optional(),
      })
      .optional(),
    rewards: z.record(z.string(), reward).optional().describe('By event: what the subscriber is given.'),
    badge: z.boolean().optional().describe('Whether it must be marked as an advertisement.'),
    token: z.string().optional().describe('Comes with every event of it. Good for each kind of event once.'),
    expiresAt: z.iso.datetime().optional(),
    consentRef: z.string().optional().describe('What it was decided on; absent: the market’s default.'),
  }),
  AdEvent: z.object({
    status: z.enum(['accepted', 'rejected']),
    reason: z.enum(INVALID_REASONS).optional().describe('Why it is not paid for.'),
    event: z.enum(AD_EVENTS),
    decisionId: z.string().optional(),
    repeated: z.boolean().optional().describe('The same event came before, and was answered so.'),
    reward: given.pick({ id: true, state: true, kind: true, amount: true }).optional(),
  }),
  AdReward: given,
  Conversion: z.object({
    id: z.string(),
    status: z.enum(['attributed', 'held-out', 'not-attributed']),
    reason: z.enum(['consent', 'nothing-seen']).optional(),
    campaignId: z.string().optional(),
    decisionId: z.string().optional(),
    by: z.enum(['click', 'impression']).optional(),
  }),
  Segments: z.object({
    subscriberId: z.string(),
    segments: z.array(z.string()),
    profiling: z.enum(CONSENT_STATES),
  }),
} as const;
