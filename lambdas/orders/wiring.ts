/** What functions of orders work with, from their environment. */
import { deskOf } from '../accounts/open-desk.js';
import { wake } from '../events/outbox.js';
import { Stock } from '../partners/resources/stock.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
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
  const deskAt = deskOf(tables);
  return {
    client: dynamodb,
    tables,
    operatorId: environment.OPERATOR_ID,
    baseUrl: environment.PARTNER_URL,
    stock: new Stock(dynamodb, tables.records),
    now: operatorTime,
    desk: async () => deskAt(await operatorTime()),
    send: async (orderId, delayS, due) => sendOrder(environment.ORDERS_QUEUE_URL, orderId, delayS, due),
    wake: async (eventIds) => wake(process.env['EVENTS_QUEUE_URL'], eventIds),
  };
}
