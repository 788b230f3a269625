/**
 * Takes an order on: tries the steps that are due, one after the other, and writes down what came of each before the
 * next. Cut off anywhere, it goes on from what is written: each step does the same again, and it is one effect.
 */
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../domain/events/event.js';
import {
  afterStep,
  beforeStep,
  isEnded,
  nextStep,
  type OrderItem,
  type OrderRecord,
  subscriberOf,
} from '../../domain/orders/order.js';
import { isEnd } from '../../domain/orders/states.js';
import type { StepName } from '../../domain/orders/steps.js';
import { viewProduct } from '../../domain/partners/inventory/product.js';
import { type CancelRecord, viewCancel, viewOrder } from '../../domain/partners/ordering/view.js';
import { BusyError } from '../accounts/desk.js';
import { eventWrite } from '../events/outbox.js';
import { type ProductRecord, productReader } from '../partners/inventory/handlers.js';
import { type Change, resourceEvent } from '../partners/kernel/announce.js';
import { RecordBook } from '../partners/kernel/records.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import { hostStep } from './host-steps.js';
import { localSteps } from './local-steps.js';
import { payBack, payFirst, refundCredit, refundLate } from './money-steps.js';
import { emitOrderMetrics } from './order-metrics.js';
import { again, type Attempt, type Attempted, type Order, type OrderOffice } from './office.js';

/** A run ends after so many steps; the order has a message of its own then. */
const MAX_STEPS = 60;
/** So often the same is written in vain, nobody else having been first: what it stands on does not hold. */
const MOST_IN_VAIN = 3;
const MAX_DELAY_S = 900;
const SYSTEM = { type: 'system', id: 'orders' } as const;

export const orderBook = ({ client, tables }: Pick<OrderOffice, 'client' | 'tables'>) =>
  new RecordBook<OrderRecord>(client, tables.records, 'ORDER', 'product-order');

export const cancelBook = ({ client, tables }: Pick<OrderOffice, 'client' | 'tables'>) =>
  new RecordBook<CancelRecord>(client, tables.records, 'CANCELORDER', 'cancel-product-order');

export interface RunOptions {
  /** As a message has it that was sent for a time: it is void when the order is due at another. */
  readonly due?: string | undefined;
}

/** @throws Error when a store fails: the same may be run again */
export async function runOrder(
  office: OrderOffice,
  orderId: string,
  { due }: RunOptions = {},
): Promise<void> {
  const book = orderBook(office);
  const tried = new Set<string>();
  let vain = { revision: 0, times: 0 };
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const read = await book.get(orderId);
    if (read === undefined) return afterDeletion(office, orderId);
    if (isEnd('order', read.state)) return afterEnd(office, read);
    if (steps === 0 && due !== undefined && read.gsi1sk !== due) return;
    const nowMs = await office.now();
    // Somebody who calls has news of what is waited for; of each item once.
    const isNews = (item: OrderItem) => due === undefined && item.state === 'pending' && !tried.has(item.id);
    const next = nextStep(read, nowMs, isNews);
    if (next === undefined) return;
    if ('dueMs' in next) return later(office, read, next.dueMs - nowMs);
    const { item } = next.due;
    // Known before it is tried, so that nobody turns the order around as if it were not.
    const trying = beforeStep(read, item.id, nowMs);
    const order = trying === undefined ? read : await book.update(read, trying, nowMs);
    if (order === undefined) continue;
    const attempt: Attempt = { ...next.due, office, order, nowMs };
    if (item.nextAt !== undefined) tried.add(item.id);
    const attempted = await tryStep(attempt);
    const { revision } = order;
    vain = { revision, times: vain.revision === revision ? vain.times : 0 };
    // It counts as a try then, so that it is late some day, or held.
    const came = vain.times < MOST_IN_VAIN ? attempted : again('what is written with it does not hold');
    const after = afterStep(order, item.id, came.result, nowMs);
    if (!(await write(attempt, after, came))) vain.times++;
    const now = after.items.find(({ id }) => id === item.id);
    if (now?.nextAt !== undefined) tried.add(item.id);
  }
  await office.send(orderId, 0);
}

async function later({ send }: OrderOffice, { id, gsi1sk }: Order, waitMs: number): Promise<void> {
  const waitS = Math.ceil(waitMs / 1000);
  // Longer than a queue keeps a message back: the sweep finds it.
  if (waitS <= MAX_DELAY_S) await send(id, Math.max(0, waitS), gsi1sk);
}

const MONEY: Partial<
  Record<
    StepName,
    { forward: (a: Attempt) => Promise<Attempted>; backward?: (a: Attempt) => Promise<Attempted> }
  >
> = {
  'first-payment': { forward: payFirst, backward: payBack },
  'refund-credit': { forward: refundCredit },
};

async function tryStep(attempt: Attempt): Promise<Attempted> {
  const { step, direction } = attempt;
  const here = localSteps[step.name] ?? MONEY[step.name];
  const work = here === undefined ? hostStep : here[direction];
  if (work === undefined) throw new Error(`${step.name} has no way ${direction}`);
  try {
    return await work(attempt);
  } catch (error) {
    if (error instanceof BusyError) return again(error.message);
    throw error;
  }
}

/** With all that must be true together; somebody else who was first is met by reading the order again. */
async function write(attempt: Attempt, after: OrderRecord, attempted: Attempted): Promise<boolean> {
  const { office, order, nowMs } = attempt;
  const events = [
    ...(attempted.result.outcome === 'done' ? await productEvents(attempt) : []),
    ...(attempted.events ?? []),
    ...orderEvents(office, order, after, nowMs),
  ];
  const cancellation = await endOfCancellation(office, order, after, nowMs);
  const written = await orderBook(office).update(order, after, nowMs, [
    ...(attempted.writes ?? []),
    ...(cancellation?.writes ?? []),
    ...events.map((event) => eventWrite(office.tables.records, event)),
  ]);
  if (written === undefined) return false;
  if (after.state === 'held' && order.state !== 'held') {
    emitOrderMetrics(office.operatorId, Date.now(), { Held: 1 });
    console.error(JSON.stringify({ message: 'an order is held: a person should look', orderId: order.id }));
  }
  await office.wake([...events, ...(cancellation?.events ?? [])].map(({ id }) => id));
  return true;
}

/** Told when the state of the order or the end of an item is new. */
export function orderEvents(
  office: Pick<OrderOffice, 'baseUrl'>,
  before: Order,
  after: OrderRecord,
  nowMs: number,
): PartnerEvent[] {
  const endsOf = ({ items }: OrderRecord) => items.filter(isEnded).length;
  if (before.state === after.state && endsOf(before) === endsOf(after)) return [];
  return [
    resourceEvent({
      by: SYSTEM,
      nowMs,
      owner: before.owner,
      resource: 'productOrder',
      id: before.id,
      revision: before.revision + 1,
      change: 'state_changed',
      view: viewOrder({ ...before, ...after }, office.baseUrl),
      previous: { state: before.state },
      api: 'ordering',
    }),
  ];
}

/** What a step changes of a product. */
const PRODUCT_CHANGES: Partial<Record<StepName, Change>> = {
  subscribe: 'created',
  suspend: 'state_changed',
  resume: 'state_changed',
  end: 'state_changed',
  'change-plan': 'updated',
  'record-sim': 'updated',
  'record-number': 'updated',
};

async function productEvents({
  office,
  order,
  item,
  step,
  direction,
  nowMs,
}: Attempt): Promise<PartnerEvent[]> {
  const isUndone = direction === 'backward';
  const change = isUndone && step.name === 'subscribe' ? 'state_changed' : PRODUCT_CHANGES[step.name];
  const id = subscriberOf(order, item);
  if (change === undefined || id === undefined || (isUndone && step.name !== 'subscribe')) return [];
  const record = await findSubscriber(office.tables.records, id);
  if (record === undefined) return [];
  const { supi, iccid, msisdn } = item.facts;
  const changed = {
    ...record,
    ...(step.name === 'record-sim' && supi !== undefined && iccid !== undefined ? { supi, iccid } : {}),
    ...(step.name === 'record-number' && msisdn !== undefined ? { msisdn } : {}),
  } as ProductRecord;
  const product = await productReader(office)(changed);
  return [
    resourceEvent({
      by: SYSTEM,
      nowMs,
      owner: record.partnerId ?? 'operator',
      resource: 'product',
      id,
      revision: `${order.id}.${item.id}.${step.name}.${direction}`,
      change,
      view: viewProduct(product, office.operatorId, office.baseUrl),
      api: 'inventory',
    }),
  ];
}

/** The cancellation that an order went back for ends with it. */
async function endOfCancellation(
  office: OrderOffice,
  order: Order,
  after: OrderRecord,
  nowMs: number,
): Promise<{ writes: TransactWriteItem[]; events: PartnerEvent[] } | undefined> {
  if (order.cancelledBy === undefined || !isEnd('order', after.state)) return undefined;
  const book = cancelBook(office);
  const cancel = await book.get(order.cancelledBy);
  if (cancel === undefined || cancel.state === 'done' || cancel.state === 'terminatedWithError')
    return undefined;
  const state = after.state === 'cancelled' ? 'done' : 'terminatedWithError';
  const { record, write: put } = book.change(
    cancel,
    { ...kept(cancel), state, effectiveAt: new Date(nowMs).toISOString() },
    nowMs,
  );
  const event = resourceEvent({
    by: SYSTEM,
    nowMs,
    owner: cancel.owner,
    resource: 'cancelProductOrder',
    id: cancel.id,
    revision: record.revision,
    change: 'state_changed',
    view: viewCancel(record, office.baseUrl),
    previous: { state: cancel.state },
    api: 'ordering',
  });
  return { writes: [put, eventWrite(office.tables.records, event)], events: [event] };
}

const kept = ({ orderId, state, also }: CancelRecord): CancelRecord => ({ orderId, state, also });

/** A payment that comes in for what was not done. */
async function afterEnd(office: OrderOffice, order: Order): Promise<void> {
  for (const unpaid of forNothing(order)) await refundLate(office, { orderId: order.id, ...unpaid });
}

interface ForNothing {
  readonly itemId: string;
  readonly subscriberId: string;
}

/** Items whose first payment is for nothing, whenever it comes in. */
const forNothing = ({ items }: OrderRecord): ForNothing[] =>
  items.flatMap(({ id, intent, state, facts: { subscriberId } }) =>
    (state === 'failed' || state === 'cancelled') &&
    intent.kind === 'activate' &&
    intent.firstTopUp !== undefined &&
    subscriberId !== undefined
      ? [{ itemId: id, subscriberId }]
      : [],
  );

const deletedKey = (orderId: string) => ({ pk: `ORDER#${orderId}`, sk: 'DELETED' });

/** What of an order outlives its deletion: for which items a payment that still comes in goes back. */
export function deletedOrder({ tables }: Pick<OrderOffice, 'tables'>, order: Order): TransactWriteItem[] {
  const items = forNothing(order);
  if (items.length === 0) return [];
  return [{ Put: { TableName: tables.records, Item: toAttributes({ ...deletedKey(order.id), items }) } }];
}

async function afterDeletion(office: OrderOffice, orderId: string): Promise<void> {
  const { Item: item } = await office.client.send(
    new GetItemCommand({
      TableName: office.tables.records,
      Key: toAttributes(deletedKey(orderId)),
      ConsistentRead: true,
    }),
  );
  if (item === undefined) return;
  const { items } = fromItem(item) as unknown as { items: readonly ForNothing[] };
  for (const { itemId, subscriberId } of items) await refundLate(office, { orderId, itemId, subscriberId });
}
