/** Bodies against the schemas of their API: all problems at once, each with what came and what is allowed. */
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { didYouMean } from '../../../domain/operator/suggest.js';
import { type Definitions, propertiesOf, type Schema } from '../../../domain/partners/tmf/definitions.js';
import type { InvalidParam } from '../../shared/problem.js';

export type CheckBody = (name: string, body: unknown) => InvalidParam[];

const ROOT = 'tmf';
const MOST_PROBLEMS = 50;

/**
 * Checks of an API's bodies by the names of their schemas.
 *
 * Attributes that a schema does not have are refused, unless the object says by `@schemaLocation` that it is extended
 * (TMF630, part 2, polymorphism). A merge patch need not name what is mandatory, whatever the swaggers say of it, and
 * may remove anything by null; what is left is for its handler to check.
 */
export function bodyChecks(definitions: Definitions): CheckBody {
  // Lists of problems are for people: after so many the rest is the same mistake.
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, multipleOfPrecision: 9 });
  addFormats(ajv);
  // TMF620's attachments; any text, as in JSON Schema.
  ajv.addFormat('base64', true);
  ajv.addSchema({ $id: ROOT, definitions });
  const compiled = new Map<string, ValidateFunction>();
  return (name, given) => {
    const schema = definitions[name];
    if (schema === undefined) throw new Error(`there is no schema ${name}`);
    const isPatch = name.endsWith('_Update');
    const body = isPatch ? withoutRemovals(given) : given;
    let validate = compiled.get(name);
    if (validate === undefined) {
      const { required: _mandatory, ...patch } = schema;
      validate = ajv.compile(isPatch ? inRoot(patch) : { $ref: `${ROOT}#/definitions/${name}` });
      compiled.set(name, validate);
    }
    const errors = validate(body) ? [] : (validate.errors ?? []);
    return first(MOST_PROBLEMS, [
      () => inWords(errors),
      () => unknownAttributes(definitions, schema, body, ''),
    ]);
  };
}

function* inWords(errors: readonly ErrorObject[]): Generator<InvalidParam> {
  for (const error of errors) yield fromAjv(error);
}

/** A merge patch without the members that it removes (RFC 7396: lists are replaced whole, with any null in them). */
function withoutRemovals(patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  return Object.fromEntries(
    Object.entries(patch)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutRemovals(member)]),
  );
}

/** A schema on its own, its references led to the root. */
function inRoot(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', `"${ROOT}#/definitions/`)) as object;
}

function fromAjv({ instancePath, keyword, params, data, schema, message }: ErrorObject): InvalidParam {
  const path = pathOf(instancePath);
  switch (keyword) {
    case 'required': {
      const missing = (params as { missingProperty: string }).missingProperty;
      return { param: path === '' ? missing : `${path}.${missing}`, reason: 'is missing; it is mandatory' };
    }
    case 'type':
      return { param: path, reason: `got ${shown(data)}; allowed: ${[schema].flat().join(' or ')}` };
    case 'enum':
      return {
        param: path,
        reason: `got ${shown(data)}; allowed: ${(schema as unknown[]).join(', ')}${didYouMean(data, (schema as unknown[]).map(String))}`,
      };
    case 'format':
      return {
        param: path,
        reason: `got ${shown(data)}; allowed: a ${String(schema)}${EXAMPLE[String(schema)] ?? ''}`,
      };
    default:
      return { param: path, reason: `got ${shown(data)}; ${boundOf(keyword, schema) ?? message ?? keyword}` };
  }
}

/** What a bound of JSON Schema allows; undefined for other keywords. */
function boundOf(keyword: string, bound: unknown): string | undefined {
  const words = BOUNDS[keyword]?.(String(bound));
  return words === undefined ? undefined : `allowed: ${words}`;
}

const BOUNDS: Readonly<Record<string, (bound: string) => string>> = {
  minItems: (least) => `a list of ${least} or more`,
  maxItems: (most) => `a list of at most ${most}`,
  minLength: (least) => `text of ${least} or more characters`,
  maxLength: (most) => `text of at most ${most} characters`,
  minimum: (least) => `${least} or more`,
  exclusiveMinimum: (bound) => `more than ${bound}`,
  maximum: (most) => `at most ${most}`,
  exclusiveMaximum: (bound) => `less than ${bound}`,
  pattern: (pattern) => `what matches ${pattern}`,
};

const EXAMPLE: Readonly<Record<string, string>> = {
  'date-time': ' such as "2026-11-23T09:30:00Z"',
  date: ' such as "2026-11-23"',
  uri: ' such as "https://shop.example/order/1"',
  'uri-reference': ' such as "https://shop.example/order/1" or "/order/1"',
};

/** `/productOrderItem/0/id` as people write it: `productOrderItem[0].id`. */
function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`),
      '',
    );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** What says of what type something is may stand on everything, whether a swagger remembers it or not (TMF630). */
const TYPES = /^@(type|baseType|schemaLocation|referredType)$/;

function* unknownAttributes(
  definitions: Definitions,
  schema: Schema,
  value: unknown,
  path: string,
): Generator<InvalidParam> {
  const referred =
    schema.$ref === undefined ? schema : (definitions[schema.$ref.split('/').at(-1)!] ?? schema);
  if (Array.isArray(value)) {
    const { items } = referred;
    if (items === undefined) return;
    for (const [index, each] of value.entries())
      yield* unknownAttributes(definitions, items, each, `${path}[${index}]`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const known = propertiesOf(definitions, referred);
  const names = Object.keys(known);
  // A schema without attributes says nothing of what it holds.
  if (names.length === 0) return;
  const isExtended = Object.hasOwn(value, '@schemaLocation');
  for (const [name, member] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const of = Object.hasOwn(known, name) ? known[name] : undefined;
    if (of !== undefined) yield* unknownAttributes(definitions, of, member, at);
    else if (!TYPES.test(name) && !isExtended)
      yield {
        param: at,
        reason: `got ${shown(member)}; there is no such attribute${didYouMean(name, names)}; allowed: ${names.join(', ')}, or others with @schemaLocation`,
      };
  }
}

/** The first distinct problems; those after them are not even put into words, which costs more than finding them. */
function first(most: number, sources: readonly (() => Iterable<InvalidParam>)[]): InvalidParam[] {
  const found = new Map<string, InvalidParam>();
  for (const source of sources)
    for (const problem of source()) {
      found.set(`${problem.param} ${problem.reason}`, problem);
      if (found.size >= most) return [...found.values()];
    }
  return [...found.values()];
}
