/** Finds each of our rows' equal among theirs, and says of what is left why it is left. */
import { type Cause, causesOfPair, type CauseTerms, unitsAgree } from './cause.js';
import type { ReconRow } from './row.js';

export interface MatchTerms extends CauseTerms {
  /** The period that is settled, epoch milliseconds: from, until before. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Two clocks apart by less are the same time. */
  readonly timeToleranceMs: number;
}

export interface Difference {
  readonly ours?: ReconRow;
  readonly theirs?: ReconRow;
  /** What it is consistent with; at least one. */
  readonly causes: readonly Cause[];
}

export interface Matched {
  readonly ours: ReconRow;
  readonly theirs: ReconRow;
}

export interface GroupResult {
  /** Same within the tolerances. */
  readonly matched: readonly Matched[];
  readonly differences: readonly Difference[];
}

/** A session may last a day, and zones are up to 14 hours from UTC: two rows further apart are never one. */
export const FARTHEST_MS = 26 * 3_600_000;

/**
 * Compares the rows of one subscriber and kind of service.
 *
 * @param ours  of the period and of `FARTHEST_MS` on either side of it
 * @param theirs  what the file of the period has
 */
export function matchGroup(
  ours: readonly ReconRow[],
  theirs: readonly ReconRow[],
  terms: MatchTerms,
): GroupResult {
  const left = { ours: sorted(ours), theirs: sorted(theirs) };
  const pairs: Matched[] = [
    ...takeSame(left, terms.timeToleranceMs, (a, b) => a.units === b.units && a.micros === b.micros),
    ...takeSame(left, terms.timeToleranceMs, (a, b) => unitsAgree(a.units, b.units, terms.unitTolerancePpm)),
  ];
  const twice = takeTwice(left, pairs, terms);
  pairs.push(
    ...takeSame(left, terms.timeToleranceMs, () => true),
    ...takeSame(left, FARTHEST_MS, (a, b) => isElsewhen(a, b, terms)),
  );
  const matched: Matched[] = [];
  const differences: Difference[] = [...twice];
  const isOurs = (row: ReconRow): boolean => isWithin(row, terms);
  for (const pair of pairs) {
    if (!isOurs(pair.ours)) differences.push({ ...pair, causes: ['time-zone-cut-off'] });
    else {
      const causes = causesOfPair(pair.ours, pair.theirs, terms);
      if (causes.length === 0) matched.push(pair);
      else differences.push({ ...pair, causes });
    }
  }
  for (const row of left.theirs)
    differences.push({ theirs: row, causes: [isOurs(row) ? 'missing-record' : 'time-zone-cut-off'] });
  for (const row of left.ours) if (isOurs(row)) differences.push({ ours: row, causes: ['missing-record'] });
  return { matched, differences };
}

const isWithin = ({ atMs }: ReconRow, { fromMs, toMs }: MatchTerms): boolean => atMs >= fromMs && atMs < toMs;

/**
 * The same usage by another clock: of another zone, so quarters of an hour apart; or at its end instead of its begin, which
 * matters only where a period's end lies between.
 */
function isElsewhen(ours: ReconRow, theirs: ReconRow, terms: MatchTerms): boolean {
  if (ours.units !== theirs.units || ours.zone !== theirs.zone) return false;
  const apartMs = Math.abs(ours.atMs - theirs.atMs);
  const beyondMs = apartMs % QUARTER_MS;
  if (Math.min(beyondMs, QUARTER_MS - beyondMs) <= terms.timeToleranceMs) return true;
  return ours.units > 1 && isWithin(ours, terms) !== isWithin(theirs, terms);
}

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;

interface Left {
  ours: ReconRow[];
  theirs: ReconRow[];
}

const sorted = (rows: readonly ReconRow[]): ReconRow[] =>
  [...rows].sort((a, b) => a.atMs - b.atMs || a.units - b.units || (a.id < b.id ? -1 : 1));

/** Pairs rows within a time of each other, each with the nearest that is alike; they leave what is left. */
function takeSame(
  left: Left,
  withinMs: number,
  isAlike: (ours: ReconRow, theirs: ReconRow) => boolean,
): Matched[] {
  const pairs: Matched[] = [];
  const taken = new Set<ReconRow>();
  let first = 0;
  const ours = left.ours.filter((row) => {
    while (first < left.theirs.length && left.theirs[first]!.atMs < row.atMs - withinMs) first++;
    let best: ReconRow | undefined;
    for (let i = first; i < left.theirs.length && left.theirs[i]!.atMs <= row.atMs + withinMs; i++) {
      const other = left.theirs[i]!;
      if (taken.has(other) || !isAlike(row, other)) continue;
      if (best === undefined || Math.abs(other.atMs - row.atMs) < Math.abs(best.atMs - row.atMs))
        best = other;
    }
    if (best === undefined) return true;
    taken.add(best);
    pairs.push({ ours: row, theirs: best });
    return false;
  });
  left.ours = ours;
  left.theirs = left.theirs.filter((row) => !taken.has(row));
  return pairs;
}

/** What is left of theirs and is the same as a row of theirs that has its equal already. */
function takeTwice(left: Left, pairs: readonly Matched[], { timeToleranceMs }: MatchTerms): Difference[] {
  const known = new Map<string, ReconRow[]>();
  for (const { theirs } of pairs) {
    const key = `${theirs.units}/${theirs.micros}/${theirs.zone}`;
    const rows = known.get(key);
    if (rows === undefined) known.set(key, [theirs]);
    else rows.push(theirs);
  }
  const twice: Difference[] = [];
  left.theirs = left.theirs.filter((row) => {
    const same = known
      .get(`${row.units}/${row.micros}/${row.zone}`)
      ?.some(({ atMs }) => Math.abs(atMs - row.atMs) <= timeToleranceMs);
    if (same !== true) return true;
    twice.push({ theirs: row, causes: ['duplicate'] });
    return false;
  });
  return twice;
}

/** How far beyond the period's ends their file reaches by our clock, from pairs whose row of ours is of a neighbour. */
export interface CutOff {
  /** Before its begin, ms. */
  readonly earlyMs: number;
  /** After its end, ms. */
  readonly lateMs: number;
}

export const NO_CUT_OFF: CutOff = { earlyMs: 0, lateMs: 0 };

export function cutOffOf({ ours, theirs }: Difference, terms: MatchTerms, before: CutOff): CutOff {
  if (ours === undefined || theirs === undefined || isWithin(ours, terms)) return before;
  return {
    earlyMs: Math.max(before.earlyMs, terms.fromMs - ours.atMs),
    lateMs: Math.max(before.lateMs, ours.atMs - terms.toMs + 1),
  };
}

/**
 * What a difference is consistent with, now that the whole file was seen: a file that begins late by our clock has what
 * we have before its begin in the file of the period before.
 */
export function causesBy(
  { ours, theirs, causes }: Difference,
  terms: MatchTerms,
  cutOff: CutOff,
): readonly Cause[] {
  if (ours === undefined || theirs !== undefined) return causes;
  const isBefore = cutOff.lateMs > 0 && ours.atMs < terms.fromMs + wholeHours(cutOff.lateMs);
  const isAfter = cutOff.earlyMs > 0 && ours.atMs >= terms.toMs - wholeHours(cutOff.earlyMs);
  return isBefore || isAfter ? ['time-zone-cut-off'] : causes;
}

/** Rows are rare near an end: the clock is off by the next whole hour. */
const wholeHours = (ms: number): number => Math.ceil(ms / HOUR_MS) * HOUR_MS;
