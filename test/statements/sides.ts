/** Two sides of a month that agree, made of a seed, and every way in which the other side's file can be wrong. */
import type { MatchTerms } from '../../domain/statements/match.js';
import type { ReconRow } from '../../domain/statements/row.js';

export const FROM_MS = Date.parse('2026-09-30T16:00:00Z');
/** A month of Shanghai: eight hours ahead of UTC, no daylight saving. */
export const TO_MS = Date.parse('2026-10-31T16:00:00Z');

const NANOS_A_BYTE = 1.5;
const MICROS_A_SECOND = 833;

export const costOf = (version: number, { kind, units }: Pick<ReconRow, 'kind' | 'units'>): number =>
  Math.round(
    (kind === 'data'
      ? units * NANOS_A_BYTE * 1e-3
      : kind === 'voice'
        ? units * MICROS_A_SECOND
        : units * 30_000) * (version === 1 ? 0.9 : 1),
  );

export const TERMS: MatchTerms = {
  fromMs: FROM_MS,
  toMs: TO_MS,
  timeToleranceMs: 2_000,
  unitTolerancePpm: 10,
  microsTolerance: 1,
  rates: [1, 2].map((version) => ({ version, cost: (row) => costOf(version, row) })),
};

/** Deterministic, the same everywhere. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Our side: `rows` records of `subscribers`, spread over the month and a day around it. */
export function ownSide(seed: number, rows: number, subscribers: number): ReconRow[] {
  const next = random(seed);
  const spanMs = TO_MS - FROM_MS + 2 * 86_400_000;
  return Array.from({ length: rows }, (_, i): ReconRow => {
    const kind = (['data', 'data', 'data', 'voice', 'sms'] as const)[Math.floor(next() * 5)]!;
    const units =
      kind === 'data'
        ? 10_001 + Math.floor(next() * 900_000_000)
        : kind === 'voice'
          ? 1 + Math.floor(next() * 1_800)
          : 1;
    const atMs = FROM_MS - 86_400_000 + Math.floor((next() * spanMs) / 1000) * 1000;
    const who = String(460_990_000_000_000 + Math.floor(next() * subscribers));
    const row = { id: `acc/${i}/0`, who, kind, zone: '', atMs, units };
    return { ...row, micros: costOf(2, row) };
  });
}

/** Their side when nothing is wrong: the same of the period, by their own ids. */
export const otherSide = (ours: readonly ReconRow[]): ReconRow[] =>
  ours.filter(({ atMs }) => atMs >= FROM_MS && atMs < TO_MS).map((row, i) => ({ ...row, id: `host-${i}` }));

export async function* each<T>(all: Iterable<T>): AsyncGenerator<T> {
  yield* all;
}
