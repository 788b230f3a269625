/** Money in the partner API: TMF676 Payment, TMF678 Customer Bill. */
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { billsHandlers, checkBillBody } from './bills/handlers.js';
import { billsOffice } from './bills/office.js';
import { serve } from './kernel/serve.js';
import { checkPaymentBody, paymentsHandlers } from './payments/handlers.js';
import { paymentsOffice } from './payments/office.js';

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'PARTNER_CLIENTS', 'PARTNER_URL');
const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
const { PARTNER_DOOR_KEY, PAYMENT_PROVIDERS = '', BILLS_URL } = process.env;

/** Of an operator without providers nothing of payments is deployed, and nothing is asked for. */
const taking = async () =>
  PAYMENT_PROVIDERS === '' ? undefined : (await import('../payments/taking.js')).office;

const CHECKS = { payments: checkPaymentBody, bills: checkBillBody };

export const handler = serve({
  name: 'money',
  client: dynamodb,
  environment: { ...environment, PARTNER_DOOR_KEY },
  handlers: {
    ...paymentsHandlers(paymentsOffice(dynamodb, tables, taking)),
    ...billsHandlers(billsOffice(dynamodb, tables, BILLS_URL)),
  },
  checkBody: ({ api, body }, given) =>
    body === undefined ? [] : CHECKS[api as keyof typeof CHECKS](body, given),
});
