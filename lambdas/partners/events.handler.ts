/** The partner API's events: hubs of the TM Forum APIs, webhook endpoints, lists and replays. */
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { checkEventBody } from './events/check-body.js';
import { eventsHandlers } from './events/handlers.js';
import { serve } from './kernel/serve.js';

const environment = requiredEnvironment('RECORDS_TABLE', 'PARTNER_CLIENTS', 'PARTNER_URL', 'OPERATOR_ID');
const { PARTNER_DOOR_KEY, EVENTS_QUEUE_URL: queueUrl, NOTIFY_LOCAL_HTTP } = process.env;

export const handler = serve({
  name: 'events',
  client: dynamodb,
  environment: { ...environment, PARTNER_DOOR_KEY },
  handlers: eventsHandlers({
    client: dynamodb,
    table: environment.RECORDS_TABLE,
    operatorId: environment.OPERATOR_ID,
    policy: { localHttp: NOTIFY_LOCAL_HTTP === '1' },
    queueUrl,
    now: Date.now,
  }),
  checkBody: checkEventBody,
});
