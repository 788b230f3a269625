/**
 * Lanes in the records table: `LANE#<listener>#<subject>` / `META` is the lane (who may be at it, and when), and
 * `E#<order>` what waits in it. What became of a delivery stands at its event: `EVENT#<id>` / `DELIVERY#<listener>`.
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionConflictException,
  type TransactWriteItem,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../domain/events/event.js';
import type { DisabledReason } from '../../domain/events/listener.js';
import { writeTogether } from '../accounts/ledger.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import type { Attempted, DeliveryBook, Known, Lane, Lease, Pending } from './delivery-book.js';
import { type EventRow, readEvent } from './event-row.js';
import { isListener, type ListenerRecord, listenerKey, tellDisabled } from './listeners.js';
import { KEPT_S } from './outbox.js';

/** The index of lanes by when somebody should be at them. */
export const DUE = 'DELIVERIES#DUE';

/** Dead letters of a listener, by when they died. */
export const deadOf = (endpointId: string): string => `DEAD#${endpointId}`;

const laneKey = ({ endpointId, subject }: Lane) => `LANE#${endpointId}#${subject}`;
const metaKey = (lane: Lane) => ({ pk: { S: laneKey(lane) }, sk: { S: 'META' } });
const entryKey = (lane: Lane, order: string) => ({ pk: { S: laneKey(lane) }, sk: { S: `E#${order}` } });
export const deliveryKey = (eventId: string, endpointId: string) => ({
  pk: { S: `EVENT#${eventId}` },
  sk: { S: `DELIVERY#${endpointId}` },
});
const dueKey = (lane: Lane, dueMs: number) => ({ S: `${new Date(dueMs).toISOString()}#${laneKey(lane)}` });
/** Deliveries of an owner that are under way: `SEATS#<owner>` / `<seat>`. */
const seatsKey = (owner: string) => `SEATS#${owner}`;
const seatKey = (owner: string, seat: number) => ({ pk: { S: seatsKey(owner) }, sk: { S: String(seat) } });
const iso = (ms: number) => new Date(ms).toISOString();

const ATTEMPTS = 10;
const PAUSE_MS = 10;
const PENDING = 'pending';

export class DynamoDbDeliveries implements DeliveryBook {
  private readonly client: DynamoDBClient;
  private readonly table: string;
  private readonly events = new Map<string, Promise<EventRow | undefined>>();

  constructor(client: DynamoDBClient, table: string) {
    this.client = client;
    this.table = table;
  }

  /**
   * Puts an event into a lane: once, or once a replay.
   *
   * @param replay  names the replay that it is sent again by
   * @returns false when it was there already
   */
  async add(
    lane: Lane,
    { event, order }: Pick<EventRow, 'event' | 'order'>,
    nowMs: number,
    replay?: string,
  ): Promise<boolean> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (await writeTogether(this.client, this.addition(lane, event, order, nowMs, replay))) return true;
      // Either it was put before, or somebody is at the lane just now.
      const { Item: before } = await this.client.send(
        new GetItemCommand({
          TableName: this.table,
          Key: deliveryKey(event.id, lane.endpointId),
          ConsistentRead: true,
        }),
      );
      const isThere =
        before !== undefined &&
        (replay === undefined || before['status']?.S === PENDING || before['replay']?.S === replay);
      if (isThere) return false;
      await pause(attempt);
    }
    throw new Error(`${event.id} could not be put into the lane of ${lane.endpointId}`);
  }

  private addition(
    lane: Lane,
    event: PartnerEvent,
    order: string,
    nowMs: number,
    replay: string | undefined,
  ): TransactWriteItem[] {
    const TableName = this.table;
    const ttl = Math.floor(nowMs / 1000) + KEPT_S;
    return [
      {
        Put: {
          TableName,
          Item: {
            ...deliveryKey(event.id, lane.endpointId),
            ...toAttributes({
              eventId: event.id,
              endpointId: lane.endpointId,
              status: PENDING,
              attempts: 0,
              type: event.type,
              time: event.time,
              updatedAt: iso(nowMs),
              replay,
              ttl,
            }),
          },
          ...(replay === undefined
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression:
                  'attribute_not_exists(pk) OR (#status <> :pending AND (attribute_not_exists(replay) OR replay <> :replay))',
                ExpressionAttributeNames: { '#status': 'status' },
                ExpressionAttributeValues: { ':pending': { S: PENDING }, ':replay': { S: replay } },
              }),
        },
      },
      {
        Put: {
          TableName,
          Item: { ...entryKey(lane, order), ...toAttributes({ eventId: event.id, attempts: 0 }) },
        },
      },
      {
        Update: {
          TableName,
          Key: metaKey(lane),
          UpdateExpression:
            'SET dueMs = if_not_exists(dueMs, :now), gsi1pk = :due, gsi1sk = if_not_exists(gsi1sk, :at), endpointId = :endpoint, subject = :subject ADD adds :one',
          ExpressionAttributeValues: {
            ':now': { N: String(nowMs) },
            ':due': { S: DUE },
            ':at': dueKey(lane, nowMs),
            ':endpoint': { S: lane.endpointId },
            ':subject': { S: lane.subject },
            ':one': { N: '1' },
          },
        },
      },
    ];
  }

  async take(lane: Lane, token: string, nowMs: number, untilMs: number): Promise<Lease | undefined> {
    const adds = await this.updateMeta(lane, {
      UpdateExpression: 'SET lease = :token, dueMs = :until, gsi1sk = :at',
      ConditionExpression: 'attribute_exists(pk) AND dueMs <= :now',
      ExpressionAttributeValues: {
        ':token': { S: token },
        ':now': { N: String(nowMs) },
        ':until': { N: String(untilMs) },
        ':at': dueKey(lane, untilMs),
      },
    });
    return adds === undefined ? undefined : { token, adds };
  }

  async renew(lane: Lane, { token }: Lease, untilMs: number): Promise<Lease | undefined> {
    const adds = await this.updateMeta(lane, {
      UpdateExpression: 'SET dueMs = :until, gsi1sk = :at',
      ConditionExpression: 'lease = :token',
      ExpressionAttributeValues: {
        ':token': { S: token },
        ':until': { N: String(untilMs) },
        ':at': dueKey(lane, untilMs),
      },
    });
    return adds === undefined ? undefined : { token, adds };
  }

  async first(lane: Lane): Promise<Pending | undefined> {
    const { Items: [item] = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :e)',
        ExpressionAttributeValues: { ':pk': { S: laneKey(lane) }, ':e': { S: 'E#' } },
        ConsistentRead: true,
        Limit: 1,
      }),
    );
    if (item === undefined) return undefined;
    return {
      eventId: item['eventId']!.S!,
      order: item['sk']!.S!.slice(2),
      attempts: Number(item['attempts']!.N),
    };
  }

  async settle(
    lane: Lane,
    lease: Lease,
    pending: Pending,
    outcome: Parameters<DeliveryBook['settle']>[3],
  ): Promise<boolean> {
    const { as, nowMs, untilMs } = outcome;
    const dead: Record<string, string> =
      as === 'dead' ? { gsi1pk: deadOf(lane.endpointId), gsi1sk: `${iso(nowMs)}#${pending.eventId}` } : {};
    return this.written(
      [
        this.outcome(lane, pending, nowMs, outcome, as, { ...dead }),
        {
          Delete: {
            TableName: this.table,
            Key: entryKey(lane, pending.order),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
        this.hold(lane, lease, untilMs, false),
      ],
      async () => (await this.first(lane))?.order === pending.order,
    );
  }

  async postpone(
    lane: Lane,
    lease: Lease,
    pending: Pending,
    attempted: Attempted & { readonly nowMs: number; readonly dueMs: number },
  ): Promise<void> {
    const { nowMs, dueMs } = attempted;
    await this.written(
      [
        this.outcome(lane, pending, nowMs, attempted, PENDING, { nextAttemptAt: iso(dueMs) }),
        {
          Update: {
            TableName: this.table,
            Key: entryKey(lane, pending.order),
            UpdateExpression: 'SET attempts = :attempts',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':attempts': { N: String(pending.attempts) } },
          },
        },
        this.hold(lane, lease, dueMs, true),
      ],
      () => Promise.resolve(true),
    );
  }

  /** Others put into the lane at the same moment: once more, unless the lease was lost. */
  private async written(writes: TransactWriteItem[], isStillThere: () => Promise<boolean>): Promise<boolean> {
    for (let attempt = 1; attempt <= 3; attempt++) {
      if (await writeTogether(this.client, writes)) return true;
      if (!(await isStillThere())) return false;
      await pause(attempt);
    }
    return false;
  }

  private outcome(
    { endpointId }: Lane,
    { eventId, attempts }: Pending,
    nowMs: number,
    { status: lastStatus, error: lastError }: Attempted,
    status: string,
    more: Readonly<Record<string, string>>,
  ): TransactWriteItem {
    const set = toAttributes({
      status,
      attempts,
      updatedAt: iso(nowMs),
      lastStatus,
      lastError: lastError?.slice(0, 500),
      ...more,
    });
    const names = Object.keys(set);
    const gone = ['lastStatus', 'lastError', 'nextAttemptAt'].filter((name) => !names.includes(name));
    return {
      Update: {
        TableName: this.table,
        Key: deliveryKey(eventId, endpointId),
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${gone.length === 0 ? '' : ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}`}`,
        ExpressionAttributeNames: Object.fromEntries([...names, ...gone].map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, set[name]!])),
      },
    };
  }

  private hold(lane: Lane, { token }: Lease, dueMs: number, isLeft: boolean): TransactWriteItem {
    return {
      Update: {
        TableName: this.table,
        Key: metaKey(lane),
        UpdateExpression: `SET dueMs = :due, gsi1sk = :at${isLeft ? ' REMOVE lease' : ''}`,
        ConditionExpression: 'lease = :token',
        ExpressionAttributeValues: {
          ':token': { S: token },
          ':due': { N: String(dueMs) },
          ':at': dueKey(lane, dueMs),
        },
      },
    };
  }

  async close(lane: Lane, { token, adds }: Lease): Promise<boolean> {
    return ifStill(() =>
      this.client.send(
        new DeleteItemCommand({
          TableName: this.table,
          Key: metaKey(lane),
          ConditionExpression: 'lease = :token AND adds = :adds',
          ExpressionAttributeValues: { ':token': { S: token }, ':adds': { N: String(adds) } },
        }),
      ),
    ).then((done) => done !== undefined);
  }

  async enter(
    owner: string,
    seats: readonly number[],
    token: string,
    { nowMs, untilMs }: { readonly nowMs: number; readonly untilMs: number },
  ): Promise<number | undefined> {
    const { Items: taken = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: seatsKey(owner) } },
      }),
    );
    const isTaken = new Set(
      taken.filter(({ untilMs: until }) => Number(until?.N) > nowMs).map(({ sk }) => Number(sk?.S)),
    );
    const free = seats.filter((seat) => !isTaken.has(seat));
    // Others saw the same ones free.
    while (free.length > 0) {
      const [seat] = free.splice(Math.floor(Math.random() * free.length), 1);
      const entered = await ifStill(() =>
        this.client.send(
          new UpdateItemCommand({
            TableName: this.table,
            Key: seatKey(owner, seat!),
            UpdateExpression: 'SET #token = :token, untilMs = :until',
            ConditionExpression: 'attribute_not_exists(pk) OR untilMs <= :now',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: {
              ':token': { S: token },
              ':until': { N: String(untilMs) },
              ':now': { N: String(nowMs) },
            },
          }),
        ),
      );
      if (entered !== undefined) return seat;
    }
    return undefined;
  }

  async leave(owner: string, seat: number, token: string): Promise<void> {
    await ifStill(() =>
      this.client.send(
        new DeleteItemCommand({
          TableName: this.table,
          Key: seatKey(owner, seat),
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': { S: token } },
        }),
      ),
    );
  }

  async defer(lane: Lane, { token }: Lease, dueMs: number): Promise<void> {
    await this.updateMeta(lane, {
      UpdateExpression: 'SET dueMs = :due, gsi1sk = :at REMOVE lease',
      ConditionExpression: 'lease = :token',
      ExpressionAttributeValues: {
        ':token': { S: token },
        ':due': { N: String(dueMs) },
        ':at': dueKey(lane, dueMs),
      },
    });
  }

  async event(id: string): Promise<PartnerEvent | undefined> {
    // The same event goes to several listeners.
    let row = this.events.get(id);
    if (row === undefined) {
      row = readEvent(this.client, this.table, id);
      this.events.set(id, row);
    }
    return (await row)?.event;
  }

  async listener(endpointId: string): Promise<Known | undefined> {
    const { Items: items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': listenerKey(endpointId).pk },
        ConsistentRead: true,
      }),
    );
    const record = items.find(({ sk }) => sk?.S === 'META');
    const health = items.find(({ sk }) => sk?.S === 'HEALTH');
    if (record === undefined) return undefined;
    const listener = fromItem(record) as unknown as ListenerRecord;
    if (!isListener(listener)) return undefined;
    const { failingSince, lastSuccessAt } = (health === undefined ? {} : fromItem(health)) as {
      failingSince?: string;
      lastSuccessAt?: string;
    };
    return {
      listener,
      owner: listener.owner,
      revision: listener.revision,
      ...(failingSince === undefined ? {} : { failingSince }),
      ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
    };
  }

  async noteSuccess(endpointId: string, nowMs: number): Promise<void> {
    await this.update({
      TableName: this.table,
      Key: healthKey(endpointId),
      UpdateExpression: 'SET lastSuccessAt = :now REMOVE failingSince, lastError',
      ExpressionAttributeValues: { ':now': { S: iso(nowMs) } },
    });
  }

  async noteFailure(endpointId: string, nowMs: number, { error = '' }: Attempted): Promise<string> {
    const attributes = await this.update({
      TableName: this.table,
      Key: healthKey(endpointId),
      UpdateExpression:
        'SET failingSince = if_not_exists(failingSince, :now), lastFailureAt = :now, lastError = :error',
      ExpressionAttributeValues: { ':now': { S: iso(nowMs) }, ':error': { S: error.slice(0, 500) } },
      ReturnValues: 'ALL_NEW',
    });
    return attributes?.['failingSince']?.S ?? iso(nowMs);
  }

  async disable(endpointId: string, known: Known, reason: DisabledReason, nowMs: number): Promise<void> {
    await tellDisabled(this.client, this.table, { endpointId, known, reason, nowMs });
  }

  private async updateMeta(
    lane: Lane,
    input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
  ): Promise<number | undefined> {
    const attributes = await ifStill(() =>
      this.update({ TableName: this.table, Key: metaKey(lane), ReturnValues: 'ALL_NEW', ...input }),
    );
    return attributes === undefined ? undefined : Number(attributes['adds']?.N ?? 0);
  }

  /** Plain writes meet transactions of others at the same item, which are over in a moment. */
  private async update(input: UpdateItemCommandInput) {
    for (let attempt = 1; ; attempt++) {
      try {
        const { Attributes: attributes } = await this.client.send(new UpdateItemCommand(input));
        return attributes ?? {};
      } catch (error) {
        if (!(error instanceof TransactionConflictException) || attempt === ATTEMPTS) throw error;
        await pause(attempt);
      }
    }
  }
}

export const healthKey = (endpointId: string) => ({ pk: listenerKey(endpointId).pk, sk: { S: 'HEALTH' } });

/** Undefined when the condition did not hold. */
async function ifStill<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException)
      return undefined;
    throw error;
  }
}

const pause = (attempt: number) =>
  new Promise((resume) => {
    setTimeout(resume, PAUSE_MS * attempt);
  });
