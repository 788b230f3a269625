import { LONGEST_MS, parseSpendingLimitContext } from '../../domain/policy/spending-limit-context.js';
import {
  isNamedHost,
  isNotifyHost,
  isPrivateAddress,
  notifyUriProblem,
} from '../../domain/notify/notify-uri.js';

const NOW = Date.UTC(2026, 10, 22, 12);
const policy = { hosts: ['pcf.host.example', '*.core.host.example:8443', '10.20.0.5'], localHttp: false };
const parse = (body: unknown) => parseSpendingLimitContext(body, policy, NOW);

test('the least that is needed, and all that may be given', () => {
  expect(parse({ supi: 'imsi-001010000000001', notifUri: 'https://pcf.host.example/notify/7/' })).toEqual({
    ok: true,
    context: {
      supi: 'imsi-001010000000001',
      notifUri: 'https://pcf.host.example/notify/7',
      expiresAtMs: NOW + LONGEST_MS,
    },
  });
  const all = parse({
    supi: 'imsi-001010000000001',
    gpsi: 'msisdn-447700900001',
    policyCounterIds: ['cap', 'fair'],
    notifUri: 'https://a.core.host.example:8443/x',
    expiry: '2026-11-23T13:00:00+01:00',
    supportedFeatures: '0f',
    notifId: 'n-1',
  });
  expect(all).toEqual({
    ok: true,
    context: {
      supi: 'imsi-001010000000001',
      counters: ['cap', 'fair'],
      notifUri: 'https://a.core.host.example:8443/x',
      notifId: 'n-1',
      expiresAtMs: NOW + 86_400_000,
    },
  });
});

test('a subscription lasts no longer than it may', () => {
  const body = {
    supi: 'imsi-001010000000001',
    notifUri: 'https://pcf.host.example',
    expiry: '2030-01-01T00:00:00Z',
  };
  expect(parse(body)).toMatchObject({ ok: true, context: { expiresAtMs: NOW + LONGEST_MS } });
});

test('all problems at once, each with what came and what is allowed', () => {
  const parsed = parse({
    supi: '001010000000001',
    policyCounterIds: [],
    notifUri: 'http://pcf.host.example/',
    expiry: '2026-11-22',
    notifId: '',
    supportedFeatures: 'zz',
  });
  expect(parsed.ok ? [] : parsed.invalidParams).toEqual([
    { param: '/supi', reason: 'got "001010000000001"; allowed: "imsi-" and 5 to 15 digits' },
    {
      param: '/notifUri',
      reason:
        'got "http://pcf.host.example/"; allowed: https to pcf.host.example, *.core.host.example:8443, 10.20.0.5',
    },
    { param: '/policyCounterIds', reason: 'got []; allowed: 1 to 64 different names of 1 to 128 characters' },
    { param: '/notifId', reason: 'got ""; allowed: 1 to 128 characters' },
    { param: '/supportedFeatures', reason: 'got "zz"; allowed: hexadecimal digits' },
    {
      param: '/expiry',
      reason: 'got "2026-11-22"; allowed: a date and time with its offset, after 2026-11-22T12:00:00.000Z',
    },
  ]);
});

test.each([null, [], 'x', 7])('%j is no subscription', (body) => {
  const parsed = parse(body);
  expect(parsed.ok ? [] : parsed.invalidParams.map(({ param }) => param)).toEqual(['']);
});

test.each([
  'https://other.example/',
  'https://host.example/',
  'https://pcf.host.example:444/',
  'https://core.host.example:8443/',
  'https://evil-core.host.example:8443.other.example/',
  'https://pcf.host.example.other.example/',
  'https://pcf.host.example@other.example/',
  'https://user:password@pcf.host.example/',
  'https://pcf.host.example/?next=1',
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://169.254.169.254/latest/meta-data',
  'https://10.20.0.6/',
  'https://0x0a140005.core.host.example.:8443/',
  'http://localhost:9000/',
  'ftp://pcf.host.example/',
  'file:///etc/hosts',
  'not a uri',
  `https://pcf.host.example/${'x'.repeat(1_100)}`,
])('is not notified: %s', (uri) => expect(notifyUriProblem(uri, policy)).toBeDefined());

test.each([
  'https://pcf.host.example/a',
  'https://PCF.host.example/a',
  'https://smf.core.host.example:8443/',
  'https://10.20.0.5/x',
])('is notified: %s', (uri) => expect(notifyUriProblem(uri, policy)).toBeUndefined());

test('numbers that stand for an address are read as that address', () => {
  expect(notifyUriProblem('https://0x0a140005/', policy)).toBeUndefined();
  expect(notifyUriProblem('https://2130706433/', policy)).toBeDefined();
});

test('a sandbox may be told on this machine, and nowhere else without TLS', () => {
  const sandbox = { hosts: [], localHttp: true };
  expect(notifyUriProblem('http://127.0.0.1:9000/n', sandbox)).toBeUndefined();
  expect(notifyUriProblem('http://localhost:9000/n', sandbox)).toBeUndefined();
  expect(notifyUriProblem('http://10.0.0.1/n', sandbox)).toBeDefined();
  expect(notifyUriProblem('http://localhost.other.example/n', sandbox)).toBeDefined();
});

test('only a host that is written down as it is may have a private address', () => {
  expect(isNamedHost('https://pcf.host.example/', policy)).toBe(true);
  expect(isNamedHost('https://smf.core.host.example:8443/', policy)).toBe(false);
});

test.each([
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.1.1',
  '198.19.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '2001:db8::1',
  '2001::1',
  '2002:a00:1::',
])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true));
test.each([
  '1.1.1.1',
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
  '::ffff:8.8.8.8',
])('%s is public', (address) => expect(isPrivateAddress(address)).toBe(false));

test('what may stand in the list of hosts', () => {
  for (const host of [
    'pcf.host.example',
    '*.host.example',
    'pcf.host.example:8443',
    '10.0.0.1',
    '[fd00::1]:8443',
  ])
    expect([host, isNotifyHost(host)]).toEqual([host, true]);
  for (const host of [
    '',
    '*',
    '*.example',
    'https://pcf.host.example',
    'PCF.host.example',
    'a,b.example',
    'host/path.example',
    'pcf.*.example',
  ])
    expect([host, isNotifyHost(host)]).toEqual([host, false]);
});
