import type { SecretMember } from '../../domain/payments/provider.js';
import { secretProblems } from '../../domain/payments/secret-shape.js';
import { SecretCache } from '../../lambdas/payments/secret-cache.js';

const MEMBERS: readonly SecretMember[] = [
  { name: 'id', type: 'string', description: '' },
  { name: 'keys', type: 'rotating', description: '' },
  { name: 'world', type: 'string', values: ['test', 'live'], description: '' },
  { name: 'addresses', type: 'list', optional: true, description: '' },
  { name: 'certificates', type: 'map', optional: true, description: '' },
];
const GOOD = { id: 'a', keys: ['new', 'old'], world: 'test', certificates: { AB: 'pem' } };

test.each<[string, unknown, string[]]>([
  ['all is there', GOOD, []],
  ['more than is asked for', { ...GOOD, other: 1 }, []],
  ['nothing', {}, ['id is missing', 'keys is missing', 'world is missing']],
  ['no object', [], ['the secret is no JSON object']],
  ['null', null, ['the secret is no JSON object']],
  ['a number', { ...GOOD, id: 1 }, ['id is not a text']],
  ['an empty text', { ...GOOD, id: '' }, ['id is not a text']],
  ['no list', { ...GOOD, keys: 'new' }, ['keys is not a list of 1 to 2 texts']],
  ['three', { ...GOOD, keys: ['1', '2', '3'] }, ['keys is not a list of 1 to 2 texts']],
  ['none', { ...GOOD, keys: [] }, ['keys is not a list of 1 to 2 texts']],
  ['an empty one', { ...GOOD, keys: [''] }, ['keys is not a list of 1 to 2 texts']],
  ['another value', { ...GOOD, world: 'moon' }, ['world is not one of test, live']],
  ['a list of numbers', { ...GOOD, addresses: [1] }, ['addresses is not a list of at most 100 texts']],
  [
    'a map of numbers',
    { ...GOOD, certificates: { a: 1 } },
    ['certificates is not an object of at most 100 texts'],
  ],
  ['an inherited member', Object.create(GOOD), ['id is missing', 'keys is missing', 'world is missing']],
])('shape of a secret: %s', (_, secret, problems) => {
  expect(secretProblems(MEMBERS, secret)).toEqual(problems);
});

const MINUTE = 60_000;
let now: number;
let stored: string | Error;
let fetches: number;
let logged: Readonly<Record<string, unknown>>[];
let cache: SecretCache;
beforeEach(() => {
  now = 0;
  fetches = 0;
  logged = [];
  stored = JSON.stringify(GOOD);
  cache = new SecretCache({
    fetch: () => {
      fetches++;
      return stored instanceof Error ? Promise.reject(stored) : Promise.resolve(stored);
    },
    membersOf: () => MEMBERS,
    now: () => now,
    log: (entry) => logged.push(entry),
  });
});

test('a secret is read once in five minutes, however many want it', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => cache.of('stripe')));
  expect(all).toEqual(Array.from({ length: 20 }, () => GOOD));
  now += 4.9 * MINUTE;
  await cache.of('stripe');
  expect(fetches).toBe(1);
  now += 0.1 * MINUTE;
  await cache.of('stripe');
  expect(fetches).toBe(2);
});

test('a bad signature looks for a newer one, at most once a minute', async () => {
  await cache.of('stripe');
  stored = JSON.stringify({ ...GOOD, keys: ['newest', 'new'] });
  expect(await cache.refreshed('stripe')).toBeUndefined();
  now += MINUTE;
  expect(await cache.refreshed('stripe')).toMatchObject({ keys: ['newest', 'new'] });
  now += MINUTE;
  expect(await cache.refreshed('stripe')).toBeUndefined();
  for (let i = 0; i < 100; i++) expect(await cache.refreshed('stripe')).toBeUndefined();
  expect(fetches).toBe(3);
  expect(await cache.of('stripe')).toMatchObject({ keys: ['newest', 'new'] });
});

test('while Secrets Manager fails, the last one counts', async () => {
  await cache.of('stripe');
  stored = new Error('throttled');
  now += 10 * MINUTE;
  expect(await cache.of('stripe')).toEqual(GOOD);
  stored = JSON.stringify({ ...GOOD, id: 'b' });
  now += 6_000;
  expect(await cache.of('stripe')).toMatchObject({ id: 'b' });
});

test('one that is replaced by a malformed one still counts, and the log names the member', async () => {
  await cache.of('stripe');
  stored = JSON.stringify({ ...GOOD, id: 7, keys: ['very-secret', 'x', 'y'] });
  now += 10 * MINUTE;
  expect(await cache.of('stripe')).toEqual(GOOD);
  expect(JSON.stringify(logged)).toContain('keys is not a list of 1 to 2 texts');
  expect(JSON.stringify(logged)).not.toContain('very-secret');
});

test.each<[string, string | Error]>([
  ['none', new Error('secret value with very-secret text')],
  ['no JSON', 'very-secret'],
  ['another form', '{"id":"very-secret"}'],
])('without a good one there is none, and that is not asked for at every request: %s', async (_, text) => {
  stored = text;
  for (let i = 0; i < 50; i++) await expect(cache.of('stripe')).rejects.toThrow('stripe');
  expect(fetches).toBe(1);
  expect(JSON.stringify(logged)).not.toContain('very-secret');
  now += 5_000;
  stored = JSON.stringify(GOOD);
  expect(await cache.of('stripe')).toEqual(GOOD);
});

test('providers have secrets of their own', async () => {
  await Promise.all([cache.of('stripe'), cache.of('adyen')]);
  expect(fetches).toBe(2);
});
