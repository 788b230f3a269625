/** Tiers of members: up at once, down when their time is over, and back when what led into them is undone. */
import { monthAfter } from './month.js';

export interface Tier {
  readonly id: string;
  readonly name: string;
  /** Points earned within twelve months. */
  readonly from: number;
  readonly earnPercent: number;
}

export interface PointsTerms {
  /** From the lowest. */
  readonly tiers: readonly Tier[];
  readonly expiryMonths?: number | undefined;
}

/** A step from one tier into another. */
export interface TierStep {
  /** The tier that was reached. */
  readonly tier: string;
  /** Where it was reached from, and until when that was kept. */
  readonly from: string;
  readonly fromUntil: string;
  /** Points that counted then; what is undone of them counts no more. */
  readonly points: number;
  /** The number of the entry that reached it: later ones had no part in it. */
  readonly number: number;
}

/** What of a member's points tiers are about. */
export interface TierState {
  readonly version: number;
  readonly earned: Readonly<Record<string, number>>;
  readonly tier: string;
  readonly tierUntil: string;
  readonly steps: readonly TierStep[];
}

const MONTHS = 12;

/** Months that count: the present one and those of the year before it. */
export function countedFor({ earned }: Pick<TierState, 'earned'>, month: string): TierState['earned'] {
  const first = monthAfter(month, 1 - MONTHS);
  return Object.fromEntries(Object.entries(earned).filter(([of]) => of >= first));
}

const sumOf = ({ earned }: Pick<TierState, 'earned'>): number =>
  Object.values(earned).reduce((all, points) => all + points, 0);

const tierFor = (points: number, { tiers }: PointsTerms): Tier =>
  tiers.findLast(({ from }) => from <= points) ?? tiers[0]!;

const rank = ({ tiers }: PointsTerms, tier: string): number => tiers.findIndex(({ id }) => id === tier);
const fromOf = ({ tiers }: PointsTerms, tier: string): number =>
  tiers.find(({ id }) => id === tier)?.from ?? 0;

/** Up at once; down only when the tier's own time is over. */
export function raised<S extends TierState>(state: S, month: string, terms: PointsTerms): S {
  const points = sumOf(state);
  const { id } = tierFor(points, terms);
  const { tier, tierUntil, version, steps } = state;
  if (rank(terms, id) <= rank(terms, tier)) return state;
  const step: TierStep = { tier: id, from: tier, fromUntil: tierUntil, points, number: version };
  return { ...state, tier: id, tierUntil: monthAfter(month, MONTHS), steps: [...steps, step] };
}

/** A tier whose time is over: the one that the last twelve months earned, for another year. */
export function lookedAt<S extends TierState>(state: S, month: string, terms: PointsTerms): S {
  const lowest: S = { ...state, tier: terms.tiers[0]!.id, tierUntil: '', steps: [] };
  return raised(lowest, month, terms);
}

/**
 * Points of an entry are undone: tiers that would not have been reached without them are left, whether their time is over
 * or not. What was earned since counts at once.
 *
 * @param number  of the entry
 */
export function stepBack<S extends TierState>(
  state: S,
  points: number,
  number: number,
  month: string,
  terms: PointsTerms,
): S {
  const kept: TierStep[] = [];
  // Where the next step that stays was made from, if one before it did not stay.
  let base: Pick<TierStep, 'from' | 'fromUntil'> | undefined;
  for (const step of state.steps) {
    const counted = step.number >= number ? step.points - points : step.points;
    if (counted < fromOf(terms, step.tier)) {
      base ??= step;
      continue;
    }
    kept.push({ ...step, points: counted, ...(base && { from: base.from, fromUntil: base.fromUntil }) });
    base = undefined;
  }
  if (base === undefined) return raised({ ...state, steps: kept }, month, terms);
  return raised({ ...state, steps: kept, tier: base.from, tierUntil: base.fromUntil }, month, terms);
}
