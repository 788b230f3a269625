/** The generated part of `@wildlily/client`: types of what goes over the wire, and the operations. */
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { buildOpenApi } from '../../domain/openapi/build.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: { readonly type?: string };
}

interface Referred {
  readonly $ref: string;
}

type Schema = Referred | { readonly type: 'array'; readonly items: Referred };

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly (Parameter | Referred)[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

const NOTE = 'Written by scripts/client.ts from the OpenAPI document; not by hand.';

/** Every operation of a sandbox; a live operator has all but simulations. */
const document = () =>
  buildOpenApi({
    api: 'partner',
    id: 'any',
    name: 'Any',
    country: 'any',
    currency: 'any',
    offeringId: 'any',
    sandbox: true,
    loyalty: true,
    url: 'https://partner.example',
    tokenUrl: 'https://partner.example/oauth2/token',
  });

/** Files of `client/src/generated`, by name. */
export async function clientFiles(): Promise<Readonly<Record<string, string>>> {
  const { paths, components } = document();
  return {
    'schemas.ts': await schemasModule(components['schemas']!),
    'operations.ts': operationsModule(paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>),
  };
}

async function schemasModule(schemas: Readonly<Record<string, unknown>>): Promise<string> {
  const definitions = bareReferences(
    JSON.parse(JSON.stringify(schemas).replaceAll('#/components/schemas/', '#/definitions/')) as Json,
  ) as Record<string, JSONSchema>;
  const text = await compile({ type: 'object', properties: {}, definitions }, 'Nothing', {
    additionalProperties: false,
    bannerComment: `/** Schemas of the partner API. ${NOTE} */`,
    customName: (_schema, key) => key,
    format: false,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
    unknownAny: true,
  });
  // Each says which schema it is of, which is its name.
  return text
    .replaceAll(/^ \* This interface was referenced by .*\n \* via the `definition` .*\n/gm, '')
    .replaceAll(/^(?: \* *\n)+ \*\/$/gm, ' */')
    .replaceAll(/^\/\*\*\n \*\/\n/gm, '')
    .replace(/^export interface Nothing \{\n\}\n/m, '');
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** References without words of their own: those would become types of their own. */
function bareReferences(value: Json): Json {
  if (Array.isArray(value)) return value.map(bareReferences);
  if (typeof value !== 'object' || value === null) return value;
  const reference = value['$ref'];
  if (typeof reference === 'string') return { $ref: reference };
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, bareReferences(member)]));
}

function operationsModule(paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>): string {
  const all = Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation,
      })),
    )
    // Payments are served at two paths; one is enough.
    .filter(({ operation }) => !operation.operationId.endsWith('_short'));
  return [
    `/** Operations of the partner API. ${NOTE} */`,
    "import type * as S from './schemas.js';",
    "import type { ListQuery, Patch } from '../query.js';",
    '',
    '/** What each operation is asked with, and answers. */',
    'export interface Operations {',
    ...all.map(({ operation }) => typeOf(operation)),
    '}',
    '',
    'export const OPERATIONS = {',
    ...all.map(({ path, method, operation }) => {
      const { isList } = answerOf(operation);
      const paging = isList ? `, paging: '${pagingOf(operation)}'` : '';
      return `  ${keyOf(operation.operationId)}: { method: '${method}', path: '${path}'${paging} },`;
    }),
    '} as const;',
    '',
  ].join('\n');
}

function typeOf(operation: Operation): string {
  const { operationId, summary, parameters, requestBody } = operation;
  const own = parameters.filter((parameter): parameter is Parameter => 'name' in parameter);
  const inPath = own.filter((parameter) => parameter.in === 'path').map(({ name }) => `${name}: string`);
  const inQuery = own
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => `'${name}'?: ${SCALARS[schema.type ?? 'string'] ?? 'string'}`);
  const hasFilter = parameters.some((parameter) => '$ref' in parameter && parameter.$ref.endsWith('/Filter'));
  const hasFields = parameters.some((parameter) => '$ref' in parameter && parameter.$ref.endsWith('/Fields'));
  const query = hasFilter
    ? 'ListQuery'
    : hasFields
      ? '{ fields?: string }'
      : inQuery.length > 0
        ? `{ ${inQuery.join('; ')} }`
        : undefined;
  const [[type, content] = []] = Object.entries(requestBody?.content ?? {});
  const named = content && nameOf(content.schema);
  const body = type?.includes('merge-patch') ? `Patch<${named}>` : named;
  const { answer } = answerOf(operation);
  return [
    `  /** ${summary} */`,
    `  ${keyOf(operationId)}: {`,
    `    path: { ${inPath.join('; ')} };`,
    ...(query === undefined ? [] : [`    query: ${query};`]),
    ...(body === undefined ? [] : [`    body: ${body};`]),
    `    answer: ${answer};`,
    '  };',
  ].join('\n');
}

const SCALARS: Readonly<Record<string, string>> = { boolean: 'boolean', integer: 'number' };

/** Of a list, its elements. */
function answerOf({ responses }: Operation): { readonly answer: string; readonly isList: boolean } {
  // Creations that may be answered 200 too answer the same then.
  const response = Object.entries(responses).find(([status]) => status.startsWith('2'))![1];
  const schema = response.content && Object.values(response.content)[0]!.schema;
  return {
    answer: schema === undefined ? 'undefined' : nameOf(schema),
    isList: schema !== undefined && 'items' in schema,
  };
}

/** How the next page is asked for. */
function pagingOf({ parameters }: Operation): 'offset' | 'after' | 'page' | 'none' {
  const names = parameters.map((parameter) => ('name' in parameter ? parameter.name : parameter.$ref));
  if (names.some((name) => name.endsWith('/Offset'))) return 'offset';
  if (names.includes('after')) return 'after';
  return names.includes('page') ? 'page' : 'none';
}

const nameOf = (schema: Schema): string =>
  'items' in schema ? nameOf(schema.items) : `S.${schema.$ref.split('/').at(-1)!}`;

const keyOf = (name: string) => (/^\w+$/.test(name) ? name : `'${name}'`);
