/** What a payment's sink is told: CloudEvents 1.0 of CAMARA's carrier billing. */
import type { CarrierPayment, PaymentStatus } from './payment.js';
import type { StoredIdentity } from './view.js';
import type { CarrierRefund } from './refund.js';

export interface Notification {
  readonly id: string;
  /** The address of the API. */
  readonly source: string;
  readonly specversion: '1.0';
  readonly type: string;
  /** ISO 8601. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, unknown>>;
}

const TYPE = 'org.camaraproject.carrier-billing.v0.payment';
const REFUND_TYPE = 'org.camaraproject.carrier-billing-refund.v0.refund';

const TOLD: Readonly<
  Partial<Record<PaymentStatus, { readonly type: string; readonly description: string }>>
> = {
  pending_validation: { type: 'pending-validation', description: 'Payment awaits its validation' },
  reserved: { type: 'reserved', description: 'Payment reserved' },
  succeeded: { type: 'completed', description: 'Payment completed' },
  cancelled: { type: 'cancelled', description: 'Payment cancelled' },
  denied: { type: 'denied', description: 'Payment denied' },
};

/** @param id  of the event that tells it; the same again has the same id */
export function paymentNotification(
  payment: CarrierPayment & StoredIdentity,
  { id, time, source }: Pick<Notification, 'id' | 'time' | 'source'>,
): Notification | undefined {
  const { status, paidAt, denialReason } = payment;
  const told = TOLD[status];
  if (told === undefined) return undefined;
  return {
    id,
    source,
    specversion: '1.0',
    type: `${TYPE}-${told.type}`,
    time,
    datacontenttype: 'application/json',
    data: {
      paymentId: payment.id,
      status: status === 'denied' ? 'failed' : 'succeeded',
      description: told.description,
      ...(status === 'succeeded' && paidAt !== undefined ? { paymentDate: paidAt } : {}),
      ...(status === 'denied' && denialReason !== undefined ? { denialReason } : {}),
    },
  };
}

export function refundNotification(
  { paymentId, refundId, createdAt }: CarrierRefund,
  { id, time, source }: Pick<Notification, 'id' | 'time' | 'source'>,
): Notification {
  return {
    id,
    source,
    specversion: '1.0',
    type: `${REFUND_TYPE}-completed`,
    time,
    datacontenttype: 'application/json',
    data: {
      paymentId,
      refundId,
      status: 'succeeded',
      description: 'Refund completed',
      refundDate: createdAt,
    },
  };
}
