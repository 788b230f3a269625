/** A function of the partner API: who asks, how often, with what; one effect a key; and every error in one form. */
import { createHash, randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { canonicalJson } from '../../../domain/canonical-json.js';
import { partnerRoutes } from '../../../domain/partners/routes.js';
import type { ApiFunction, Route } from '../../../domain/partners/route.js';
import { SETTLEMENT_ROUTES } from '../../../domain/settlement/routes.js';
import { API_VERSIONS } from '../../../domain/partners/version.js';
import { BusyError } from '../../accounts/desk.js';
import { operatorTime } from '../../shared/clock.js';
import { parseJson } from '../../shared/parse-json.js';
import { json, problem, type InvalidParam } from '../../shared/problem.js';
import { once } from './idempotency.js';
import { type Partner, partnerClients, partnerOf } from './partner.js';
import { type Allowance, countRequest } from './rate-limit.js';
import { invalid, RefusedError } from './refused.js';

type Answer = APIGatewayProxyStructuredResultV2;

export interface PartnerRequest {
  readonly route: Route;
  readonly partner: Partner;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Checked against the route's schema; undefined without one. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /**
   * 32 hex digits that ids are made of: equal for requests with the same `Idempotency-Key`, so that what a crash
   * interrupted is gone on with and not done twice.
   */
  readonly seed: string;
  /** The operator's time, epoch milliseconds. */
  readonly nowMs: number;
  readonly requestId: string;
  /** Base of every `href`, without a slash at its end. */
  readonly baseUrl: string;
}

export type PartnerHandler = (request: PartnerRequest) => Promise<Answer>;

export interface ServeOptions {
  readonly name: ApiFunction;
  readonly client: DynamoDBClient;
  readonly environment: {
    readonly RECORDS_TABLE: string;
    readonly PARTNER_CLIENTS: string;
    readonly PARTNER_URL: string;
    /** What the firewall adds to requests; without it every request may come in. */
    readonly PARTNER_DOOR_KEY?: string | undefined;
  };
  /** By `operationId`. */
  readonly handlers: Readonly<Record<string, PartnerHandler>>;
  /** Everything that is wrong with a body. */
  readonly checkBody: (route: Route, body: unknown) => readonly InvalidParam[];
  /**
   * Whether requests are counted against the partner's limit, at the price of a write each. A hot path is not: the
   * API's own throttle bounds it. @default true
   */
  readonly counted?: boolean;
  /** CAMARA has errors of its own form. */
  readonly toError?: (route: Route, error: ApiError) => Answer;
}

export interface ApiError {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly invalidParams: readonly InvalidParam[];
}

const SHORT = '_short';
const UNCOUNTED: Allowance = { allowed: true, headers: {} };
const MAX_KEY = 255;
const CORRELATION = ['x-correlator'];

/** @throws Error when a route of this function has no handler */
export function serve(options: ServeOptions): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  const routes = new Map(
    [...partnerRoutes({ sandbox: true }), ...SETTLEMENT_ROUTES]
      .filter(({ handler }) => handler === options.name)
      .map((route) => [`${route.method} ${route.path}`, route]),
  );
  const missing = [...routes.values()].filter(
    ({ operationId }) => handlerOf(options, operationId) === undefined,
  );
  if (missing.length > 0)
    throw new Error(`no handler for ${missing.map(({ operationId }) => operationId).join(', ')}`);
  const clients = partnerClients(options.environment.PARTNER_CLIENTS);

  return async (event) => {
    const requestId = event.requestContext.requestId;
    const common: Record<string, string> = { 'x-request-id': requestId, 'api-version': API_VERSIONS[0] };
    for (const name of CORRELATION) {
      const given = event.headers[name];
      if (given !== undefined && /^[\w\-:;./<>{}]{0,256}$/.test(given)) common[name] = given;
    }
    const { resource } = event.pathParameters ?? {};
    // Some share a deployed route: which of them is asked for stands in its path.
    const routeKey = event.routeKey.replace('{resource}', (variable) => resource ?? variable);
    const route = routes.get(routeKey);
    if (route === undefined)
      return finish(problem(404, 'route-not-found', { detail: `${routeKey} is not served here` }), common);
    const toError = options.toError ?? tmfError;
    try {
      const door = options.environment.PARTNER_DOOR_KEY;
      if (door !== undefined && door !== event.headers['x-wildlily-door'])
        throw new RefusedError(
          403,
          'front-door-only',
          'this address is not open; use the one that you were given',
        );
      const partner = partnerOf(event, clients);
      if (partner === undefined)
        throw new RefusedError(
          403,
          'client-unknown',
          'the token is of a client that is no partner of this operator',
        );
      const allowance =
        options.counted === false
          ? UNCOUNTED
          : await countRequest(options.client, options.environment.RECORDS_TABLE, partner, Date.now());
      Object.assign(common, allowance.headers);
      if (!allowance.allowed)
        throw new RefusedError(
          429,
          'too-many-requests',
          `allowed: ${partner.requestsPerMinute} requests a minute; wait ${allowance.headers['retry-after']} s`,
        );
      return finish(await answerOf(route, partner, event, options), common);
    } catch (error) {
      if (error instanceof RefusedError)
        return finish(toError(route, { ...asApiError(error) }), { ...common, ...error.headers });
      if (error instanceof BusyError)
        return finish(
          toError(route, {
            status: 503,
            code: 'busy',
            detail: `${error.message}; send it again`,
            invalidParams: [],
          }),
          { ...common, 'retry-after': '1' },
        );
      console.error(
        JSON.stringify({
          message: 'a request failed',
          requestId,
          operation: route.operationId,
          error: stackOf(error),
        }),
      );
      return finish(
        toError(route, {
          status: 500,
          code: 'internal-error',
          detail: `something failed here; tell us request ${requestId}`,
          invalidParams: [],
        }),
        common,
      );
    }
  };
}

const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const asApiError = ({ status, code, message, invalidParams }: RefusedError): ApiError => ({
  status,
  code,
  detail: message,
  invalidParams,
});

function handlerOf({ handlers }: ServeOptions, operationId: string): PartnerHandler | undefined {
  return handlers[operationId.replace(SHORT, '')] ?? handlers[operationId.replace(/_.*$/, '')];
}

async function answerOf(
  route: Route,
  partner: Partner,
  event: APIGatewayProxyEventV2,
  options: ServeOptions,
): Promise<Answer> {
  const { headers } = event;
  const version = headers['api-version'];
  const key = headers['idempotency-key'];
  const problems: InvalidParam[] = [
    ...(version === undefined || (API_VERSIONS as readonly string[]).includes(version)
      ? []
      : [{ param: 'Api-Version', reason: `got "${version}"; allowed: ${API_VERSIONS.join(', ')}` }]),
    ...(key === undefined || (key.length <= MAX_KEY && /^[\x21-\x7e]+$/.test(key))
      ? []
      : [
          {
            param: 'Idempotency-Key',
            reason: `got "${key.slice(0, 100)}"; allowed: 1 to ${MAX_KEY} visible ASCII characters`,
          },
        ]),
  ];
  if (problems.length > 0) throw invalid('invalid-header', problems);
  const body = bodyOf(route, event, options);
  const query = event.queryStringParameters ?? {};
  const isKeyed = key !== undefined && route.method !== 'GET';
  const handle = handlerOf(options, route.operationId)!;
  const { RECORDS_TABLE: table, PARTNER_URL: baseUrl } = options.environment;
  const digest = digestOf([route.method, event.rawPath, event.rawQueryString, body ?? null]);
  const request: PartnerRequest = {
    route,
    partner,
    path: decoded(event.pathParameters),
    query: query as Record<string, string>,
    body,
    headers,
    // With what was asked: a key that is forgotten after a day and comes with another request makes another thing.
    seed: isKeyed ? digestOf([partner.id, key, digest]).slice(0, 32) : randomUUID().replaceAll('-', ''),
    nowMs: await operatorTime(),
    requestId: event.requestContext.requestId,
    baseUrl,
  };
  if (!isKeyed) return handle(request);
  const toError = options.toError ?? tmfError;
  return once(
    { client: options.client, table },
    { partnerId: partner.id, key, digest, nowMs: Date.now() },
    async () => {
      try {
        return await handle(request);
      } catch (error) {
        // Refusals are answers too: the same request again is refused the same way.
        if (error instanceof RefusedError && error.status < 500)
          return finish(toError(route, asApiError(error)), error.headers);
        throw error;
      }
    },
  );
}

const digestOf = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex');

const decoded = (path: APIGatewayProxyEventV2['pathParameters']): Record<string, string> =>
  Object.fromEntries(Object.entries(path ?? {}).map(([name, value]) => [name, value ?? '']));

/** A record, its event with what was before, and its kept answer each fit into an item of 400 KB. */
export const MOST_BODY = 128 * 1024;
/** Of a list in a body: what checks it takes longer than its length. */
const MOST_ELEMENTS = 1_000;

const JSON_TYPES = /^application\/(json|merge-patch\+json|problem\+json|[\w.-]+\+json)(;.*)?$/i;

/** @throws RefusedError 400, 415 */
function bodyOf(
  route: Route,
  { body: text, isBase64Encoded, headers }: APIGatewayProxyEventV2,
  { checkBody }: ServeOptions,
): unknown {
  if (route.body === undefined) return undefined;
  const type = headers['content-type'];
  if (type !== undefined && !JSON_TYPES.test(type))
    throw new RefusedError(
      415,
      'unsupported-media-type',
      `got content-type "${type}"; allowed: application/json${route.method === 'PATCH' ? ', application/merge-patch+json' : ''}`,
    );
  const plain = isBase64Encoded ? Buffer.from(text ?? '', 'base64').toString('utf8') : (text ?? '');
  if (Buffer.byteLength(plain) > MOST_BODY)
    throw new RefusedError(
      413,
      'body-too-large',
      `got ${Buffer.byteLength(plain)} bytes; allowed: at most ${MOST_BODY}`,
    );
  let body: unknown;
  try {
    body = parseJson(plain);
  } catch (error) {
    const reason =
      plain === ''
        ? 'got no body; allowed: a JSON object'
        : `is no JSON: ${error instanceof Error ? error.message : ''}`;
    throw invalid('invalid-body', [{ param: '', reason }]);
  }
  const long = longList(body, '');
  if (long !== undefined) throw invalid('invalid-body', [long]);
  const problems = checkBody(route, body);
  if (problems.length > 0) throw invalid('invalid-body', problems);
  return body;
}

function longList(value: unknown, path: string): InvalidParam | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) && value.length > MOST_ELEMENTS)
    return { param: path, reason: `got ${value.length} elements; allowed: at most ${MOST_ELEMENTS}` };
  for (const [name, member] of Object.entries(value)) {
    const found = longList(member, path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * An error that is problem details (RFC 9457) and a TM Forum `Error` (TMF630) at once. Its status is in the status line
 * alone: the two disagree on the type of the member.
 */
export function tmfError(_route: Route, { status, code, detail, invalidParams }: ApiError): Answer {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({
      type: `urn:wildlily:problem:${code}`,
      title: code.replaceAll('-', ' '),
      code,
      reason: code.replaceAll('-', ' '),
      message: detail,
      detail,
      ...(invalidParams.length === 0 ? {} : { invalidParams }),
    }),
  };
}

function finish(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

/** 201 with the resource, and where it is. */
export function created(resource: Readonly<Record<string, unknown>>): Answer {
  return json(201, resource, { location: String(resource['href']) });
}

export const noContent = (): Answer => ({ statusCode: 204 });
