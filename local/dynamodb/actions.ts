import { createRequire } from 'node:module';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';
import { DynamoDbError } from './errors.js';

/** The operations that dynalite implements; its files are named after them. */
const NAMES = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

export type ActionName = (typeof NAMES)[number];

type Run = (store: DynaliteStore, data: object, done: (error: Error | null, result?: object) => void) => void;
interface Action {
  readonly run: Run;
  readonly types: object;
  readonly custom: unknown;
}

const load = createRequire(__filename);
const ACTIONS = new Map<string, Action>(
  NAMES.map((name) => {
    const file = name.charAt(0).toLowerCase() + name.slice(1);
    const { types, custom } = load(`dynalite/validations/${file}.js`) as { types: object; custom: unknown };
    return [name, { run: load(`dynalite/actions/${file}.js`) as Run, types, custom }];
  }),
);

export function isAction(name: string): name is ActionName {
  return ACTIONS.has(name);
}

/**
 * Checks a request as DynamoDB does and returns what the action takes: unknown fields dropped, expressions parsed.
 *
 * @throws ValidationException or SerializationException
 */
export function validated(name: ActionName, params: object, store: DynaliteStore): object {
  const { types, custom } = ACTIONS.get(name) as Action;
  const data = checkTypes({ ...params }, types);
  checkValidations(data, types, custom, store);
  return data;
}

/** Runs a validated request; the result is JSON-safe. */
export async function run(
  name: ActionName,
  store: DynaliteStore,
  data: object,
): Promise<Record<string, unknown>> {
  return await new Promise((resolve, reject) => {
    (ACTIONS.get(name) as Action).run(store, data, (error, result) => {
      if (error) reject(error);
      else resolve((result ?? {}) as Record<string, unknown>);
    });
  });
}

export const unknownOperation = (name: string): DynamoDbError =>
  new DynamoDbError('UnknownOperationException', `The local DynamoDB has no operation ${name}`);
