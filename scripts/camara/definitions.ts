/** The schemas of a CAMARA file as a module: what it says of its components, in the form of JSON Schema. */

/** Module → file within `standards/camara`. */
export const CAMARA_FILES = {
  'camara-carrier-billing': 'CarrierBillingCheckOut-r3.2/carrier-billing.yaml',
  'camara-carrier-billing-refund': 'CarrierBillingCheckOut-r3.2/carrier-billing-refund.yaml',
  'camara-sim-swap': 'SimSwap-r3.3/sim-swap.yaml',
  'camara-sim-swap-subscriptions': 'SimSwap-r3.3/sim-swap-subscriptions.yaml',
} as const;

/** Members of a schema that say something to people only. */
const WORDS = new Set(['description', 'title', 'example', 'examples', 'default', 'externalDocs']);

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Members = { [key: string]: Json };
type Schemas = Readonly<Record<string, Json>>;

/** @returns the text of a TypeScript module */
export function camaraDefinitions(file: string, document: object): string {
  const { schemas } = (document as { components: { schemas: Schemas } }).components;
  const wanted = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, discriminated(schemas, name, schema)]),
  );
  return [
    `/** The schemas of ${file} (CAMARA, Apache License 2.0), less words and examples. Written by scripts/camara-definitions.ts. */`,
    "import type { Definitions } from '../tmf/definitions.js';",
    '',
    `export const definitions: Definitions = ${JSON.stringify(wanted)};`,
    '',
  ].join('\n');
}

/**
 * JSON Schema has no discriminator: each value of it becomes a condition, which demands what the schema that it maps to
 * demands, and their attributes become those of the schema itself.
 */
function discriminated(schemas: Schemas, name: string, schema: Json): Json {
  const clean = bare(schema, true);
  if (!isObject(schema) || !isObject(clean) || !isObject(schema['discriminator'])) return clean;
  const { propertyName, mapping } = schema['discriminator'] as unknown as {
    propertyName: string;
    mapping: Record<string, string>;
  };
  const kinds = Object.entries(mapping)
    .map(([value, reference]) => ({ value, own: ownPart(schemas, name, reference.split('/').at(-1)!) }))
    .filter(({ own }) => Object.keys(own.properties).length > 0 || own.required.length > 0);
  const attributes: Members = Object.assign(
    {},
    ...kinds.map(({ own }) => Object.fromEntries(Object.keys(own.properties).map((each) => [each, {}]))),
  );
  return {
    ...clean,
    properties: { ...attributes, ...(clean['properties'] as Members | undefined) },
    allOf: [
      ...((clean['allOf'] as Json[] | undefined) ?? []),
      ...kinds.map(({ value, own }) => ({
        if: { properties: { [propertyName]: { const: value } }, required: [propertyName] },
        // oxlint-disable-next-line unicorn/no-thenable -- Why: the keyword of JSON Schema.
        then: {
          properties: own.properties,
          ...(own.required.length === 0 ? {} : { required: own.required }),
        },
      })),
    ],
  };
}

/** What a kind has beyond the schema that it builds on. */
function ownPart(schemas: Schemas, base: string, name: string): { properties: Members; required: string[] } {
  const walk = (schema: Json): { properties: Members; required: string[] } => {
    if (!isObject(schema)) return { properties: {}, required: [] };
    const reference = schema['$ref'] as string | undefined;
    const referred = reference?.split('/').at(-1);
    const parts = [
      ...((schema['allOf'] as Json[] | undefined) ?? []).map(walk),
      ...(referred === undefined || referred === base ? [] : [walk(schemas[referred]!)]),
    ];
    return {
      properties: Object.assign(
        {},
        ...parts.map(({ properties }) => properties),
        (bare(schema, true) as Members)['properties'] ?? {},
      ) as Members,
      required: [
        ...parts.flatMap(({ required }) => required),
        ...((schema['required'] as string[] | undefined) ?? []),
      ],
    };
  };
  return walk(schemas[name]!);
}

/** Schemas within `properties` are named by their keys, which may be words too: `description` is an attribute. */
function bare(schema: Json, isSchema: boolean): Json {
  if (Array.isArray(schema)) return schema.map((each) => bare(each, isSchema));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !isSchema || !(WORDS.has(key) || key === 'discriminator' || key.startsWith('x-')))
      .map(([key, value]) => [
        key,
        key === '$ref' && isSchema
          ? (value as string).replace('#/components/schemas/', '#/definitions/')
          : bare(value, !(isSchema && key === 'properties')),
      ]),
  );
}

const isObject = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
