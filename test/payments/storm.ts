/**
 * Webhooks as a bad day brings them: signed, delivered one to five times each, in random order, while messages are
 * applied by several at a time. Everything is the product's own code over a real DynamoDB; only the queue is a list.
 */
import { type DynamoDBClient, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { createHmac } from 'node:crypto';
import { inParallel } from '../../domain/in-parallel.js';
import { microsOfMinor } from '../../domain/payments/amount.js';
import { stripeWebhook } from '../../domain/payments/providers/stripe/webhook.js';
import { applyMessage } from '../../lambdas/payments/apply-message.js';
import type { MessageName } from '../../lambdas/payments/kept-messages.js';
import { Random } from '../../local/traffic/random.js';
import { httpApiEvent } from './intake-world.js';
import type { World } from './world.js';

export interface StormReport {
  readonly webhooks: number;
  readonly deliveries: number;
  readonly captures: number;
  /** Movements that credited an account, in all accounts. */
  readonly credits: number;
  /** Accounts whose balance is not what their payments say. */
  readonly wrongBalances: number;
  readonly quarantined: number;
  /** Items that the applying of a capture wrote, its inbox message included. */
  readonly writesACapture: number;
}

const SECRET = 'whsec_storm';
const AMOUNT = 1_500;
const MICROS = microsOfMinor(AMOUNT, 'GBP') as number;
const ACCOUNTS = 100;
const OPENING = 10_000_000;
/** Webhooks of one payment, with what is refunded of every fourth. */
export const WEBHOOKS_A_PAYMENT = 4;

/** @param seed  of the order in which deliveries come, and of how often */
export async function storm(world: World, payments: number, seed: number): Promise<StormReport> {
  const chance = new Random(seed);
  const random = () => chance.next();
  const { keepMessage } = await import('../../lambdas/payments/inbox.js');
  const { serveWebhook } = await import('../../lambdas/payments/intake.js');
  const accounts = Math.min(ACCOUNTS, payments);
  const first = await Promise.all(
    Array.from({ length: accounts }, () => world.order({ amountMicros: MICROS })),
  );
  const all = first.map(({ payment }) => payment);
  for (let i = accounts; i < payments; i++) {
    const of = first[i % accounts]!.payment;
    const more = { ...of, paymentId: `pay_${String(900_000 + i).padStart(24, '0')}` };
    await world.options.payments.create({ payment: more, version: 1, request: 'storm', history: [] });
    all.push(more);
  }
  const bodies = all.flatMap(({ paymentId }, i) => events(paymentId, i % 4 === 0));
  const deliveries = shuffled(
    bodies.flatMap((body) => Array.from({ length: 1 + Math.floor(random() * 5) }, () => body)),
    random,
  );
  const queue: MessageName[] = [];
  const intake = {
    readers: { stripe: stripeWebhook },
    secrets: {
      of: () => Promise.resolve({ webhookSecrets: [SECRET] }),
      refreshed: () => Promise.resolve(undefined),
    },
    keyOf: () => Promise.resolve(undefined),
    keep: (message: Parameters<typeof keepMessage>[2]) =>
      keepMessage(world.office.client, 'records', message),
    send: (names: readonly MessageName[]) => {
      queue.push(...names);
      return Promise.resolve();
    },
    now: Date.now,
    operatorTime: world.options.now,
    count: () => undefined,
    log: (entry: unknown) => {
      throw new Error(JSON.stringify(entry));
    },
  };
  const applyOne = async (): Promise<void> => {
    const at = Math.floor(random() * queue.length);
    const [name] = queue.splice(at, 1);
    // Others may be first too often: the queue gives it again.
    if (name !== undefined) await applyMessage(name, world.options).catch(() => queue.push(name));
  };
  await inParallel(deliveries, 8, async (body) => {
    const { statusCode } = await serveWebhook(delivered(body), intake);
    if (statusCode !== 200) throw new Error(`a webhook was answered ${statusCode}`);
    if (random() < 0.6) await applyOne();
  });
  while (queue.length > 0) await inParallel(queue.slice(0, 8), 8, applyOne);
  return { webhooks: bodies.length, deliveries: deliveries.length, ...(await audit(world, all, first)) };
}

async function audit(
  world: World,
  all: readonly { readonly paymentId: string; readonly account: string }[],
  first: readonly {
    readonly payment: { readonly account: string };
    readonly balance: () => Promise<number>;
  }[],
) {
  const stored = await world.options.payments.many(all.map(({ paymentId }) => paymentId));
  const captures = stored.reduce((sum, { payment }) => sum + Object.keys(payment.captures).length, 0);
  let credits = 0;
  let wrongBalances = 0;
  for (const { payment, balance } of first) {
    const movements = await movementsOf(world.office.client, payment.account);
    credits += movements.filter((each) => each['creditMicros'] !== undefined).length;
    const own = stored.filter((each) => each.payment.account === payment.account);
    const expected = own.reduce(
      (sum, { payment: { settled } }) =>
        sum + settled.creditedMicros - settled.takenMicros - settled.heldMicros,
      OPENING,
    );
    const captured = own.reduce(
      (sum, { payment: { captures: each } }) => sum + Object.keys(each).length * MICROS,
      0,
    );
    const refunded = own.reduce(
      (sum, { payment: { refunds } }) => sum + Object.keys(refunds).length * (MICROS / 3),
      0,
    );
    const is = await balance();
    if (is !== expected || is !== OPENING + captured - refunded) wrongBalances += 1;
  }
  const quarantined = (await world.options.messages.quarantined(50, undefined)).messages.length;
  return { captures, credits, wrongBalances, quarantined, writesACapture: await writesACapture(world) };
}

async function movementsOf(client: DynamoDBClient, account: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let last: Record<string, never> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: 'records',
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :movement)',
        ExpressionAttributeValues: { ':pk': { S: `ACCOUNT#${account}` }, ':movement': { S: 'MOVEMENT#' } },
        ExclusiveStartKey: last,
      }),
    );
    found.push(...(page.Items ?? []));
    last = page.LastEvaluatedKey as typeof last;
  } while (last !== undefined);
  return found;
}

/** Counted on one more payment, of its own. */
async function writesACapture(world: World): Promise<number> {
  const { payment } = await world.order({ amountMicros: MICROS });
  const name = await world.keep([
    {
      kind: 'captured',
      paymentId: payment.paymentId,
      references: ['pi_counted'],
      capture: 'pi_counted',
      amountMicros: MICROS,
      currency: 'GBP',
    },
  ]);
  let writes = 0;
  const { client } = world.office;
  const send = client.send.bind(client);
  client.send = (async (command: object) => {
    if (command instanceof TransactWriteItemsCommand) writes += command.input.TransactItems?.length ?? 0;
    else if (/^(Put|Update|Delete)Item/.test(command.constructor.name)) writes += 1;
    return send(command as never);
  }) as typeof client.send;
  try {
    await applyMessage(name, world.options);
  } finally {
    client.send = send;
  }
  return writes;
}

/** What Stripe sends of a payment: twice that it was captured, and what went back. */
function events(paymentId: string, isRefunded: boolean): string[] {
  const metadata = { mvno_payment_id: paymentId };
  const intent = { id: `pi_${paymentId}`, object: 'payment_intent', currency: 'gbp', metadata };
  const refund = { id: `re_${paymentId}`, object: 'refund', payment_intent: intent.id, currency: 'gbp' };
  const told: [string, object][] = [
    ['payment_intent.processing', { ...intent, status: 'processing' }],
    ['payment_intent.succeeded', { ...intent, status: 'succeeded', amount_received: AMOUNT }],
    [
      'checkout.session.completed',
      {
        id: `cs_${paymentId}`,
        object: 'checkout.session',
        payment_status: 'paid',
        payment_intent: intent.id,
        amount_total: AMOUNT,
        currency: 'gbp',
        metadata,
      },
    ],
    isRefunded
      ? ['refund.updated', { ...refund, amount: AMOUNT / 3, status: 'succeeded' }]
      : ['charge.succeeded', { id: `ch_${paymentId}`, object: 'charge', currency: 'gbp', amount: AMOUNT }],
  ];
  return told.map(([type, object]) =>
    JSON.stringify({ id: `evt_${type}_${paymentId}`, object: 'event', type, data: { object } }),
  );
}

function delivered(body: string) {
  const t = Math.floor(Date.now() / 1_000);
  const v1 = createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex');
  return httpApiEvent({
    provider: 'stripe',
    headers: { 'content-type': 'application/json', 'stripe-signature': `t=${t},v1=${v1}` },
    body,
  });
}

function shuffled<T>(all: T[], random: () => number): T[] {
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}
