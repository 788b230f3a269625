/** Usage records of an account in a stretch of time, for views of them. */
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { UsageRecord } from '../../../domain/charging/usage-record.js';
import { fromItem } from '../../shared/attributes.js';

/** ISO 8601; absent = without end. */
export interface Stretch {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * Records with usage in them, in the order in which they were written. A file's rows have times of their own, so files
 * are in every stretch.
 */
export async function* usageRecords(
  client: DynamoDBClient,
  table: string,
  account: string,
  { from = '', to = '~' }: Stretch,
): AsyncIterable<UsageRecord> {
  let after: Record<string, AttributeValue> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: 'size(#lines) > :none AND (#kind = :file OR #at BETWEEN :from AND :to)',
        ExpressionAttributeNames: { '#lines': 'lines', '#kind': 'kind', '#at': 'at' },
        ExpressionAttributeValues: {
          ':pk': { S: `USAGE#${account}` },
          ':none': { N: '0' },
          ':file': { S: 'file' },
          // A text of one space sorts before every date.
          ':from': { S: from === '' ? ' ' : from },
          ':to': { S: to },
        },
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    for (const item of items) yield fromItem(item) as unknown as UsageRecord;
    after = last;
  } while (after !== undefined);
}
