/**
 * Charges by mandate that failed and bills that are unpaid, tried again: `DUNNING#<account>` / `META`, which lies in
 * the index of what is due (`PAYMENTS#DUE`) until it has ended and that is told.
 */
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { roundedUp } from '../../domain/billing/amount.js';
import { endCharge, marketDay, startCharge } from '../../domain/payments/automatic-top-up.js';
import {
  attemptDueMs,
  type Dunning,
  type DunningOutcome,
  nextDunningStep,
  sentAgainAtMs,
} from '../../domain/payments/dunning.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { toAttributes } from '../shared/attributes.js';
import { type Balance, balanceOf } from './balance.js';
import { type ChargePage, chargesPut, readCharges } from './charge-book.js';
import { chargeState, claimCharge, sendCharge } from './charge-mandate.js';
import { activeMandate, isActive, type Mandate, mandatesOf, suspendMandate } from './mandates.js';
import { type OrderOptions, paymentIdOf } from './order-payment.js';
import { ProviderError } from './payment-client.js';
import type { PaymentEvent } from './payment-events.js';
import type { DueRow, PaymentStore, StoredPayment } from './payment-store.js';

export interface DunningRecord extends Dunning {
  readonly account: string;
  readonly subscriberId: string;
  readonly mandateId: string;
  readonly provider: ProviderId;
  /** What failed, micros; null = what is unpaid when it is tried. */
  readonly amountMicros: number | null;
  /** Of the last attempt. */
  readonly paymentId: string | null;
  /** An automatic top-up failed while it was under way. */
  readonly topUpFailed: boolean;
  readonly endedISO: string | null;
  readonly outcome: DunningOutcome | null;
  /** What is to be told of the last change, and may have been told already. */
  readonly untold: readonly PaymentEvent[];
  readonly version: number;
}

type Place = Pick<PaymentStore, 'client' | 'tables'>;
type TellOptions = Pick<OrderOptions, 'payments' | 'announce' | 'now'>;

const pkOf = (account: string): string => `DUNNING#${account}`;

/** Strongly consistent; the last one of an account, ended or not. */
export async function readDunning(
  account: string,
  { client, tables }: Place,
): Promise<DunningRecord | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tables.records,
      Key: { pk: { S: pkOf(account) }, sk: { S: 'META' } },
      ConsistentRead: true,
    }),
  );
  const kept = item?.['dunning']?.S;
  return kept === undefined ? undefined : (JSON.parse(kept) as DunningRecord);
}

/** Whether a method that failed is tried again by this schedule alone. */
export const holdsTopUps = (record: DunningRecord | undefined): boolean =>
  record !== undefined && record.endedISO === null && (record.topUpFailed || record.attempt > 0);

/** @param dueMs  when it is looked at next; undefined = never again */
function dunningPut(
  { tables }: Pick<Place, 'tables'>,
  before: DunningRecord | undefined,
  after: Omit<DunningRecord, 'version'>,
  dueMs: number | undefined,
): TransactWriteItem {
  const { account } = after;
  const version = (before?.version ?? 0) + 1;
  return {
    Put: {
      TableName: tables.records,
      Item: toAttributes({
        pk: pkOf(account),
        sk: 'META',
        kind: 'dunning',
        account,
        version,
        dunning: JSON.stringify({ ...after, version }),
        ...(dueMs === undefined
          ? {}
          : { gsi1pk: 'PAYMENTS#DUE', gsi1sk: `${new Date(dueMs).toISOString()}#${pkOf(account)}` }),
      }),
      ...(before === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':version': { N: String(before.version) } },
          }),
    },
  };
}

/**
 * Writes a change with what is told of it, and tells. Cut off between, the next look tells it: until then it is due.
 *
 * @param dueMs  when it is looked at next; undefined = never again
 * @returns undefined = somebody else was first
 */
async function change(
  before: DunningRecord | undefined,
  after: Omit<DunningRecord, 'version'>,
  dueMs: number | undefined,
  { payments, announce, now }: TellOptions,
): Promise<DunningRecord | undefined> {
  const isTold = after.untold.length === 0;
  const put = dunningPut(payments, before, after, isTold ? dueMs : await now());
  if (!(await writeTogether(payments.client, [put]))) return undefined;
  const written = { ...after, version: (before?.version ?? 0) + 1 };
  if (isTold) return written;
  await announce(after.untold);
  return change(written, { ...written, untold: [] }, dueMs, { payments, announce, now });
}

function event(
  type: 'dunning.started' | 'dunning.retried' | 'dunning.ended',
  atMs: number,
  {
    account,
    subscriberId,
    cause,
    startedISO,
    attempt,
    mandateId,
    provider,
    paymentId,
    outcome,
  }: Omit<DunningRecord, 'version'>,
): PaymentEvent {
  const [, what] = type.split('.');
  return {
    type,
    id: `dunning_${account}_${startedISO}_${what}_${attempt}`,
    time: new Date(atMs).toISOString(),
    data: {
      account,
      subscriberId,
      cause,
      startedAt: startedISO,
      attempt,
      mandateId,
      provider,
      ...(paymentId === null ? {} : { paymentId }),
      ...(outcome === null ? {} : { outcome }),
    },
  };
}

export interface DunningCause {
  readonly cause: Dunning['cause'];
  readonly account: string;
  readonly subscriberId: string;
  readonly mandate: Pick<Mandate, 'mandateId' | 'provider'>;
  readonly amountMicros: number | null;
}

/** Begins to try again; where the account is being tried already, a top-up that failed waits for that. */
export async function startDunning({ mandate, ...of }: DunningCause, options: TellOptions): Promise<void> {
  const nowMs = await options.now();
  await untilFirst(async () => {
    const before = await readDunning(of.account, options.payments);
    if (before !== undefined && before.endedISO === null) {
      if (of.cause === 'unpaid' || before.topUpFailed) return before;
      return change(before, { ...before, topUpFailed: true }, nowMs, options);
    }
    const fresh = {
      ...of,
      mandateId: mandate.mandateId,
      provider: mandate.provider,
      startedISO: new Date(nowMs).toISOString(),
      attempt: 0,
      paymentId: null,
      topUpFailed: of.cause === 'payment-failed',
      endedISO: null,
      outcome: null,
      untold: [],
    };
    const untold = [event('dunning.started', nowMs, fresh)];
    return change(before, { ...fresh, untold }, attemptDueMs(fresh, 1), options);
  });
}

/** Begins for an account that has bills to pay, if its subscriber agreed to be charged. */
export async function startForUnpaid(account: string, options: OrderOptions): Promise<void> {
  const balance = await balanceOf(account, await options.desk());
  if (balance === undefined || balance.missingMicros === 0 || balance.state === 'terminated') return;
  const { agreement } = await readCharges(options.payments, account);
  const active = (await mandatesOf(account, options.payments)).filter(isActive);
  const mandate =
    active.find(({ mandateId }) => mandateId === agreement?.mandateId) ??
    active.toSorted((a, b) => (a.savedISO < b.savedISO ? 1 : -1))[0];
  if (mandate === undefined) return;
  const { subscriberId } = mandate;
  await startDunning({ cause: 'unpaid', account, subscriberId, mandate, amountMicros: null }, options);
}

/** Has an account looked at with the next run: one of its attempts is decided. */
async function hastenDunning(account: string, paymentId: string, options: TellOptions): Promise<void> {
  const record = await readDunning(account, options.payments);
  if (record === undefined || record.endedISO !== null || record.paymentId !== paymentId) return;
  // When somebody else was first, he has looked at it since.
  await writeTogether(options.payments.client, [
    dunningPut(options.payments, record, record, await options.now()),
  ]);
}

/**
 * What follows from a charge by mandate that is decided: another one may start, and one that failed is tried again.
 * However often it comes; nothing for one that may still succeed by itself.
 */
export async function closeCharge(stored: StoredPayment, options: TellOptions): Promise<void> {
  const { paymentId, purpose, account, subscriberId, provider, amountMicros } = stored.payment;
  const state = chargeState(stored, await options.now());
  if (state !== 'paid' && state !== 'closed') return;
  if (purpose === 'dunning') await hastenDunning(account, paymentId, options);
  await untilFirst(async () => {
    const page = await readCharges(options.payments, account);
    const { agreement, charges } = page;
    if (charges.open !== paymentId) return true;
    const mandate = { mandateId: String(stored.about?.['mandateId']), provider };
    // Before its claim ends: nobody charges the same method again at once.
    if (state === 'closed' && purpose === 'automatic-top-up')
      await startDunning({ cause: 'payment-failed', account, subscriberId, mandate, amountMicros }, options);
    const after = {
      charges: endCharge(charges, paymentId),
      ...(agreement === undefined ? {} : { agreement }),
    };
    return (await writeTogether(options.payments.client, [chargesPut(options.payments, page, after)]))
      ? true
      : undefined;
  });
}

/**
 * Does what is due for an account: tries again, waits or ends.
 *
 * @throws Error when it could not: the row stays due
 */
export async function runDunning({ item }: Pick<DueRow, 'item'>, options: OrderOptions): Promise<void> {
  const record = await readDunning(String(item['account']), options.payments);
  if (record === undefined) return;
  if (record.untold.length > 0) await options.announce(record.untold);
  if (record.endedISO !== null) {
    await change(record, { ...record, untold: [] }, undefined, options);
    return;
  }
  const desk = await options.desk();
  const { nowMs } = desk;
  const last = record.paymentId === null ? undefined : await options.payments.get(record.paymentId);
  const balance = await balanceOf(record.account, desk);
  const page = await readCharges(options.payments, record.account);
  const mandate = await activeMandate(record.account, record.mandateId, options.payments);
  const micros = mandate === undefined ? 0 : neededMicros(record, page, balance);
  const step = nextDunningStep(record, chargeState(last, nowMs), micros > 0, nowMs);
  switch (step.do) {
    case 'send-again':
      return send(record, last, nowMs, options);
    case 'wait':
      await change(record, { ...record, untold: [] }, step.untilMs, options);
      return;
    case 'end':
      return end(record, step.outcome, nowMs, options);
    case 'attempt':
      if (mandate === undefined || balance === undefined) return;
      return attempt({ record, page, mandate, balance, micros, number: step.attempt, nowMs }, options);
  }
}

/** What there is to charge for; 0 = nothing any more. Whole units of the currency, as providers take them. */
function neededMicros(
  { cause, amountMicros, mandateId }: DunningRecord,
  { agreement }: ChargePage,
  balance: Balance | undefined,
): number {
  if (balance?.micros === undefined || balance.state === 'terminated') return 0;
  if (cause === 'unpaid') return roundedUp(balance.missingMicros, balance.currency);
  // Nobody is topped up while his account is stopped.
  if (balance.state === 'suspended') return 0;
  // The subscriber paid otherwise, wants it no longer, or by another method.
  if (agreement?.mandateId !== mandateId || balance.micros >= agreement.thresholdMicros) return 0;
  // What failed, or what he agrees to now, if that is less: the day's cap has room for it.
  return Math.min(amountMicros ?? 0, agreement.amountMicros);
}

interface Attempt {
  readonly record: DunningRecord;
  readonly page: ChargePage;
  readonly mandate: Mandate;
  readonly balance: Balance;
  readonly micros: number;
  readonly number: number;
  readonly nowMs: number;
}

async function attempt(
  { record, page, mandate, balance, micros, number, nowMs }: Attempt,
  options: OrderOptions,
): Promise<void> {
  const { account, startedISO } = record;
  const { open } = page.charges;
  const other = open === undefined ? undefined : await options.payments.get(open);
  // Something else is under way: it decides whether this is still needed.
  if (open !== undefined && ['unsent', 'open'].includes(chargeState(other, nowMs))) {
    await change(record, { ...record, untold: [] }, sentAgainAtMs(nowMs), options);
    return;
  }
  const paymentId = paymentIdOf('dunning', account, startedISO, String(number));
  const decision = startCharge(endCharge(page.charges, open ?? ''), {
    paymentId,
    micros,
    day: marketDay(balance.timeZone, nowMs),
    // A bill is no top-up; a top-up that failed stays one.
    capMicros: record.cause === 'unpaid' ? undefined : page.agreement?.dailyCapMicros,
  });
  if (!decision.start) {
    await change(record, { ...record, untold: [] }, sentAgainAtMs(nowMs), options);
    return;
  }
  const next = { ...record, attempt: number, paymentId, untold: [] };
  const after = { ...next, untold: [event('dunning.retried', nowMs, next)] };
  const { agreement } = page;
  const charge = {
    paymentId,
    purpose: 'dunning' as const,
    account,
    subscriberId: record.subscriberId,
    mandate,
    amountMicros: micros,
    currency: balance.currency,
  };
  const claimed = await claimCharge(
    charge,
    [
      dunningPut(options.payments, record, after, sentAgainAtMs(nowMs)),
      chargesPut(options.payments, page, {
        charges: decision.charges,
        ...(agreement === undefined ? {} : { agreement }),
      }),
    ],
    nowMs,
    options,
  );
  if (claimed === undefined) return;
  await options.announce(after.untold);
  return send({ ...after, version: record.version + 1 }, claimed, nowMs, options);
}

/** Asks the provider, and looks again with the next run; or in an hour, when it could not be asked. */
async function send(
  record: DunningRecord,
  payment: StoredPayment | undefined,
  nowMs: number,
  options: OrderOptions,
): Promise<void> {
  if (payment === undefined) return;
  let dueMs = nowMs;
  try {
    await sendCharge(payment, options);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    console.warn(
      JSON.stringify({
        message: 'a charge could not be sent',
        account: record.account,
        error: error.message,
      }),
    );
    dueMs = sentAgainAtMs(nowMs);
  }
  // A message that was faster has it looked at already.
  await change(record, { ...record, untold: [] }, dueMs, options);
}

async function end(
  record: DunningRecord,
  outcome: DunningOutcome,
  nowMs: number,
  options: OrderOptions,
): Promise<void> {
  // First: once it has ended nobody looks at it again.
  if (outcome === 'given-up') await suspendMandate(record, options.payments);
  const ended = { ...record, endedISO: new Date(nowMs).toISOString(), outcome, untold: [] };
  await change(record, { ...ended, untold: [event('dunning.ended', nowMs, ended)] }, undefined, options);
  // A bill that nobody could pay meanwhile waited for this.
  if (record.cause === 'payment-failed') await startForUnpaid(record.account, options);
}
