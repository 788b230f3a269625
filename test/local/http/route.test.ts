import { matchRoute, parseRouteKey } from '../../../local/http/route.js';

const routes = [
  '$default',
  'ANY /{proxy+}',
  'GET /plans',
  'GET /plans/{planId}',
  'ANY /plans/{planId}',
  'GET /plans/special',
  'POST /v3/chargingdata',
  'POST /v3/chargingdata/{ref}/update',
].map((routeKey) => ({ routeKey, pattern: parseRouteKey(routeKey) }));

test.each<[string, string, string, Record<string, string>]>([
  ['GET', '/plans', 'GET /plans', {}],
  ['GET', '/plans/', 'GET /plans', {}],
  ['GET', '/plans/p%201', 'GET /plans/{planId}', { planId: 'p 1' }],
  ['GET', '/plans/special', 'GET /plans/special', {}],
  ['DELETE', '/plans/p1', 'ANY /plans/{planId}', { planId: 'p1' }],
  ['POST', '/v3/chargingdata/abc/update', 'POST /v3/chargingdata/{ref}/update', { ref: 'abc' }],
  ['POST', '/v3/chargingdata/abc/other', 'ANY /{proxy+}', { proxy: 'v3/chargingdata/abc/other' }],
  ['POST', '/v3/chargingData', 'ANY /{proxy+}', { proxy: 'v3/chargingData' }],
])('%s %s goes to %s', (method, path, routeKey, parameters) => {
  const match = matchRoute(routes, method, path);
  expect(match?.route.routeKey).toBe(routeKey);
  expect(match?.pathParameters).toEqual(parameters);
});

test('the default route takes the rest; without it there is none', () => {
  expect(matchRoute([routes[0]!], 'GET', '/x')?.route.routeKey).toBe('$default');
  expect(matchRoute([routes[2]!], 'GET', '/x')).toBeUndefined();
  expect(matchRoute([routes[3]!], 'GET', '/plans/')).toBeUndefined();
});
