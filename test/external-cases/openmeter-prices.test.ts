/** OpenMeter's prices, with minimum and maximum spend (price cases of test/cases/openmeter-grants-and-prices.json). */
import { toMicros } from '../../domain/operator/decimal.js';
import {
  priceModelProblems,
  pricePeriod,
  type PriceModel,
  type PricePart,
} from '../../domain/price-models/index.js';
import { readCaseFile } from './read-case-file.js';

interface PriceCase {
  readonly id: string;
  readonly model: 'flat' | 'unit' | 'package' | 'tiered' | 'dynamic';
  readonly price: {
    readonly amount?: string;
    readonly per_package?: number;
    readonly multiplier?: string;
    readonly mode?: 'graduated' | 'volume';
    readonly tiers?: readonly {
      readonly up_to: number | null;
      readonly flat?: string;
      readonly unit?: string;
    }[];
    readonly min_spend?: string;
    readonly max_spend?: string;
    readonly discount_pct?: number;
  };
  readonly usage: number;
  readonly usage_before_this_line: number;
  readonly billed_before: string | 0;
  readonly line_mode: string;
  readonly expected_lines: readonly (readonly [string, string, number])[];
  readonly expected_total: string;
}

const { price_cases } = readCaseFile<{ price_cases: readonly PriceCase[] }>(
  'openmeter-grants-and-prices.json',
);

function modelOf({ model, price }: PriceCase): PriceModel {
  const limits = {
    decimals: 2,
    ...(price.min_spend === undefined ? {} : { minSpend: price.min_spend }),
    ...(price.max_spend === undefined ? {} : { maxSpend: price.max_spend }),
    ...(price.discount_pct === undefined ? {} : { discountPercent: String(price.discount_pct) }),
  };
  const { amount = '0' } = price;
  switch (model) {
    case 'flat':
    case 'unit':
      return { model, amount, ...limits };
    case 'package':
      return { model, amount, size: String(price.per_package), ...limits };
    case 'dynamic':
      return { model, multiplier: price.multiplier ?? '1', ...limits };
    case 'tiered':
      return {
        model: price.mode ?? 'graduated',
        tiers: (price.tiers ?? []).map(({ up_to, ...tier }) => ({
          ...tier,
          ...(up_to === null ? {} : { upTo: String(up_to) }),
        })),
        ...limits,
      };
  }
}

/** As upstream writes it: a name, the price of one, how many. */
function lineOf(part: PricePart): [string, string, number] {
  const { kind, price, quantity, tier } = part;
  const NAMES: Partial<Record<PricePart['kind'], string>> = {
    units: tier === undefined ? 'usage' : `t${tier}`,
    flat: tier === undefined ? 'flat' : `t${tier} flat`,
    packages: 'package',
    minimum: 'minimum spend',
  };
  return [NAMES[kind] ?? kind, price, Number(quantity)];
}

test.each(price_cases.map((c) => [c.id, c] as const))('%s', (_, c) => {
  const model = modelOf(c);
  expect(priceModelProblems(model)).toEqual([]);
  const before = c.usage_before_this_line > 0 || Number(c.billed_before) > 0;
  const { micros, parts } = pricePeriod(model, {
    units: String(c.usage),
    ...(before
      ? { earlier: { units: String(c.usage_before_this_line), micros: toMicros(String(c.billed_before)) } }
      : {}),
    goesOn: c.line_mode === 'mid period',
  });
  expect(micros).toBe(toMicros(c.expected_total));
  expect(parts.reduce((sum, part) => sum + part.micros, 0)).toBe(micros);
  if (c.expected_lines.length === 0) return;
  if (c.model === 'dynamic') {
    // Upstream shows the amount as one line; here its quantity and factor stay to be seen.
    expect(parts.slice(0, 1).map((part) => part.micros)).toEqual(
      c.expected_lines.map(([, price]) => toMicros(price)),
    );
    return;
  }
  const shown = parts.filter(({ kind, price }) => kind !== 'maximum' && kind !== 'discount' && price !== '0');
  expect(shown.map(lineOf)).toEqual(c.expected_lines);
});
