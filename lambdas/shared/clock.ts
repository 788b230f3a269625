/**
 * What time it is for the operator. Real time, unless the operator is a sandbox: its functions then follow a test
 * clock, which is an offset from real time in the records table.
 */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from './dynamodb.js';

/** Where a test clock lies in the records table. */
export function clockKey(id: string): { pk: { S: string }; sk: { S: string } } {
  return { pk: { S: `CLOCK#${id}` }, sk: { S: 'META' } };
}

/**
 * The operator's time, epoch milliseconds. All business time comes from here, never from `Date.now()`.
 *
 * Real time costs nothing. With `TEST_CLOCK` (the id of the sandbox's clock) each call reads the clock from the
 * table named by `RECORDS_TABLE`, so that an advance is seen at once; a clock that was never moved shows real time.
 *
 * @throws Error on any failure of the store
 */
export async function operatorTime(): Promise<number> {
  const { TEST_CLOCK: clock, RECORDS_TABLE: table } = process.env;
  if (!clock) return Date.now();
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({
      TableName: table,
      Key: clockKey(clock),
      ConsistentRead: true,
      ProjectionExpression: 'offsetMs',
    }),
  );
  return Date.now() + Number(item?.['offsetMs']?.N ?? 0);
}
