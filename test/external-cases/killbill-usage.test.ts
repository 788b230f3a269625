/** Kill Bill's usage in blocks (usage part of test/cases/killbill-usage-and-dates.json). */
import { toMicros } from '../../domain/operator/decimal.js';
import { priceModelProblems, pricePeriod, type PriceModel } from '../../domain/price-models/index.js';
import { readCaseFile } from './read-case-file.js';

interface UsageCase {
  readonly id: string;
  readonly tier_policy: 'ALL_TIERS' | 'TOP_TIER';
  readonly tiers: readonly { block_size: number; max_blocks: number | null; price_per_block: string }[];
  readonly units: number;
  readonly expected_tier_amounts: readonly string[];
  readonly expected_total: string;
}

const { usage_tier_cases } = readCaseFile<{ usage_tier_cases: readonly UsageCase[] }>(
  'killbill-usage-and-dates.json',
);

function modelOf({ tier_policy, tiers }: UsageCase): PriceModel & { model: 'blocks' } {
  return {
    model: 'blocks',
    policy: tier_policy === 'ALL_TIERS' ? 'all-tiers' : 'top-tier',
    tiers: tiers.map(({ block_size, max_blocks, price_per_block }) => ({
      size: String(block_size),
      price: price_per_block,
      ...(max_blocks === null ? {} : { blocks: max_blocks }),
    })),
  };
}

test.each(usage_tier_cases.map((c) => [c.id, c] as const))('%s', (_, c) => {
  const { micros, parts } = pricePeriod(modelOf(c), { units: String(c.units) });
  expect(micros).toBe(toMicros(c.expected_total));
  expect(parts.map((part) => part.micros)).toEqual(c.expected_tier_amounts.map(toMicros));
});

test('a tier that ends last is refused in a plan, and never prices what lies beyond it as nothing', () => {
  const [model] = usage_tier_cases.filter(({ id }) => id === 'killbill.missing-items.1').map(modelOf);
  expect(priceModelProblems(model!).map(({ path }) => path)).toEqual(['tiers[0].blocks']);
  expect(() => pricePeriod(model!, { units: '1001' })).toThrow(/last tier/);
});

test('missing items: what was billed before is not billed again', () => {
  const [model] = usage_tier_cases.filter(({ id }) => id === 'killbill.missing-items.1').map(modelOf);
  expect(pricePeriod(model!, { units: '301', earlier: { units: '100', micros: 1_000_000 } }).micros).toBe(
    4_000_000,
  );
  expect(pricePeriod(model!, { units: '99', earlier: { units: '100', micros: 1_000_000 } }).micros).toBe(
    1_000_000,
  );
});
