/** What became of payments, on the operator's bus as CloudEvents 1.0. Each comes at least once; its id is the same each time. */
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { PaymentFact } from '../../domain/payments/fact.js';
import {
  capturedMicros,
  disputeStatusOf,
  type Payment,
  refundedMicros,
  statusOf,
} from '../../domain/payments/payment.js';
import type { MessageName, Quarantine } from './kept-messages.js';
import type { HistoryEntry } from './payment-store.js';

/** One event, before the operator's name is on it. */
export interface PaymentEvent {
  readonly type: string;
  /** The same event has the same id. */
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const TYPES: Readonly<Record<PaymentFact['kind'], string>> = {
  processing: 'payment.processing',
  authorized: 'payment.authorized',
  failed: 'payment.failed',
  canceled: 'payment.canceled',
  captured: 'payment.captured',
  refunded: 'payment.refunded',
  'refund-failed': 'payment.refund_failed',
  'dispute-opened': 'payment.disputed',
  'dispute-won': 'payment.dispute_closed',
  'dispute-lost': 'payment.dispute_closed',
};

/** What an entry of a payment's history tells the world, with the payment as it is now. */
export function eventOf(payment: Payment, { fact, n, atISO }: HistoryEntry): PaymentEvent {
  const dispute = disputeStatusOf(payment);
  return {
    type: TYPES[fact.kind],
    id: `payment_${payment.paymentId}_${n}`,
    time: atISO,
    data: {
      paymentId: payment.paymentId,
      account: payment.account,
      subscriberId: payment.subscriberId,
      provider: payment.provider,
      purpose: payment.purpose,
      currency: payment.currency,
      amountMicros: payment.amountMicros,
      status: statusOf(payment),
      ...(dispute === undefined ? {} : { dispute }),
      capturedMicros: capturedMicros(payment),
      refundedMicros: refundedMicros(payment),
      fact: {
        kind: fact.kind,
        ...('amountMicros' in fact ? { amountMicros: fact.amountMicros } : {}),
        ...('reason' in fact && fact.reason !== undefined ? { reason: fact.reason } : {}),
      },
    },
  };
}

export function quarantineEvent({ provider, key }: MessageName, quarantine: Quarantine): PaymentEvent {
  return {
    type: 'payment.quarantined',
    id: `quarantined_${provider}_${key}_${quarantine.code}`,
    time: quarantine.atISO,
    data: { provider, key, code: quarantine.code, detail: quarantine.detail },
  };
}

export type Announce = (events: readonly PaymentEvent[]) => Promise<void>;

const CALL_ENTRIES = 10;

/** @returns tells events; throws an Error when the bus does not accept all of them */
export function announcer(client: EventBridgeClient, busName: string, operatorId: string): Announce {
  return async (events) => {
    for (let from = 0; from < events.length; from += CALL_ENTRIES) {
      const Entries = events.slice(from, from + CALL_ENTRIES).map((event): PutEventsRequestEntry => ({
        EventBusName: busName,
        Source: `wildlily.${operatorId}`,
        DetailType: event.type,
        Detail: JSON.stringify({
          specversion: '1.0',
          id: event.id,
          source: `urn:wildlily:operator:${operatorId}`,
          type: event.type,
          time: event.time,
          datacontenttype: 'application/json',
          data: event.data,
        }),
      }));
      const { FailedEntryCount: failed } = await client.send(new PutEventsCommand({ Entries }));
      if (failed !== undefined && failed > 0)
        throw new Error(`${failed} events were not accepted by the bus`);
    }
  };
}
