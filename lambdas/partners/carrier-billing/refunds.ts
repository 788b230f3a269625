/** CAMARA Carrier Billing Refund 0.3.0. */
import { GetItemCommand, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CarrierPayment } from '../../../domain/partners/carrier-billing/payment.js';
import {
  type CarrierRefund,
  type Refundable,
  refundOf,
  type RefundRequest,
} from '../../../domain/partners/carrier-billing/refund.js';
import { refundView, remainingView } from '../../../domain/partners/carrier-billing/view.js';
import { newId } from '../../../domain/partners/ids.js';
import { newRecord, writeTogether } from '../../accounts/ledger.js';
import { untilFirst } from '../../accounts/run-command.js';
import { wake } from '../../events/outbox.js';
import { requestDigest } from '../../pools/write-once.js';
import { fromItem } from '../../shared/attributes.js';
import { json } from '../../shared/problem.js';
import { actorOf } from '../kernel/partner.js';
import type { Recorded } from '../kernel/records.js';
import { RefusedError } from '../kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../kernel/serve.js';
import { returnWrites } from './account.js';
import { hash, referenceIsNew } from './begin.js';
import { camaraQuery, isListed, listAnswer, type ListTerms, pageStart } from './list.js';
import type { CarrierBillingOffice } from './office.js';
import { paymentOf } from './payments.js';
import { invalidArgument } from './refusals.js';
import { type AskedSink, sinkOf } from './sinks.js';
import { tellRefund } from './tell.js';

type Payment = Recorded<CarrierPayment>;
type Handlers = Readonly<Record<string, PartnerHandler>>;

/** `CreateRefund`, as its schema lets it through. */
interface AskedRefund extends AskedSink {
  readonly type: 'total' | 'partial';
  readonly reason?: string;
  readonly amountTransaction: RefundRequest['amountTransaction'] & {
    readonly clientCorrelator?: string;
    readonly referenceCode: string;
    readonly refundAmount: { readonly chargingMetaData?: { readonly merchantIdentifier?: string } };
  };
}

/** Of one refund, in characters of JSON: what is kept of it must fit into an item. */
const MOST_LENGTH = 100_000;

export function refundHandlers(office: CarrierBillingOffice): Handlers {
  return {
    createCarrierBillingRefund: async (request) => {
      const refund = await create(office, request);
      const { paymentId, refundId } = refund;
      const location = `${office.baseUrl}/carrier-billing-refund/v0.3/payments/${paymentId}/refunds/${refundId}`;
      return json(201, refundView(refund), { location });
    },
    retrieveCarrierBillingRefunds: async (request) => list(office, request),
    retrieveCarrierBillingRefund: async (request) => {
      const payment = await paymentOf(office, request);
      const id = request.path['refundId'] ?? '';
      const found = await findRefund(office, payment.id, id);
      if (found === undefined)
        throw new RefusedError(404, 'NOT_FOUND', `There is no refund ${id} of payment ${payment.id}.`);
      return json(200, refundView(found));
    },
    retrieveCarrierBillingRemainingAmount: async (request) =>
      json(200, remainingView(await paymentOf(office, request))),
  };
}

const keyOf = (paymentId: string, refundId: string) => ({
  pk: `CBPAYMENT#${paymentId}`,
  sk: `REFUND#${refundId}`,
});

async function findRefund(
  { client, tables }: CarrierBillingOffice,
  paymentId: string,
  refundId: string,
): Promise<CarrierRefund | undefined> {
  const { pk, sk } = keyOf(paymentId, refundId);
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? undefined : (fromItem(item) as unknown as CarrierRefund);
}

async function refundsOf(
  { client, tables }: CarrierBillingOffice,
  paymentId: string,
): Promise<CarrierRefund[]> {
  const found: CarrierRefund[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tables.records,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :refund)',
        ExpressionAttributeValues: { ':pk': { S: `CBPAYMENT#${paymentId}` }, ':refund': { S: 'REFUND#' } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    found.push(...(page.Items ?? []).map((item) => fromItem(item) as unknown as CarrierRefund));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}

/** The payment, the account and the refund change together, each refund once. */
async function create(office: CarrierBillingOffice, request: PartnerRequest): Promise<CarrierRefund> {
  const body = request.body as AskedRefund;
  const { amountTransaction, type, reason } = body;
  const { clientCorrelator, refundAmount } = amountTransaction;
  const sink = sinkOf(body);
  if (JSON.stringify(body).length > MOST_LENGTH)
    throw invalidArgument({
      param: 'amountTransaction',
      reason: `is too long; allowed: at most ${MOST_LENGTH} characters`,
    });
  const { id: paymentId, owner } = await paymentOf(office, request);
  const refundId = newId(
    'cbr',
    clientCorrelator === undefined ? request.seed : hash(owner, 'refund', paymentId, clientCorrelator),
  );
  const { merchantIdentifier } = refundAmount.chargingMetaData ?? {};
  const digest = requestDigest({ type, reason: reason ?? null, amountTransaction });
  return untilFirst(async () => {
    const known = await findRefund(office, paymentId, refundId);
    if (known !== undefined) return repeated(known, digest, clientCorrelator);
    const payment = await paymentOf(office, request);
    const reference = referenceKey(owner, merchantIdentifier, amountTransaction.referenceCode);
    await referenceIsNew(office, reference);
    const { micros, after } = granted(refundOf(payment, body));
    const refund: CarrierRefund = {
      refundId,
      paymentId,
      type,
      micros,
      amountTransaction,
      request: digest,
      createdAt: new Date(request.nowMs).toISOString(),
      ...(reason === undefined ? {} : { reason }),
      ...(sink === undefined ? {} : { sink }),
      ...(merchantIdentifier === undefined ? {} : { merchantIdentifier }),
    };
    return (await write(office, request, payment, refund, { after, reference })) ? refund : undefined;
  });
}

function repeated(known: CarrierRefund, digest: string, clientCorrelator = ''): CarrierRefund {
  if (known.request === digest) return known;
  throw invalidArgument({
    param: 'amountTransaction.clientCorrelator',
    reason: `got "${clientCorrelator}"; clientCorrelator already exist on server, with another refund`,
  });
}

/** 403: the payment can't be refunded at all; 422: not so. */
function granted(found: Refundable): Extract<Refundable, { micros: number }> {
  if ('micros' in found) return found;
  if ('wrong' in found) throw invalidArgument(...found.wrong);
  const status = found.code.endsWith('PAYMENT_NOT_ELIGIBLE_FOR_REFUND') ? 403 : 422;
  throw new RefusedError(status, found.code, found.message);
}

const referenceKey = (owner: string, merchantIdentifier = '', referenceCode: string) => ({
  pk: `CBREFERENCE#${hash(owner, 'refund', merchantIdentifier, referenceCode)}`,
  sk: 'META',
});

async function write(
  office: CarrierBillingOffice,
  request: PartnerRequest,
  payment: Payment,
  refund: CarrierRefund,
  {
    after,
    reference,
  }: { readonly after: CarrierPayment['refunded']; readonly reference: { pk: string; sk: string } },
): Promise<boolean> {
  const { tables, payments, client } = office;
  const { record, write: change } = payments.change(payment, { ...payment, refunded: after }, request.nowMs);
  const told = tellRefund(office, record, refund, actorOf(request.partner));
  const returned = await returnWrites(office, {
    id: refund.refundId,
    account: payment.account,
    subscriberId: payment.subscriberId,
    paymentId: payment.id,
    micros: refund.micros,
    currency: payment.price.currency,
    reason: refund.reason ?? `refund of ${payment.id}`,
    actor: payment.owner,
    nowMs: request.nowMs,
  });
  if (returned === undefined) return false;
  const written = await writeTogether(client, [
    change,
    newRecord(tables, { ...keyOf(payment.id, refund.refundId), ...refund }),
    newRecord(tables, { ...reference, refundId: refund.refundId }),
    ...returned,
    ...told.writes,
  ]);
  if (written) await wake(office.eventsQueueUrl, told.eventIds);
  return written;
}

const TERMS: ListTerms = {
  of: 'refund',
  code: 'CARRIER_BILLING_REFUND',
  statuses: ['processing', 'denied', 'succeeded'],
};

async function list(office: CarrierBillingOffice, request: PartnerRequest) {
  const query = camaraQuery(request.query, TERMS, request.nowMs);
  const payment = await paymentOf(office, request);
  const all = (await refundsOf(office, payment.id))
    .filter((refund) => isListed(query, { ...refund, status: 'succeeded' }))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.refundId.localeCompare(b.refundId));
  if (!query.isAscending) all.reverse();
  const start = pageStart(query, all.length, TERMS);
  return listAnswer(all.slice(start, start + query.perPage).map(refundView), { total: all.length, start });
}
