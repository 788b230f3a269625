/**
 * A payment: what was asked for, and what providers said about it since. Facts are merged by rank and by reference,
 * so the same facts in any order, any number of times, make the same payment.
 */
import type { MandateToken, PaymentFact } from './fact.js';
import type { ProviderId } from './provider.js';

/** Why a payment was asked for. */
export type PaymentPurpose = 'top-up' | 'automatic-top-up' | 'dunning' | 'mandate';

export interface Dispute {
  readonly micros: number;
  readonly stage: number;
  readonly state: 'opened' | 'won' | 'lost';
}

export interface Payment {
  /** `pay_` and 24 hex digits. */
  readonly paymentId: string;
  readonly provider: ProviderId;
  readonly purpose: PaymentPurpose;
  readonly subscriberId: string;
  /** Key of the account that is credited. */
  readonly account: string;
  /** What was asked for: 10⁻⁶ of the currency's unit. */
  readonly amountMicros: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Whom the money must go to; absent = the provider's messages never say. */
  readonly merchant?: string;
  /** The operator's time, ISO 8601. */
  readonly createdISO: string;
  /** The provider's own names of it. */
  readonly references: readonly string[];
  readonly processing?: true;
  readonly authorized?: true;
  readonly canceled?: true;
  /** The last code that was told; the payment may be captured all the same, before or after. */
  readonly failed?: string;
  /** By the provider's reference: micros that came in, and what went back. */
  readonly captures: Readonly<Record<string, number>>;
  readonly refunds: Readonly<Record<string, { readonly micros: number; readonly failed?: true }>>;
  readonly disputes: Readonly<Record<string, Dispute>>;
  readonly mandate?: MandateToken;
  /** What the account has got of it so far; changes with the account, in one transaction. */
  readonly settled: Settled;
  /** An operator's stop: nothing of it moves until it is released. */
  readonly stopped?: { readonly reason: string; readonly actor: string; readonly atISO: string };
}

export interface Settled {
  readonly creditedMicros: number;
  /** Of refunds and lost disputes. */
  readonly takenMicros: number;
  /** Of open disputes. */
  readonly heldMicros: number;
  /** Changes of the account so far: names the next one. */
  readonly steps: number;
}

export type PaymentStatus =
  | 'created'
  | 'processing'
  | 'authorized'
  | 'failed'
  | 'canceled'
  | 'partially_captured'
  | 'captured'
  | 'partially_refunded'
  | 'refunded';

/** The side lane. */
export type DisputeStatus = 'disputed_open' | 'disputed_won' | 'disputed_lost';

/** Why a fact is not believed: no value is granted for it. */
export interface Mismatch {
  readonly code:
    'provider-differs' | 'currency-differs' | 'merchant-differs' | 'amount-differs' | 'reference-differs';
  readonly detail: string;
}

const NOTHING_SETTLED: Settled = { creditedMicros: 0, takenMicros: 0, heldMicros: 0, steps: 0 };

export type PaymentIntent = Pick<
  Payment,
  | 'paymentId'
  | 'provider'
  | 'purpose'
  | 'subscriberId'
  | 'account'
  | 'amountMicros'
  | 'currency'
  | 'merchant'
  | 'createdISO'
>;

export function newPayment(intent: PaymentIntent): Payment {
  return { ...intent, references: [], captures: {}, refunds: {}, disputes: {}, settled: NOTHING_SETTLED };
}

/** What of a fact contradicts the payment that it names; undefined = nothing. */
export function mismatchOf(payment: Payment, provider: ProviderId, fact: PaymentFact): Mismatch | undefined {
  const differs = (code: Mismatch['code'], what: string, got: unknown, allowed: unknown): Mismatch => ({
    code,
    detail: `${what}: got ${JSON.stringify(got)}; allowed: ${JSON.stringify(allowed)}`,
  });
  if (provider !== payment.provider)
    return differs('provider-differs', 'provider', provider, payment.provider);
  if (fact.currency !== undefined && fact.currency !== payment.currency)
    return differs('currency-differs', 'currency', fact.currency, payment.currency);
  if (fact.merchant !== undefined && payment.merchant !== undefined && fact.merchant !== payment.merchant)
    return differs('merchant-differs', 'merchant', fact.merchant, payment.merchant);
  if (fact.paymentId !== undefined && fact.paymentId !== payment.paymentId)
    return differs('reference-differs', 'paymentId', fact.paymentId, payment.paymentId);
  // What is disputed is told with fees and in what is settled; it never takes more than came in.
  if (fact.kind !== 'captured' && fact.kind !== 'refunded') return undefined;
  const { amountMicros } = fact;
  if (!Number.isSafeInteger(amountMicros) || amountMicros < 1 || amountMicros > payment.amountMicros)
    return differs('amount-differs', 'amountMicros', amountMicros, `1 to ${payment.amountMicros}`);
  return undefined;
}

/** The payment with one more fact. The same payment when the fact says nothing new. */
export function mergeFact(payment: Payment, fact: PaymentFact): Payment {
  const known = withReferences(payment, fact);
  switch (fact.kind) {
    case 'processing':
    case 'authorized':
    case 'canceled':
      return known[fact.kind] ? known : { ...known, [fact.kind]: true };
    case 'failed': {
      // Of several reasons one is kept, whichever order they come in.
      const reason = fact.reason ?? '';
      return known.failed !== undefined && known.failed >= reason ? known : { ...known, failed: reason };
    }
    case 'captured': {
      const before = known.captures[fact.capture] ?? 0;
      return before >= fact.amountMicros
        ? known
        : { ...known, captures: { ...known.captures, [fact.capture]: fact.amountMicros } };
    }
    case 'refunded':
    case 'refund-failed':
      return withRefund(known, fact);
    default:
      return withDispute(known, fact);
  }
}

function withReferences(payment: Payment, { references, mandate }: PaymentFact): Payment {
  const more = references.filter((reference) => !payment.references.includes(reference));
  const all = [...new Set([...payment.references, ...more])].sort();
  const token = mandate !== undefined && isNewer(payment.mandate, mandate) ? mandate : payment.mandate;
  if (more.length === 0 && token === payment.mandate) return payment;
  return { ...payment, references: all, ...(token === undefined ? {} : { mandate: token }) };
}

/** Of two, the one that sorts last: any order of them ends in the same. */
const isNewer = (known: MandateToken | undefined, told: MandateToken): boolean =>
  known === undefined || mandateKey(told) > mandateKey(known);

const mandateKey = ({ token, customer = '', label = '' }: MandateToken): string =>
  JSON.stringify([token, customer, label]);

function withRefund(
  payment: Payment,
  { refund, amountMicros, kind }: PaymentFact & { readonly kind: 'refunded' | 'refund-failed' },
): Payment {
  const before = payment.refunds[refund];
  const micros = Math.max(before?.micros ?? 0, amountMicros);
  const failed = before?.failed === true || kind === 'refund-failed';
  if (before !== undefined && before.micros === micros && (before.failed ?? false) === failed) return payment;
  return {
    ...payment,
    refunds: { ...payment.refunds, [refund]: { micros, ...(failed ? { failed: true as const } : {}) } },
  };
}

const DISPUTE_STATES = ['opened', 'won', 'lost'] as const;

function withDispute(
  payment: Payment,
  fact: PaymentFact & { readonly kind: 'dispute-opened' | 'dispute-won' | 'dispute-lost' },
): Payment {
  const state = fact.kind.slice('dispute-'.length) as Dispute['state'];
  const told: Dispute = { micros: fact.amountMicros, stage: fact.stage, state };
  const before = payment.disputes[fact.dispute];
  // The end of a dispute may be about less than it was opened for, so its amount goes with its state.
  const isKnown =
    before !== undefined &&
    (rank(before) > rank(told) || (rank(before) === rank(told) && before.micros >= told.micros));
  return isKnown ? payment : { ...payment, disputes: { ...payment.disputes, [fact.dispute]: told } };
}

const rank = ({ stage, state }: Dispute): number => stage * 3 + DISPUTE_STATES.indexOf(state);

const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0);

export const capturedMicros = ({ captures }: Payment): number => sum(Object.values(captures));

export const refundedMicros = ({ refunds }: Payment): number =>
  sum(Object.values(refunds).map(({ micros, failed }) => (failed ? 0 : micros)));

export const disputedMicros = ({ disputes }: Payment, state: Dispute['state']): number =>
  sum(Object.values(disputes).map((dispute) => (dispute.state === state ? dispute.micros : 0)));

/** Of what came in, what neither went back nor was lost; below zero = more went back than is known to have come in. */
const keptMicros = (payment: Payment): number =>
  capturedMicros(payment) - refundedMicros(payment) - disputedMicros(payment, 'lost');

/** More came in than was asked for, and is still here: the excess grants no value. */
export const excessMicros = (payment: Payment): number =>
  Math.max(0, keptMicros(payment) - payment.amountMicros);

/** Where the payment stands; of what was told the furthest counts, whatever came first. */
export function statusOf(payment: Payment): PaymentStatus {
  const captured = capturedMicros(payment);
  if (captured > 0) {
    const refunded = refundedMicros(payment);
    if (refunded >= captured) return 'refunded';
    if (refunded > 0) return 'partially_refunded';
    return captured < payment.amountMicros ? 'partially_captured' : 'captured';
  }
  if (payment.canceled) return 'canceled';
  if (payment.failed !== undefined) return 'failed';
  if (payment.authorized) return 'authorized';
  return payment.processing ? 'processing' : 'created';
}

/** Undefined = it was never disputed. One that is open outranks all; of closed ones a lost one counts. */
export function disputeStatusOf({ disputes }: Payment): DisputeStatus | undefined {
  const states = Object.values(disputes).map(({ state }) => state);
  if (states.includes('opened')) return 'disputed_open';
  if (states.includes('lost')) return 'disputed_lost';
  return states.length > 0 ? 'disputed_won' : undefined;
}

/** What the account must have got of a payment, and what of it differs from what it has. */
export interface Settlement {
  /** To put in, for captures. */
  readonly creditMicros: number;
  /** To take out, to whatever depth, for refunds and lost disputes. */
  readonly takeMicros: number;
  /** To give back of what was taken: a refund failed, a second dispute was won. */
  readonly returnMicros: number;
  /** To hold back of what is there, for open disputes. */
  readonly holdMicros: number;
  /** To let go of what was held. */
  readonly releaseMicros: number;
}

/** What is to change on the account now. All zero = nothing. */
export function settlementOf(payment: Payment, policy: { readonly holdsDisputed: boolean }): Settlement {
  const { creditedMicros, takenMicros, heldMicros } = payment.settled;
  if (payment.stopped !== undefined) return NO_CHANGE;
  const captured = capturedMicros(payment);
  const credit = Math.min(captured, payment.amountMicros);
  // What came in beyond the order granted nothing, so what goes back of it takes nothing.
  const taken = credit - Math.min(credit, Math.max(0, keptMicros(payment)));
  const held = policy.holdsDisputed ? Math.min(credit - taken, disputedMicros(payment, 'opened')) : 0;
  return {
    creditMicros: Math.max(0, credit - creditedMicros),
    takeMicros: Math.max(0, taken - takenMicros),
    returnMicros: Math.max(0, takenMicros - taken),
    holdMicros: Math.max(0, held - heldMicros),
    releaseMicros: Math.max(0, heldMicros - held),
  };
}

const NO_CHANGE: Settlement = {
  creditMicros: 0,
  takeMicros: 0,
  returnMicros: 0,
  holdMicros: 0,
  releaseMicros: 0,
};

/** Whether nothing more is expected of it without somebody's doing: it need not be asked for again. */
export function isFinal(payment: Payment): boolean {
  const status = statusOf(payment);
  return capturedMicros(payment) >= payment.amountMicros || status === 'refunded' || status === 'canceled';
}
