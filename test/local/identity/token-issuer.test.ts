import { JwtVerifier } from 'aws-jwt-verify';
import { TokenIssuer, type LocalClient } from '../../../local/identity/token-issuer.js';

const NOW = Date.now();
let issuer: TokenIssuer;
let client: LocalClient;

beforeAll(async () => {
  issuer = await TokenIssuer.create('http://127.0.0.1:8100/lily-gb');
  client = issuer.addClient('network', ['charging/session', 'plans/read'], 60);
});

const ask = (form: Record<string, string>, authorization?: string) =>
  issuer.token(new URLSearchParams(form), authorization, NOW);
const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

test('credentials come by Basic or in the form; scopes are all, or those asked for', () => {
  const all = ask({ grant_type: 'client_credentials' }, basic(client.clientId, client.clientSecret));
  expect(all).toMatchObject({ status: 200, body: { expires_in: 60, token_type: 'Bearer' } });
  const one = ask({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
    scope: 'plans/read',
  });
  const claims = issuer.verify(String(one.body['access_token']), [client.clientId], NOW);
  expect(claims).toMatchObject({
    scope: 'plans/read',
    iss: issuer.url,
    client_id: client.clientId,
    token_use: 'access',
  });
});

test('an independent verifier accepts the token with the published keys', async () => {
  const { body } = ask({ grant_type: 'client_credentials' }, basic(client.clientId, client.clientSecret));
  const verifier = JwtVerifier.create({
    issuer: issuer.url,
    audience: null,
    jwksUri: `${issuer.url}/.well-known/jwks.json`,
  });
  verifier.cacheJwks(issuer.jwks() as Parameters<typeof verifier.cacheJwks>[0]);
  await expect(verifier.verify(String(body['access_token']))).resolves.toMatchObject({
    sub: client.clientId,
  });
});

test.each<[string, Record<string, string>, string]>([
  ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ['a wrong secret', { grant_type: 'client_credentials', client_secret: 'x' }, 'invalid_client'],
  ['an unknown client', { grant_type: 'client_credentials', client_id: 'x' }, 'invalid_client'],
  [
    'a scope too many',
    { grant_type: 'client_credentials', scope: 'charging/session admin/all' },
    'invalid_scope',
  ],
])('%s is refused', (_name, form, error) => {
  const complete = { client_id: client.clientId, client_secret: client.clientSecret, ...form };
  expect(ask(complete)).toEqual({ status: 400, body: { error } });
});

test('expiry, audience, issuer and tampering are checked', async () => {
  const { body } = ask({ grant_type: 'client_credentials' }, basic(client.clientId, client.clientSecret));
  const token = String(body['access_token']);
  const audiences = [client.clientId];
  expect(() => issuer.verify(token, audiences, NOW + 61_000)).toThrow('expired');
  expect(() => issuer.verify(token, ['another'], NOW)).toThrow('audience');
  expect(() => issuer.verify(token, audiences, NOW - 10_000)).toThrow('future');
  const [header = '', , signature = ''] = token.split('.');
  const forged = Buffer.from(
    JSON.stringify({ iss: issuer.url, client_id: client.clientId, exp: 9e9 }),
  ).toString('base64url');
  expect(() => issuer.verify(`${header}.${forged}.${signature}`, audiences, NOW)).toThrow('signature');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  expect(() => issuer.verify(`${none}.${forged}.`, audiences, NOW)).toThrow('signing method');
  const other = await TokenIssuer.create('http://127.0.0.1:8100/lily-cn');
  expect(() => other.verify(token, audiences, NOW)).toThrow('key is not known');
});

test('clients are the same at every start, and differ between operators', async () => {
  const again = await TokenIssuer.create(issuer.url);
  expect(again.addClient('network', [], 60)).toMatchObject({
    clientId: client.clientId,
    clientSecret: client.clientSecret,
  });
  const other = await TokenIssuer.create('http://127.0.0.1:8100/lily-cn');
  expect(other.addClient('network', [], 60).clientSecret).not.toBe(client.clientSecret);
});
