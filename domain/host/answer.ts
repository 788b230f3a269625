/** The host's answers in JSON, as it sends them: in answers to requests and in callbacks. */
import { z } from 'zod';

const profile = z.object({
  activationCode: z.string().max(255),
  smdpAddress: z.string().max(255),
  matchingId: z.string().max(255),
});

/** What else the host says is left alone: it may know more than we do. */
export const hostAnswerSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('done'), profile: profile.optional() }),
  z.object({ state: z.literal('pending') }),
  z.object({
    state: z.literal('declined'),
    code: z.string().max(100).default('declined'),
    message: z.string().max(1_000).default(''),
    retryable: z.boolean().default(false),
  }),
]);

export const callbackSchema = z.intersection(
  z.object({ requestId: z.string().min(1).max(200) }),
  hostAnswerSchema,
);
