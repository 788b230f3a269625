/** TMF622: product orders, and their cancellations. */
import { withActivationQr } from './activation-qr.js';
import { newId } from '../../../domain/partners/ids.js';
import { definitions as standard } from '../../../domain/partners/definitions/ordering.js';
import { type CancelRecord, viewCancel, viewOrder } from '../../../domain/partners/ordering/view.js';
import { attributesOf, type Definitions } from '../../../domain/partners/tmf/definitions.js';
import { mergePatch, shallowBefore } from '../../../domain/partners/tmf/merge-patch.js';
import {
  cancelled,
  isCancellable,
  newItem,
  type OrderItem,
  type OrderRecord,
  settle,
} from '../../../domain/orders/order.js';
import { type Json, withoutSecrets, type Wrong } from '../../../domain/orders/parse-item.js';
import { isEnd } from '../../../domain/orders/states.js';
import { BusyError } from '../../accounts/desk.js';
import { eventWrite } from '../../events/outbox.js';
import { cancelBook, deletedOrder, orderBook, orderEvents } from '../../orders/run-order.js';
import { json } from '../../shared/problem.js';
import { type Change, resourceEvent } from '../kernel/announce.js';
import { bodyChecks } from '../kernel/check-body.js';
import { dryRunOf } from '../kernel/dry-run.js';
import { answerList, answerOne, listQuery } from '../kernel/list.js';
import { ownerOf } from '../kernel/partner.js';
import type { Recorded } from '../kernel/records.js';
import { invalid, RefusedError } from '../kernel/refused.js';
import { created, MOST_BODY, noContent, type PartnerHandler, type PartnerRequest } from '../kernel/serve.js';
import type { OrderingOffice } from './office.js';
import { validateOrder } from './validate.js';

/** The swagger leaves `value` out of the characteristics of ordered products; TMF637's has it, of any type. */
const definitions: Definitions = {
  ...standard,
  Characteristic: {
    ...standard['Characteristic'],
    properties: { ...standard['Characteristic']?.properties, value: {} },
  },
};

export const checkOrderingBody = bodyChecks(definitions);

const META = ['@type', '@baseType', '@schemaLocation'];
const ORDER_ATTRIBUTES = [...attributesOf(definitions, 'ProductOrder'), 'milestone', ...META];
const CANCEL_ATTRIBUTES = [...attributesOf(definitions, 'CancelProductOrder'), ...META];
/** What only describes an order may change at any time. */
const PATCHABLE = [
  'description',
  'externalId',
  'note',
  'notificationContact',
  'priority',
  'category',
  'requestedCompletionDate',
  ...META,
];
const ATTEMPTS = 8;

type Order = Recorded<OrderRecord>;

export function orderingHandlers(office: OrderingOffice): Readonly<Record<string, PartnerHandler>> {
  const orders = orderBook(office);
  const cancels = cancelBook(office);
  return {
    listProductOrder: async ({ query, partner, baseUrl }) =>
      answerList(listQuery(query, ORDER_ATTRIBUTES), orders.list(partner), (order) =>
        viewOrder(order, baseUrl),
      ),
    retrieveProductOrder: async ({ partner, path, query, baseUrl }) =>
      answerOne(withActivationQr(viewOrder(await orders.mustGet(partner, path['id'] ?? ''), baseUrl)), query),
    createProductOrder: async (request) => createOrder(office, request),
    patchProductOrder: async (request) => patchOrder(office, request),
    deleteProductOrder: async (request) => deleteOrder(office, request),
    listCancelProductOrder: async ({ query, partner, baseUrl }) =>
      answerList(listQuery(query, CANCEL_ATTRIBUTES), cancels.list(partner), (cancel) =>
        viewCancel(cancel, baseUrl),
      ),
    retrieveCancelProductOrder: async ({ partner, path, query, baseUrl }) =>
      answerOne(viewCancel(await cancels.mustGet(partner, path['id'] ?? ''), baseUrl), query),
    createCancelProductOrder: async (request) => cancelOrder(office, request),
  };
}

async function createOrder(office: OrderingOffice, request: PartnerRequest) {
  const { partner, nowMs, baseUrl } = request;
  const body = request.body as Json;
  const dryRun = dryRunOf(request);
  const id = newId('ord', request.seed);
  const before = await orderBook(office).get(id);
  // The same request again, after a crash: its order is there.
  if (before !== undefined) return created(viewOrder(before, baseUrl));
  const { items, wrong, isForeign, customerId } = await validateOrder(office, partner, id, body);
  if (wrong.length > 0 && (!isForeign || dryRun)) throw invalid('invalid-order', wrong);
  const { productOrderItem, ...also } = body;
  const given = productOrderItem as Json[];
  const { requestedStartDate: start } = also;
  const startMs = typeof start === 'string' ? Date.parse(start) : Number.NaN;
  const value =
    wrong.length > 0
      ? rejected(given, also, wrong, nowMs)
      : settle(
          {
            state: 'acknowledged',
            items: items.map((item, index) =>
              startAt(newItem(item.id, withoutSecrets(given[index]!), item.intent!, nowMs), startMs, nowMs),
            ),
            milestones: [{ name: 'accepted', at: new Date(nowMs).toISOString() }],
            also,
            ...(customerId === undefined ? {} : { customerId }),
          },
          nowMs,
        );
  const owner = ownerOf(partner);
  const draft: Order = {
    ...value,
    id,
    owner,
    revision: 1,
    createdAt: new Date(nowMs).toISOString(),
    updatedAt: new Date(nowMs).toISOString(),
    place: 0,
  };
  if (dryRun) return json(200, viewOrder(draft, baseUrl));
  const event = orderEvent(request, draft, 'created');
  const order = await orderBook(office).create({ id, owner, nowMs, value }, [
    eventWrite(office.tables.records, event),
  ]);
  if (order === undefined) throw new BusyError('somebody else wrote the same at once');
  await office.wake([event.id]);
  if (!isEnd('order', order.state)) await office.send(id, 0);
  return created(viewOrder(order, baseUrl));
}

const startAt = (item: OrderItem, startMs: number, nowMs: number): OrderItem =>
  startMs > nowMs
    ? { ...item, since: new Date(startMs).toISOString(), nextAt: new Date(startMs).toISOString() }
    : item;

/** An order that names nothing of ours is taken in and rejected, as TMF622 has it. */
function rejected(given: readonly Json[], also: Json, wrong: readonly Wrong[], nowMs: number): OrderRecord {
  const at = new Date(nowMs).toISOString();
  const items = given.map((item, index): OrderItem => {
    const mine = wrong.filter(({ param }) => param.startsWith(`productOrderItem[${index}]`));
    const detail = (mine.length > 0 ? mine : wrong)
      .map(({ param, reason }) => `${param}: ${reason}`)
      .join(' · ');
    return {
      ...newItem(String(item['id']), withoutSecrets(item), { kind: 'nothing' }, nowMs),
      state: 'rejected',
      failure: { code: 'invalid-order', detail: detail.slice(0, 2_000) },
    };
  });
  return { state: 'rejected', items, milestones: [{ name: 'rejected', at }], also, completedAt: at };
}

function orderEvent(request: PartnerRequest, order: Order, change: Change, previous?: Json) {
  return resourceEvent({
    by: request.partner,
    nowMs: request.nowMs,
    owner: order.owner,
    resource: 'productOrder',
    id: order.id,
    revision: order.revision,
    change,
    view: viewOrder(order, request.baseUrl),
    previous,
    api: 'ordering',
  });
}

async function patchOrder(office: OrderingOffice, request: PartnerRequest) {
  const { partner, path, nowMs, baseUrl } = request;
  const patch = request.body as Json;
  const fixed = Object.keys(patch).filter((name) => !PATCHABLE.includes(name));
  if (fixed.length > 0)
    throw invalid(
      'invalid-body',
      fixed.map((param) => ({
        param,
        reason: `got ${JSON.stringify(patch[param])?.slice(0, 200)}; an order's ${param} does not change; allowed: ${PATCHABLE.join(', ')}; POST …/cancelProductOrder cancels it`,
      })),
    );
  const book = orderBook(office);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await book.mustGet(partner, path['id'] ?? '');
    const also = mergePatch(before.also, patch) as Json;
    if (Buffer.byteLength(JSON.stringify(also)) > MOST_BODY)
      throw new RefusedError(
        413,
        'resource-too-large',
        `what describes ${before.id} would be too long with this patch; allowed: at most ${MOST_BODY} bytes`,
      );
    const { record: after } = book.change(before, { ...recordOf(before), also }, nowMs);
    const event = orderEvent(
      request,
      after,
      'updated',
      shallowBefore(viewOrder(before, baseUrl), viewOrder(after, baseUrl)),
    );
    const written = await book.update(before, { ...recordOf(before), also }, nowMs, [
      eventWrite(office.tables.records, event),
    ]);
    if (written === undefined) continue;
    await office.wake([event.id]);
    return json(200, viewOrder(written, baseUrl));
  }
  throw new BusyError('the order is being worked on');
}

async function deleteOrder(office: OrderingOffice, request: PartnerRequest) {
  const book = orderBook(office);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const order = await book.mustGet(request.partner, request.path['id'] ?? '');
    if (!isEnd('order', order.state))
      throw new RefusedError(
        409,
        'order-in-progress',
        `${order.id} is ${order.state}; allowed: once it has ended; POST …/cancelProductOrder cancels it`,
      );
    const event = orderEvent(request, { ...order, revision: order.revision + 1 }, 'deleted');
    const writes = [...deletedOrder(office, order), eventWrite(office.tables.records, event)];
    if (!(await book.remove(order, writes))) continue;
    await office.wake([event.id]);
    return noContent();
  }
  throw new BusyError('the order is being worked on');
}

/** Turns an order around, when all that it has done can be undone. */
async function cancelOrder(office: OrderingOffice, request: PartnerRequest) {
  const { partner, nowMs, baseUrl } = request;
  const { productOrder, ...also } = request.body as { productOrder: { id: string } } & Json;
  const book = orderBook(office);
  const id = newId('can', request.seed);
  const known = await cancelBook(office).get(id);
  if (known !== undefined) return created(viewCancel(known, baseUrl));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const order = await book.get(productOrder.id);
    if (order === undefined || (!partner.isOperator && order.owner !== partner.id))
      throw invalid('product-order-unknown', [
        {
          param: 'productOrder.id',
          reason: `got "${productOrder.id}"; allowed: the id of an order of yours`,
        },
      ]);
    const mayBe = isCancellable(order) && order.cancelledBy === undefined;
    const after = mayBe ? cancelled(recordOf(order), id, nowMs) : undefined;
    const isOver = after !== undefined && isEnd('order', after.state);
    const state = after === undefined ? 'terminatedWithError' : isOver ? 'done' : 'inProgress';
    const value: CancelRecord = {
      orderId: order.id,
      state,
      also: after === undefined ? { ...also, cancellationFailure: whyNot(order) } : also,
      ...(isOver || after === undefined ? { effectiveAt: new Date(nowMs).toISOString() } : {}),
    };
    const owner = order.owner;
    const draft: Recorded<CancelRecord> = {
      ...value,
      id,
      owner,
      revision: 1,
      createdAt: '',
      updatedAt: '',
      place: 0,
    };
    const events = [
      resourceEvent({
        by: partner,
        nowMs,
        owner,
        resource: 'cancelProductOrder',
        id,
        revision: 1,
        change: 'created',
        view: viewCancel(draft, baseUrl),
        api: 'ordering',
      }),
      ...(after === undefined ? [] : orderEvents({ baseUrl }, order, after, nowMs)),
    ];
    const record = await cancelBook(office).create({ id, owner, nowMs, value }, [
      ...(after === undefined ? [] : [book.change(order, after, nowMs).write]),
      ...events.map((event) => eventWrite(office.tables.records, event)),
    ]);
    if (record === undefined) continue;
    await office.wake(events.map((event) => event.id));
    if (after !== undefined && !isOver) await office.send(order.id, 0);
    return created(viewCancel(record, baseUrl));
  }
  throw new BusyError('the order is being worked on');
}

const whyNot = (order: Order): string => {
  if (isEnd('order', order.state)) return `the order is ${order.state}`;
  return order.cancelledBy === undefined
    ? 'what it has done at the host can not be undone'
    : `${order.cancelledBy} cancels it already`;
};

/** Less what every record has. */
function recordOf({
  id: _i,
  owner: _o,
  revision: _r,
  createdAt: _c,
  updatedAt: _u,
  place: _p,
  ...value
}: Order): OrderRecord {
  const { pk: _pk, sk: _sk, ...record } = value as OrderRecord & { pk?: string; sk?: string };
  return record;
}
