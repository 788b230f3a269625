/** What is told of payments: to their partner as events, and to their sinks as CAMARA's notifications. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  type Actor,
  type EventSink,
  OPERATOR_OWNER,
  type PartnerEvent,
} from '../../../domain/events/event.js';
import { numberOfMicros } from '../../../domain/partners/carrier-billing/amounts.js';
import {
  type Notification,
  paymentNotification,
  refundNotification,
} from '../../../domain/partners/carrier-billing/notification.js';
import {
  type CarrierPayment,
  type Sink,
  totalMicros,
} from '../../../domain/partners/carrier-billing/payment.js';
import type { CarrierRefund } from '../../../domain/partners/carrier-billing/refund.js';
import { paymentView, refundView } from '../../../domain/partners/carrier-billing/view.js';
import { eventWrite } from '../../events/outbox.js';
import { eventId } from '../kernel/announce.js';
import type { Recorded } from '../kernel/records.js';
import type { CarrierBillingOffice } from './office.js';

export interface Telling {
  readonly writes: readonly TransactWriteItem[];
  /** To wake whoever tells them. */
  readonly eventIds: readonly string[];
}

type Payment = Recorded<CarrierPayment>;

const NOTHING: Telling = { writes: [], eventIds: [] };

const asEvent = ({ tables }: CarrierBillingOffice, event: PartnerEvent): Telling => ({
  writes: [eventWrite(tables.records, event)],
  eventIds: [event.id],
});

/** That a payment has a new status. */
export function tellPayment(
  office: CarrierBillingOffice,
  payment: Payment,
  actor: Actor,
  before?: Payment,
): Telling {
  const subject = `carrier_billing_payment/${payment.id}`;
  const id = eventId(subject, payment.status, String(payment.revision));
  const time = payment.updatedAt;
  const notification = paymentNotification(payment, { id, time, source: office.baseUrl });
  return asEvent(office, {
    id,
    type: before === undefined ? 'carrier_billing_payment.created' : 'carrier_billing_payment.state_changed',
    time,
    owner: payment.owner,
    subject,
    actor,
    data: { carrierBillingPayment: paymentView(payment, office.baseUrl) },
    ...(before === undefined ? {} : { previousData: { paymentStatus: before.status } }),
    ...sinkOf(payment.sink, notification),
  });
}

export function tellRefund(
  office: CarrierBillingOffice,
  payment: Payment,
  refund: CarrierRefund,
  actor: Actor,
): Telling {
  const subject = `carrier_billing_refund/${refund.refundId}`;
  const id = eventId(subject, 'created');
  const time = refund.createdAt;
  const notification = refundNotification(refund, { id, time, source: office.baseUrl });
  return asEvent(office, {
    id,
    type: 'carrier_billing_refund.created',
    time,
    owner: payment.owner,
    subject,
    actor,
    data: { carrierBillingRefund: { ...refundView(refund), paymentId: payment.id } },
    ...sinkOf(refund.sink, notification),
  });
}

/** A payment's sink, with what it is told. */
function sinkOf(sink: Sink | undefined, notification: Notification | undefined): { sink?: EventSink } {
  if (sink === undefined || notification === undefined) return {};
  return { sink: { ...sink, body: { ...notification } } };
}

/**
 * The code that the payer is to be sent. Sending it is outside the standard and this API: the operator's own tools are
 * told it, and nobody else.
 */
export function tellCode(office: CarrierBillingOffice, payment: Payment, code: string): Telling {
  const { validation, phoneNumber, subscriberId, price, heldUntil, amountTransaction } = payment;
  if (validation === undefined) return NOTHING;
  const subject = `carrier_billing_code/${validation.authorizationId}`;
  const { paymentAmount } = amountTransaction as { paymentAmount?: { chargingMetaData?: object } };
  return asEvent(office, {
    id: eventId(subject, 'issued'),
    type: 'carrier_billing_code.issued',
    time: payment.createdAt,
    owner: OPERATOR_OWNER,
    subject,
    actor: { type: 'system', id: 'carrier-billing' },
    data: {
      carrierBillingCode: {
        authorizationId: validation.authorizationId,
        paymentId: payment.id,
        phoneNumber,
        subscriberId,
        code,
        amount: numberOfMicros(totalMicros(price)),
        currency: price.currency,
        validUntil: heldUntil,
        ...(paymentAmount?.chargingMetaData === undefined
          ? {}
          : { chargingMetaData: paymentAmount.chargingMetaData }),
      },
    },
  });
}
