/** From an event that was written to deliveries, one a listener, and to the lists that are asked. */
import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  type BusEvent,
  fromBus,
  isFromPartners,
  subscriberOf,
  UNTOLD_TYPES,
} from '../../domain/events/bus-event.js';
import { OPERATOR_OWNER, type PartnerEvent } from '../../domain/events/event.js';
import { hears } from '../../domain/events/listener.js';
import { cloudEvent } from '../../domain/events/message.js';
import { writeTogether } from '../accounts/ledger.js';
import { type Lane, SINK } from './delivery-book.js';
import type { DynamoDbDeliveries } from './dynamodb-deliveries.js';
import { eventKey, type EventRow, listedKey, listOf, readEvent } from './event-row.js';
import { type ListenerRecord, readListeners } from './listeners.js';
import { eventWrite, KEPT_S, WAITING } from './outbox.js';

export interface FanOutOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly deliveries: DynamoDbDeliveries;
  readonly operatorId: string;
  /** Tells an event on the operator's bus. */
  readonly tellBus: (event: PartnerEvent) => Promise<void>;
  /** Says which lanes have something. Never fails. */
  readonly wakeLanes: (lanes: readonly Lane[]) => Promise<void>;
  /** Real time, ms since the epoch. */
  readonly now: () => number;
  /** What else an event makes happen, before it counts as told; the same event may come again. */
  readonly follow?: (event: PartnerEvent) => Promise<void>;
  /** An event of the bus with the resource that it is about, as partners see it. */
  readonly withResource?: (event: PartnerEvent) => Promise<PartnerEvent>;
}

const MOST_EARLIER = 100;

/** Of an event of the bus: written once, whatever comes twice. @returns its id; undefined for what is not told */
export async function keepBusEvent(event: BusEvent, options: FanOutOptions): Promise<string | undefined> {
  // What partners' events say on the bus comes from here.
  if (isFromPartners(event) || (UNTOLD_TYPES as readonly string[]).includes(event.type)) return undefined;
  const subscriberId = subscriberOf(event);
  const owner = subscriberId === undefined ? undefined : await ownerOfSubscriber(subscriberId, options);
  const bare = fromBus(event, owner ?? OPERATOR_OWNER);
  const told = { ...((await options.withResource?.(bare)) ?? bare), origin: 'bus' };
  for (let attempt = 1; attempt <= 5; attempt++)
    if (await writeTogether(options.client, [eventWrite(options.table, told)])) return told.id;
  throw new Error(`${event.id} of the bus could not be written`);
}

/** Tells an event to everybody who listens, after those of the same subject that happened before and still wait. */
export async function fanOut(eventId: string, options: FanOutOptions): Promise<void> {
  const row = await readEvent(options.client, options.table, eventId);
  if (row === undefined || !row.isWaiting) return;
  for (const earlier of await earlierOf(row, options)) await fanOutOne(earlier, options);
  await fanOutOne(row, options);
}

async function fanOutOne({ event, order, isFromBus }: EventRow, options: FanOutOptions): Promise<void> {
  const { client, table, deliveries, now } = options;
  const owners = [...new Set([event.owner, OPERATOR_OWNER])];
  const listeners = (
    await Promise.all(
      owners.map(async (owner) =>
        (await readListeners(client, table, owner)).filter((listener) => hears(listener, owner, event)),
      ),
    )
  ).flat();
  const lanes: Lane[] = [
    ...listeners.filter(isTold).map(({ id }) => ({ endpointId: id, subject: event.subject })),
    ...(event.sink === undefined ? [] : [{ endpointId: SINK, subject: event.subject }]),
  ];
  await Promise.all(lanes.map((lane) => deliveries.add(lane, { event, order }, now())));
  await options.wakeLanes(lanes);
  if (!isFromBus) await options.tellBus(event);
  await options.follow?.(event);
  await list(event, options);
}

const isTold = ({ status }: ListenerRecord): boolean => status === 'enabled';

/** From now on it is in the lists of its owner and of the operator, and nobody has to be told of it any more. */
async function list(event: PartnerEvent, { client, table, now }: FanOutOptions): Promise<void> {
  const nowMs = now();
  const at = { S: listedKey(nowMs, event.id) };
  await writeTogether(client, [
    {
      Update: {
        TableName: table,
        Key: eventKey(event.id),
        UpdateExpression: 'SET gsi1pk = :list, gsi1sk = :at',
        ConditionExpression: 'gsi1pk = :waiting',
        ExpressionAttributeValues: {
          ':list': { S: listOf(event.owner) },
          ':at': at,
          ':waiting': { S: WAITING },
        },
      },
    },
    ...(event.owner === OPERATOR_OWNER
      ? []
      : [
          {
            Put: {
              TableName: table,
              Item: {
                pk: eventKey(event.id).pk,
                sk: { S: 'LISTED' },
                gsi1pk: { S: listOf(OPERATOR_OWNER) },
                gsi1sk: at,
                type: { S: event.type },
                subject: { S: event.subject },
                ttl: { N: String(Math.floor(nowMs / 1000) + KEPT_S) },
              },
            },
          },
        ]),
  ]);
}

/** Those of the same subject that happened before and that nobody was told of: usually none. */
async function earlierOf(row: EventRow, { client, table }: FanOutOptions): Promise<EventRow[]> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :waiting AND gsi1sk < :order',
      FilterExpression: 'subject = :subject',
      ProjectionExpression: 'id',
      ExpressionAttributeValues: {
        ':waiting': { S: WAITING },
        ':order': { S: row.order },
        ':subject': { S: row.event.subject },
      },
      // The latest of them: what is far behind is the sweep's.
      ScanIndexForward: false,
      Limit: MOST_EARLIER,
    }),
  );
  const rows = await Promise.all(items.toReversed().map(({ id }) => readEvent(client, table, id!.S!)));
  return rows.filter((each) => each !== undefined).filter(({ isWaiting }) => isWaiting);
}

async function ownerOfSubscriber(
  subscriberId: string,
  { client, table }: FanOutOptions,
): Promise<string | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: `SUBSCRIBER#${subscriberId}` }, sk: { S: 'META' } },
      ProjectionExpression: 'partnerId',
    }),
  );
  return item?.['partnerId']?.S;
}

/** PutEvents takes 256 KB. */
const MOST_BYTES = 240_000;

/** @throws Error when the bus does not accept it */
export async function tellBus(
  client: EventBridgeClient,
  { busName, operatorId }: { readonly busName: string; readonly operatorId: string },
  event: PartnerEvent,
): Promise<void> {
  const { previousData: _previous, ...whole } = event;
  // A resource that is too large for the bus is asked for by its subject.
  const forms = [event, whole, { ...whole, data: {} }].map((form) =>
    JSON.stringify(cloudEvent(form, operatorId)),
  );
  const detail = forms.find((text) => Buffer.byteLength(text) < MOST_BYTES) ?? forms.at(-1)!;
  const { FailedEntryCount: failed } = await client.send(
    new PutEventsCommand({
      Entries: [
        { EventBusName: busName, Source: `wildlily.${operatorId}`, DetailType: event.type, Detail: detail },
      ],
    }),
  );
  if (failed !== undefined && failed > 0) throw new Error(`the bus did not accept ${event.id}`);
}
