/** TMF676 Payment of the partner API. */
import { definitions } from '../../../domain/partners/definitions/payments.js';
import {
  type AskedPayment,
  PAYMENT_IN,
  type RefundRecord,
  type RequestKind,
  type Resource,
  viewRecorded,
  viewRefund,
  viewRequest,
} from '../../../domain/partners/payments/payment.js';
import { newId } from '../../../domain/partners/ids.js';
import { attributesOf } from '../../../domain/partners/tmf/definitions.js';
import { toMicros } from '../../../domain/operator/decimal.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { refundBody } from '../../payments/bodies.js';
import { ofRow, type StoredPayment } from '../../payments/payment-store.js';
import { ownerOfSubscriber, PAYMENTS, viewStored } from '../../payments/partner-books.js';
import { postRefund } from '../../payments/refunds.js';
import { resourceEvent } from '../kernel/announce.js';
import { bodyChecks } from '../kernel/check-body.js';
import { answerList, answerOne, type ListSource, listQuery } from '../kernel/list.js';
import { maySee, ownerOf, type Partner } from '../kernel/partner.js';
import { Places } from '../kernel/places.js';
import type { Recorded } from '../kernel/records.js';
import { invalid, notFound, RefusedError } from '../kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../kernel/serve.js';
import { asRefusal, makePayment } from './create.js';
import type { PaymentsOffice } from './office.js';

export const checkPaymentBody = bodyChecks(definitions);

type Handlers = Readonly<Record<string, PartnerHandler>>;

const META = ['@type', '@baseType', '@schemaLocation'];
const attributes = (type: string) => [
  ...new Set([...attributesOf(definitions, type).map((name) => name.trim()), ...META]),
];

export function paymentsHandlers(office: PaymentsOffice): Handlers {
  return {
    ...ofPayments(office),
    ...ofRequests(office, 'authorizePayment', 'AuthorizePayment'),
    ...ofRequests(office, 'initiatePayment', 'InitiatePayment'),
    ...ofRefunds(office),
  };
}

function ofPayments(office: PaymentsOffice): Handlers {
  const allowed = attributes('Payment');
  return {
    listPayment: async ({ query, partner, baseUrl }) =>
      answerList(listQuery(query, allowed), paymentList(office, partner), (row) => viewRow(row, baseUrl)),
    createPayment: async (request) => {
      const { view } = await makePayment(office, request, request.body as AskedPayment);
      return created(view);
    },
    retrievePayment: async ({ path, partner, query, baseUrl }) =>
      answerOne(await paymentView(office, partner, path['id'] ?? '', baseUrl), query),
  };
}

type Row = Readonly<Record<string, unknown>>;

/** A row of the list: a payment by a provider, or one that was told of. */
const viewRow = (row: Row, baseUrl: string): Resource =>
  String(row['pk']).startsWith('PAYMENT#')
    ? viewStored(ofRow(row), baseUrl)
    : viewRecorded(row as never, baseUrl);

const WALK = 100;

function paymentList(office: PaymentsOffice, partner: Partner): ListSource<Row> {
  const { client, tables, recorded } = office;
  const places = new Places(client, tables.records, PAYMENTS);
  const owner = partner.isOperator ? undefined : partner.id;
  const page = async (offset: number, limit: number) => {
    const { keys, total } = await places.page(owner, offset, limit);
    return { items: (await places.records(keys)) as readonly Row[], total };
  };
  return {
    page,
    async *walk() {
      for (let offset = 0; ; offset += WALK) {
        const { items, total } = await page(offset, WALK);
        yield* items;
        if (offset + WALK >= total) return;
      }
    },
    find: (filters) => {
      const ids = filters.find(({ path, operator }) => path.join('.') === 'id' && operator === 'eq')?.values;
      if (ids === undefined) return undefined;
      const keys = ids.map((id) => (id.startsWith('pay_') ? `PAYMENT#${id}` : recorded.key(id).pk));
      return seenBy(office, partner, places.records(keys));
    },
  };
}

async function seenBy(
  office: PaymentsOffice,
  partner: Partner,
  rows: Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const seen = await Promise.all(
    (await rows).map(async (row) => ({ row, owner: await ownerOfRow(office, row) })),
  );
  return seen.filter(({ owner }) => maySee(partner, owner)).map(({ row }) => row);
}

const ownerOfRow = async (office: PaymentsOffice, row: Row): Promise<string> =>
  String(row['pk']).startsWith('PAYMENT#') ? ownerOfStored(office, ofRow(row)) : String(row['owner']);

/** Payments of before the partner API do not say whose they are. */
async function ownerOfStored({ client, tables }: PaymentsOffice, stored: StoredPayment): Promise<string> {
  return stored.owner ?? ownerOfSubscriber(client, tables.records, stored.payment.subscriberId);
}

/** @throws RefusedError 404 */
async function storedOf(office: PaymentsOffice, partner: Partner, id: string): Promise<StoredPayment> {
  const stored = await office.payments.get(id);
  if (stored === undefined || !maySee(partner, await ownerOfStored(office, stored)))
    throw notFound('payment', id);
  return stored;
}

/** @throws RefusedError 404 */
async function paymentView(
  office: PaymentsOffice,
  partner: Partner,
  id: string,
  baseUrl: string,
): Promise<Resource> {
  return id.startsWith('pay_')
    ? viewStored(await storedOf(office, partner, id), baseUrl)
    : viewRecorded(await office.recorded.mustGet(partner, id), baseUrl);
}

/** Authorizations and initiations: each has a payment, that it makes or that is there. */
function ofRequests(office: PaymentsOffice, kind: RequestKind, type: string): Handlers {
  const book = office.requests[kind];
  const allowed = attributes(type);
  const view = async (record: Parameters<typeof viewRequest>[1], partner: Partner, baseUrl: string) =>
    viewRequest(kind, record, await paymentView(office, partner, record.paymentId, baseUrl), baseUrl);
  return {
    [`list${type}`]: async ({ query, partner, baseUrl }) =>
      answerList(listQuery(query, allowed), book.list(partner), async (record) =>
        view(record, partner, baseUrl),
      ),
    [`retrieve${type}`]: async ({ path, partner, query, baseUrl }) =>
      answerOne(await view(await book.mustGet(partner, path['id'] ?? ''), partner, baseUrl), query),
    [`create${type}`]: async (request) => {
      const { partner, seed, nowMs, baseUrl } = request;
      const { [PAYMENT_IN[kind]]: payment, ...also } = trimmed(request.body as Resource);
      const asked = askedPayment(PAYMENT_IN[kind], payment);
      const paymentId =
        'known' in asked
          ? await seenId(office, partner, asked.known)
          : (await makePayment(office, request, asked.made)).id;
      const id = newId(kind === 'authorizePayment' ? 'aut' : 'ini', seed);
      const owner = ownerOf(partner);
      const value = { paymentId, also };
      const shown = await view({ id, createdAt: new Date(nowMs).toISOString(), ...value }, partner, baseUrl);
      const event = resourceEvent({
        by: partner,
        nowMs,
        owner,
        resource: kind,
        id,
        revision: 1,
        change: 'created',
        view: shown,
        api: 'payments',
      });
      const kept = await book.create({ id, owner, nowMs, value }, [eventWrite(office.tables.records, event)]);
      if (kept === undefined) throw new Error(`${id} was neither kept nor there`);
      await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
      return created(await view(kept, partner, baseUrl));
    },
  };
}

/** The swagger has names that end in a blank; both are read. */
const trimmed = (body: Resource): Resource =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name.trim(), value]));

async function seenId(office: PaymentsOffice, partner: Partner, id: string): Promise<string> {
  await paymentView(office, partner, id, '');
  return id;
}

/** A payment that is there, by its id, or one to be made. @throws RefusedError 400 */
function askedPayment(
  param: string,
  payment: unknown,
): { readonly known: string } | { readonly made: AskedPayment } {
  if (payment === undefined)
    throw invalid('invalid-body', [{ param, reason: 'is missing; it is mandatory' }]);
  const { id, href: _href, ...made } = payment as Partial<AskedPayment> & { readonly id?: string };
  if (id !== undefined) return { known: id };
  const totalAmount = made.totalAmount ?? (made['amount'] as AskedPayment['totalAmount'] | undefined);
  if (totalAmount === undefined)
    throw invalid('invalid-body', [{ param: `${param}.totalAmount`, reason: 'is missing; it is mandatory' }]);
  return { made: { ...(made as AskedPayment), totalAmount } };
}

type KeptRefund = Recorded<RefundRecord>;

function ofRefunds(office: PaymentsOffice): Handlers {
  const allowed = attributes('Refund');
  const view = async (record: KeptRefund, baseUrl: string) => {
    const stored = await office.payments.get(record.paymentId);
    return viewRefund(record, stored?.refunds?.[record.refundId]?.state ?? 'told', baseUrl);
  };
  return {
    listRefund: async ({ query, partner, baseUrl }) =>
      answerList(listQuery(query, allowed), office.refunds.list(partner), async (record) =>
        view(record, baseUrl),
      ),
    retrieveRefund: async ({ path, partner, query, baseUrl }) =>
      answerOne(await view(await office.refunds.mustGet(partner, path['id'] ?? ''), baseUrl), query),
    createRefund: async (request) => created(await view(await refund(office, request), request.baseUrl)),
  };
}

interface AskedRefund {
  readonly payment?: { readonly id: string };
  readonly totalAmount: { readonly unit?: string; readonly value?: number };
  readonly description?: string;
  readonly name?: string;
  readonly [other: string]: unknown;
}

/** The same rules as a refund by the operator's own tools; it is kept here once the payment knows it. */
async function refund(office: PaymentsOffice, request: PartnerRequest): Promise<KeptRefund> {
  const { partner, nowMs, seed, baseUrl } = request;
  const asked = request.body as AskedRefund;
  if (asked.payment === undefined)
    throw invalid('invalid-refund', [
      { param: 'payment', reason: 'is missing; allowed: the id of a payment that came in' },
    ]);
  const taking = await office.taking();
  const { id: paymentId } = asked.payment;
  if (taking === undefined || !paymentId.startsWith('pay_')) {
    await paymentView(office, partner, paymentId, baseUrl);
    throw new RefusedError(409, 'not-captured', `nothing of payment ${paymentId} has come in here`);
  }
  const stored = await storedOf(office, partner, paymentId);
  const { currency } = stored.payment;
  const { value, unit } = asked.totalAmount;
  if (unit !== undefined && unit !== currency)
    throw invalid('invalid-refund', [
      { param: 'totalAmount.unit', reason: `got "${unit}"; allowed: ${currency}` },
    ]);
  const body = refundBody.parse({
    id: `tmf-${seed}`,
    ...(value === undefined ? {} : { amount: String(value) }),
    reason: (asked.description ?? asked.name ?? 'refund').slice(0, 200) || 'refund',
    actor: partner.id,
  });
  const answer = await asRefusal(async () => postRefund(taking, stored, body));
  const { totalAmount: _total, payment: _payment, ...rest } = asked;
  const id = newId('rfd', seed);
  const owner = ownerOf(partner);
  const about: RefundRecord = {
    paymentId,
    refundId: String(answer['refundId']),
    asked: rest,
    micros: toMicros(String(answer['amount'])),
    currency,
  };
  const event = resourceEvent({
    by: partner,
    nowMs,
    owner,
    resource: 'refund',
    id,
    revision: 1,
    change: 'created',
    view: viewRefund({ ...about, id, createdAt: new Date(nowMs).toISOString() }, 'requested', baseUrl),
    api: 'payments',
  });
  const kept = await office.refunds.create({ id, owner, nowMs, value: about }, [
    eventWrite(office.tables.records, event),
  ]);
  if (kept === undefined) throw new Error(`${id} was neither kept nor there`);
  await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
  return kept;
}
