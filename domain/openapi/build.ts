/** An API of an operator as an OpenAPI 3.1 document: from the routes that are deployed, so it can't drift. */
import { PARTNER_APIS, PARTNER_SCOPES, type Route } from '../partners/route.js';
import { partnerRoutes } from '../partners/routes.js';
import { SETTLEMENT_ROUTES } from '../settlement/routes.js';
import { type Definitions, propertiesOf } from '../partners/tmf/definitions.js';
import { API_VERSIONS } from '../partners/version.js';
import { collectComponents, type SchemaKey } from './components.js';
import { WORDS } from './generated/words.js';
import { examplesFor, type Terms } from './examples.js';
import { operationOf } from './operation.js';
import { OWN_DEFINITIONS } from './own.js';
import { HEADERS, PARAMETERS } from './parameters.js';
import { PROBLEM_SCHEMA, problemResponses } from './problems.js';
import { sourceOf, STANDARD_SOURCES } from './sources.js';
import { SHORT_PAYMENTS, TAGS } from './tags.js';

/** The APIs that are documented: what partners work with, and what finance tools do. */
export type DocumentedApi = 'partner' | 'settlement';

export interface DocumentedOperator extends Terms {
  readonly api: DocumentedApi;
  /** `lily-gb` */
  readonly id: string;
  /** The brand's name. */
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly sandbox: boolean;
  /** Whether there are memberships, points and baskets. */
  readonly loyalty: boolean;
  /** Of the API, without a slash at its end. */
  readonly url: string;
  /** Where tokens come from. */
  readonly tokenUrl: string;
}

export type OpenApiDocument = Readonly<Record<string, unknown>> & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const CAMARA_ERROR: SchemaKey = { source: 'camara-carrier-billing', name: 'ErrorInfo' };

export function buildOpenApi(operator: DocumentedOperator): OpenApiDocument {
  const isPartner = operator.api === 'partner';
  const routes = isPartner
    ? partnerRoutes({ sandbox: operator.sandbox, loyalty: operator.loyalty })
    : SETTLEMENT_ROUTES;
  const sources: Readonly<Record<string, Definitions>> = { ...STANDARD_SOURCES, own: OWN_DEFINITIONS };
  const roots = [...routes.flatMap(schemasOf), CAMARA_ERROR];
  const components = collectComponents(sources, roots, WORDS);
  const examples = examplesFor(operator);
  const problems = problemResponses({ $ref: `#/components/schemas/${components.nameOf(CAMARA_ERROR)}` });
  return {
    openapi: '3.1.0',
    info: {
      title: `${operator.name} ${operator.api} API`,
      version: API_VERSIONS[0],
      summary: isPartner
        ? `Sell and serve ${operator.name} in ${operator.country}`
        : `What ${operator.name} in ${operator.country}, its host and its owners owe each other`,
      description: introduction(operator),
      'x-operator': operator.id,
    },
    servers: [
      { url: operator.url, description: operator.sandbox ? 'Sandbox: nothing here is real' : 'Live' },
    ],
    tags: [
      ...PARTNER_APIS.filter((api) => routes.some((route) => route.api === api)).map((api) => TAGS[api]),
      ...(isPartner ? [SHORT_PAYMENTS] : []),
    ],
    paths: pathsOf(routes, (route) => operationOf(route, components, examples)),
    components: {
      schemas: { ...components.schemas, ...answersSaid(routes, components), Problem: PROBLEM_SCHEMA },
      parameters: PARAMETERS,
      headers: HEADERS,
      responses: problems,
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          description: 'Your client id and secret, by HTTP Basic, give a token for an hour.',
          flows: {
            clientCredentials: {
              tokenUrl: operator.tokenUrl,
              scopes: Object.fromEntries(
                PARTNER_SCOPES.filter((scope) => routes.some((route) => route.scope === scope)).map(
                  (scope) => [scope, wordsOf(scope)],
                ),
              ),
            },
          },
        },
      },
    },
  };
}

function schemasOf(route: Route): SchemaKey[] {
  const source = sourceOf(route);
  return [route.body, route.answer].filter((name) => name !== undefined).map((name) => ({ source, name }));
}

function pathsOf(routes: readonly Route[], operation: (route: Route) => object) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return paths;
}

/** What every answer of a TM Forum API has, which their files leave open. */
const ALWAYS = ['id', 'href', '@type'];

/** Schemas of answers that no body uses, with what they always have. */
function answersSaid(
  routes: readonly Route[],
  { schemas, nameOf }: ReturnType<typeof collectComponents>,
): Readonly<Record<string, unknown>> {
  const sent = new Set(
    routes.flatMap((route) => (route.body === undefined ? [] : reached(nameIn(route, route.body)))),
  );
  const answered = routes.filter(({ answer, path }) => answer !== undefined && path.startsWith('/tmf-api/'));
  return Object.fromEntries(
    answered.flatMap((route) => {
      const name = nameIn(route, route.answer!);
      const schema = schemas[name]!;
      const known = Object.keys(propertiesOf({}, schema));
      const required = ALWAYS.filter((attribute) => known.includes(attribute));
      return sent.has(name) || required.length < ALWAYS.length
        ? []
        : [[name, { ...schema, required: [...new Set([...required, ...(schema.required ?? [])])] }]];
    }),
  );

  function nameIn(route: Route, name: string): string {
    return nameOf({ source: sourceOf(route), name });
  }

  function reached(first: string): string[] {
    const found = new Set<string>();
    const open = [first];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      const text = JSON.stringify(schemas[name]);
      for (const [, next] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) open.push(next!);
    }
    return [...found];
  }
}

function wordsOf(scope: string): string {
  const [, api = '', verb = ''] = /^partner\/(.+)\.(read|write)$/.exec(scope) ?? [];
  return `${TAGS[api as keyof typeof TAGS].name}: ${verb}`;
}

const SUBJECT: Readonly<Record<DocumentedApi, (name: string) => string>> = {
  partner: (name) =>
    `Everything that a partner of ${name} needs to sell and serve: TM Forum Open APIs (v4), events by webhooks, and CAMARA's network APIs.`,
  settlement: (name) =>
    `The money of ${name}: host agreements and proposals, the ledger, statements and disputes, the joint venture.`,
};

function introduction({ api, name, country, currency, sandbox }: DocumentedOperator): string {
  return [
    SUBJECT[api](name),
    `Amounts are in ${currency}, the market is ${country}.`,
    ...(sandbox ? ['', 'This is a **sandbox**: numbers, SIMs and money here are not real.'] : []),
    '',
    '**Tokens.** Ask the token URL for one with your client id and secret (OAuth 2 client credentials), and send it as',
    '`Authorization: Bearer …`. Each operation names its scope.',
    '',
    '**Once.** Send an `Idempotency-Key` with every write. The same request with the same key has one effect, however',
    'often it is sent; its repeats are answered with `Idempotency-Replayed: true`. 409 `request-in-flight`: the first',
    'is being answered. 422 `idempotency-key-reused`: the key came before with another request.',
    '',
    '**Errors** are problem details (RFC 9457) with a stable `code`, and name everything that is wrong at once. CAMARA’s',
    'operations answer errors in CAMARA’s form.',
    '',
    '**Lists** take `offset`, `limit` (50, at most 200), `fields`, and filters by attribute; `X-Total-Count` says how many',
    'match.',
    '',
    '**Limits.** `RateLimit-*` headers say how many requests a minute are left; 429 comes with `Retry-After`.',
    '',
    '**Changes** (PATCH) are JSON merge patches (RFC 7396): what is not sent stays, `null` removes, lists are replaced.',
  ].join('\n');
}
