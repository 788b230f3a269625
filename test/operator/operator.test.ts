import * as fc from 'fast-check';
import { parseOperator, type OperatorFile, type Problem } from '../../domain/operator/operator.js';
import { loadOperators } from '../../operators/load.js';
import { sample } from './samples.js';

function problemsOf(data: unknown): readonly Problem[] {
  const parsed = parseOperator(data);
  return parsed.ok ? [] : parsed.problems;
}

function sentences(data: unknown): string[] {
  return problemsOf(data).map(({ path, message }) => `${path}  ${message}`);
}

/** Ways to break a file in one place, independent of one another, each with the path of the problem it makes. */
const BREAKAGES: readonly { readonly path: string; readonly break: (file: Broken) => void }[] = [
  { path: 'brand.id', break: (file) => (file.brand.id = 'Lily!') },
  { path: 'brand.ownerKind', break: (file) => (file.brand.ownerKind = 'shop') },
  { path: 'brand.theme.primary', break: (file) => (file.brand.theme.primary = 'purple') },
  { path: 'brand.locales[0]', break: (file) => (file.brand.locales[0] = 'english') },
  { path: 'brand.topUpUrl', break: (file) => (file.brand.topUpUrl = 'http://lily.example') },
  { path: 'brand.colour', break: (file) => (file.brand.colour = '#fff') },
  { path: 'market.country', break: (file) => (file.market.country = 'UK') },
  { path: 'market.currency', break: (file) => (file.market.currency = 'GPB') },
  { path: 'market.timeZone', break: (file) => (file.market.timeZone = 'Europe/Londn') },
  { path: 'market.numberingPlan.mcc', break: (file) => (file.market.numberingPlan.mcc = 234) },
  { path: 'market.policy.identity', break: (file) => delete file.market.policy.identity },
  {
    path: 'market.policy.contentBasedZeroRating.rule',
    break: (file) => (file.market.policy.contentBasedZeroRating.rule = 'yes'),
  },
  { path: 'host.name', break: (file) => (file.host.name = '') },
  { path: 'host.agreement.noticeDays', break: (file) => (file.host.agreement.noticeDays = -1) },
  {
    path: 'host.agreement.effectiveFrom',
    break: (file) => (file.host.agreement.effectiveFrom = '2026-02-30'),
  },
  {
    path: 'host.agreement.floorPrices[2]',
    break: (file) => (file.host.agreement.floorPrices[2] = 'none'),
  },
  { path: 'plans[0].name', break: (file) => delete file.plans[0].name },
  { path: 'plans[0].paymentMode', break: (file) => (file.plans[0].paymentMode = 'later') },
  {
    path: 'plans[0].services[1].rates[1].price',
    break: (file) => (file.plans[0].services[1].rates[1].price = '0,60'),
  },
  // Below the host's floor, in the same service as nothing else that is broken.
  { path: 'plans[0].services[0].price', break: (file) => (file.plans[0].services[0].price = '0.001') },
  {
    path: 'plans[0].services[2].ratingGroups[0]',
    break: (file) => (file.plans[0].services[2].ratingGroups[0] = 100),
  },
  {
    path: 'plans[0].bundles[0].services[0]',
    break: (file) => (file.plans[0].bundles[0].services[0] = 'interet'),
  },
  { path: 'plans[0].bundles[1].amount', break: (file) => (file.plans[0].bundles[1].amount = '200min.') },
  { path: 'plans[0].wallet.startingCredit', break: (file) => (file.plans[0].wallet.startingCredit = '1e3') },
  { path: 'plans[1].id', break: (file) => (file.plans[1].id = '') },
  { path: 'plans[1].bundles[0].id', break: (file) => (file.plans[1].bundles[0].id = 'wallet') },
  {
    path: 'plans[1].services[2].rates[0].destination',
    break: (file) => (file.plans[1].services[2].rates[0].destination = 'emergency'),
  },
  { path: 'plans[1].services[0].qouta', break: (file) => (file.plans[1].services[0].qouta = {}) },
  { path: 'plans[2].recurring.unit', break: (file) => (file.plans[2].recurring.unit = 'year') },
  {
    path: 'plans[2].zones[0].services[0].asHome',
    break: (file) => (file.plans[2].zones[0].services[0].asHome = 'yes'),
  },
  {
    path: 'plans[2].bundles[0].rollover.periods',
    break: (file) => (file.plans[2].bundles[0].rollover.periods = 0),
  },
  { path: 'plans[2].caps[0].limit', break: (file) => (file.plans[2].caps[0].limit = 'fifty') },
  { path: 'plans[2].caps[1].purpose', break: (file) => (file.plans[2].caps[1].purpose = 'fair') },
  { path: 'plans[2].advance.fee', break: (file) => (file.plans[2].advance.fee = '-1') },
  { path: 'addOns[0].until', break: (file) => (file.addOns[0].until = 'night') },
  {
    path: 'addOns[1].bundles[0].times[0].to',
    break: (file) => (file.addOns[1].bundles[0].times[0].to = '25:00'),
  },
  { path: 'addOns[2].plans[0]', break: (file) => (file.addOns[2].plans[0] = 'montly') },
  { path: 'host.zones[0].networks[2]', break: (file) => (file.host.zones[0].networks[2] = '20-801') },
  { path: 'payments.providers[0]', break: (file) => (file.payments.providers[0] = 'strpe') },
  { path: 'payments.topUps.smallest', break: (file) => (file.payments.topUps.smallest = '0') },
  {
    path: 'market.policy.payments.disputeLost',
    break: (file) => (file.market.policy.payments.disputeLost = 'hold'),
  },
  { path: 'seeds.plans[0].weight', break: (file) => (file.seeds.plans[0].weight = 0) },
  { path: 'seeds.wallets[1]', break: (file) => (file.seeds.wallets[1] = -5) },
  { path: 'secrets', break: (file) => (file.secrets = {}) },
];

// The point of these tests is to break types.
// oxlint-disable-next-line typescript/no-explicit-any
type Broken = any;

describe('operator file', () => {
  test.each(loadOperators().map((operator) => [operator.brand.name, operator] as const))(
    '%s is read, and what was read reads the same again',
    (_, operator) => {
      expect(parseOperator(structuredClone(operator))).toEqual({ ok: true, operator });
    },
  );

  test.each(BREAKAGES.map((breakage) => [breakage.path, breakage] as const))(
    'a broken %s is one problem, there',
    (path, breakage) => {
      const file = sample('lily-gb');
      breakage.break(file);
      expect(problemsOf(file).map((problem) => problem.path)).toEqual([path]);
    },
  );

  test('n independent mistakes are n problems, reported together', () => {
    fc.assert(
      fc.property(fc.subarray([...BREAKAGES]), (breakages) => {
        const file = sample('lily-gb');
        for (const breakage of breakages) breakage.break(file);
        const paths = problemsOf(file).map(({ path }) => path);
        expect(paths.toSorted()).toEqual(breakages.map(({ path }) => path).toSorted());
      }),
      { numRuns: 100 },
    );
  });

  test('a problem has the path, the value and what is allowed', () => {
    const file = sample('lily-gb') as Broken;
    file.plans[0].services[1].rates[0].price = '0,10';
    file.plans[0].bundles[0].services[0] = 'interet';
    file.payments.providers[0] = 'strpe';
    file.market.currency = 'GBPP';
    file.plans[0].services[0].prce = 1;
    expect(sentences(file)).toEqual([
      expect.stringMatching(/^market\.currency {2}got "GBPP"; allowed: ISO 4217 currency code such as "GBP"/),
      expect.stringMatching(
        /^plans\[0\]\.services\[0\]\.prce {2}got 1: there is no such key \(did you mean "price"\?\); allowed: id, kind/,
      ),
      expect.stringMatching(
        /^plans\[0\]\.services\[1\]\.rates\[0\]\.price {2}got "0,10"; allowed: decimal string such as "0\.10"/,
      ),
      expect.stringMatching(
        /^payments\.providers\[0\] {2}got "strpe"; allowed: .*\(did you mean "stripe"\?\)$/,
      ),
      'plans[0].bundles[0].services[0]  got "interet": no service of this plan has this id (did you mean "internet"?); ' +
        'allowed: internet, calls, texts',
    ]);
  });

  test('nothing, a list, a text: refused in words', () => {
    expect(sentences(null)).toEqual(['  got null; allowed: a mapping of keys to values']);
    expect(sentences([])).toEqual(['  got []; allowed: a mapping of keys to values']);
    expect(sentences({})).toEqual(
      ['brand', 'market', 'host']
        .map((key) => `${key}  missing; allowed: a mapping of keys to values`)
        .concat('plans  missing; allowed: list of at least one plan'),
    );
  });

  test('numbers are taken for decimals where they are exact', () => {
    const file = sample('lily-gb') as Broken;
    file.plans[0].services[0].price = 0.1;
    expect(parseOperator(file)).toMatchObject({
      ok: true,
      operator: { plans: [{ services: [{ price: '0.1' }, {}, {}] }, {}, {}] },
    });
    file.plans[0].services[0].price = 1e-10;
    expect(problemsOf(file)).toMatchObject([{ path: 'plans[0].services[0].price', value: 1e-10 }]);
  });

  describe('joint venture', () => {
    test('shares add up to exactly 100', () => {
      expect(
        sentences({ ...sample('lily-cn'), jointVenture: venture('33.333333', '33.333333', '33.333334') }),
      ).toEqual([]);
      expect(sentences({ ...sample('lily-cn'), jointVenture: venture('33.3', '33.3', '33.3') })).toEqual([
        'jointVenture.partners  got ["33.3","33.3","33.3"]: they add up to 99.9; allowed: shares that add up to exactly 100',
      ]);
    });

    test('any split of 100 is accepted, and no other', () => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: 40_000_000 }), { minLength: 1, maxLength: 6 }),
          fc.integer({ min: -1, max: 1 }),
          (parts, off) => {
            const rest = 100_000_000 - parts.reduce((sum, part) => sum + part, 0) + off;
            fc.pre(rest >= 0 && rest <= 100_000_000);
            const shares = [...parts, rest].map((millionths) =>
              BigInt(millionths) === 0n ? '0' : asPercent(millionths),
            );
            const paths = problemsOf({ ...sample('lily-cn'), jointVenture: venture(...shares) }).map(
              ({ path }) => path,
            );
            expect(paths).toEqual(off === 0 ? [] : ['jointVenture.partners']);
          },
        ),
        { numRuns: 50 },
      );
    });
  });

  test('what belongs together is checked across sections', () => {
    const file = sample('lily-gb') as Broken;
    file.host.agreement.wholesaleRates = file.host.agreement.wholesaleRates.filter(
      (rate: Broken) => rate.service !== 'sms',
    );
    file.host.agreement.wholesaleRates[1].per = 'MB';
    file.host.agreement.floorPrices[0].per = 'min';
    file.market.numberingPlan.nationalNumberLength = 14;
    file.seeds.plans[1].plan = 'starter';
    file.plans[1].id = 'starter';
    file.payments.providers = ['stripe', 'stripe'];
    expect(problemsOf(file).map(({ path }) => path)).toEqual([
      'market.numberingPlan.nationalNumberLength',
      'host.agreement.wholesaleRates[1].per',
      'host.agreement.floorPrices[0].per',
      'host.agreement.wholesaleRates',
      'plans[1].id',
      'payments.providers[1]',
      'seeds.plans[1].plan',
    ]);
  });

  test('what is malformed hides nothing that stands beside it', () => {
    const file = sample('lily-gb') as Broken;
    file.seeds.plans[0].weight = 0;
    file.seeds.plans[1].plan = 'startr';
    file.seeds.subscribers = '2000';
    file.payments.providers = ['strpe', 'adyen', 'adyen'];
    file.host.agreement.wholesaleRates = [
      { ...file.host.agreement.wholesaleRates[0], price: '-1' },
      { ...file.host.agreement.wholesaleRates[1], per: 'MB' },
      file.host.agreement.wholesaleRates[1],
    ];
    file.jointVenture = {
      partners: [
        { id: 'a', name: 'A', kind: 'host', sharePercent: '120' },
        { id: 'a', name: 'B', kind: 'retailer', sharePercent: '50' },
      ],
    };
    expect(
      problemsOf(file)
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual([
      'host.agreement.wholesaleRates',
      'host.agreement.wholesaleRates[0].price',
      'host.agreement.wholesaleRates[1].per',
      'host.agreement.wholesaleRates[2].service',
      'jointVenture.partners[0].sharePercent',
      'jointVenture.partners[1].id',
      'payments.providers[0]',
      'payments.providers[2]',
      'seeds.plans[0].weight',
      'seeds.plans[1].plan',
      'seeds.subscribers',
    ]);
  });

  test('the smallest top-up is something, the largest no less', () => {
    const file = sample('lily-gb') as Broken;
    file.payments.topUps = { smallest: '10.00', largest: '9.99' };
    expect(sentences(file)).toEqual([
      'payments.topUps.largest  got "9.99"; allowed: at least the smallest, 10.00',
    ]);
    file.payments.topUps = { smallest: '0.00', largest: '0.00' };
    expect(sentences(file)).toEqual(['payments.topUps.smallest  got "0.00"; allowed: an amount above zero']);
    file.payments.topUps = { smallest: '10.00', largest: '10.00' };
    expect(sentences(file)).toEqual([]);
    delete file.payments.topUps.largest;
    expect(problemsOf(file).map(({ path }) => path)).toEqual(['payments.topUps.largest']);
  });

  test('of disputes and refunds a market need say only what it wants otherwise, and why', () => {
    const policyOf = (payments: unknown) => {
      const file = sample('lily-gb') as Broken;
      file.market.policy.payments = payments;
      const parsed = parseOperator(file);
      return parsed.ok ? parsed.operator.market.policy.payments : parsed.problems.map(({ path }) => path);
    };
    const defaults = { disputeOpened: 'hold', disputeLost: 'suspend', belowZero: 'none' };
    expect(policyOf(undefined)).toEqual({ ...defaults, source: 'nobody has reviewed this market yet' });
    expect(policyOf({ belowZero: 'suspend', source: 'our terms' })).toEqual({
      ...defaults,
      belowZero: 'suspend',
      source: 'our terms',
    });
    expect(policyOf({ belowZero: 'suspend' })).toEqual(['market.policy.payments.source']);
  });

  test('a numbering plan too small for its seeds is refused', () => {
    const file = sample('lily-gb') as Broken;
    file.market.numberingPlan.mobilePrefixes = ['7700900'];
    expect(sentences(file)).toEqual([
      'market.numberingPlan.mobilePrefixes  got ["7700900"]; allowed: prefixes with room for the 1200 subscribers of seeds (these have room for 1000)',
    ]);
  });
});

function asPercent(millionths: number): string {
  const text = String(millionths).padStart(7, '0');
  return `${text.slice(0, -6)}.${text.slice(-6)}`;
}

function venture(...shares: readonly string[]): OperatorFile['jointVenture'] {
  return {
    partners: shares.map((sharePercent, index) => ({
      id: `p${index}`,
      name: 'P',
      kind: 'investor',
      sharePercent,
    })),
  };
}
