/** The partner API of a local run, over real HTTP: who may do what, and a shop that sells numbers and serves them. */
import { partnerClient, type PartnerClient, ProblemError, verifyWebhook } from '../../client/src/index.js';
import { partnerRoutes } from '../../domain/partners/routes.js';
import { isOfGrowth, type PartnerScope, type Route } from '../../domain/partners/route.js';
import type { LocalOperator } from '../../local/local-operator.js';
import { eventually } from '../support/eventually.js';
import { type LocalRun, startLocalRun } from '../support/local-run.js';
import { hasOfficialFile, judgeAnswer } from '../support/partner-answers.js';
import { webhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

let run: LocalRun;
let local: LocalOperator;
let receiver: WebhookReceiver;
let shop: PartnerClient;
let operator: PartnerClient;

beforeAll(async () => {
  receiver = await webhookReceiver();
  run = await startLocalRun('--operators', 'lily-gb');
  local = run.operators[0]!;
  shop = clientFor('corner-shop');
  operator = clientFor('operator');
}, 120_000);
afterAll(async () => {
  await receiver.stop();
  await run.stop();
});

const routes = partnerRoutes({ sandbox: true });
const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/** Every answer is judged by the official file of its API. */
const judging: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const { pathname, searchParams } = new URL(input);
  const path = pathname.replace(/^.*?\/partner\//, '/');
  const method = init?.method ?? 'GET';
  // What is literal in a path comes before what is not.
  const found = patterns
    .filter(({ route, pattern }) => route.method === method && pattern.test(path))
    .sort((x, y) => x.route.path.split('{').length - y.route.path.split('{').length)[0];
  if (found !== undefined && hasOfficialFile(found.route.operationId)) {
    const text = await response.clone().text();
    const fields = searchParams.get('fields')?.split(',');
    judgeAnswer(
      found.route.operationId,
      {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        ...(text === '' ? {} : { body: JSON.parse(text) as unknown }),
      },
      fields === undefined ? {} : { fields },
    );
  }
  return response;
};

type Who = 'operator' | 'marketing' | 'corner-shop' | 'acme';

function clientFor(who: Who): PartnerClient {
  return partnerClient({
    url: local.apis['partner']!,
    tokenUrl: local.tokenUrl,
    ...clientOf(who),
    fetch: judging,
  });
}

/** Clients are told apart by what they may do: the operator's own tools can also charge the test clock. */
function clientOf(who: Who) {
  const scopes = (each: LocalOperator['clients'][number]) => each.scopes;
  const found = local.clients.find((client) => {
    const isOperator = scopes(client).includes('test/clock');
    const all = scopes(client).includes('partner/carrier-billing.read');
    const some = scopes(client).includes('partner/catalog.read');
    if (who === 'marketing') return !some && scopes(client).includes('partner/promotions.read');
    return who === 'operator' ? isOperator : !isOperator && (who === 'corner-shop' ? all : some && !all);
  });
  if (found === undefined) throw new Error(`the local run has no client of ${who}`);
  return found;
}

async function tokenOf(who: Who, scope?: string): Promise<string> {
  const { clientId, clientSecret } = clientOf(who);
  const response = await fetch(local.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      ...(scope === undefined ? {} : { scope }),
    }),
  });
  const body = (await response.json()) as { access_token?: string };
  if (body.access_token === undefined)
    throw new Error(`no token of ${who} for ${scope}: ${JSON.stringify(body)}`);
  return body.access_token;
}

function ask(
  route: Pick<Route, 'method' | 'path'>,
  token: string | undefined,
  id = 'none_0',
  body: unknown = {},
) {
  return fetch(`${local.apis['partner']}${route.path.replace(/\{\w+\}/g, id)}`, {
    method: route.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(route.method === 'GET' || route.method === 'DELETE' ? {} : { 'content-type': 'application/json' }),
    },
    ...(route.method === 'GET' || route.method === 'DELETE' ? {} : { body: JSON.stringify(body) }),
  });
}

test('every route wants a token, and one with its own scope', async () => {
  const wrong = {
    catalog: await tokenOf('operator', 'partner/catalog.read'),
    events: await tokenOf('operator', 'partner/events.read'),
  };
  const right = await tokenOf('operator');
  const ofGrowth = await tokenOf('marketing');
  /** Of the same API, for the other verb; a client that has no such scope has no such token. */
  const verbs = new Map<string, Promise<string>>();
  const otherVerb = async (scope: string): Promise<string> => {
    const other = scope.endsWith('.read')
      ? scope.replace('.read', '.write')
      : scope.replace('.write', '.read');
    const token =
      verbs.get(other) ??
      tokenOf(isOfGrowth(other as PartnerScope) ? 'marketing' : 'operator', other).catch(() => wrong.catalog);
    verbs.set(other, token);
    return token;
  };
  const seen: Record<string, number[]> = {};
  for (const route of routes) {
    const other = route.scope === 'partner/catalog.read' ? wrong.events : wrong.catalog;
    const statuses = [];
    for (const token of [
      undefined,
      other,
      isOfGrowth(route.scope) ? ofGrowth : right,
      await otherVerb(route.scope),
    ]) {
      const response = await ask(route, token);
      statuses.push(response.status);
      await response.arrayBuffer();
    }
    seen[route.operationId] = statuses;
  }
  const wrongly = Object.entries(seen).filter(
    ([, [none, other, own, verb]]) =>
      none !== 401 || other !== 403 || verb !== 403 || own === 401 || own === 403 || own! >= 500,
  );
  expect(wrongly).toEqual([]);
  expect(Object.keys(seen)).toHaveLength(routes.length);
}, 120_000);

/** A resource of each kind that the operator makes: nobody else may see it. */
const OF_THE_OPERATOR: Readonly<Record<string, () => Promise<string>>> = {
  individual: async () =>
    (await operator.createIndividual({ body: { givenName: 'Ada', familyName: 'King' } })).id,
  organization: async () => (await operator.createOrganization({ body: { tradingName: 'Lily Retail' } })).id,
  customer: async () =>
    (
      await operator.createCustomer({
        body: { name: 'Ada King', engagedParty: { id: 'elsewhere-1', '@referredType': 'Organization' } },
      })
    ).id,
  partyRole: async () =>
    (await operator.createPartyRole({ body: { name: 'dealer', roleType: { id: 'dealer', name: 'dealer' } } }))
      .id!,
  resource: async () =>
    (await operator.createResource({ body: { name: 'A modem', '@type': 'PhysicalResource' } })).id,
  usageSpecification: async () => (await operator.createUsageSpecification({ body: { name: 'Parking' } })).id,
  usage: async () =>
    (await operator.createUsage({ body: { usageSpecification: { id: '22', name: 'Parking' } } })).id,
  product: async () => local.subscribers[0]!.subscriberId,
  bucket: async () =>
    (await operator.listBucket({ query: { 'product.id': local.subscribers[0]!.subscriberId } })).items[0]!.id,
  topupBalance: async () =>
    (
      await operator.createTopupBalance({
        body: {
          amount: { amount: 1, units: 'GBP' },
          product: { id: local.subscribers[0]!.subscriberId },
        },
      })
    ).id,
  payment: async () =>
    (
      await operator.createPayment({
        body: {
          account: { id: 'elsewhere-1' },
          paymentMethod: { name: 'cash', '@type': 'Cash' },
          totalAmount: { unit: 'GBP', value: 3 },
        },
      })
    ).id,
};

test('what is the operator\u2019s is not there for partners: nothing to see, change, delete or count', async () => {
  const token = await tokenOf('corner-shop');
  const made = new Map<string, string>();
  for (const [name, make] of Object.entries(OF_THE_OPERATOR)) made.set(name, await make());
  const seen: Record<string, number> = {};
  for (const route of routes) {
    const [, name = ''] = /\/(\w+)\/\{id\}$/.exec(route.path) ?? [];
    const id = made.get(name);
    if (id === undefined || route.operationId.endsWith('_short')) continue;
    const response = await ask(route, token, id);
    seen[route.operationId] = response.status;
    await response.arrayBuffer();
  }
  const names = Object.keys(seen);
  expect(names.length).toBeGreaterThan(2 * made.size);
  expect(Object.entries(seen).filter(([, status]) => status !== 404)).toEqual([]);
  for (const name of ['Individual', 'Customer', 'Product', 'Resource'] as const)
    expect((await shop[`list${name}`]()).total).toBe(0);
}, 60_000);

async function customerOf(client: PartnerClient, givenName: string): Promise<string> {
  const person = await client.createIndividual({ body: { givenName, familyName: 'Lovelace' } });
  const customer = await client.createCustomer({
    body: { name: `${givenName} Lovelace`, engagedParty: { id: person.id, '@referredType': 'Individual' } },
  });
  return customer.id;
}

const orderOf = (customer: string, characteristics: object = {}, offering = 'starter') =>
  ({
    relatedParty: [{ id: customer, role: 'customer', '@referredType': 'Customer' }],
    productOrderItem: [
      {
        id: '1',
        action: 'add',
        productOffering: { id: offering },
        product: {
          productCharacteristic: Object.entries(characteristics).map(([name, value]) => ({ name, value })),
        },
      },
    ],
  }) as never;

const ENDED = ['completed', 'failed', 'partial', 'rejected', 'cancelled'];

interface Item {
  readonly state: string;
  readonly product: {
    readonly id: string;
    readonly productCharacteristic: readonly { name: string; value: unknown }[];
  };
  readonly checkout?: { readonly url: string };
  readonly [more: string]: unknown;
}

async function ended(client: PartnerClient, id: string): Promise<{ state: string; item: Item }> {
  return eventually(async () => {
    const order = await client.retrieveProductOrder({ id });
    if (!ENDED.includes(order.state!)) throw new Error(`the order is ${order.state}`);
    return { state: order.state!, item: order.productOrderItem[0] as unknown as Item };
  });
}

const characteristic = ({ product }: Item, name: string) =>
  product.productCharacteristic.find((each) => each.name === name)?.value;

test('a shop sells an eSIM: activated at the host, topped up at the till, told by signed webhooks, ended', async () => {
  const endpoint = await shop.createWebhookEndpoint({
    body: { url: receiver.url, types: ['product_order.*'] },
  });
  const customer = await customerOf(shop, 'Ada');
  const placed = await shop.createProductOrder({ body: orderOf(customer, { simType: 'esim' }) });
  const { state, item } = await ended(shop, placed.id);
  expect(state).toBe('completed');
  expect(characteristic(item, 'activationCode')).toMatch(/^LPA:1\$smdp\.lily-gb\.example\$[0-9A-F]{20}$/);
  expect(characteristic(item, 'activationQrCode')).toMatch(/^data:image\/svg\+xml;base64,/);
  const product = await shop.retrieveProduct({ id: item.product.id });
  expect(product).toMatchObject({ status: 'active', productOffering: { id: 'starter' } });

  const topUp = { amount: { amount: 10, units: 'GBP' }, product: { id: item.product.id } } as never;
  const key = { idempotencyKey: 'till-42' };
  const first = await shop.send('createTopupBalance', { body: topUp, ...key });
  const again = await shop.send('createTopupBalance', { body: topUp, ...key });
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.body).toEqual(first.body);
  const { items: buckets } = await shop.listBucket({
    query: { 'product.id': item.product.id, name: 'wallet' },
  });
  const wallet = buckets[0]!.remainingValue!.amount!;

  const told = await eventually(async () => {
    const taken = receiver.received;
    if (!taken.some(({ body }) => body.data?.productOrder?.state === 'completed'))
      throw new Error(`${receiver.received.length} webhooks came`);
    return [...taken];
  });
  for (const { text, headers } of told)
    expect(verifyWebhook(text, headers as Record<string, string>, endpoint.secret!).subject).toMatch(
      /^product_order\//,
    );
  expect(told[0]!.body.type).toBe('product_order.created');

  const over = await shop.createProductOrder({
    body: { productOrderItem: [{ id: '1', action: 'delete', product: { id: item.product.id } }] } as never,
  });
  expect((await ended(shop, over.id)).state).toBe('completed');
  expect((await shop.retrieveProduct({ id: item.product.id })).status).toBe('terminated');
  expect(wallet).toBeGreaterThanOrEqual(10);
}, 120_000);

test('fifty equal orders with one key at once are one order', async () => {
  const customer = await customerOf(shop, 'Grace');
  const token = await tokenOf('corner-shop');
  const url = `${local.apis['partner']}/tmf-api/productOrderingManagement/v4/productOrder`;
  const statuses = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': 'cart-50',
        },
        body: JSON.stringify(orderOf(customer)),
      });
      return { status: response.status, body: (await response.json()) as { id?: string; code?: string } };
    }),
  );
  const made = statuses.filter(({ status }) => status === 201);
  const others = statuses.filter(({ status }) => status !== 201);
  expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
  expect(others.every(({ status, body }) => status === 409 && body.code === 'request-in-flight')).toBe(true);
  const { items } = await shop.listProductOrder({ query: { 'relatedParty.id': customer } });
  expect(items).toHaveLength(1);
  expect((await ended(shop, items[0]!.id)).state).toBe('completed');
}, 60_000);

test('when the host refuses the SIM, number and card are back and nothing is left', async () => {
  const free = async () =>
    (await operator.listResource({ query: { resourceStatus: 'available', limit: 1 } })).total;
  const before = await free();
  const simulation = await shop.createSimulation({ body: { kind: 'sim-failure', times: 1 } });
  const customer = await customerOf(shop, 'Mary');
  const order = await shop.createProductOrder({ body: orderOf(customer) });
  const { state } = await ended(shop, order.id);
  expect(state).toBe('failed');
  await eventually(async () => expect(await free()).toBe(before));
  expect((await shop.listProduct({ query: { 'relatedParty.id': customer } })).total).toBe(0);
  await shop.deleteSimulation({ simulationId: simulation.id });
}, 60_000);

test('an order waits for its first payment, and ends when the page was paid', async () => {
  const customer = await customerOf(shop, 'Joan');
  const firstTopUp = { amount: '10.00', provider: 'paypal' };
  const order = await shop.createProductOrder({ body: orderOf(customer, { firstTopUp }) });
  const page = await eventually(async () => {
    const { productOrderItem } = await shop.retrieveProductOrder({ id: order.id });
    const { checkout } = productOrderItem[0] as unknown as Item;
    if (checkout === undefined) throw new Error('there is no checkout yet');
    return checkout.url;
  });
  const { url } = await fetch(page);
  await fetch(url, { method: 'POST', body: new URLSearchParams({ action: 'pay' }) });
  const { state, item } = await ended(shop, order.id);
  expect(state).toBe('completed');
  const { items } = await shop.listBucket({ query: { 'product.id': item.product.id, name: 'wallet' } });
  expect(items[0]!.remainingValue!.amount).toBeGreaterThanOrEqual(10);
}, 60_000);

test('who asked for too much is told everything that is wrong, and how long to wait', async () => {
  const wrong = shop.createProductOrder({
    body: orderOf('cus_nobody', { simType: 'paper', msisdn: 'none' }),
  });
  await expect(wrong).rejects.toThrow(ProblemError);
  const problem = await wrong.catch((error: unknown) => error as ProblemError);
  expect((problem as ProblemError).status).toBe(400);
  expect((problem as ProblemError).invalidParams.length).toBeGreaterThanOrEqual(2);
  const token = await tokenOf('acme');
  const url = `${local.apis['partner']}/tmf-api/productCatalogManagement/v4/category?limit=1`;
  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => fetch(url, { headers: { authorization: `Bearer ${token}` } })),
  );
  const refused = answers.filter(({ status }) => status === 429);
  // Sixty, and sixty more when a minute ends meanwhile.
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(120);
  expect(refused.length).toBeGreaterThanOrEqual(80);
  expect(refused.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
  expect(answers[0]!.headers.get('ratelimit-limit')).toBe('60');
});
