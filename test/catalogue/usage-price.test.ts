/** Prices of a whole period's usage: what they compile to, and everything that may be wrong with them. */
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { viewPlan } from '../../domain/catalogue/view-plan.js';
import { parseOperator, type Problem } from '../../domain/operator/operator.js';
import { sample } from '../operator/samples.js';

const DATA = {
  id: 'data-by-month',
  name: 'Data',
  services: ['internet'],
  per: 'GB',
  model: 'graduated',
  tiers: [{ upTo: '100 GB', price: '2.00' }, { price: '1.50' }],
};
const PLAN = {
  id: 'works',
  name: 'Works',
  paymentMode: 'postpaid',
  recurring: { price: '8.00', anchor: { dayOfMonth: 1 } },
  invoice: { termDays: 14 },
  services: [
    { id: 'internet', kind: 'data', ratingGroups: [1000], price: '3.00', per: 'GB' },
    {
      id: 'calls',
      kind: 'voice',
      ratingGroups: [100],
      rates: [
        { destination: 'national', prefixes: ['49'], price: '0.05', per: 'min' },
        { destination: 'other', price: '0.50', per: 'min' },
      ],
    },
  ],
  bundles: [{ id: 'first-10gb', amount: '10 GB', services: ['internet'], renews: true }],
};

function compiled(plan: object): PlanVersion {
  const parsed = parseOperator({ ...sample('fieldworks-de'), plans: [plan], addOns: [], seeds: undefined });
  if (!parsed.ok)
    throw new Error(parsed.problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
  return compileCatalogue(parsed.operator)[0]!;
}

function problems(plan: object): readonly Problem[] {
  const parsed = parseOperator({ ...sample('fieldworks-de'), plans: [plan], addOns: [], seeds: undefined });
  return parsed.ok ? [] : parsed.problems;
}

const said = (plan: object): string[] =>
  problems(plan).map(({ path, message }) => `${path.replace('plans[0].', '')}: ${message}`);

test('a usage price is a counter without end and a bucket without end, behind every bundle; no wallet pays beside it', () => {
  const calls = {
    id: 'minutes',
    name: 'Minutes',
    services: ['calls'],
    destinations: ['national'],
    per: 'min',
    model: 'package',
    price: '5.00',
    size: '100 min',
    free: '30 min',
    minSpend: '2.00',
    maxSpend: '50.00',
    roundingDecimals: 2,
  };
  const plan = compiled({ ...PLAN, usagePrices: [DATA, calls] });
  const nameOf = (index: number) => viewPlan(plan).buckets[index]!.usedFor;
  expect(plan.buckets.map(({ id, unit, priority }) => [id, unit, priority])).toEqual([
    ['first-10gb', 'bytes', 100],
    ['data-by-month', 'bytes', 1_000],
    ['minutes', 'seconds', 1_000],
    ['wallet', 'money', 1_000],
  ]);
  expect(plan.buckets.map((_, index) => nameOf(index))).toEqual([
    ['internet/any'],
    ['internet/any'],
    ['calls/national'],
    ['calls/other'],
  ]);
  expect(plan.counters).toMatchObject([
    {
      id: 'data-by-month',
      purpose: 'usage-price',
      unit: 'bytes',
      period: 'cycle',
      atLimit: 'notify',
      pricing: {
        name: 'Data',
        per: { name: 'GB', size: 1e9 },
        bucket: 1,
        model: { model: 'graduated', tiers: [{ upTo: '100', unit: '2.00' }, { unit: '1.50' }] },
      },
    },
    {
      id: 'minutes',
      unit: 'seconds',
      pricing: {
        per: { name: 'min', size: 60 },
        bucket: 2,
        model: {
          model: 'package',
          amount: '5.00',
          size: '100',
          freeUnits: '30',
          minSpend: '2.00',
          maxSpend: '50.00',
          decimals: 2,
        },
      },
    },
  ]);
  expect(viewPlan(plan).caps).toBeUndefined();
  expect(viewPlan(plan).usagePrices?.map(({ id, counts }) => [id, counts])).toEqual([
    ['data-by-month', ['internet/any']],
    ['minutes', ['calls/national']],
  ]);
});

test('volume and blocks', () => {
  const model = (more: object) =>
    compiled({ ...PLAN, usagePrices: [{ ...DATA, tiers: undefined, ...more }] }).counters![0]!.pricing!.model;
  expect(
    model({ model: 'volume', tiers: [{ upTo: '1 TB', price: '2.00', fee: '1.00' }, { price: '1.50' }] }),
  ).toEqual({ model: 'volume', tiers: [{ upTo: '1000', unit: '2.00', flat: '1.00' }, { unit: '1.50' }] });
  expect(
    model({
      model: 'blocks',
      policy: 'top-tier',
      tiers: [
        { size: '10 GB', price: '30.00', blocks: 5 },
        { size: '50 GB', price: '100.00' },
      ],
    }),
  ).toEqual({
    model: 'blocks',
    policy: 'top-tier',
    tiers: [
      { size: '10', price: '30.00', blocks: 5 },
      { size: '50', price: '100.00' },
    ],
  });
});

test('everything that is wrong is told at once', () => {
  expect(
    said({
      ...PLAN,
      paymentMode: 'prepaid',
      invoice: undefined,
      recurring: undefined,
      bundles: [],
      usagePrices: [
        { ...DATA, per: 'min' },
        { ...DATA, id: 'wallet', services: ['internett'] },
        { ...DATA, id: 'b', tiers: undefined, price: '2.00' },
        { ...DATA, id: 'c', services: ['calls'], per: 'min', tiers: [{ upTo: '100 s' }, { size: '1 min' }] },
      ],
    }),
  ).toEqual([
    `usagePrices[1].id: got "wallet": the plan's wallet has it too; allowed: an id that no other bundle of the plan has`,
    `paymentMode: got "prepaid": usagePrices are known only when a period's usage is; by then a prepaid wallet may be empty; allowed: postpaid, hybrid`,
    `recurring: missing: usagePrices are taken when a period ends, and the plan has none; allowed: what the plan costs each period (its price may be "0")`,
    `usagePrices[0].per: got "min": internet is counted in bytes; allowed: B, kB, MB, GB, KiB, MiB, GiB`,
    `usagePrices[1].services[0]: got "internett": no service of this plan has this id (did you mean "internet"?); allowed: internet, calls`,
    `usagePrices[2].price: got "2.00"; allowed: nothing: model graduated has tiers`,
    `usagePrices[2].tiers: missing; allowed: model graduated needs it`,
    `usagePrices[3].tiers[1].size: got "1 min"; allowed: nothing: a tier of model graduated has upTo, price, fee`,
    `usagePrices[3].tiers[0].upTo: got "100 s"; allowed: a quantity that is a decimal of min, such as "1.5 min"`,
    `usagePrices[2].services: got ["internet"]: plans[0].usagePrices[0] is the price of some of this usage already; allowed: services, destinations or zones of its own`,
  ]);
});

test('tiers rise, the last has no end, and the host’s floor holds for each', () => {
  expect(
    said({
      ...PLAN,
      usagePrices: [
        {
          ...DATA,
          minSpend: '9.00',
          maxSpend: '5.00',
          tiers: [
            { upTo: '100 GB', price: '2.00' },
            { upTo: '90 GB', price: '1.19' },
          ],
        },
      ],
    }),
  ).toEqual([
    'usagePrices[0].minSpend: got "9.00"; allowed: at most maxSpend, 5.00',
    'usagePrices[0].tiers[1].upTo: got "90 GB"; allowed: nothing: the last tier has no end',
    'usagePrices[0].tiers[1].upTo: got "90 GB"; allowed: more than 100 GB, where the tier before it ends',
    'usagePrices[0].tiers[1].price: got "1.19": below the floor price that the host sets for data; allowed: at least 1.20 per GB, or an exemption in host.agreement.floorPrices',
  ]);
  expect(said({ ...PLAN, usagePrices: [{ ...DATA, tiers: [{ fee: '5.00' }] }] })).toHaveLength(1);
});

test('not with a pooled wallet, nor with a price that is spread over days', () => {
  const paths = (more: object) =>
    problems({ ...PLAN, bundles: [], ...more, usagePrices: [DATA] }).map(({ path }) => path);
  expect(paths({ wallet: { pooled: true } })).toEqual(['plans[0].wallet.pooled']);
  expect(paths({ recurring: { price: '31.00', spread: 'daily' } })).toEqual(['plans[0].recurring.spread']);
});
