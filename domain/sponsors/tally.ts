/**
 * What came of a campaign, counted day by day and plan by plan, in the transactions that decide, pay and reward. Records
 * `TALLY#<campaignId>` / `<local date>#<offering>#<part>`; their numbers only ever grow.
 */
import type { AdEventKind, RewardKind } from './ad-event.js';

/** Why an event is not paid for. */
export const INVALID_REASONS = [
  'duplicate',
  'replay',
  'velocity',
  'emulator',
  'self-click',
  'expired',
  'geo',
  'tether',
  'forged',
  'wrong-subscriber',
  'consent-withdrawn',
] as const;

export type InvalidReason = (typeof INVALID_REASONS)[number];

/** What is added to a campaign's tally. */
export interface Tally {
  readonly campaignId: string;
  /** The day in the market's time, `2026-11-23`. */
  readonly date: string;
  /** Offering of the subscriber. */
  readonly plan: string;
  /** `sub_…`: counted, never kept. */
  readonly subscriberId: string;
  /** An event that is paid for, and what it cost the sponsor. */
  readonly paid?: { readonly event: AdEventKind; readonly micros: number };
  /** An event that is not. */
  readonly invalid?: { readonly event: AdEventKind; readonly reason: InvalidReason };
  /** What the subscriber was given. */
  readonly granted?: { readonly kind: RewardKind; readonly amount: number };
  /** Of a reward that was given: what expired unused, or was taken back. */
  readonly broken?: { readonly kind: RewardKind; readonly amount: number };
}

/** The numbers of a tally by their attributes: `paid.impression`, `micros.impression`, `invalid.replay`, … */
export function tallied({ paid, invalid, granted, broken }: Tally): Readonly<Record<string, number>> {
  return {
    ...(paid === undefined ? {} : { [`paid.${paid.event}`]: 1, [`micros.${paid.event}`]: paid.micros }),
    ...(invalid === undefined ? {} : { [`invalid.${invalid.reason}`]: 1 }),
    ...(granted === undefined
      ? {}
      : { [`grants.${granted.kind}`]: 1, [`granted.${granted.kind}`]: granted.amount }),
    ...(broken === undefined ? {} : { [`broken.${broken.kind}`]: broken.amount }),
  };
}

/** A tally that was read: all parts of a day and plan together. */
export interface TallyCell {
  readonly date: string;
  readonly plan: string;
  readonly numbers: Readonly<Record<string, number>>;
  /** Of a sketch (sketch.ts): who saw or did something. */
  readonly people: readonly number[];
}

export function totals(cells: readonly Pick<TallyCell, 'numbers'>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { numbers } of cells)
    for (const [name, value] of Object.entries(numbers)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

/** Those of one kind: `of(sum, 'paid')` is by event. */
export const of = (sum: Readonly<Record<string, number>>, kind: string): Record<string, number> =>
  Object.fromEntries(
    Object.entries(sum)
      .filter(([name]) => name.startsWith(`${kind}.`))
      .map(([name, value]) => [name.slice(kind.length + 1), value]),
  );
