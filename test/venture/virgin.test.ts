/** The ventures of Virgin's operators, reckoned by the rules. */
import { isActive, type LastUse } from '../../domain/venture/activity.js';
import { earnOut, sell } from '../../domain/venture/exit.js';
import { largestRemainder, percentWeight } from '../../domain/venture/shares.js';
import { waterfall } from '../../domain/venture/waterfall.js';
import { AUSTRALIA, POUND, UK_1999, UK_2003, UK_2004, UK_CONTRIBUTION_MICROS, US } from './cases.js';

const TODAY = 12_000;
const LINES: Readonly<Record<string, LastUse>> = {
  'calls and is called': { in: TODAY - 3, out: TODAY },
  'only called, 179 days ago': { in: TODAY - 179 },
  'only called, 180 days ago': { in: TODAY - 180 },
  'called long ago, calls now': { in: TODAY - 400, out: TODAY - 1 },
  'never used': {},
};
const active = (definition: typeof UK_1999): string[] =>
  Object.entries(LINES).flatMap(([name, last]) => (isActive(last, definition, TODAY) ? [name] : []));

test('£4.56 a customer and month: of every line by the contract of 1999, of active ones by the rule of 180 days', () => {
  expect(active(UK_1999)).toEqual(Object.keys(LINES));
  expect(active(UK_2003)).toEqual(['calls and is called']);
  // The rule in each direction.
  expect(active({ direction: 'in', inactivityDays: 180 })).toEqual([
    'calls and is called',
    'only called, 179 days ago',
  ]);
  expect(active({ direction: 'out', inactivityDays: 180 })).toEqual([
    'calls and is called',
    'called long ago, calls now',
  ]);
  expect(active({ direction: 'in-or-out', inactivityDays: 180 })).toEqual([
    'calls and is called',
    'only called, 179 days ago',
    'called long ago, calls now',
  ]);
  const owed = (lines: number): bigint => UK_CONTRIBUTION_MICROS * BigInt(lines);
  expect(owed(active(UK_1999).length)).toBe(22_800_000n);
  expect(owed(active(UK_2003).length)).toBe(4_560_000n);
  // A million customers, as in June 2001: £54.72 M a year.
  expect(12n * owed(1_000_000)).toBe(54_720_000n * POUND);
});

test('25 % of value above £550 M, at most £100 M, within 30 months', () => {
  const million = 1_000_000n * POUND;
  expect(earnOut(UK_2004, 550n * million, 12)).toBe(0n);
  expect(earnOut(UK_2004, 811n * million, 6)).toBe(65_250_000n * POUND);
  expect(earnOut(UK_2004, 950n * million, 30)).toBe(100n * million);
  expect(earnOut(UK_2004, 2_000n * million, 30)).toBe(100n * million);
  expect(earnOut(UK_2004, 2_000n * million, 31)).toBe(0n);
  const { proceeds } = sell(811n * million, [{ id: 'virgin', percent: '100' }], {
    earnOut: UK_2004,
    months: 6,
  });
  expect([...proceeds]).toEqual([
    ['virgin', 745_750_000n * POUND],
    ['t-mobile', 65_250_000n * POUND],
  ]);
});

test('Sprint: services on one side, cash on the other, equal interests to the last cent', () => {
  const [services, cash] = US.contributions;
  expect(services.value).toBe(cash.value);
  const paid = waterfall(
    { grossRevenue: 9_000_001n, netRevenue: 5_000_001n, result: 1_000_001n, activeLines: 3 },
    [],
    US.partners,
  );
  expect(paid.map(({ to, micros }) => [to, micros])).toEqual([
    ['sprint', 500_001n],
    ['virgin', 500_000n],
  ]);
});

test('Optus: 74.15 % for A$30 M values the whole at 40.46 M; shares of a sale add up', () => {
  const parts = AUSTRALIA.before.map(({ id, percent }) => ({ id, weight: percentWeight(percent) }));
  const whole = (AUSTRALIA.paid * 100_000_000n) / percentWeight('74.15');
  expect(whole / 1_000_000n).toBe(40_458_530n);
  const divided = largestRemainder(whole, parts);
  expect([...divided.values()].reduce((sum, part) => sum + part, 0n)).toBe(whole);
  expect(divided.get('virgin')! - AUSTRALIA.paid).toBeLessThanOrEqual(1n);
});

test('the settlement of 2004: what others paid for calls in joins the revenue, the contribution ends', () => {
  const before = waterfall(
    { grossRevenue: 100n * POUND, netRevenue: 40n * POUND, result: 20n * POUND, activeLines: 2 },
    [{ id: 'support', to: 'virgin', base: 'active-line', microsPerLine: UK_CONTRIBUTION_MICROS }],
    US.partners.map(({ percent }, i) => ({ id: ['t-mobile', 'virgin'][i]!, percent })),
  );
  expect(before.map(({ step, to, micros }) => [step, to, micros])).toEqual([
    ['support', 'virgin', 9_120_000n],
    ['shares', 't-mobile', 5_440_000n],
    ['shares', 'virgin', 5_440_000n],
  ]);
});
