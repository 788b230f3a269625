/** What TMF678 works with. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { BillOf } from '../../../domain/partners/bills/bill.js';
import { type BillOnDemand, type BillRecord, CURRENT } from '../../../domain/partners/bills/record.js';
import type { PlanVersion } from '../../../domain/catalogue/plan.js';
import { type Item, planIdOf } from '../../../domain/charging/item.js';
import type { Tables } from '../../accounts/ledger.js';
import { currentBill } from '../../billing/bill-account.js';
import { readBill } from '../../billing/bill-store.js';
import { readOperator } from '../../catalogue/operator-record.js';
import { DynamoDbAccountStore } from '../../charging/dynamodb-account-store.js';
import { balanceOf } from '../../payments/balance.js';
import { fromItem } from '../../shared/attributes.js';
import { loadPlan } from '../../shared/plan-store.js';
import { findSubscriber } from '../../subscribers/find-subscriber.js';
import { type Recorded, RecordBook } from '../kernel/records.js';
import { billBook } from './enter.js';

export interface BillsOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  readonly bills: RecordBook<BillRecord>;
  readonly demands: RecordBook<BillOnDemand>;
  /** Where bills are as PDF, for who may read them there: `<this>/subscribers/{id}/bills/{bill}.pdf`. */
  readonly documentsUrl: string | undefined;
}

export const billsOffice = (
  client: DynamoDBClient,
  tables: Tables,
  documentsUrl: string | undefined,
): BillsOffice => ({
  client,
  tables,
  bills: billBook(client, tables.records),
  demands: new RecordBook(client, tables.records, 'BILLONDEMAND', 'customer-bill-on-demand'),
  documentsUrl,
});

/** The bill of a record. */
export async function billOf(
  office: BillsOffice,
  record: Recorded<BillRecord>,
  nowMs: number,
): Promise<BillOf> {
  const { account, to, subscriberId, mark, revision, updatedAt } = record;
  const { records } = office.tables;
  const stored = await readBill(records, account, to);
  if (stored === undefined) throw new Error(`there is no bill ${account}/${to}`);
  const { bill } = stored;
  return {
    bill,
    subscriberId,
    customerId: (await findSubscriber(records, subscriberId))?.customerId,
    mark,
    ...(revision > 1 ? { updatedAt } : {}),
    ...(bill.due === undefined ? {} : { unpaidMicros: await unpaidOf(office, account, nowMs) }),
    documentUrl: documentUrl(office, subscriberId, bill.billId),
  };
}

function documentUrl({ documentsUrl }: BillsOffice, subscriberId: string, billId: string) {
  return documentsUrl === undefined
    ? undefined
    : `${documentsUrl}/subscribers/${subscriberId}/bills/${billId}.pdf`;
}

/** What an account owes and has not paid, of all its bills. */
async function unpaidOf(
  { client, tables }: BillsOffice,
  account: string,
  nowMs: number,
): Promise<number | undefined> {
  const store = new DynamoDbAccountStore(client, tables.accounts);
  const balance = await balanceOf(account, { store, loadPlan, nowMs, successorOf: async () => undefined });
  return balance?.missingMicros;
}

/** What is not billed yet of a subscriber's account; undefined when nothing ever happened to it. */
export async function currentOf(
  office: BillsOffice,
  { subscriberId, accountKey, customerId }: { subscriberId: string; accountKey: string; customerId?: string },
  nowMs: number,
): Promise<BillOf | undefined> {
  const { records } = office.tables;
  const operator = await readOperator(records);
  if (operator === undefined) throw new Error('no operator file is published');
  const bill = await currentBill(records, operator.brand, accountKey, nowMs, async () =>
    planInForce(office, accountKey),
  );
  return bill === undefined
    ? undefined
    : { bill, subscriberId, customerId, documentUrl: documentUrl(office, subscriberId, CURRENT) };
}

async function planInForce(
  { client, tables }: BillsOffice,
  account: string,
): Promise<PlanVersion | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: tables.accounts, Key: { k: { S: account } }, ConsistentRead: true }),
  );
  return item === undefined ? undefined : loadPlan(planIdOf(fromItem(item) as Item));
}
