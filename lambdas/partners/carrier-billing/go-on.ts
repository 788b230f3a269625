/** What becomes of a payment that is held: validated, confirmed, cancelled, or ended because nobody did. */
import { QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  type CarrierPayment,
  givesBack,
  isHeld,
  statusAfter,
  type Step,
  totalMicros,
} from '../../../domain/partners/carrier-billing/payment.js';
import type { Actor } from '../../../domain/events/event.js';
import { writeTogether } from '../../accounts/ledger.js';
import { untilFirst } from '../../accounts/run-command.js';
import { wake } from '../../events/outbox.js';
import { tryLater } from '../kernel/due.js';
import type { Recorded } from '../kernel/records.js';
import { captureWrites, countWrite, monthKey, releaseWrites } from './account.js';
import { codeDigest, HELD } from './begin.js';
import type { CarrierBillingOffice } from './office.js';
import { tellPayment } from './tell.js';

type Payment = Recorded<CarrierPayment>;

export interface Moment {
  readonly nowMs: number;
  readonly actor: Actor;
}

export interface StepOutcome {
  readonly payment: Payment;
  /** False: it does not take the step as it is. */
  readonly isDone: boolean;
}

/** Payment, account and what is told of it change together. */
export async function takeStep(
  office: CarrierBillingOffice,
  id: string,
  asked: Step,
  moment: Moment,
): Promise<StepOutcome> {
  return untilFirst(async () => {
    const before = await mustGet(office, id);
    // Nobody may take what has run out, however late it is noticed.
    const step = isHeld(before) && hasRunOut(before, moment.nowMs) ? 'expire' : asked;
    const status = statusAfter(before.status, step);
    if (status === undefined) return { payment: before, isDone: false };
    const { gsi1pk: _pk, gsi1sk: _sk, ...rest } = before;
    const value: CarrierPayment = {
      ...(status === 'reserved' ? before : rest),
      status,
      ...(status === 'succeeded' ? { paidAt: new Date(moment.nowMs).toISOString() } : {}),
      ...(step === 'fail-validation' ? { denialReason: 'the code was wrong too often' } : {}),
    };
    const written = await write(office, before, value, step, moment);
    return written === undefined ? undefined : { payment: written, isDone: step === asked };
  });
}

const hasRunOut = ({ heldUntil }: CarrierPayment, nowMs: number) =>
  heldUntil !== undefined && Date.parse(heldUntil) <= nowMs;

async function mustGet({ payments }: CarrierBillingOffice, id: string): Promise<Payment> {
  const found = await payments.get(id);
  if (found === undefined) throw new Error(`payment ${id} is gone`);
  return found;
}

async function write(
  office: CarrierBillingOffice,
  before: Payment,
  value: CarrierPayment,
  step: Step,
  { nowMs, actor }: Moment,
): Promise<Payment | undefined> {
  const { record, write: change } = office.payments.change(before, value, nowMs);
  const told = tellPayment(office, record, actor, before);
  const held = { account: before.account, paymentId: before.id, nowMs };
  const ofAccount =
    step === 'confirm'
      ? await captureWrites(office, held)
      : givesBack(step)
        ? await givenBack(office, before, nowMs)
        : [];
  if (ofAccount === undefined) return undefined;
  const writes: TransactWriteItem[] = [change, ...ofAccount, ...told.writes];
  if (!(await writeTogether(office.client, writes))) return undefined;
  await wake(office.eventsQueueUrl, told.eventIds);
  return record;
}

/** It does not count in its month any more, either. */
async function givenBack(office: CarrierBillingOffice, payment: Payment, nowMs: number) {
  const { id, account, createdAt, price } = payment;
  const { timeZone } = await office.market();
  const month = monthKey(account, timeZone, Date.parse(createdAt));
  const released = await releaseWrites(office, { account, paymentId: id, nowMs });
  return released === undefined
    ? undefined
    : [...released, countWrite(office, month, -totalMicros(price), nowMs)];
}

export type Tried = 'right' | 'wrong' | 'last-wrong' | 'not-waiting';

/** Tries a code. Each wrong one is counted, whatever else happens at the same time. */
export async function tryCode(
  office: CarrierBillingOffice,
  id: string,
  code: string,
  moment: Moment,
): Promise<Tried> {
  const tried = await untilFirst<Tried>(async () => {
    const before = await mustGet(office, id);
    const { validation, status } = before;
    if (status !== 'pending_validation' || validation === undefined) return 'not-waiting';
    if (codeDigest(validation.authorizationId, code) === validation.codeDigest) return 'right';
    if (validation.attemptsLeft <= 1) return 'last-wrong';
    const value = { ...before, validation: { ...validation, attemptsLeft: validation.attemptsLeft - 1 } };
    const counted = await office.payments.update(before, value, moment.nowMs);
    return counted === undefined ? undefined : 'wrong';
  });
  if (tried !== 'right' && tried !== 'last-wrong') return tried;
  const { isDone } = await takeStep(office, id, tried === 'right' ? 'validate' : 'fail-validation', moment);
  return isDone ? tried : 'not-waiting';
}

/**
 * Gives back what was not confirmed in time.
 *
 * @returns how many it looked at; more may be left
 */
export async function endHeld(office: CarrierBillingOffice, nowMs: number, limit = 100): Promise<number> {
  const { Items: items = [] } = await office.client.send(
    new QueryCommand({
      TableName: office.tables.records,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :held AND gsi1sk < :now',
      ExpressionAttributeValues: {
        ':held': { S: HELD },
        // '~' sorts after the '#' that ends the time.
        ':now': { S: `${new Date(nowMs).toISOString()}~` },
      },
      Limit: limit,
    }),
  );
  const moment: Moment = { nowMs, actor: { type: 'system', id: 'carrier-billing' } };
  for (const item of items) {
    const id = item['id']?.S ?? '';
    try {
      await takeStep(office, id, 'expire', moment);
    } catch (error) {
      const due = { table: office.tables.records, key: office.payments.key(id), id, list: HELD };
      await tryLater(office.client, due, nowMs, error);
    }
  }
  return items.length;
}
