import { propose } from '../../domain/agreements/propose.js';
import { loadOperators } from '../../operators/load.js';

const lily = loadOperators().find(({ market }) => market.country === 'GB')!;

test('a floor of 8 a gigabyte: which plans could not be published', () => {
  const proposed = propose(lily, {
    floorPrices: [{ service: 'data', price: '80.00', per: 'GB' }],
    commitments: null,
  });
  expect(proposed).toMatchObject({
    ok: true,
    agreement: { wholesaleRates: lily.host.agreement.wholesaleRates, floorPrices: [{ price: '80.00' }] },
  });
  expect(proposed.ok && proposed.agreement.commitments).toBeUndefined();
  expect(proposed.ok && proposed.refusedPlans.length).toBeGreaterThan(0);
  expect(proposed.ok && proposed.refusedPlans[0]).toMatchObject({ path: expect.stringMatching(/^plans\[/) });
});

test.each([
  [{ noticeDays: -1, version: 0 }, ['host.agreement.version', 'host.agreement.noticeDays']],
  [{ nonsense: 1 }, [expect.stringMatching(/^host\.agreement/)]],
  ['8 a gigabyte', ['host.agreement']],
])('%j is refused with all that is wrong', (data, paths) => {
  const proposed = propose(lily, data);
  expect(proposed.ok ? [] : proposed.problems.map(({ path }) => path)).toEqual(expect.arrayContaining(paths));
});
