/** The partner API of a local run, over real HTTP: who may do what, and a shop that sells a number and serves it. */
import { partnerRoutes } from '../../domain/partners/routes.js';
import type { Route } from '../../domain/partners/route.js';
import type { LocalOperator } from '../../local/local-operator.js';
import { type LocalRun, startLocalRun } from '../support/local-run.js';

let run: LocalRun;
let local: LocalOperator;

beforeAll(async () => {
  run = await startLocalRun('--operators', 'lily-gb');
  local = run.operators[0]!;
}, 120_000);
afterAll(async () => {
  await run.stop();
});

const routes = partnerRoutes({ sandbox: true });

/** Clients are told apart by what they may do: the operator's own tools can also charge the test clock. */
function clientOf(who: 'operator' | 'corner-shop' | 'acme') {
  const scopes = (each: LocalOperator['clients'][number]) => each.scopes;
  const found = local.clients.find((client) => {
    const isOperator = scopes(client).includes('test/clock');
    const all = scopes(client).includes('partner/sim-swap.read');
    const some = scopes(client).includes('partner/catalog.read');
    return who === 'operator' ? isOperator : !isOperator && (who === 'corner-shop' ? all : some && !all);
  });
  if (found === undefined) throw new Error(`the local run has no client of ${who}`);
  return found;
}

async function tokenOf(who: 'operator' | 'corner-shop' | 'acme', scope?: string): Promise<string> {
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
  const seen: Record<string, number[]> = {};
  for (const route of routes) {
    const other = route.scope === 'partner/catalog.read' ? wrong.events : wrong.catalog;
    const statuses = [];
    for (const token of [undefined, other, right]) {
      const response = await ask(route, token);
      statuses.push(response.status);
      await response.arrayBuffer();
    }
    seen[route.operationId] = statuses;
  }
  const wrongly = Object.entries(seen).filter(
    ([, [none, other, own]]) => none !== 401 || other !== 403 || own === 401 || own === 403 || own! >= 500,
  );
  expect(wrongly).toEqual([]);
  expect(Object.keys(seen)).toHaveLength(routes.length);
}, 120_000);
