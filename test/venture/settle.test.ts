/** A month of the venture, settled: to the micro, balanced, and taken back. */
import * as fc from 'fast-check';
import { checkEntry, reversalOf } from '../../domain/ledger/entry.js';
import { parseOperator } from '../../domain/operator/operator.js';
import {
  NOTHING_BEFORE,
  numbersOf,
  packFigures,
  settle,
  settlementLegs,
  unpackFigures,
} from '../../domain/venture/settle.js';
import { ventureTerms } from '../../domain/venture/terms.js';
import { sample } from '../operator/samples.js';

function termsOf(id: 'lily-cn' | 'lily-gb') {
  const parsed = parseOperator(sample(id));
  if (!parsed.ok) throw new Error(id);
  return ventureTerms(parsed.operator.jointVenture!);
}
const row = (account: string, micros: bigint) =>
  ({ account, currency: 'CNY', micros, debits: 0n, credits: 0n, entries: 1n }) as never;

test("the ledger's numbers: gross, net, earned; a settlement's own postings are not counted again", () => {
  const rows = [
    row('revenue/usage', -90n),
    row('breakage', -10n),
    row('host-cost', 40n),
    row('goodwill', 5n),
    row('royalty-cost', 7n),
    row('contribution-cost', -3n),
    row('wallets', 50n),
  ];
  expect(numbersOf({ rows }, 'CNY')).toEqual({ gross: 100n, net: 95n, earned: 55n });
});

test('a month of lily.cn, by hand', () => {
  const cn = termsOf('lily-cn');
  const M = 1_000_000n;
  const numbers = { gross: 10_000_000n * M, net: 9_500_000n * M, earned: 2_000_000n * M };
  const figures = settle(cn, '2026-11', numbers, 400_000n, NOTHING_BEFORE);
  expect(figures.royalty).toBe(190_000n * M);
  expect(figures.perSubscriber).toBe(600_000n * M);
  expect(figures.result).toBe(2_410_000n * M);
  expect(figures.steps.map(({ id, paid }) => [id, paid / M])).toEqual([
    ['distribution-fee', 300_000n],
    ['network-upgrade', 160_000n],
  ]);
  expect(figures.partners.map(({ partner, net }) => [partner, net / M])).toEqual([
    ['lily-retail', 190_000n + 300_000n + 975_000n],
    ['huaxia-radio', -600_000n + 160_000n + 975_000n],
  ]);
  expect(unpackFigures(packFigures(figures))).toEqual(figures);
});

const amount = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
test.each(['lily-cn', 'lily-gb'] as const)(
  '%s: whatever the month, the posting balances and a reversal restores',
  (id) => {
    const terms = termsOf(id);
    const months = fc.constantFrom('2026-01', '2026-07', '2026-10', '2026-11', '2030-01', '2041-01');
    fc.assert(
      fc.property(
        months,
        amount,
        amount,
        amount,
        fc.nat({ max: 5_000_000 }),
        (month, gross, net, earned, lines) => {
          const figures = settle(terms, month, { gross, net, earned }, BigInt(lines), NOTHING_BEFORE);
          const legs = settlementLegs(figures, terms);
          const entry = {
            id: 'venture/x',
            at: '2026-12-01T00:00:00Z',
            sourceDay: '2026-12-01',
            currency: 'CNY',
            legs,
          };
          expect(() => checkEntry(entry)).not.toThrow();
          const back = reversalOf(entry, entry.at, entry.sourceDay);
          const balances = new Map<string, number>();
          for (const { account, party = '', micros } of [...entry.legs, ...back.legs])
            balances.set(`${account}/${party}`, (balances.get(`${account}/${party}`) ?? 0) + micros);
          expect([...balances.values()].every((micros) => micros === 0)).toBe(true);
          // What was earned, paid and put in is what partners get, less the loss that is carried.
          const given = figures.partners.reduce((all, { net: one }) => all + one, 0n);
          const cash = figures.partners
            .flatMap((one) => one.lines)
            .reduce((all, { what, micros }) => (what === 'cash-due' ? all - micros : all), 0n);
          expect(given + cash - figures.lossCarried).toBe(earned);
        },
      ),
    );
  },
);
