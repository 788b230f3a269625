/** What follows from what a payment learned, beside its account: mandates, charges by mandate, refunds. At least once. */
import { isRefundTold } from '../../domain/payments/refund.js';
import { untilFirst } from '../accounts/run-command.js';
import type { ApplyOptions } from './apply-message.js';
import { isExpected } from './due.js';
import { closeCharge } from './dunning.js';
import { saveMandate } from './mandates.js';
import type { StoredPayment } from './payment-store.js';
import type { Settled } from './settle-payment.js';

export async function follow(
  { stored, learned }: Settled,
  options: Pick<ApplyOptions, 'payments' | 'announce' | 'now'>,
): Promise<void> {
  if (stored === undefined) return;
  const { purpose } = stored.payment;
  if (learned.some(({ fact }) => fact.kind === 'captured' || fact.mandate !== undefined)) {
    const saved = await saveMandate(stored, await options.now(), options.payments);
    if (saved !== undefined) await options.announce([saved]);
  }
  // Whether it learned of them now or before: whoever learned it may have been cut off.
  if (Object.keys(stored.payment.refunds).length > 0) await closeRefunds(stored.payment.paymentId, options);
  if (purpose === 'automatic-top-up' || purpose === 'dunning') await closeCharge(stored, options);
}

/** Refunds that were asked for and are told now are counted by what was told. */
export async function closeRefunds(
  paymentId: string,
  { payments }: Pick<ApplyOptions, 'payments'>,
): Promise<StoredPayment | undefined> {
  return untilFirst(async () => {
    const stored = await payments.get(paymentId);
    if (stored?.refunds === undefined) return { stored };
    const told = stored.history.map(({ fact }) => fact);
    const refunds = Object.fromEntries(
      Object.entries(stored.refunds).map(([id, refund]) => [
        id,
        refund.state === 'requested' && isRefundTold(stored.payment, id, refund, told)
          ? { ...refund, state: 'told' as const }
          : refund,
      ]),
    );
    if (Object.entries(refunds).every(([id, { state }]) => stored.refunds?.[id]?.state === state))
      return { stored };
    const closed = { ...stored, refunds };
    // It was due to be asked for because of them.
    const isDone = stored.untold === undefined && !isExpected(closed);
    const after = { ...closed, ...(isDone ? { dueISO: undefined } : {}) };
    return (await payments.replace(stored, after))
      ? { stored: { ...after, version: stored.version + 1 } }
      : undefined;
  }).then(({ stored }) => stored);
}
