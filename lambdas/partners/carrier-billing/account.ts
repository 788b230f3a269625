/** What a payment does to its payer's account: the writes of one transaction. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { decideCarrierCharge, decideCarrierReturn } from '../../../domain/charging/carrier-billing.js';
import type { CommandDecision } from '../../../domain/charging/command.js';
import { marketDate } from '../../../domain/billing/market-time.js';
import { type PresentAccount, presentAccount } from '../../accounts/desk.js';
import { accountPut, commandId, movementKey, newRecord } from '../../accounts/ledger.js';
import { findHold, stepCapture, stepHold, stepRelease } from '../balances/hold.js';
import type { CarrierBillingOffice } from './office.js';
import { notPaid, serviceNotApplicable } from './refusals.js';

export interface AccountStep {
  /** Names it in the account, so that it counts once: the payment's, or the refund's. */
  readonly id: string;
  readonly account: string;
  readonly subscriberId: string;
  readonly paymentId: string;
  readonly micros: number;
  readonly currency: string;
  /** What it was for, in words of the merchant. */
  readonly reason: string;
  /** The partner whose payment it is. */
  readonly actor: string;
  readonly nowMs: number;
}

/** Undefined: somebody was first since the payment was read; all of it is to be looked at again. */
type Writes = readonly TransactWriteItem[] | undefined;

/**
 * Takes an amount for good.
 *
 * @throws RefusedError when the account does not pay it
 */
export const chargeWrites = async (office: CarrierBillingOffice, step: AccountStep): Promise<Writes> =>
  writesOf(office, step, decideCarrierCharge);

/** Gives an amount back that was taken for good. */
export const returnWrites = async (office: CarrierBillingOffice, step: AccountStep): Promise<Writes> =>
  writesOf(office, step, decideCarrierReturn);

async function writesOf(
  office: CarrierBillingOffice,
  { id, account: key, subscriberId, paymentId, micros, currency, reason, actor, nowMs }: AccountStep,
  decide: typeof decideCarrierCharge,
): Promise<Writes> {
  const account = await accountOf(office, key, nowMs);
  const of = { id: commandId('carrier-billing', id), atMs: nowMs };
  const decision: CommandDecision = decide(account.item, account.index, nowMs, { ...of, micros, currency });
  if (decision.outcome === 'refused') throw notPaid(decision.problems);
  if (decision.outcome === 'already-done') return undefined;
  return [
    accountPut(office.tables, decision),
    newRecord(office.tables, {
      ...movementKey(key, of.id),
      command: 'carrier-billing',
      id,
      atISO: new Date(nowMs).toISOString(),
      subscriberId,
      paymentId,
      micros,
      reason,
      actor,
    }),
  ];
}

async function accountOf(office: CarrierBillingOffice, key: string, nowMs: number): Promise<PresentAccount> {
  const account = await presentAccount(office.desk(nowMs), key);
  if (account === undefined) throw serviceNotApplicable('its account is not open yet');
  return account;
}

/**
 * Sets an amount aside; the hold has the payment's id.
 *
 * @throws RefusedError when the account does not pay it
 */
export async function holdWrites(
  office: CarrierBillingOffice,
  { account: accountKey, subscriberId, paymentId, micros, currency, reason, actor, nowMs }: AccountStep,
): Promise<Writes> {
  const account = await accountOf(office, accountKey, nowMs);
  const { plan, wallet } = account.index;
  if (wallet < 0 || plan.currency !== currency) throw serviceNotApplicable('its plan has no prepaid credit');
  const bucket = plan.buckets[wallet]?.id ?? '';
  const wanted = { id: paymentId, bucket, amount: micros, kept: { paymentId, reason, actor } };
  const step = stepHold(office.tables, { subscriberId, accountKey }, account, wanted, nowMs);
  return writesOfStep(step);
}

interface Held {
  /** Key of the account. */
  readonly account: string;
  readonly paymentId: string;
  readonly nowMs: number;
}

/** Takes all that was set aside for a payment. */
export async function captureWrites(office: CarrierBillingOffice, held: Held): Promise<Writes> {
  const step = stepCapture(office.tables, await holdOf(office, held), { id: held.paymentId });
  return writesOfStep(step);
}

/** Gives back all that was set aside for a payment. */
export async function releaseWrites(office: CarrierBillingOffice, held: Held): Promise<Writes> {
  const hold = await holdOf(office, held);
  const account = await accountOf(office, held.account, held.nowMs);
  return writesOfStep(stepRelease(office.tables, hold, account, held.nowMs));
}

async function holdOf(office: CarrierBillingOffice, { account, paymentId }: Held) {
  const hold = await findHold(office, account, paymentId);
  if (hold === undefined) throw new Error(`account ${account} has no hold ${paymentId}`);
  return hold;
}

function writesOfStep(step: ReturnType<typeof stepCapture>): Writes {
  if (step === undefined) return undefined;
  if (!('problems' in step)) return step.writes;
  if (step.problems.some(({ code }) => code === 'nothing-held')) return undefined;
  throw notPaid(step.problems);
}

const KEPT_S = 400 * 24 * 3600;

/** An account's payments in a month of the market's calendar, micros. */
export const monthKey = (account: string, timeZone: string, atMs: number) => ({
  pk: `ACCOUNT#${account}`,
  sk: `CARRIERMONTH#${marketDate(timeZone, atMs).slice(0, 7)}`,
});

/** Counts an amount in its month, or takes it out again. @param mostMicros  that the month may come to */
export function countWrite(
  { tables }: CarrierBillingOffice,
  key: { readonly pk: string; readonly sk: string },
  micros: number,
  atMs: number,
  mostMicros?: number,
): TransactWriteItem {
  const isBound = mostMicros !== undefined && micros > 0;
  return {
    Update: {
      TableName: tables.records,
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
      UpdateExpression: 'ADD micros :micros SET #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':micros': { N: String(micros) },
        ':ttl': { N: String(Math.floor(atMs / 1000) + KEPT_S) },
        ...(isBound ? { ':left': { N: String(mostMicros - micros) } } : {}),
      },
      ...(isBound ? { ConditionExpression: 'attribute_not_exists(micros) OR micros <= :left' } : {}),
    },
  };
}
