/** CPU of the intake on a store in memory; prints one JSON object. Bundled by bench/payments.ts. */
import { createHash, createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { WEBHOOKS } from '../domain/payments/providers/index.js';
import { messageItem } from '../lambdas/payments/inbox.js';
import { type IntakeOptions, serveWebhook } from '../lambdas/payments/intake.js';
import { PaymentMetrics } from '../lambdas/payments/payment-metrics.js';

const NOW = Date.UTC(2026, 10, 22, 12);
const SECRET = 'whsec_of_the_bench';
const ROUNDS = 25;
const WEBHOOKS_A_ROUND = 1_000;

/** A payment that was captured, of the size that Stripe sends it. */
const bodyOf = (i: number): string =>
  JSON.stringify({
    id: `evt_${i}`,
    object: 'event',
    api_version: '2026-01-28',
    created: NOW / 1_000,
    livemode: false,
    type: 'payment_intent.succeeded',
    data: {
      object: {
        id: `pi_${i}`,
        object: 'payment_intent',
        amount: 1_500,
        amount_received: 1_500,
        currency: 'gbp',
        description: 'Top-up',
        latest_charge: `ch_${i}`,
        payment_method: `pm_${i}`,
        payment_method_options: { card: { request_three_d_secure: 'automatic' } },
        payment_method_types: ['card', 'link'],
        metadata: { mvno_payment_id: `pay_${String(i).padStart(24, '0')}` },
        status: 'succeeded',
        // What a payment carries that nobody reads here.
        ...Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`member_${n}`, null])),
      },
    },
    request: { id: `req_${i}`, idempotency_key: `pay_${String(i).padStart(24, '0')}` },
  });

const hmac = (text: string): string => createHmac('sha256', SECRET).update(text).digest('hex');

function eventOf(i: number): APIGatewayProxyEventV2 {
  const body = bodyOf(i);
  const at = NOW / 1_000;
  return {
    version: '2.0',
    rawPath: '/webhooks/stripe',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': `t=${at},v1=${hmac(`${at}.${body}`)}`,
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    },
    requestContext: { http: { method: 'POST', sourceIp: '192.0.2.1' } },
    body,
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;

async function main(): Promise<void> {
  const inbox = new Map<string, unknown>();
  const counted = { writes: 0, sent: 0, bytes: 0 };
  const metrics = new PaymentMetrics('lily-gb', (line) => (counted.bytes += line.length));
  const secret = { secretKey: 'sk', publishableKey: 'pk', webhookSecrets: [SECRET] };
  const options: IntakeOptions = {
    readers: WEBHOOKS,
    secrets: { of: () => Promise.resolve(secret), refreshed: () => Promise.resolve(undefined) },
    keyOf: () => Promise.resolve(undefined),
    // The item is made as for DynamoDB, and kept instead of sent.
    keep: (message) => {
      counted.writes++;
      const item = messageItem(message);
      const isNew = !inbox.has(item.pk.S);
      if (isNew) inbox.set(item.pk.S, item);
      return Promise.resolve(isNew ? 'stored' : 'again');
    },
    send: (names) => {
      counted.sent += JSON.stringify(names).length;
      return Promise.resolve();
    },
    now: () => NOW,
    operatorTime: () => Promise.resolve(NOW),
    count: (metric, provider, by) => metrics.count(metric, provider, by),
    log: (entry) => {
      throw new Error(JSON.stringify(entry));
    },
  };
  const intake: number[] = [];
  const floor: number[] = [];
  let webhooks = 0;
  for (let round = 0; round < ROUNDS; round++) {
    inbox.clear();
    const events = Array.from({ length: WEBHOOKS_A_ROUND }, (_, i) => eventOf(round * WEBHOOKS_A_ROUND + i));
    let before = cpuUs();
    for (const event of events) {
      const { statusCode } = await serveWebhook(event, options);
      if (statusCode !== 200) throw new Error(`the bench was answered ${statusCode}`);
      metrics.flush(NOW);
    }
    intake.push((cpuUs() - before) / events.length);
    webhooks += events.length;
    before = cpuUs();
    for (const { body = '' } of events) {
      hmac(`${NOW / 1_000}.${body}`);
      createHash('sha256').update(body).digest('hex');
      gzipSync(body);
    }
    floor.push((cpuUs() - before) / events.length);
  }
  process.stdout.write(
    JSON.stringify({
      intakeUs: median(intake),
      floorUs: median(floor),
      writes: counted.writes / webhooks,
    }),
  );
}

void main();
