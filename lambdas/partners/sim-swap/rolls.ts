/** Which subscriptions a number has, and which end by themselves: rows that are read at once and are never late. */
import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
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

/** Of one partner to one number: enough for a sink of each of its systems, and a SIM swap stays few messages. */
export const MOST_OF_NUMBER = 10;

/** How many a partner has of a number that have not ended. */
const countKey = (owner: string, phoneNumber: string) => ({
  pk: { S: `SIMSUBCOUNT#${phoneNumber}` },
  sk: { S: owner },
});

const count = (
  table: string,
  owner: string,
  { phoneNumber }: SimSwapSubscription,
  by: 1 | -1,
): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: countKey(owner, phoneNumber),
    UpdateExpression: 'ADD subscriptions :by',
    ExpressionAttributeValues: {
      ':by': { N: String(by) },
      ...(by === 1 ? { ':most': { N: String(MOST_OF_NUMBER) } } : {}),
    },
    ...(by === 1
      ? { ConditionExpression: 'attribute_not_exists(subscriptions) OR subscriptions < :most' }
      : {}),
  },
});

interface Named {
  readonly id: string;
  readonly owner: string;
}

/** For the transaction that writes the subscription; not written when the partner has as many of the number as it may. */
export const enrol = (
  table: string,
  { id, owner }: Named,
  subscription: SimSwapSubscription,
): TransactWriteItem[] => [
  count(table, owner, subscription, 1),
  ...rowsOf(id, subscription).map(({ pk, sk }) => ({
    Put: { TableName: table, Item: { pk: { S: pk }, sk: { S: sk }, subscriptionId: { S: id } } },
  })),
];

/** For the transaction that ends it. */
export const leave = (table: string, subscription: SimSwapSubscription & Named): TransactWriteItem[] => [
  count(table, subscription.owner, subscription, -1),
  ...rowsOf(subscription.id, subscription).map(({ pk, sk }) => ({
    Delete: { TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } },
  })),
];

/** Whether a partner has as many subscriptions to a number as it may. */
export async function isFull({ client, table }: Store, owner: string, phoneNumber: string): Promise<boolean> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: countKey(owner, phoneNumber), ConsistentRead: true }),
  );
  return Number(item?.['subscriptions']?.N ?? 0) >= MOST_OF_NUMBER;
}

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
