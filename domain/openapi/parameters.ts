/** Parameters and headers that operations share. */
import { API_VERSIONS } from '../partners/version.js';

type Json = Readonly<Record<string, unknown>>;

const text = { type: 'string' };

export const PARAMETERS: Readonly<Record<string, Json>> = {
  Fields: {
    name: 'fields',
    in: 'query',
    description: 'First-level attributes to answer, separated by commas; `id` and `href` always come.',
    schema: text,
    example: 'id,name',
  },
  Offset: {
    name: 'offset',
    in: 'query',
    description: 'How many to leave out.',
    schema: { type: 'integer', minimum: 0, default: 0 },
  },
  Limit: {
    name: 'limit',
    in: 'query',
    description: 'How many to answer.',
    schema: { type: 'integer', minimum: 0, maximum: 200, default: 50 },
  },
  Filter: {
    name: 'filter',
    in: 'query',
    description:
      'Filters, each a parameter of its own by the name of an attribute: `state=acknowledged,held`, ' +
      '`relatedParty.id="pty_1"`, `orderDate.gte=2026-11-01`. Commas are OR, several are AND; `.gt`, `.gte`, `.lt`, ' +
      '`.lte` and `.ne` compare.',
    style: 'form',
    explode: true,
    schema: { type: 'object', additionalProperties: text },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A key of your own for this write, such as a UUID. The same request with the same key is done once and ' +
      'answered the same for 24 hours.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  ApiVersion: {
    name: 'Api-Version',
    in: 'header',
    description: 'The version you were written for.',
    schema: { type: 'string', enum: API_VERSIONS, default: API_VERSIONS[0] },
  },
  Correlator: {
    name: 'x-correlator',
    in: 'header',
    description: 'Given back in the answer.',
    schema: { type: 'string', pattern: '^[a-zA-Z0-9-]{0,256}$' },
  },
};

const header = (description: string, schema: Json = text): Json => ({ description, schema });
const whole = { type: 'integer', minimum: 0 };

export const HEADERS: Readonly<Record<string, Json>> = {
  RequestId: header('Names the request; tell us when something went wrong.'),
  ApiVersion: header('The version that answered.'),
  RateLimit: header('Requests that you may make a minute.', whole),
  RateRemaining: header('Requests that are left of them.', whole),
  RateReset: header('Seconds until they begin again.', whole),
  Location: header('Where it is; equal to its `href`.'),
  Total: header('How many match.', whole),
  Result: header('How many are in this answer.', whole),
  Replayed: header('`true` when this is the first answer again.'),
  NextAfter: header('`after` of the next page.'),
  WebhookSecret: header('What its messages are signed with, `whsec_…`; answered this once.'),
  RetryAfter: header('Seconds to wait before the same request is sent again.', whole),
};

const reference = (name: string): Json => ({ $ref: `#/components/headers/${name}` });

export const COMMON_HEADERS: Json = {
  'X-Request-Id': reference('RequestId'),
  'Api-Version': reference('ApiVersion'),
  'RateLimit-Limit': reference('RateLimit'),
  'RateLimit-Remaining': reference('RateRemaining'),
  'RateLimit-Reset': reference('RateReset'),
};
export const LOCATION: Json = { Location: reference('Location') };
export const COUNTS: Json = { 'X-Total-Count': reference('Total'), 'X-Result-Count': reference('Result') };
export const NEXT_AFTER: Json = {
  'X-Result-Count': reference('Result'),
  'X-Next-After': reference('NextAfter'),
};
export const WEBHOOK_SECRET: Json = { 'X-Webhook-Secret': reference('WebhookSecret') };
export const REPLAYED: Json = { 'Idempotency-Replayed': reference('Replayed') };
export const RETRY_AFTER: Json = { 'Retry-After': reference('RetryAfter') };
