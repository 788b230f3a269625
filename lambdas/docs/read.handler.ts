/**
 * `GET /openapi.json`, and `GET /docs` with its files: the documentation of the partner API, for everybody. Beside this
 * function are `openapi.json` and `page.json`, as the operator's file says, and Swagger UI (`read.assets.json`).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problem } from '../shared/problem.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { type DocumentationFile, file } from './files.js';
import { page, type PageOptions, SCRIPT, STYLE } from './page.js';
import { locatedDocument, type Document } from './located.js';

const { PARTNER_URL: url, TOKEN_URL: tokenUrl } = requiredEnvironment('PARTNER_URL', 'TOKEN_URL');

const read = (...path: string[]) =>
  readFileSync(join(process.env['DOCS_FOLDER'] ?? __dirname, ...path), 'utf8');
const HTML = 'text/html; charset=utf-8';
const SCRIPTS = 'text/javascript; charset=utf-8';
const STYLES = 'text/css; charset=utf-8';

/** By path; read when somebody asks first. */
const FILES: Readonly<Record<string, () => DocumentationFile>> = {
  '/openapi.json': () =>
    file(
      'application/json',
      JSON.stringify(locatedDocument(JSON.parse(read('openapi.json')) as Document, { url, tokenUrl })),
    ),
  '/docs': () => file(HTML, page(JSON.parse(read('page.json')) as PageOptions)),
  '/docs/page.css': () => file(STYLES, STYLE),
  '/docs/page.js': () => file(SCRIPTS, SCRIPT),
  '/docs/swagger-ui.css': () => file(STYLES, read('swagger-ui', 'swagger-ui.css')),
  '/docs/swagger-ui-bundle.js': () => file(SCRIPTS, read('swagger-ui', 'swagger-ui-bundle.js')),
};

const made = new Map<string, DocumentationFile>();

const SECURITY = {
  // Swagger UI writes styles into its elements, and its icons are data.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' " +
    `${new URL(tokenUrl).origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  // Not the address as it came: before it may stand what the API's own name maps to.
  const path = event.routeKey.replace('GET ', '').replace('{file}', event.pathParameters?.['file'] ?? '');
  const make = Object.hasOwn(FILES, path) ? FILES[path] : undefined;
  if (make === undefined) return problem(404, 'page-not-found', { detail: `there is no ${path}` });
  const found = made.get(path) ?? make();
  made.set(path, found);
  const headers = {
    'content-type': found.type,
    'cache-control': 'public, max-age=300',
    etag: found.etag,
    vary: 'accept-encoding',
    ...SECURITY,
    // The document is for tools on other pages too.
    ...(path === '/openapi.json' ? { 'access-control-allow-origin': '*' } : {}),
  };
  if (event.headers['if-none-match'] === found.etag) return { statusCode: 304, headers };
  return Promise.resolve(
    /\bgzip\b/.test(event.headers['accept-encoding'] ?? '')
      ? {
          statusCode: 200,
          headers: { ...headers, 'content-encoding': 'gzip' },
          body: found.gzip,
          isBase64Encoded: true,
        }
      : { statusCode: 200, headers, body: found.text },
  );
}
