/** SIMs of a seeded account count against its plan's SIMs before they were ever used. */
import { viewAccount } from '../../domain/charging/view.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { decideJoin } from '../../domain/charging/join.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { loadOperators } from '../../operators/load.js';

const [plan] = loadOperators()
  .flatMap(compileCatalogue)
  .filter(({ sims = 1 }) => sims > 1);
const supi = (n: number) => `imsi-26299000000000${n}`;
const nowMs = Date.UTC(2027, 2, 1);

test('an account opened with its SIMs has them, and room for as many as the plan has left', () => {
  const { sims = 1 } = plan!;
  const members = Array.from({ length: sims - 2 }, (_, i) => supi(i + 2));
  const item = openAccount({ key: supi(1), plan: plan!, members, nowMs });
  expect(viewAccount(item, plan!, nowMs).members).toEqual([supi(1), ...members]);
  const join = (on: typeof item, n: number) =>
    decideJoin(on, indexPlan(plan!), nowMs, {
      id: Uint8Array.from([n, 0, 0, 0, 0, 0]),
      atMs: nowMs,
      supi: supi(n),
    });
  const joined = join(item, 8);
  if (joined.outcome !== 'done') throw new Error('there was room');
  expect(viewAccount(joined.item, plan!, nowMs).members).toEqual([supi(1), ...members, supi(8)]);
  expect(join(joined.item, 9)).toMatchObject({ outcome: 'refused', problems: [{ code: 'sim-limit' }] });
});

test('more SIMs than an account may have are refused', () => {
  const members = Array.from({ length: 65 }, (_, i) => `imsi-2629900000001${String(i).padStart(2, '0')}`);
  expect(() => openAccount({ key: supi(1), plan: plan!, members, nowMs })).toThrow('65 SIMs');
});
