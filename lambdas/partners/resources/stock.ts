/**
 * The stock of numbers and SIMs, for whoever writes subscribers: finds what is free, and gives the writes that reserve
 * it, put it to use and give it back. They stand in the caller's transaction, each with the condition under which it is
 * true; when one does not hold (somebody else was first) the caller asks again.
 */
import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { randomBytes } from 'node:crypto';
import {
  numberResourceId,
  QUARANTINE,
  QUARANTINE_MS,
  resourceKey,
  type ResourceRecord,
  type Shelf,
  shelfKey,
  simResourceId,
  stockIndex,
} from '../../../domain/partners/resources/record.js';
import { type IdentityField, identityKey } from '../../../domain/operator/identities.js';
import { writeTogether } from '../../accounts/ledger.js';
import { fromItem, toAttributes } from '../../shared/attributes.js';
import { OPERATOR_OWNER } from '../../../domain/events/event.js';
import { resourceInUse } from '../../../domain/partners/resources/resource.js';
import { Places } from '../kernel/places.js';
import type { Recorded } from '../kernel/records.js';

export type StockItem = Recorded<ResourceRecord>;

/** A resource that was free a moment ago, and the write that reserves it if it still is. */
export interface Taken {
  readonly resource: StockItem;
  readonly write: TransactWriteItem;
}

export interface Taker {
  /** Whoever has it reserved already has it still. */
  readonly orderId: string;
  /** The channel partner that the order is of; absent = the operator itself. */
  readonly partnerId?: string | undefined;
  /** The operator's time, epoch milliseconds. */
  readonly nowMs: number;
}

/** So many free ones are looked at around a random place of the shelf. */
const LOOK_AT = 20;

export class Stock {
  private readonly client: DynamoDBClient;
  private readonly table: string;

  constructor(client: DynamoDBClient, recordsTable: string) {
    this.client = client;
    this.table = recordsTable;
  }

  /**
   * A free number: the wanted one (`msisdn-…`), or any.
   *
   * @returns undefined when there is none, or the wanted one is not free
   */
  async takeNumber(taker: Taker, wanted?: string): Promise<Taken | undefined> {
    if (wanted !== undefined) return this.takeById(taker, numberResourceId(wanted));
    return this.takeAny(taker, async () => (await this.anyOf('msisdn')) ?? (await this.rested(taker.nowMs)));
  }

  /**
   * A free SIM: the card with this ICCID, or any of a form.
   *
   * @returns undefined when there is none, or the wanted one is not free
   */
  async takeSim(
    taker: Taker,
    wanted: { readonly iccid: string } | { readonly form: 'physical' | 'esim' },
  ): Promise<Taken | undefined> {
    if ('iccid' in wanted) return this.takeById(taker, simResourceId(wanted.iccid));
    return this.takeAny(taker, async () => this.anyOf(wanted.form));
  }

  /** @returns undefined when it is not in stock */
  async find(id: string): Promise<StockItem | undefined> {
    const { pk, sk } = resourceKey(id);
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.table,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ConsistentRead: true,
      }),
    );
    return item === undefined ? undefined : (fromItem(item) as unknown as StockItem);
  }

  /** What an order has reserved becomes a subscriber's. */
  useWrite(resource: StockItem, { orderId, nowMs }: Taker, subscriberId: string): TransactWriteItem {
    return this.move(resource, nowMs, { status: 'in_use', subscriberId }, ['reservedBy'], {
      condition: 'reservedBy = :order AND (#status = :reserved OR #status = :inUse)',
      values: { ':order': orderId, ':reserved': 'reserved', ':inUse': 'in_use' },
    });
  }

  /** What an order reserved and does not need goes back on its shelf. */
  giveBackWrite(resource: StockItem, { orderId, nowMs }: Taker): TransactWriteItem {
    return this.move(
      resource,
      nowMs,
      { status: 'available', ...stockIndex(resource.id, { ...resource, status: 'available' }) },
      ['reservedBy', 'partnerId', 'availableFrom'],
      {
        condition: '#status = :reserved AND reservedBy = :order',
        values: { ':order': orderId, ':reserved': 'reserved' },
      },
    );
  }

  /** A number that went to another operator with its subscriber: not ours to give any more. */
  leaveWrite(resource: StockItem, nowMs: number): TransactWriteItem {
    return this.move(
      resource,
      nowMs,
      { status: 'retired' },
      ['reservedBy', 'partnerId', 'subscriberId', 'gsi1pk', 'gsi1sk'],
      {
        condition: '#status = :inUse OR #status = :available',
        values: { ':inUse': 'in_use', ':available': 'available' },
      },
    );
  }

  /** What a subscriber leaves: a number rests, a SIM is retired. */
  releaseWrite(resource: StockItem, nowMs: number): TransactWriteItem {
    const left =
      resource.kind === 'msisdn'
        ? {
            status: 'quarantined' as const,
            availableFrom: new Date(nowMs + QUARANTINE_MS).toISOString(),
          }
        : { status: 'retired' as const };
    return this.move(
      resource,
      nowMs,
      { ...left, ...stockIndex(resource.id, { ...resource, ...left }) },
      ['reservedBy', 'partnerId', 'subscriberId', 'gsi1pk', 'gsi1sk'],
      {
        // Or it came to its subscriber past the stock, which was not told.
        condition: '#status = :inUse OR #status = :available',
        values: { ':inUse': 'in_use', ':available': 'available' },
      },
    );
  }

  /**
   * What leaves a subscriber, by its number or ICCID: the writes of its release. A number that was never in stock comes
   * in for its quarantine, so that it is not lost; a SIM that was not is gone.
   */
  async releaseOf(
    what: { readonly msisdn: string } | { readonly iccid: string },
    nowMs: number,
  ): Promise<TransactWriteItem[]> {
    const id = 'msisdn' in what ? numberResourceId(what.msisdn) : simResourceId(what.iccid);
    const known = await this.find(id);
    // Whatever the stock thinks of it: a subscriber had it until now.
    if (known !== undefined) return [this.releaseWrite(known, nowMs)];
    if ('iccid' in what) return [];
    const availableFrom = new Date(nowMs + QUARANTINE_MS).toISOString();
    const record: ResourceRecord = {
      ...resourceInUse(what, '', undefined),
      status: 'quarantined',
      availableFrom,
    };
    const { subscriberId: _none, ...number } = record;
    const places = new Places(this.client, this.table, 'RESOURCE');
    const place = await places.take(OPERATOR_OWNER);
    const atISO = new Date(nowMs).toISOString();
    const item = {
      ...resourceKey(id),
      ...number,
      ...stockIndex(id, record),
      id,
      owner: OPERATOR_OWNER,
      revision: 1,
      createdAt: atISO,
      updatedAt: atISO,
      place: place.number,
    };
    return [
      {
        Put: {
          TableName: this.table,
          Item: toAttributes(item),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      places.put(place, resourceKey(id).pk),
    ];
  }

  private async takeById(taker: Taker, id: string): Promise<Taken | undefined> {
    const resource = await this.find(id);
    if (resource === undefined || !isFree(resource, taker)) return undefined;
    return (await this.isHeld(resource, taker.nowMs)) ? undefined : this.taken(taker, resource);
  }

  private async takeAny(
    taker: Taker,
    pick: () => Promise<StockItem | undefined>,
  ): Promise<Taken | undefined> {
    for (let attempt = 0; attempt < LOOK_AT; attempt++) {
      const resource = await pick();
      if (resource === undefined) return undefined;
      if (!(await this.isHeld(resource, taker.nowMs))) return this.taken(taker, resource);
    }
    return undefined;
  }

  /** Whether a subscriber has it that did not come by an order; the stock is told then. */
  private async isHeld(resource: StockItem, nowMs: number): Promise<boolean> {
    const { kind, value = '', supi } = resource;
    const holders = await Promise.all([
      this.holderOf(kind === 'msisdn' ? 'msisdn' : 'iccid', value),
      supi === undefined ? undefined : this.holderOf('supi', supi),
    ]);
    const holder = holders.find((each) => each !== undefined);
    if (holder === undefined) return false;
    const { revision, status } = resource;
    // When somebody else was first it is not free either.
    if (status !== 'reserved')
      await writeTogether(this.client, [
        this.move(
          resource,
          nowMs,
          { status: 'in_use', subscriberId: holder },
          ['gsi1pk', 'gsi1sk', 'availableFrom', 'reservedBy'],
          { condition: 'revision = :revision', values: { ':revision': revision } },
        ),
      ]);
    return true;
  }

  private async holderOf(field: IdentityField, value: string): Promise<string | undefined> {
    const { pk, sk } = identityKey(field, value);
    const { Item: item } = await this.client.send(
      new GetItemCommand({
        TableName: this.table,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ConsistentRead: true,
      }),
    );
    return item?.['subscriberId']?.S;
  }

  private taken({ orderId, partnerId, nowMs }: Taker, resource: StockItem): Taken {
    const write = this.move(
      resource,
      nowMs,
      { status: 'reserved', reservedBy: orderId, ...(partnerId === undefined ? {} : { partnerId }) },
      ['gsi1pk', 'gsi1sk', 'availableFrom', 'subscriberId'],
      {
        condition:
          '#status = :available OR (#status = :quarantined AND availableFrom <= :now) OR (#status = :reserved AND reservedBy = :order)',
        values: {
          ':available': 'available',
          ':quarantined': 'quarantined',
          ':reserved': 'reserved',
          ':now': new Date(nowMs).toISOString(),
          ':order': orderId,
        },
      },
    );
    return { resource, write };
  }

  private move(
    { id }: StockItem,
    nowMs: number,
    set: Readonly<Record<string, string | undefined>>,
    remove: readonly string[],
    { condition, values }: { condition: string; values: Readonly<Record<string, string | number>> },
  ): TransactWriteItem {
    const { pk, sk } = resourceKey(id);
    const all = Object.fromEntries(
      Object.entries({ ...set, updatedAt: new Date(nowMs).toISOString() }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const names = Object.keys(all);
    const gone = remove.filter((name) => !Object.hasOwn(all, name));
    return {
      Update: {
        TableName: this.table,
        Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: [
          `SET ${names.map((name) => (name === 'status' ? '#status = :set_status' : `${name} = :set_${name}`)).join(', ')}`,
          'ADD revision :one',
          gone.length === 0 ? '' : `REMOVE ${gone.join(', ')}`,
        ].join(' '),
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':one': { N: '1' },
          ...toAttributes(values),
          ...toAttributes(Object.fromEntries(Object.entries(all).map(([name, v]) => [`:set_${name}`, v]))),
        },
      },
    };
  }

  /** One at random of those behind a random place of a shelf. */
  private async anyOf(shelf: Shelf): Promise<StockItem | undefined> {
    const from = randomBytes(6).toString('hex');
    const behind = await this.onShelf(shelfKey(shelf), '>=', from);
    const found = behind.length > 0 ? behind : await this.onShelf(shelfKey(shelf), '<', from);
    return found[Math.floor(Math.random() * found.length)];
  }

  /** A number whose quarantine is over. */
  private async rested(nowMs: number): Promise<StockItem | undefined> {
    const found = await this.onShelf(QUARANTINE, '<', new Date(nowMs).toISOString());
    return found[Math.floor(Math.random() * found.length)];
  }

  private async onShelf(shelf: string, order: '>=' | '<', spot: string): Promise<StockItem[]> {
    const { Items: items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: 'gsi1',
        KeyConditionExpression: `gsi1pk = :shelf AND gsi1sk ${order} :spot`,
        ExpressionAttributeValues: { ':shelf': { S: shelf }, ':spot': { S: spot } },
        Limit: LOOK_AT,
      }),
    );
    return items.map((item) => fromItem(item) as unknown as StockItem);
  }
}

function isFree(
  { status, reservedBy, availableFrom }: StockItem,
  { orderId, nowMs }: Pick<Taker, 'orderId' | 'nowMs'>,
): boolean {
  if (status === 'reserved') return reservedBy === orderId;
  if (status === 'quarantined') return availableFrom !== undefined && Date.parse(availableFrom) <= nowMs;
  return status === 'available';
}
