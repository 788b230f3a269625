/** What a campaign cost its sponsor, by event, and where its budget is. */
import { AD_EVENTS, type AdEventKind } from './ad-event.js';
import { of, type TallyCell, totals } from './tally.js';

/** Days after a campaign's end in which its settlement may be disputed. */
export const DISPUTE_DAYS = 30;

export interface SettledEvent {
  readonly event: AdEventKind;
  readonly count: number;
  /** Micros. */
  readonly spent: number;
}

export interface Settlement {
  readonly events: readonly SettledEvent[];
  /** What subscribers were given: how often, how much in the kind's unit, and what of it nobody used. */
  readonly rewards: Readonly<
    Record<string, { readonly grants: number; readonly granted: number; readonly broken: number }>
  >;
  /** What was not paid for, by reason. */
  readonly invalid: Readonly<Record<string, number>>;
  /** Micros that the tally says were spent. */
  readonly spent: number;
}

export function settlementOf(cells: readonly TallyCell[]): Settlement {
  const sum = totals(cells);
  const paid = of(sum, 'paid');
  const micros = of(sum, 'micros');
  const events = AD_EVENTS.flatMap((event) =>
    paid[event] === undefined ? [] : [{ event, count: paid[event], spent: micros[event] ?? 0 }],
  );
  const grants = of(sum, 'grants');
  const granted = of(sum, 'granted');
  const broken = of(sum, 'broken');
  return {
    events,
    rewards: Object.fromEntries(
      Object.keys(grants).map((kind) => [
        kind,
        { grants: grants[kind] ?? 0, granted: granted[kind] ?? 0, broken: broken[kind] ?? 0 },
      ]),
    ),
    invalid: of(sum, 'invalid'),
    spent: events.reduce((total, { spent }) => total + spent, 0),
  };
}
