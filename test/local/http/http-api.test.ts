import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { frontDoor } from '../../../local/http/front.js';
import { HttpApi, type Exchange } from '../../../local/http/http-api.js';
import { PortInUseError, serve, type LocalServer } from '../../../local/http/server.js';
import { TokenIssuer, type LocalClient } from '../../../local/identity/token-issuer.js';

let server: LocalServer;
let issuer: TokenIssuer;
let network: LocalClient;
let operations: LocalClient;
let front: ReturnType<typeof frontDoor>;
let seen: APIGatewayProxyEventV2WithJWTAuthorizer[];
let exchanges: Exchange[];
let answer: (event: object) => unknown;

beforeAll(async () => {
  server = await serve(0, async (request) => await front(request));
  issuer = await TokenIssuer.create(`${server.url}/lily-gb`);
  network = issuer.addClient('network', ['charging/session'], 3600);
  operations = issuer.addClient('operations', ['catalogue/read', 'subscribers/read'], 3600);
});
afterAll(async () => {
  await server.stop();
});

beforeEach(() => {
  seen = [];
  exchanges = [];
  answer = () => ({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: '{"ok":true}' });
  const api = new HttpApi({ operator: 'lily-gb', name: 'charging', apiId: 'a1', accountId: '000000000000' });
  const invoke = async (event: object): Promise<unknown> => {
    seen.push(event as APIGatewayProxyEventV2WithJWTAuthorizer);
    return await Promise.resolve(answer(event));
  };
  const authorizer = { issuer, audiences: [network.clientId, operations.clientId] };
  api.addRoute({
    routeKey: 'POST /v3/chargingdata/{ref}/update',
    invoke,
    authorizer,
    scopes: ['charging/session'],
  });
  api.addRoute({ routeKey: 'GET /open', invoke, scopes: [] });
  api.observe((exchange) => exchanges.push(exchange));
  front = frontDoor({ apis: [api], issuers: [issuer], pages: new Map() });
});

const token = async (client: LocalClient): Promise<string> => {
  const response = await fetch(issuer.tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

const update = async (headers: Record<string, string>, body: string | Buffer = '{}'): Promise<Response> =>
  await fetch(`${server.url}/lily-gb/charging/v3/chargingdata/r%2F1/update?a=1&a=2&b=x%20y`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

test('the function gets a payload 2.0 event with the path as a named stage would have it', async () => {
  const response = await update(
    { authorization: `Bearer ${await token(network)}`, 'X-Custom': 'Yes', cookie: 'a=1; b=2' },
    '{"x":"ü"}',
  );
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ ok: true });
  const [event] = seen;
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'POST /v3/chargingdata/{ref}/update',
    rawPath: '/lily-gb/charging/v3/chargingdata/r%2F1/update',
    rawQueryString: 'a=1&a=2&b=x%20y',
    queryStringParameters: { a: '1,2', b: 'x y' },
    pathParameters: { ref: 'r/1' },
    cookies: ['a=1', 'b=2'],
    headers: {
      'x-custom': 'Yes',
      'content-type': 'application/json',
      'x-forwarded-proto': 'http',
      host: new URL(server.url).host,
    },
    body: '{"x":"ü"}',
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'a1',
      stage: 'lily-gb/charging',
      domainName: new URL(server.url).host,
      http: { method: 'POST', path: '/lily-gb/charging/v3/chargingdata/r%2F1/update', protocol: 'HTTP/1.1' },
      routeKey: 'POST /v3/chargingdata/{ref}/update',
      authorizer: {
        jwt: {
          claims: { client_id: network.clientId, scope: 'charging/session', token_use: 'access' },
          scopes: ['charging/session'],
        },
      },
    },
  });
  expect(event?.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  expect(typeof event?.requestContext.authorizer.jwt.claims['exp']).toBe('string');
  expect(exchanges).toMatchObject([{ operator: 'lily-gb', api: 'charging', status: 200 }]);
});

test('a body that is no text travels in base64, both ways', async () => {
  answer = () => ({ statusCode: 200, body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true });
  const response = await update(
    { authorization: await token(network), 'content-type': 'application/octet-stream' },
    Buffer.from([1, 254]),
  );
  expect(seen[0]).toMatchObject({ body: 'Af4=', isBase64Encoded: true });
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255]);
});

test('no token or a wrong one is 401, a token without the scope 403; the function hears of neither', async () => {
  const good = await token(network);
  const wrong: Record<string, string>[] = [
    {},
    { authorization: 'Bearer nonsense' },
    { authorization: `Bearer ${good.slice(0, -3)}abc` },
  ];
  for (const headers of wrong) {
    const response = await update(headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  }
  const response = await update({ authorization: `Bearer ${await token(operations)}` });
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ message: 'Forbidden' });
  expect(seen).toHaveLength(0);
});

test('an unknown route is 404 before any token is looked at', async () => {
  const response = await fetch(`${server.url}/lily-gb/charging/v3/chargingdata`, { method: 'POST' });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ message: 'Not Found' });
});

test.each<[string, () => unknown]>([
  [
    'an error',
    () => {
      throw new Error('bang');
    },
  ],
  ['no status', () => ({ statusCode: 'many' })],
  ['a body that is no text', () => ({ statusCode: 200, body: { a: 1 } })],
])('%s of the function is 500', async (_name, result) => {
  answer = result;
  const response = await fetch(`${server.url}/lily-gb/charging/open`);
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ message: 'Internal Server Error' });
});

test('a result without status is a JSON body', async () => {
  answer = () => ({ a: 1 });
  const response = await fetch(`${server.url}/lily-gb/charging/open`);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ a: 1 });
});

test('204 has no body, and cookies are set one by one', async () => {
  answer = () => ({ statusCode: 204, cookies: ['a=1', 'b=2'] });
  const response = await fetch(`${server.url}/lily-gb/charging/open`);
  expect(response.status).toBe(204);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test('a body over 10 MB is 413', async () => {
  const response = await update(
    { authorization: `Bearer ${await token(network)}` },
    Buffer.alloc(10 * 1024 * 1024 + 1),
  );
  expect(response.status).toBe(413);
  expect(seen).toHaveLength(0);
});

test('a taken port is told apart', async () => {
  const port = Number(new URL(server.url).port);
  await expect(serve(port, () => ({ status: 200 }))).rejects.toThrow(new PortInUseError(port));
});
