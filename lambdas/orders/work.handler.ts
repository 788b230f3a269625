/**
 * Takes orders on: those that a message names, and those whose payment an event is about. A message that fails comes
 * back, later each time.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { hostOfEnvironment } from '../host/wiring.js';
import { comeBackLater } from '../shared/come-back-later.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import type { OrderOffice } from './office.js';
import { paymentOfficeOf } from './payments.js';
import { type OrderMessage, queue } from './queue.js';
import { runOrder } from './run-order.js';
import { orderOfficeOf } from './wiring.js';

const { ORDERS_QUEUE_URL: queueUrl } = requiredEnvironment('ORDERS_QUEUE_URL');

let office: Promise<OrderOffice> | undefined;

async function open(): Promise<OrderOffice> {
  return { ...orderOfficeOf(), host: hostOfEnvironment(), payments: await paymentOfficeOf() };
}

/** As it comes from the bus: a CloudEvent in `detail`. */
interface BusEvent {
  readonly detail?: { readonly data?: { readonly paymentId?: string } };
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  office ??= open();
  const at = await office;
  const failed: SQSRecord[] = [];
  for (const record of event.Records) {
    try {
      const message = JSON.parse(record.body) as Partial<OrderMessage> & BusEvent;
      const orderId = message.orderId ?? (await orderOfPayment(at, message));
      if (orderId !== undefined) await runOrder(at, orderId, { due: message.due });
    } catch (error) {
      console.error(
        JSON.stringify({
          message: 'an order was not taken on',
          messageId: record.messageId,
          error: error instanceof Error ? error.stack : String(error),
        }),
      );
      await comeBackLater(queue, queueUrl, record);
      failed.push(record);
    }
  }
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** The payment has the order's name: `<order>.<item>`. @returns undefined for one of no order */
async function orderOfPayment({ payments }: OrderOffice, { detail }: BusEvent): Promise<string | undefined> {
  const paymentId = detail?.data?.paymentId;
  if (typeof paymentId !== 'string') throw new Error('the message names neither an order nor a payment');
  const stored = await payments?.payments.get(paymentId);
  const name = String(stored?.about?.['topUp'] ?? '');
  return /^ord_[0-9a-f]+\./.test(name) ? name.split('.')[0] : undefined;
}
