/**
 * Compares a settlement file with our payments. Every line gets one verdict, so lines and sums add up:
 * file = matched + missing + different, for each currency and each side of the money.
 */
import { fromMicros } from '../../operator/decimal.js';
import { capturedMicros, type Payment, refundedMicros } from '../payment.js';
import type { SettlementLine } from './line.js';

/** What money does: comes in, is given back, is disputed. Failed refunds count against refunds, won disputes against disputes. */
export type Side = 'charges' | 'refunds' | 'disputes';
export const SIDES: readonly Side[] = ['charges', 'refunds', 'disputes'];

/** In the file, not in our ledger; in ours, not in the file; in both, and not the same. */
export type Verdict = 'matched' | 'missing' | 'different' | 'extra';

export type Reason =
  /** No payment of ours has any of the names. */
  | 'payment-unknown'
  /** The row can't be read. */
  | 'unreadable'
  | 'currency'
  /** Another amount came in, or none. */
  | 'charge-amount'
  /** No refund of ours has its name, or that amount. */
  | 'refund-unknown'
  | 'refund-amount'
  /** We know of no dispute. */
  | 'dispute-unknown'
  /** We captured it within the file's time, and the file has nothing of it. */
  | 'not-in-file';

/** A line and whose it is. */
export interface FoundLine {
  readonly line: SettlementLine;
  /** Undefined = nobody's. */
  readonly payment: Payment | undefined;
}

/** A payment that came in, and when. */
export interface CapturedPayment {
  readonly payment: Payment;
  readonly atMs: number;
}

/** One line of the differences. */
export interface Difference {
  /** 0 = not in the file. */
  readonly row: number;
  readonly verdict: Exclude<Verdict, 'matched'>;
  readonly reason: Reason;
  readonly paymentId: string;
  readonly reference: string;
  readonly type: string;
  readonly fileAmount: string;
  readonly fileCurrency: string;
  readonly ourAmount: string;
  readonly ourCurrency: string;
  /** ISO 8601; '' = not known. */
  readonly at: string;
}

export type Amounts = Readonly<Record<'file' | Verdict, string>>;

export interface Reconciliation {
  /** Lines by verdict; `extra` are payments. */
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Decimals by currency and side; what came back to us counts negative. */
  readonly sums: Readonly<Record<string, Readonly<Record<Side, Amounts>>>>;
  readonly differences: readonly Difference[];
}

const SIDE_OF: Readonly<Record<SettlementLine['type'], Side>> = {
  charge: 'charges',
  refund: 'refunds',
  'refund-failed': 'refunds',
  dispute: 'disputes',
  'dispute-won': 'disputes',
};

const isBack = ({ type }: SettlementLine): boolean => type === 'refund-failed' || type === 'dispute-won';
const signed = (line: SettlementLine): number => (isBack(line) ? -line.micros : line.micros);
const total = (lines: readonly SettlementLine[]): number =>
  lines.reduce((sum, line) => sum + signed(line), 0);

/** The time of a file's charges, first and last, epoch milliseconds; undefined = it has none. */
export function timeOf(lines: readonly SettlementLine[]): { fromMs: number; toMs: number } | undefined {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const { atMs, type } of lines) {
    if (type !== 'charge' || atMs === undefined) continue;
    fromMs = Math.min(fromMs, atMs);
    toMs = Math.max(toMs, atMs);
  }
  return fromMs > toMs ? undefined : { fromMs, toMs };
}

/** @param captured  what we captured within the file's time, whether the file has it or not */
export function reconcile(found: readonly FoundLine[], captured: readonly CapturedPayment[]): Reconciliation {
  const book = new Book();
  const groups = new Map<string, { payment: Payment; side: Side; lines: SettlementLine[] }>();
  const charged = new Set<string>();
  for (const { line, payment } of found) {
    if (payment === undefined) {
      book.add('missing', line, 'payment-unknown', undefined, 0);
      continue;
    }
    const side = SIDE_OF[line.type];
    if (side === 'charges') charged.add(payment.paymentId);
    const key = `${payment.paymentId}/${side}`;
    const group = groups.get(key) ?? { payment, side, lines: [] };
    group.lines.push(line);
    groups.set(key, group);
  }
  for (const { payment, side, lines } of groups.values()) {
    const ours = oursOf(payment, side);
    const reason = reasonOf(payment, side, lines);
    for (const line of lines)
      book.add(reason === undefined ? 'matched' : 'different', line, reason, payment, ours);
  }
  for (const { payment, atMs } of captured) {
    if (charged.has(payment.paymentId)) continue;
    charged.add(payment.paymentId);
    book.addExtra(payment, atMs);
  }
  return book.close();
}

/** What the file says that we don't; undefined = we say the same. */
function reasonOf(payment: Payment, side: Side, lines: readonly SettlementLine[]): Reason | undefined {
  if (lines.some(({ currency }) => currency !== payment.currency)) return 'currency';
  switch (side) {
    case 'charges':
      return chargesAgree(payment, lines) ? undefined : 'charge-amount';
    case 'refunds':
      return refundReason(payment, lines);
    case 'disputes': {
      const states = Object.values(payment.disputes).map(({ state }) => state);
      const known = lines.every((line) => (isBack(line) ? states.includes('won') : states.length > 0));
      return known ? undefined : 'dispute-unknown';
    }
  }
}

/** Each capture by its own name, where the file has them; else all that came in. */
function chargesAgree(payment: Payment, lines: readonly SettlementLine[]): boolean {
  const { captures } = payment;
  const names = lines.map((line) => nameIn(captures, [...line.own, ...line.references]));
  if (names.every((name) => name !== undefined) && new Set(names).size === names.length)
    return lines.every(({ micros }, i) => captures[names[i] ?? ''] === micros);
  return total(lines) === capturedMicros(payment);
}

function refundReason(payment: Payment, lines: readonly SettlementLine[]): Reason | undefined {
  const { refunds } = payment;
  const unnamed: SettlementLine[] = [];
  const taken = new Set<string>();
  for (const line of lines) {
    const name = nameIn(refunds, line.own);
    const refund = name === undefined ? undefined : refunds[name];
    if (name === undefined || refund === undefined) {
      unnamed.push(line);
      continue;
    }
    if (refund.micros !== line.micros) return 'refund-amount';
    if (isBack(line) && refund.failed !== true) return 'refund-unknown';
    // The same refund twice is money twice.
    const once = `${line.type} ${name}`;
    if (taken.has(once)) return 'refund-amount';
    taken.add(once);
  }
  if (unnamed.length === 0) return undefined;
  // Providers that tell one running total name no single refund: all of them together, or one of that amount.
  const left = Object.entries(refunds).filter(([name]) => !taken.has(`refund ${name}`));
  const micros = total(unnamed);
  const all = left.reduce((sum, [, refund]) => sum + (refund.failed ? 0 : refund.micros), 0);
  if (left.length === 0) return 'refund-unknown';
  const running = left.length === 1 && left[0]?.[0] === RUNNING_TOTAL;
  const agrees = running ? micros <= all : micros === all || left.some(([, each]) => each.micros === micros);
  return agrees ? undefined : 'refund-amount';
}

/** The reference of providers that tell refunds as one running total. */
const RUNNING_TOTAL = 'total';

const nameIn = (names: object, candidates: readonly string[]): string | undefined =>
  candidates.find((each) => Object.hasOwn(names, each));

function oursOf(payment: Payment, side: Side): number {
  if (side === 'charges') return capturedMicros(payment);
  if (side === 'refunds') return refundedMicros(payment);
  return Object.values(payment.disputes).reduce(
    (sum, { micros, state }) => sum + (state === 'won' ? 0 : micros),
    0,
  );
}

class Book {
  private readonly counts: Record<Verdict, number> = { matched: 0, missing: 0, different: 0, extra: 0 };
  private readonly sums = new Map<string, Record<Side, Record<'file' | Verdict, number>>>();
  private readonly differences: Difference[] = [];

  add(
    verdict: Exclude<Verdict, 'extra'>,
    line: SettlementLine,
    reason: Reason | undefined,
    payment: Payment | undefined,
    ourMicros: number,
  ): void {
    this.counts[verdict] += 1;
    const amounts = this.of(line.currency)[SIDE_OF[line.type]];
    amounts.file += signed(line);
    amounts[verdict] += signed(line);
    if (verdict === 'matched' || reason === undefined) return;
    this.differences.push({
      row: line.row,
      verdict,
      reason,
      paymentId: payment?.paymentId ?? line.paymentId ?? '',
      reference: line.references[0] ?? line.own[0] ?? '',
      type: line.type,
      fileAmount: fromMicros(line.micros),
      fileCurrency: line.currency,
      ourAmount: payment === undefined ? '' : fromMicros(ourMicros),
      ourCurrency: payment?.currency ?? '',
      at: line.atMs === undefined ? '' : new Date(line.atMs).toISOString(),
    });
  }

  addExtra(payment: Payment, atMs: number): void {
    const micros = capturedMicros(payment);
    this.counts.extra += 1;
    this.of(payment.currency).charges.extra += micros;
    this.differences.push({
      row: 0,
      verdict: 'extra',
      reason: 'not-in-file',
      paymentId: payment.paymentId,
      reference: Object.keys(payment.captures)[0] ?? '',
      type: 'charge',
      fileAmount: '',
      fileCurrency: '',
      ourAmount: fromMicros(micros),
      ourCurrency: payment.currency,
      at: new Date(atMs).toISOString(),
    });
  }

  close(): Reconciliation {
    const sums = [...this.sums].map(([currency, sides]) => [
      currency,
      Object.fromEntries(SIDES.map((side) => [side, decimals(sides[side])])) as Record<Side, Amounts>,
    ]);
    return {
      counts: this.counts,
      sums: Object.fromEntries(sums) as Reconciliation['sums'],
      // As in the file; what is not in it comes last.
      differences: this.differences.toSorted((a, b) => (a.row || Infinity) - (b.row || Infinity) || 0),
    };
  }

  private of(currency: string): Record<Side, Record<'file' | Verdict, number>> {
    const nothing = () => ({ file: 0, matched: 0, missing: 0, different: 0, extra: 0 });
    const known = this.sums.get(currency) ?? { charges: nothing(), refunds: nothing(), disputes: nothing() };
    this.sums.set(currency, known);
    return known;
  }
}

const decimals = (amounts: Readonly<Record<'file' | Verdict, number>>): Amounts =>
  Object.fromEntries(Object.entries(amounts).map(([name, micros]) => [name, fromMicros(micros)])) as Amounts;
