/** Bodies and answers of the consents' routes. */
import { z } from 'zod';
import { label, localDate, wholeNumber } from '../operator/scalars.js';
import { CHANNELS, CONSENT_STATES, PURPOSES } from './consent.js';

const instant = z.iso.datetime({
  offset: true,
  error: 'date and time with an offset, such as "2026-11-23T09:30:00Z"',
});

const purpose = z.enum(PURPOSES).describe('What for.');
const channel = z.enum(CHANNELS).describe('`any`: all of them.');
const state = z.enum(CONSENT_STATES);

const evidence = z
  .strictObject({
    kind: z.enum(['app', 'web', 'call', 'paper', 'sms', 'import']).describe('How it was said.'),
    reference: label(200).describe('Of the form, recording or message.'),
    text: label(2_000).optional().describe('The words that were agreed to, or where they are.'),
  })
  .describe('How the operator can show that it was said.');

const age = z
  .strictObject({
    over: wholeNumber(0, 120).describe('Whole years, at least.'),
    on: localDate().describe('The day on which that was so.'),
    checkedBy: z.enum(['document', 'bank', 'operator', 'self-declared']),
  })
  .describe('How old the subscriber is at least. Years go by by themselves.');

const list = 'list of 1 to 25';

export const bodies = {
  Consents_Update: z.strictObject({
    consents: z
      .array(
        z.strictObject({
          purpose,
          channel,
          state,
          expiresAt: instant.optional().describe('Given until then only.'),
        }),
        { error: list },
      )
      .min(1, { error: list })
      .max(25, { error: list })
      .describe('What is said now; what is not named stays as it is.'),
    evidence,
    age: age.nullable().optional().describe('null: forget it.'),
  }),
} as const;

const consent = z.object({
  purpose,
  channel,
  state,
  version: z.int().describe('Of the consents, in which this was said last.'),
  at: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
});

export const answers = {
  Consents: z.object({
    subscriberId: z.string(),
    version: z.int().describe('0: nothing was said yet, and the market’s default holds.'),
    consentRef: z.string().optional().describe('`<subscriberId>/<version>`, for decisions'),
    default: z.enum(['opt-in', 'opt-out']).describe('Of advertising, where nothing was said.'),
    consents: z.array(consent),
    age: age.optional(),
    segments: z.array(z.string()).optional(),
  }),
  ConsentVersion: z.object({
    subscriberId: z.string(),
    version: z.int(),
    at: z.iso.datetime(),
    actor: z.string(),
    consents: z.array(z.object({ purpose, channel, state, expiresAt: z.iso.datetime().optional() })),
    evidence,
    age: age.nullable().optional(),
  }),
} as const;
