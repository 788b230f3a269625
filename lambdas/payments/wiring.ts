/** What the payment functions work with, from their environment. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { randomBytes } from 'node:crypto';
import type { ProviderId, ProviderSecret } from '../../domain/payments/provider.js';
import { successorOf } from '../catalogue/offering-versions.js';
import { readOperator } from '../catalogue/operator-record.js';
import { DynamoDbAccountStore } from '../charging/dynamodb-account-store.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { callProvider } from './call-provider.js';
import { clientOf } from './clients.js';
import { follow } from './follow.js';
import { KeptMessages } from './kept-messages.js';
import { sendMessages } from './message-queue.js';
import type { PaymentClient } from './payment-client.js';
import { announcer } from './payment-events.js';
import { PaymentMetrics } from './payment-metrics.js';
import { partnerBooks } from './partner-books.js';
import { PaymentStore } from './payment-store.js';
import type { OrderOptions } from './order-payment.js';
import type { QueryOptions } from './query-due.js';
import { secretsOf } from './secrets.js';
import type { PaymentPolicy, SettleOptions } from './settle-payment.js';

const environment = requiredEnvironment(
  'ACCOUNTS_TABLE',
  'RECORDS_TABLE',
  'EVENT_BUS_NAME',
  'OPERATOR_ID',
  'PAYMENT_QUEUE_URL',
  'PAYMENT_POLICY',
  'WEBHOOKS_URL',
);

const tables = { accounts: environment.ACCOUNTS_TABLE, records: environment.RECORDS_TABLE };
const store = new DynamoDbAccountStore(dynamodb, tables.accounts);

export const operatorId = environment.OPERATOR_ID;
export const queueUrl = environment.PAYMENT_QUEUE_URL;
export const metrics = new PaymentMetrics(operatorId);

/** By provider: what was made of which secret. */
const clients = new Map<ProviderId, { readonly secret: ProviderSecret; readonly client: PaymentClient }>();

/** A client with the secret as it is now; the same one for the same secret, for it keeps access tokens. */
export async function providerClient(provider: ProviderId): Promise<PaymentClient> {
  const secret = await secretsOf(operatorId, provider);
  const known = clients.get(provider);
  if (known?.secret === secret) return known.client;
  const client = clientOf(provider, {
    secret,
    call: (request) => callProvider(provider, request),
    now: Date.now,
    random: (bytes) => randomBytes(bytes).toString('hex'),
    notifyUrl: `${environment.WEBHOOKS_URL}/${provider}`,
  });
  clients.set(provider, { secret, client });
  return client;
}

export const settling: SettleOptions = {
  payments: new PaymentStore(dynamodb, tables, partnerBooks(dynamodb, tables.records)),
  policy: JSON.parse(environment.PAYMENT_POLICY) as PaymentPolicy,
  desk: async () => ({
    store,
    nowMs: await operatorTime(),
    loadPlan,
    successorOf: (plan, atMs) => successorOf(tables.records, plan, atMs),
  }),
};

export const applying: OrderOptions & Omit<QueryOptions, 'dunning' | 'mayGoOn'> = {
  ...settling,
  messages: new KeptMessages(dynamodb, tables.records),
  announce: announcer(new EventBridgeClient({ maxAttempts: 3 }), environment.EVENT_BUS_NAME, operatorId),
  clientOf: providerClient,
  send: (names) => sendMessages(queueUrl, names),
  now: operatorTime,
  follow: (settled) => follow(settled, applying),
  count: (metric, provider, by) => metrics.count(metric, provider, by),
  webhooksUrl: environment.WEBHOOKS_URL,
  brand: async () => {
    const operator = await readOperator(tables.records);
    if (operator === undefined) throw new Error('no operator file is published');
    return operator.brand;
  },
};
