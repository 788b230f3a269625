/**
 * Points of a member: lots that expire by month, oldest first out. Every change is an entry with legs that add up to
 * nothing, so that what members hold is always what the operator owes them.
 */
import { monthAfter } from './month.js';
import { countedFor, lookedAt, type PointsTerms, raised, stepBack, type TierStep } from './tiers.js';

/** Points that expire together. */
export interface Lot {
  /** First local month in which they are gone, `2028-11`; '' = never. */
  readonly expires: string;
  /** ≥ 1 */
  readonly points: number;
}

/** `POINTS#<membershipId>` / `META`. */
export interface PointsState {
  /** Counts the entries. */
  readonly version: number;
  /** By `expires`, those that never expire last. Their sum is what the member holds. */
  readonly lots: readonly Lot[];
  /** Points earned in each of the last months that count for the tier, by local month. */
  readonly earned: Readonly<Record<string, number>>;
  /** Id of the tier, and the month in which it is looked at again. */
  readonly tier: string;
  readonly tierUntil: string;
  /** How the tier was reached, the last step last: what led into it may be undone. */
  readonly steps: readonly TierStep[];
}

/** Where points come from and go to. `members` is the liability: what members hold. */
export type PointsAccount = 'members' | 'issued' | 'burned' | 'expired' | 'transferred';

export interface Leg {
  readonly account: PointsAccount;
  /** Positive: it has more afterwards. The legs of an entry add up to 0. */
  readonly points: number;
}

export interface Changed {
  readonly state: PointsState;
  readonly legs: readonly Leg[];
}

/** So that sums stay exact whatever anybody sends. */
export const MOST_POINTS = 2 ** 40;

export const balanceOf = ({ lots }: Pick<PointsState, 'lots'>): number =>
  lots.reduce((sum, { points }) => sum + points, 0);

export const noPoints = ({ tiers }: PointsTerms): PointsState => ({
  version: 0,
  lots: [],
  earned: {},
  tier: tiers[0]!.id,
  tierUntil: '',
  steps: [],
});

/** Points that a member of this tier gets for what gives everybody `points`; whole ones, rounded down. */
export function inTier(points: number, { tier }: PointsState, { tiers }: PointsTerms): number {
  const percent = tiers.find(({ id }) => id === tier)?.earnPercent ?? 100;
  return Number((BigInt(points) * BigInt(percent)) / 100n);
}

/** @param month  the member's month now, `2026-11`. @returns undefined when it would be more than can be held */
export function earn(
  before: PointsState,
  points: number,
  month: string,
  terms: PointsTerms,
): Changed | undefined {
  const state = upToDate(before, month, terms).state;
  if (balanceOf(state) + points > MOST_POINTS) return undefined;
  const expires = expiryOf(month, terms);
  const earned = { ...state.earned, [month]: (state.earned[month] ?? 0) + points };
  return {
    state: raised(
      { ...state, version: state.version + 1, lots: added(state.lots, { expires, points }), earned },
      month,
      terms,
    ),
    legs: [
      { account: 'members', points },
      { account: 'issued', points: -points },
    ],
  };
}

/** @returns undefined when the member has not as many */
export function burn(
  before: PointsState,
  points: number,
  month: string,
  terms: PointsTerms,
  to: 'burned' | 'transferred' = 'burned',
): (Changed & { readonly spent: readonly Lot[] }) | undefined {
  const state = upToDate(before, month, terms).state;
  if (balanceOf(state) < points) return undefined;
  const { left, taken } = takeOut(state.lots, points);
  return {
    state: { ...state, version: state.version + 1, lots: left },
    spent: taken,
    legs: [
      { account: 'members', points: -points },
      { account: to, points },
    ],
  };
}

/** Puts lots back that were spent, or in that were transferred: with the expiry that they had. */
export function putBack(
  before: PointsState,
  lots: readonly Lot[],
  month: string,
  terms: PointsTerms,
  from: 'burned' | 'transferred' = 'burned',
): Changed | undefined {
  const state = upToDate(before, month, terms).state;
  const points = balanceOf({ lots });
  if (balanceOf(state) + points > MOST_POINTS) return undefined;
  const next = { ...state, version: state.version + 1, lots: lots.reduce(added, state.lots) };
  const legs: Leg[] = [
    { account: 'members', points },
    { account: from, points: -points },
  ];
  // What expired meanwhile comes back, and is gone: both are on record.
  const after = upToDate(next, month, terms);
  return { state: { ...after.state, version: next.version }, legs: [...legs, ...after.legs] };
}

/** The first month in which points that are earned in `month` are gone: they are good through the whole month in which they end. */
const expiryOf = (month: string, { expiryMonths }: PointsTerms): string =>
  expiryMonths === undefined ? '' : monthAfter(month, expiryMonths + 1);

/** What was earned, by the entry that did it. */
export interface Earned {
  /** The local month in which it was. */
  readonly month: string;
  /** Of the entry, in the member's list. */
  readonly number: number;
}

/**
 * Takes back what was earned by something that is undone, as far as the member still has it; never below nothing. It
 * counts for no tier any more: one that was reached with it is left again.
 */
export function takeBack(
  before: PointsState,
  points: number,
  of: Earned,
  month: string,
  terms: PointsTerms,
): Changed & { readonly taken: number; readonly missing: number } {
  const state = upToDate(before, month, terms).state;
  const taken = Math.min(points, balanceOf(state));
  const { lots } = state;
  // First those that were given for it, then the newest.
  const own = lots.findIndex(({ expires }) => expires === expiryOf(of.month, terms));
  const others = lots.filter((_, i) => i !== own).reverse();
  const { left } = takeOut(own < 0 ? others : [lots[own]!, ...others], taken);
  const counted = state.earned[of.month];
  const { [of.month]: _gone, ...months } = state.earned;
  const rest = Math.max(0, (counted ?? 0) - points);
  const earned = rest === 0 ? months : { ...months, [of.month]: rest };
  const next = { ...state, version: state.version + 1, lots: left.toSorted(byExpiry), earned };
  return {
    state: upToDate(stepBack(next, points, of.number, month, terms), month, terms).state,
    taken,
    missing: points - taken,
    legs: [
      { account: 'members', points: -taken },
      { account: 'issued', points: taken },
    ],
  };
}

/** What a month does by itself: lots expire, and a tier whose time is over is looked at. */
export function upToDate(
  state: PointsState,
  month: string,
  terms: PointsTerms,
): Changed & { readonly expired: number } {
  const gone = state.lots.filter(({ expires }) => expires !== '' && expires <= month);
  const expired = balanceOf({ lots: gone });
  const lots = expired === 0 ? state.lots : state.lots.filter((lot) => !gone.includes(lot));
  const next = { ...state, lots, earned: countedFor(state, month) };
  const isDue = state.tierUntil !== '' && state.tierUntil <= month;
  return {
    state: isDue ? lookedAt(next, month, terms) : next,
    expired,
    legs:
      expired === 0
        ? []
        : [
            { account: 'members', points: -expired },
            { account: 'expired', points: expired },
          ],
  };
}

/** When something next happens by itself, as a month; undefined = never. */
export function nextDue({ lots, tierUntil }: PointsState): string | undefined {
  return [...lots.map(({ expires }) => expires), tierUntil].filter((month) => month !== '').sort()[0];
}

const LAST = '~';
const order = ({ expires }: Lot) => (expires === '' ? LAST : expires);
const byExpiry = (a: Lot, b: Lot) => (order(a) < order(b) ? -1 : 1);

function added(lots: readonly Lot[], lot: Lot): readonly Lot[] {
  const same = lots.find(({ expires }) => expires === lot.expires);
  const rest = lots.filter((each) => each !== same);
  const merged = { expires: lot.expires, points: lot.points + (same?.points ?? 0) };
  return [...rest, merged].sort(byExpiry);
}

function takeOut(lots: readonly Lot[], points: number): { readonly left: Lot[]; readonly taken: Lot[] } {
  const left: Lot[] = [];
  const taken: Lot[] = [];
  let due = points;
  for (const lot of lots) {
    const part = Math.min(due, lot.points);
    due -= part;
    if (part > 0) taken.push({ ...lot, points: part });
    if (part < lot.points) left.push({ ...lot, points: lot.points - part });
  }
  return { left, taken };
}
