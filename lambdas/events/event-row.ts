/** Events as they lie in the records table. */
import {
  BatchGetItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../domain/events/event.js';
import { fromItem } from '../shared/attributes.js';
import { WAITING } from './outbox.js';

export interface EventRow {
  readonly event: PartnerEvent;
  readonly isWaiting: boolean;
  /** Where it stands among events of its subject. */
  readonly order: string;
  /** Whether it was told on the operator's bus before it came here. */
  readonly isFromBus: boolean;
}

const LONGEST_ID = 512;

type Item = Readonly<Record<string, AttributeValue>>;
type Keys = {
  readonly gsi1pk?: string;
  readonly gsi1sk?: string;
  readonly order?: string;
  readonly origin?: string;
};

export const eventKey = (id: string) => ({ pk: { S: `EVENT#${id}` }, sk: { S: 'META' } });

export function eventRow(item: Item): EventRow {
  const {
    pk: _pk,
    sk: _sk,
    ttl: _ttl,
    gsi1pk,
    gsi1sk,
    order,
    origin,
    data,
    previousData,
    ...rest
  } = fromItem(item) as Record<string, unknown> & Keys;
  return {
    event: {
      ...rest,
      data: JSON.parse(String(data)) as PartnerEvent['data'],
      ...(previousData === undefined
        ? {}
        : { previousData: JSON.parse(previousData as string) as PartnerEvent['data'] }),
    } as unknown as PartnerEvent,
    isWaiting: gsi1pk === WAITING,
    order: order ?? gsi1sk ?? '',
    isFromBus: origin === 'bus',
  };
}

export async function readEvent(
  client: DynamoDBClient,
  table: string,
  id: string,
): Promise<EventRow | undefined> {
  if (id.length > LONGEST_ID) return undefined;
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: eventKey(id), ConsistentRead: true }),
  );
  return item === undefined ? undefined : eventRow(item);
}

/** The list of what an owner sees; the operator's has everybody's. */
export const listOf = (owner: string): string => `EVENTS#${owner}`;

export interface EventPage {
  readonly rows: readonly EventRow[];
  /** Where the list goes on; absent at its end. */
  readonly next?: string;
  /** The sort key of what was read last; absent of an empty page. */
  readonly last?: string;
}

export interface EventQuery {
  readonly owner: string;
  /** Sort keys of the list, exclusive. */
  readonly after?: string | undefined;
  readonly before: string;
  readonly limit: number;
  readonly type?: string | undefined;
  readonly subject?: string | undefined;
}

const READ = 100;

/** One page of an owner's list, in the order in which events were listed; it may be short of its limit. */
export async function pageOfEvents(
  client: DynamoDBClient,
  table: string,
  { owner, after = '0', before, limit, type, subject }: EventQuery,
): Promise<EventPage> {
  // The store refuses a range that ends before it begins.
  if (after >= before) return { rows: [] };
  const filters = [
    ...(type === undefined ? [] : [type.endsWith('*') ? 'begins_with(#type, :type)' : '#type = :type']),
    ...(subject === undefined ? [] : ['subject = :subject']),
  ];
  const { Items: items = [], LastEvaluatedKey: last } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :list AND gsi1sk BETWEEN :after AND :before',
      ...(filters.length === 0 ? {} : { FilterExpression: filters.join(' AND ') }),
      ...(type === undefined ? {} : { ExpressionAttributeNames: { '#type': 'type' } }),
      ExpressionAttributeValues: {
        ':list': { S: listOf(owner) },
        // A key that follows `after` at once: the range takes both its ends.
        ':after': { S: `${after}\u0000` },
        ':before': { S: before },
        ...(type === undefined ? {} : { ':type': { S: type.replace(/\*$/, '') } }),
        ...(subject === undefined ? {} : { ':subject': { S: subject } }),
      },
      Limit: limit,
    }),
  );
  const next = last?.['gsi1sk']?.S;
  const read = items.at(-1)?.['gsi1sk']?.S;
  return {
    rows: await resolved(client, table, items),
    ...(next === undefined ? {} : { next }),
    ...(read === undefined ? {} : { last: read }),
  };
}

/** The sort key of an event in lists. */
export const listedKey = (listedMs: number, id: string): string =>
  `${new Date(listedMs).toISOString()}#${id}`;

/** The operator's list names events of partners; what they are is read of the events themselves. */
async function resolved(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<EventRow[]> {
  const named = items.filter(({ sk }) => sk?.S !== 'META').map(({ pk }) => pk!.S!);
  const found = new Map<string, Item>();
  let wanted = named;
  for (let attempt = 0; wanted.length > 0 && attempt < 8; attempt++) {
    const { Responses: responses, UnprocessedKeys: left } = await client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [table]: { Keys: wanted.slice(0, READ).map((pk) => ({ pk: { S: pk }, sk: { S: 'META' } })) },
        },
      }),
    );
    for (const item of responses?.[table] ?? []) found.set(item['pk']!.S!, item);
    wanted = [...(left?.[table]?.Keys ?? []).map(({ pk }) => pk!.S!), ...wanted.slice(READ)];
  }
  return items.flatMap((item) => {
    const whole = item['sk']?.S === 'META' ? item : found.get(item['pk']!.S!);
    return whole === undefined ? [] : [eventRow(whole)];
  });
}
