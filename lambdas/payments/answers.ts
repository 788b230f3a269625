/** Payments as the operator's tools see them, and why something is not done. */
import { fromMicros, toMicros } from '../../domain/operator/decimal.js';
import { currencyDigits } from '../../domain/operator/currency.js';
import { minorOfMicros } from '../../domain/payments/amount.js';
import {
  capturedMicros,
  disputedMicros,
  disputeStatusOf,
  refundedMicros,
  statusOf,
} from '../../domain/payments/payment.js';
import { refundableMicros } from '../../domain/payments/refund.js';
import { microsOf } from '../accounts/amounts.js';
import type { Refusal } from '../accounts/run-command.js';
import { problem } from '../shared/problem.js';
import type { TopUpLimits } from './office.js';
import { ProviderError } from './payment-client.js';
import type { HistoryEntry, StoredPayment } from './payment-store.js';

/** 404: what the URL or body names is not there. 422: it can never be right. 409: not as things are now. */
const STATUS: Readonly<Record<string, number>> = {
  'subscriber-not-found': 404,
  'payment-not-found': 404,
  'message-not-found': 404,
  'mandate-not-found': 404,
  'automatic-top-up-not-set': 404,
  'voucher-batch-not-found': 404,
  'voucher-unknown': 404,
  'amount-invalid': 422,
  'provider-unknown': 422,
  'mandate-not-offered': 422,
  'expiry-passed': 422,
  'code-malformed': 422,
};

/** The problem's own code and status are those of the first; `problems` has all. */
export function refusal(...problems: readonly Refusal[]) {
  const code = problems[0]?.code ?? 'refused';
  return problem(STATUS[code] ?? 409, code, {
    detail: problems.map(({ detail }) => detail).join('; '),
    problems,
  });
}

/** 502 when a provider did not do it; anything else is thrown on. */
export function providerProblem(error: unknown) {
  if (!(error instanceof ProviderError)) throw error;
  const { message, retryable } = error;
  return retryable
    ? problem(
        502,
        'provider-unavailable',
        { detail: `${message}; send the same request again` },
        { 'retry-after': '5' },
      )
    : problem(502, 'provider-refused', { detail: message });
}

/**
 * An amount of a currency that its payments are made in: whole cents of what has cents.
 *
 * @param limits  what it may be, where there are limits
 */
export function amountIn(
  currency: string,
  amount: string,
  what: string,
  limits?: TopUpLimits,
): number | Refusal {
  const micros = microsOf(amount);
  const digits = currencyDigits(currency);
  const range =
    limits === undefined ? 'above 0 and below 1000000000' : `from ${limits.smallest} to ${limits.largest}`;
  const isFit =
    micros !== undefined &&
    micros > 0 &&
    minorOfMicros(micros, currency) !== undefined &&
    (limits === undefined || (micros >= toMicros(limits.smallest) && micros <= toMicros(limits.largest)));
  return isFit
    ? micros
    : {
        code: 'amount-invalid',
        detail: `${what}: got "${amount}"; allowed: an amount of ${currency} ${range}, with at most ${digits} decimals`,
      };
}

export function paymentAnswer(stored: StoredPayment) {
  const { payment, refunds = {}, about = {}, dueISO } = stored;
  const { settled, mandate, stopped, failed } = payment;
  const dispute = disputeStatusOf(payment);
  const disputed = disputedMicros(payment, 'opened') + disputedMicros(payment, 'lost');
  return {
    paymentId: payment.paymentId,
    status: statusOf(payment),
    ...(dispute === undefined ? {} : { dispute }),
    provider: payment.provider,
    purpose: payment.purpose,
    subscriberId: payment.subscriberId,
    account: payment.account,
    amount: fromMicros(payment.amountMicros),
    currency: payment.currency,
    captured: fromMicros(capturedMicros(payment)),
    refunded: fromMicros(refundedMicros(payment)),
    disputed: fromMicros(disputed),
    /** What the account has got of it, has been taken again, and is held back. */
    credited: fromMicros(settled.creditedMicros),
    taken: fromMicros(settled.takenMicros),
    held: fromMicros(settled.heldMicros),
    refundable: fromMicros(refundableMicros(payment, refunds)),
    ...(failed === undefined ? {} : { failure: failed === '' ? 'unknown' : failed }),
    ...(mandate?.label === undefined ? {} : { method: mandate.label }),
    ...(typeof about['mandateId'] === 'string' ? { mandateId: about['mandateId'] } : {}),
    ...(stopped === undefined
      ? {}
      : { stopped: { reason: stopped.reason, actor: stopped.actor, at: stopped.atISO } }),
    references: payment.references,
    createdAt: payment.createdISO,
    /** When the provider is asked for it, unless it tells before. */
    ...(dueISO === undefined ? {} : { queryAt: dueISO }),
  };
}

/** With all that it was told, and all that was asked of it. */
export function paymentDetail(stored: StoredPayment) {
  return {
    ...paymentAnswer(stored),
    refunds: Object.entries(stored.refunds ?? {}).map(([refundId, refund]) => ({
      refundId,
      amount: fromMicros(refund.micros),
      state: refund.state,
      reason: refund.reason,
      actor: refund.actor,
      at: refund.atISO,
    })),
    history: stored.history.map(historyAnswer),
  };
}

/** Without the token of a mandate: whoever reads payments may not charge. */
function historyAnswer({ n, source, type, fact, atISO }: HistoryEntry) {
  return {
    n,
    source,
    type,
    kind: fact.kind,
    ...('amountMicros' in fact ? { amount: fromMicros(fact.amountMicros) } : {}),
    ...('capture' in fact ? { reference: fact.capture } : {}),
    ...('refund' in fact ? { reference: fact.refund } : {}),
    ...('dispute' in fact ? { reference: fact.dispute, stage: fact.stage } : {}),
    ...('reason' in fact ? { reason: fact.reason } : {}),
    at: atISO,
    ...(fact.atISO === undefined ? {} : { toldAt: fact.atISO }),
  };
}
