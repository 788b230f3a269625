/** One kept message, applied: to the payments that it names, once, however often it is delivered. */
import type { PaymentFact } from '../../domain/payments/fact.js';
import type { KnownPayment, PaymentClient } from './payment-client.js';
import type { KeptMessage, KeptMessages, MessageName, Quarantine } from './kept-messages.js';
import { type Announce, eventOf, quarantineEvent } from './payment-events.js';
import { type Problem, type SettleOptions, type Settled, settlePayment } from './settle-payment.js';

export interface ApplyOptions extends SettleOptions {
  readonly messages: KeptMessages;
  readonly announce: Announce;
  /** What a message of a provider that signs nothing is checked with. */
  readonly clientOf: (provider: MessageName['provider']) => Promise<PaymentClient>;
  /** Sends messages through the queue again. */
  readonly send: (names: readonly MessageName[]) => Promise<void>;
  /** The operator's time, epoch milliseconds. */
  readonly now: () => Promise<number>;
  /** What else follows from what a payment learned: mandates, automatic top-ups, dunning. Comes at least once. */
  readonly follow: (settled: Settled) => Promise<void>;
  readonly count: (
    metric: 'Applied' | 'Waiting' | 'Quarantined' | 'Credited',
    provider: string,
    by?: number,
  ) => void;
}

/** Why a message is quarantined whose payment nobody knows: when somebody does after all, it is applied. */
export const UNKNOWN = 'payment-unknown';

/** What became of a message. */
export type Applied = 'applied' | 'applied-before' | 'waiting' | 'quarantined' | 'unknown';

/** The provider has not made up its mind; the message comes again. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

/**
 * @param again  a person asked for it: a quarantined message is tried again, too
 * @throws Error when it must come again: a store failed, others were first, the provider does not know yet
 */
export async function applyMessage(
  name: MessageName,
  options: ApplyOptions,
  again = false,
): Promise<Applied> {
  const { messages, count } = options;
  const message = await messages.get(name);
  if (message === undefined) return 'unknown';
  if (message.appliedISO !== undefined) return 'applied-before';
  const { quarantine: before } = message;
  if (before !== undefined && before.code !== UNKNOWN && !again) return 'quarantined';
  const found = await paymentsOf(message, options);
  if (found.unknown.length > 0) {
    if (before !== undefined && !again) return 'quarantined';
    const waited = await waitFor(message, found.unknown, options);
    if (waited !== undefined) return waited;
    return applyMessage(name, options, again);
  }
  const problems: Problem[] = [];
  for (const [paymentId, facts] of found.byPayment) {
    const settled = await settleOne(paymentId, message, facts, options);
    problems.push(...settled.problems);
  }
  const [first] = problems;
  if (first !== undefined)
    return quarantine(message, first.code, problems.map(({ detail }) => detail).join('; '), options);
  await messages.applied(name, await nowISO(options));
  if (message.waitingFor !== undefined) await messages.waitsNoMore(name, message.waitingFor);
  count('Applied', name.provider);
  return 'applied';
}

async function settleOne(
  paymentId: string,
  message: KeptMessage,
  facts: readonly PaymentFact[],
  options: ApplyOptions,
): Promise<Settled> {
  const { provider, key, type } = message;
  const source = `${provider}#${key}`;
  const settled = await settlePayment(paymentId, { provider, source, type, facts }, options);
  await tell(settled, provider, options);
  return settled;
}

/** Tells what a payment learned, and what follows from it. Again after a crash: then all of it comes a second time. */
export async function tell(
  settled: Settled,
  provider: MessageName['provider'],
  options: Pick<ApplyOptions, 'announce' | 'follow' | 'count' | 'send' | 'messages'>,
): Promise<void> {
  const { stored, learned, linked, creditedMicros } = settled;
  if (stored === undefined) return;
  if (creditedMicros > 0) options.count('Credited', provider);
  await options.announce(learned.map((entry) => eventOf(stored.payment, entry)));
  await options.follow(settled);
  if (linked.length > 0) await options.send(await options.messages.waitingFor(provider, linked));
}

interface Found {
  readonly byPayment: ReadonlyMap<string, readonly PaymentFact[]>;
  /** Facts whose payment nobody knows. */
  readonly unknown: readonly PaymentFact[];
}

async function paymentsOf(message: KeptMessage, options: ApplyOptions): Promise<Found> {
  const byPayment = new Map<string, PaymentFact[]>();
  const unknown: PaymentFact[] = [];
  for (const fact of message.facts) {
    const paymentId = await paymentOf(message, fact, options);
    if (paymentId === undefined) unknown.push(fact);
    else byPayment.set(paymentId, [...(byPayment.get(paymentId) ?? []), fact]);
  }
  if (message.askFirst !== true || unknown.length > 0) return { byPayment, unknown };
  const confirmed = await Promise.all(
    [...byPayment].map(
      async ([paymentId, told]) => [paymentId, await ask(paymentId, told, message, options)] as const,
    ),
  );
  return { byPayment: new Map(confirmed), unknown };
}

async function paymentOf(
  { provider }: KeptMessage,
  { paymentId, references }: PaymentFact,
  { payments }: ApplyOptions,
): Promise<string | undefined> {
  if (paymentId !== undefined && (await payments.get(paymentId)) !== undefined) return paymentId;
  for (const reference of references) {
    const found = await payments.byReference(provider, reference);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What the provider itself says, in place of what a message without a signature says. Of that only the names stay, of
 * what the provider knows by one of them: M-Pesa tells a transaction's receipt, by which it is reversed, in its callback alone.
 */
async function ask(
  paymentId: string,
  told: readonly PaymentFact[],
  { provider, key }: KeptMessage,
  options: ApplyOptions,
): Promise<readonly PaymentFact[]> {
  const stored = await options.payments.get(paymentId);
  if (stored === undefined) return [];
  const client = await options.clientOf(provider);
  const facts = await client.query(knownPayment(stored.payment));
  if (facts.length === 0) throw new NotYetError(`${provider} does not know yet what became of ${key}`);
  return facts.map((fact) => {
    const names = told
      .filter(
        (each) =>
          each.paymentId === paymentId || each.references.some((name) => fact.references.includes(name)),
      )
      .flatMap(({ references }) => references);
    return { ...fact, references: [...new Set([...fact.references, ...names])] };
  });
}

export const knownPayment = ({
  paymentId,
  references,
  amountMicros,
  currency,
}: KnownPayment): KnownPayment => ({ paymentId, references, amountMicros, currency });

/**
 * Keeps a message until its payment is known by the name that it uses. One that names a payment of ours that is not
 * there waits for nothing.
 *
 * @returns undefined = the payment became known meanwhile
 */
async function waitFor(
  message: KeptMessage,
  unknown: readonly PaymentFact[],
  options: ApplyOptions,
): Promise<Applied | undefined> {
  const foreign = unknown.find(({ paymentId }) => paymentId !== undefined);
  if (foreign !== undefined)
    return quarantine(
      message,
      UNKNOWN,
      `got paymentId ${JSON.stringify(foreign.paymentId)}; allowed: a payment of this operator`,
      options,
    );
  const references = [...new Set(unknown.flatMap((fact) => fact.references))];
  if (references.length === 0) return quarantine(message, UNKNOWN, 'the message names no payment', options);
  await options.messages.wait(message, references, message);
  // Read after it was put there: of the two that put and look, one sees the other.
  for (const reference of references) {
    if ((await options.payments.byReference(message.provider, reference)) !== undefined) return undefined;
  }
  options.count('Waiting', message.provider);
  return 'waiting';
}

export async function quarantine(
  message: KeptMessage,
  code: string,
  detail: string,
  options: Pick<ApplyOptions, 'messages' | 'announce' | 'count' | 'now'>,
): Promise<Applied> {
  const reason: Quarantine = { code, detail, atISO: await nowISO(options) };
  if (!(await options.messages.quarantine(message, reason))) return 'applied-before';
  await options.announce([quarantineEvent(message, reason)]);
  options.count('Quarantined', message.provider);
  return 'quarantined';
}

const nowISO = async ({ now }: Pick<ApplyOptions, 'now'>): Promise<string> =>
  new Date(await now()).toISOString();
