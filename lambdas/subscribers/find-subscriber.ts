import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { fromItem } from '../shared/attributes.js';
import { dynamodb } from '../shared/dynamodb.js';

/** A subscriber as the records table has it. */
export interface Subscriber {
  readonly subscriberId: string;
  readonly accountKey: string;
  readonly supi: string;
  readonly msisdn: string;
  readonly iccid: string;
  readonly offeringId: string;
  readonly planId: string;
  readonly state: string;
  /** The channel partner that sold it; absent = the operator itself. */
  readonly partnerId?: string;
  /** `cus_…` */
  readonly customerId?: string;
  /** The order that made it. */
  readonly orderId?: string;
  /** ISO 8601; absent of those that were brought along. */
  readonly activatedAt?: string;
  /** When it last got another SIM, or its first one. */
  readonly simChangedAt?: string;
  readonly terminatedAt?: string;
  /** Digests of the documents of who has it. */
  readonly documents?: readonly string[];
}

/** Whether a text can name a subscriber: its id, its SUPI or its MSISDN. */
export function isSubscriberName(name: string): boolean {
  return /^(sub_[0-9A-Za-z]{1,40}|imsi-\d{5,15}|msisdn-\d{5,15})$/.test(name);
}

/** The subscriber with this id, SUPI (`imsi-…`) or MSISDN (`msisdn-…`). */
export async function findSubscriber(table: string, name: string): Promise<Subscriber | undefined> {
  if (name.startsWith('msisdn-')) return findByMsisdn(table, name);
  if (!name.startsWith('imsi-')) return readSubscriber(table, name);
  const { Item: sim } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: { pk: { S: `SIM#${name}` }, sk: { S: 'META' } } }),
  );
  const subscriberId = sim?.['subscriberId']?.S;
  return subscriberId === undefined ? undefined : readSubscriber(table, subscriberId);
}

async function readSubscriber(table: string, subscriberId: string): Promise<Subscriber | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: `SUBSCRIBER#${subscriberId}` }, sk: { S: 'META' } },
    }),
  );
  return item === undefined ? undefined : (fromItem(item) as unknown as Subscriber);
}

async function findByMsisdn(table: string, msisdn: string): Promise<Subscriber | undefined> {
  const { Items: items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :msisdn',
      ExpressionAttributeValues: { ':msisdn': { S: `MSISDN#${msisdn}` } },
      Limit: 1,
    }),
  );
  return items[0] === undefined ? undefined : (fromItem(items[0]) as unknown as Subscriber);
}
