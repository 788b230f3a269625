/**
 * Orders a payment at its provider: kept here first, then asked for there, then linked. Cut off anywhere, the same
 * order may be given again: the provider knows it by our id.
 */
import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { capturedMicros, newPayment, type PaymentIntent } from '../../domain/payments/payment.js';
import { nextAskMs } from '../../domain/payments/requery.js';
import { untilFirst } from '../accounts/run-command.js';
import { type ApplyOptions, tell } from './apply-message.js';
import { putOff } from './due.js';
import { type CreatedPayment, type PaymentClient, ProviderError } from './payment-client.js';
import type { StoredPayment } from './payment-store.js';
import { type Settled, settlePayment, type SettleOptions, type Told } from './settle-payment.js';

export interface OrderOptions extends ApplyOptions {
  /** Where providers send their messages, without the provider and without a slash at its end. */
  readonly webhooksUrl: string;
  readonly brand: () => Promise<Brand>;
}

/** What subscribers see at providers. */
export interface Brand {
  readonly name: string;
  /** BCP 47, the first is the default. */
  readonly locales: readonly string[];
  /** Where subscribers come back to. */
  readonly topUpUrl: string;
}

/** `pay_` and 24 hex digits: the same of the same parts. */
export const paymentIdOf = (...parts: readonly string[]): string => `pay_${digestOf(...parts)}`;

export const digestOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join(':')).digest('hex').slice(0, 24);

/** Providers forget idempotency keys after a day (Stripe, Adyen): later, the same order could become a second one. */
export const REPEATABLE_MS = 23 * 3_600_000;

/** Whether the provider may not have heard of it, and may still be told. */
export function isUnsent({ payment, checkout }: StoredPayment, nowMs: number): boolean {
  return (
    checkout === undefined &&
    payment.references.length === 0 &&
    !isDecided({ payment }) &&
    nowMs - Date.parse(payment.createdISO) < REPEATABLE_MS
  );
}

const isDecided = ({ payment }: Pick<StoredPayment, 'payment'>): boolean =>
  capturedMicros(payment) > 0 || payment.canceled === true || payment.failed !== undefined;

/** Whether the same order is too old to be given again. */
export const isTooOld = ({ payment }: StoredPayment, nowMs: number): boolean =>
  nowMs - Date.parse(payment.createdISO) >= REPEATABLE_MS;

/** A payment as it is before anybody heard of it. */
export function newOrder(
  intent: PaymentIntent,
  request: string,
  about: NonNullable<StoredPayment['about']>,
): StoredPayment {
  const createdMs = Date.parse(intent.createdISO);
  const askMs = nextAskMs(intent.provider, createdMs, createdMs);
  return {
    payment: newPayment(intent),
    version: 1,
    request,
    history: [],
    about,
    ...(askMs === undefined ? {} : { dueISO: new Date(askMs).toISOString() }),
  };
}

/**
 * Keeps an order, unless one of its id is there.
 *
 * @param more  written with it, or nothing is
 * @returns what is there now; undefined = it is not there, because a condition of `more` did not hold
 */
export async function keepOrder(
  order: StoredPayment,
  { payments }: Pick<OrderOptions, 'payments'>,
  more: readonly TransactWriteItem[] = [],
): Promise<{ readonly stored: StoredPayment; readonly isNew: boolean } | undefined> {
  if (await payments.create(order, more)) return { stored: order, isNew: true };
  const stored = await payments.get(order.payment.paymentId);
  return stored === undefined ? undefined : { stored, isNew: false };
}

/**
 * Asks the provider for what was kept, and links what it answers. What it refuses for good is the payment's failure.
 *
 * @throws ProviderError when it did not do it: `retryable`, the same may be asked again
 */
export async function placeOrder(
  { payment: { paymentId, provider } }: StoredPayment,
  type: 'create' | 'charge',
  ask: (client: PaymentClient) => Promise<CreatedPayment>,
  options: OrderOptions,
): Promise<StoredPayment> {
  const client = await options.clientOf(provider);
  const source = `api:${type}`;
  let created: CreatedPayment;
  try {
    created = await ask(client);
  } catch (error) {
    if (error instanceof ProviderError && !error.retryable) {
      const failed = { kind: 'failed', references: [], reason: 'refused-by-provider' } as const;
      await settleAnswer(paymentId, { provider, source, type, facts: [failed] }, options);
    }
    throw error;
  }
  const stored = await link(paymentId, created, options);
  if (created.facts.length === 0) return stored;
  const told = { provider, source, type, facts: created.facts };
  const settled = await settleAnswer(paymentId, told, options);
  if (settled.problems.length > 0)
    console.error(
      JSON.stringify({
        message: 'what a provider answered does not fit',
        paymentId,
        problems: settled.problems,
      }),
    );
  return settled.stored ?? stored;
}

/** Settles and tells what a provider answered, of which no message may ever come. */
export async function settleAnswer(
  paymentId: string,
  told: Omit<Told, 'once'>,
  options: SettleOptions & Parameters<typeof tell>[2] & Pick<OrderOptions, 'now'>,
): Promise<Settled> {
  const settled = await settlePayment(paymentId, { ...told, once: true }, options);
  await tell(settled, told.provider, options);
  if (settled.stored?.untold !== undefined) await putOff(settled.stored, await options.now(), options);
  return settled;
}

async function link(
  paymentId: string,
  { references, checkout }: CreatedPayment,
  { payments, messages, send }: OrderOptions,
): Promise<StoredPayment> {
  const { stored, fresh } = await untilFirst(async () => {
    const before = await payments.get(paymentId);
    if (before === undefined) throw new Error(`payment ${paymentId} is gone`);
    const known = before.payment.references;
    const added = references.filter((reference) => !known.includes(reference));
    if (added.length === 0 && before.checkout !== undefined) return { stored: before, fresh: added };
    const payment = { ...before.payment, references: [...new Set([...known, ...added])].sort() };
    const after = { ...before, payment, checkout };
    return (await payments.replace(before, after))
      ? { stored: { ...after, version: before.version + 1 }, fresh: added }
      : undefined;
  });
  // Messages that were faster than this.
  if (fresh.length > 0) await send(await messages.waitingFor(stored.payment.provider, fresh));
  return stored;
}
