/** Usage records as the recorder stored them, `USAGE#<account>` / version. */
import { type AttributeValue, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { hasReceipt } from '../../domain/billing/receipt-for.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { fromItem } from '../shared/attributes.js';
import { dynamodb } from '../shared/dynamodb.js';
import type { PageRequest } from '../shared/paging.js';

const usageKey = (account: string) => ({ S: `USAGE#${account}` });
const versionKey = (version: number) => String(version).padStart(12, '0');
/** The highest sort key there is. */
const END = '9'.repeat(12);

const asRecord = (item: Record<string, AttributeValue>): UsageRecord => {
  const { pk: _pk, sk: _sk, ttl: _ttl, ...record } = fromItem(item);
  return record as unknown as UsageRecord;
};

/** All records with versions after one, up to another (@default all there are), in order. */
export async function usageRows(
  table: string,
  account: string,
  after: number,
  through?: number,
): Promise<UsageRecord[]> {
  const records: UsageRecord[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': usageKey(account),
          ':from': { S: versionKey(after + 1) },
          ':to': { S: through === undefined ? END : versionKey(through) },
        },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    records.push(...items.map(asRecord));
    from = last;
  } while (from !== undefined);
  return records;
}

export async function usageRow(
  table: string,
  account: string,
  version: number,
): Promise<UsageRecord | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: usageKey(account), sk: { S: versionKey(version) } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? undefined : asRecord(item);
}

/** Records looked at a query, and queries a page: one that finds little still ends. */
const LOOKED_AT = 500;
const QUERIES = 10;

/**
 * Records that a receipt is given for, newest first. A page may have fewer than its limit, even none, and be followed
 * by another: between two top-ups lie thousands of calls.
 */
export async function receiptRows(
  table: string,
  account: string,
  { limit, after }: PageRequest,
): Promise<{ readonly records: readonly UsageRecord[]; readonly after: string | undefined }> {
  const pk = usageKey(account);
  const records: UsageRecord[] = [];
  let from = after;
  for (let query = 0; query < QUERIES; query += 1) {
    const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: 'attribute_exists(movements)',
        ExpressionAttributeValues: { ':pk': pk },
        ScanIndexForward: false,
        Limit: LOOKED_AT,
        ...(from === undefined ? {} : { ExclusiveStartKey: { pk, sk: { S: from } } }),
      }),
    );
    for (const record of items.map(asRecord).filter(hasReceipt)) {
      records.push(record);
      if (records.length === limit) return { records, after: versionKey(record.version) };
    }
    from = last?.['sk']?.S;
    if (from === undefined) break;
  }
  return { records, after: from };
}
