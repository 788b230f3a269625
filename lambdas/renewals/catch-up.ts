/**
 * Puts into the schedule what the accounts' stream has not told it yet. A test clock jumps over months in a second; what
 * fell due between must not wait for the stream.
 */
import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { inParallel } from '../../domain/in-parallel.js';
import type { RenewalSchedule } from './schedule.js';

const LANES = 16;

/**
 * Looks at all accounts, once: a sandbox has few, and nobody else may walk the table.
 *
 * @param throughS  what is due at this time or before, epoch seconds
 */
export async function catchUp(
  client: DynamoDBClient,
  accountsTable: string,
  schedule: Pick<RenewalSchedule, 'keep'>,
  throughS: number,
): Promise<void> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: accountsTable,
        ConsistentRead: true,
        // Of accounts only: those have a plan.
        FilterExpression: 'attribute_exists(p) AND (#due <= :through OR #loan <= :through)',
        ProjectionExpression: 'k, #version, #due, #loan',
        ExpressionAttributeNames: { '#version': 'v', '#due': 'r', '#loan': 'y' },
        ExpressionAttributeValues: { ':through': { N: String(throughS) } },
        ExclusiveStartKey: start,
      }),
    );
    await inParallel(page.Items ?? [], LANES, async ({ k, v, r, y }) =>
      schedule.keep({
        account: k?.S ?? '',
        version: Number(v?.N),
        dueS: Math.min(Number(r?.N ?? Infinity), Number(y?.N ?? Infinity)),
      }),
    );
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
