/** The intake with its surroundings in memory: secrets, keys, an inbox, a queue, and faults where they may happen. */
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderId, ProviderSecret } from '../../domain/payments/provider.js';
import { WEBHOOKS } from '../../domain/payments/providers/index.js';
import type { NewMessage } from '../../lambdas/payments/inbox.js';
import { type IntakeOptions, serveWebhook } from '../../lambdas/payments/intake.js';
import type { WebhookEvent } from '../../lambdas/payments/webhook-event.js';

export interface Sent {
  readonly provider: ProviderId;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly token?: string;
  readonly source?: string;
  readonly method?: string;
  /** As API Gateway passes what it takes for bytes. */
  readonly base64?: boolean;
}

const pathOf = ({ provider, token }: Sent): string =>
  `/webhooks/${provider}${token === undefined ? '' : `/${token}`}`;

const bodyOf = ({ body, base64 = typeof body !== 'string' }: Sent) => ({
  body: base64 ? Buffer.from(body).toString('base64') : Buffer.from(body).toString('utf8'),
  isBase64Encoded: base64,
});

/** Payload 2.0: names of headers come in lower case. */
export function httpApiEvent(sent: Sent): WebhookEvent {
  const { headers = {}, method = 'POST', source = '192.0.2.1' } = sent;
  return {
    version: '2.0',
    rawPath: pathOf(sent),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    requestContext: { http: { method, sourceIp: source } },
    ...bodyOf(sent),
  } as unknown as APIGatewayProxyEventV2;
}

/** Payload 1.0: names of headers come as they were sent. */
export function restApiEvent(sent: Sent): WebhookEvent {
  const { headers = {}, method = 'POST', source = '192.0.2.1' } = sent;
  return {
    httpMethod: method,
    path: pathOf(sent),
    headers,
    requestContext: { identity: { sourceIp: source } },
    ...bodyOf(sent),
  } as unknown as APIGatewayProxyEvent;
}

export interface IntakeWorld {
  nowMs: number;
  /** What Secrets Manager has. */
  secrets: Partial<Record<ProviderId, ProviderSecret>>;
  /** A newer one, found when a signature fails. */
  newer: Partial<Record<ProviderId, ProviderSecret>>;
  keys: Record<string, string>;
  readonly inbox: Map<string, NewMessage & { applied?: boolean; quarantined?: boolean }>;
  /** Writes that the store was asked for. */
  writes: number;
  readonly queue: { provider: ProviderId; key: string }[];
  readonly counts: Map<string, number>;
  readonly logged: Readonly<Record<string, unknown>>[];
  /** Steps that fail once each. */
  readonly fails: Set<'secret' | 'key' | 'clock' | 'before-put' | 'after-put' | 'before-send' | 'after-send'>;
  readonly options: IntakeOptions;
  post(
    sent: Sent,
    event?: (sent: Sent) => WebhookEvent,
  ): Promise<{ status: number; body: string; type: string }>;
}

export function intakeWorld(nowMs = Date.UTC(2026, 0, 2, 3, 4, 5)): IntakeWorld {
  const failing = (step: Parameters<IntakeWorld['fails']['has']>[0]): void => {
    if (world.fails.delete(step)) throw new Error(`failed: ${step}`);
  };
  const world: IntakeWorld = {
    nowMs,
    secrets: {},
    newer: {},
    keys: {},
    inbox: new Map(),
    writes: 0,
    queue: [],
    counts: new Map(),
    logged: [],
    fails: new Set(),
    options: {
      readers: WEBHOOKS,
      secrets: {
        of: async (provider) => {
          failing('secret');
          const secret = world.secrets[provider];
          if (secret === undefined) throw new Error(`${provider} has no secret`);
          return Promise.resolve(secret);
        },
        refreshed: (provider) => Promise.resolve(world.newer[provider]),
      },
      keyOf: async (_, name) => {
        failing('key');
        return Promise.resolve(world.keys[name]);
      },
      keep: async (message) => {
        failing('before-put');
        world.writes++;
        const name = `${message.provider}#${message.key}`;
        const before = world.inbox.get(name);
        if (before === undefined) world.inbox.set(name, message);
        failing('after-put');
        await Promise.resolve();
        if (before === undefined) return 'stored';
        return before.applied || before.quarantined ? 'done' : 'again';
      },
      send: async (names) => {
        failing('before-send');
        world.queue.push(...names);
        failing('after-send');
        return Promise.resolve();
      },
      now: () => world.nowMs,
      operatorTime: async () => {
        failing('clock');
        return Promise.resolve(world.nowMs);
      },
      count: (metric, provider, by = 1) => {
        const name = `${provider} ${metric}`;
        if (by > 0) world.counts.set(name, (world.counts.get(name) ?? 0) + by);
      },
      log: (entry) => world.logged.push(entry),
    },
    post: async (sent, event = httpApiEvent) => {
      const { statusCode, body, headers } = await serveWebhook(event(sent), world.options);
      return { status: statusCode ?? 0, body: body ?? '', type: String(headers?.['content-type']) };
    },
  };
  return world;
}

export const MPESA_TOKEN = 'tok3n-of-32-letters-and-digits-00';

export const MPESA_TEST_SECRET: ProviderSecret = {
  shortCode: '600638',
  consumerKey: 'key',
  consumerSecret: 'consumer-secret',
  passkey: 'passkey',
  callbackTokens: [MPESA_TOKEN],
  environment: 'sandbox',
  initiatorName: 'testapi',
  securityCredential: 'credential',
};

export interface MpesaCases {
  readonly samples: readonly { readonly name: string; readonly body: Readonly<Record<string, unknown>> }[];
  readonly acks: { readonly c2bConfirmation: object };
}

/** Cases from outside, as they were handed over. */
export const paymentCases = (provider: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '..', 'cases', 'payments', `${provider}.json`), 'utf8'));
