import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { toAttributes } from '../shared/attributes.js';
import { dynamodb } from '../shared/dynamodb.js';

const BATCH_WRITE = 25;
const MAX_BACKOFFS = 6;

/**
 * Stores usage records under (account, version): one that comes twice overwrites itself with equal content.
 *
 * @throws Error when the table stays too busy
 */
export async function storeUsage(table: string, records: readonly UsageRecord[]): Promise<void> {
  for (let i = 0; i < records.length; i += BATCH_WRITE) {
    let requests: WriteRequest[] = records.slice(i, i + BATCH_WRITE).map((record) => ({
      PutRequest: {
        Item: {
          pk: { S: `USAGE#${record.account}` },
          sk: { S: String(record.version).padStart(12, '0') },
          ...toAttributes({ ...record }),
        },
      },
    }));
    for (let attempt = 0; requests.length > 0; attempt++) {
      if (attempt === MAX_BACKOFFS) throw new Error(`${requests.length} usage records stayed unprocessed`);
      if (attempt > 0) await new Promise((done) => setTimeout(done, 50 * 2 ** attempt));
      const { UnprocessedItems: left } = await dynamodb.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
      );
      requests = left?.[table] ?? [];
    }
  }
}
