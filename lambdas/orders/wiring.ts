/** What functions of orders work with, from their environment. */
import { readOffering } from '../catalogue/offering-record.js';
import { successorOf, versionFor } from '../catalogue/offering-versions.js';
import { DynamoDbAccountStore } from '../charging/dynamodb-account-store.js';
import { publishedIndex } from '../charging/next-plan.js';
import type { Desk } from '../accounts/desk.js';
import { DynamoDbLedger } from '../accounts/ledger.js';
import { wake } from '../events/outbox.js';
import { Stock } from '../partners/resources/stock.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import type { OrderOffice } from './office.js';
import { sendOrder } from './queue.js';

/** All but the host and the payments, which not every function has. */
export function orderOfficeOf(): Omit<OrderOffice, 'host' | 'payments'> {
  const environment = requiredEnvironment(
    'ACCOUNTS_TABLE',
    'RECORDS_TABLE',
    'OPERATOR_ID',
    'PARTNER_URL',
    'ORDERS_QUEUE_URL',
  );
  const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
  const lasting = {
    store: new DynamoDbAccountStore(dynamodb, tables.accounts),
    ledger: new DynamoDbLedger(dynamodb, tables),
    loadPlan,
    successorOf: (plan: { id: string; offeringId: string }, atMs: number) =>
      successorOf(tables.records, plan, atMs),
  };
  return {
    client: dynamodb,
    tables,
    operatorId: environment.OPERATOR_ID,
    baseUrl: environment.PARTNER_URL,
    stock: new Stock(dynamodb, tables.records),
    now: operatorTime,
    desk: async (): Promise<Desk> => {
      const nowMs = await operatorTime();
      return {
        ...lasting,
        nowMs,
        planOnSale: async (offeringId) => {
          const offering = await readOffering(tables.records, offeringId);
          if (offering?.state !== 'on_sale') return undefined;
          const planId = await versionFor(tables.records, offeringId, nowMs);
          return planId === undefined ? undefined : publishedIndex(planId, loadPlan);
        },
      };
    },
    send: async (orderId, delayS, due) => sendOrder(environment.ORDERS_QUEUE_URL, orderId, delayS, due),
    wake: async (eventIds) => wake(process.env['EVENTS_QUEUE_URL'], eventIds),
  };
}
