/** What a route of the partner API is: data that the construct, the functions, the documentation and the tests read. */

/** Parts of the partner API that are about growth; the brand's marketing tools have a client for them alone. */
const GROWTH_APIS = [
  'promotions',
  'loyalty',
  'baskets',
  'sponsors',
  'ads',
  'consents',
  'insights',
  'experiments',
] as const;

/**
 * Parts of the settlement API: what the operator, its host and its partners owe each other. It has an address of its own;
 * the brand's finance tools have a client for it alone.
 */
const FINANCE_APIS = ['agreements', 'ledger', 'statements', 'venture'] as const;

/** Names of the partner API's parts; each is a tag of its documentation and the first half of its scopes. */
export const PARTNER_APIS = [
  'catalog',
  'ordering',
  'inventory',
  'parties',
  'customers',
  'party-roles',
  'balances',
  'usage',
  'consumption',
  'resources',
  'payments',
  'bills',
  'events',
  'sim-swap',
  'carrier-billing',
  'simulations',
  ...GROWTH_APIS,
  ...FINANCE_APIS,
] as const;

export type PartnerApiName = (typeof PARTNER_APIS)[number];

/**
 * Parts that a partner has only when its operator names them: SIM swap tells of every number, whoever sold it; growth gives
 * away data, credit and points, and who sells numbers need not; settlement is between the operator, its host and its owners.
 */
const NAMED_APIS = ['sim-swap', ...GROWTH_APIS, ...FINANCE_APIS] as const;

/** Parts that a partner has when its operator names none. */
export const DEFAULT_PARTNER_APIS: readonly PartnerApiName[] = PARTNER_APIS.filter(
  (api) => !(NAMED_APIS as readonly string[]).includes(api),
);

/** `partner/<api>.read` for GET and for what only asks, `partner/<api>.write` for all else. */
export type PartnerScope = `partner/${PartnerApiName}.${'read' | 'write'}`;

export const scopeOf = (api: PartnerApiName, verb: 'read' | 'write'): PartnerScope =>
  `partner/${api}.${verb}`;

export const PARTNER_SCOPES: readonly PartnerScope[] = PARTNER_APIS.flatMap((api) => [
  scopeOf(api, 'read'),
  scopeOf(api, 'write'),
]);

export const isOfGrowth = (name: PartnerScope): boolean =>
  GROWTH_APIS.some((api) => name.startsWith(`partner/${api}.`));

export const isOfFinance = (name: PartnerScope): boolean =>
  FINANCE_APIS.some((api) => name.startsWith(`partner/${api}.`));

/** The functions that answer; `lambdas/partners/<name>.handler.ts`. */
export type PartnerFunction =
  'catalog' | 'parties' | 'orders' | 'balances' | 'money' | 'camara' | 'events' | 'simulations';

/** The functions that answer for growth; each has a capability's folder of its own. */
const GROWTH_FUNCTIONS = ['promotions', 'loyalty', 'sponsors', 'ad-decisions', 'ads', 'experiments'] as const;
export type GrowthFunction = (typeof GROWTH_FUNCTIONS)[number];

/** The functions that answer for the settlement API; each has a capability's folder of its own. */
export type FinanceFunction = (typeof FINANCE_APIS)[number];

/** Whoever answers a route. */
export type ApiFunction = PartnerFunction | GrowthFunction | FinanceFunction;

/** Whether a route is answered by a function of the partner API itself, not by one of growth or settlement. */
export const isPartnerFunction = (name: ApiFunction): name is PartnerFunction =>
  !([...GROWTH_FUNCTIONS, ...FINANCE_APIS] as readonly string[]).includes(name);

export type Verb = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface Route {
  /** As in the standard's own file where it has one: `createProductOrder`. Unique. */
  readonly operationId: string;
  readonly api: PartnerApiName;
  readonly method: Verb;
  /** From the root of the partner API: `/tmf-api/productOrderingManagement/v4/productOrder/{id}`. */
  readonly path: string;
  /**
   * Where several operations of one method and scope share a deployed route, of which an API has 300: its path, with
   * `{resource}` for what they differ in. @default `path`
   */
  readonly via?: string;
  readonly scope: PartnerScope;
  readonly handler: ApiFunction;
  /** One line of documentation. */
  readonly summary: string;
  /** The schema of the request's body, a name in the API's definitions. */
  readonly body?: string;
  /** The schema of the answer's body, or of one element of it where the answer is a list. */
  readonly answer?: string;
  readonly isList?: boolean;
  readonly status: 200 | 201 | 202 | 204;
  /** Query parameters beyond those of lists and `fields`. */
  readonly query?: readonly string[];
}

/** The path that API Gateway knows a route by. */
export const deployedPath = ({ via, path }: Route): string => via ?? path;

/** Has reading and creating of all resources of a TM Forum API share a deployed route each. */
export const shared = (route: Route, base: string): Route =>
  route.method === 'GET' || (route.method === 'POST' && !route.path.endsWith('/hub'))
    ? { ...route, via: `${base}/{resource}${route.path.endsWith('/{id}') ? '/{id}' : ''}` }
    : route;

/** `POST /hub` on every TM Forum API; answered by the function of events. */
const hub = (api: PartnerApiName, base: string): Route[] => [
  {
    operationId: `registerListener_${api}`,
    api,
    method: 'POST',
    path: `${base}/hub`,
    scope: scopeOf(api, 'read'),
    handler: 'events',
    summary: `Be told of events of this API at a URL of yours`,
    body: 'EventSubscriptionInput',
    answer: 'EventSubscription',
    status: 201,
  },
  {
    operationId: `unregisterListener_${api}`,
    api,
    method: 'DELETE',
    path: `${base}/hub/{id}`,
    scope: scopeOf(api, 'read'),
    handler: 'events',
    summary: 'Be told no more',
    status: 204,
  },
];

/** What can be done with a resource: L list, C create, R retrieve, P patch, D delete. */
type Operations = readonly ('L' | 'C' | 'R' | 'P' | 'D')[];

export interface TmfResource {
  /** As in paths: `productOrder`. */
  readonly name: string;
  readonly operations: string;
  /** In words, one of them: "a product order". */
  readonly words: string;
  readonly query?: readonly string[];
}

const upper = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** The routes of a TM Forum API, each named as in its swagger. */
export function tmfRoutes(
  api: PartnerApiName,
  handler: ApiFunction,
  base: string,
  resources: readonly TmfResource[],
): Route[] {
  return [
    ...resources.flatMap((resource) => resourceRoutes(api, handler, base, resource)),
    ...hub(api, base),
  ];
}

function resourceRoutes(
  api: PartnerApiName,
  handler: ApiFunction,
  base: string,
  { name, operations, words, query }: TmfResource,
): Route[] {
  const type = upper(name);
  const all = `${base}/${name}`;
  const one = `${all}/{id}`;
  const read = scopeOf(api, 'read');
  const write = scopeOf(api, 'write');
  const routes: Record<Operations[number], Route> = {
    L: {
      operationId: `list${type}`,
      api,
      handler,
      method: 'GET',
      path: all,
      scope: read,
      summary: `List or find ${plural(words)}`,
      answer: type,
      isList: true,
      status: 200,
    },
    C: {
      operationId: `create${type}`,
      api,
      handler,
      method: 'POST',
      path: all,
      scope: write,
      summary: `Create ${words}`,
      body: `${type}_Create`,
      answer: type,
      status: 201,
      ...(query === undefined ? {} : { query }),
    },
    R: {
      operationId: `retrieve${type}`,
      api,
      handler,
      method: 'GET',
      path: one,
      scope: read,
      summary: `Retrieve ${words} by its id`,
      answer: type,
      status: 200,
    },
    P: {
      operationId: `patch${type}`,
      api,
      handler,
      method: 'PATCH',
      path: one,
      scope: write,
      summary: `Change ${words} (JSON merge patch)`,
      body: `${type}_Update`,
      answer: type,
      status: 200,
    },
    D: {
      operationId: `delete${type}`,
      api,
      handler,
      method: 'DELETE',
      path: one,
      scope: write,
      summary: `Delete ${words}`,
      status: 204,
    },
  };
  return operations.split('').map((operation) => routes[operation as Operations[number]]);
}

const plural = (words: string) => {
  const bare = words.replace(/^an? /, '');
  return /[^aeiou]y$/.test(bare) ? `${bare.slice(0, -1)}ies` : `${bare}s`;
};
