/** The venture of an operator file: what is valid, and every problem at once. */
import { parseOperator } from '../../domain/operator/operator.js';
import { ventureTerms } from '../../domain/venture/terms.js';
import { sample } from '../operator/samples.js';

const venture = (change: (file: Record<string, unknown>) => void): string[] => {
  const file = structuredClone(sample('lily-cn')) as unknown as { jointVenture: Record<string, unknown> };
  change(file.jointVenture);
  const parsed = parseOperator(file);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}  ${message}`);
};

test('the sample ventures are valid; 50:50 with the host, both put in as much', () => {
  const parsed = parseOperator(sample('lily-cn'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const terms = ventureTerms(parsed.operator.jointVenture!);
  expect(terms.shares).toEqual([
    { id: 'lily-retail', weight: 50_000_000n },
    { id: 'huaxia-radio', weight: 50_000_000n },
  ]);
  expect(terms.licence).toEqual({
    licensor: 'lily-retail',
    rate: 2_000_000n,
    of: 'net',
    from: '2026-01',
    years: 15,
  });
  expect(terms.perSubscriber[0]!.micros).toBe(1_500_000n);
  expect(terms.exit?.earnOut).toEqual({
    threshold: 550_000_000_000_000n,
    share: 25_000_000n,
    cap: 100_000_000_000_000n,
    windowMonths: 30,
  });
  expect(parseOperator(sample('lily-gb')).ok).toBe(true);
});

test('the least use is in units', () => {
  const parsed = parseOperator(sample('lily-gb'));
  if (!parsed.ok) throw new Error('lily-gb');
  expect(ventureTerms(parsed.operator.jointVenture!).activity).toEqual({
    direction: 'out',
    inactivityDays: 90,
    leastUnits: { bytes: 1_000_000, seconds: 10, messages: 1 },
  });
});

test('partners alone are a venture too', () => {
  expect(
    venture((file) => {
      for (const name of Object.keys(file)) if (name !== 'partners') delete file[name];
    }),
  ).toEqual([]);
});

test('everything that is wrong is told at once', () => {
  expect(
    venture((file) => {
      file['contributions'] = [
        {
          id: 'x',
          partner: 'nobody',
          kind: 'cash',
          value: '3.00',
          schedule: [{ month: '2026-01', amount: '2.00' }],
        },
        {
          id: 'x',
          partner: 'lily-retail',
          kind: 'gold',
          value: '3.00',
          schedule: [{ month: '2026-13', amount: '3.00' }],
        },
      ];
      file['brandLicence'] = { ...(file['brandLicence'] as object), licensor: 'lily-retial' };
      delete file['activity'];
      file['perSubscriber'] = [{ id: 'p', from: 'venture', to: 'venture', amount: '1.00' }];
      file['waterfall'] = [
        { id: 's', to: 'huaxia-radio', basis: 'gross', amount: '1.00' },
        { id: 's', to: 'huaxia-radio', basis: 'per-active-subscriber', percent: '1' },
      ];
      (file['exit'] as Record<string, unknown>)['puts'] = [{ by: 'me', from: '2027-02', until: '2027-01' }];
    }),
  ).toEqual([
    'jointVenture.contributions[1].kind  got "gold"; allowed: cash, services, capacity, brand, distribution',
    'jointVenture.contributions[1].schedule[0].month  got "2026-13"; allowed: month such as "2026-10"',
    'jointVenture.contributions[0].partner  got "nobody": no partner has this id; allowed: lily-retail, huaxia-radio',
    'jointVenture.contributions[0].schedule  got ["2.00"]: they add up to 2; allowed: amounts that add up to the value, 3.00',
    'jointVenture.brandLicence.licensor  got "lily-retial": no partner has this id (did you mean "lily-retail"?); allowed: lily-retail, huaxia-radio',
    'jointVenture.activity  missing: jointVenture.perSubscriber[0] counts them; allowed: which lines are active',
    'jointVenture.perSubscriber[0].to  got "venture": who pays is who gets it; allowed: somebody else',
    'jointVenture.waterfall[1].id  got "s": jointVenture.waterfall[0].id has it too; allowed: each once',
    'jointVenture.waterfall[0].percent  missing: the basis is gross; allowed: what is paid',
    'jointVenture.waterfall[0].amount  got "1.00"; allowed: none with gross; give percent',
    'jointVenture.waterfall[1].amount  missing: the basis is per-active-subscriber; allowed: what is paid',
    'jointVenture.waterfall[1].percent  got "1"; allowed: none with per-active-subscriber; give amount',
    'jointVenture.exit.puts[0].by  got "me": no partner has this id; allowed: lily-retail, huaxia-radio',
    'jointVenture.exit.puts[0].until  got "2027-01"; allowed: from 2027-02 on',
  ]);
});
