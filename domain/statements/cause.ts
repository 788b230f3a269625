/** Why two sides differ: every cause that a pair of rows, or a row alone, is consistent with. */
import type { ReconRow } from './row.js';

/**
 * From the least to the most that has to be assumed. Where a difference has several explanations, the one that explains
 * most of the file's differences is taken: `settleCauses`.
 */
export const CAUSES = [
  /** The other side has a record twice. */
  'duplicate',
  /** One side has a record that the other hasn't. */
  'missing-record',
  /** A record without a price, on either side. */
  'unrated',
  /** It belongs to the neighbouring period by one side's clock: its zone, or the session's end instead of its begin. */
  'time-zone-cut-off',
  /** Priced by another version of the terms. */
  'rate-version',
  /** 1,000 or 1,024, kilobytes or bytes, minutes or seconds. */
  'unit-of-measure',
  /** Units rounded to a step, or the price to a coin. */
  'rounding',
  /** None of these: somebody has to ask. */
  'amount',
] as const;

export type Cause = (typeof CAUSES)[number];

export interface CauseTerms {
  /** Units apart, of the greater, in millionths; below it quantities are the same. */
  readonly unitTolerancePpm: number;
  /** Micros a record. */
  readonly microsTolerance: number;
  /**
   * What a record costs under each version of the terms that is known; undefined where the version has no rate for it.
   * The version in force need not be told apart: our cost was computed with it.
   */
  readonly rates: readonly {
    readonly version: number;
    readonly cost: (row: Pick<ReconRow, 'kind' | 'zone' | 'units'>) => number | undefined;
  }[];
}

/** What a quantity may have been multiplied by. Both ways round are tried. */
const FACTORS = [
  1024 / 1000,
  1024 ** 2 / 1000 ** 2,
  1024 ** 3 / 1000 ** 3,
  60,
  128,
  1000,
  1024,
  1e6,
  2 ** 20,
];
/** A converted quantity is rounded to whole units, too. */
const FACTOR_PPM = 200;

/** Steps that usage is rounded to, in bytes, seconds and messages. Only rounding within one step counts. */
const STEPS: Readonly<Record<ReconRow['kind'], readonly number[]>> = {
  data: [128, 512, 1000, 1024, 10_000, 10_240, 100_000, 102_400, 1_000_000, 2 ** 20],
  voice: [6, 10, 15, 30, 60],
  sms: [],
};

/** Coins that prices are rounded to, micros. */
const COINS = [10_000_000, 1_000_000, 100_000, 10_000, 5_000, 1_000, 100];

/** Everything that a pair's difference can be explained by; none = they are the same within the tolerances. */
export function causesOfPair(ours: ReconRow, theirs: ReconRow, terms: CauseTerms): Cause[] {
  if ((ours.micros === undefined) !== (theirs.micros === undefined)) return ['unrated'];
  const sameUnits = unitsAgree(ours.units, theirs.units, terms.unitTolerancePpm);
  const sameCost = costsAgree(ours.micros, theirs.micros, terms.microsTolerance);
  if (sameUnits && sameCost) return [];
  if (!sameCost && theirs.micros === 0 && (ours.micros ?? 0) > 0 && theirs.units > 0) return ['unrated'];
  const found = new Set<Cause>();
  if (!sameUnits) {
    if (isConverted(ours.units, theirs.units)) found.add('unit-of-measure');
    if (isRounded(ours, theirs)) found.add('rounding');
  } else {
    if (isOtherVersion(theirs, ours, terms)) found.add('rate-version');
    if (isCoined(ours.micros ?? 0, theirs.micros ?? 0)) found.add('rounding');
  }
  return found.size === 0 ? ['amount'] : [...found];
}

export const unitsAgree = (a: number, b: number, ppm: number): boolean =>
  Math.abs(a - b) * 1e6 <= Math.max(a, b) * ppm;

const costsAgree = (a: number | undefined, b: number | undefined, tolerance: number): boolean =>
  a === undefined || b === undefined ? a === b : Math.abs(a - b) <= tolerance;

function isConverted(ours: number, theirs: number): boolean {
  if (ours === 0 || theirs === 0) return false;
  const ratio = Math.max(ours, theirs) / Math.min(ours, theirs);
  const smallest = Math.min(ours, theirs);
  // A small quantity that was rounded to whole units is off by up to one of them.
  const slack = Math.max(FACTOR_PPM / 1e6, 1 / smallest);
  return FACTORS.some((factor) => Math.abs(ratio / factor - 1) <= slack);
}

/** One of both is a multiple of the step that is nearest to, next above or next below the other. */
const isRounded = (ours: ReconRow, theirs: ReconRow): boolean =>
  STEPS[ours.kind].some(
    (step) =>
      Math.abs(ours.units - theirs.units) < step &&
      (theirs.units % step === 0 || ours.units % step === 0) &&
      ours.units % step !== theirs.units % step,
  );

const isOtherVersion = (theirs: ReconRow, ours: ReconRow, { rates, microsTolerance }: CauseTerms): boolean =>
  rates.some(({ cost }) => {
    const micros = cost(theirs);
    return (
      micros !== undefined &&
      Math.abs(micros - (theirs.micros ?? 0)) <= microsTolerance + 1 &&
      Math.abs(micros - (ours.micros ?? 0)) > microsTolerance
    );
  });

const isCoined = (ours: number, theirs: number): boolean =>
  COINS.some(
    (coin) => Math.abs(ours - theirs) < coin && (theirs % coin === 0 || ours % coin === 0) && ours !== theirs,
  );

/**
 * The one cause of each difference that has several: the one that explains most differences of the file, and of those
 * that explain as many, the first of `CAUSES`. A file has a way of being wrong, not a thousand.
 *
 * @param counts  differences by what they are consistent with: the candidates joined by `|`
 * @returns the cause by the same keys
 */
export function settleCauses(counts: ReadonlyMap<string, number>): Map<string, Cause> {
  const weight = new Map<Cause, number>();
  for (const [candidates, count] of counts)
    for (const cause of candidates.split('|') as Cause[]) weight.set(cause, (weight.get(cause) ?? 0) + count);
  return new Map(
    [...counts.keys()].map((key) => [
      key,
      (key.split('|') as Cause[]).reduce((best, cause) => {
        const [more, most] = [weight.get(cause) ?? 0, weight.get(best) ?? 0];
        return more > most || (more === most && CAUSES.indexOf(cause) < CAUSES.indexOf(best)) ? cause : best;
      }),
    ]),
  );
}
