/** Whatever comes, nothing is thrown, nothing is accepted that a provider did not sign, and nothing is kept of it. */
import * as fc from 'fast-check';
import type { ProviderId } from '../../domain/payments/provider.js';
import { WEBHOOKS } from '../../domain/payments/providers/index.js';
import { type IntakeWorld, type Sent, httpApiEvent, intakeWorld, restApiEvent } from './intake-world.js';
import { VECTOR_DELIVERIES, type VectorDelivery } from './vector-deliveries.js';

const providers = Object.keys(VECTOR_DELIVERIES) as ProviderId[];
const MANY = { numRuns: 150 };

function worldOf(provider: ProviderId, { secret, keys, nowMs }: VectorDelivery): IntakeWorld {
  const world = intakeWorld(nowMs);
  world.secrets = { [provider]: secret };
  world.keys = { ...keys };
  return world;
}

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }),
  fc.string({ unit: 'binary', maxLength: 500 }).map((text) => Buffer.from(text)),
  fc.json({ maxDepth: 5 }).map((text) => Buffer.from(text)),
  fc.webQueryParameters().map((text) => Buffer.from(text)),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => Buffer.from('['.repeat(depth))),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => Buffer.from('{"a":'.repeat(depth))),
);

const anyText = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.base64String({ maxLength: 600 }),
  fc.stringMatching(/^[0-9a-f]{0,200}$/),
  fc.constantFrom('', ' ', ',', '=', 't=,v1=', 't=1,v1=', 'NaN', '-1', '1e999', '__proto__', '\u0000', '💳'),
);

describe.each(providers)('%s', (provider) => {
  const deliveries = VECTOR_DELIVERIES[provider];
  const [good] = deliveries as [VectorDelivery];
  // A secret path is what M-Pesa is known by: with it, forms are accepted, not signatures.
  const token = provider === 'mpesa' ? 'a-wrong-token' : undefined;

  async function expectRefused(sent: Sent, of = good): Promise<void> {
    const world = worldOf(provider, of);
    for (const event of [httpApiEvent, restApiEvent]) {
      const { status } = await world.post({ ...sent, ...(token === undefined ? {} : { token }) }, event);
      expect(status).toBeGreaterThanOrEqual(400);
      // 5xx is for what is our fault.
      expect(status).toBeLessThan(500);
    }
    expect(world.writes).toBe(0);
    expect(world.queue).toEqual([]);
    expect(world.counts.get(`${provider} Failures`)).toBeUndefined();
  }

  test('any body with good headers', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, (body) => expectRefused({ ...good.sent, body })),
      MANY,
    );
  });

  test('any headers with a good body', async () => {
    // Adyen and Alipay sign within the body; WeChat Pay's type of signature has a default, and Razorpay's id of an
    // event is signed by nobody: its facts count once by their own names.
    const isInBody = provider === 'adyen' || provider === 'alipay';
    const text = Buffer.from(good.sent.body).toString('utf8');
    const body = isInBody ? text.slice(0, -3) : text;
    const signing = Object.keys(good.sent.headers ?? {}).filter((name) => !/-type$|-event-id$/i.test(name));
    const names = [...signing, '__proto__', 'constructor', 'x-forwarded-for', 'X-OTHER'];
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), anyText), async (changed) => {
        const isChanged = signing.some(
          (name) => Object.hasOwn(changed, name) && changed[name] !== good.sent.headers?.[name],
        );
        fc.pre(isInBody || token !== undefined || isChanged);
        await expectRefused({ ...good.sent, body, headers: { ...good.sent.headers, ...changed } });
      }),
      MANY,
    );
    const types = Object.entries(good.sent.headers ?? {}).filter(([name]) => /-type$/i.test(name));
    await expectRefused({ ...good.sent, body, headers: Object.fromEntries(types) });
  });

  test('a good message cut short, or with bytes changed, put in or left out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...deliveries),
        fc.nat(),
        fc.nat({ max: 8 }),
        fc.uint8Array({ maxLength: 8 }),
        async (of, at, gone, put) => {
          const bytes = Buffer.from(of.sent.body);
          const from = at % bytes.length;
          const body = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + gone)]);
          fc.pre(!body.equals(bytes) && !isSameToReader(provider, bytes, body));
          await expectRefused({ ...of.sent, body }, of);
        },
      ),
      MANY,
    );
  });

  test('any content type, method and path', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (type, method, path) => {
        const world = worldOf(provider, good);
        fc.pre(method !== 'POST');
        const sent = {
          ...good.sent,
          method,
          token: path,
          headers: { ...good.sent.headers, 'content-type': type },
        };
        expect((await world.post(sent)).status).toBeGreaterThanOrEqual(400);
        expect(world.writes).toBe(0);
      }),
      MANY,
    );
  });

  test('ten megabytes, at once', async () => {
    const before = process.cpuUsage();
    for (const body of [Buffer.alloc(10_000_000, '{'), Buffer.alloc(10_000_000, 0xff)])
      await expectRefused({ ...good.sent, body });
    await expectRefused({ ...good.sent, body: 'é'.repeat(700_000), base64: false });
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(5);
  });

  test('readers by themselves: any bytes, ten megabytes of them, any secret', () => {
    const reader = WEBHOOKS[provider];
    const [key] = Object.values(good.keys ?? {});
    const verify = (body: Uint8Array, secret = good.secret) => {
      const headers = Object.fromEntries(
        Object.entries(good.sent.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const delivery = { headers, body, token: token ?? '', source: '', nowMs: good.nowMs };
      const needed = reader.keyNeeded?.(delivery, secret);
      expect(['string', 'undefined']).toContain(typeof needed);
      expect(reader.verify(delivery, secret, key).ok).toBe(false);
    };
    for (const part of [0, 0x22, 0x5b, 0x7b, 0x26, 0x3d, 0xff]) verify(Buffer.alloc(10_000_000, part));
    const anySecret = fc.dictionary(
      fc.constantFrom(...Object.keys(good.secret), '__proto__'),
      fc.oneof(fc.jsonValue(), fc.constant(undefined)),
    );
    fc.assert(
      fc.property(anyBytes, anySecret, (body, secret) => verify(body, secret)),
      MANY,
    );
  }, 20_000);

  test('one megabyte of anything is read within moments', async () => {
    for (const part of ['{', '[', '"', '&a=b', 'a=%25', '\\', '{"a":', ' ', '=', '%'])
      await expectRefused({ ...good.sent, body: part.repeat(Math.floor(1_000_000 / part.length)) });
  }, 20_000);
});

/** Adyen signs single fields, Alipay what a form says: some other bytes say the same. */
function isSameToReader(provider: ProviderId, one: Uint8Array, other: Uint8Array): boolean {
  if (provider === 'alipay') return formOf(one) === formOf(other);
  return provider === 'adyen' && signedByAdyen(one) === signedByAdyen(other);
}

function formOf(bytes: Uint8Array): string {
  const form = new URLSearchParams(Buffer.from(bytes).toString('latin1'));
  form.sort();
  return form.toString();
}

function signedByAdyen(bytes: Uint8Array): string {
  try {
    const { notificationItems } = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
      notificationItems: { NotificationRequestItem: Record<string, unknown> }[];
    };
    return JSON.stringify(
      notificationItems.map(({ NotificationRequestItem: item }) =>
        [
          'pspReference',
          'originalReference',
          'merchantAccountCode',
          'merchantReference',
          'amount',
          'eventCode',
          'success',
        ].map((name) => item[name] ?? ''),
      ),
    );
  } catch {
    return '';
  }
}
