/** Bodies of the events' routes. */
import { z } from 'zod';

const eventType = z
  .string()
  .regex(/^(\*|[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*(\.\*)?)$/, 'a type such as payment.captured, or payment.*');

const types = z.array(eventType).min(1).max(50).describe('Types that are told: payment.captured, payment.*');
const url = z
  .string()
  .min(1)
  .max(1024)
  .describe('https, of a public host; in a sandbox also http://localhost');
const description = z.string().max(200);

const create = z.strictObject({
  url,
  types: types.optional().describe('Types that are told: payment.captured, payment.*; absent: all'),
  description: description.optional(),
});

const update = z.strictObject({
  url: url.optional(),
  types: types.nullable().optional().describe('null: all'),
  description: description.nullable().optional(),
  status: z
    .enum(['enabled', 'disabled'])
    .optional()
    .describe('enabled: try again after it was disabled. What was missed is told by a replay'),
  rotateSecret: z
    .literal(true)
    .optional()
    .describe('A new secret, answered once; the one before signs along for 24 hours'),
});

const replay = z.strictObject({
  from: z.iso.datetime({ offset: true }).describe('Events from then on'),
  to: z.iso.datetime({ offset: true }).describe('Events before then'),
  types: types.optional(),
});

/** By the names that the routes have. */
export const eventBodies = {
  WebhookEndpoint_Create: create,
  WebhookEndpoint_Update: update,
  Replay: replay,
} as const;

export type EndpointCreate = z.infer<typeof create>;
export type EndpointUpdate = z.infer<typeof update>;
export type ReplayAsked = z.infer<typeof replay>;

const actor = z.object({
  type: z.enum(['partner', 'operator', 'subscriber', 'network', 'system']),
  id: z.string(),
});

const delivery = z.object({
  endpointId: z.string(),
  status: z.enum(['pending', 'delivered', 'dead']),
  attempts: z.number().int(),
  lastStatus: z.number().int().optional().describe('HTTP status of the last answer'),
  lastError: z.string().optional(),
  nextAttemptAt: z.iso.datetime().optional(),
  updatedAt: z.iso.datetime(),
});

/** What is answered, for the documentation. */
export const eventAnswers = {
  Event: z.object({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.string(),
    time: z.iso.datetime(),
    subject: z.string(),
    datacontenttype: z.literal('application/json'),
    partitionkey: z.string(),
    actor,
    data: z.record(z.string(), z.unknown()),
    previousData: z.record(z.string(), z.unknown()).optional(),
    deliveries: z.array(delivery).optional().describe('Only of one event'),
  }),
  WebhookEndpoint: z.object({
    id: z.string(),
    href: z.string(),
    url: z.string(),
    types: z.array(z.string()).optional(),
    description: z.string().optional(),
    status: z.enum(['enabled', 'disabled']),
    disabledReason: z.enum(['gone', 'failing', 'asked']).optional(),
    disabledAt: z.iso.datetime().optional(),
    createdAt: z.iso.datetime(),
    secret: z.string().optional().describe('whsec_…; only when it is made'),
    failingSince: z.iso.datetime().optional(),
    lastSuccessAt: z.iso.datetime().optional(),
    lastError: z.string().optional(),
    deadLetters: z
      .array(
        z.object({ eventId: z.string(), type: z.string(), time: z.iso.datetime(), diedAt: z.iso.datetime() }),
      )
      .optional()
      .describe('The last hundred that were given up; only of one endpoint'),
  }),
  ReplayResult: z.object({
    id: z.string(),
    endpointId: z.string(),
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
    types: z.array(z.string()).optional(),
    state: z.enum(['accepted', 'done']),
  }),
} as const;
