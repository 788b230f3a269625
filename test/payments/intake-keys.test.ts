import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { ProviderId } from '../../domain/payments/provider.js';
import type { ProviderRequest } from '../../lambdas/payments/payment-client.js';
import { keySources } from '../../lambdas/payments/key-sources.js';
import { KeyCache, type KeySource } from '../../lambdas/payments/keys.js';
import { authorityCertificate, rsaKeys, signedCertificate } from '../../local/payments/keys.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let now: number;
let fetched: string[];
let logged: unknown[];
let source: KeySource;
beforeEach(() => {
  now = 1_000_000;
  fetched = [];
  logged = [];
  source = (name) => Promise.resolve([{ name, pem: `pem of ${name}`, validUntilMs: now + 24 * HOUR }]);
});

const cache = (together: readonly ProviderId[] = []) =>
  new KeyCache({
    together,
    sources: {
      paypal: (name, secret) => {
        fetched.push(name);
        return source(name, secret);
      },
    },
    now: () => now,
    log: (entry) => logged.push(entry),
  });

test('a key is fetched once', async () => {
  const keys = cache();
  const got = await Promise.all(Array.from({ length: 50 }, () => keys.get('paypal', 'a', {})));
  expect(new Set(got)).toEqual(new Set(['pem of a']));
  now += HOUR;
  expect(await keys.get('paypal', 'a', {})).toBe('pem of a');
  expect(fetched).toEqual(['a']);
});

test('a flood of forged names costs a few fetches a minute, and known keys stay', async () => {
  const keys = cache();
  await keys.get('paypal', 'real', {});
  source = () => Promise.reject(new Error('404'));
  for (let second = 0; second < 600; second++) {
    now += 1_000;
    const forged = Array.from({ length: 20 }, (_, i) => keys.get('paypal', `forged-${second}-${i}`, {}));
    expect(new Set(await Promise.all(forged))).toEqual(new Set([undefined]));
    expect(await keys.get('paypal', 'real', {})).toBe('pem of real');
  }
  // Eight at once, six a minute, and the real one.
  expect(fetched.length).toBeLessThanOrEqual(8 + 60 + 1);
  expect(logged.length).toBe(fetched.length - 1);
});

test('what is kept is bounded, whatever names a provider answers to', async () => {
  const keys = cache();
  for (let i = 0; i < 40; i++) {
    await keys.get('paypal', `${i}`, {});
    now += MINUTE;
  }
  source = () => Promise.reject(new Error('503'));
  const still = await Promise.all(Array.from({ length: 40 }, (_, i) => keys.get('paypal', `${i}`, {})));
  expect(still.filter((pem) => pem !== undefined)).toHaveLength(16);
  expect(still.at(-1)).toBe('pem of 39');
});

test('a key is looked at again after hours, kept when that fails, and never beyond its end', async () => {
  const keys = cache();
  await keys.get('paypal', 'a', {});
  source = () => Promise.reject(new Error('503'));
  now += 7 * HOUR;
  expect(await keys.get('paypal', 'a', {})).toBe('pem of a');
  expect(fetched).toEqual(['a', 'a']);
  now += 18 * HOUR;
  expect(await keys.get('paypal', 'a', {})).toBeUndefined();
});

test('keys that come together are fetched together, and one that is not among them costs nothing', async () => {
  const keys = cache(['paypal']);
  source = () => Promise.resolve(['a', 'b'].map((name) => ({ name, pem: name, validUntilMs: now + HOUR })));
  expect(await Promise.all(['a', 'b'].map((name) => keys.get('paypal', name, {})))).toEqual(['a', 'b']);
  expect(await keys.get('paypal', 'forged', {})).toBeUndefined();
  expect(fetched).toEqual(['a']);
});

test('a provider without a source has no key', async () => {
  expect(await cache().get('stripe', 'a', {})).toBeUndefined();
});

describe('PayPal’s certificate', () => {
  const url = 'https://api.paypal.com/v1/notifications/certs/CERT-test';
  const at = Date.UTC(2026, 0, 2, 3, 4, 6);
  const host = 'messageverificationcerts.paypal.com';
  const authority = 'CN=Test Root';
  let root: string;
  let leaf: string;
  let requests: ProviderRequest[];
  let answer: { status: number; body: string };
  beforeAll(async () => {
    const [rootKeys, keys] = [await rsaKeys(), await rsaKeys()];
    root = await authorityCertificate({ name: authority, keys: rootKeys, serial: '01', nowMs: at });
    const issuer = { name: authority, keys: rootKeys };
    leaf = await signedCertificate({ name: `CN=${host}`, keys, serial: '02', nowMs: at }, host, issuer);
  });
  beforeEach(() => {
    requests = [];
    answer = { status: 200, body: `${leaf}\n${root}` };
  });
  const certificates = (nowMs = at) =>
    keySources(
      (provider, request) => {
        expect(provider).toBe('paypal');
        requests.push(request);
        return Promise.resolve({ headers: {}, ...answer });
      },
      () => nowMs,
    ).paypal!;
  const trusting = () => ({ environment: 'live', certificateAuthorities: [root] });

  test('is taken when somebody whom we trust issued it', async () => {
    const [found, ...more] = await certificates()(url, trusting());
    expect(more).toEqual([]);
    expect(found?.name).toBe(url);
    expect(found?.pem.replaceAll(/\s/g, '')).toBe(leaf.replaceAll(/\s/g, ''));
    expect(found?.validUntilMs).toBe(Date.parse(new X509Certificate(leaf).validTo));
    expect(requests).toEqual([{ method: 'GET', url, headers: {} }]);
  });

  test('is not taken from a stranger, when its time is over, as an error, or as another text', async () => {
    await expect(certificates()(url, { environment: 'live' })).rejects.toThrow('issued');
    await expect(certificates(at + 20 * 365 * 24 * HOUR)(url, trusting())).rejects.toThrow('valid');
    answer = { status: 404, body: leaf };
    await expect(certificates()(url, trusting())).rejects.toThrow('404');
    answer = { status: 200, body: '<html>' };
    await expect(certificates()(url, trusting())).rejects.toThrow('0 certificates');
  });
});

test('WeChat Pay’s platform certificates are asked for with the merchant’s signature', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secret = {
    mchid: '1900000001',
    merchantSerial: 'AB12',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    apiV3Keys: ['a'.repeat(32)],
    platformKeys: {},
  };
  const requests: ProviderRequest[] = [];
  const { wechatpay } = keySources(
    (_, request) => {
      requests.push(request);
      return Promise.resolve({ status: 200, headers: {}, body: '{"data":[]}' });
    },
    () => now,
  );
  // Not signed by anybody: nothing of it is believed.
  await expect(wechatpay!('AB', secret)).rejects.toThrow('wechatpay');
  expect(requests).toMatchObject([{ method: 'GET', url: 'https://api.mch.weixin.qq.com/v3/certificates' }]);
});
