/** What of a carrier billing payment may be given back (CAMARA Carrier Billing Refund 0.3.0). */
import { type ChargingInformation, isPrice, microsOfNumber, priceOf, type Wrong } from './amounts.js';
import { type CarrierPayment, type Price, type Refunded, type Sink, totalMicros } from './payment.js';

export interface CarrierRefund {
  readonly refundId: string;
  readonly paymentId: string;
  readonly type: 'total' | 'partial';
  /** Micros of the payment's currency that went back into the credit. */
  readonly micros: number;
  /** As it came. */
  readonly amountTransaction: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly sink?: Sink;
  readonly merchantIdentifier?: string;
  /** Digest of all that was asked. */
  readonly request: string;
  /** ISO 8601, the operator's time. */
  readonly createdAt: string;
}

/** `CreateRefund` of the standard's file, as its schema lets it through. */
export interface RefundRequest {
  readonly type: 'total' | 'partial';
  readonly amountTransaction: {
    readonly refundAmount: {
      readonly chargingInformation?: ChargingInformation;
      readonly refundDetails?: readonly {
        readonly paymentItemId: string;
        readonly amount: number;
        readonly currency: string;
      }[];
    };
  };
}

/** What the refund takes of the payment, or the standard's code for why it can't be. */
export type Refundable =
  | { readonly micros: number; readonly after: Refunded }
  | { readonly code: string; readonly message: string }
  | { readonly wrong: readonly Wrong[] };

const CODE = 'CARRIER_BILLING_REFUND';
const INFORMATION = 'amountTransaction.refundAmount.chargingInformation';

/** Never more than was paid and is not given back yet; of items neither. */
export function refundOf(payment: CarrierPayment, { type, amountTransaction }: RefundRequest): Refundable {
  const { status, price, refunded } = payment;
  if (status !== 'succeeded')
    return {
      code: `${CODE}.INVALID_PAYMENT_STATUS`,
      message: `Payment is not completed: its status is ${status}.`,
    };
  const left = remaining(payment);
  if (refunded.isTotal || left.amountMicros + left.taxMicros === 0)
    return {
      code: `${CODE}.PAYMENT_NOT_ELIGIBLE_FOR_REFUND`,
      message: 'Payment not eligible for refund: all of it was refunded.',
    };
  if (type === 'total')
    return {
      micros: left.amountMicros + left.taxMicros,
      after: {
        ...refunded,
        amountMicros: price.amountMicros,
        taxMicros: price.taxMicros,
        isTotal: true,
      },
    };
  const { chargingInformation, refundDetails = [] } = amountTransaction.refundAmount;
  if (chargingInformation === undefined)
    return { wrong: [{ param: INFORMATION, reason: 'is missing; it is mandatory' }] };
  const wanted = priceOf(chargingInformation, price.currency, INFORMATION);
  if (!isPrice(wanted)) return { wrong: wanted };
  return part(payment, wanted, refundDetails);
}

function part(
  payment: CarrierPayment,
  wanted: Price,
  details: NonNullable<RefundRequest['amountTransaction']['refundAmount']['refundDetails']>,
): Refundable {
  const { price, refunded } = payment;
  const left = remaining(payment);
  if (wanted.isTaxIncluded !== price.isTaxIncluded)
    return {
      code: `${CODE}.TAXES_MANAGEMENT_MISMATCH`,
      message: `Inconsistent isTaxIncluded value with regards to related payment: got ${wanted.isTaxIncluded}; allowed: ${price.isTaxIncluded}.`,
    };
  if (wanted.amountMicros > left.amountMicros || wanted.taxMicros > left.taxMicros)
    return {
      code: `${CODE}.UNAUTHORIZED_AMOUNT`,
      message: 'Unauthorized amount requested: it is more than what is left of the payment.',
    };
  const items = itemsAfter(payment, details);
  if (items === undefined)
    return {
      code: `${CODE}.REFUND_DETAILS_MISMATCH`,
      message: 'Refund details are not consistent with the payment details of the related payment.',
    };
  return {
    micros: totalMicros(wanted),
    after: {
      amountMicros: refunded.amountMicros + wanted.amountMicros,
      taxMicros: refunded.taxMicros + wanted.taxMicros,
      items,
      isTotal: false,
    },
  };
}

/** What is given back of each item; undefined = of one that the payment has not, or more than it was. */
function itemsAfter(
  { amountTransaction, refunded, price }: CarrierPayment,
  details: NonNullable<RefundRequest['amountTransaction']['refundAmount']['refundDetails']>,
): Readonly<Record<string, number>> | undefined {
  const { paymentDetails = [] } = amountTransaction['paymentAmount'] as {
    readonly paymentDetails?: readonly { readonly id: string; readonly amount: number }[];
  };
  const paid = new Map(paymentDetails.map(({ id, amount }) => [id, microsOfNumber(amount) ?? 0]));
  const back = new Map(Object.entries(refunded.items));
  for (const { paymentItemId, amount, currency } of details) {
    const micros = microsOfNumber(amount);
    const sum = (back.get(paymentItemId) ?? 0) + (micros ?? 0);
    if (micros === undefined || currency !== price.currency || sum > (paid.get(paymentItemId) ?? 0))
      return undefined;
    back.set(paymentItemId, sum);
  }
  return Object.fromEntries(back);
}

/** What was paid and is not given back. */
export function remaining({ price, refunded }: CarrierPayment): { amountMicros: number; taxMicros: number } {
  return {
    amountMicros: price.amountMicros - refunded.amountMicros,
    taxMicros: price.taxMicros - refunded.taxMicros,
  };
}
