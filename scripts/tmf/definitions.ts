/** The schemas of a TM Forum swagger as a module. */

/** API → how its file's name begins. */
export const TMF_FILES = {
  catalog: 'TMF620',
  ordering: 'TMF622',
  inventory: 'TMF637',
  parties: 'TMF632',
  customers: 'TMF629',
  'party-roles': 'TMF669',
  balances: 'TMF654',
  usage: 'TMF635',
  consumption: 'TMF677',
  resources: 'TMF639',
  payments: 'TMF676',
  bills: 'TMF678',
  promotions: 'TMF671',
  loyalty: 'TMF658',
} as const;

/** Members of a schema that say something to people only. */
const WORDS = new Set([
  'description',
  'title',
  'example',
  'examples',
  'x-example',
  'discriminator',
  'default',
]);

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** @returns the text of a TypeScript module */
export function tmfDefinitions(file: string, swagger: object): string {
  const { definitions } = swagger as { definitions: Record<string, Json> };
  const wanted = Object.fromEntries(
    Object.entries(definitions)
      // What is told to listeners is no body of ours; an event that clients make is one: TMF658's LoyaltyEvent.
      .filter(([name]) => !/Event(Payload)?$/.test(name) || `${name}_Create` in definitions)
      .map(([name, schema]) => [name, correct(name, bare(schema, true))]),
  );
  return [
    `/** The schemas of ${file} (TM Forum, Apache License 2.0), less words and examples. Written by scripts/tmf-definitions.ts. */`,
    "import type { Definitions } from '../tmf/definitions.js';",
    '',
    `export const definitions: Definitions = ${JSON.stringify(wanted)};`,
    '',
  ].join('\n');
}

/** Schemas within `properties` are named by their keys, which may be words too: `description` is an attribute. */
function bare(schema: Json, isSchema: boolean): Json {
  if (Array.isArray(schema)) return schema.map((each) => bare(each, isSchema));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !isSchema || !WORDS.has(key))
      .map(([key, value]) => [key, bare(value, !(isSchema && key === 'properties'))] as const)
      // TMF676 has names that end in a blank: with it, as clients that were generated send them, and as they are meant.
      .flatMap(([key, value]) =>
        key === key.trim()
          ? [[key, value]]
          : [
              [key.trim(), value],
              [key, value],
            ],
      ),
  );
}

/**
 * Mandatory in the swaggers, and not in what the TM Forum's conformance kits send: TMF669's role without a type, which
 * is of the type that its name says; TMF676's payment by a method of which nothing is told.
 */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  PartyRole_Create: ['roleType'],
  PaymentMethodRefOrValue: ['@type', 'name'],
};

/**
 * TMF639 demands of who creates a resource the id and href that its server gives; TMF669 demands an id of a role's
 * type, which has no such attribute: there it is one that may be left out.
 */
function correct(name: string, given: Json): Json {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const schema = withRelativeHref(given);
  const { required, ...rest } = schema;
  const leftOut = LEFT_OUT[name] ?? [];
  const mandatory = ((required ?? []) as string[]).filter((attribute) => !leftOut.includes(attribute));
  if (leftOut.length > 0) return mandatory.length === 0 ? rest : { ...rest, required: mandatory };
  if (/_(Create|Update)$/.test(name)) {
    const left = mandatory.filter((attribute) => !['id', 'href'].includes(attribute));
    return left.length === 0 ? rest : { ...rest, required: left };
  }
  const properties = rest['properties'] as { [name: string]: Json } | undefined;
  // TMF622 forgot what characteristics are for; TMF637, whose products they become, has it.
  if (name === 'Characteristic' && properties !== undefined && !('value' in properties))
    return { ...schema, properties: { ...properties, value: {} } };
  // "Skipped properties: id,href", says TMF658 of what creates its events, and has forgotten them in what is answered.
  if (name === 'LoyaltyEvent' && properties !== undefined)
    return { ...schema, properties: { id: { type: 'string' }, href: { type: 'string' }, ...properties } };
  const unknown = properties === undefined ? [] : mandatory.filter((attribute) => !(attribute in properties));
  if (unknown.length === 0) return schema;
  const left = mandatory.filter((attribute) => !unknown.includes(attribute));
  const added = Object.fromEntries(unknown.map((attribute) => [attribute, { type: 'string' }]));
  return {
    ...rest,
    properties: { ...properties, ...added },
    ...(left.length === 0 ? {} : { required: left }),
  };
}

/** What is referred to may be told relatively, as the TM Forum's own samples and kits do (RFC 3986, 4.1). */
function withRelativeHref(schema: { [key: string]: Json }): { [key: string]: Json } {
  const properties = schema['properties'] as { [name: string]: { [keyword: string]: Json } } | undefined;
  const href = properties?.['href'];
  if (href?.['format'] !== 'uri') return schema;
  return { ...schema, properties: { ...properties, href: { ...href, format: 'uri-reference' } } };
}
