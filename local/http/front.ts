import type { HttpApi } from './http-api.js';
import { jsonResponse, type HttpRequest, type HttpResponse } from './message.js';
import type { TokenIssuer } from '../identity/token-issuer.js';

/** A page or document of the local run itself. */
export type Page = (request: HttpRequest) => HttpResponse;

/** Everything that is served on the one port. */
export interface Front {
  readonly apis: readonly HttpApi[];
  readonly issuers: readonly TokenIssuer[];
  /** Who answers below a path: `/payments-simulator`. */
  readonly folders?: ReadonlyMap<string, (request: HttpRequest) => HttpResponse>;
  /** By exact path, GET. */
  readonly pages: ReadonlyMap<string, Page>;
}

/** Finds who answers a request: a page, a token issuer, an API by its prefix. */
export function frontDoor({
  apis,
  issuers,
  pages,
  folders = new Map(),
}: Front): (request: HttpRequest) => Promise<HttpResponse> {
  const apiByPrefix = new Map(apis.map((api) => [api.prefix, api]));
  const issuerByPath = new Map(issuers.map((issuer) => [new URL(issuer.url).pathname, issuer]));
  return async (request) => {
    const { path, method } = request;
    const api = apiByPrefix.get(/^\/[^/]+\/[^/]+/.exec(path)?.[0] ?? '');
    if (api !== undefined) return await api.handle(request);
    const folder = folders.get(/^\/[^/]+(?=\/)/.exec(path)?.[0] ?? '');
    if (folder !== undefined) return folder(request);
    const [, owner = '', document = ''] = /^(.*?)(\/oauth2\/token|\/\.well-known\/.+)$/.exec(path) ?? [];
    const issuer = issuerByPath.get(owner);
    if (issuer !== undefined) return serveIssuer(issuer, document, request);
    const page = pages.get(path);
    if (page === undefined) return notFound(path, [...apiByPrefix.keys()], [...pages.keys()]);
    return method === 'GET' || method === 'HEAD'
      ? page(request)
      : jsonResponse(405, { message: `${path} takes GET only` }, { allow: 'GET, HEAD' });
  };
}

function serveIssuer(issuer: TokenIssuer, document: string, request: HttpRequest): HttpResponse {
  switch (document) {
    case '/oauth2/token': {
      if (request.method !== 'POST')
        return jsonResponse(405, { error: 'invalid_request' }, { allow: 'POST' });
      const form = new URLSearchParams(request.body.toString());
      const { status, body } = issuer.token(form, request.headers['authorization'], Date.now());
      return jsonResponse(status, body, { 'cache-control': 'no-store' });
    }
    case '/.well-known/jwks.json':
      return jsonResponse(200, issuer.jwks());
    case '/.well-known/openid-configuration':
      return jsonResponse(200, issuer.openIdConfiguration());
    default:
      return jsonResponse(404, { message: 'Not Found' });
  }
}

const notFound = (path: string, prefixes: readonly string[], pages: readonly string[]): HttpResponse =>
  jsonResponse(404, { message: `Nothing is served at ${path}`, apis: prefixes, pages });
