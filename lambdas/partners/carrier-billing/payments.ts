/** CAMARA Carrier Billing 0.5.0: payments. */
import {
  type CarrierPayment,
  isHeld,
  PAYMENT_STATUSES,
  type Step,
} from '../../../domain/partners/carrier-billing/payment.js';
import { paymentUrl, paymentView, preparedView } from '../../../domain/partners/carrier-billing/view.js';
import { json } from '../../shared/problem.js';
import { actorOf, maySee } from '../kernel/partner.js';
import type { Recorded } from '../kernel/records.js';
import { RefusedError } from '../kernel/refused.js';
import { noContent, type PartnerHandler, type PartnerRequest } from '../kernel/serve.js';
import { beginPayment, payerOf } from './begin.js';
import { takeStep, tryCode } from './go-on.js';
import { type CamaraQuery, camaraQuery, isListed, listAnswer, type ListTerms, pageStart } from './list.js';
import type { CarrierBillingOffice } from './office.js';
import { alreadyExists, denied, missingPhoneNumber, paymentNotFound } from './refusals.js';

type Payment = Recorded<CarrierPayment>;
type Handlers = Readonly<Record<string, PartnerHandler>>;

export function paymentHandlers(office: CarrierBillingOffice): Handlers {
  const { baseUrl } = office;
  return {
    createCarrierBillingPayment: async (request) => {
      const payment = await beginPayment(office, request, 'one');
      return json(201, paymentView(payment, baseUrl), { location: paymentUrl(baseUrl, payment.id) });
    },
    prepareCarrierBillingPayment: async (request) => {
      const payment = await beginPayment(office, request, 'two');
      return json(201, preparedView(payment, baseUrl), { location: paymentUrl(baseUrl, payment.id) });
    },
    retrieveCarrierBillingPayment: async (request) =>
      json(200, paymentView(await paymentOf(office, request), baseUrl)),
    retrieveCarrierBillingPayments: async (request) => list(office, request),
    validateCarrierBillingPayment: async (request) => validate(office, request),
    confirmCarrierBillingPayment: async (request) => end(office, request, 'confirm'),
    cancelCarrierBillingPayment: async (request) => end(office, request, 'cancel'),
  };
}

/** The payment that a path names. @throws RefusedError 404 when there is none that this partner made */
export async function paymentOf(
  { payments }: CarrierBillingOffice,
  { path, partner }: Pick<PartnerRequest, 'path' | 'partner'>,
): Promise<Payment> {
  const id = path['paymentId'] ?? '';
  const found = await payments.get(id);
  if (found === undefined || !maySee(partner, found.owner)) throw paymentNotFound(id);
  return found;
}

const momentOf = ({ nowMs, partner }: PartnerRequest) => ({ nowMs, actor: actorOf(partner) });

async function validate(office: CarrierBillingOffice, request: PartnerRequest) {
  const payment = await paymentOf(office, request);
  const { authorizationId, code } = request.body as { authorizationId: string; code: string };
  const { validation, id } = payment;
  if (validation?.authorizationId !== authorizationId)
    throw new RefusedError(
      400,
      'CARRIER_BILLING.INVALID_AUTHORIZATION_ID',
      `Invalid authorizationId: got "${authorizationId}"; it is none of payment ${id}.`,
    );
  switch (await tryCode(office, id, code, momentOf(request))) {
    case 'right':
      return noContent();
    case 'wrong':
      throw new RefusedError(400, 'CARRIER_BILLING.INVALID_CODE', `Invalid code: got "${code}".`);
    case 'last-wrong':
      throw validationFailed('the maximum number of attempts have been consumed for this validation.');
    default: {
      const { status } = await paymentOf(office, request);
      if (status === 'reserved' || status === 'succeeded') throw alreadyExists('Payment already validated.');
      throw validationFailed(`the payment is ${status}.`);
    }
  }
}

const validationFailed = (why: string) =>
  new RefusedError(400, 'CARRIER_BILLING.VALIDATION_FAILED', `Validation failed: ${why}`);

async function end(
  office: CarrierBillingOffice,
  request: PartnerRequest,
  step: Step & ('confirm' | 'cancel'),
) {
  const { phoneNumber } = request.body as { readonly phoneNumber?: string };
  if (phoneNumber === undefined) throw missingPhoneNumber();
  const { id, phoneNumber: payer } = await paymentOf(office, request);
  // The number may have gone to another subscriber meanwhile: what it reserved is still its payer's.
  if (phoneNumber !== payer) {
    await payerOf(office, request.partner, phoneNumber);
    throw paymentNotFound(`${id} of ${phoneNumber}`);
  }
  const { payment, isDone } = await takeStep(office, id, step, momentOf(request));
  if (!isDone) throw notInStatus(payment);
  return { statusCode: 202, headers: { 'content-type': 'application/json' } };
}

/** Why a payment can be neither confirmed nor cancelled. */
function notInStatus(payment: Payment): RefusedError {
  const { status } = payment;
  if (status === 'succeeded')
    return new RefusedError(409, 'CARRIER_BILLING.PAYMENT_CONFIRMED', 'Payment has been confirmed.');
  if (status === 'cancelled')
    return new RefusedError(409, 'CARRIER_BILLING.PAYMENT_CANCELLED', 'Payment has been cancelled.');
  if (isHeld(payment)) return denied('it is not validated yet');
  return denied(payment.denialReason ?? `it is ${status}`);
}

const TERMS: ListTerms = { of: 'payment', code: 'CARRIER_BILLING', statuses: PAYMENT_STATUSES };

async function list(office: CarrierBillingOffice, request: PartnerRequest) {
  const query = camaraQuery(request.query, TERMS, request.nowMs);
  const { found, total, start } = isWhole(query)
    ? await wholePage(office, request, query)
    : await filteredPage(office, request, query);
  return listAnswer(
    found.map((payment) => paymentView(payment, office.baseUrl)),
    { total, start },
  );
}

const isWhole = ({ fromMs, toMs, statuses, merchantIdentifier }: CamaraQuery) =>
  fromMs === -Infinity && toMs === Infinity && statuses === undefined && merchantIdentifier === undefined;

interface Page {
  readonly found: readonly Payment[];
  readonly total: number;
  readonly start: number;
}

/** Places count up, so any page of the whole list is found at once, from either end. */
async function wholePage(
  { payments }: CarrierBillingOffice,
  { partner }: PartnerRequest,
  query: CamaraQuery,
): Promise<Page> {
  const source = payments.list(partner);
  const { total } = await source.page(0, 0);
  const start = pageStart(query, total, TERMS);
  const length = Math.min(query.perPage, total - start);
  if (length <= 0) return { found: [], total, start };
  if (query.isAscending) return { found: (await source.page(start, length)).items, total, start };
  const { items } = await source.page(total - start - length, length);
  return { found: [...items].reverse(), total, start };
}

async function filteredPage(
  { payments }: CarrierBillingOffice,
  { partner }: PartnerRequest,
  query: CamaraQuery,
): Promise<Page> {
  const all: Payment[] = [];
  for await (const payment of payments.list(partner).walk()) if (isListed(query, payment)) all.push(payment);
  if (!query.isAscending) all.reverse();
  const start = pageStart(query, all.length, TERMS);
  return { found: all.slice(start, start + query.perPage), total: all.length, start };
}
