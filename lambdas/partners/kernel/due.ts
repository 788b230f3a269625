/** Records that something is to be done with by a time: an index's partition has them by when, a sweep does it. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

/** Until what failed is tried again. */
const AGAIN_MS = 10 * 60_000;

interface Due {
  readonly table: string;
  readonly key: { readonly pk: string; readonly sk: string };
  readonly id: string;
  /** The index's partition. */
  readonly list: string;
}

/**
 * Puts what could not be done back in the list: a sweep looks at the oldest, and those that fail for good would be all
 * that it ever looks at. Never fails.
 *
 * @param error  why it could not be done
 */
export async function tryLater(
  client: DynamoDBClient,
  { table, key: { pk, sk }, id, list }: Due,
  nowMs: number,
  error: unknown,
): Promise<void> {
  const again = new Date(nowMs + AGAIN_MS).toISOString();
  console.error(
    JSON.stringify({ message: 'what was due was not done', list, id, again, error: String(error) }),
  );
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: 'SET gsi1sk = :at',
        ConditionExpression: 'gsi1pk = :list',
        ExpressionAttributeValues: { ':at': { S: `${again}#${id}` }, ':list': { S: list } },
      }),
    );
  } catch (failure) {
    // It is no longer in the list, so it was done after all.
    if (failure instanceof ConditionalCheckFailedException) return;
    console.error(JSON.stringify({ message: 'what is due stays first', list, id, error: String(failure) }));
  }
}
