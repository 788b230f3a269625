/** Nchf_ConvergedCharging behind an HTTP API (payload 2.0) or an Application Load Balancer. */
import type {
  ALBEvent,
  ALBResult,
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import { problems } from '../../domain/charging/nchf-answer.js';
import { successorOf } from '../catalogue/offering-versions.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { networkRequest } from '../shared/front-door-event.js';
import { notifyPolicy } from '../shared/notify-policy.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { Charger } from './charger.js';
import { ChargingMetrics } from './charging-metrics.js';
import { DynamoDbAccountStore } from './dynamodb-account-store.js';
import { noteLimited } from './limited-sessions.js';
import { type NchfOptions, serveNchf } from './nchf.js';
import { loadReferenceKeys } from './reference-keys.js';

const environment = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'OPERATOR_ID');
/** How far a sandbox's test clock is ahead; nothing anywhere else. */
let aheadMs = 0;
const now = () => Date.now() + aheadMs;

// Started while the instance initialises: the keys' read also opens the connection that requests will use.
let starting: Promise<NchfOptions> | undefined = start();
// Without a handler a rejection here would end the process before the first request could report it.
starting.catch(() => undefined);

async function start(): Promise<NchfOptions> {
  const metrics = new ChargingMetrics(environment.OPERATOR_ID);
  const notify = notifyPolicy();
  const noting = { client: dynamodb, table: environment.RECORDS_TABLE, allowed: notify, metrics };
  return {
    keys: await loadReferenceKeys(environment.RECORDS_TABLE),
    charger: new Charger({
      store: new DynamoDbAccountStore(dynamodb, environment.ACCOUNTS_TABLE),
      loadPlan,
      now,
      successorOf: (plan, atMs) => successorOf(environment.RECORDS_TABLE, plan, atMs),
      noteLimited: (limited) => noteLimited(limited, noting),
    }),
    metrics,
    now,
    notify,
  };
}

/** A start that failed (a table not yet seeded, a lost connection) is tried again by the next request. */
function started(): Promise<NchfOptions> {
  starting ??= start();
  starting.catch(() => {
    starting = undefined;
  });
  return starting;
}

export async function handler(
  event: APIGatewayProxyEventV2 | ALBEvent,
): Promise<APIGatewayProxyStructuredResultV2 | ALBResult> {
  let options: NchfOptions | undefined;
  try {
    if (process.env['TEST_CLOCK'] !== undefined) aheadMs = (await operatorTime()) - Date.now();
    options = await started();
    const response = await serveNchf(networkRequest(event), options);
    return {
      statusCode: response.status,
      headers: { ...response.headers },
      ...(response.body === undefined ? {} : { body: response.body }),
    };
  } catch (error) {
    // Throttling, a lost connection, a plan that is not published: the network retries or fails over.
    console.error(JSON.stringify({ message: 'charging failed', error: describe(error) }));
    options?.metrics.count('Failures');
    const problem = problems.unavailable(
      'charging could not be completed; nothing was charged that is not recorded',
    );
    return {
      statusCode: problem.status,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
      body: JSON.stringify(problem),
    };
  } finally {
    options?.metrics.flush(Date.now());
  }
}

function describe(error: unknown): unknown {
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : String(error);
}
