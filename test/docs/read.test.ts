/** The documentation that everybody may read: the document with this deployment's addresses, the page and its files. */
import { mkdtempSync, mkdirSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { buildOpenApi } from '../../domain/openapi/build.js';
import { documentedOperator } from '../../domain/openapi/documented-operator.js';
import { loadOperators } from '../../operators/load.js';
import assets from '../../lambdas/docs/read.assets.json';

const folder = mkdtempSync(join(tmpdir(), 'docs-'));
let read: (
  path: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<APIGatewayProxyStructuredResultV2>;

beforeAll(async () => {
  const document = buildOpenApi(documentedOperator(loadOperators()[0]!));
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
  const theme = { primary: '#123456', accent: '#abcdef', text: '#000000' };
  writeFileSync(
    join(folder, 'page.json'),
    JSON.stringify({ name: 'Bits & <Bytes>', theme, tags: ['Product orders'], sandbox: false }),
  );
  mkdirSync(join(folder, 'swagger-ui'));
  for (const path of assets['swagger-ui'])
    copyFileSync(
      join(__dirname, '..', '..', 'node_modules', path),
      join(folder, 'swagger-ui', path.split('/').at(-1)!),
    );
  Object.assign(process.env, {
    DOCS_FOLDER: folder,
    PARTNER_URL: 'https://partner.lily.example',
    TOKEN_URL: 'https://tokens.lily.example/oauth2/token',
  });
  const { handler } = await import('../../lambdas/docs/read.handler.js');
  read = async (path, headers = {}) => {
    const file = path.startsWith('/docs/') ? path.slice('/docs/'.length) : undefined;
    const routeKey = `GET ${file === undefined ? path : '/docs/{file}'}`;
    return handler({ routeKey, headers, pathParameters: { file } } as unknown as APIGatewayProxyEventV2);
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

it('answers the document with the addresses of this deployment', async () => {
  const { statusCode, body, headers } = await read('/openapi.json');
  expect([statusCode, headers!['content-type']]).toEqual([200, 'application/json']);
  const document = JSON.parse(body!) as ReturnType<typeof buildOpenApi> & { servers: { url: string }[] };
  expect(document.servers[0]!.url).toBe('https://partner.lily.example');
  expect(document.components['securitySchemes']).toMatchObject({
    oauth2: {
      flows: { clientCredentials: { tokenUrl: 'https://tokens.lily.example/oauth2/token' } },
    },
  });
  expect(Object.keys(document.paths).length).toBeGreaterThan(100);
});

it('answers a page in the colours of the brand, whose files are all here', async () => {
  const { body, headers } = await read('/docs');
  expect(headers!['content-type']).toBe('text/html; charset=utf-8');
  expect(body).toContain('--primary: #123456');
  expect(body).toContain('Bits &amp; &lt;Bytes&gt;');
  const files = [...body!.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, path]) => path!);
  expect(files.length).toBe(4);
  for (const path of files) expect(await read(`/${path}`)).toMatchObject({ statusCode: 200 });
});

it('is small enough for a function, and compressed for who can read it', async () => {
  for (const path of ['/openapi.json', '/docs/swagger-ui-bundle.js']) {
    const plain = await read(path);
    expect(Buffer.byteLength(plain.body!)).toBeLessThan(6e6);
    const { body, headers, isBase64Encoded } = await read(path, { 'accept-encoding': 'br, gzip' });
    expect([headers!['content-encoding'], isBase64Encoded]).toEqual(['gzip', true]);
    expect(gunzipSync(Buffer.from(body!, 'base64')).toString('utf8')).toBe(plain.body);
    expect(body!.length).toBeLessThan(plain.body!.length / 2);
  }
});

it('answers 304 to who has it', async () => {
  const { headers } = await read('/openapi.json');
  const again = await read('/openapi.json', { 'if-none-match': String(headers!['etag']) });
  expect([again.statusCode, again.body]).toEqual([304, undefined]);
});

it('answers nothing else', async () => {
  expect(await read('/docs/../openapi.json')).toMatchObject({ statusCode: 404 });
  expect(await read('/docs/constructor')).toMatchObject({ statusCode: 404 });
});
