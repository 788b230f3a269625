/**
 * The test clock of a sandbox operator: `POST /test/clocks`, `GET /test/clocks/{clockId}` and
 * `POST /test/clocks/{clockId}/advance`. A real operator has neither this function nor its routes.
 */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { successorOf } from '../catalogue/offering-versions.js';
import { DynamoDbAccountStore } from '../charging/dynamodb-account-store.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { catchUp } from './catch-up.js';
import { announceAdvancing, announceArrived } from './clock-event.js';
import { serveClock } from './clock-api.js';
import { driveClock } from './drive-clock.js';
import { DynamoDbRenewalSchedule } from './schedule.js';
import { settle } from './settle.js';
import { DynamoDbClockStore } from './test-clock.js';

const environment = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'RECORDS_TABLE',
  'EVENT_BUS_NAME',
  'OPERATOR_ID',
  'TEST_CLOCK',
  'TIME_ZONE',
);
const { RECORDS_TABLE: records, TEST_CLOCK: clockId, TIME_ZONE: timeZone } = environment;
const clock = new DynamoDbClockStore(dynamodb, records, clockId);
const bus = {
  client: new EventBridgeClient({ maxAttempts: 3 }),
  name: environment.EVENT_BUS_NAME,
  operatorId: environment.OPERATOR_ID,
};
const { ACCOUNTS_TABLE: accounts } = environment;
const schedule = new DynamoDbRenewalSchedule(dynamodb, records);
const accountStore = new DynamoDbAccountStore(dynamodb, accounts);
const renewing = {
  store: accountStore,
  lenders: accountStore,
  schedule,
  loadPlan,
  successorOf: (plan: PlanVersion, atMs: number) => successorOf(records, plan, atMs),
};

/** Well below the 30 seconds that API Gateway waits, for whoever has other time limits on the way. */
const WORK_MS = 15_000;

export async function handler(
  event: APIGatewayProxyEventV2,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<APIGatewayProxyStructuredResultV2> {
  const until = Math.min(Date.now() + WORK_MS, Date.now() + context.getRemainingTimeInMillis() - WORK_MS / 3);
  return serveClock(event, {
    clock,
    clockId,
    timeZone,
    realNow: Date.now,
    drive: () =>
      driveClock({
        ...renewing,
        clock,
        settle: async (throughS) => {
          await catchUp(dynamodb, accounts, schedule, throughS);
          await settle();
        },
        realNow: Date.now,
        mayGoOn: () => Date.now() < until,
      }),
    handOver: (state) => announceAdvancing(bus, state),
    arrived: (state) => announceArrived(bus, state),
  });
}
