/** Which subscriptions a number has, and which end by themselves: rows that are read at once and are never late. */
import { type DynamoDBClient, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { endOf, type SimSwapSubscription } from '../../../domain/partners/sim-swap/subscription.js';

const DUE = 'SIMSUBS#DUE';
const ofNumber = (phoneNumber: string) => `SIMSUBS#${phoneNumber}`;

function rowsOf(
  id: string,
  subscription: SimSwapSubscription,
): { readonly pk: string; readonly sk: string }[] {
  const end = endOf(subscription);
  return [
    { pk: ofNumber(subscription.phoneNumber), sk: id },
    ...(end === undefined ? [] : [{ pk: DUE, sk: `${new Date(end.at).toISOString()}#${id}` }]),
  ];
}

/** For the transaction that writes the subscription. */
export const enrol = (table: string, id: string, subscription: SimSwapSubscription): TransactWriteItem[] =>
  rowsOf(id, subscription).map(({ pk, sk }) => ({
    Put: { TableName: table, Item: { pk: { S: pk }, sk: { S: sk }, subscriptionId: { S: id } } },
  }));

/** For the transaction that ends it. */
export const leave = (table: string, id: string, subscription: SimSwapSubscription): TransactWriteItem[] =>
  rowsOf(id, subscription).map(({ pk, sk }) => ({
    Delete: { TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } },
  }));

interface Store {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** Ids of the subscriptions of a number. */
export const subscriptionsOf = async (store: Store, phoneNumber: string): Promise<string[]> =>
  idsAt(store, ofNumber(phoneNumber), '￿');

/** Ids of those that end by then. */
export const dueSubscriptions = async (store: Store, untilISO: string): Promise<string[]> =>
  idsAt(store, DUE, `${untilISO}#￿`);

async function idsAt({ client, table }: Store, pk: string, last: string): Promise<string[]> {
  const ids: string[] = [];
  let from: Record<string, { S: string }> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: next } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk <= :last',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':last': { S: last } },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    ids.push(...items.map((item) => item['subscriptionId']?.S ?? ''));
    from = next as typeof from;
  } while (from !== undefined);
  return ids;
}
