/**
 * Renews accounts that have something due, every five minutes. A run that meets its time limit stops, and the next
 * one goes on. In a sandbox it also goes on with an advance of the test clock that was cut off.
 */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Context } from 'aws-lambda';
import { successorOf } from '../catalogue/offering-versions.js';
import { DynamoDbAccountStore } from '../charging/dynamodb-account-store.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { announceAdvancing, announceArrived } from './clock-event.js';
import { driveClock } from './drive-clock.js';
import { type RenewDueOptions, renewDue } from './renew-due.js';
import { emitRenewalMetrics } from './renewal-metrics.js';
import { DynamoDbRenewalSchedule } from './schedule.js';
import { settle } from './settle.js';
import { DynamoDbClockStore } from './test-clock.js';

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'OPERATOR_ID');
const { TEST_CLOCK: clockId, EVENT_BUS_NAME: busName } = process.env;
/** A test clock may pass a new version's first day a moment after its publication; real time gives a minute. */
const maxAgeMs = clockId ? 0 : 60_000;
const store = new DynamoDbAccountStore(dynamodb, environment.ACCOUNTS_TABLE);
const renewing: Omit<RenewDueOptions, 'mayGoOn'> = {
  store,
  lenders: store,
  schedule: new DynamoDbRenewalSchedule(dynamodb, environment.RECORDS_TABLE),
  loadPlan,
  successorOf: (plan, atMs) => successorOf(environment.RECORDS_TABLE, plan, atMs, { maxAgeMs }),
};
const clock = clockId ? new DynamoDbClockStore(dynamodb, environment.RECORDS_TABLE, clockId) : undefined;
const events = busName ? new EventBridgeClient({ maxAttempts: 3 }) : undefined;

const STOP_BEFORE_END_MS = 15_000;

export async function handler(
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<void> {
  const options: RenewDueOptions = {
    ...renewing,
    mayGoOn: () => context.getRemainingTimeInMillis() > STOP_BEFORE_END_MS,
  };
  if (clock !== undefined && (await clock.read()).targetMs !== undefined) {
    await goOn(options);
    return;
  }
  const nowMs = await operatorTime();
  emitRenewalMetrics(environment.OPERATOR_ID, nowMs, await renewDue(nowMs, options));
}

async function goOn(options: RenewDueOptions): Promise<void> {
  if (clock === undefined) return;
  const state = await driveClock({ ...options, clock, settle, realNow: Date.now });
  console.log(JSON.stringify({ message: 'test clock', ...state }));
  if (events === undefined || busName === undefined) return;
  const bus = { client: events, name: busName, operatorId: environment.OPERATOR_ID };
  await (state.targetMs === undefined ? announceArrived(bus, state) : announceAdvancing(bus, state));
}
