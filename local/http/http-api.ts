import type { Claims, TokenIssuer } from '../identity/token-issuer.js';
import { TokenError } from '../identity/token-issuer.js';
import { jsonResponse, type HttpRequest, type HttpResponse } from './message.js';
import { proxyEvent, type JwtCaller } from './proxy-event.js';
import { proxyResponse } from './proxy-response.js';
import { matchRoute, parseRouteKey, type RoutePattern } from './route.js';

/** Checks a caller's token. */
export interface JwtAuthorizer {
  readonly issuer: TokenIssuer;
  readonly audiences: readonly string[];
}

export interface ApiRoute {
  readonly routeKey: string;
  /** Calls the function with a proxy event. */
  readonly invoke: (event: object) => Promise<unknown>;
  readonly authorizer?: JwtAuthorizer | undefined;
  /** Any of them suffices; none = a valid token does. */
  readonly scopes: readonly string[];
}

export interface HttpApiOptions {
  readonly operator: string;
  readonly name: string;
  readonly apiId: string;
  readonly accountId: string;
}

/** One exchange with an API, as a counter sees it. */
export interface Exchange {
  readonly operator: string;
  readonly api: string;
  readonly routeKey: string;
  readonly path: string;
  readonly status: number;
  /** Of what was created. */
  readonly location: string | undefined;
  readonly responseBody: string | Buffer | undefined;
  readonly requestBody: Buffer;
  readonly durationMs: number;
}

/** API Gateway gives an integration 30 seconds. */
const INTEGRATION_TIMEOUT_MS = 30_000;

/** An HTTP API of API Gateway: routes, JWT authorizers, Lambda proxy integrations (payload format 2.0). */
export class HttpApi {
  readonly options: HttpApiOptions;
  readonly routes: (ApiRoute & { readonly pattern: RoutePattern })[] = [];
  private readonly observers: ((exchange: Exchange) => void)[] = [];

  constructor(options: HttpApiOptions) {
    this.options = options;
  }

  /** The path prefix: `/lily-gb/charging`. */
  get prefix(): string {
    return `/${this.options.operator}/${this.options.name}`;
  }

  addRoute(route: ApiRoute): void {
    this.routes.push({ ...route, pattern: parseRouteKey(route.routeKey) });
  }

  observe(observer: (exchange: Exchange) => void): void {
    this.observers.push(observer);
  }

  /** Serves a request whose path begins with this API's prefix. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    const match = matchRoute(this.routes, request.method, request.path.slice(this.prefix.length) || '/');
    if (match === undefined) return jsonResponse(404, { message: 'Not Found' });
    const started = performance.now();
    const response = await this.serve(request, match.route, match.pathParameters);
    const exchange: Exchange = {
      operator: this.options.operator,
      api: this.options.name,
      routeKey: match.route.routeKey,
      path: request.path,
      status: response.status,
      location: locationOf(response),
      requestBody: request.body,
      responseBody: response.body,
      durationMs: performance.now() - started,
    };
    for (const observer of this.observers) observer(exchange);
    return response;
  }

  private async serve(
    request: HttpRequest,
    route: ApiRoute,
    pathParameters: Readonly<Record<string, string>>,
  ): Promise<HttpResponse> {
    const allowed = authorize(request, route);
    if ('status' in allowed) return allowed;
    const event = proxyEvent(request, {
      accountId: this.options.accountId,
      apiId: this.options.apiId,
      stage: this.prefix.slice(1),
      routeKey: route.routeKey,
      pathParameters,
      authorizer: allowed.authorizer,
      nowMs: Date.now(),
    });
    try {
      return proxyResponse(await withTimeout(route.invoke(event), INTEGRATION_TIMEOUT_MS));
    } catch (error) {
      if (error instanceof TimeoutError) return jsonResponse(503, { message: 'Service Unavailable' });
      return jsonResponse(500, { message: 'Internal Server Error' });
    }
  }
}

function locationOf({ headers = {} }: HttpResponse): string | undefined {
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'location') ?? [];
  return typeof value === 'string' ? value : value?.[0];
}

interface Allowed {
  readonly authorizer?: JwtCaller;
}

function authorize(request: HttpRequest, route: ApiRoute): Allowed | HttpResponse {
  if (route.authorizer === undefined) return {};
  const token = /^(?:Bearer )?(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (token === undefined) return unauthorized();
  let claims: Claims;
  try {
    claims = route.authorizer.issuer.verify(token, route.authorizer.audiences, Date.now());
  } catch (error) {
    if (error instanceof TokenError) return unauthorized(error.message);
    throw error;
  }
  const held = ((claims['scope'] ?? claims['scp'] ?? '') as string).split(' ').filter(Boolean);
  if (route.scopes.length > 0 && !route.scopes.some((scope) => held.includes(scope)))
    return jsonResponse(
      403,
      { message: 'Forbidden' },
      {
        'www-authenticate': `Bearer scope="${route.scopes.join(' ')}" error="insufficient_scope"`,
      },
    );
  const texts = Object.entries(claims).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return {
    authorizer: { jwt: { claims: Object.fromEntries(texts) as Record<string, string>, scopes: held } },
  };
}

const unauthorized = (reason?: string): HttpResponse =>
  jsonResponse(
    401,
    { message: 'Unauthorized' },
    {
      'www-authenticate':
        reason === undefined ? 'Bearer' : `Bearer error="invalid_token" error_description="${reason}"`,
    },
  );

class TimeoutError extends Error {}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError()), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
