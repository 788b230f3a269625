/**
 * DynamoDB's error classes, made by one function instead of each by a class of its own: they differ in a name, in
 * whose fault it was and in the fields they carry.
 *
 * Both transforms throw where the SDK is not written as they know it.
 */

const CLASS =
  /export class (?<name>\w+) extends __BaseException \{\n    static shapeId = "com\.amazonaws\.dynamodb#(?<shape>\w+)";\n    name = "(?<named>\w+)";\n    \$fault = "(?<fault>client|server)";\n(?<retryable>    \$retryable = \{\};\n)?(?<fields>(?:    \w+;\n)*)    constructor\(opts\) \{\n        super\(\{\n            name: "(?<given>\w+)",\n            \$fault: "(?<blamed>client|server)",\n            \.\.\.opts,\n        \}\);\n        Object\.setPrototypeOf\(this, (?<prototype>\w+)\.prototype\);\n(?<assigned>(?:        this\.(\w+) = opts\.\11;\n)*)    \}\n\}\n/g;

const IMPORT = 'import { DynamoDBServiceException as __BaseException } from "./DynamoDBServiceException";\n';

const MAKER = `const make = (name, fields = [], fault = "client", own) => {
  const made = class extends __BaseException {
    static shapeId = "com.amazonaws.dynamodb#" + name;
    constructor(opts) {
      super({ name, $fault: fault, ...opts });
      Object.setPrototypeOf(this, made.prototype);
      this.name = name;
      this.$fault = fault;
      Object.assign(this, own);
      for (const field of fields) this[field] = opts[field];
    }
  };
  return made;
};
`;

interface ErrorClass {
  readonly name: string;
  readonly text: string;
}

function factored({ groups, 0: text }: RegExpMatchArray): ErrorClass {
  const { name = '', shape, named, given, prototype, fault, blamed, retryable } = groups ?? {};
  const fields = groups?.['fields']?.match(/\w+/g) ?? [];
  const assigned = [...(groups?.['assigned'] ?? '').matchAll(/this\.(\w+)/g)].map(([, field]) => field);
  if (
    [shape, named, given, prototype].some((other) => other !== name) ||
    fault !== blamed ||
    fields.join() !== assigned.join()
  ) {
    throw new Error(`DynamoDB's error class ${name} is not written as the others are:\n${text}`);
  }
  const parts = [
    JSON.stringify(name),
    JSON.stringify(fields),
    JSON.stringify(fault),
    ...(retryable === undefined ? [] : ['{ $retryable: {} }']),
  ];
  if (parts.length === 3 && fault === 'client') parts.length = fields.length > 0 ? 2 : 1;
  return { name, text: `export const ${name} = /* @__PURE__ */ make(${parts.join(', ')});\n` };
}

/** The SDK's `models/errors.js`, without the errors named. */
export function factorErrors(source: string, leftOut: readonly string[]): string {
  const classes = [...source.matchAll(CLASS)].map(factored);
  const rest = source.replaceAll(CLASS, '').trim();
  if (classes.length === 0 || rest !== IMPORT.trim()) {
    throw new Error(`DynamoDB's error classes are not written as they were; not understood:\n${rest}`);
  }
  const unknown = leftOut.filter((name) => !classes.some((of) => of.name === name));
  if (unknown.length > 0) throw new Error(`DynamoDB has no error ${unknown.join(', ')} any more`);
  const kept = classes.filter(({ name }) => !leftOut.includes(name));
  return IMPORT + MAKER + kept.map(({ text }) => text).join('');
}

/** The SDK's `schemas/schemas_0.js`, without the schemas of the errors named. */
export function dropErrorSchemas(source: string, leftOut: readonly string[]): string {
  let kept = source;
  for (const name of leftOut) {
    const schema = new RegExp(
      `export var ${name}\\$ = \\[-3, n0, \\w+,\\n    [^\\n]+\\n    \\[_m\\],\\n    \\[0\\]\\n\\];\\nn0_registry\\.registerError\\(${name}\\$, ${name}\\);\\n`,
    );
    const without = kept
      .replace(schema, '')
      .replace(new RegExp(`\\b${name}, (?=[^\\n]*from "../models/errors")`), '');
    // What is left is the shape's name, a constant that nothing reads any more.
    if (!schema.test(kept) || new RegExp(`\\b${name}\\b`).test(without.replace(`"${name}"`, ''))) {
      throw new Error(`the schema of DynamoDB's error ${name} is not written as the others are`);
    }
    kept = without;
  }
  return kept;
}
