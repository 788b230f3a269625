/** What has waited long enough: payments whose end was not told, messages whose payment nobody knows. */
import { isFinal } from '../../domain/payments/payment.js';
import { nextAskMs } from '../../domain/payments/requery.js';
import { type ApplyOptions, knownPayment, quarantine, tell } from './apply-message.js';
import type { KeptMessage } from './kept-messages.js';
import { ProviderError } from './payment-client.js';
import type { DueRow, StoredPayment } from './payment-store.js';
import { type Settled, settlePayment } from './settle-payment.js';

export interface QueryOptions extends Omit<ApplyOptions, 'count'> {
  readonly count: (
    metric: Parameters<ApplyOptions['count']>[0] | 'FoundByQuery',
    provider: string,
    by?: number,
  ) => void;
  /** Does what else is due: charges by mandate that are tried again. */
  readonly dunning: (row: DueRow) => Promise<void>;
  /** Whether there is time for another. */
  readonly mayGoOn: () => boolean;
}

export interface QuerySummary {
  /** Payments whose provider was asked. */
  readonly asked: number;
  /** … and told something new. */
  readonly found: number;
  readonly failed: number;
  /** Whether all that was due was done. */
  readonly complete: boolean;
}

const PAGE = 50;
/** A payment is made before its provider is asked for it, so its messages wait for moments. */
const WAITED_MS = 3_600_000;
const RESEND_AFTER_MS = 300_000;

/** Asks for what is due. A provider that does not answer is asked again with the next run. */
export async function queryDue(options: QueryOptions): Promise<QuerySummary> {
  const summary = { asked: 0, found: 0, failed: 0 };
  const seen = new Set<string>();
  for (;;) {
    const rows = await options.payments.due(new Date(await options.now()).toISOString(), PAGE);
    const fresh = rows.filter(({ pk, sk }) => !seen.has(`${pk} ${sk}`));
    for (const row of fresh) {
      if (!options.mayGoOn()) return { ...summary, complete: false };
      seen.add(`${row.pk} ${row.sk}`);
      await oneDue(row, summary, options);
    }
    // What failed stays due, and fills the page when there is much of it: then the rest waits for the next run.
    if (fresh.length === 0) return { ...summary, complete: rows.length < PAGE };
  }
}

async function oneDue(
  row: DueRow,
  summary: { asked: number; found: number; failed: number },
  options: QueryOptions,
): Promise<void> {
  try {
    if (row.paymentId === undefined) {
      await options.dunning(row);
      return;
    }
    summary.asked++;
    const settled = await queryPayment(row.paymentId, options);
    if (settled?.changed) summary.found++;
  } catch (error) {
    summary.failed++;
    console.error(
      JSON.stringify({ message: 'asking for what is due failed', of: row.pk, error: String(error) }),
    );
  }
}

/**
 * Asks the provider for a payment, and settles what it says.
 *
 * @returns undefined = there is no such payment
 * @throws ProviderError when the provider does not answer
 */
export async function queryPayment(
  paymentId: string,
  options: Omit<QueryOptions, 'dunning' | 'mayGoOn'>,
): Promise<Settled | undefined> {
  const stored = await options.payments.get(paymentId);
  if (stored === undefined) return undefined;
  const { provider } = stored.payment;
  const nowMs = await options.now();
  const facts = await factsOf(stored, options);
  const source = `query:${new Date(nowMs).toISOString()}`;
  const settled = await settlePayment(paymentId, { provider, source, type: 'query', facts }, options);
  if (settled.learned.length > 0) options.count('FoundByQuery', provider);
  if (settled.problems.length > 0)
    console.error(
      JSON.stringify({
        message: 'what a provider answered does not fit',
        paymentId,
        problems: settled.problems,
      }),
    );
  await tell(settled, provider, options);
  await askLater(paymentId, nowMs, options);
  return settled;
}

async function factsOf(stored: StoredPayment, { clientOf }: Pick<QueryOptions, 'clientOf'>) {
  const client = await clientOf(stored.payment.provider);
  try {
    return await client.query(knownPayment(stored.payment));
  } catch (error) {
    // It was never made there: the order was cut off before, and nobody can pay it.
    if (error instanceof ProviderError && !error.retryable && stored.payment.references.length === 0)
      return [];
    throw error;
  }
}

/** The next time, or never again; somebody else's write meanwhile has set it already. */
async function askLater(
  paymentId: string,
  nowMs: number,
  { payments }: Pick<QueryOptions, 'payments'>,
): Promise<void> {
  const stored = await payments.get(paymentId);
  if (stored?.dueISO === undefined || Date.parse(stored.dueISO) > nowMs) return;
  const { provider, createdISO } = stored.payment;
  const next = isFinal(stored.payment) ? undefined : nextAskMs(provider, Date.parse(createdISO), nowMs);
  await payments.replace(stored, {
    ...stored,
    dueISO: next === undefined ? undefined : new Date(next).toISOString(),
  });
}

/** Messages that wait are tried again; money that nobody waits for is quarantined after an hour. */
export async function reviewWaiting(options: QueryOptions): Promise<void> {
  const nowMs = await options.now();
  const waiting = await options.messages.waitingBefore(new Date(nowMs - RESEND_AFTER_MS).toISOString(), PAGE);
  for (const message of waiting) {
    if (!options.mayGoOn()) return;
    if (await isKnownNow(message, options)) await options.send([message]);
    else if (Date.parse(message.receivedISO) <= nowMs - WAITED_MS) await giveUp(message, nowMs, options);
  }
}

/** Others may use the same merchant account: what moves no money is theirs and forgotten, what does is looked at. */
async function giveUp(message: KeptMessage, nowMs: number, options: QueryOptions): Promise<void> {
  const { facts, waitingFor = [] } = message;
  const movesMoney = facts.some((fact) => 'amountMicros' in fact);
  if (movesMoney)
    await quarantine(message, 'payment-unknown', `no payment is known by ${waitingFor.join(', ')}`, options);
  else {
    await options.messages.applied(message, new Date(nowMs).toISOString());
    await options.messages.waitsNoMore(message, waitingFor);
    // Done with, as much as one that was applied: stored less applied is what is left to do.
    options.count('Applied', message.provider);
  }
}

async function isKnownNow({ provider, waitingFor = [] }: KeptMessage, { payments }: QueryOptions) {
  const known = await Promise.all(waitingFor.map((reference) => payments.byReference(provider, reference)));
  return known.some((paymentId) => paymentId !== undefined);
}
