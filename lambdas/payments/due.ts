/** When a provider is asked for a payment next. */
import {
  capturedMicros,
  isFinal,
  type Payment,
  type PaymentStatus,
  statusOf,
} from '../../domain/payments/payment.js';
import { nextAskMs } from '../../domain/payments/requery.js';
import type { PaymentStore, StoredPayment } from './payment-store.js';

type Expected = Pick<StoredPayment, 'payment' | 'refunds'>;

/** What came in is with the account; of what somebody stopped nothing is to be. */
const isCredited = (payment: Payment): boolean =>
  payment.stopped !== undefined ||
  payment.settled.creditedMicros >= Math.min(capturedMicros(payment), payment.amountMicros);

const isDone = (payment: Payment): boolean => isFinal(payment) && isCredited(payment);

const requested = ({ refunds = {} }: Expected) =>
  Object.values(refunds).filter(({ state }) => state === 'requested');

/** Whether more is expected of a payment or of its refunds. */
export const isExpected = (stored: Expected): boolean =>
  !isDone(stored.payment) || requested(stored).length > 0;

const ON_THEIR_WAY: readonly PaymentStatus[] = ['processing', 'authorized'];

/** The next time to ask for a payment, by its own age and that of its refunds, ISO 8601; undefined = never again. */
export function nextDueISO(stored: Expected, nowMs: number): string | undefined {
  const { payment } = stored;
  const { provider, createdISO } = payment;
  const after = (iso: string, isOnItsWay: boolean) =>
    nextAskMs(provider, Date.parse(iso), nowMs, isOnItsWay) ?? [];
  const times = [
    ...(isDone(payment) ? [] : [after(createdISO, ON_THEIR_WAY.includes(statusOf(payment)))]),
    ...requested(stored).map(({ atISO }) => after(atISO, true)),
  ].flat();
  return times.length === 0 ? undefined : new Date(Math.min(...times)).toISOString();
}

/**
 * The next time, or never again, after a payment was asked for or all that it learned was told. Cut off before, or when
 * somebody else was first, it stays due, and the next run asks and tells again.
 *
 * @param told  what was told of
 */
export async function putOff(
  { payment: { paymentId }, history: told }: StoredPayment,
  nowMs: number,
  { payments }: { readonly payments: PaymentStore },
): Promise<void> {
  const stored = await payments.get(paymentId);
  if (stored === undefined) return;
  const { untold, dueISO, history } = stored;
  const isTold = history.at(-1)?.n === told.at(-1)?.n;
  const isDue = dueISO !== undefined && Date.parse(dueISO) <= nowMs;
  if (untold === undefined ? !isDue : !isTold) return;
  await payments.replace(stored, { ...stored, untold: undefined, dueISO: nextDueISO(stored, nowMs) });
}

const HOUR_MS = 3_600_000;
const RETOLD_AFTER_MS = 300_000;
/** Longer than any provider repeats: what it has not answered by then it never will. */
const GIVEN_UP_AFTER_MS = 40 * 24 * HOUR_MS;

/** A payment that could not be asked for, in an hour; sooner what is untold. It must not stand before all others. */
export async function postpone(
  paymentId: string,
  nowMs: number,
  { payments }: { readonly payments: PaymentStore },
): Promise<void> {
  const stored = await payments.get(paymentId);
  if (stored?.dueISO === undefined || Date.parse(stored.dueISO) > nowMs) return;
  const soon = new Date(nowMs + (stored.untold === undefined ? HOUR_MS : RETOLD_AFTER_MS)).toISOString();
  const next = nextDueISO(stored, nowMs);
  const isGivenUp =
    next === undefined &&
    stored.untold === undefined &&
    nowMs - Date.parse(stored.payment.createdISO) > GIVEN_UP_AFTER_MS;
  const dueISO = next !== undefined && next < soon ? next : soon;
  await payments.replace(stored, { ...stored, dueISO: isGivenUp ? undefined : dueISO });
}
