/** The keys that charging references are signed with, from the records table. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ReferenceKey } from '../../domain/charging/reference.js';
import { dynamodb } from '../shared/dynamodb.js';

/**
 * All active keys, the one to sign with first. Made once, at deployment, by `catalogue-publish`.
 *
 * @throws Error when there are none: nothing can be charged then
 */
export async function loadReferenceKeys(table: string): Promise<readonly ReferenceKey[]> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: 'CONFIG' }, sk: { S: 'REFKEYS' } },
      ConsistentRead: true,
    }),
  );
  const keys = (item?.['keys']?.L ?? []).flatMap(({ M: entry }): ReferenceKey[] => {
    const id = Number(entry?.['id']?.N);
    const key = entry?.['key']?.B;
    return key !== undefined && key.length >= 32 && Number.isInteger(id) && id >= 0 && id <= 255
      ? [{ id, key }]
      : [];
  });
  if (keys.length === 0) {
    throw new Error(`table ${table} has no CONFIG/REFKEYS item: the catalogue was never published here`);
  }
  return keys;
}
