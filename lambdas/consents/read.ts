import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Consents } from '../../domain/consents/consent.js';
import { fromItem } from '../shared/attributes.js';

/** What a subscriber agreed to, as it is now; undefined = nothing was ever said (`isAllowed` knows what then holds). */
export async function consentsOf(
  client: DynamoDBClient,
  table: string,
  subscriberId: string,
): Promise<Consents | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: `CONSENTS#${subscriberId}` }, sk: { S: 'META' } },
      ConsistentRead: true,
    }),
  );
  if (item === undefined) return undefined;
  const { pk: _pk, sk: _sk, ...consents } = fromItem(item);
  return consents as unknown as Consents;
}
