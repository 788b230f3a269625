import { API_VERSIONS } from '../../../domain/partners/version.js';
import { serve } from '../../../lambdas/partners/kernel/serve.js';
import { json } from '../../../lambdas/shared/problem.js';
import { openPartnerDesk, type PartnerDesk } from '../partner-desk.js';
import { CUSTOMER, serving } from './serving.js';

let desk: PartnerDesk;
let call: ReturnType<typeof serving>;
beforeAll(async () => {
  desk = await openPartnerDesk();
  call = serving(desk.client, async ({ body }) => Promise.resolve(json(201, { body })));
});
afterAll(async () => desk.stop());

describe('every answer', () => {
  test('has the id of its request, the version and what is left of the minute', async () => {
    const { headers } = await call({ body: CUSTOMER });
    expect(headers).toMatchObject({
      'x-request-id': expect.stringMatching(/^request-\d+$/) as string,
      'api-version': API_VERSIONS[0],
      'ratelimit-limit': '100000',
    });
    expect(Number(headers['ratelimit-remaining'])).toBeLessThan(100_000);
    expect(Number(headers['ratelimit-reset'])).toBeLessThanOrEqual(60);
  });

  test.each(['b4333c46-49c0-4f62-80d7-f0ef930f1c46', 'a_b:c;d.e/f<g>{h}'])(
    'gives the correlator back: %s',
    async (correlator) => {
      const asked = { headers: { 'x-correlator': correlator } };
      expect((await call({ ...asked, body: CUSTOMER })).headers['x-correlator']).toBe(correlator);
      expect((await call({ ...asked, body: '{' })).headers['x-correlator']).toBe(correlator);
    },
  );

  test.each(['a\r\nset-cookie: x', 'x'.repeat(257)])('but nothing that is none: %j', async (correlator) => {
    const { headers } = await call({ body: CUSTOMER, headers: { 'x-correlator': correlator } });
    expect(headers['x-correlator']).toBeUndefined();
  });
});

describe('Api-Version', () => {
  test('may be named', async () => {
    expect((await call({ body: CUSTOMER, headers: { 'api-version': API_VERSIONS[0] } })).status).toBe(201);
  });

  test('one that there is not is refused with those that there are, as are other headers at once', async () => {
    const told = await call({
      body: CUSTOMER,
      headers: { 'api-version': '2020-01-01', 'idempotency-key': 'a b' },
    });
    expect([told.status, told.body.code]).toEqual([400, 'invalid-header']);
    expect(told.body.invalidParams).toEqual([
      { param: 'Api-Version', reason: `got "2020-01-01"; allowed: ${API_VERSIONS.join(', ')}` },
      { param: 'Idempotency-Key', reason: expect.stringContaining('got "a b"') as string },
    ]);
  });
});

describe('rate limits', () => {
  test('a partner that asks too often is told when to come again', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-23T09:30:20Z'));
    const told = [];
    for (let n = 0; n < 4; n++) told.push(await call({ body: CUSTOMER, client: 'slow' }));
    expect(told.map(({ status }) => status)).toEqual([201, 201, 201, 429]);
    expect(told.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['2', '1', '0', '0']);
    expect(told[3]!.headers).toMatchObject({
      'ratelimit-limit': '3',
      'ratelimit-reset': '40',
      'retry-after': '40',
    });
    expect(told[3]!.body).toMatchObject({ code: 'too-many-requests', reason: 'too many requests' });
    expect((await call({ body: CUSTOMER })).status).toBe(201);
    clock.mockReturnValue(Date.parse('2026-11-23T09:31:00Z'));
    expect((await call({ body: CUSTOMER, client: 'slow' })).status).toBe(201);
    clock.mockRestore();
  });
});

describe('bodies', () => {
  test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'json'])(
    'of another media type are refused: %s',
    async (type) => {
      const told = await call({ body: CUSTOMER, headers: { 'content-type': type } });
      expect([told.status, told.body.code]).toEqual([415, 'unsupported-media-type']);
      expect(told.body.message).toContain(`got content-type "${type}"; allowed: application/json`);
    },
  );

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/hal+json',
  ])('of JSON are taken: %s', async (type) => {
    expect((await call({ body: CUSTOMER, headers: { 'content-type': type } })).status).toBe(201);
  });

  test.each([
    ['{"name": "Ada"', 'is no JSON'],
    ['', 'got no body'],
    ['nonsense', 'is no JSON'],
  ])('that are no JSON are refused: %s', async (text, reason) => {
    const told = await call({ body: text });
    expect([told.status, told.body.code]).toEqual([400, 'invalid-body']);
    expect(told.body.message).toContain(reason);
  });

  test('have all their problems told', async () => {
    const told = await call({ body: { nmae: 'Ada', status: 5 } });
    expect(told.body.invalidParams.map(({ param }: { param: string }) => param).sort()).toEqual([
      'engagedParty',
      'name',
      'nmae',
      'status',
    ]);
    expect(told.headers['content-type']).toBe('application/problem+json');
    expect(told.body).toMatchObject({ type: 'urn:wildlily:problem:invalid-body', code: 'invalid-body' });
  });
});

describe('who asks', () => {
  test('a client that is nobody is refused', async () => {
    const told = await call({ body: CUSTOMER, client: 'stranger' });
    expect([told.status, told.body.code]).toEqual([403, 'client-unknown']);
  });

  test('nobody comes in beside the firewall', async () => {
    const guarded = serving(desk.client, async () => Promise.resolve(json(201, {})), {
      PARTNER_DOOR_KEY: 'k1',
    });
    expect((await guarded({ body: CUSTOMER })).body.code).toBe('front-door-only');
    expect((await guarded({ body: CUSTOMER, headers: { 'x-wildlily-door': 'k1' } })).status).toBe(201);
  });

  test.each(['acme', 'acme=acme', 'acme=acme:many'])(
    'clients that are malformed are no deployment: %s',
    (text) => {
      expect(() => serving(desk.client, async () => Promise.resolve({}), { PARTNER_CLIENTS: text })).toThrow(
        `PARTNER_CLIENTS: got "${text}"`,
      );
    },
  );
});

test('a function without a handler for one of its routes does not start', () => {
  expect(() =>
    serve({
      name: 'simulations',
      client: desk.client,
      environment: { RECORDS_TABLE: 'records', PARTNER_CLIENTS: '', PARTNER_URL: 'https://a.example' },
      handlers: {},
      checkBody: () => [],
    }),
  ).toThrow('no handler for createSimulation, listSimulations, deleteSimulation');
});

test('a failure tells its client the id of the request, and nothing of ourselves', async () => {
  const logged = jest.spyOn(console, 'error').mockReturnValue();
  const broken = serving(desk.client, async () => Promise.reject(new Error('secret of ours')));
  const told = await broken({ body: CUSTOMER });
  expect([told.status, told.body.code]).toEqual([500, 'internal-error']);
  expect(told.body.message).toContain(told.headers['x-request-id']);
  expect(JSON.stringify(told)).not.toContain('secret of ours');
  expect(logged).toHaveBeenCalledWith(expect.stringContaining('secret of ours'));
  logged.mockRestore();
});
