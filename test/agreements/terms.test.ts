import { parseOperator } from '../../domain/operator/operator.js';
import { loadOperators } from '../../operators/load.js';

const OPERATORS = loadOperators();
const sample = (brand: string, country: string) =>
  OPERATORS.find(({ brand: { id }, market }) => id === brand && market.country === country)!;

/** A sample with other terms: problems of the agreement alone. */
function problemsOf(brand: string, country: string, terms: object): string[] {
  const operator = sample(brand, country);
  const { host } = operator;
  const parsed = parseOperator({
    ...operator,
    host: { ...host, agreement: { ...host.agreement, ...terms } },
  });
  return parsed.ok
    ? []
    : parsed.problems
        .filter(({ path }) => path.startsWith('host.agreement'))
        .map(({ path, message }) => `${path}: ${message}`);
}

test('all that is wrong with terms is told at once', () => {
  expect(
    problemsOf('lily', 'GB', {
      pricing: [
        {
          model: 'tiers',
          service: 'data',
          per: 'min',
          apply: 'graduated',
          tiers: [{ upTo: '10 TB', price: '1' }, { price: '0.9' }, { upTo: '5 TB', price: '0.8' }],
        },
        { model: 'package', service: 'data', linePrice: '1', includes: '10 min', overage: '1', per: 'GB' },
      ],
      commitments: [
        { measure: 'lines', id: 'a', lines: 10, shortfallPrice: '1' },
        { measure: 'volume', id: 'a', service: 'voice', amount: '1 GB', shortfallPrice: '1', per: 'min' },
      ],
    }),
  ).toEqual([
    'host.agreement.pricing[0].per: got "min": data is counted in them; allowed: a unit of bytes',
    'host.agreement.pricing[0].tiers[1].upTo: missing: only the last tier has no end; allowed: a volume',
    'host.agreement.pricing[0].tiers[2].upTo: got "5 TB": the last tier has no end; allowed: none',
    'host.agreement.pricing[0].tiers[2].upTo: got "5 TB"; allowed: more than the tier before ends at',
    'host.agreement.pricing[1].service: got "data": data at home has two; allowed: one pricing for a service and zone',
    'host.agreement.pricing[1].includes: got "10 min": data is counted in them; allowed: a quantity in bytes',
    'host.agreement.commitments[1].id: got "a": two have it; allowed: an id of its own',
    'host.agreement.commitments[1].amount: got "1 GB": voice is counted in them; allowed: a quantity in seconds',
  ]);
});

test('in China wholesale stays below the average retail price, and no section is missing', () => {
  const { agreement } = sample('lily', 'CN').host;
  expect(
    problemsOf('lily', 'CN', {
      averageRetail: [{ service: 'data', price: '1.50', per: 'GB' }],
      sections: agreement.sections?.filter((section) => section !== 'anti-fraud'),
    }),
  ).toEqual([
    expect.stringMatching(/^host\.agreement\.sections: .* requires a section on anti-fraud/),
    'host.agreement.wholesaleRates[0].price: got "1.50": the market wants it below the host\'s average retail price for data; allowed: less than 1.50 per GB',
  ]);
});

test('what no market wants need not be there', () => {
  expect(problemsOf('fieldworks', 'DE', { sections: undefined, averageRetail: undefined })).toEqual([]);
});
