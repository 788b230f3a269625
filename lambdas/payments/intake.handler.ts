/** Webhooks of payment providers, behind an HTTP API or a REST API. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ProviderId } from '../../domain/payments/provider.js';
import { WEBHOOKS } from '../../domain/payments/providers/index.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { callProvider } from './call-provider.js';
import { keepMessage } from './inbox.js';
import { type IntakeOptions, serveWebhook } from './intake.js';
import { KEYS_TOGETHER, keySources } from './key-sources.js';
import { KeyCache } from './keys.js';
import { sendMessages } from './message-queue.js';
import { PaymentMetrics } from './payment-metrics.js';
import { secretCache } from './secrets.js';
import type { WebhookEvent } from './webhook-event.js';

const { OPERATOR_ID, PAYMENT_PROVIDERS, PAYMENT_QUEUE_URL, RECORDS_TABLE } = requiredEnvironment(
  'OPERATOR_ID',
  'PAYMENT_PROVIDERS',
  'PAYMENT_QUEUE_URL',
  'RECORDS_TABLE',
);
const metrics = new PaymentMetrics(OPERATOR_ID);
const secrets = secretCache(OPERATOR_ID);
const log: IntakeOptions['log'] = (entry) => console.warn(JSON.stringify(entry));
const keys = new KeyCache({
  sources: keySources(callProvider, Date.now),
  together: KEYS_TOGETHER,
  now: Date.now,
  log,
});

const options: IntakeOptions = {
  readers: Object.fromEntries(
    PAYMENT_PROVIDERS.split(',').map((provider) => [provider, WEBHOOKS[provider as ProviderId]]),
  ),
  secrets: { of: (provider) => secrets.of(provider), refreshed: (provider) => secrets.refreshed(provider) },
  keyOf: (provider, name, secret) => keys.get(provider, name, secret),
  keep: (message) => keepMessage(dynamodb, RECORDS_TABLE, message),
  send: (names) => sendMessages(PAYMENT_QUEUE_URL, names),
  now: Date.now,
  operatorTime,
  count: (metric, provider, by) => metrics.count(metric, provider, by),
  log,
};

export async function handler(event: WebhookEvent): Promise<APIGatewayProxyStructuredResultV2> {
  const response = await serveWebhook(event, options);
  metrics.flush(Date.now());
  return response;
}
