/** A shop basket: what was sold to a member, what was given for it, and what came back. Each step is a plain function. */
import type { RewardKind } from '../sponsors/ad-event.js';
import { type BasketLine, remaining, type Returned, type Terms, termsOf, timesOf } from './evaluate.js';
import type { BasketRule } from './rule.js';

/** A number that is limited: how often a rule was given in all, or to a member on a day. */
export interface Counter {
  readonly pk: string;
  readonly sk: string;
  /** How many of it this basket took. */
  readonly by: number;
  readonly most: number;
}

/** What is given for a basket by one rule. */
export interface Effect {
  readonly ruleId: string;
  readonly name: string;
  readonly campaignId?: string | undefined;
  readonly kind: RewardKind;
  /** Each time. */
  readonly each: number;
  readonly byTier: boolean;
  readonly terms: Terms;
  /** When the basket came; it never changes. */
  readonly planned: number;
  /** How often it still holds. */
  readonly times: number;
  readonly state: 'owed' | 'given' | 'refused';
  /** What went out, and how much of it was not asked back. */
  readonly given: number;
  readonly left: number;
  readonly counters: readonly Counter[];
  readonly reason?: string;
}

export interface Take {
  /** Index into the effects. */
  readonly effect: number;
  readonly times: number;
  readonly amount: number;
  readonly state: 'owed' | 'done';
  /** What was there no more. */
  readonly missing: number;
}

export interface ReturnedLine {
  readonly line: number;
  readonly quantity?: number | undefined;
}

export interface Return {
  readonly id: string;
  /** Digest of what was asked for. */
  readonly request: string;
  readonly at: string;
  /** `waiting`: its basket has not come yet. */
  readonly state: 'waiting' | 'taking' | 'done';
  /** Only while it waits; absent = everything. */
  readonly lines?: readonly ReturnedLine[];
  readonly takes: readonly Take[];
  readonly ignored?: readonly number[];
}

/** What was sold; absent while only a return has come. */
export interface Sold {
  readonly request: string;
  readonly soldAt: string;
  readonly currency: string;
  readonly sequence?: number | undefined;
  readonly subscriberId: string;
  readonly membershipId: string;
  readonly membershipOwner: string;
  readonly lines: readonly BasketLine[];
  readonly paidMicros: number;
  readonly returned: Returned;
  readonly effects: readonly Effect[];
}

export type BasketState =
  'awaiting' | 'committing' | 'committed' | 'reversing' | 'partly-reversed' | 'reversed';

/** `BASKET#<id>` / `META`, beside what every record of partners has. */
export interface Basket {
  readonly store: string;
  readonly till: string;
  readonly transaction: string;
  readonly state: BasketState;
  readonly sold?: Sold;
  readonly returns: readonly Return[];
}

/** A record of 400 KB has room for as many. */
export const MOST_RETURNS = 30;

/** How much room a limit has, by its key. */
export type Room = (counter: Omit<Counter, 'by'>) => number;

export interface Limits {
  readonly membershipId: string;
  /** Local day of the sale, `2026-11-23`. */
  readonly day: string;
}

/** The counters of a rule for a member and day. */
export function countersOf(
  { id, total, perMemberAndDay }: BasketRule,
  { membershipId, day }: Limits,
): Omit<Counter, 'by'>[] {
  const pk = `BASKETRULE#${id}`;
  return [
    ...(total === undefined ? [] : [{ pk, sk: 'TOTAL', most: total }]),
    ...(perMemberAndDay === undefined
      ? []
      : [{ pk, sk: `DAY#${day}#${membershipId}`, most: perMemberAndDay }]),
  ];
}

/** What rules give for lines, as far as their limits have room. */
export function planned(
  rules: readonly BasketRule[],
  lines: readonly BasketLine[],
  limits: Limits,
  room: Room,
): (Effect & { readonly limited: boolean })[] {
  return rules.flatMap((rule) => {
    const terms = termsOf(rule, lines);
    const wanted = timesOf(terms, lines);
    const counters = countersOf(rule, limits);
    const times = Math.min(wanted, ...counters.map(room));
    if (times <= 0) return [];
    return [
      {
        ruleId: rule.id,
        name: rule.name,
        ...(rule.campaignId === undefined ? {} : { campaignId: rule.campaignId }),
        kind: rule.kind,
        each: rule.amount,
        byTier: rule.byTier,
        terms,
        planned: times,
        times,
        state: 'owed' as const,
        given: 0,
        left: 0,
        counters: counters.map((counter) => ({ ...counter, by: times })),
        limited: times < wanted,
      },
    ];
  });
}

/** Adds lines that came back to those that did before. What a basket has not is ignored, and told. */
export function withReturned(
  lines: readonly BasketLine[],
  before: Returned,
  back: readonly ReturnedLine[] | undefined,
): { readonly returned: Returned; readonly ignored: readonly number[] } {
  const wanted: readonly ReturnedLine[] = back ?? lines.map(({ line }) => ({ line }));
  const returned: Record<string, number> = { ...before };
  const ignored: number[] = [];
  for (const { line, quantity } of wanted) {
    const sold = lines.find((each) => each.line === line)?.quantity ?? 0;
    const left = sold - (returned[line] ?? 0);
    const pieces = Math.min(quantity ?? left, left);
    // "Everything" is what is left of it; nobody asked for more.
    if (back !== undefined && (left === 0 || pieces < (quantity ?? 0))) ignored.push(line);
    if (pieces > 0) returned[line] = (returned[line] ?? 0) + pieces;
  }
  return { returned, ignored };
}

/** What still holds of the effects for the lines that are left, and what is to be taken back. */
export function reckoned(
  { lines, effects }: Pick<Sold, 'lines' | 'effects'>,
  returned: Returned,
): { readonly effects: readonly Effect[]; readonly takes: readonly Take[] } {
  const left = remaining(lines, returned);
  const takes: Take[] = [];
  const after = effects.map((effect, index): Effect => {
    if (effect.state !== 'given') return effect;
    const times = Math.min(effect.times, timesOf(effect.terms, left));
    // In proportion: a tier may have made it more or fewer than each time's amount.
    const keeps = Number((BigInt(effect.given) * BigInt(times)) / BigInt(effect.planned));
    const amount = effect.left - keeps;
    if (amount > 0)
      takes.push({ effect: index, times: effect.times - times, amount, state: 'owed', missing: 0 });
    return { ...effect, times, left: Math.min(effect.left, keeps) };
  });
  return { effects: after, takes };
}

/** The state of a basket with nothing left to do. */
export function restingState({ lines, returned }: Pick<Sold, 'lines' | 'returned'>): BasketState {
  if (remaining(lines, returned).length === 0) return 'reversed';
  return Object.keys(returned).length > 0 ? 'partly-reversed' : 'committed';
}

/** Counters to give back once nothing is owed: of what could not be given, or came back whole. */
export function givenBack(basket: Basket): readonly Counter[] {
  const effects = basket.sold?.effects ?? [];
  if (basket.state === 'committing')
    return effects.flatMap(({ state, counters }) => (state === 'refused' ? counters : []));
  const taking = basket.returns.find(({ state }) => state === 'taking');
  // What was used counts as given: who buys, uses and returns each day gets no more of it than anybody else.
  return (taking?.takes ?? []).flatMap(({ effect, times, missing }) =>
    missing > 0 || times === 0
      ? []
      : (effects[effect]?.counters ?? []).map((counter) => ({ ...counter, by: times })),
  );
}
