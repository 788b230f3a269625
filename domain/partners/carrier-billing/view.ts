/** Payments and refunds as CAMARA's carrier billing answers them. */
import { numberOfMicros } from './amounts.js';
import type { CarrierPayment } from './payment.js';
import { type CarrierRefund, remaining } from './refund.js';

type Json = Readonly<Record<string, unknown>>;

/** What a stored payment has beside what it is about. */
export interface StoredIdentity {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** `Payment`, `PaymentCreated`. */
export function paymentView(
  { id, createdAt, status, amountTransaction, paidAt, sink }: CarrierPayment & StoredIdentity,
  baseUrl: string,
): Json {
  return {
    paymentId: id,
    amountTransaction: {
      ...amountTransaction,
      resourceURL: paymentUrl(baseUrl, id),
      serverReferenceCode: id,
    },
    paymentStatus: status,
    paymentCreationDate: createdAt,
    ...(paidAt === undefined ? {} : { paymentDate: paidAt }),
    ...(sink === undefined ? {} : { sink: sink.url }),
  };
}

/** `BodyAmountReservationTransactionForReserve`: with what the payer's code is validated by. */
export function preparedView(payment: CarrierPayment & StoredIdentity, baseUrl: string): Json {
  const { paymentDate: _paymentDate, ...view } = paymentView(payment, baseUrl);
  const { validation, status } = payment;
  return status === 'pending_validation' && validation !== undefined
    ? { ...view, validationInfo: { action: 'validate', authorizationId: validation.authorizationId } }
    : view;
}

export const paymentUrl = (baseUrl: string, id: string): string =>
  `${baseUrl}/carrier-billing/v0.5/payments/${id}`;

/** `TotalRefund`, `PartialRefund`. */
export function refundView({
  refundId,
  type,
  createdAt,
  reason,
  sink,
  amountTransaction,
}: CarrierRefund): Json {
  return {
    refundId,
    refundStatus: 'succeeded',
    type,
    refundCreationDate: createdAt,
    refundDate: createdAt,
    amountTransaction,
    ...(reason === undefined ? {} : { reason }),
    ...(sink === undefined ? {} : { sink: sink.url }),
  };
}

/** `PaymentRemainingAmount`. */
export function remainingView(payment: CarrierPayment): Json {
  const { amountMicros, taxMicros } = remaining(payment);
  const { currency, isTaxIncluded, taxMicros: taxed } = payment.price;
  return {
    amount: numberOfMicros(amountMicros),
    currency,
    description: 'Not refunded so far',
    isTaxIncluded,
    ...(taxed === 0 ? {} : { taxAmount: numberOfMicros(taxMicros) }),
  };
}
