/** Who gets how much of what came in: steps one after another, and what is left by shares. */
import { partOf, type Share, splitByShares } from './shares.js';

/** What a step is measured by. */
export type StepBasis = 'gross' | 'net' | 'result' | 'per-active-subscriber';

export interface WaterfallStep {
  readonly id: string;
  /** A partner. */
  readonly to: string;
  readonly basis: StepBasis;
  /** Millionths of a percent of the basis; with `per-active-subscriber`: micros a line and month. */
  readonly rate: bigint;
  /** Micros. */
  readonly capPerPeriod?: bigint;
  /** Micros, over all months. */
  readonly capTotal?: bigint;
}

/** A month's numbers, micros. */
export interface WaterfallBases {
  readonly gross: bigint;
  readonly net: bigint;
  readonly result: bigint;
  readonly activeSubscribers: bigint;
}

export interface StepPaid {
  readonly id: string;
  readonly to: string;
  /** What its rate comes to, before caps and before what there was. */
  readonly due: bigint;
  readonly paid: bigint;
}

export interface Distribution {
  /** What there was to distribute. */
  readonly pot: bigint;
  readonly steps: readonly StepPaid[];
  /** What was left, by shares. */
  readonly remainder: ReadonlyMap<string, bigint>;
  /** Each partner's total; they add up to the pot. */
  readonly byPartner: ReadonlyMap<string, bigint>;
  /** A loss that later months make up for first; not negative. */
  readonly lossCarried: bigint;
}

const least = (...values: readonly bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b));
const atLeastZero = (value: bigint): bigint => (value > 0n ? value : 0n);

const dueOf = ({ basis, rate }: WaterfallStep, bases: WaterfallBases): bigint =>
  basis === 'per-active-subscriber'
    ? rate * bases.activeSubscribers
    : partOf(atLeastZero(bases[basis]), rate);

/**
 * Pays exactly what came in: the result after losses of months before, never less than nothing.
 *
 * @param paidBefore  what each step has paid in all months before
 * @param lossBefore  of months before, not negative
 */
export function distribute(
  steps: readonly WaterfallStep[],
  shares: readonly Share[],
  bases: WaterfallBases,
  {
    paidBefore = new Map<string, bigint>(),
    lossBefore = 0n,
  }: { readonly paidBefore?: ReadonlyMap<string, bigint>; readonly lossBefore?: bigint } = {},
): Distribution {
  const after = bases.result - lossBefore;
  const pot = atLeastZero(after);
  let left = pot;
  const byPartner = new Map(shares.map(({ id }) => [id, 0n]));
  const paidSteps = steps.map((step): StepPaid => {
    const due = dueOf(step, bases);
    const total = step.capTotal === undefined ? due : step.capTotal - (paidBefore.get(step.id) ?? 0n);
    const paid = atLeastZero(least(due, step.capPerPeriod ?? due, total, left));
    left -= paid;
    byPartner.set(step.to, (byPartner.get(step.to) ?? 0n) + paid);
    return { id: step.id, to: step.to, due, paid };
  });
  const remainder = splitByShares(left, shares);
  for (const [id, part] of remainder) byPartner.set(id, (byPartner.get(id) ?? 0n) + part);
  return { pot, steps: paidSteps, remainder, byPartner, lossCarried: atLeastZero(-after) };
}
