import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundles } from './support/bundles.js';

const ROOT = join(__dirname, '..', '..');
const BUNDLES = join(ROOT, 'dist', 'lambdas');

const handlers = readdirSync(join(ROOT, 'lambdas'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(ROOT, 'lambdas', name))
      .filter((file) => file.endsWith('.handler.ts'))
      .map((file) => `${name}-${file.replace('.handler.ts', '')}`),
  );

beforeAll(ensureBundles);

test.each(handlers)('%s is one CommonJS file that exports a handler', (name) => {
  const file = join(BUNDLES, name, 'index.js');
  expect(existsSync(file)).toBe(true);
  const type = execFileSync(process.execPath, ['-p', `typeof require(${JSON.stringify(file)}).handler`], {
    encoding: 'utf8',
    env: {
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      // Nothing listens there: loading may try to connect, and must not fail because it can't.
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      ACCOUNTS_TABLE: 'accounts',
      RECORDS_TABLE: 'records',
      OBSERVE_QUEUE_URL: 'https://sqs.example/observe',
      USAGE_QUEUE_URL: 'https://sqs.example/usage',
      LEDGER_TABLE: 'ledger',
      LEDGER_QUEUE_URL: 'https://sqs.example/ledger',
      HOSTS: '[{"id":"host","imsiPrefixes":[]}]',
      LEDGER_STREAM: 'ledger',
      USAGE_STREAM: 'usage',
      MOVEMENTS_STREAM: 'movements',
      LAKE_QUEUE_URL: 'https://sqs.example/lake',
      STATEMENT_PARTIES: '[]',
      CODES_BUCKET: 'codes',
      LOYALTY_TERMS: '{}',
      QUEUE_URL: 'https://sqs.example.test/queue',
      EVENT_BUS_NAME: 'events',
      BRAND: '{}',
      OPERATOR_ID: 'lily-gb',
      AUTOMATIC_TOP_UP_QUEUE_URL: 'https://sqs.example.test/queue',
      PAYMENT_POLICY: '{}',
      PAYMENT_PROVIDERS: 'stripe',
      PAYMENT_QUEUE_URL: 'https://sqs.example.test/queue',
      PARTNER_CLIENTS: 'client=operator:100',
      PARTNER_URL: 'https://partners.example.test',
      EVENTS_QUEUE_URL: 'https://sqs.example.test/queue',
      DELIVERIES_QUEUE_URL: 'https://sqs.example.test/queue',
      ORDERS_QUEUE_URL: 'https://sqs.example.test/queue',
      HOST_SIMULATOR_QUEUE_URL: 'https://sqs.example.test/queue',
      HOST_SANDBOX_KEY: 'key',
      HOST_URL: 'https://host.example.test',
      HOST_CALLBACK_URL: 'https://partners.example.test/host/callbacks',
      TOKEN_URL: 'https://tokens.example.test',
      WEBHOOKS_URL: 'https://payments.example.test/webhooks',
      TEST_CLOCK: 'main',
      TIME_ZONE: 'Europe/London',
    },
  });
  expect(type.trim()).toBe('function');
});

test.each(handlers)('%s carries no credential provider but the environment', (name) => {
  const code = readFileSync(join(BUNDLES, name, 'index.js'), 'utf8');
  const markers = [
    'sso_start_url',
    'credential_process',
    'AWS_CONTAINER_CREDENTIALS',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
  ];
  expect(markers.filter((marker) => code.includes(marker))).toEqual([]);
});
