/** Errors of the partner API, and when there are which. */
import type { Route } from '../partners/route.js';
import { COMMON_HEADERS, RETRY_AFTER } from './parameters.js';
import { isCamara } from './sources.js';

type Json = Readonly<Record<string, unknown>>;

/** Problem details (RFC 9457) that are a TM Forum `Error` too. */
export const PROBLEM_SCHEMA: Json = {
  type: 'object',
  description: 'Problem details (RFC 9457) and an `Error` of TMF630 at once.',
  required: ['type', 'title', 'code', 'reason', 'detail'],
  properties: {
    type: { type: 'string', description: '`urn:wildlily:problem:<code>`' },
    title: { type: 'string', description: 'The code in words.' },
    code: {
      type: 'string',
      description: 'Stable, for programs: `invalid-body`, `product-order-not-found`.',
    },
    reason: { type: 'string', description: 'As the title, for TMF630.' },
    message: { type: 'string', description: 'As the detail, for TMF630.' },
    detail: { type: 'string', description: 'What is wrong and what is allowed, for people.' },
    invalidParams: {
      type: 'array',
      description: 'Everything that is wrong, at once.',
      items: {
        type: 'object',
        required: ['param', 'reason'],
        properties: {
          param: { type: 'string', description: 'Where: `productOrderItem[0].action`.' },
          reason: { type: 'string', description: 'What came, and what is allowed.' },
        },
      },
    },
  },
};

const PROBLEMS: Readonly<Record<number, readonly [name: string, description: string]>> = {
  400: ['Invalid', 'Something is wrong with the request; `invalidParams` has all of it.'],
  401: ['NoToken', 'No token, or one that has expired. Answered by the gateway, without a body of ours.'],
  403: ['Forbidden', 'The token lacks the scope, or this is not yours to do.'],
  404: ['NotFound', 'There is none that you may see.'],
  409: ['Conflict', 'Its state does not allow it, or the same request is being answered at this moment.'],
  422: [
    'Unprocessable',
    'The Idempotency-Key came before with another request, or what it asks for can’t be.',
  ],
  429: ['TooMany', 'Too many requests this minute; wait as long as `Retry-After` says.'],
  503: ['Busy', 'Others are at it; send the same request again.'],
};

const nameOf = (status: number, isOfCamara: boolean) =>
  `${isOfCamara ? 'Camara' : ''}${PROBLEMS[status]![0]}`;

/** @param camaraError  reference to CAMARA's own form of errors */
export function problemResponses(camaraError: Json): Json {
  return Object.fromEntries(
    Object.entries(PROBLEMS).flatMap(([code, [, description]]) => {
      const status = Number(code);
      const headers = status === 429 || status === 503 || status === 409 ? RETRY_AFTER : {};
      const response = (content: Json): Json => ({
        description,
        headers: { ...COMMON_HEADERS, ...headers },
        ...(status === 401 ? {} : { content }),
      });
      return [
        [
          nameOf(status, false),
          response({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }),
        ],
        [nameOf(status, true), response({ 'application/json': { schema: camaraError } })],
      ];
    }),
  );
}

/** References to the errors that an operation may be answered. */
export function problemsOf(route: Route): Json {
  const isWrite = route.method !== 'GET';
  const statuses = [
    400,
    401,
    403,
    ...(route.path.includes('{') || route.body !== undefined ? [404] : []),
    ...(isWrite ? [409, 422] : []),
    429,
    503,
  ];
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      { $ref: `#/components/responses/${nameOf(status, isCamara(route))}` },
    ]),
  );
}
