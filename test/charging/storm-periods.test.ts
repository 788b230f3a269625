import { PERIOD_FAULTS, type PeriodFault } from './storm/period-faults.js';
import { periodStorm } from './storm/period-world.js';

jest.setTimeout(300_000);

test('40,000 requests over months of periods, caps, add-ons, transfers and plan changes', async () => {
  const { violations, days, seen } = await periodStorm({ seed: 1, requests: 40_000 });
  expect(violations).toEqual([]);
  expect(days).toBeGreaterThan(60);
  // It was all there.
  const happened = ['recurring', 'renewed', 'bought', 'transferred-in', 'advanced', 'repaid', 'pack'];
  const told = ['plan changed', 'period ended', 'grace', 'fast', 'suspended', 'active', 'member-data 100 %'];
  for (const what of [...happened, ...told]) expect([what, seen[what] ?? 0]).not.toEqual([what, 0]);
});

/** Most show at once; these need what is rare. */
const RARE: { readonly [F in PeriodFault]?: { readonly seed: number; readonly requests: number } } = {
  'staged-until': { seed: 3, requests: 12_000 },
  'renewal-basis': { seed: 2, requests: 12_000 },
  'renewed-through': { seed: 2, requests: 12_000 },
};

test.each(Object.keys(PERIOD_FAULTS) as PeriodFault[])(
  'the storm over periods catches the fault %s',
  async (fault) => {
    const { violations } = await periodStorm({ ...(RARE[fault] ?? { seed: 3, requests: 4_000 }), fault });
    expect(violations).not.toEqual([]);
  },
);
