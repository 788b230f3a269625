/** A month of the venture: what everybody owes everybody, from the ledger's numbers. */
import { accountOf } from '../ledger/chart.js';
import type { Leg } from '../ledger/entry.js';
import type { TrialBalance } from '../ledger/sums.js';
import { contributionDue, perSubscriberOwed, royaltyOf } from './royalty.js';
import type { VentureTerms } from './terms.js';
import { distribute, type StepPaid } from './waterfall.js';

/** The venture itself, as a side of payments. */
const VENTURE = 'venture';

/** What customers got back or did not pay: net revenue is without it. */
const BACK = ['goodwill', 'bad-debt', 'loyalty-cost', 'rewards-cost'];
/** A settlement's own postings: they are counted from the terms, in their own month. */
const OWN = ['contribution-cost', 'royalty-cost'];

export interface MonthNumbers {
  readonly gross: bigint;
  readonly net: bigint;
  /** Before royalty and payments for lines. */
  readonly earned: bigint;
}

/** Micros; of one currency. */
export function numbersOf({ rows }: Pick<TrialBalance, 'rows'>, currency: string): MonthNumbers {
  const sum = (wanted: (account: string, of: string) => boolean): bigint =>
    rows
      .filter((row) => row.currency === currency && wanted(row.account, accountOf(row.account).class))
      .reduce((all, { micros }) => all + micros, 0n);
  const gross = -sum((_account, of) => of === 'income');
  const back = sum((account) => BACK.includes(account));
  const costs = sum((account, of) => of === 'expense' && !OWN.includes(account));
  return { gross, net: gross - back, earned: gross - costs };
}

/** One line of a partner's statement; above zero: the partner gets it. */
export interface PartnerLine {
  readonly what: 'royalty' | 'per-subscriber' | 'step' | 'share' | 'cash-due' | 'in-kind';
  /** Of the payment, step or contribution. */
  readonly id?: string;
  readonly micros: bigint;
}

export interface PartnerFigures {
  readonly partner: string;
  readonly lines: readonly PartnerLine[];
  /** What is paid out; below zero the partner pays. Contributions in kind are no part of it. */
  readonly net: bigint;
}

export interface SettlementFigures extends MonthNumbers {
  readonly activeLines: bigint;
  readonly royalty: bigint;
  /** Of payments for lines: what came in less what went out. */
  readonly perSubscriber: bigint;
  /** After royalty and payments for lines. */
  readonly result: bigint;
  readonly lossBefore: bigint;
  readonly lossCarried: bigint;
  readonly pot: bigint;
  readonly steps: readonly StepPaid[];
  readonly partners: readonly PartnerFigures[];
  /** What each step has paid, this month included. */
  readonly paidTotals: Readonly<Record<string, bigint>>;
}

export interface Before {
  readonly paidTotals: Readonly<Record<string, bigint>>;
  readonly lossCarried: bigint;
}

export const NOTHING_BEFORE: Before = { paidTotals: {}, lossCarried: 0n };

export function settle(
  terms: VentureTerms,
  month: string,
  numbers: MonthNumbers,
  activeLines: bigint,
  before: Before,
): SettlementFigures {
  const royalty = terms.licence === undefined ? 0n : royaltyOf(terms.licence, month, numbers);
  const owed = terms.perSubscriber.map((payment) => ({
    ...payment,
    owed: perSubscriberOwed(payment, month, activeLines),
  }));
  const sumOf = (side: 'from' | 'to'): bigint =>
    owed.filter((payment) => payment[side] === VENTURE).reduce((all, payment) => all + payment.owed, 0n);
  const perSubscriber = sumOf('to') - sumOf('from');
  const result = numbers.earned - royalty + perSubscriber;
  const { pot, steps, remainder, lossCarried } = distribute(
    terms.waterfall,
    terms.shares,
    { gross: numbers.gross, net: numbers.net, result, activeSubscribers: activeLines },
    { paidBefore: new Map(Object.entries(before.paidTotals)), lossBefore: before.lossCarried },
  );
  const partners = terms.partners.map(({ id: partner }): PartnerFigures => {
    const all: PartnerLine[] = [
      ...(terms.licence?.licensor === partner ? [{ what: 'royalty', micros: royalty } as const] : []),
      ...owed.flatMap(({ id, from, to, owed: micros }): PartnerLine[] => [
        ...(from === partner ? [{ what: 'per-subscriber', id, micros: -micros } as const] : []),
        ...(to === partner ? [{ what: 'per-subscriber', id, micros } as const] : []),
      ]),
      ...steps
        .filter(({ to }) => to === partner)
        .map(({ id, paid }): PartnerLine => ({ what: 'step', id, micros: paid })),
      { what: 'share', micros: remainder.get(partner) ?? 0n },
      ...terms.contributions
        .filter((contribution) => contribution.partner === partner)
        .map((contribution): PartnerLine => {
          const due = contributionDue(contribution, month);
          return contribution.kind === 'cash'
            ? { what: 'cash-due', id: contribution.id, micros: -due }
            : { what: 'in-kind', id: contribution.id, micros: due };
        }),
    ];
    const lines = all.filter(({ micros, what }) => micros !== 0n || what === 'share');
    const net = lines.reduce((sum, { what, micros }) => (what === 'in-kind' ? sum : sum + micros), 0n);
    return { partner, lines, net };
  });
  const paidTotals = { ...before.paidTotals };
  for (const { id, paid } of steps) paidTotals[id] = (paidTotals[id] ?? 0n) + paid;
  return {
    ...numbers,
    activeLines,
    royalty,
    perSubscriber,
    result,
    lossBefore: before.lossCarried,
    lossCarried,
    pot,
    steps,
    partners,
    paidTotals,
  };
}

/** Balanced: what every partner is owed, and what it is owed for. */
export function settlementLegs({ partners, pot }: SettlementFigures, terms: VentureTerms): Leg[] {
  const legs: { account: Leg['account']; party?: string; micros: bigint }[] = [
    { account: 'venture-result', micros: pot },
  ];
  for (const { partner, lines, net } of partners) {
    legs.push({ account: 'partner-payable', party: partner, micros: -net });
    for (const { what, id, micros } of lines) {
      if (what === 'royalty') legs.push({ account: 'royalty-cost', party: partner, micros });
      if (what === 'cash-due') legs.push({ account: 'contributions', party: partner, micros });
      if (what === 'in-kind')
        legs.push(
          { account: 'contribution-cost', party: partner, micros },
          { account: 'contributions', party: partner, micros: -micros },
        );
      // Between two partners nothing is the venture's cost.
      const payment = terms.perSubscriber.find((one) => what === 'per-subscriber' && one.id === id);
      if (payment !== undefined && (payment.from === VENTURE || payment.to === VENTURE))
        legs.push({ account: 'contribution-cost', party: partner, micros });
    }
  }
  return legs.filter(({ micros }) => micros !== 0n).map((leg) => ({ ...leg, micros: Number(leg.micros) }));
}

/** What pays a partner; below zero the partner pays. */
export const paymentLegs = (partner: string, net: bigint): Leg[] => [
  { account: 'partner-payable', party: partner, micros: Number(net) },
  { account: 'cash', micros: -Number(net) },
];

/** Figures as text, with whole numbers of any size. */
export const packFigures = (figures: SettlementFigures): string =>
  JSON.stringify(figures, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));

export const unpackFigures = (text: string): SettlementFigures =>
  JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as SettlementFigures;
