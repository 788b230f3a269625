/** One set of schemas from many: equal ones are one, others of the same name are told apart. */
import type { Definitions, Schema } from '../partners/tmf/definitions.js';
import type { Words } from './words.js';

type Sources = Readonly<Record<string, Definitions>>;

/** A schema of a source, as it is looked for. */
export interface SchemaKey {
  readonly source: string;
  readonly name: string;
}

export interface Components {
  /** By the names they have in the document, ascending. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** @throws Error when it was no root and no root refers to it */
  readonly nameOf: (key: SchemaKey) => string;
}

const REFERENCE = '#/definitions/';
const idOf = ({ source, name }: SchemaKey) => `${source} ${name}`;

/**
 * The schemas that roots need.
 *
 * A name that stands for different schemas stays with a root of that name, the first of them; the others have their
 * source's before it: `OrderingMoney`.
 */
export function collectComponents(sources: Sources, roots: readonly SchemaKey[], words: Words): Components {
  const needed = reachable(sources, roots);
  const classes = classify(sources, needed);
  const isRoot = new Set(roots.map(idOf));
  const byName = groupBy(needed, ({ name }) => name);
  const names = new Map<string, string>();
  for (const [name, keys] of byName) {
    const kinds = groupBy(keys, (key) => classes.get(idOf(key))!);
    const plain = keys.find((key) => isRoot.has(idOf(key))) ?? keys[0]!;
    for (const [kind, same] of kinds) {
      const own =
        kinds.size === 1 || classes.get(idOf(plain)) === kind ? name : `${pascal(same[0]!.source)}${name}`;
      for (const key of same) names.set(idOf(key), own);
    }
  }
  const schemas = new Map<string, Schema>();
  for (const key of needed) {
    const own = names.get(idOf(key))!;
    if (schemas.has(own)) continue;
    schemas.set(own, described(key, sources[key.source]![key.name]!));
  }
  return {
    schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
    nameOf: (key) => {
      const found = names.get(idOf(key));
      if (found === undefined) throw new Error(`there is no schema ${key.name} of ${key.source}`);
      return found;
    },
  };

  function described(key: SchemaKey, schema: Schema): Schema {
    const said = { ...words['']?.[key.name], ...words[key.source]?.[key.name] };
    const { '': description, ...ofProperties } = said;
    const modern = modernised(schema, (name) => names.get(idOf({ source: key.source, name }))!);
    const { properties } = modern;
    return {
      ...(description === undefined ? {} : { description }),
      ...modern,
      ...(properties === undefined
        ? {}
        : {
            properties: Object.fromEntries(
              Object.entries(properties).map(([name, property]) => [
                name,
                ofProperties[name] === undefined
                  ? property
                  : { ...property, description: ofProperties[name] },
              ]),
            ),
          }),
    };
  }
}

function reachable(sources: Sources, roots: readonly SchemaKey[]): SchemaKey[] {
  const found = new Map<string, SchemaKey>();
  const open = [...roots];
  for (let key = open.shift(); key !== undefined; key = open.shift()) {
    if (found.has(idOf(key))) continue;
    const schema = sources[key.source]?.[key.name];
    if (schema === undefined) throw new Error(`there is no schema ${key.name} of ${key.source}`);
    found.set(idOf(key), key);
    for (const name of referencesOf(schema)) open.push({ source: key.source, name });
  }
  return [...found.values()];
}

function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === '$ref' && typeof member === 'string'
      ? [member.replace(REFERENCE, '')]
      : referencesOf(member as unknown),
  );
}

/** Two schemas are of one class when they read the same and what they refer to is of one class. */
function classify(sources: Sources, keys: readonly SchemaKey[]): ReadonlyMap<string, string> {
  let classes = new Map(keys.map((key) => [idOf(key), key.name]));
  for (;;) {
    const texts = new Map(
      keys.map((key) => [
        idOf(key),
        `${key.name} ${JSON.stringify(
          modernised(
            sources[key.source]![key.name]!,
            (name) => classes.get(idOf({ source: key.source, name })) ?? name,
          ),
        )}`,
      ]),
    );
    const numbers = new Map([...new Set(texts.values())].map((text, index) => [text, `class-${index}`]));
    const next = new Map([...texts].map(([id, text]) => [id, numbers.get(text)!]));
    if (new Set(next.values()).size === new Set(classes.values()).size) return next;
    classes = next;
  }
}

/** A schema of Swagger 2.0 or OpenAPI 3.0 as one of 3.1, which is JSON Schema. */
function modernised(schema: Schema, nameOf: (name: string) => string): Schema {
  return walk(schema) as Schema;

  function walk(value: unknown, isSchema = true): unknown {
    if (Array.isArray(value)) return value.map((each) => walk(each));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([key, member]): [string, unknown] =>
      key === '$ref' && isSchema
        ? [key, `#/components/schemas/${nameOf(String(member).replace(REFERENCE, ''))}`]
        : [key, walk(member, !(isSchema && key === 'properties'))],
    );
    if (!isSchema) return Object.fromEntries(members);
    const { nullable, ...rest } = Object.fromEntries(members);
    return nullable === true && typeof rest['type'] === 'string'
      ? { ...rest, type: [rest['type'], 'null'] }
      : rest;
  }
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

const pascal = (source: string) =>
  source
    .replace(/^camara-/, '')
    .replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
