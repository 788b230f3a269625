/**
 * What a campaign brought: of those who could see it, against those who were held out of it by chance. Both groups begin
 * where the campaign would have been decided for, and count what they do in the same days after that, whether they saw
 * anything or not (intention to treat): what is left to differ is the campaign.
 *
 * Source of the design: G. Johnson, R. Lewis, E. Nubbemeyer, "Ghost Ads: Improving the Economics of Measuring Online Ad
 * Effectiveness", Journal of Marketing Research 54 (2017). Of the interval: R. Newcombe, "Interval estimation for the
 * difference between independent proportions", Statistics in Medicine 17 (1998), method 10.
 */
export const LIFT_DAYS = 14;

export const LIFT_GROUPS = ['shown', 'held-out'] as const;
export type LiftGroup = (typeof LIFT_GROUPS)[number];

export interface LiftCount {
  readonly people: number;
  /** Of them, who converted at least once in their days. */
  readonly converted: number;
}

export interface Lift {
  readonly shown: LiftCount & { readonly rate: number };
  readonly heldOut: LiftCount & { readonly rate: number };
  /** Rate of the shown less rate of the held out; the interval holds the true one in 95 of 100 campaigns. */
  readonly lift: number;
  readonly lower: number;
  readonly upper: number;
  /** About so many of the shown would not have converted without the campaign. */
  readonly incremental: number;
}

/** @returns undefined when one of the groups is smaller than the market's smallest group, or empty */
export function liftOf(shown: LiftCount, heldOut: LiftCount, smallestGroup: number): Lift | undefined {
  if (Math.min(shown.people, heldOut.people) < Math.max(1, smallestGroup)) return undefined;
  const [with_, without] = [wilson(shown), wilson(heldOut)];
  const lift = with_.rate - without.rate;
  return {
    shown: { ...shown, rate: with_.rate },
    heldOut: { ...heldOut, rate: without.rate },
    lift,
    lower: lift - Math.hypot(with_.rate - with_.lower, without.upper - without.rate),
    upper: lift + Math.hypot(with_.upper - with_.rate, without.rate - without.lower),
    incremental: Math.round(lift * shown.people),
  };
}

/** Two-sided 95 %. */
const Z = 1.959964;

/** E. Wilson's score interval of a rate. */
function wilson({ people, converted }: LiftCount) {
  const rate = converted / people;
  const z2 = Z * Z;
  const middle = rate + z2 / (2 * people);
  const half = Z * Math.sqrt((rate * (1 - rate)) / people + z2 / (4 * people * people));
  const whole = 1 + z2 / people;
  return { rate, lower: Math.max(0, (middle - half) / whole), upper: Math.min(1, (middle + half) / whole) };
}
