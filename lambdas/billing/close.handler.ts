/** From `period.ended` to a bill: written once, announced as `bill.issued`. Events come by a queue, at least once. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Bill } from '../../domain/billing/bill.js';
import { enterBill } from '../partners/bills/enter.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { closePeriods } from './bill-account.js';
import { summaryOf } from './bill-store.js';
import { brandOf } from './brand.js';

const {
  RECORDS_TABLE: table,
  EVENT_BUS_NAME: busName,
  OPERATOR_ID: operatorId,
  BRAND,
} = requiredEnvironment('RECORDS_TABLE', 'EVENT_BUS_NAME', 'OPERATOR_ID', 'BRAND');
const brand = brandOf(BRAND);
const events = new EventBridgeClient({ maxAttempts: 3 });

/** The part of the CloudEvent that matters here. */
interface PeriodEnded {
  readonly detail: { readonly data: { readonly account: string; readonly version: number } };
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { body, messageId } of event.Records) {
    try {
      const { account, version } = (JSON.parse(body) as PeriodEnded).detail.data;
      for (const bill of await closePeriods(table, brand, account, version)) {
        await enterBill(dynamodb, table, bill);
        await announce(bill);
      }
    } catch (error) {
      console.error(JSON.stringify({ message: 'bill failed', messageId, error: String(error) }));
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

/** Told at least once: a run that was cut off behind the write tells it when the event comes again. */
async function announce(bill: Bill): Promise<void> {
  const { account, subscribers } = bill;
  const subscriberIds = subscribers.flatMap(({ subscriberId }) => subscriberId ?? []);
  const { FailedEntryCount: failed } = await events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: busName,
          Source: `wildlily.${operatorId}`,
          DetailType: 'bill.issued',
          Detail: JSON.stringify({
            specversion: '1.0',
            id: `bill_${account}_${bill.billId}`,
            source: `urn:wildlily:operator:${operatorId}`,
            type: 'bill.issued',
            time: new Date(bill.issuedAt).toISOString(),
            datacontenttype: 'application/json',
            data: { account, subscriberIds, ...summaryOf(bill) },
          }),
        },
      ],
    }),
  );
  if (failed !== undefined && failed > 0)
    throw new Error(`bill.issued of ${account} was not accepted by the bus`);
}
