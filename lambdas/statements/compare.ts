/** Compares two sides of a period, however many rows they have, in memory that does not grow with them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cause, settleCauses } from '../../domain/statements/cause.js';
import {
  causesBy,
  type CutOff,
  cutOffOf,
  type Difference,
  matchGroup,
  type MatchTerms,
  NO_CUT_OFF,
} from '../../domain/statements/match.js';
import { decodeRow, encodeRow, partOf, type ReconRow } from '../../domain/statements/row.js';
import { type CauseSum, CauseSums, type Variance, Variances } from '../../domain/statements/summary.js';
import { Spool } from './spool.js';

/** Of a million rows each has 4,000, which is a megabyte. */
const PARTS = 256;
const DIFFERENCES = 'differences';

export interface Sides {
  /** Of the period and of `FARTHEST_MS` around it. */
  readonly ours: AsyncIterable<ReconRow>;
  readonly theirs: AsyncIterable<ReconRow>;
  readonly terms: MatchTerms;
  /** The market's day of an instant, `YYYY-MM-DD`. */
  readonly dayOf: (atMs: number) => string;
  /** Called for each difference, in no order, with the cause that the whole file makes likeliest. */
  readonly onDifference: (difference: Difference, cause: Cause) => void | Promise<void>;
  /** Called now and then. */
  readonly onProgress?: (rows: number) => void;
}

export interface Comparison {
  readonly rows: { readonly ours: number; readonly theirs: number };
  readonly matched: number;
  readonly differences: number;
  readonly oursMicros: number;
  readonly theirsMicros: number;
  readonly causes: readonly CauseSum[];
  readonly variances: readonly Variance[];
}

export async function compareSides(sides: Sides): Promise<Comparison> {
  const folder = await mkdtemp(join(tmpdir(), 'statement-'));
  try {
    return await compareIn(new Spool(folder), sides);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const PROGRESS_ROWS = 50_000;

async function compareIn(
  spool: Spool,
  { onProgress = () => undefined, ...sides }: Sides,
): Promise<Comparison> {
  const { terms, dayOf } = sides;
  const variances = new Variances();
  const rows = { ours: 0, theirs: 0 };
  const micros = { ours: 0, theirs: 0 };
  for (const side of ['ours', 'theirs'] as const)
    for await (const row of sides[side]) {
      await spool.add(`${side}-${partOf(row, PARTS)}`, encodeRow(row));
      const counts = side === 'theirs' || (row.atMs >= terms.fromMs && row.atMs < terms.toMs);
      if (!counts) continue;
      variances.add(side, dayOf(row.atMs), row);
      rows[side] += 1;
      micros[side] += row.micros ?? 0;
      if ((rows.ours + rows.theirs) % PROGRESS_ROWS === 0) onProgress(rows.ours + rows.theirs);
    }
  const first = await compareParts(spool, terms);
  const sums = await settle(spool, first, sides);
  return {
    rows,
    matched: first.matched,
    differences: first.differences,
    oursMicros: micros.ours,
    theirsMicros: micros.theirs,
    causes: sums.rows(),
    variances: variances.rows(),
  };
}

interface FirstLook {
  readonly matched: number;
  readonly differences: number;
  readonly cutOff: CutOff;
}

async function compareParts(spool: Spool, terms: MatchTerms): Promise<FirstLook> {
  let matched = 0;
  let differences = 0;
  let cutOff = NO_CUT_OFF;
  for (let part = 0; part < PARTS; part++) {
    const groups = new Map<string, { ours: ReconRow[]; theirs: ReconRow[] }>();
    for (const side of ['ours', 'theirs'] as const) {
      for await (const line of spool.lines(`${side}-${part}`)) {
        const row = decodeRow(line);
        const key = `${row.kind}${row.who}`;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { ours: [], theirs: [], [side]: [row] });
        else group[side].push(row);
      }
      await spool.drop(`${side}-${part}`);
    }
    for (const { ours, theirs } of groups.values()) {
      const result = matchGroup(ours, theirs, terms);
      matched += result.matched.length;
      differences += result.differences.length;
      for (const difference of result.differences) {
        cutOff = cutOffOf(difference, terms, cutOff);
        await spool.add(DIFFERENCES, `${JSON.stringify(difference)}\n`);
      }
    }
  }
  return { matched, differences, cutOff };
}

/** Twice over the differences: which explanation explains most is known only after the last one. */
async function settle(
  spool: Spool,
  { cutOff }: FirstLook,
  { terms, onDifference }: Pick<Sides, 'terms' | 'onDifference'>,
): Promise<CauseSums> {
  const counts = new Map<string, number>();
  for await (const { candidates } of found()) counts.set(candidates, (counts.get(candidates) ?? 0) + 1);
  const causeOf = settleCauses(counts);
  const sums = new CauseSums();
  for await (const { difference, candidates } of found()) {
    const cause = causeOf.get(candidates)!;
    sums.add(cause, difference);
    await onDifference(difference, cause);
  }
  return sums;

  async function* found() {
    for await (const line of spool.lines(DIFFERENCES)) {
      const difference = JSON.parse(line) as Difference;
      yield { difference, candidates: causesBy(difference, terms, cutOff).join('|') };
    }
  }
}
