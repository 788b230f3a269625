/** Stripe's objects as facts: PaymentIntents, Checkout Sessions, refunds and disputes, in events and in answers. */
import { microsOfMinor, type MinorUnits } from '../../amount.js';
import type { MandateToken, PaymentFact } from '../../fact.js';
import { type Fields, fieldsOf, known, nameOf, textOf } from '../values.js';

/**
 * Where Stripe counts otherwise than ISO 4217.
 *
 * Source: docs.stripe.com/currencies#special-cases (ISK and UGX keep two decimals, MGA has none).
 */
export const STRIPE_MINOR_UNITS: MinorUnits = { ISK: 2, UGX: 2, MGA: 0 };

interface Common {
  readonly paymentId?: string;
  readonly references: readonly string[];
  readonly currency?: string;
}

const currencyOf = (of: Fields): string | undefined => {
  const currency = textOf(of, 'currency')?.toUpperCase();
  return currency !== undefined && /^[A-Z]{3}$/.test(currency) ? currency : undefined;
};

/** An id, or the expanded object that has it. */
const idOf = (of: Fields, name: string): string | undefined =>
  nameOf(of, name) ?? nameOf(fieldsOf(of, name), 'id');

function commonOf(of: Fields, ...references: readonly (string | undefined)[]): Common {
  return {
    ...known({
      paymentId: nameOf(fieldsOf(of, 'metadata'), 'mvno_payment_id'),
      currency: currencyOf(of),
    }),
    references: [...new Set(references.filter((each) => each !== undefined))],
  };
}

const micros = (of: Fields, name: string): number | undefined =>
  microsOfMinor(of[name], currencyOf(of) ?? '', STRIPE_MINOR_UNITS);

/** The method that an intent was paid by, when it is kept for later. */
function mandateOf(intent: Fields): MandateToken | undefined {
  const token = idOf(intent, 'payment_method');
  const customer = idOf(intent, 'customer');
  if (textOf(intent, 'setup_future_usage') !== 'off_session' || token === undefined || customer === undefined)
    return undefined;
  const card = fieldsOf(fieldsOf(fieldsOf(intent, 'latest_charge'), 'payment_method_details'), 'card');
  const [brand, last4] = [nameOf(card, 'brand'), nameOf(card, 'last4')];
  return { token, customer, ...(brand && last4 ? { label: `${brand} •••• ${last4}` } : {}) };
}

/**
 * An intent as it is. All that it captured is one capture under its own id: its amount only grows, and other objects
 * that tell of the same money (charges, sessions) name it.
 */
export function intentFacts(intent: Fields): PaymentFact[] {
  const id = nameOf(intent, 'id');
  if (id === undefined) return [];
  const common = commonOf(intent, id, idOf(intent, 'latest_charge'));
  const mandate = mandateOf(intent);
  const received = micros(intent, 'amount_received');
  if (received !== undefined)
    return [
      {
        ...common,
        kind: 'captured',
        capture: id,
        amountMicros: received,
        ...(mandate === undefined ? {} : { mandate }),
      },
    ];
  const failure = fieldsOf(intent, 'last_payment_error');
  const reason = nameOf(failure, 'decline_code') ?? nameOf(failure, 'code');
  switch (textOf(intent, 'status')) {
    case 'processing':
      return [{ ...common, kind: 'processing' }];
    case 'requires_capture':
      return [{ ...common, kind: 'authorized' }];
    case 'canceled':
      return [{ ...common, kind: 'canceled' }];
    // The same status is that of an intent which nobody has tried to pay yet.
    case 'requires_payment_method':
      return reason === undefined ? [] : [{ ...common, kind: 'failed', reason }];
    default:
      return [];
  }
}

/** A Checkout Session: paid, it tells of the capture of its intent. */
export function sessionFacts(session: Fields): PaymentFact[] {
  const id = nameOf(session, 'id');
  if (id === undefined) return [];
  const intent = idOf(session, 'payment_intent');
  const about = commonOf(session, id, intent);
  const paymentId = about.paymentId ?? nameOf(session, 'client_reference_id');
  const common = { ...about, ...known({ paymentId }) };
  const total = micros(session, 'amount_total');
  if (textOf(session, 'payment_status') === 'paid' && intent !== undefined && total !== undefined)
    return [{ ...common, kind: 'captured', capture: intent, amountMicros: total }];
  if (textOf(session, 'status') === 'expired') return [{ ...common, kind: 'canceled' }];
  return textOf(session, 'status') === 'complete' ? [{ ...common, kind: 'processing' }] : [];
}

/** A refund; one that is under way is told again at its end. */
export function refundFacts(refund: Fields): PaymentFact[] {
  const id = nameOf(refund, 'id');
  const amountMicros = micros(refund, 'amount');
  if (id === undefined || amountMicros === undefined) return [];
  const common = commonOf(
    refund,
    idOf(refund, 'payment_intent'),
    idOf(refund, 'charge'),
    id,
    // Our name of it, where it was asked for by us.
    nameOf(fieldsOf(refund, 'metadata'), 'mvno_refund_id'),
  );
  switch (textOf(refund, 'status')) {
    case 'succeeded':
      return [{ ...common, kind: 'refunded', refund: id, amountMicros }];
    case 'failed':
    case 'canceled':
      return [{ ...common, kind: 'refund-failed', refund: id, amountMicros }];
    default:
      return [];
  }
}

/** A dispute. An inquiry (`warning_…`) moves no money before it becomes one. */
export function disputeFacts(dispute: Fields): PaymentFact[] {
  const id = nameOf(dispute, 'id');
  const amountMicros = micros(dispute, 'amount');
  if (id === undefined || amountMicros === undefined) return [];
  const kind = DISPUTES.get(textOf(dispute, 'status') ?? '');
  if (kind === undefined) return [];
  const { currency: _other, ...common } = commonOf(
    dispute,
    idOf(dispute, 'payment_intent'),
    idOf(dispute, 'charge'),
  );
  // Without its currency: it is disputed in what the bank charged, and never takes more than came in.
  return [{ ...common, kind, dispute: id, stage: 0, amountMicros }];
}

const DISPUTES: ReadonlyMap<string, 'dispute-opened' | 'dispute-won' | 'dispute-lost'> = new Map([
  ['needs_response', 'dispute-opened'],
  ['under_review', 'dispute-opened'],
  ['won', 'dispute-won'],
  ['prevented', 'dispute-won'],
  // Closed by a refund, which takes the money itself.
  ['charge_refunded', 'dispute-won'],
  ['lost', 'dispute-lost'],
]);
