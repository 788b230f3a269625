import type { APIGatewayEventRequestContextV2, APIGatewayProxyEventV2WithRequestContext } from 'aws-lambda';
import { randomUUID } from 'node:crypto';
import type { HttpRequest } from './message.js';

export interface ProxyEventContext {
  readonly accountId: string;
  readonly apiId: string;
  /** Where this API begins: `lily-gb/charging`, as a named stage would stand in the path. */
  readonly stage: string;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** Absent on a route without authorizer. */
  readonly authorizer?: JwtCaller | undefined;
  readonly nowMs: number;
}

/** The caller, as a JWT authorizer tells it. */
export interface JwtCaller {
  readonly jwt: { readonly claims: Record<string, string>; readonly scopes: string[] };
}

type ProxyEvent = APIGatewayProxyEventV2WithRequestContext<
  APIGatewayEventRequestContextV2 & { authorizer?: JwtCaller }
>;

/**
 * The event of a Lambda proxy integration, payload format 2.0.
 *
 * Source: API Gateway developer guide, "Lambda proxy integrations for HTTP APIs".
 */
export function proxyEvent(request: HttpRequest, context: ProxyEventContext): ProxyEvent {
  const { cookie, ...headers } = request.headers;
  const encoded = !isText(headers['content-type']);
  const host = headers['host'] ?? '127.0.0.1';
  const query = [...new URLSearchParams(request.query)];
  return {
    version: '2.0',
    routeKey: context.routeKey,
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: { ...headers, 'x-forwarded-proto': 'http', 'x-forwarded-for': request.remoteAddress },
    ...(query.length === 0 ? {} : { queryStringParameters: joined(query) }),
    requestContext: {
      accountId: context.accountId,
      apiId: context.apiId,
      ...(context.authorizer === undefined ? {} : { authorizer: context.authorizer }),
      domainName: host,
      domainPrefix: host.split('.')[0] as string,
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.remoteAddress,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: context.routeKey,
      stage: context.stage,
      time: logTime(context.nowMs),
      timeEpoch: context.nowMs,
    },
    ...(Object.keys(context.pathParameters).length === 0 ? {} : { pathParameters: context.pathParameters }),
    ...(request.body.length === 0 ? {} : { body: request.body.toString(encoded ? 'base64' : 'utf8') }),
    isBase64Encoded: request.body.length > 0 && encoded,
  };
}

/** Bodies of these types travel as text, others in base64. */
function isText(contentType: string | undefined): boolean {
  const type = (contentType ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? '';
  return /^(text\/.*|application\/(json|xml|javascript)|application\/.*\+(json|xml))$/.test(type);
}

function joined(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of pairs) result[name] = name in result ? `${result[name]},${value}` : value;
  return result;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2026:19:03:58 +0000` */
function logTime(atMs: number): string {
  const at = new Date(atMs).toISOString();
  return `${at.slice(8, 10)}/${MONTHS[Number(at.slice(5, 7)) - 1]}/${at.slice(0, 4)}:${at.slice(11, 19)} +0000`;
}
