/** Problems in the shape of a file: what zod found, in our words, each once and with its value. */
import { z } from 'zod';
import { at, problemAt, type Problem } from './problem.js';
import { didYouMean } from './suggest.js';

/**
 * Everything in `data` that a schema does not allow. Unknown keys are one problem each.
 *
 * @param path  where `data` is in the file
 */
export function checkStructure(schema: z.ZodType, data: unknown, path = ''): Problem[] {
  const result = schema.safeParse(data);
  if (result.success) return [];
  const problems = new Map<string, Problem>();
  for (const issue of result.error.issues) {
    for (const problem of fromIssue(issue, schema, data, path)) {
      // Several rules of one value (pattern, length) say the same thing to the person who mends it.
      if (!problems.has(problem.path)) problems.set(problem.path, problem);
    }
  }
  return [...problems.values()];
}

function fromIssue(issue: z.core.$ZodIssue, schema: z.ZodType, data: unknown, root: string): Problem[] {
  const keys = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  const path = at(root, ...keys);
  const value = valueAt(data, keys);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = Object.keys(shapeAt(schema, keys));
      return issue.keys.map((key) =>
        problemAt(
          at(path, key),
          valueAt(value, [key]),
          known.join(', '),
          `there is no such key${didYouMean(key, known)}`,
        ),
      );
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      return [problemAt(path, value, `${values.join(', ')}${didYouMean(value, values)}`)];
    }
    case 'invalid_type':
      return [problemAt(path, value, wordsFor(issue))];
    default:
      return [problemAt(path, value, issue.message)];
  }
}

/** For types whose schemas carry no words of their own. */
const EXPECTED: Readonly<Record<string, string>> = {
  object: 'a mapping of keys to values',
  array: 'a list',
};

function wordsFor({ expected, message }: z.core.$ZodIssueInvalidType): string {
  return message.startsWith('Invalid input') ? (EXPECTED[expected] ?? message) : message;
}

function valueAt(data: unknown, keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    data,
  );
}

/** The keys that the object at `keys` may have. */
function shapeAt(schema: z.ZodType, keys: readonly (string | number)[]): Readonly<Record<string, z.ZodType>> {
  let here = bare(schema);
  for (const key of keys) {
    if (here instanceof z.ZodObject) here = bare((here.shape as Record<string, z.ZodType>)[key]!);
    else if (here instanceof z.ZodArray) here = bare(here.element as z.ZodType);
  }
  return here instanceof z.ZodObject ? here.shape : {};
}

/** A schema without what makes it optional. */
function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return bare(schema.unwrap() as z.ZodType);
  }
  return schema;
}
