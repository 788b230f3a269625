/** Razorpay's entities as facts: payments, refunds, disputes and payment links, in webhooks and in answers. */
import { microsOfMinor } from '../../amount.js';
import type { PaymentFact } from '../../fact.js';
import { type Fields, fieldsOf, known, nameOf, textOf } from '../values.js';

interface Common {
  readonly paymentId?: string;
  readonly references: readonly string[];
  readonly currency?: string;
  readonly atISO?: string;
}

const currencyOf = (of: Fields): string | undefined => {
  const currency = textOf(of, 'currency');
  return currency !== undefined && /^[A-Z]{3}$/.test(currency) ? currency : undefined;
};

const microsIn = (of: Fields, name = 'amount'): number | undefined =>
  microsOfMinor(of[name], currencyOf(of) ?? '');

const ours = (of: Fields): string | undefined => nameOf(fieldsOf(of, 'notes'), 'mvno_payment_id');

function atOf(of: Fields): string | undefined {
  const at = of['created_at'];
  return typeof at === 'number' && Number.isSafeInteger(at) && at > 0 && at < 1e11
    ? new Date(at * 1000).toISOString()
    : undefined;
}

function commonOf(of: Fields, paymentId: string | undefined, names: readonly (string | undefined)[]): Common {
  return {
    ...known({ paymentId, currency: currencyOf(of), atISO: atOf(of) }),
    references: [...new Set(names.filter((each) => each !== undefined))],
  };
}

/**
 * A payment. A failed one may be captured later: UPI answers late, and a link is paid by another attempt.
 *
 * @param link  that it pays, where it comes with it: it ties the link's names to the payment's
 */
export function paymentFacts(payment: Fields, link: Fields = {}): PaymentFact[] {
  const id = nameOf(payment, 'id');
  if (id === undefined) return [];
  const names = [id, nameOf(payment, 'order_id'), nameOf(link, 'id')];
  const common = commonOf(payment, ours(payment) ?? oursOfLink(link), names);
  switch (textOf(payment, 'status')) {
    case 'authorized':
      return [{ ...common, kind: 'authorized' }];
    case 'captured':
    case 'refunded': {
      const amountMicros = microsIn(payment);
      return amountMicros === undefined || isUncaptured(payment)
        ? []
        : [{ ...common, kind: 'captured', capture: id, amountMicros }];
    }
    case 'failed': {
      const reason = textOf(payment, 'error_reason') ?? textOf(payment, 'error_code');
      return [{ ...common, kind: 'failed', ...known({ reason: reason?.toLowerCase().slice(0, 100) }) }];
    }
    default:
      return [];
  }
}

/** One that nobody captured in time: Razorpay gives it back by itself, and nothing of it ever came in. */
const isUncaptured = (payment: Fields): boolean => payment['captured'] === false;

/** @param payment  that it belongs to, where it comes with it */
export function refundFacts(refund: Fields, payment: Fields = {}): PaymentFact[] {
  const id = nameOf(refund, 'id');
  const amountMicros = microsIn(refund);
  // It would take what another attempt at the same order brought.
  if (id === undefined || amountMicros === undefined || isUncaptured(payment)) return [];
  const common = commonOf(refund, ours(refund) ?? ours(payment), [
    nameOf(refund, 'payment_id'),
    id,
    nameOf(fieldsOf(refund, 'notes'), 'mvno_refund_id'),
  ]);
  switch (textOf(refund, 'status')) {
    case 'processed':
      return [{ ...common, kind: 'refunded', refund: id, amountMicros }];
    case 'failed':
      return [{ ...common, kind: 'refund-failed', refund: id, amountMicros }];
    default:
      return [];
  }
}

type DisputeKind = 'dispute-opened' | 'dispute-won' | 'dispute-lost';

/** Phases after the first; retrievals and suspicions of fraud are of the first. */
const LATER_PHASES: ReadonlyMap<string, number> = new Map([
  ['pre_arbitration', 1],
  ['arbitration', 2],
]);

const DISPUTES: ReadonlyMap<string, DisputeKind> = new Map([
  ['open', 'dispute-opened'],
  ['under_review', 'dispute-opened'],
  ['won', 'dispute-won'],
  ['lost', 'dispute-lost'],
]);

/** @param payment  that it belongs to, where it comes with it */
export function disputeFacts(dispute: Fields, payment: Fields = {}): PaymentFact[] {
  const id = nameOf(dispute, 'id');
  const kind = disputeKind(dispute);
  // A part may be lost: what was deducted.
  const deducted = kind === 'dispute-lost' ? microsIn(dispute, 'amount_deducted') : undefined;
  const amountMicros = deducted ?? microsIn(dispute);
  if (id === undefined || amountMicros === undefined || kind === undefined) return [];
  const { currency: _other, ...common } = commonOf(dispute, ours(payment), [nameOf(dispute, 'payment_id')]);
  const stage = LATER_PHASES.get(textOf(dispute, 'phase') ?? '') ?? 0;
  return [{ ...common, kind, dispute: id, stage, amountMicros }];
}

/** A retrieval or a suspicion of fraud is closed; whether it cost anything is what was deducted for it. */
function disputeKind(dispute: Fields): DisputeKind | undefined {
  const status = textOf(dispute, 'status') ?? '';
  if (status !== 'closed') return DISPUTES.get(status);
  return Number(dispute['amount_deducted']) > 0 ? 'dispute-lost' : 'dispute-won';
}

/** A payment link that nobody can pay any more. That it was paid is told by its payment. */
export function linkFacts(link: Fields): PaymentFact[] {
  const id = nameOf(link, 'id');
  if (id === undefined || !['cancelled', 'expired'].includes(textOf(link, 'status') ?? '')) return [];
  const names = [id, nameOf(link, 'order_id')];
  const { currency: _currency, ...common } = commonOf(link, oursOfLink(link), names);
  return [{ ...common, kind: 'canceled' }];
}

/** Others may make links in the same account, with references of their own. */
function oursOfLink(link: Fields): string | undefined {
  const reference = nameOf(link, 'reference_id');
  return ours(link) ?? (reference?.startsWith('pay_') ? reference : undefined);
}
