/** Errors of every kind planted into the other side's file: each one found, each named, and nothing else. */
import * as fc from 'fast-check';
import type { Cause } from '../../domain/statements/cause.js';
import type { Difference } from '../../domain/statements/match.js';
import type { ReconRow } from '../../domain/statements/row.js';
import { compareSides, type Comparison } from '../../lambdas/statements/compare.js';
import { costOf, each, FROM_MS, otherSide, ownSide, random, TERMS, TO_MS } from './sides.js';

interface Found extends Comparison {
  readonly named: readonly { readonly difference: Difference; readonly cause: Cause }[];
}

async function compare(ours: readonly ReconRow[], theirs: readonly ReconRow[]): Promise<Found> {
  const named: { difference: Difference; cause: Cause }[] = [];
  const comparison = await compareSides({
    ours: each(ours),
    theirs: each(theirs),
    terms: TERMS,
    dayOf: (atMs) => new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 10),
    onDifference: (difference, cause) => {
      named.push({ difference, cause });
    },
  });
  return { ...comparison, named };
}

const priced = (row: ReconRow): ReconRow => ({ ...row, micros: costOf(2, row) });

/** Plants an error into some rows. @returns the file, and the ids of the rows that it is in */
type Plant = (
  theirs: ReconRow[],
  pick: (row: ReconRow) => boolean,
) => { file: ReconRow[]; planted: string[] };

const change =
  (applies: (row: ReconRow) => boolean, make: (row: ReconRow) => ReconRow[]): Plant =>
  (theirs, pick) => {
    const planted: string[] = [];
    const file = theirs.flatMap((row) => {
      if (!applies(row) || !pick(row)) return [row];
      planted.push(row.id);
      return make(row);
    });
    return { file, planted };
  };

const isData = ({ kind }: ReconRow): boolean => kind === 'data';
const isLong = ({ kind, units }: ReconRow): boolean => kind === 'voice' && units > 60;

const PLANTS: Readonly<Record<string, { readonly cause: Cause; readonly plant: Plant }>> = {
  'a record that they lost': {
    cause: 'missing-record',
    plant: change(
      () => true,
      () => [],
    ),
  },
  'a record that comes twice': {
    cause: 'duplicate',
    plant: change(isData, (row) => [row, { ...row, id: `${row.id}-again` }]),
  },
  'a record without a price': {
    cause: 'unrated',
    plant: change(isData, (row) => [{ ...row, micros: undefined }]),
  },
  'a record at no price': { cause: 'unrated', plant: change(isData, (row) => [{ ...row, micros: 0 }]) },
  'the rates of the version before': {
    cause: 'rate-version',
    plant: change(
      ({ kind }) => kind !== 'sms',
      (row) => [{ ...row, micros: costOf(1, row) }],
    ),
  },
  'kilobytes of 1,000 taken for 1,024': {
    cause: 'unit-of-measure',
    plant: change(isData, (row) => [priced({ ...row, units: Math.round((row.units * 1024) / 1000) })]),
  },
  'bytes taken for units of 128': {
    cause: 'unit-of-measure',
    plant: change(isData, (row) => [priced({ ...row, units: Math.round(row.units / 128) })]),
  },
  'calls rounded up to minutes': {
    cause: 'rounding',
    plant: change(
      ({ kind, units }) => kind === 'voice' && units % 60 !== 0,
      (row) => [priced({ ...row, units: Math.ceil(row.units / 60) * 60 })],
    ),
  },
  'prices rounded up to the cent': {
    cause: 'rounding',
    plant: change(
      (row) => isLong(row) && (row.micros ?? 0) % 10_000 > 1,
      (row) => [{ ...row, micros: Math.ceil((row.micros ?? 0) / 10_000) * 10_000 }],
    ),
  },
  'a price that nothing explains': {
    cause: 'amount',
    plant: change(isLong, (row) => [{ ...row, micros: Math.round((row.micros ?? 0) * 1.3771) + 7 }]),
  },
};

test.each(Object.entries(PLANTS))('%s', async (_name, { cause, plant }) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), async (seed) => {
      const ours = ownSide(seed, 1_200, 40);
      const next = random(seed + 1);
      const { file, planted } = plant(otherSide(ours), () => next() < 0.1);
      const { named, causes, matched, rows } = await compare(ours, file);
      const byId = new Map(otherSide(ours).map((row) => [row.id, row]));
      expect(named.map((each) => each.cause)).toEqual(planted.map(() => cause));
      // The very records, not as many others.
      const spots = (all: readonly (ReconRow | undefined)[]) =>
        all.map((row) => `${row?.who} ${row?.kind} ${row?.atMs}`).sort();
      expect(spots(named.map(({ difference: { ours: own, theirs } }) => own ?? theirs))).toEqual(
        spots(planted.map((id) => byId.get(id))),
      );
      expect(matched + named.filter(({ difference }) => difference.ours !== undefined).length).toBe(
        rows.ours,
      );
      expect(causes.reduce((sum, { deltaMicros }) => sum + deltaMicros, 0)).toBe(
        file.reduce((sum, { micros = 0 }) => sum + micros, 0) -
          otherSide(ours).reduce((sum, { micros = 0 }) => sum + micros, 0),
      );
    }),
    { numRuns: 5 },
  );
});

test('nothing differs in a file that is right, whatever order it has', async () => {
  const ours = ownSide(7, 2_000, 30);
  const theirs = otherSide(ours).reverse();
  const { named, matched, rows } = await compare(ours, theirs);
  expect(named).toEqual([]);
  expect([matched, rows.ours, rows.theirs]).toEqual([theirs.length, theirs.length, theirs.length]);
});

test('a file that is cut by the clock of UTC: the hours at both ends of the month, and nothing else', async () => {
  const ours = ownSide(11, 6_000, 30);
  const shiftMs = 8 * 3_600_000;
  const theirs = ours
    .filter(({ atMs }) => atMs >= FROM_MS + shiftMs && atMs < TO_MS + shiftMs)
    .map((row) => ({ ...row, id: `host-${row.id}` }));
  const { named, causes } = await compare(ours, theirs);
  const early = ours.filter(({ atMs }) => atMs >= FROM_MS && atMs < FROM_MS + shiftMs).length;
  const late = ours.filter(({ atMs }) => atMs >= TO_MS && atMs < TO_MS + shiftMs).length;
  expect(early * late).toBeGreaterThan(0);
  expect(causes.map(({ cause, differences }) => [cause, differences])).toEqual([
    ['time-zone-cut-off', early + late],
  ]);
  expect(named).toHaveLength(early + late);
});

test('times that were written by another clock are the same usage', async () => {
  const ours = ownSide(13, 1_000, 30).filter(
    ({ atMs, kind }) => kind === 'data' && atMs > FROM_MS + 86_400_000 && atMs < TO_MS - 86_400_000,
  );
  const theirs = otherSide(ours).map((row) => ({ ...row, atMs: row.atMs + 8 * 3_600_000 }));
  expect((await compare(ours, theirs)).named).toEqual([]);
});

test('a session is booked by its end: what began before the month and ended in it', async () => {
  const row: ReconRow = {
    id: 'acc/1/0',
    who: '460990000000001',
    kind: 'data',
    zone: '',
    atMs: FROM_MS - 3 * 3_600_000 - 17_000,
    units: 5_000_000,
    micros: 7_500,
  };
  const { named } = await compare([row], [{ ...row, id: 'host-1', atMs: FROM_MS + 1_000_000 }]);
  expect(named.map(({ cause }) => cause)).toEqual(['time-zone-cut-off']);
});

test('several errors in one file, each by its own name', async () => {
  const ours = ownSide(17, 8_000, 100);
  const names = Object.keys(PLANTS).filter((name) => !name.includes('128') && !name.includes('at no price'));
  let file = otherSide(ours);
  const expected = new Map<Cause, number>();
  const used = new Set<string>();
  names.forEach((name, index) => {
    const { cause, plant } = PLANTS[name]!;
    const result = plant(file, ({ id }) => {
      const isNext = !used.has(id) && Number(/\d+/.exec(id)![0]) % 97 === index;
      if (isNext) used.add(id);
      return isNext;
    });
    file = result.file;
    expected.set(cause, (expected.get(cause) ?? 0) + result.planted.length);
  });
  const { causes } = await compare(ours, file);
  expect(Object.fromEntries(causes.map(({ cause, differences }) => [cause, differences]))).toEqual(
    Object.fromEntries(expected),
  );
});
