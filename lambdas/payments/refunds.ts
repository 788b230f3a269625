/** `POST /payments/{paymentId}/refunds`: never more than came in and is neither back, nor disputed, nor spoken for. */
import type { z } from 'zod';
import { fromMicros } from '../../domain/operator/decimal.js';
import { capturedMicros } from '../../domain/payments/payment.js';
import { refundableMicros, type RefundRequest } from '../../domain/payments/refund.js';
import { type Refusal, untilFirst } from '../accounts/run-command.js';
import { requestDigest } from '../pools/write-once.js';
import { json } from '../shared/problem.js';
import { amountIn, paymentAnswer, providerProblem, refusal } from './answers.js';
import { knownPayment } from './apply-message.js';
import type { refundBody } from './bodies.js';
import { closeRefunds } from './follow.js';
import type { Answer, PaymentOffice } from './office.js';
import { digestOf, REPEATABLE_MS, settleAnswer } from './order-payment.js';
import { ProviderError } from './payment-client.js';
import type { StoredPayment } from './payment-store.js';

type Body = z.output<typeof refundBody>;

export const refundIdOf = (paymentId: string, id: string): string => `re_${digestOf(paymentId, id)}`;

/** Refunds are told within minutes or days; the provider is asked once, in case its message is lost. */
const ASKED_AFTER_MS = 3_600_000;

export async function postRefund(office: PaymentOffice, { payment }: StoredPayment, body: Body): Answer {
  const { paymentId } = payment;
  const refundId = refundIdOf(paymentId, body.id);
  const reserved = await reserve(office, paymentId, refundId, body);
  if ('problem' in reserved) return refusal(reserved.problem);
  const { state, atISO } = reserved.refund;
  // Forgotten by the provider, it would be a second one there: it is asked what became of it, as of any.
  const isForgotten = (await office.now()) - Date.parse(atISO) >= REPEATABLE_MS;
  if (state === 'told' || isForgotten) return answer(reserved.stored, refundId, true);
  try {
    const stored = await ask(office, reserved.stored, refundId, reserved.refund);
    return answer(stored, refundId, reserved.isRepeated);
  } catch (error) {
    // Its micros are free again: the provider will not do it.
    if (error instanceof ProviderError && !error.retryable)
      await setRefund(office, paymentId, refundId, { state: 'refused' });
    return providerProblem(error);
  }
}

interface Reserved {
  readonly stored: StoredPayment;
  readonly refund: RefundRequest;
  readonly isRepeated: boolean;
}

/** In the payment's own record, on condition of what was read: of two that are too much together, one is refused. */
async function reserve(
  { payments, now }: PaymentOffice,
  paymentId: string,
  refundId: string,
  { id, amount, reason, actor }: Body,
): Promise<Reserved | { readonly problem: Refusal }> {
  const nowMs = await now();
  const request = requestDigest({ refund: paymentId, amount: amount ?? null, reason, actor });
  return untilFirst(async () => {
    const stored = await payments.get(paymentId);
    if (stored === undefined) throw new Error(`payment ${paymentId} is gone`);
    const before = stored.refunds?.[refundId];
    if (before !== undefined) return again(stored, before, id, request);
    const micros = microsOf(stored, amount);
    if (typeof micros !== 'number') return { problem: micros };
    const atISO = new Date(nowMs).toISOString();
    const refund: RefundRequest = { micros, request, atISO, state: 'requested', reason, actor };
    const after = {
      ...stored,
      refunds: { ...stored.refunds, [refundId]: refund },
      dueISO: stored.dueISO ?? new Date(nowMs + ASKED_AFTER_MS).toISOString(),
    };
    return (await payments.replace(stored, after))
      ? { stored: { ...after, version: stored.version + 1 }, refund, isRepeated: false }
      : undefined;
  });
}

function again(
  stored: StoredPayment,
  before: RefundRequest,
  id: string,
  request: string,
): Reserved | { readonly problem: Refusal } {
  if (before.request !== request)
    return {
      problem: {
        code: 'id-used',
        detail: `refund "${id}" was asked for at ${before.atISO} with other content; allowed: an id of its own`,
      },
    };
  if (before.state === 'refused')
    return {
      problem: {
        code: 'refund-refused',
        detail: `${stored.payment.provider} refused refund "${id}" at ${before.atISO}; allowed: an id of its own`,
      },
    };
  return { stored, refund: before, isRepeated: true };
}

function microsOf({ payment, refunds }: StoredPayment, amount: string | undefined): number | Refusal {
  const refundable = refundableMicros(payment, refunds);
  const { currency } = payment;
  const left = `${fromMicros(refundable)} ${currency}`;
  if (capturedMicros(payment) === 0)
    return { code: 'not-captured', detail: 'nothing of the payment has come in' };
  if (refundable === 0)
    return { code: 'nothing-to-refund', detail: 'all that came in is back, disputed or asked for already' };
  const micros = amount === undefined ? refundable : amountIn(currency, amount, 'amount');
  if (typeof micros !== 'number' || micros <= refundable) return micros;
  return { code: 'refund-too-large', detail: `amount: got "${amount}"; allowed: at most ${left}` };
}

async function ask(
  office: PaymentOffice,
  { payment, refunds = {} }: StoredPayment,
  refundId: string,
  { micros, reason = '' }: RefundRequest,
): Promise<StoredPayment> {
  const { paymentId, provider } = payment;
  const client = await office.clientOf(provider);
  const facts = await client.refund({
    ...knownPayment(payment),
    refundId,
    refundMicros: micros,
    captures: Object.keys(payment.captures),
    refunds: [
      ...Object.keys(payment.refunds),
      ...Object.values(refunds).flatMap(({ references = [] }) => references),
    ],
    reason,
  });
  const references = facts.flatMap((fact) => [
    ...fact.references,
    ...('refund' in fact ? [fact.refund] : []),
  ]);
  // Before they are settled: what is told of it then is known as this refund.
  const named = await setRefund(office, paymentId, refundId, { references: [...new Set(references)] });
  const told = { provider, source: `api:refund:${refundId}`, type: 'refund', facts };
  await settleAnswer(paymentId, told, office);
  return (await closeRefunds(paymentId, office)) ?? named;
}

async function setRefund(
  { payments }: PaymentOffice,
  paymentId: string,
  refundId: string,
  change: Partial<Pick<RefundRequest, 'state' | 'references'>>,
): Promise<StoredPayment> {
  return untilFirst(async () => {
    const stored = await payments.get(paymentId);
    const refund = stored?.refunds?.[refundId];
    if (stored === undefined || refund === undefined) throw new Error(`refund ${refundId} is gone`);
    // What was told meanwhile holds.
    if (refund.state !== 'requested') return stored;
    const after = { ...stored, refunds: { ...stored.refunds, [refundId]: { ...refund, ...change } } };
    return (await payments.replace(stored, after)) ? { ...after, version: stored.version + 1 } : undefined;
  });
}

function answer(stored: StoredPayment, refundId: string, isRepeated: boolean) {
  const refund = stored.refunds?.[refundId];
  return json(
    isRepeated ? 200 : 201,
    {
      refundId,
      amount: fromMicros(refund?.micros ?? 0),
      state: refund?.state,
      repeated: isRepeated,
      payment: paymentAnswer(stored),
    },
    isRepeated ? { repeated: 'true' } : {},
  );
}
