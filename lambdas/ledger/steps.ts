/**
 * Postings of what grows: a state says how much of it was posted, in so many steps, and changes in the transaction that
 * posts the next. So every step is posted once, whoever else is at it and wherever a run breaks off.
 */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { writeTogether } from '../accounts/ledger.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import type { Entry } from '../../domain/ledger/entry.js';
import type { LedgerBooks } from './books.js';
import { entryWrites } from './post.js';

export interface StepState<T> {
  /** Counts the entries. */
  readonly steps: number;
  readonly posted: T;
}

interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Strongly consistent. */
export async function readSteps<T>(
  { client, table }: LedgerBooks,
  key: Key,
  nothing: T,
): Promise<StepState<T>> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? { steps: 0, posted: nothing } : (fromItem(item) as unknown as StepState<T>);
}

/**
 * @param day  on which the entry is booked
 * @returns false when somebody else was first: nothing was written
 */
export async function postStep<T>(
  books: LedgerBooks,
  key: Key,
  before: StepState<T>,
  posted: T,
  { entry, day }: { readonly entry: Entry; readonly day: string },
): Promise<boolean> {
  const { write, late } = entryWrites(books, entry, day);
  const { ReturnValuesOnConditionCheckFailure: _unused, ...Put } = write;
  return writeTogether(books.client, [
    { Put },
    ...(late === undefined ? [] : [late]),
    {
      Put: {
        TableName: books.table,
        Item: toAttributes({ ...key, steps: before.steps + 1, posted }),
        ...(before.steps === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#steps = :steps',
              ExpressionAttributeNames: { '#steps': 'steps' },
              ExpressionAttributeValues: { ':steps': { N: String(before.steps) } },
            }),
      },
    },
  ]);
}
