/** The OpenAPI document of every operator: valid, whole, and the same as what is deployed. */
import specification from '@seriousme/openapi-schema-validator/schemas/v3.1/schema.json';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { buildOpenApi } from '../../domain/openapi/build.js';
import { documentedOperator } from '../../domain/openapi/documented-operator.js';
import { STANDARD_SOURCES } from '../../domain/openapi/sources.js';
import { parseItems } from '../../domain/orders/parse-item.js';
import { partnerRoutes } from '../../domain/partners/routes.js';
import { bodyChecks } from '../../lambdas/partners/kernel/check-body.js';
import { loadOperators } from '../../operators/load.js';

const operators = loadOperators();
const at = { url: 'https://partner.lily.example', tokenUrl: 'https://tokens.lily.example/oauth2/token' };
const document = buildOpenApi(documentedOperator(operators[0]!, { ...at, sandbox: true }));

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly requestBody?: unknown;
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Readonly<Record<string, Operation>>).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    operation,
  })),
);

it('is a valid document of OpenAPI 3.1, for every operator', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addFormat('media-range', true);
  const validate = ajv.compile(specification);
  for (const operator of operators) {
    const isValid = validate(buildOpenApi(documentedOperator(operator, at)));
    expect([operator.brand.name, isValid ? [] : validate.errors]).toEqual([operator.brand.name, []]);
  }
});

it('has schemas that JSON Schema can read', () => {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  for (const format of ['base64', 'float', 'int32']) ajv.addFormat(format, true);
  ajv.addSchema({ $id: 'document', ...document });
  for (const name of Object.keys(document.components['schemas']!))
    expect(() => ajv.compile({ $ref: `document#/components/schemas/${name}` })).not.toThrow();
});

it('leaves no reference open', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(100);
  const open = references.filter(([, kind, name]) => !Object.hasOwn(document.components[kind!] ?? {}, name!));
  expect(open.map(([text]) => text)).toEqual([]);
});

describe('what is deployed is what is documented', () => {
  it('route by route, with scope, status and body', () => {
    expect(
      operations.map(({ method, path, operation }) => ({
        operationId: operation.operationId,
        route: `${method} ${path}`,
        scopes: operation.security.flatMap(({ oauth2 }) => oauth2),
        isSuccess: Object.keys(operation.responses).some((status) => status.startsWith('2')),
        hasBody: operation.requestBody !== undefined,
      })),
    ).toEqual(
      expect.arrayContaining(
        partnerRoutes({ sandbox: true, loyalty: operators[0]!.loyalty !== undefined }).map(
          ({ operationId, method, path, scope, body }) => ({
            operationId,
            route: `${method} ${path}`,
            scopes: [scope],
            isSuccess: true,
            hasBody: body !== undefined,
          }),
        ),
      ),
    );
    expect(operations).toHaveLength(
      partnerRoutes({ sandbox: true, loyalty: operators[0]!.loyalty !== undefined }).length,
    );
  });

  it('without simulations where nothing is simulated', () => {
    const live = buildOpenApi(documentedOperator(operators[0]!, at));
    expect(Object.keys(live.paths)).not.toContain('/test/simulations');
    expect(Object.keys(document.paths)).toContain('/test/simulations');
    expect(JSON.stringify(live)).not.toContain('partner/simulations.');
  });

  it('under tags that are explained, with scopes that the token server knows', () => {
    const tags = (document['tags'] as readonly { name: string }[]).map(({ name }) => name);
    const { oauth2 } = document.components['securitySchemes'] as {
      oauth2: { flows: { clientCredentials: { scopes: object; tokenUrl: string } } };
    };
    expect(oauth2.flows.clientCredentials.tokenUrl).toBe(at.tokenUrl);
    for (const { operation } of operations) {
      expect(tags).toContain(operation.tags[0]);
      expect(oauth2.flows.clientCredentials.scopes).toHaveProperty([operation.security[0]!['oauth2']![0]!]);
    }
  });
});

it('names one schema once, and tells others of the same name apart', () => {
  const schemas = document.components['schemas'] as Readonly<Record<string, { properties?: object }>>;
  expect(schemas['Payment']!.properties).toHaveProperty('totalAmount');
  expect(schemas['CarrierBillingPayment']!.properties).toHaveProperty('paymentId');
  expect(schemas['ProductOrder']!.properties).toHaveProperty('productOrderItem');
});

it('says of answers what they always have', () => {
  const { Customer: customer, Customer_Create: create } = document.components['schemas'] as Readonly<
    Record<string, { required: readonly string[] }>
  >;
  expect(customer!.required).toEqual(expect.arrayContaining(['id', 'href', '@type']));
  expect(create!.required).not.toContain('id');
});

it('has examples that the API would accept', () => {
  const examples = operations.flatMap(({ operation }) => {
    const { content = {} } = (operation.requestBody ?? {}) as {
      content?: Readonly<Record<string, { examples?: Readonly<Record<string, { value: unknown }>> }>>;
    };
    return Object.values(content).flatMap(({ examples = {} }) =>
      Object.entries(examples).map(([name, { value }]) => ({ operation, name, value })),
    );
  });
  expect(examples.length).toBeGreaterThan(8);
  const routes = new Map(partnerRoutes().map((route) => [route.operationId, route]));
  for (const { operation, name, value } of examples) {
    const route = routes.get(operation.operationId)!;
    const check = bodyChecks(STANDARD_SOURCES[route.api as keyof typeof STANDARD_SOURCES]);
    expect([operation.operationId, name, check(route.body!, value)]).toEqual([
      operation.operationId,
      name,
      [],
    ]);
    if (route.operationId === 'createProductOrder')
      expect(
        parseItems((value as { productOrderItem: never[] }).productOrderItem, { country: 'GB' }).wrong,
      ).toEqual([]);
  }
});
