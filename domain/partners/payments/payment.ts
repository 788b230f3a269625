/** TMF676 payments: views of payments that providers make, and records of those that partners tell of. */
import { capturedMicros, type Payment, statusOf } from '../../payments/payment.js';
import { PAYMENT_PROVIDERS, type ProviderId } from '../../payments/provider.js';
import { didYouMean } from '../../operator/suggest.js';
import { TMF_BASE } from '../routes.js';
import { moneyOf } from './money.js';

export type Resource = Readonly<Record<string, unknown>>;

/** `Payment_Create`, as its schema lets it through. */
export interface AskedPayment {
  readonly account: { readonly id: string };
  readonly paymentMethod: { readonly '@type'?: string; readonly name?: string; readonly id?: string };
  readonly totalAmount: { readonly unit?: string; readonly value?: number };
  readonly [other: string]: unknown;
}

/** A payment by a provider, with what is known of it beside what the provider said. */
export interface KnownPayment {
  readonly payment: Payment;
  /** The standard's attributes as they came, when it was asked for by this API. */
  readonly asked?: AskedPayment | undefined;
  /** What the payer's page needs to pay. */
  readonly checkout?: Resource | undefined;
  /** ISO 8601: when it last learned something. */
  readonly lastISO?: string | undefined;
  /** ISO 8601: when it first came in. */
  readonly capturedISO?: string | undefined;
}

/**
 * A payment that a partner tells of: in cash, or by somebody who is no provider of the operator. It is kept and shown,
 * and no value moves by it.
 */
export interface RecordedPayment {
  readonly asked: AskedPayment;
}

export const paymentHref = (baseUrl: string, id: string): string =>
  `${baseUrl}${TMF_BASE.payments}/payment/${id}`;

/** `partially_captured` as TMF676 writes its own: `partiallyCaptured`. */
const camel = (status: string): string =>
  status.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const paymentStatus = (payment: Payment): string => camel(statusOf(payment));

export function viewPayment(known: KnownPayment, baseUrl: string): Resource {
  const { payment, asked, checkout, lastISO, capturedISO } = known;
  const { paymentId, provider, subscriberId, amountMicros, currency, createdISO, references } = payment;
  const isOpen = ['created', 'processing', 'authorized'].includes(statusOf(payment));
  return {
    '@type': 'Payment',
    account: { id: subscriberId, '@type': 'BillingAccount', '@referredType': 'BillingAccount' },
    ...asked,
    paymentMethod: { '@type': provider, name: provider, ...asked?.paymentMethod },
    id: paymentId,
    href: paymentHref(baseUrl, paymentId),
    status: paymentStatus(payment),
    statusDate: lastISO ?? createdISO,
    ...(capturedMicros(payment) > 0 && capturedISO !== undefined ? { paymentDate: capturedISO } : {}),
    ...(references[0] === undefined ? {} : { authorizationCode: references[0] }),
    totalAmount: moneyOf(amountMicros, currency),
    ...(checkout !== undefined && isOpen ? { checkout } : {}),
  };
}

/** It has happened elsewhere, so it has no further status: `recorded`. */
export function viewRecorded(
  { id, createdAt, asked }: RecordedPayment & { readonly id: string; readonly createdAt: string },
  baseUrl: string,
): Resource {
  return {
    '@type': 'Payment',
    ...asked,
    // Mandatory in the swagger; the conformance kit tells nothing of it.
    paymentMethod: { '@type': 'PaymentMethod', name: 'unspecified', ...asked.paymentMethod },
    id,
    href: paymentHref(baseUrl, id),
    status: 'recorded',
    statusDate: createdAt,
    paymentDate: createdAt,
  };
}

/** Which provider a method means. */
export type Method =
  | { readonly provider: ProviderId }
  /** None, and nothing like it. */
  | { readonly provider: undefined }
  /** What it is said to be, and one that may be meant. */
  | { readonly got: string; readonly hint: string };

/** By its id, its name or its type, whichever names one. */
export function methodOf(
  { id, name, '@type': type }: AskedPayment['paymentMethod'],
  providers: readonly ProviderId[],
): Method {
  const names = [id, name, type].filter((text) => text !== undefined).map((text) => text.toLowerCase());
  const provider = providers.find((each) => names.includes(each));
  if (provider !== undefined) return { provider };
  const other = PAYMENT_PROVIDERS.find((each) => names.includes(each));
  if (other !== undefined) return { got: other, hint: '' };
  const near = names
    .map((got) => ({ got, hint: didYouMean(got, [...providers]) }))
    .find(({ hint }) => hint !== '');
  return near ?? { provider: undefined };
}

/** An authorization or initiation: a payment, and what was asked of it. */
export interface PaymentRequest {
  readonly paymentId: string;
  /** Attributes as they came, less the payment. */
  readonly also: Resource;
}

export type RequestKind = 'authorizePayment' | 'initiatePayment';

/** Where each keeps its payment. */
export const PAYMENT_IN = {
  authorizePayment: 'authorizedPayment',
  initiatePayment: 'initiatedPayment',
} as const;

/** When it was done, in the standard's own spelling. */
const DONE_AT = {
  authorizePayment: 'authorizedPaymentDate',
  initiatePayment: 'InitiatedPaymentDate',
} as const;
const ASKED_AT = {
  authorizePayment: 'authorizePaymentDate',
  initiatePayment: 'InitiatePaymentDate',
} as const;

const ENDED = ['failed', 'canceled'];
const WAITING = ['created', 'processing'];

/**
 * An initiation is done as soon as the payer's page has what it needs; an authorization when the payer has authorized,
 * or paid.
 */
export function viewRequest(
  kind: RequestKind,
  { id, createdAt, also }: PaymentRequest & { readonly id: string; readonly createdAt: string },
  payment: Resource,
  baseUrl: string,
): Resource {
  const status = String(payment['status']);
  const waits =
    WAITING.includes(status) && (kind === 'authorizePayment' || payment['checkout'] === undefined);
  const state = ENDED.includes(status) ? 'terminatedWithError' : waits ? 'inProgress' : 'done';
  return {
    '@type': kind === 'authorizePayment' ? 'AuthorizePayment' : 'InitiatePayment',
    [ASKED_AT[kind]]: createdAt,
    ...also,
    id,
    href: `${baseUrl}${TMF_BASE.payments}/${kind}/${id}`,
    state,
    ...(state === 'done' ? { [DONE_AT[kind]]: payment['statusDate'] } : {}),
    [PAYMENT_IN[kind]]: payment,
  };
}

/** A refund that was asked for by this API. */
export interface RefundRecord {
  readonly paymentId: string;
  /** As the payment knows it: `re_…`. */
  readonly refundId: string;
  /** Attributes as they came. */
  readonly asked: Resource;
  readonly micros: number;
  readonly currency: string;
}

const REFUND_STATUS = { requested: 'processing', told: 'done', refused: 'denied' } as const;

/** @param state  where the payment's own record has it */
export function viewRefund(
  {
    id,
    createdAt,
    asked,
    micros,
    currency,
    paymentId,
  }: RefundRecord & {
    readonly id: string;
    readonly createdAt: string;
  },
  state: keyof typeof REFUND_STATUS,
  baseUrl: string,
): Resource {
  return {
    '@type': 'Refund',
    refundDate: createdAt,
    ...asked,
    id,
    href: `${baseUrl}${TMF_BASE.payments}/refund/${id}`,
    status: REFUND_STATUS[state],
    statusDate: createdAt,
    totalAmount: moneyOf(micros, currency),
    payment: { id: paymentId, href: paymentHref(baseUrl, paymentId), '@referredType': 'Payment' },
  };
}
