/** A route as an operation of OpenAPI 3.1. */
import type { Route } from '../partners/route.js';
import type { Components } from './components.js';
import type { Examples } from './examples.js';
import { COMMON_HEADERS, COUNTS, LOCATION, NEXT_AFTER, REPLAYED, WEBHOOK_SECRET } from './parameters.js';
import { problemsOf } from './problems.js';
import { isCamara, sourceOf } from './sources.js';
import { SHORT_PAYMENTS, TAGS } from './tags.js';

type Json = Readonly<Record<string, unknown>>;

const parameter = (name: string): Json => ({ $ref: `#/components/parameters/${name}` });

const isTmf = ({ path }: Route) => path.startsWith('/tmf-api/') || path.startsWith('/paymentManagement/');

/** Lists and single resources with `fields`, and lists with pages and filters as TMF630 has them. */
const hasFields = (route: Route) =>
  isTmf(route) || route.api === 'simulations' || route.operationId.endsWith('WebhookEndpoint');
const isPaged = (route: Route) =>
  isTmf(route) || route.api === 'simulations' || route.operationId === 'listWebhookEndpoints';

/** Query parameters of single routes. */
const QUERY: Readonly<Record<string, Json>> = {
  dryRun: {
    description: '`true`: checked and answered as it would be, and nothing is done.',
    schema: { type: 'boolean', default: false },
  },
  page: { description: 'Which page, from 1.', schema: { type: 'integer', minimum: 1, default: 1 } },
  perPage: { description: 'How many a page.', schema: { type: 'integer', minimum: 1 } },
  after: { description: '`X-Next-After` of the page before.', schema: { type: 'string' } },
  limit: {
    description: 'How many to answer.',
    schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
  type: { description: 'Of this type only: `product_order.created`.', schema: { type: 'string' } },
  subject: { description: 'Of this subject only: `product_order/ord_…`.', schema: { type: 'string' } },
};

export function operationOf(route: Route, { nameOf }: Components, examples: Examples): Json {
  const { operationId, api, summary, scope, status, isList, method, body, answer } = route;
  const source = sourceOf(route);
  const schemaOf = (name: string): Json => ({ $ref: `#/components/schemas/${nameOf({ source, name })}` });
  const example = examples[operationId];
  const isCreated = status === 201;
  const content = answer && (isList ? { type: 'array', items: schemaOf(answer) } : schemaOf(answer));
  return {
    operationId,
    summary,
    tags: [operationId.endsWith('_short') ? SHORT_PAYMENTS.name : TAGS[api].name],
    security: [{ oauth2: [scope] }],
    parameters: parametersOf(route),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [method === 'PATCH' ? 'application/merge-patch+json' : 'application/json']: {
                schema: schemaOf(body),
                ...(example === undefined ? {} : { examples: example }),
              },
            },
          },
        }),
    responses: {
      [String(status)]: {
        description: status === 204 ? 'Done' : isCreated ? 'Created' : status === 202 ? 'Accepted' : 'OK',
        headers: {
          ...COMMON_HEADERS,
          ...(isCreated && (isTmf(route) || api === 'events') ? LOCATION : {}),
          ...(operationId.startsWith('registerListener') ? WEBHOOK_SECRET : {}),
          ...(isList && isPaged(route) ? COUNTS : {}),
          ...(operationId === 'listEvents' ? NEXT_AFTER : {}),
          ...(method === 'GET' ? {} : REPLAYED),
        },
        ...(content ? { content: { 'application/json': { schema: content } } } : {}),
      },
      ...(route.query?.includes('dryRun')
        ? {
            '200': {
              description: 'With `dryRun`: as it would be; or it was there already',
              headers: COMMON_HEADERS,
              ...(content ? { content: { 'application/json': { schema: content } } } : {}),
            },
          }
        : {}),
      ...problemsOf(route),
    },
  };
}

function parametersOf(route: Route): Json[] {
  const { path, method, query = [], isList } = route;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]): Json => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = query.map((name): Json => ({
    name,
    in: 'query',
    ...(QUERY[name] ?? { schema: { type: 'string' } }),
  }));
  const shared =
    method === 'GET'
      ? [
          ...(hasFields(route) || (isList && isPaged(route)) ? ['Fields'] : []),
          ...(isList && isPaged(route) ? ['Offset', 'Limit', 'Filter'] : []),
        ]
      : [];
  return [
    ...inPath,
    ...inQuery,
    ...shared.map(parameter),
    ...(method === 'GET' ? [] : [parameter('IdempotencyKey')]),
    parameter('ApiVersion'),
    ...(isCamara(route) ? [parameter('Correlator')] : []),
  ];
}
