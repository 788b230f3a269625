/** The service and its notifier on a real table; where it is present, every body is held against the 3GPP YAML. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CounterTemplate, PlanVersion } from '../../domain/catalogue/plan.js';
import type { AccountView, CounterView } from '../../domain/charging/view.js';
import type { NotifierOptions } from '../../lambdas/policy/notifier.js';
import type { SpendingLimitOptions } from '../../lambdas/policy/spending-limits.js';
import { startDynamoDb, type TestDynamoDb } from '../catalogue/dynamodb.js';
import { spendingLimitSchemas, type SpendingLimitSchema } from '../support/spending-limit-schema.js';

const schemas = spendingLimitSchemas();
function holds(schema: SpendingLimitSchema, body: unknown): void {
  const validate = schemas?.(schema);
  if (validate === undefined) return;
  expect([body, validate(body), validate.errors]).toEqual([body, true, null]);
}

const SUPI = 'imsi-001010000000001';
const BASE = '/nchf-spendinglimitcontrol/v1/subscriptions';
const cap: CounterTemplate = {
  id: 'cap',
  purpose: 'spending-cap',
  unit: 'money',
  classes: [0],
  period: 'cycle',
  limit: 100,
  notices: [50, 80, 100],
  atLimit: 'stop',
};
const fair: CounterTemplate = { ...cap, id: 'fair', purpose: 'fair-use', unit: 'bytes', atLimit: 'throttle' };

/** The account as it is, and what it stands at. */
let value: number;
let state: AccountView['state'];
let counters: readonly CounterTemplate[];
let nowMs: number;
/** Called while the counters are read. */
let meanwhile: (() => Promise<void>) | undefined;

async function readCounters(accountKey: string) {
  if (accountKey !== SUPI) return undefined;
  const views = counters.map((of): CounterView => {
    const { atLimit, id, limit, purpose, unit } = of;
    return {
      id,
      atLimit,
      limit,
      purpose,
      unit,
      value,
      told: 0,
      lifted: false,
      resetsAt: '2026-12-01T00:00:00.000Z',
    };
  });
  const found = {
    plan: { counters } as PlanVersion,
    account: { state, counters: views, members: [SUPI] } as unknown as AccountView,
  };
  const once = meanwhile;
  meanwhile = undefined;
  await once?.();
  return found;
}

let database: TestDynamoDb;
let peer: Server;
let origin: string;
/** What the policy control function was told, in order. */
let heard: { path: string; body: Record<string, unknown> }[];
let answers: number[];
let options: SpendingLimitOptions & NotifierOptions;
interface Answer {
  readonly cause?: string;
  readonly statusInfos: Readonly<Record<string, { readonly currentStatus: string }>>;
  readonly invalidParams?: unknown;
}
let serve: (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ status: number; headers: Readonly<Record<string, string>>; body: Answer }>;
let notify: () => Promise<void>;

beforeAll(async () => {
  database = await startDynamoDb();
  peer = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      heard.push({ path: request.url ?? '', body: JSON.parse(text) as Record<string, unknown> });
      const status = answers.shift() ?? 204;
      response.writeHead(status, status === 308 ? { location: `${origin}/moved/notify` } : {});
      response.end();
    });
  });
  await new Promise<void>((resolve) => void peer.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
  const { SubscriptionStore } = await import('../../lambdas/policy/subscription-store.js');
  const { postNotification } = await import('../../lambdas/shared/post-notification.js');
  const { serveSpendingLimits } = await import('../../lambdas/policy/spending-limits.js');
  const { notifyAccount } = await import('../../lambdas/policy/notifier.js');
  const allowed = { hosts: ['pcf.host.example'], localHttp: true };
  options = {
    store: new SubscriptionStore(database.client, 'records'),
    accountOf: (supi) => Promise.resolve(supi.startsWith('imsi-00101') ? supi : undefined),
    readCounters,
    notify: allowed,
    post: (uri, body) => postNotification(uri, body, allowed),
    now: () => Promise.resolve(nowMs),
  };
  serve = async (method, path, body) => {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const request = {
      method,
      path,
      origin: 'https://policy.lily.example',
      contentType: 'application/json',
      body: text,
    };
    const response = await serveSpendingLimits(request, options);
    return { ...response, body: JSON.parse(response.body ?? '{}') as Answer };
  };
  notify = () => notifyAccount(SUPI, options);
});
afterAll(async () => {
  await new Promise((resolve) => void peer.close(resolve));
  await database.stop();
});
beforeEach(async () => {
  value = 0;
  state = 'active';
  counters = [cap, fair];
  nowMs = Date.UTC(2026, 10, 22, 12);
  meanwhile = undefined;
  heard = [];
  answers = [];
  for (const { id } of await options.store.list(SUPI)) await options.store.remove(id);
});

const context = (more: object = {}) => ({ supi: SUPI, notifUri: `${origin}/pcf/7`, ...more });
async function subscribed(more: object = {}): Promise<string> {
  const { headers, status } = await serve('POST', BASE, context(more));
  expect(status).toBe(201);
  return headers['location']!.slice('https://policy.lily.example'.length);
}

test('a subscription is answered with the counters as they stand', async () => {
  value = 80;
  holds('SpendingLimitContext', context({ policyCounterIds: ['cap'] }));
  const { body, headers, status } = await serve(
    'POST',
    BASE,
    context({ policyCounterIds: ['cap'], notifId: 'n' }),
  );
  expect({ status, body }).toEqual({
    status: 201,
    body: {
      supi: SUPI,
      notifId: 'n',
      statusInfos: {
        cap: {
          policyCounterId: 'cap',
          currentStatus: 'near-limit',
          penPolCounterStatuses: [
            { policyCounterStatus: 'active', activationTime: '2026-12-01T00:00:00.000Z' },
          ],
        },
      },
      expiry: '2026-12-22T12:00:00.000Z',
      supportedFeatures: '0',
    },
  });
  holds('SpendingLimitStatus', body);
  expect(headers['location']).toMatch(
    /^https:\/\/policy\.lily\.example\/nchf-spendinglimitcontrol\/v1\/subscriptions\/imsi-001010000000001\.[0-9a-f]{32}$/,
  );
  expect(headers['content-type']).toBe('application/json');
});

test('what changed is told, once; what did not is not', async () => {
  await subscribed({ notifId: 'n' });
  await notify();
  expect(heard).toEqual([]);
  value = 50;
  await notify();
  await notify();
  expect(heard.map(({ path }) => path)).toEqual(['/pcf/7/notify']);
  expect(heard[0]?.body).toMatchObject({
    supi: SUPI,
    notifId: 'n',
    statusInfos: { cap: { currentStatus: 'near-limit' }, fair: { currentStatus: 'near-limit' } },
  });
  expect(heard[0]?.body).not.toHaveProperty('expiry');
  value = 100;
  await notify();
  const told = heard[1]?.body['statusInfos'] as Record<string, { currentStatus: string }>;
  expect([told['cap']?.currentStatus, told['fair']?.currentStatus]).toEqual(['limit-reached', 'throttled']);
  for (const { body } of heard) holds('SpendingLimitStatus', body);
});

test('only counters that were asked for are told', async () => {
  await subscribed({ policyCounterIds: ['fair'] });
  value = 100;
  await notify();
  expect(Object.keys(heard[0]?.body['statusInfos'] as object)).toEqual(['fair']);
});

test('a modified subscription is another one with the same id', async () => {
  const path = await subscribed({ policyCounterIds: ['cap'] });
  const { body, status } = await serve(
    'PUT',
    path,
    context({ policyCounterIds: ['fair'], notifUri: `${origin}/pcf/8` }),
  );
  expect({ status, ids: Object.keys(body.statusInfos) }).toEqual({ status: 200, ids: ['fair'] });
  holds('SpendingLimitStatus', body);
  value = 100;
  await notify();
  expect(heard.map(({ path: at }) => at)).toEqual(['/pcf/8/notify']);
  const other = await serve('PUT', path, context({ supi: 'imsi-001010000000002' }));
  expect(other.status).toBe(400);
});

test('one that was ended is told nothing more, and is unknown', async () => {
  const path = await subscribed();
  expect((await serve('DELETE', path)).status).toBe(204);
  value = 100;
  await notify();
  expect(heard).toEqual([]);
  for (const [method, body] of [['DELETE'], ['PUT', context()]] as const) {
    const response = await serve(method, path, body);
    expect([response.status, response.body.cause]).toEqual([404, 'SUBSCRIPTION_NOT_FOUND']);
    holds('ProblemDetails', response.body);
  }
});

test('one that expired is told nothing more, and is unknown', async () => {
  const path = await subscribed({ expiry: '2026-11-22T13:00:00Z' });
  value = 100;
  nowMs += 3_600_000;
  await notify();
  expect(heard).toEqual([]);
  expect((await serve('PUT', path, context())).status).toBe(404);
});

test('a notification that was not taken is sent again, and nobody else hears it twice', async () => {
  await subscribed();
  await subscribed({ notifUri: `${origin}/pcf/9` });
  value = 100;
  answers = [503, 204];
  await expect(notify()).rejects.toThrow(/answered 503/);
  await notify();
  expect(heard.map(({ path }) => path).sort()).toHaveLength(3);
  expect(new Set(heard.slice(0, 2).map(({ path }) => path)).size).toBe(2);
  expect(heard[2]?.path).toBe(heard[0]?.path);
});

test('a peer that knows the subscription no more ends it', async () => {
  await subscribed();
  value = 100;
  answers = [404];
  await notify();
  expect(await options.store.list(SUPI)).toEqual([]);
});

test('one redirection is followed to where notifications are allowed', async () => {
  await subscribed();
  value = 100;
  answers = [308, 204];
  await notify();
  expect(heard.map(({ path }) => path)).toEqual(['/pcf/7/notify', '/moved/notify']);
  const { postNotification } = await import('../../lambdas/shared/post-notification.js');
  answers = [308];
  await expect(postNotification(`${origin}/x`, {}, { hosts: [], localHttp: false })).rejects.toThrow(
    /allowed/,
  );
});

test('when the subscriber is gone the subscription is ended, and told so', async () => {
  await subscribed({ notifId: 'n' });
  state = 'terminated';
  await notify();
  expect(heard).toEqual([
    { path: '/pcf/7/terminate', body: { supi: SUPI, notifId: 'n', termCause: 'REMOVED_SUBSCRIBER' } },
  ]);
  holds('SubscriptionTerminationInfo', heard[0]?.body);
  expect(await options.store.list(SUPI)).toEqual([]);
});

test('a change between the subscription and its answer is in the answer', async () => {
  meanwhile = async () => {
    // The checks of the request read first; the change comes with the reading for the answer.
    meanwhile = async () => {
      value = 100;
      await notify();
    };
    return Promise.resolve();
  };
  const { body } = await serve('POST', BASE, context());
  expect(body.statusInfos['cap']?.currentStatus).toBe('limit-reached');
  await notify();
  const last = heard.at(-1)?.body['statusInfos'] as Record<string, { currentStatus: string }> | undefined;
  expect(last?.['cap']?.currentStatus ?? 'limit-reached').toBe('limit-reached');
});

test.each([1, 2])('the last that is heard is true, when another tells during reading %d', async (reading) => {
  await subscribed();
  value = 50;
  const change = async () => {
    value = 100;
    await notify();
  };
  meanwhile =
    reading === 1
      ? change
      : () => {
          meanwhile = change;
          return Promise.resolve();
        };
  await notify();
  const told = heard.at(-1)?.body['statusInfos'] as Record<string, { currentStatus: string }>;
  expect(told['cap']?.currentStatus).toBe('limit-reached');
  expect(heard.length).toBeLessThanOrEqual(3);
});

test.each<[string, string, string, unknown, number, string]>([
  ['no JSON', 'POST', BASE, '{', 400, 'INVALID_MSG_FORMAT'],
  ['no subscriber', 'POST', BASE, { supi: 'imsi-999990000000001' }, 400, 'USER_UNKNOWN'],
  ['unknown counters', 'POST', BASE, { policyCounterIds: ['cap', 'x', 'y'] }, 400, 'UNKNOWN_POLICY_COUNTERS'],
  ['another host', 'POST', BASE, { notifUri: 'https://other.example' }, 400, 'MANDATORY_IE_INCORRECT'],
  ['a reading', 'GET', BASE, undefined, 404, 'RESOURCE_URI_STRUCTURE_NOT_FOUND'],
  [
    'somewhere else',
    'POST',
    '/nchf-spendinglimitcontrol/v2/subscriptions',
    {},
    404,
    'RESOURCE_URI_STRUCTURE_NOT_FOUND',
  ],
  ['no id of ours', 'DELETE', `${BASE}/1`, undefined, 404, 'SUBSCRIPTION_NOT_FOUND'],
])('is refused: %s', async (_, method, path, more, status, cause) => {
  const body = typeof more === 'object' ? context(more as object) : more;
  const response = await serve(method, path, body);
  expect([response.status, response.body.cause]).toEqual([status, cause]);
  expect(response.headers['content-type']).toBe('application/problem+json');
  holds('ProblemDetails', response.body);
  expect(await options.store.list(SUPI)).toEqual([]);
});

test('all unknown counters are named, with those that there are', async () => {
  const { body } = await serve('POST', BASE, context({ policyCounterIds: ['cap', 'x', 'y'] }));
  expect(body.invalidParams).toEqual([
    { param: '/policyCounterIds/1', reason: 'got "x"; allowed: cap, fair' },
    { param: '/policyCounterIds/2', reason: 'got "y"; allowed: cap, fair' },
  ]);
  counters = [];
  const none = await serve('POST', BASE, context());
  expect([none.status, none.body.cause]).toEqual([400, 'NO_AVAILABLE_POLICY_COUNTERS']);
});

test('a body without a bottom is no JSON of ours', async () => {
  const { status, body } = await serve('POST', BASE, '['.repeat(30_000) + ']'.repeat(30_000));
  expect([status, body.cause]).toEqual([400, 'INVALID_MSG_FORMAT']);
});

test('a change does not bring back a subscription that is ended meanwhile', async () => {
  const path = await subscribed();
  meanwhile = async () => void (await serve('DELETE', path));
  expect((await serve('PUT', path, context())).status).toBe(404);
  expect(await options.store.list(SUPI)).toEqual([]);
});

test('a change is made though a notification comes in between', async () => {
  const path = await subscribed();
  meanwhile = async () => {
    value = 100;
    await notify();
  };
  const { body, status } = await serve('PUT', path, context({ policyCounterIds: ['cap'] }));
  expect({ status, ids: Object.keys(body.statusInfos) }).toEqual({ status: 200, ids: ['cap'] });
});

describe('peers that do not behave', () => {
  let bad: Server;
  let at: string;
  beforeAll(async () => {
    bad = createServer((request, response) => {
      if (request.url === '/silent/notify') return;
      response.writeHead(request.url === '/nowhere/notify' ? 308 : 200, { location: 'http://[' });
      if (request.url === '/nowhere/notify') return void response.end();
      const drip = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(drip));
    });
    await new Promise<void>((resolve) => void bad.listen(0, '127.0.0.1', resolve));
    at = `http://127.0.0.1:${(bad.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    bad.closeAllConnections();
    await new Promise((resolve) => void bad.close(resolve));
  });
  const post = async (path: string) => {
    const { postNotification } = await import('../../lambdas/shared/post-notification.js');
    return postNotification(`${at}${path}`, {}, { hosts: [], localHttp: true });
  };

  test('an answer without an end is one, and its rest is not waited for', async () => {
    expect(await post('/drip/notify')).toBe('told');
  });

  test('no answer is one after five seconds', async () => {
    await expect(post('/silent/notify')).rejects.toThrow(/no answer in 5000 ms/);
  }, 10_000);

  test('a redirection to what is no URI is a refusal', async () => {
    await expect(post('/nowhere/notify')).rejects.toThrow(/redirects to what is no URI/);
  });

  test('while one does not answer, the others are told', async () => {
    await subscribed({ notifUri: `${at}/silent` });
    await subscribed();
    value = 100;
    const told = notify();
    await Promise.all([
      expect(told).rejects.toThrow(/no answer/),
      (async () => {
        for (let i = 0; i < 40 && heard.length === 0; i++)
          await new Promise((resolve) => setTimeout(resolve, 50));
        expect(heard).toHaveLength(1);
      })(),
    ]);
  }, 10_000);
});
