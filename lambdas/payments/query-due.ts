/** What has waited long enough: payments whose end was not told, messages whose payment nobody knows. */
import { type ApplyOptions, knownPayment, quarantine, tell, UNKNOWN } from './apply-message.js';
import { postpone, putOff } from './due.js';
import type { KeptMessage } from './kept-messages.js';
import { ProviderError } from './payment-client.js';
import { quarantineEvent } from './payment-events.js';
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
  /** Whether all that was due was looked at. */
  readonly complete: boolean;
}

const PAGE = 50;
/** A payment is made before its provider is asked for it, so its messages wait for moments. */
const WAITED_MS = 3_600_000;
const RESEND_AFTER_MS = 300_000;
/** A provider that did not answer so often, one time after the other, is down: the others must not wait for it. */
const MOST_UNANSWERED = 5;

/** Asks for what is due. What could not be asked for is asked for again later, and stands before nothing else. */
export async function queryDue(options: QueryOptions): Promise<QuerySummary> {
  const summary = { asked: 0, found: 0, failed: 0 };
  const seen = new Set<string>();
  const unanswered = new Map<string, number>();
  const throughISO = new Date(await options.now()).toISOString();
  let complete = true;
  let last: DueRow | undefined;
  for (;;) {
    const rows = await options.payments.due(throughISO, PAGE, last);
    last = rows.at(-1);
    if (last === undefined) return { ...summary, complete };
    // What was looked at may be due again at once.
    for (const row of rows.filter(({ pk, sk }) => !seen.has(`${pk} ${sk}`))) {
      if (!options.mayGoOn()) return { ...summary, complete: false };
      seen.add(`${row.pk} ${row.sk}`);
      const provider = providerOf(row);
      const before = unanswered.get(provider) ?? 0;
      if (before < MOST_UNANSWERED)
        unanswered.set(provider, (await oneDue(row, summary, options)) ? 0 : before + 1);
      else complete = false;
    }
  }
}

/** Of a payment; what is no payment's has none. */
function providerOf({ paymentId, item }: DueRow): string {
  return paymentId === undefined
    ? ''
    : (JSON.parse(String(item['payment'])) as { provider: string }).provider;
}

/** @returns false = its provider does not answer, or we can't ask */
async function oneDue(
  row: DueRow,
  summary: { asked: number; found: number; failed: number },
  options: QueryOptions,
): Promise<boolean> {
  try {
    if (row.paymentId === undefined) {
      await options.dunning(row);
      return true;
    }
    summary.asked++;
    const settled = await queryPayment(row.paymentId, options);
    if (settled?.changed) summary.found++;
    return true;
  } catch (error) {
    summary.failed++;
    console.error(
      JSON.stringify({ message: 'asking for what is due failed', of: row.pk, error: String(error) }),
    );
    if (row.paymentId === undefined) return true;
    await postpone(row.paymentId, await options.now(), options);
    return error instanceof ProviderError && !error.retryable;
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
  const told = { provider, source, type: 'query', facts, once: true } as const;
  const settled = await settlePayment(paymentId, told, options);
  if (settled.learned.length > 0) options.count('FoundByQuery', provider);
  await report(paymentId, provider, settled, nowMs, options);
  await tell(settled, provider, options);
  await putOff(settled.stored ?? stored, nowMs, options);
  return settled;
}

/** What was answered and is not believed, or could not be credited: there is no message of it to be looked at. */
async function report(
  paymentId: string,
  provider: StoredPayment['payment']['provider'],
  { problems }: Settled,
  nowMs: number,
  options: Omit<QueryOptions, 'dunning' | 'mayGoOn'>,
): Promise<void> {
  const [first] = problems;
  if (first === undefined) return;
  console.error(JSON.stringify({ message: 'what a provider answered does not fit', paymentId, problems }));
  options.count('Quarantined', provider);
  const detail = problems.map((each) => each.detail).join('; ');
  const reason = { code: first.code, detail, atISO: new Date(nowMs).toISOString() };
  await options.announce([quarantineEvent({ provider, key: `query:${paymentId}` }, reason)]);
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

/** Messages that wait are tried again; money that nobody waits for is quarantined after an hour. */
export async function reviewWaiting(options: QueryOptions): Promise<void> {
  const nowMs = await options.now();
  const beforeISO = new Date(nowMs - RESEND_AFTER_MS).toISOString();
  let after: string | undefined;
  do {
    const page = await options.messages.waitingBefore(beforeISO, PAGE, after);
    for (const message of page.messages) {
      if (!options.mayGoOn()) return;
      if (await isKnownNow(message, options)) await options.send([message]);
      else if (Date.parse(message.receivedISO) <= nowMs - WAITED_MS) await giveUp(message, nowMs, options);
    }
    ({ after } = page);
  } while (after !== undefined);
}

/** Others may use the same merchant account: what moves no money is theirs and forgotten, what does is looked at. */
async function giveUp(message: KeptMessage, nowMs: number, options: QueryOptions): Promise<void> {
  const { facts, waitingFor = [] } = message;
  const movesMoney = facts.some((fact) => 'amountMicros' in fact);
  if (movesMoney)
    await quarantine(message, UNKNOWN, `no payment is known by ${waitingFor.join(', ')}`, options);
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
