import * as fc from 'fast-check';
import { CatalogueError } from '../../domain/catalogue/catalogue-error.js';
import { compileCatalogue, compilePlan, planId } from '../../domain/catalogue/compile.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { parseOperator, type Operator } from '../../domain/operator/operator.js';
import { cost, flatRate, isFree, lookupProfile } from '../../domain/rating/index.js';
import { isReward } from '../../domain/rewards/reward.js';
import { loadOperators } from '../../operators/load.js';
import { sample } from '../operator/samples.js';

const operators = loadOperators();
const [fieldworksDe, lilyCn, lilyGb] = operators as [Operator, Operator, Operator];

// Tests change files at will, beyond what types allow.
// oxlint-disable-next-line typescript/no-explicit-any
type File = any;

/** The operator of a changed sample; the change must keep it well-formed. */
function changed(id: string, change: (file: File) => void): Operator {
  const file: File = sample(id);
  change(file);
  const parsed = parseOperator(file);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, undefined, 2));
  return parsed.operator;
}

/** The sentences of all problems of a changed sample. */
function refusal(id: string, change: (file: File) => void): string[] {
  const file: File = sample(id);
  change(file);
  const parsed = parseOperator(file);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}  ${message}`);
}

/** Problems of a German plan with a traffic class, priced like all data, after a change. */
function inGermany(change: (plan: File) => void): string[] {
  return refusal('fieldworks-de', (file) => {
    file.plans[0].services.push({
      id: 'video',
      kind: 'data',
      ratingGroups: [2001],
      trafficClass: { content: 'application', name: 'Video' },
      price: '2.50',
      per: 'GB',
    });
    change(file.plans[0]);
  });
}

function service(plan: PlanVersion, id: string) {
  const index = plan.services.findIndex((candidate) => candidate.id === id);
  const found = plan.services[index]!;
  return {
    ...found,
    index,
    destination: (digits: string) => found.tariff.profiles[lookupProfile(found.tariff, digits)]?.destination,
    cost: (digits: string, units: number, at = '2026-10-20T10:00:00Z') =>
      cost(found.tariff, lookupProfile(found.tariff, digits), Date.parse(at), units),
  };
}

test('a bundle may be drawn in steps and block what lies behind it', () => {
  const file = structuredClone(lilyGb);
  const [, minutes] = file.plans[0]!.bundles;
  Object.assign(minutes!, { step: '60 s', blocking: true });
  expect(compilePlan(file, file.plans[0]!).buckets[1]).toMatchObject({ step: 60, blocking: true });
});

describe.each(operators.map((operator) => [operator.brand.name, operator] as const))(
  'plans of %s',
  (_, operator) => {
    const plans = compileCatalogue(operator);

    test('sell data, voice and messages under the agreed rating groups', () => {
      expect(plans.length).toBeGreaterThanOrEqual(2);
      for (const plan of plans) {
        const groups = new Map(
          plan.services.flatMap((s) => s.ratingGroups.map((group) => [group, s.kind] as const)),
        );
        expect(groups.get(1000)).toBe('data');
        expect(groups.get(100)).toBe('voice');
        expect(groups.get(200)).toBe('sms');
        expect(plan.classes.length).toBeLessThanOrEqual(36);
      }
    });

    test('carry emergency and freephone calls free, without any bucket', () => {
      for (const plan of plans) {
        const calls = service(plan, 'calls');
        const free = [
          ...operator.market.numberingPlan.emergencyNumbers,
          ...operator.market.numberingPlan.freephonePrefixes,
        ];
        expect(free.length).toBeGreaterThan(operator.market.numberingPlan.emergencyNumbers.length);
        for (const number of free) {
          const profile = lookupProfile(calls.tariff, number);
          expect(isFree(calls.tariff, profile)).toBe(true);
          const index = plan.classes.findIndex((c) => c.service === calls.index && c.profile === profile);
          expect(plan.buckets.some((bucket) => bucket.classes.includes(index))).toBe(false);
        }
      }
    });

    test('have exactly one wallet, last, for everything that costs something', () => {
      for (const plan of plans) {
        // What others fill comes behind.
        const own = plan.buckets.filter((bucket) => !isReward(bucket) && bucket.pool === undefined);
        const money = own.filter(({ unit }) => unit === 'money');
        expect(money).toEqual([own.at(-1)]);
        expect(plan.buckets.slice(0, own.length)).toEqual(own);
        expect(Math.max(...plan.buckets.map(({ priority }) => priority))).toBe(money[0]!.priority);
        const payable = plan.classes.flatMap((c, index) =>
          isFree(plan.services[c.service]!.tariff, c.profile) ? [] : [index],
        );
        expect(money[0]!.classes).toEqual(payable);
      }
    });

    test('are the same after a trip through JSON, and named by their content', () => {
      for (const plan of plans) {
        expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
        const { id, ...content } = plan;
        expect(planId(content)).toBe(id);
        expect(planId(Object.fromEntries(Object.entries(content).reverse()) as typeof content)).toBe(id);
      }
      expect(compileCatalogue(operator)).toEqual(plans);
    });
  },
);

describe('the starter plan of lily-gb', () => {
  const [starter] = compileCatalogue(lilyGb) as [PlanVersion];

  test('begins with allowances and falls back to money at a flat price', () => {
    expect(starter.buckets.map(({ id, unit, amount }) => [id, unit, amount])).toEqual([
      ['data-2gb', 'bytes', 2e9],
      ['minutes-200', 'seconds', 12_000],
      ['texts-200', 'messages', 200],
      ['wallet', 'money', 10_000_000],
      ['reward-data', 'bytes', 0],
      ['reward-minutes', 'seconds', 0],
      ['reward-messages', 'messages', 0],
      ['reward-credit', 'money', 0],
    ]);
    for (const { id, tariff } of starter.services) {
      tariff.profiles.forEach((_, profile) =>
        expect([id, flatRate(tariff, profile)]).toEqual([id, expect.anything()]),
      );
    }
  });

  test('costs what the file says', () => {
    expect(service(starter, 'internet').cost('', 1_000_000)).toBe(20_000);
    expect(service(starter, 'calls').cost('447700900123', 90)).toBe(150_000);
    // 15 p to connect, then every begun minute.
    expect(service(starter, 'calls').cost('449011234567', 61)).toBe(1_350_000);
    expect(service(starter, 'calls').cost('33123456789', 60)).toBe(350_000);
    expect(service(starter, 'texts').cost('447700900123', 3)).toBe(150_000);
  });

  test('sends a data session to the top-up page at the end, and ends calls', () => {
    expect(service(starter, 'internet').finalUnit).toEqual({
      action: 'REDIRECT',
      redirectUrl: lilyGb.brand.topUpUrl,
    });
    expect(service(starter, 'calls').finalUnit).toEqual({ action: 'TERMINATE' });
  });
});

test('a holiday, an evening and a weekend have their own price', () => {
  const shopper = compileCatalogue(lilyCn)[0]!;
  expect(service(shopper, 'calls').cost('12025550100', 60, '2026-10-01T04:00:00Z')).toBe(990_000);
  expect(service(shopper, 'calls').cost('12025550100', 60, '2026-10-08T04:00:00Z')).toBe(2_990_000);
  const endless = compileCatalogue(lilyGb)[1]!;
  const international = (at: string) => service(endless, 'calls').cost('33123456789', 60, at);
  expect(international('2026-10-20T10:00:00Z')).toBe(250_000);
  expect(international('2026-10-20T19:00:00Z')).toBe(150_000);
  expect(international('2026-10-24T10:00:00Z')).toBe(150_000);
});

describe('emergency numbers', () => {
  test('match exactly: longer numbers are ordinary calls', () => {
    const calls = service(compileCatalogue(lilyCn)[0]!, 'calls');
    expect(calls.destination('120')).toBe('emergency');
    // +1 202…: Washington.
    expect(calls.destination('12025550100')).toBe('international');
    expect(calls.destination('122')).toBe('emergency');
    expect(calls.destination('12255501000')).toBe('international');
  });

  test('that begin ordinary numbers demand a rate for those', () => {
    const problems = refusal('lily-gb', (file) => {
      file.market.numberingPlan.emergencyNumbers = ['112', '911'];
      file.plans[0].services[1].rates.pop();
    });
    expect(problems).toEqual([
      'plans[0].services[1].rates  missing: emergency number 911 also begins ordinary numbers (+911…), and no rate carries those; ' +
        'allowed: a rate for everything else: one without prefixes',
    ]);
  });
});

describe('the market decides on directional traffic', () => {
  test('China allows it, and it draws no bucket', () => {
    const shopper = compileCatalogue(lilyCn)[0]!;
    const video = service(shopper, 'video');
    expect(video.ratingGroups).toEqual([2001]);
    expect(isFree(video.tariff, 0)).toBe(true);
    expect(shopper.buckets.flatMap(({ classes }) => classes)).not.toContain(
      shopper.classes.findIndex((c) => c.service === video.index),
    );
  });

  test('Germany refuses it in any dress, says why, and offers the alternative', () => {
    const free = inGermany((plan) => {
      delete plan.services[3].price;
      delete plan.services[3].per;
      plan.services[3].free = true;
    });
    // The host's floor is a reason of its own.
    expect(free).toHaveLength(2);
    expect(free[1]).toMatch(
      /^plans\[0\]\.services\[3\]\.free {2}got true: data of certain content is free; the market forbids it \(Regulation/,
    );
    expect(free[1]).toMatch(
      /reward with data that any application can use: a bundle such as \{ id: data-reward, amount: 2 GB, services: \[internet\] \}$/,
    );
    expect(inGermany((plan) => (plan.services[3].price = '2.00'))).toEqual([
      expect.stringMatching(
        /^plans\[0\]\.services\[3\]\.price {2}got "2.00": data of certain content is cheaper/,
      ),
    ]);
    expect(
      inGermany((plan) => plan.bundles.push({ id: 'video-5gb', amount: '5 GB', services: ['video'] })),
    ).toEqual([
      expect.stringMatching(
        /^plans\[0\]\.bundles\[2\]\.services {2}got \["video"\]: a bundle for traffic of certain content only/,
      ),
    ]);
  });

  test('Germany has nothing against a traffic class that is treated like the rest', () => {
    expect(inGermany((plan) => (plan.bundles[0].services = ['internet', 'video']))).toEqual([]);
    expect(inGermany((plan) => (plan.services[3].price = '3.00'))).toEqual([]);
  });

  test('a market that nobody has reviewed refuses it', () => {
    const problems = refusal('lily-cn', (file) => delete file.market.policy.contentBasedZeroRating);
    expect(problems).toHaveLength(5);
    expect(problems[0]).toContain("the market's rules are unreviewed (nobody has reviewed this market yet)");
  });

  test('free data for everything is no directional traffic', () => {
    const operator = changed('lily-gb', (file) => {
      file.host.agreement.floorPrices = [];
      const [internet] = file.plans[0].services;
      delete internet.price;
      delete internet.per;
      internet.free = true;
      file.plans[0].bundles.shift();
    });
    expect(isFree(compileCatalogue(operator)[0]!.services[0]!.tariff, 0)).toBe(true);
  });
});

describe("the host's floor price", () => {
  // The floor is £5.00 a GB before tax: £0.006 a MB with 20 % VAT.
  test.each([
    ['0.006', 'MB', true],
    ['0.005999999', 'MB', false],
    ['6', 'GB', true],
    ['5.99', 'GB', false],
    ['6.442450944', 'GiB', true],
    ['6.442450943', 'GiB', false],
  ])('is compared exactly, before tax: %s per %s', (price, per, allowed) => {
    const problems = refusal('lily-gb', (file) => Object.assign(file.plans[0].services[0], { price, per }));
    expect(problems).toEqual(
      allowed
        ? []
        : [
            `plans[0].services[0].price  got "${price}": below the floor price that the host sets for data; ` +
              'allowed: at least 5.00 per GB before 20 % VAT, or an exemption in host.agreement.floorPrices',
          ],
    );
  });

  test('holds for every slot of every rate, and not for exempt destinations', () => {
    const problems = refusal('fieldworks-de', (file) => {
      file.host.agreement.floorPrices.push({
        service: 'voice',
        price: '0.10',
        per: 'min',
        exempt: ['national'],
      });
      file.plans[0].services[1].rates[3].slots[1].price = '0.01';
    });
    expect(problems.map((problem) => problem.split('  ')[0])).toEqual([
      'plans[0].services[1].rates[3].slots[1].price',
    ]);
  });
});

describe('what does not compile says why', () => {
  test.each<[string, (plan: File) => void, string]>([
    [
      'two services under one rating group',
      (plan) => (plan.services[2].ratingGroups = [100]),
      'services[2].ratingGroups[0]  got 100: plans[0].services[1].ratingGroups[0] has it too',
    ],
    [
      'one id for two services',
      (plan) => (plan.services[1].id = 'internet'),
      'services[1].id  got "internet": plans[0].services[0] has it too',
    ],
    ['no price', (plan) => delete plan.services[0].price, 'services[0]  got {}: nothing says what it costs'],
    [
      'two prices',
      (plan) => (plan.services[0].free = true),
      'services[0]  got ["free","price"]: it says more than once what it costs',
    ],
    [
      'a price per minute of data',
      (plan) => (plan.services[0].per = 'min'),
      'services[0].per  got "min": data is counted in bytes; allowed: B, kB, MB, GB, KiB, MiB, GiB',
    ],
    [
      'an increment of the wrong unit',
      (plan) => (plan.services[1].rates[0].increment = '1 kB'),
      'services[1].rates[0].increment  got "1 kB"',
    ],
    [
      'a bundle of the wrong unit',
      (plan) => (plan.bundles[0].amount = '200 min'),
      'bundles[0].services[0]  got "internet": "200 min" cannot pay for data',
    ],
    [
      'a bundle for a destination that does not exist',
      (plan) => (plan.bundles[1].destinations = ['nationl']),
      'bundles[1].destinations[0]  got "nationl": its services have no such destination (did you mean "national"?)',
    ],
    [
      'a bundle for what is free',
      (plan) => (plan.bundles[1].destinations = ['emergency']),
      'bundles[1].destinations[0]  got "emergency": nobody can draw from the bundle towards it',
    ],
    [
      'a draw step of the wrong unit',
      (plan) => (plan.bundles[1].step = '1 MB'),
      'bundles[1].step  got "1 MB"; allowed: a quantity of seconds',
    ],
    [
      'a draw step of nothing',
      (plan) => (plan.bundles[1].step = '0 s'),
      'bundles[1].step  got "0 s"; allowed: quantity such as "60 s"',
    ],
    [
      'a credit limit on prepaid',
      (plan) => (plan.wallet.creditLimit = '10'),
      'wallet.creditLimit  got "10": a prepaid plan has no credit',
    ],
    [
      'postpaid without any limit',
      (plan) => (plan.paymentMode = 'postpaid'),
      'wallet.creditLimit  missing: a postpaid plan needs a limit',
    ],
    [
      'filter rules without RESTRICT_ACCESS',
      (plan) => (plan.finalUnit = { action: 'TERMINATE', filterRules: ['x'] }),
      'finalUnit.filterRules  got ["x"]: it belongs to RESTRICT_ACCESS',
    ],
    [
      'RESTRICT_ACCESS without filter rules',
      (plan) => (plan.finalUnit = { action: 'RESTRICT_ACCESS' }),
      'finalUnit.filterRules  missing',
    ],
    [
      'a called number of data',
      (plan) => {
        const { price, per, ...rest } = plan.services[0];
        plan.services[0] = { ...rest, rates: [{ destination: 'any', prefixes: ['44'], price, per }] };
      },
      'services[0].rates[0].prefixes  got ["44"]: data has no called number',
    ],
    [
      'a traffic class of calls',
      (plan) => (plan.services[1].trafficClass = { content: 'category', name: 'Chat' }),
      'services[1].trafficClass  got {"content":"category","name":"Chat"}: only data has a traffic class',
    ],
    [
      'a smallest grant above the largest',
      (plan) => (plan.services[0].quota = { min: '2 GB', max: '1 GB' }),
      'services[0].quota.min  got "2 GB": the smallest grant of data is above the largest',
    ],
    [
      'two destinations with one prefix',
      (plan) => (plan.services[1].rates[1].prefixes = ['447']),
      'services[1].rates[1].prefixes[0]  got "447"',
    ],
  ])('%s', (_, change, sentence) => {
    const problems = refusal('lily-gb', (file) => change(file.plans[0]));
    expect(problems).toHaveLength(1);
    expect(problems[0]!.startsWith(`plans[0].${sentence}`) ? sentence : problems[0]).toBe(sentence);
  });

  test('too many destinations for an account item', () => {
    const problems = refusal('lily-gb', (file) => {
      const [first] = file.plans[0].services[1].rates;
      for (let index = 0; index < 1_000; index += 1) {
        file.plans[0].services[1].rates.push({
          ...first,
          destination: `d${index}`,
          prefixes: [`33${String(index).padStart(3, '0')}`],
        });
      }
    });
    expect(problems).toEqual([
      'plans[0].services  got 1011; allowed: at most 1000 destinations of all services in all zones',
    ]);
  });

  test('an operator made in code is checked like a file', () => {
    const operator = structuredClone(lilyGb);
    operator.plans[0]!.services[0]!.price = '0.0001';
    operator.plans[1]!.bundles[0]!.services = ['video'];
    expect(() => compileCatalogue(operator)).toThrow(CatalogueError);
    expect(() => compilePlan(operator, operator.plans[1]!, 'offering')).toThrow(
      /^offering\.bundles\[0\]\.services\[0\] {2}got "video"/,
    );
    try {
      compileCatalogue(operator);
    } catch (error) {
      expect((error as CatalogueError).problems.map(({ path }) => path)).toEqual([
        'plans[0].services[0].price',
        'plans[1].bundles[0].services[0]',
      ]);
    }
  });
});

const walletOf = ({ buckets }: PlanVersion) => buckets.find(({ id }) => id === 'wallet');

describe('money behind a plan', () => {
  const [field, office] = compileCatalogue(fieldworksDe) as [PlanVersion, PlanVersion];

  test('a credit limit is how far the wallet may go below zero', () => {
    expect(walletOf(field)).toMatchObject({ unit: 'money', amount: 0, floor: -25_000_000 });
  });

  test("without one, the market's cap against bill shock holds", () => {
    expect(walletOf(office)).toMatchObject({ unit: 'money', amount: 0, floor: -50_000_000 });
  });

  test('prepaid never goes below zero', () => {
    for (const plan of [...compileCatalogue(lilyGb), ...compileCatalogue(lilyCn)]) {
      expect(plan.buckets.every(({ floor }) => Object.is(floor, 0))).toBe(true);
    }
  });
});

test('quota policies come from the service, else from its kind', () => {
  const [field, office] = compileCatalogue(fieldworksDe) as [PlanVersion, PlanVersion];
  expect(service(field, 'internet').quota).toMatchObject({
    min: 50e6,
    max: 2e9,
    timersBelow: 2e9,
    growth: 4,
    holdingS: 1_800,
  });
  expect(service(office, 'internet').quota).toEqual({
    min: 20e6,
    max: 1e9,
    growth: 4,
    balanceDivisor: 10,
    thresholdPercent: 10,
    validityS: 7_200,
    holdingS: 1_800,
    timersBelow: 1e9,
    longValidityS: 86_400,
  });
  expect(service(office, 'calls').quota).toMatchObject({ min: 60, max: 3_600 });
  expect(service(office, 'texts').quota).toMatchObject({ min: 1, max: 1 });
});

test('anything that differs gives another version; nothing else does', () => {
  const [original] = compileCatalogue(lilyGb) as [PlanVersion];
  fc.assert(
    fc.property(
      fc.integer({ min: 6_000, max: 999_999 }),
      fc.integer({ min: 1, max: 9_999 }),
      (micros, minutes) => {
        const operator = changed('lily-gb', (file) => {
          file.plans[0].services[0].price = `0.${String(micros).padStart(6, '0')}`;
          file.plans[0].bundles[1].amount = `${minutes} min`;
        });
        const [version] = compileCatalogue(operator) as [PlanVersion];
        expect(version.id === original.id).toBe(micros === 20_000 && minutes === 200);
      },
    ),
    { numRuns: 20 },
  );
  const renamed = changed('lily-gb', (file) => (file.brand.name = 'Rose Mobile'));
  expect(compileCatalogue(renamed)[0]!.id).toBe(original.id);
});
