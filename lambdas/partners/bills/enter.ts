/** Bills in the lists of those who sold what is billed. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Bill } from '../../../domain/billing/bill.js';
import { OPERATOR_OWNER } from '../../../domain/events/event.js';
import { linesOf } from '../../../domain/partners/bills/bill.js';
import { type BillRecord, BILLS, customerBillId } from '../../../domain/partners/bills/record.js';
import { findSubscriber } from '../../subscribers/find-subscriber.js';
import { RecordBook } from '../kernel/records.js';

export const billBook = (client: DynamoDBClient, records: string): RecordBook<BillRecord> =>
  new RecordBook(client, records, BILLS, 'customer-bill');

/** Enters a bill into the list of its seller, once. */
export async function enterBill(client: DynamoDBClient, records: string, bill: Bill): Promise<void> {
  const { subscribers, account, billId, period, issuedAt } = bill;
  const named = subscribers.filter(({ subscriberId }) => subscriberId !== undefined);
  const { subscriberId } = named.find(({ supi }) => supi === account) ?? named[0] ?? {};
  // An account that nobody has any more is nobody's to see.
  if (subscriberId === undefined) return;
  const { partnerId = OPERATOR_OWNER } = (await findSubscriber(records, subscriberId)) ?? {};
  await billBook(client, records).create({
    id: customerBillId(subscriberId, billId),
    owner: partnerId,
    nowMs: Date.parse(issuedAt),
    value: {
      subscriberId,
      account,
      to: new Date(period.to).toISOString(),
      lines: linesOf(bill).length,
    },
  });
}
