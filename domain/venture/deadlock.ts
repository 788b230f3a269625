/** When partners cannot agree: stages that follow each other, as data. */

export type DeadlockState =
  'none' | 'raised' | 'escalated' | 'mediation' | 'resolved' | 'buy-sell' | 'expert' | 'wind-up';

/** How it ends when nobody gives way. */
export type DeadlockOutcome = Extract<DeadlockState, 'buy-sell' | 'expert' | 'wind-up'>;

export interface DeadlockRule {
  /** After so many days the partners' heads have it. */
  readonly escalateAfterDays: number;
  /** After so many more a mediator has it. */
  readonly mediateAfterDays: number;
  /** After so many more it ends by the outcome. */
  readonly endAfterDays: number;
  readonly outcome: DeadlockOutcome;
}

export interface Deadlock {
  readonly state: DeadlockState;
  /** Day since when it is in that state. */
  readonly since: string;
}

const DAY_MS = 86_400_000;
const after = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The state on a day: stages pass by themselves. */
export function deadlockOn(rule: DeadlockRule, before: Deadlock, day: string): Deadlock {
  const next: Partial<Record<DeadlockState, readonly [DeadlockState, number]>> = {
    raised: ['escalated', rule.escalateAfterDays],
    escalated: ['mediation', rule.mediateAfterDays],
    mediation: [rule.outcome, rule.endAfterDays],
  };
  const step = next[before.state];
  if (step === undefined) return before;
  const [state, days] = step;
  const since = after(before.since, days);
  return since > day ? before : deadlockOn(rule, { state, since }, day);
}

export type DeadlockEvent = 'raise' | 'resolve';

/** @returns undefined when the state does not allow it: what ended by the outcome is not resolved any more */
export function deadlockAfter(before: Deadlock, event: DeadlockEvent, day: string): Deadlock | undefined {
  const mayRaise = before.state === 'none' || before.state === 'resolved';
  const mayResolve = ['raised', 'escalated', 'mediation', 'expert'].includes(before.state);
  if (event === 'raise') return mayRaise ? { state: 'raised', since: day } : undefined;
  return mayResolve ? { state: 'resolved', since: day } : undefined;
}

export interface Voter {
  readonly id: string;
  readonly boardSeats: number;
  readonly vetoes: readonly string[];
}

/** A vote of the board: carried by more than half of all seats, unless who has a veto on the matter is against it. */
export function vote(
  voters: readonly Voter[],
  inFavour: readonly string[],
  matter: string,
): 'carried' | 'rejected' | 'deadlock' {
  const seats = voters.reduce((sum, { boardSeats }) => sum + boardSeats, 0);
  const yes = voters
    .filter(({ id }) => inFavour.includes(id))
    .reduce((sum, { boardSeats }) => sum + boardSeats, 0);
  if (voters.some(({ id, vetoes }) => vetoes.includes(matter) && !inFavour.includes(id))) return 'deadlock';
  if (yes * 2 > seats) return 'carried';
  return yes * 2 === seats && seats > 0 ? 'deadlock' : 'rejected';
}
