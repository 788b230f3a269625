/** TMF678 Customer Bill of the partner API: views of bills, what is noted on them, and bills on demand. */
import { definitions } from '../../../domain/partners/definitions/bills.js';
import {
  billHref,
  billingAccountOf,
  viewBill,
  viewRates,
  readRateId,
} from '../../../domain/partners/bills/bill.js';
import { cyclesOf, viewCycle, viewSpecification } from '../../../domain/partners/bills/cycle.js';
import {
  BILL_MARKS,
  type BillMark,
  type BillOnDemand,
  type BillRecord,
  CURRENT,
  customerBillId,
  readBillId,
} from '../../../domain/partners/bills/record.js';
import { newId } from '../../../domain/partners/ids.js';
import { TMF_BASE } from '../../../domain/partners/routes.js';
import { attributesOf } from '../../../domain/partners/tmf/definitions.js';
import { shallowBefore } from '../../../domain/partners/tmf/merge-patch.js';
import { writeTogether } from '../../accounts/ledger.js';
import { untilFirst } from '../../accounts/run-command.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { json } from '../../shared/problem.js';
import { subscriberOf } from '../balances/office.js';
import { soldPlans } from '../catalog/sold-plans.js';
import { resourceEvent } from '../kernel/announce.js';
import { bodyChecks } from '../kernel/check-body.js';
import { answerList, answerOne, listOf, type ListSource, listQuery } from '../kernel/list.js';
import { ownerOf, type Partner } from '../kernel/partner.js';
import type { Recorded } from '../kernel/records.js';
import { notFound, RefusedError } from '../kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../kernel/serve.js';
import { billOf, type BillsOffice, currentOf } from './office.js';

export const checkBillBody = bodyChecks(definitions);

type Handlers = Readonly<Record<string, PartnerHandler>>;
type Resource = Readonly<Record<string, unknown>>;

const META = ['@type', '@baseType', '@schemaLocation'];
const attributes = (type: string) => [...new Set([...attributesOf(definitions, type), ...META])];

export const billsHandlers = (office: BillsOffice): Handlers => ({
  ...ofBills(office),
  ...ofDemands(office),
  ...ofRates(office),
  ...ofCycles(office),
});

function ofBills(office: BillsOffice): Handlers {
  const allowed = attributes('CustomerBill');
  return {
    listCustomerBill: async ({ query, partner, nowMs, baseUrl }) =>
      answerList(listQuery(query, allowed), office.bills.list(partner), async (record) =>
        viewBill(await billOf(office, record, nowMs), baseUrl),
      ),
    retrieveCustomerBill: async (request) =>
      answerOne(await billView(office, request, request.path['id'] ?? ''), request.query),
    patchCustomerBill: async (request) => patch(office, request),
  };
}

/** A bill, or what is not billed yet. @throws RefusedError 404 */
async function billView(
  office: BillsOffice,
  { partner, nowMs, baseUrl }: PartnerRequest,
  id: string,
): Promise<Resource> {
  const named = readBillId(id);
  if (named?.billId !== CURRENT)
    return viewBill(await billOf(office, await office.bills.mustGet(partner, id), nowMs), baseUrl);
  const subscriber = await subscriberOf(office, partner, named.subscriberId);
  const current = subscriber === undefined ? undefined : await currentOf(office, subscriber, nowMs);
  if (current === undefined) throw notFound('customer-bill', id);
  return viewBill(current, baseUrl);
}

/** Only what is noted of a bill's way is changed by hand; that it is paid follows from payments. */
async function patch(office: BillsOffice, request: PartnerRequest) {
  const { partner, path, nowMs, baseUrl } = request;
  const { state, billCycle } = request.body as {
    readonly state?: string | null;
    readonly billCycle?: unknown;
  };
  const id = path['id'] ?? '';
  if (readBillId(id)?.billId === CURRENT)
    throw new RefusedError(409, 'bill-not-issued', `${id} is not issued yet; allowed: bills that are`);
  await office.bills.mustGet(partner, id);
  if (billCycle !== undefined)
    throw new RefusedError(
      409,
      'bill-cycle-fixed',
      'billCycle: a bill keeps the cycle of its plan; change the plan of its product',
    );
  const mark = markOf(state);
  const changed = await untilFirst(async () => {
    const before = await office.bills.mustGet(partner, id);
    const old = viewBill(await billOf(office, before, nowMs), baseUrl);
    const { mark: _mark, ...rest } = before;
    const value: BillRecord = mark === undefined ? rest : { ...rest, mark };
    if (before.mark === mark) return { view: old, eventId: undefined };
    const { record, write } = office.bills.change(before, value, nowMs);
    const view = viewBill(await billOf(office, record, nowMs), baseUrl);
    const event = resourceEvent({
      by: partner,
      nowMs,
      owner: before.owner,
      resource: 'customerBill',
      id,
      revision: record.revision,
      change: 'state_changed',
      view,
      previous: shallowBefore(old, view),
      api: 'bills',
    });
    const written = await writeTogether(office.client, [write, eventWrite(office.tables.records, event)]);
    return written ? { view, eventId: event.id } : undefined;
  });
  if (changed.eventId !== undefined) await wake(process.env['EVENTS_QUEUE_URL'], [changed.eventId]);
  return json(200, changed.view);
}

/** @returns undefined: nothing is noted. @throws RefusedError 409 */
function markOf(state: string | null | undefined): BillMark | undefined {
  if (state === undefined || state === null) return undefined;
  const mark = BILL_MARKS.find((each) => each === state);
  if (mark === undefined)
    throw new RefusedError(
      409,
      'bill-state-follows',
      `state: got "${state}", which follows from payments; allowed: ${BILL_MARKS.join(', ')}`,
    );
  return mark;
}

interface AskedDemand {
  readonly billingAccount?: { readonly id: string };
  readonly [other: string]: unknown;
}

function ofDemands(office: BillsOffice): Handlers {
  const allowed = attributes('CustomerBillOnDemand');
  return {
    listCustomerBillOnDemand: async ({ query, partner, baseUrl }) =>
      answerList(listQuery(query, allowed), office.demands.list(partner), (record) =>
        viewDemand(record, baseUrl),
      ),
    retrieveCustomerBillOnDemand: async ({ path, partner, query, baseUrl }) =>
      answerOne(viewDemand(await office.demands.mustGet(partner, path['id'] ?? ''), baseUrl), query),
    createCustomerBillOnDemand: async (request) => {
      const { partner, nowMs, seed, baseUrl } = request;
      const asked = request.body as AskedDemand;
      const subscriber = await subscriberOf(office, partner, asked.billingAccount?.id ?? '');
      const value: BillOnDemand = {
        asked,
        ...(subscriber === undefined ? {} : { subscriberId: subscriber.subscriberId }),
      };
      const id = newId('bod', seed);
      const owner = ownerOf(partner);
      const event = resourceEvent({
        by: partner,
        nowMs,
        owner,
        resource: 'customerBillOnDemand',
        id,
        revision: 1,
        change: 'created',
        view: viewDemand({ ...value, id, createdAt: new Date(nowMs).toISOString() }, baseUrl),
        api: 'bills',
      });
      const kept = await office.demands.create({ id, owner, nowMs, value }, [
        eventWrite(office.tables.records, event),
      ]);
      if (kept === undefined) throw new Error(`${id} was neither kept nor there`);
      await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
      return created(viewDemand(kept, baseUrl));
    },
  };
}

/** Done at once: its bill is what is not billed yet, as it is when it is looked at. */
function viewDemand(
  { id, createdAt, subscriberId, asked }: BillOnDemand & { readonly id: string; readonly createdAt: string },
  baseUrl: string,
): Resource {
  const bill = subscriberId === undefined ? undefined : customerBillId(subscriberId, CURRENT);
  return {
    '@type': 'CustomerBillOnDemand',
    ...asked,
    id,
    href: `${baseUrl}${TMF_BASE.bills}/customerBillOnDemand/${id}`,
    lastUpdate: createdAt,
    // Of an account that is not theirs, or is none, there is no bill.
    state: bill === undefined ? 'rejected' : 'done',
    ...(bill === undefined || subscriberId === undefined
      ? {}
      : {
          billingAccount: billingAccountOf(subscriberId),
          customerBill: { id: bill, href: billHref(baseUrl, bill), '@referredType': 'CustomerBill' },
        }),
  };
}

function ofRates(office: BillsOffice): Handlers {
  const allowed = attributes('AppliedCustomerBillingRate');
  return {
    listAppliedCustomerBillingRate: async ({ query, partner, nowMs, baseUrl }) =>
      answerList(listQuery(query, allowed), rateList(office, partner, nowMs, baseUrl), (rate) => rate),
    retrieveAppliedCustomerBillingRate: async ({ path, partner, query, nowMs, baseUrl }) => {
      const id = path['id'] ?? '';
      const [rate] = await ratesById(office, partner, [id], nowMs, baseUrl);
      if (rate === undefined) throw notFound('applied-customer-billing-rate', id);
      return answerOne(rate, query);
    },
  };
}

async function ratesById(
  office: BillsOffice,
  partner: Partner,
  ids: readonly string[],
  nowMs: number,
  baseUrl: string,
): Promise<Resource[]> {
  const found = await Promise.all(
    ids.map(async (id) => {
      const named = readRateId(id);
      if (named === undefined) return undefined;
      const source = office.bills.list(partner);
      const filters = [{ path: ['id'], operator: 'eq', values: [named.billId] }] as const;
      const [record] = (await source.find?.(filters)) ?? [];
      if (record === undefined) return undefined;
      return viewRates(await billOf(office, record, nowMs), baseUrl)[named.n - 1];
    }),
  );
  return found.filter((rate) => rate !== undefined);
}

/** Bill after bill; how many lines each has is known without reading it. */
function rateList(
  office: BillsOffice,
  partner: Partner,
  nowMs: number,
  baseUrl: string,
): ListSource<Resource> {
  const bills = office.bills.list(partner);
  const ratesOf = async (record: Recorded<BillRecord>) =>
    viewRates(await billOf(office, record, nowMs), baseUrl);
  return {
    async page(offset, limit) {
      const items: Resource[] = [];
      let total = 0;
      for await (const record of bills.walk()) {
        const from = Math.max(0, offset - total);
        total += record.lines;
        if (from < record.lines && items.length < limit)
          items.push(...(await ratesOf(record)).slice(from, from + limit - items.length));
      }
      return { items, total };
    },
    async *walk() {
      for await (const record of bills.walk()) yield* await ratesOf(record);
    },
    find(filters) {
      const values = (...path: string[]) =>
        filters.find((each) => each.path.join('.') === path.join('.') && each.operator === 'eq')?.values;
      const ids = values('id');
      return ids === undefined ? undefined : ratesById(office, partner, ids, nowMs, baseUrl);
    },
  };
}

function ofCycles({ tables }: BillsOffice): Handlers {
  const cycles = async (nowMs: number) =>
    cyclesOf((await soldPlans(tables.records, nowMs)).map(({ plan }) => plan));
  const handlers = (
    type: string,
    words: string,
    view: (cycle: Awaited<ReturnType<typeof cycles>>[number], request: PartnerRequest) => Resource,
  ): Handlers => ({
    [`list${type}`]: async (request) =>
      answerList(listQuery(request.query, attributes(type)), listOf(await cycles(request.nowMs)), (cycle) =>
        view(cycle, request),
      ),
    [`retrieve${type}`]: async (request) => {
      const id = request.path['id'] ?? '';
      const found = (await cycles(request.nowMs)).find((cycle) => cycle.id === id);
      if (found === undefined) throw notFound(words, id);
      return answerOne(view(found, request), request.query);
    },
  });
  return {
    ...handlers('BillCycle', 'bill-cycle', (cycle, { baseUrl, nowMs }) => viewCycle(cycle, baseUrl, nowMs)),
    ...handlers('BillCycleSpecification', 'bill-cycle-specification', (cycle, { baseUrl }) =>
      viewSpecification(cycle, baseUrl),
    ),
  };
}
