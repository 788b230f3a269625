/**
 * Facts into a payment, and what follows from them into its account: one transaction, so that neither is ever without
 * the other, whatever crashes and however often it comes.
 */
import { decidePaymentStep } from '../../domain/charging/payment-step.js';
import type { PaymentFact } from '../../domain/payments/fact.js';
import {
  excessMicros,
  mergeFact,
  type Mismatch,
  mismatchOf,
  type Payment,
  type Settlement,
  settlementOf,
} from '../../domain/payments/payment.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { type Desk, type PresentAccount, presentAccount } from '../accounts/desk.js';
import { accountPut, commandId, movementKey, newRecord, type Tables } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { isExpected, nextDueISO } from './due.js';
import {
  type HistoryEntry,
  keptHistory,
  type PaymentStore,
  ReferenceTakenError,
  type StoredPayment,
} from './payment-store.js';

/** How the market wants disputes and refunds treated (`market.policy.payments` of the operator file). */
export interface PaymentPolicy {
  readonly disputeOpened: 'hold' | 'none';
  readonly disputeLost: 'suspend' | 'none';
  /** When a refund leaves the wallet below zero. */
  readonly belowZero: 'suspend' | 'none';
}

export interface SettleOptions {
  readonly payments: PaymentStore;
  readonly policy: PaymentPolicy;
  /** What accounts are read and brought up to date with, at one moment of the operator's time. */
  readonly desk: () => Promise<Omit<Desk, 'ledger' | 'planOnSale'>>;
}

/** Why something that was told, or follows from it, is not done. */
export interface Problem {
  readonly code: Mismatch['code'] | 'reference-taken' | (string & {});
  readonly detail: string;
}

export interface Settled {
  /** The payment as it is now; undefined = there is none of that id. */
  readonly stored: StoredPayment | undefined;
  /** What it learned from this source, now or when the same came before; and what nobody was told of the last time. */
  readonly learned: readonly HistoryEntry[];
  /** Whether anything was written now. */
  readonly changed: boolean;
  /** Micros that the account was credited with now. */
  readonly creditedMicros: number;
  /** References that are known by it since now. */
  readonly linked: readonly string[];
  readonly problems: readonly Problem[];
}

/** What is told about one payment, by whom and in which message. */
export interface Told {
  readonly provider: ProviderId;
  /** As `HistoryEntry.source`: the same source again tells nothing new. */
  readonly source: string;
  readonly type: string;
  readonly facts: readonly PaymentFact[];
  /**
   * It was asked for, and does not come again when whoever asked is cut off. What was learned is then due to be asked
   * for, and told, until `putOff`.
   */
  readonly once?: true;
}

/**
 * Merges facts into a payment and settles it with its account.
 *
 * @throws BusyError when other writers were first too often, Error when a store fails: the same may come again
 */
export async function settlePayment(paymentId: string, told: Told, options: SettleOptions): Promise<Settled> {
  return untilFirst(async () => {
    const stored = await options.payments.get(paymentId);
    if (stored === undefined) return nothing(stored, []);
    const desk = await options.desk();
    const { payment, added, problems } = merge(stored, told, desk.nowMs);
    const all = [...stored.history, ...added];
    const untold = stored.untold ?? (told.once === true ? added[0]?.n : undefined);
    const isLearned = ({ source, n }: HistoryEntry) =>
      source === told.source || (told.once === true && untold !== undefined && n >= untold);
    const learned = () => all.filter(isLearned);
    const step = await stepOf(payment, desk, options);
    if (step.problem !== undefined) problems.push(step.problem);
    if (payment === stored.payment && step.settled === payment.settled)
      return { ...nothing(stored, learned()), problems };
    const settled = { ...payment, settled: step.settled };
    const after = {
      ...stored,
      payment: settled,
      history: keptHistory(all),
      untold,
      dueISO: dueOf({ ...stored, payment: settled, untold }, desk.nowMs),
    };
    try {
      const written = await options.payments.replace(stored, after, step.writes);
      if (!written) return undefined;
    } catch (error) {
      if (!(error instanceof ReferenceTakenError)) throw error;
      return {
        ...nothing(stored, []),
        problems: [{ code: 'reference-taken', detail: error.message }],
      };
    }
    return {
      stored: { ...after, version: stored.version + 1 },
      learned: learned(),
      changed: true,
      creditedMicros: step.creditedMicros,
      linked: settled.references.filter((each) => !stored.payment.references.includes(each)),
      problems,
    };
  });
}

const nothing = (stored: StoredPayment | undefined, learned: readonly HistoryEntry[]): Settled => ({
  stored,
  learned,
  changed: false,
  creditedMicros: 0,
  linked: [],
  problems: [],
});

/** Facts that contradict the payment are left out, each with its reason; the others count. */
function merge(stored: StoredPayment, { provider, facts, source, type }: Told, nowMs: number) {
  let { payment } = stored;
  const problems: Problem[] = [];
  const added: HistoryEntry[] = [];
  for (const fact of facts) {
    const mismatch = mismatchOf(payment, provider, fact);
    if (mismatch !== undefined) {
      problems.push(mismatch);
      continue;
    }
    const next = mergeFact(payment, fact);
    if (next !== payment) {
      const n = (stored.history.at(-1)?.n ?? 0) + added.length + 1;
      added.push({ n, source, type, fact, atISO: new Date(nowMs).toISOString() });
    }
    payment = next;
  }
  const excess = excessMicros(payment);
  // Again when the same comes again: whoever was cut off before he told of it tells it then.
  if (excess > 0 && facts.some(({ kind }) => kind === 'captured'))
    problems.push({
      code: 'amount-exceeded',
      detail: `captured ${excess} micros more than the ${payment.amountMicros} that were asked for`,
    });
  return { payment, added, problems };
}

/** When the provider is asked next: never again once nothing more is expected of the payment and its refunds. */
function dueOf(stored: StoredPayment, nowMs: number): string | undefined {
  const { dueISO, untold } = stored;
  const nowISO = new Date(nowMs).toISOString();
  if (untold !== undefined) return dueISO !== undefined && dueISO < nowISO ? dueISO : nowISO;
  return isExpected(stored) ? (dueISO ?? nextDueISO(stored, nowMs)) : undefined;
}

interface Step {
  readonly settled: Payment['settled'];
  readonly creditedMicros: number;
  readonly writes: Parameters<PaymentStore['replace']>[2] & object;
  readonly problem?: Problem;
}

/** What follows for the account: its new version and the record of it, or why it can't be done. */
async function stepOf(
  payment: Payment,
  desk: Awaited<ReturnType<SettleOptions['desk']>>,
  { payments, policy }: SettleOptions,
): Promise<Step> {
  const settlement = settlementOf(payment, { holdsDisputed: policy.disputeOpened === 'hold' });
  const still: Step = { settled: payment.settled, creditedMicros: 0, writes: [] };
  if (Object.values(settlement).every((micros) => micros === 0)) return still;
  const account = await presentAccount(desk, payment.account);
  if (account === undefined)
    return {
      ...still,
      problem: { code: 'account-not-open', detail: `there is no account ${payment.account}` },
    };
  const of = { nowMs: desk.nowMs, tables: payments.tables, policy };
  const step = takeStep(payment, account, settlement, of);
  // What went back before the account could get it was never its money: there is nothing left to be looked at.
  const gone = Math.min(settlement.creditMicros, settlement.takeMicros);
  return step.problem === undefined || gone === 0
    ? step
    : stepWithout(gone, payment, account, settlement, of);
}

/** A step without money that came in and went back: it counts as credited and taken, and the account sees nothing of it. */
function stepWithout(
  gone: number,
  payment: Payment,
  account: PresentAccount,
  settlement: Settlement,
  of: Parameters<typeof takeStep>[3],
): Step {
  const { creditMicros, takeMicros } = settlement;
  const rest = { ...settlement, creditMicros: creditMicros - gone, takeMicros: takeMicros - gone };
  const { creditedMicros, takenMicros, ...settled } = payment.settled;
  const counted = {
    ...settled,
    creditedMicros: creditedMicros + gone,
    takenMicros: takenMicros + gone,
  };
  return Object.values(rest).every((micros) => micros === 0)
    ? { settled: counted, creditedMicros: 0, writes: [] }
    : takeStep({ ...payment, settled: counted }, account, rest, of);
}

function takeStep(
  payment: Payment,
  { item, index }: PresentAccount,
  settlement: Settlement,
  {
    nowMs,
    tables,
    policy,
  }: { readonly nowMs: number; readonly tables: Tables; readonly policy: PaymentPolicy },
): Step {
  const { settled } = payment;
  const still: Step = { settled, creditedMicros: 0, writes: [] };
  const id = `${payment.paymentId}:${settled.steps + 1}`;
  const of = { id: commandId('payment', id), atMs: nowMs };
  const decision = decidePaymentStep(item, index, nowMs, {
    ...of,
    ...settlement,
    currency: payment.currency,
    ...suspension(payment, settlement, policy),
  });
  if (decision.outcome === 'refused') {
    const [first] = decision.problems;
    return {
      ...still,
      problem: {
        code: first?.code ?? 'refused',
        detail: decision.problems.map(({ detail }) => detail).join('; '),
      },
    };
  }
  // The account knows the step and the payment does not: they change together, so this can't be.
  if (decision.outcome === 'already-done')
    return { ...still, problem: { code: 'step-known', detail: `the account knows ${id} already` } };
  const { creditMicros, takeMicros, returnMicros, releaseMicros, holdMicros } = settlement;
  const { heldMicros } = decision;
  // Nothing was there to hold: to write so would change nothing.
  if (heldMicros === 0 && creditMicros + takeMicros + returnMicros + releaseMicros === 0) return still;
  return {
    settled: {
      creditedMicros: settled.creditedMicros + creditMicros,
      takenMicros: settled.takenMicros + takeMicros - returnMicros,
      heldMicros: settled.heldMicros + heldMicros - releaseMicros,
      steps: settled.steps + 1,
    },
    creditedMicros: creditMicros,
    writes: [
      accountPut(tables, decision),
      newRecord(tables, {
        ...movementKey(payment.account, of.id),
        command: 'payment',
        id,
        atISO: new Date(nowMs).toISOString(),
        subscriberId: payment.subscriberId,
        paymentId: payment.paymentId,
        provider: payment.provider,
        ...Object.fromEntries(
          Object.entries({ ...settlement, holdMicros: heldMicros }).filter(([, m]) => m > 0),
        ),
        ...(holdMicros > heldMicros ? { notHeldMicros: holdMicros - heldMicros } : {}),
      }),
    ],
  };
}

function suspension(
  { disputes }: Payment,
  { takeMicros }: Settlement,
  policy: PaymentPolicy,
): { suspend?: 'payment-disputed' | 'payment-refunded'; suspendBelowZero?: boolean } {
  const isLost = Object.values(disputes).some(({ state }) => state === 'lost');
  if (takeMicros === 0) return {};
  if (isLost && policy.disputeLost === 'suspend') return { suspend: 'payment-disputed' };
  return policy.belowZero === 'suspend' ? { suspend: 'payment-refunded', suspendBelowZero: true } : {};
}
