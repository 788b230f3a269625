/** What a hostile partner tries: each of these was possible. */
import type { PartnerDesk } from './partner-desk.js';
import { openShop, type Shop } from './balances/shop.js';

let shop: Shop;
let desk: PartnerDesk;
beforeAll(async () => {
  shop = await openShop({
    IDENTITY_CHECKERS: '',
    ORDERS_QUEUE_URL: 'http://127.0.0.1:9/q',
    DELIVERIES_QUEUE_URL: '',
  });
  desk = shop.desk;
});
afterAll(async () => {
  await desk.stop();
});

const PARTY = { givenName: 'Anna', familyName: 'Bell' };
const party = async (also: object = {}) =>
  (await desk.call('createIndividual', { as: 'acme', body: { ...PARTY, ...also } })).body.id as string;
const customer = async (id: string, also: object = {}) =>
  desk.call('createCustomer', {
    as: 'acme',
    body: { name: 'Anna', engagedParty: { id, '@referredType': 'Individual' }, ...also },
  });

describe('identity', () => {
  const passport = { identificationType: 'passport', identificationId: 'GB123456789' };
  const verified = async () => {
    const id = await party({ individualIdentification: [passport] });
    const told = await desk.call('patchIndividual', {
      as: 'operator',
      path: { id },
      body: { status: 'validated' },
    });
    expect(told.body.status).toBe('validated');
    return id;
  };
  it('a verified person whose name is changed is verified no more', async () => {
    const id = await verified();
    const told = await desk.call('patchIndividual', {
      as: 'acme',
      path: { id },
      body: { givenName: 'Boris', familyName: 'Badenov', birthDate: '1960-01-01T00:00:00Z' },
    });
    expect([told.body.givenName, told.body.status]).toEqual(['Boris', 'initialized']);
  });
});

describe('documents', () => {
  it('are kept as digests with a key of the deployment, which nobody knows; without one they are not taken', async () => {
    const { createHmac } = await import('node:crypto');
    const { secretKey } = await import('../../lambdas/shared/secret-key.js');
    const id = await party({
      individualIdentification: [{ identificationType: 'passport', identificationId: 'GB123456789' }],
    });
    const kept = JSON.stringify(await desk.record(`PARTY#${id}`));
    const digest = (key: string) => createHmac('sha256', key).update('passport:GB123456789').digest('hex');
    const key = process.env['IDENTIFICATION_SANDBOX_KEY']!;
    expect(kept).toContain(digest(key));
    expect(kept).not.toContain(digest('lily-gb'));
    await expect(secretKey('IDENTIFICATION', {})()).rejects.toThrow('IDENTIFICATION_SECRET_ID');
  });
});

describe('lists', () => {
  it('count a thing once that is asked for twice', async () => {
    const { body } = await customer(await party());
    const told = await desk.call('listCustomer', { as: 'acme', query: { id: `${body.id},${body.id}` } });
    expect([told.status, told.body.length, told.headers['x-total-count']]).toEqual([200, 1, '1']);
  });
  it('payments too', async () => {
    const told = await desk.call('listPayment', { as: 'acme', query: { id: 'pay_a,pay_a' } });
    expect([told.status, told.body.length]).toEqual([200, 0]);
  });
  it('refuse to look up thousands of ids', async () => {
    const ids = Array.from({ length: 2_000 }, (_, i) => `c${i}`).join(',');
    const told = await desk.call('listCustomer', { as: 'acme', query: { id: ids } });
    expect(told.status).toBe(400);
  });
});

describe('sizes', () => {
  it.each([
    'retrieveCustomer',
    'retrieveProductOrder',
    'retrieveIndividual',
    'retrievePayment',
    'deleteCustomer',
  ])('%s of an endless id is 404', async (operation) => {
    const told = await desk.call(operation, { as: 'acme', path: { id: 'x'.repeat(3_000) } });
    expect(told.status).toBe(404);
  });
  it('an endless event, endpoint', async () => {
    for (const [op, name] of [
      ['retrieveEvent', 'eventId'],
      ['retrieveWebhookEndpoint', 'endpointId'],
      ['retrieveSimSwapSubscription', 'subscriptionId'],
      ['retrieveCarrierBillingPayment', 'paymentId'],
    ] as const) {
      const told = await desk.call(op, { as: 'acme', path: { [name]: 'x'.repeat(3_000) } });
      expect([op, told.status]).toEqual([op, 404]);
    }
  });
  it('an endless id in a filter', async () => {
    const told = await desk.call('listCustomer', { as: 'acme', query: { id: 'x'.repeat(3_000) } });
    expect(told.status).toBe(200);
  });
  it('an endless reference in a body', async () => {
    const told = await customer(`pty_${'x'.repeat(3_000)}`);
    expect(told.status).toBe(400);
  });
  it('a body of 500 kB', async () => {
    const told = await desk.call('createIndividual', {
      as: 'acme',
      body: { ...PARTY, title: 'x'.repeat(500_000) },
    });
    expect(told.status).toBeLessThan(500);
  });
  it('a patch that makes a resource too large', async () => {
    const id = await party({ title: 'x'.repeat(100_000) });
    const told = await desk.call('patchIndividual', {
      as: 'acme',
      path: { id },
      body: { nationality: 'y'.repeat(100_000) },
    });
    expect(told.status).toBe(413);
  });
  it('a nest of 50', async () => {
    let nest: unknown = 1;
    for (let i = 0; i < 50; i++) nest = { a: nest };
    const told = await desk.call('createIndividual', {
      as: 'acme',
      body: { ...PARTY, '@schemaLocation': 'https://x.example/s', nest },
    });
    expect(told.status).toBeLessThan(500);
  });
  it('an idempotent request whose answer is large is answered again', async () => {
    const asked = {
      as: 'acme',
      headers: { 'idempotency-key': 'large' },
      body: { ...PARTY, title: '"'.repeat(160_000) },
    } as const;
    const first = await desk.call('createIndividual', asked);
    const again = await desk.call('createIndividual', asked);
    expect([first.status < 500, again.status]).toEqual([true, first.status]);
  });
});

describe('bodies', () => {
  it.each(['1e400', '-1e999'])('with the number %s, which is none, are refused', async (number) => {
    const body = `{"amount":{"amount":${number},"units":"GBP"},"product":{"id":"sub_x"}}`;
    const told = await desk.call('createTopupBalance', { as: 'acme', body });
    expect([told.status, told.body.code]).toEqual([400, 'invalid-body']);
  });
  it('name only addresses to return to that mean the same to everybody', async () => {
    const { topUpBody } = await import('../../lambdas/payments/bodies.js');
    const isTaken = (returnUrl: string) =>
      topUpBody.safeParse({ id: 'a', subscriber: 'sub_1', amount: '10.00', provider: 'stripe', returnUrl })
        .success;
    expect(['https://shop.example/paid?order=1', 'http://localhost:3000/paid'].map(isTaken)).toEqual([
      true,
      true,
    ]);
    for (const url of [
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,x',
      '//evil.example',
      'http://evil.example/x',
      'https:evil.example',
      'https://shop.example/\r\nset-cookie:a=b',
      'https://shop.example/ x',
      'https://shop.example\\@evil.example/',
      'https://user:secret@shop.example/',
    ])
      expect([url, isTaken(url)]).toEqual([url, false]);
  });
});

describe('mass assignment', () => {
  it('of what is ours changes nothing', async () => {
    const body = JSON.parse(
      `{"givenName":"A","familyName":"B","@schemaLocation":"https://x.example/s","owner":"corner-shop","revision":99,"place":7,"pk":"PARTY#x","sk":"META","gsi1pk":"EVENTS#WAITING","gsi1sk":"0","ttl":1,"verification":"verified","roles":-9,"kind":"organization","identifications":[{"hash":"x"}],"__proto__":{"owner":"operator"},"constructor":1,"id":"pty_mine","href":"javascript:1"}`,
    );
    const told = await desk.call('createIndividual', {
      as: 'acme',
      body: JSON.stringify(body).replace('"constructor"', '"__proto__":{"owner":"operator"},"constructor"'),
    });
    expect(told.status).toBe(201);
    const kept = await desk.record(`PARTY#${told.body.id}`);
    expect(kept).toMatchObject({
      owner: 'acme',
      revision: 1,
      kind: 'individual',
      verification: 'prospect',
      roles: 0,
      identifications: [],
    });
    expect(kept).not.toHaveProperty('gsi1pk');
    expect(kept).not.toHaveProperty('ttl');
    expect(
      (await desk.call('retrieveIndividual', { as: 'corner-shop', path: { id: told.body.id } })).status,
    ).toBe(404);
    const generic: [string, object][] = [
      ['createCustomer', { name: 'x', engagedParty: { id: 'other', '@referredType': 'Individual' } }],
      ['createResource', { name: 'x', category: 'router', '@type': 'Resource' }],
      ['createPartyRole', { name: 'x', engagedParty: { id: 'other', '@referredType': 'Individual' } }],
      ['createCategory', { name: 'x' }],
    ];
    for (const [op, base] of generic) {
      const made = await desk.call(op, {
        as: 'acme',
        body: {
          ...base,
          '@schemaLocation': 'https://x.example/s',
          owner: 'corner-shop',
          revision: 99,
          ...(op === 'createResource' ? {} : { place: 7 }),
          roleType: {},
          pk: 'PARTY#x',
          sk: 'META',
          gsi1pk: 'EVENTS#WAITING',
          gsi1sk: '0',
          ttl: 1,
          products: -5,
          accounts: { a: 'b' },
          status: 'active',
          seed: 'x',
          kind: 'msisdn',
          value: 'msisdn-1',
          subscriberId: 'sub_1',
          partyId: 'pty_x',
        },
      });
      expect(made.status).toBe(201);
      const list = op.replace('create', 'list');
      expect(
        (await desk.call(list, { as: 'corner-shop', query: { id: made.body.id } })).headers['x-total-count'],
      ).toBe('0');
      expect(
        (await desk.call(op.replace('create', 'retrieve'), { as: 'corner-shop', path: { id: made.body.id } }))
          .status,
      ).toBe(404);
      const mine = await desk.call(list, { as: 'acme', query: { id: made.body.id } });
      expect(mine.body.length).toBe(1);
    }
  });
});

describe('secrets of webhooks', () => {
  const url = 'https://hooks.acme.example/in';
  const kept = async (key: string) => JSON.stringify(await desk.record('PARTNER#acme', `KEY#${key}`));
  it('are told once, and not kept with the answer', async () => {
    const asked = { as: 'acme', headers: { 'idempotency-key': 'endpoint' }, body: { url } } as const;
    const first = await desk.call('createWebhookEndpoint', asked);
    expect(first.body.secret).toMatch(/^whsec_/);
    expect(await kept('endpoint')).not.toContain('whsec_');
    const again = await desk.call('createWebhookEndpoint', asked);
    const { secret: _secret, ...rest } = first.body;
    expect([again.status, again.body]).toEqual([201, rest]);
    expect(again.headers).toMatchObject({
      'idempotency-replayed': 'true',
      'x-secret-withheld': 'PATCH with rotateSecret',
    });
    const rotate = {
      as: 'acme',
      headers: { 'idempotency-key': 'rotate' },
      path: { endpointId: first.body.id },
      body: { rotateSecret: true },
    } as const;
    const rotated = await desk.call('patchWebhookEndpoint', rotate);
    expect(rotated.body.secret).toMatch(/^whsec_/);
    expect((await desk.call('patchWebhookEndpoint', rotate)).body).not.toHaveProperty('secret');
    expect(await kept('rotate')).not.toContain('whsec_');
  });
  it('of hubs too', async () => {
    const asked = {
      as: 'acme',
      headers: { 'idempotency-key': 'hub' },
      body: { callback: url },
    } as const;
    const first = await desk.call('registerListener_customers', asked);
    expect(first.headers['x-webhook-secret']).toMatch(/^whsec_/);
    expect(await kept('hub')).not.toContain('whsec_');
    const again = await desk.call('registerListener_customers', asked);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers).not.toHaveProperty('x-webhook-secret');
    expect(again.headers['x-secret-withheld']).toContain('register it again');
  });
});

describe('callbacks', () => {
  it('tell nothing of what a name leads to, neither when they are given nor when they are called', async () => {
    const dns = (await import('node:dns')) as { lookup: unknown };
    const leadsTo: Record<string, string> = {
      'internal.acme.example': '10.0.0.7',
      'metadata.acme.example': '169.254.169.254',
      'mapped.acme.example': '::ffff:169.254.169.254',
    };
    const lookups: string[] = [];
    const lookup = jest.spyOn(dns as never, 'lookup').mockImplementation(((
      name: string,
      _options: unknown,
      done: (error: Error | null, found: unknown) => void,
    ) => {
      lookups.push(name);
      const address = leadsTo[name];
      if (address === undefined) done(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), []);
      else done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
    }) as never);
    const { post } = await import('../../lambdas/shared/post.js');
    const said = async (host: string) => {
      const body = { url: `https://${host}/x` };
      const { status, body: answer } = await desk.call('createWebhookEndpoint', { as: 'acme', body });
      const given = [status, answer.code];
      expect(lookups).toEqual([]);
      const call = post(new URL(body.url), {
        body: '{}',
        headers: {},
        timeoutMs: 1_000,
        mayBePrivate: false,
      });
      const called = await call.catch((error: Error) => error.message);
      lookups.length = 0;
      return JSON.stringify([given, called]).replaceAll(host, 'HOST');
    };
    const answers = new Set<string>();
    for (const host of [...Object.keys(leadsTo), 'none.acme.example']) answers.add(await said(host));
    expect([...answers]).toEqual(['[[201,null],"HOST: its name leads to no public address"]']);
    lookup.mockRestore();
  });
  it('that are no public address are all refused in the same words', async () => {
    const words = new Set<string>();
    for (const host of [
      '10.0.0.7',
      '169.254.169.254',
      '[::1]',
      '2130706433',
      'localhost',
      'db.internal',
      'x',
    ]) {
      const body = { url: `https://${host}/x` };
      const { status, body: answer } = await desk.call('createWebhookEndpoint', { as: 'acme', body });
      words.add(`${status} ${String(answer.detail).replace(body.url, 'URL')}`);
    }
    expect(words.size).toBe(1);
  });
});
