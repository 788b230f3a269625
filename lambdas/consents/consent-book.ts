/** Consents of subscribers: what holds, and all that was ever said. */
import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { type ConsentVersion, versionKey } from '../../domain/consents/change.js';
import type { Consents } from '../../domain/consents/consent.js';
import { fromItem, toAttributes } from '../shared/attributes.js';

const pkOf = (subscriberId: string) => `CONSENTS#${subscriberId}`;

/** The writes of what holds now; their transaction fails when something was said since. */
export function consentsWrites(
  table: string,
  before: Consents | undefined,
  after: Consents,
  said?: ConsentVersion,
): TransactWriteItem[] {
  const pk = pkOf(after.subscriberId);
  return [
    {
      Put: {
        TableName: table,
        Item: toAttributes({ ...after, pk, sk: 'META' }),
        ...(before === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'revision = :before',
              ExpressionAttributeValues: { ':before': { N: String(before.revision) } },
            }),
      },
    },
    ...(said === undefined
      ? []
      : [
          {
            Put: {
              TableName: table,
              Item: toAttributes({ ...said, pk, sk: versionKey(said.version) }),
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
        ]),
  ];
}

/** All that was said, the last first. */
export async function consentVersions(
  client: DynamoDBClient,
  table: string,
  subscriberId: string,
): Promise<ConsentVersion[]> {
  const versions: ConsentVersion[] = [];
  let after: Record<string, AttributeValue> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :versions)',
        ExpressionAttributeValues: { ':pk': { S: pkOf(subscriberId) }, ':versions': { S: 'V#' } },
        ScanIndexForward: false,
        ConsistentRead: true,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    for (const item of items) {
      const { pk: _pk, sk: _sk, ...version } = fromItem(item);
      versions.push(version as unknown as ConsentVersion);
    }
    after = last;
  } while (after !== undefined);
  return versions;
}
