import { cutPeriods, versionsOf } from '../../domain/billing/periods.js';
import { line, movement, PERIOD, record } from './records.js';

const NOVEMBER = { from: PERIOD.to, to: '2026-12-01T23:00:00.000Z' };
const ends = (period: { from: string; to: string }) => ({ type: 'period.ended', ...period }) as const;

test('the version that ends a period settles it; usage that came with it is for the next', () => {
  const last = record(4, { lines: [line()], movements: [movement()], notices: [ends(PERIOD)] });
  const { ended, open } = cutPeriods([record(3), last, record(2), record(5), record(2)]);
  expect(ended).toMatchObject([
    { ...PERIOD, version: 4, records: [{ version: 2 }, { version: 3 }, { version: 4, lines: [] }] },
  ]);
  expect(versionsOf(ended[0]!)).toEqual([2, 3, 4]);
  expect(open).toMatchObject([{ version: 4, lines: [line()] }, { version: 5 }]);
  expect(open[0]).not.toHaveProperty('movements');
});

test('what was billed is not billed again; what was stored late is', () => {
  const boundary = record(4, { lines: [line()], movements: [movement()], notices: [ends(PERIOD)] });
  const before = { version: 4, versions: new Set([2, 4]) };
  const { ended, open } = cutPeriods(
    [record(2), record(3), boundary, record(6, { notices: [ends(NOVEMBER)] })],
    before,
  );
  expect(ended).toMatchObject([{ ...NOVEMBER, records: [{ version: 3 }, { version: 4 }, { version: 6 }] }]);
  expect(open).toEqual([]);
});

test('periods that ended at once are one bill; those that ended one by one are several', () => {
  expect(cutPeriods([record(2, { notices: [ends(NOVEMBER), ends(PERIOD)] })]).ended).toMatchObject([
    { from: PERIOD.from, to: NOVEMBER.to },
  ]);
  expect(
    cutPeriods([record(2, { notices: [ends(PERIOD)] }), record(3), record(4, { notices: [ends(NOVEMBER)] })])
      .ended,
  ).toMatchObject([PERIOD, NOVEMBER]);
});
