/** What the functions of balances work with, from their environment. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { deskOf } from '../../accounts/open-desk.js';
import { announcer } from '../../payments/payment-events.js';
import { PaymentStore } from '../../payments/payment-store.js';
import { operatorTime } from '../../shared/clock.js';
import { dynamodb } from '../../shared/dynamodb.js';
import { loadPlan } from '../../shared/plan-store.js';
import { requiredEnvironment } from '../../shared/required-environment.js';
import type { BalancesOffice } from './office.js';

export const environment = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'RECORDS_TABLE',
  'PARTNER_URL',
  'OPERATOR_ID',
);
const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
const { EVENT_BUS_NAME: bus } = process.env;

const deskAt = deskOf(tables);

export const office: BalancesOffice = {
  client: dynamodb,
  tables,
  desk: deskAt,
  plan: async (planId) => {
    const plan = await loadPlan(planId);
    if (plan === undefined)
      throw new Error(`an account names plan version ${planId}, which is not published`);
    return plan;
  },
  ...(bus === undefined
    ? {}
    : {
        vouchers: {
          payments: new PaymentStore(dynamodb, tables),
          desk: async () => deskAt(await operatorTime()),
          now: operatorTime,
          announce: announcer(new EventBridgeClient({ maxAttempts: 3 }), bus, environment.OPERATOR_ID),
        },
      }),
};
