/** What a plan can be, from the file to the compiled version; and what is refused. */
import { compileCatalogue } from '../../domain/catalogue/compile.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { timeWindows } from '../../domain/catalogue/time-windows.js';
import { viewPlan } from '../../domain/catalogue/view-plan.js';
import { parseOperator } from '../../domain/operator/operator.js';
import { isFree } from '../../domain/rating/index.js';
import { sample } from '../operator/samples.js';

// Tests change files at will, beyond what types allow.
// oxlint-disable-next-line typescript/no-explicit-any
type File = any;

const INTERNET = { id: 'internet', kind: 'data', ratingGroups: [1000], price: '0.02', per: 'MB' };
const CALLS = {
  id: 'calls',
  kind: 'voice',
  ratingGroups: [100],
  rates: [
    { destination: 'national', prefixes: ['44'], price: '0.10' },
    { destination: 'international', price: '0.35' },
  ],
};
const TEXTS = { id: 'texts', kind: 'sms', ratingGroups: [200], price: '0.05' };
const MONTH = { price: '60.00' };

/** lily-gb without rewards, with one plan of data, calls and messages, changed. */
function file(plan: object, operator: object = {}): File {
  return {
    ...(sample('lily-gb') as File),
    addOns: [],
    seeds: undefined,
    rewards: undefined,
    loyalty: undefined,
    plans: [
      { id: 'test', name: 'Test', paymentMode: 'prepaid', services: [INTERNET, CALLS, TEXTS], ...plan },
    ],
    ...operator,
  };
}

function compile(plan: object, operator: object = {}): PlanVersion {
  const parsed = parseOperator(structuredClone(file(plan, operator)));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, undefined, 2));
  return compileCatalogue(parsed.operator)[0]!;
}

function problems(plan: object, operator: object = {}): string[] {
  const parsed = parseOperator(structuredClone(file(plan, operator)));
  return parsed.ok
    ? []
    : parsed.problems.map(({ path, message }) => `${path.replace('plans[0].', '')}  ${message}`);
}

const bucket = (plan: PlanVersion, id: string) => plan.buckets.find((candidate) => candidate.id === id)!;
const counter = (plan: PlanVersion, id: string) => plan.counters!.find((candidate) => candidate.id === id)!;

/** Classes by name, as views show them. */
function names(plan: PlanVersion, classes: readonly number[]): string[] {
  return classes.map((index) => {
    const { service, profile } = plan.classes[index]!;
    const { id, zone, tariff } = plan.services[service]!;
    return `${zone === undefined ? '' : `${plan.zones![zone]!.id}:`}${id}/${tariff.profiles[profile]!.destination}`;
  });
}

describe('a price that recurs', () => {
  test.each([
    [{ price: '10.00' }, { every: 1, unit: 'month', anchor: 'activation' }],
    [
      { price: '10.00', every: 12 },
      { every: 12, unit: 'month', anchor: 'activation' },
    ],
    [
      { price: '10.00', anchor: { dayOfMonth: 31 } },
      { every: 1, unit: 'month', anchor: { dayOfMonth: 31 } },
    ],
    [
      { price: '1.00', unit: 'week', anchor: { weekday: 'mon' } },
      { every: 1, unit: 'week', anchor: { weekday: 1 } },
    ],
    [
      { price: '1.00', every: 28, unit: 'day' },
      { every: 28, unit: 'day', anchor: 'activation' },
    ],
    [
      { price: '1.00', spread: 'daily' },
      { every: 1, unit: 'day', anchor: 'activation' },
    ],
  ])('%j', (recurring, cycle) => {
    expect(compile({ recurring }).recurring!.charge).toMatchObject({
      cycle: { ...cycle, timeZone: 'Europe/London' },
      priceMicros: Number(recurring.price) * 1e6,
      roundToMicros: 10_000,
    });
  });

  test('with a trial, proration, grace and a step', () => {
    const recurring = {
      ...MONTH,
      trial: { days: 14 },
      proration: 'thirty-day-months',
      due: 'in-arrears',
      graceDays: 3,
      roundTo: '0.1',
    };
    expect(compile({ recurring }).recurring).toMatchObject({
      graceDays: 3,
      charge: {
        trial: { days: 14 },
        proration: 'thirty-day-months',
        due: 'in-arrears',
        roundToMicros: 100_000,
      },
    });
  });

  test.each([
    [{ price: '1.00', every: 121 }, 'recurring.every  got 121; allowed: whole number from 1 to 120'],
    [{ price: '1.00', every: 0 }, 'recurring.every  got 0; allowed: whole number from 1 to 3660'],
    [
      { price: '1.00', unit: 'week', anchor: { dayOfMonth: 1 } },
      'recurring.anchor  got {"dayOfMonth":1}; allowed: "activation" or { weekday: 0–6 (0 = Sunday) }',
    ],
    [
      { price: '1.00', unit: 'day', proration: 'thirty-day-months' },
      'recurring.proration  got "thirty-day-months"; allowed: days or none, unless the cycle counts months',
    ],
    [
      { price: '1.00', every: 2, spread: 'daily' },
      'recurring.spread  got "daily": it says already that a calendar month is charged by its days; ' +
        'allowed: nothing beside it but price, trial, graceDays and roundTo',
    ],
    [
      { price: '1.00', trial: { days: 1, periods: 1 } },
      'recurring.trial  got {"days":1,"periods":1}; allowed: { days: 1 to 3660 } or { periods: 1 to 120 }',
    ],
  ])('refused: %j', (recurring, problem) => {
    expect(problems({ recurring })).toEqual([problem]);
  });
});

describe('bundles', () => {
  const bundles = (bundle: object) => ({ recurring: MONTH, bundles: [{ id: 'b', ...bundle }] });

  test.each([
    [
      { amount: '10 GB', services: ['internet'], renews: true, rollover: { periods: 2, max: '20 GB' } },
      { unit: 'bytes', amount: 10e9, renews: { periods: 2, max: 20e9 } },
    ],
    [{ amount: '10 GB', services: ['internet'], renews: true }, { renews: { periods: 0 } }],
    [
      { unlimited: true, services: ['calls'] },
      { unit: 'seconds', amount: 2 ** 50, unlimited: true },
    ],
    [
      { pooled: true, services: ['texts'] },
      { unit: 'messages', amount: 0, pooled: true },
    ],
    [{ amount: '500 points' }, { unit: 'points', amount: 500, classes: [] }],
  ])('%j', (bundle, expected) => {
    expect(bucket(compile(bundles(bundle)), 'b')).toMatchObject(expected);
  });

  test('a pot counts parts so small that every conversion is whole', () => {
    const plan = compile(
      bundles({
        amount: '1000 points',
        renews: true,
        rollover: { periods: 1, max: '10 points' },
        pot: [
          { services: ['calls'], destinations: ['national'], points: '1', per: 'min' },
          { services: ['calls'], points: '3', per: 'min' },
          { services: ['internet'], points: '0.5', per: 'MB' },
          { services: ['texts'], points: '1', per: 'message' },
        ],
      }),
    );
    const pot = bucket(plan, 'b');
    // Sixtieths for seconds, two millionths for bytes.
    expect(pot).toMatchObject({
      unit: 'points',
      scale: 6_000_000,
      amount: 6e9,
      renews: { periods: 1, max: 6e7 },
    });
    expect(names(plan, pot.classes)).toEqual([
      'internet/any',
      'calls/national',
      'calls/international',
      'texts/any',
    ]);
    expect(pot.classes.map((index) => pot.perUnit![index])).toEqual([3, 100_000, 300_000, 6_000_000]);
  });

  test.each([
    [
      [{ weekDays: ['mon'], from: '22:00', to: '06:00' }],
      [
        { weekDays: [2], fromS: 0, toS: 21_600 },
        { weekDays: [1], fromS: 79_200, toS: 86_400 },
      ],
    ],
    [[{ weekDays: ['sat'], from: '12:00', to: '00:00' }], [{ weekDays: [6], fromS: 43_200, toS: 86_400 }]],
    [
      [
        { weekDays: ['sat'], from: '08:00', to: '12:00' },
        { weekDays: ['sat', 'sun'], from: '10:00', to: '18:00' },
      ],
      [
        { weekDays: [6], fromS: 28_800, toS: 64_800 },
        { weekDays: [0], fromS: 36_000, toS: 64_800 },
      ],
    ],
    [[{ from: '00:00', to: '24:00' }], [{ weekDays: [0, 1, 2, 3, 4, 5, 6], fromS: 0, toS: 86_400 }]],
  ])('times %j lie within days and do not overlap', (times, windows) => {
    expect(timeWindows(times as Parameters<typeof timeWindows>[0])).toEqual(windows);
    expect(bucket(compile(bundles({ amount: '1 GB', services: ['internet'], times })), 'b').windows).toEqual(
      windows,
    );
  });

  test.each([
    [
      { services: ['internet'] },
      'bundles[0].amount  missing; allowed: exactly one of amount, unlimited, pooled',
    ],
    [
      { amount: '1 GB', unlimited: true, services: ['internet'] },
      'bundles[0]  got ["amount","unlimited"]; allowed: exactly one of amount, unlimited, pooled',
    ],
    [{ amount: '1 GB' }, 'bundles[0].services  missing; allowed: list of at least one service id'],
    [
      { unlimited: true, services: ['internet', 'calls'] },
      'bundles[0].services[1]  got "calls": a bundle of bytes cannot pay for voice, which is counted in seconds; ' +
        'allowed: services counted in bytes',
    ],
    [
      { amount: '5 points', services: ['internet'] },
      'bundles[0].services  got ["internet"]: points pay at a conversion only; allowed: pot: [{ services, points, per }]',
    ],
    [
      { amount: '5 points', pot: [{ services: ['calls'], points: '1', per: 'MB' }] },
      'bundles[0].pot[0].per  got "MB": calls is counted in seconds; allowed: s, min, h',
    ],
    [
      { amount: '5 points', pot: [{ services: ['calls'], points: '0', per: 'min' }] },
      'bundles[0].pot[0].points  got "0": it would be free; allowed: more than 0',
    ],
    [
      { amount: '9000000000 points', pot: [{ services: ['internet'], points: '0.1', per: 'MB' }] },
      'bundles[0].pot  got ["0.1 per MB"]: their smallest common part is 1/10000000 of a point, and 9000000000 points ' +
        'are too many of it to count; allowed: rounder conversions, or fewer points',
    ],
    [
      { amount: '1 GB', services: ['internet'], rollover: { periods: 1 } },
      'bundles[0].rollover  got {"periods":1}: it never renews; allowed: nothing, or renews: true beside it',
    ],
    [
      { amount: '1 GB', services: ['internet'], renews: true, rollover: { periods: 1, max: '5 min' } },
      'bundles[0].rollover.max  got "5 min"; allowed: a quantity of bytes',
    ],
    [
      { amount: '1 GB', services: ['internet'], renews: true, validity: '30 days' },
      'bundles[0].validity  got "30 days": a bundle that renews is good until its period ends; allowed: nothing',
    ],
    [
      { amount: '1 GB', services: ['internet'], times: [{ from: '08:00', to: '08:00' }] },
      'bundles[0].times[0]  got {"from":"08:00","to":"08:00"}: it is empty; allowed: a time that ends after it begins; ' +
        'the whole day is from "00:00" to "24:00"',
    ],
    [
      { amount: '1 GB', services: ['internet'], zones: ['home', 'eu'] },
      'bundles[0].zones[1]  got "eu": the plan cannot be used in such a zone; allowed: home',
    ],
  ])('refused: %j', (bundle, problem) => {
    expect(problems(bundles(bundle))).toEqual([problem]);
  });

  test('nothing renews where nothing recurs', () => {
    expect(
      problems({ bundles: [{ id: 'b', amount: '1 GB', services: ['internet'], renews: true }] }),
    ).toEqual([
      'bundles[0].renews  got true: the plan has no period to renew with; allowed: nothing, or recurring in what gives it',
    ]);
  });
});

describe('add-ons', () => {
  const GIVES = [{ id: 'more', amount: '5 GB', services: ['internet'] }];
  const addOns = (...list: object[]) => ({ addOns: list.map((addOn) => ({ name: 'More', ...addOn })) });

  test('are sold with the plans they name, and give their own buckets', () => {
    const plan = compile(
      {},
      addOns(
        { id: 'week', price: '5.00', validity: '7 days', bundles: GIVES },
        { id: 'day', price: '1.00', until: 'day', bundles: [{ ...GIVES[0], id: 'today' }] },
        {
          id: 'monthly',
          recurring: { price: '3.00', trial: { periods: 1 }, graceDays: 2 },
          most: 2,
          bundles: [{ ...GIVES[0], id: 'each-month', renews: true }],
        },
      ),
    );
    expect(plan.addOns).toMatchObject([
      { id: 'week', priceMicros: 5e6, validityS: 604_800 },
      { id: 'day', priceMicros: 1e6, until: 'day' },
      {
        id: 'monthly',
        priceMicros: 0,
        most: 2,
        recurring: { graceDays: 2, charge: { priceMicros: 3e6, trial: { periods: 1 } } },
      },
    ]);
    expect(plan.buckets).toMatchObject([
      { id: 'more', givenBy: { addOn: 0 }, validityS: 604_800 },
      { id: 'today', givenBy: { addOn: 1 } },
      { id: 'each-month', givenBy: { addOn: 2 }, renews: { periods: 0 } },
      { id: 'wallet' },
    ]);
    expect(viewPlan(plan).buckets[0]).toMatchObject({ givenBy: { addOn: 'week' } });
    const other = { id: 'other', name: 'Other', paymentMode: 'prepaid', services: [INTERNET] };
    const shared = file({}, addOns({ id: 'week', plans: ['other'], bundles: GIVES }));
    shared.plans.push(other);
    const parsed = parseOperator(shared);
    expect(parsed.ok && compileCatalogue(parsed.operator).map((each) => each.addOns?.length)).toEqual([
      undefined,
      1,
    ]);
  });

  test.each([
    [
      { id: 'a', plans: ['tset'], bundles: GIVES },
      'addOns[0].plans[0]  got "tset": no plan has this id; allowed: test',
    ],
    [
      { id: 'a', bundles: [{ ...GIVES[0], services: ['intranet'] }] },
      'addOns[0].bundles[0].services[0]  got "intranet": no service of this plan has this id (did you mean "internet"?); ' +
        'allowed: internet, calls, texts',
    ],
    [
      { id: 'a', validity: '7 days', until: 'day', bundles: GIVES },
      'addOns[0]  got ["validity","until"]: it ends in more than one way; allowed: at most one of validity, until, recurring',
    ],
    [
      { id: 'a', price: '1.00', recurring: { price: '1.00' }, bundles: [{ ...GIVES[0], renews: true }] },
      'addOns[0].price  got "1.00": what recurs is paid by recurring.price; allowed: nothing',
    ],
    [
      { id: 'a', recurring: { price: '1.00' }, bundles: GIVES },
      'addOns[0].recurring  got "1.00": it would cost something each period and give nothing; ' +
        'allowed: renews: true in at least one of its bundles',
    ],
    [
      { id: 'a', until: 'day', bundles: [{ ...GIVES[0], validity: '2 days' }] },
      'addOns[0].bundles[0].validity  got "2 days": the add-on says already how long it is good: day; allowed: nothing',
    ],
    [
      { id: 'a', bundles: [{ ...GIVES[0], id: 'wallet' }] },
      `addOns[0].bundles[0].id  got "wallet": the plan's wallet has it too; allowed: an id that no other bundle of the plan has`,
    ],
  ])('refused: %j', (addOn, problem) => {
    expect(problems({}, addOns(addOn))).toEqual([problem]);
  });
});

describe('caps', () => {
  const caps = (...list: object[]) => ({ caps: list });
  const VIDEO = {
    id: 'video',
    kind: 'data',
    ratingGroups: [2001],
    trafficClass: { content: 'application', name: 'Video', sponsor: 'studio' },
    free: true,
  };
  const ALLOWED = (() => {
    const { market, host } = sample('lily-gb') as File;
    return {
      market: {
        ...market,
        policy: { ...market.policy, contentBasedZeroRating: { rule: 'allow', source: 's' } },
      },
      host: { ...host, agreement: { ...host.agreement, floorPrices: [] } },
    };
  })();

  test.each([
    [
      { purpose: 'spending-cap', limit: '10.00' },
      { unit: 'money', limit: 10e6, period: 'month', notices: [50, 80, 100], atLimit: 'stop' },
      ['internet/any', 'calls/national', 'calls/international', 'texts/any'],
    ],
    [
      { purpose: 'fair-use', limit: '100 GB' },
      { unit: 'bytes', limit: 100e9, period: 'month', notices: [80, 100], atLimit: 'throttle' },
      ['internet/any'],
    ],
    [
      {
        purpose: 'volume-cap',
        limit: '600 min',
        destinations: ['national'],
        perMember: true,
        liftable: true,
      },
      { unit: 'seconds', limit: 36_000, atLimit: 'stop', perMember: true, liftable: true },
      ['calls/national'],
    ],
    [
      { purpose: 'volume-cap', limit: '5 GB', atLimit: 'notify', notices: [90], period: 'day' },
      { period: 'day', notices: [90], atLimit: 'notify' },
      ['internet/any'],
    ],
  ])('%j', (cap, expected, counted) => {
    const plan = compile(caps({ id: 'c', ...cap }));
    expect(counter(plan, 'c')).toMatchObject(expected);
    expect(names(plan, counter(plan, 'c').classes)).toEqual(counted);
  });

  test('follow the period of a plan that has one', () => {
    const plan = compile({ recurring: MONTH, ...caps({ id: 'c', purpose: 'fair-use', limit: '1 GB' }) });
    expect(counter(plan, 'c').period).toBe('cycle');
  });

  test('a day pack grants a bucket for what it counts', () => {
    const plan = compile(
      caps({
        id: 'c',
        purpose: 'day-pack',
        limit: '1.00',
        services: ['internet'],
        grants: { id: 'pack', amount: '800 MB' },
      }),
    );
    expect(counter(plan, 'c')).toMatchObject({ period: 'day', notices: [], atLimit: 'grant', unit: 'money' });
    expect(bucket(plan, 'pack')).toMatchObject({ unit: 'bytes', amount: 800e6, givenBy: { counter: 0 } });
    expect(names(plan, bucket(plan, 'pack').classes)).toEqual(['internet/any']);
    expect(viewPlan(plan).buckets[0]).toMatchObject({ givenBy: { cap: 'c' } });
  });

  test('sponsored traffic counts where the cap says so, paid by a bucket without end', () => {
    const services = [INTERNET, VIDEO, CALLS];
    const cap = { id: 'c', purpose: 'volume-cap', limit: '40 GB' };
    const all = compile({ services, ...caps({ ...cap, countsSponsored: true }) }, ALLOWED);
    expect(names(all, counter(all, 'c').classes)).toEqual(['internet/any', 'video/any']);
    expect(bucket(all, 'unlimited-bytes')).toMatchObject({ unlimited: true, amount: 2 ** 50, priority: 0 });
    expect(names(all, bucket(all, 'unlimited-bytes').classes)).toEqual(['video/any']);
    expect(all.sponsors).toEqual({ 1: 'studio' });
    const own = compile({ services, ...caps(cap) }, ALLOWED);
    expect(names(own, counter(own, 'c').classes)).toEqual(['internet/any']);
    expect(own.buckets.map(({ id }) => id)).toEqual(['wallet']);
    const told = compile(
      { services, ...caps({ ...cap, countsSponsored: true, atLimit: 'notify' }) },
      ALLOWED,
    );
    expect(told.buckets.map(({ id }) => id)).toEqual(['wallet']);
  });

  test('never count emergency calls, freephone or helplines, and helplines are not itemised', () => {
    const calls = {
      ...CALLS,
      rates: [{ destination: 'national', prefixes: ['44'], free: true }, CALLS.rates[1]],
    };
    const plan = compile({
      services: [calls],
      ...caps({ id: 'c', purpose: 'volume-cap', limit: '10 min' }),
    });
    expect(names(plan, counter(plan, 'c').classes)).toEqual(['calls/national', 'calls/international']);
    expect(names(plan, bucket(plan, 'unlimited-seconds').classes)).toEqual(['calls/national']);
    expect(names(plan, plan.notItemised!)).toEqual(['calls/helpline']);
    const free = plan.classes.flatMap(({ service, profile }, index) =>
      isFree(plan.services[service]!.tariff, profile) ? [index] : [],
    );
    expect(names(plan, free)).toEqual([
      'calls/national',
      'calls/emergency',
      'calls/freephone',
      'calls/helpline',
      'calls/incoming',
    ]);
  });

  test.each([
    [
      { purpose: 'spending-cap', limit: '5 GB' },
      'caps[0].limit  got "5 GB": a spending-cap is one; allowed: amount of money such as "50.00"',
    ],
    [
      { purpose: 'fair-use', limit: '5.00' },
      'caps[0].limit  got "5.00": fair-use counts usage; allowed: quantity such as "20 GB"',
    ],
    [
      { purpose: 'spending-cap', limit: '0.00' },
      'caps[0].limit  got "0.00": nothing could ever be used; allowed: more than 0',
    ],
    [
      { purpose: 'bill-shock', limit: '5.00' },
      'caps[0].limit  got "5.00": nobody is ever counted by this cap; allowed: services that cost money in its zones',
    ],
    [
      { purpose: 'volume-cap', limit: '5 GB', services: ['calls'] },
      'caps[0].services  got ["calls"]: nobody is ever counted by this cap; allowed: services that are counted in bytes in its zones',
    ],
    [
      { purpose: 'day-pack', limit: '1.00' },
      'caps[0].grants  missing; allowed: a bundle such as { id: day-pack-800mb, amount: 800 MB }',
    ],
    [
      { purpose: 'day-pack', limit: '1.00', services: ['internet'], grants: { id: 'p', amount: '5 min' } },
      'caps[0].grants.amount  got "5 min": nobody can draw from what it grants; allowed: a quantity of bytes',
    ],
    [
      { purpose: 'volume-cap', limit: '1 GB', grants: { id: 'p', amount: '5 GB' } },
      'caps[0].grants  got {"id":"p","amount":"5 GB","priority":50}; allowed: nothing, unless atLimit is grant',
    ],
    [
      { purpose: 'volume-cap', limit: '1 GB', period: 'cycle' },
      'caps[0].period  got "cycle": the plan has no period: nothing recurs; allowed: day, month',
    ],
    [
      { purpose: 'volume-cap', limit: '1 GB', notices: [80, 50] },
      'caps[0].notices[1]  got 50; allowed: more than the one before it, 80',
    ],
  ])('refused: %j', (cap, problem) => {
    expect(problems(caps({ id: 'c', ...cap }))).toEqual([problem]);
  });

  test('that let certain content pass are refused where content may not be favoured', () => {
    const services = [
      INTERNET,
      { ...VIDEO, free: undefined, price: '0.02', trafficClass: { content: 'application', name: 'V' } },
    ];
    const cap = { id: 'c', purpose: 'volume-cap', limit: '1 GB', services: ['internet'] };
    expect(problems({ services, ...caps(cap) })).toEqual([
      expect.stringMatching(
        /^caps\[0\] {2}got "c": data of certain content \(video\) is not counted; .*reward with data/,
      ),
    ]);
    expect(problems({ services, ...caps({ ...cap, services: undefined }) })).toEqual([]);
  });
});

describe('zones', () => {
  const EU = {
    zone: 'eu',
    services: [
      { id: 'internet', asHome: true },
      { id: 'calls', asHome: true },
    ],
  };
  const WORLD = {
    zone: 'world',
    services: [
      { id: 'internet', price: '4.00' },
      {
        id: 'calls',
        rates: [
          { destination: 'incoming', price: '0.80' },
          { destination: 'anywhere', price: '1.60' },
        ],
      },
    ],
  };

  test('services compile once a zone; calls received are free unless a rate says otherwise', () => {
    const plan = compile({ zones: [EU, WORLD] });
    expect(plan.homeNetworks).toEqual(['234']);
    expect(plan.zones!.map(({ id, networks }) => [id, networks.length])).toEqual([
      ['eu', 30],
      ['world', 1],
    ]);
    expect(plan.services.map(({ id, zone, ratingGroups }) => [id, zone, ratingGroups])).toEqual([
      ['internet', undefined, [1000]],
      ['calls', undefined, [100]],
      ['texts', undefined, [200]],
      ['internet', 0, [1000]],
      ['calls', 0, [100]],
      ['internet', 1, [1000]],
      ['calls', 1, [100]],
    ]);
    const incoming = (service: number) => {
      const { tariff } = plan.services[service]!;
      return isFree(
        tariff,
        tariff.profiles.findIndex(({ destination }) => destination === 'incoming'),
      );
    };
    expect([incoming(4), incoming(6)]).toEqual([true, false]);
    expect(names(plan, bucket(plan, 'wallet').classes)).toContain('world:calls/incoming');
  });

  test('bundles pay at home unless they name zones', () => {
    const plan = compile({
      zones: [EU],
      bundles: [
        { id: 'home', amount: '1 GB', services: ['internet'] },
        { id: 'both', amount: '1 GB', services: ['internet'], zones: ['home', 'eu'] },
      ],
    });
    expect(names(plan, bucket(plan, 'home').classes)).toEqual(['internet/any']);
    expect(names(plan, bucket(plan, 'both').classes)).toEqual(['internet/any', 'eu:internet/any']);
  });

  test("the market's default caps data abroad, unless the plan has a cap of its own", () => {
    const { market } = sample('lily-gb') as File;
    const policy = { ...market.policy, billShock: { defaultCap: '45.00', source: 'law' } };
    const operator = { market: { ...market, policy } };
    const plan = compile({ zones: [EU, WORLD] }, operator);
    expect(counter(plan, 'bill-shock')).toMatchObject({
      limit: 45e6,
      notices: [80, 100],
      atLimit: 'stop',
      liftable: true,
      period: 'month',
    });
    expect(names(plan, counter(plan, 'bill-shock').classes)).toEqual([
      'eu:internet/any',
      'world:internet/any',
    ]);
    const own = compile(
      { zones: [EU], caps: [{ id: 'mine', purpose: 'bill-shock', limit: '9.00' }] },
      operator,
    );
    expect(own.counters!.map(({ id }) => id)).toEqual(['mine']);
    expect(compile({}, operator).counters).toBeUndefined();
  });

  test.each([
    [[{ ...EU, zone: 'mars' }], 'zones[0].zone  got "mars": the host has no such zone; allowed: eu, world'],
    [[EU, EU], 'zones[1].zone  got "eu"; allowed: each zone once in a plan'],
    [
      [{ zone: 'eu', services: [{ id: 'internet' }] }],
      'zones[0].services[0]  got {}: nothing says what it costs; allowed: exactly one of free, price, rates',
    ],
    [
      [{ zone: 'eu', services: [{ id: 'internet', asHome: true, price: '1' }] }],
      'zones[0].services[0]  got ["asHome","price"]; allowed: exactly one of asHome, free, price, rates',
    ],
    [
      [{ zone: 'eu', services: [{ id: 'intranet', asHome: true }] }],
      'zones[0].services[0].id  got "intranet": no service of this plan has this id (did you mean "internet"?); ' +
        'allowed: internet, calls, texts',
    ],
  ])('refused: %j', (zones, problem) => {
    expect(problems({ zones })).toEqual([problem]);
  });

  test('networks of the host are in one zone, abroad, and there are some', () => {
    const { host } = sample('lily-gb') as File;
    const zones = [
      { id: 'a', networks: ['208', '23415'] },
      { id: 'home', networks: ['208'] },
      { id: 'c', networks: [] },
    ];
    expect(problems({}, { host: { ...host, zones } })).toEqual([
      'host.zones[2].networks  got []; allowed: list of at least one network',
      expect.stringContaining('wholesaleRates[3].zone  got "eu"'),
      expect.stringContaining('wholesaleRates[4].zone  got "world"'),
      expect.stringContaining('wholesaleRates[5].zone  got "eu"'),
      expect.stringContaining('wholesaleRates[6].zone  got "world"'),
      'host.zones[0].networks[1]  got "23415": networks of 234 are home; allowed: visited networks',
      'host.zones[1].id  got "home": the market itself has it too; allowed: an id that no other zone has',
      'host.zones[1].networks[0]  got "208": host.zones[0].networks[0] has it too; allowed: a network that no other zone has',
    ]);
  });
});

describe('money', () => {
  test('advances, transfers, invoices and tax are terms of the plan', () => {
    const plan = compile({
      paymentMode: 'hybrid',
      recurring: MONTH,
      invoice: { termDays: 14 },
      advance: { amount: '3.00', fee: '0.30' },
      transferable: true,
      wallet: { creditLimit: '20.00' },
    });
    expect(plan).toMatchObject({
      invoice: { termDays: 14, graceDays: 0 },
      advance: { amountMicros: 3e6, feeMicros: 300_000 },
      transferable: true,
      tax: { name: 'VAT', rateMicros: 20e6 },
    });
    expect(viewPlan(plan)).toMatchObject({
      recurring: { price: '60.00', every: 1, unit: 'month' },
      advance: { amount: '3.00', fee: '0.30' },
    });
  });

  test('a pooled wallet has no money of its own', () => {
    expect(bucket(compile({ wallet: { pooled: true } }), 'wallet')).toMatchObject({
      pooled: true,
      amount: 0,
      floor: 0,
    });
    expect(problems({ wallet: { pooled: true, startingCredit: '5.00' } })).toEqual([
      `wallet.startingCredit  got "5.00": a pooled wallet holds the pool owner's money; allowed: nothing`,
    ]);
  });

  test.each([
    [
      { invoice: { termDays: 14 } },
      'invoice  got {"termDays":14,"graceDays":0}: a prepaid plan owes nothing; allowed: nothing',
    ],
    [{ advance: { amount: '0' } }, 'advance.amount  got "0"; allowed: more than 0'],
    [
      {
        paymentMode: 'postpaid',
        wallet: { creditLimit: '5.00' },
        advance: { amount: '1.00' },
      },
      'advance  got {"amount":"1.00","fee":"0"}: a postpaid plan is paid afterwards anyway; allowed: nothing',
    ],
    // 10 GB at 0.45 before 20 % VAT.
    [
      {
        recurring: { price: '5.39' },
        bundles: [{ id: 'b', amount: '10 GB', services: ['internet'], renews: true }],
      },
      'recurring.price  got "5.39": below the floor price that the host sets, even if all of it paid for data; ' +
        'allowed: at least 0.45 per GB before 20 % VAT of included data, or an exemption in host.agreement.floorPrices',
    ],
  ])('refused: %j', (plan, problem) => {
    expect(problems(plan)).toEqual([problem]);
  });

  test('an included GB may cost exactly its floor', () => {
    const bundles = [{ id: 'b', amount: '10 GB', services: ['internet'], renews: true }];
    expect(problems({ recurring: { price: '5.40' }, bundles })).toEqual([]);
  });
});

describe('a sponsor', () => {
  const VIDEO = { ...INTERNET, id: 'video', ratingGroups: [2001] };
  const sponsored = (more: object = {}) => ({
    services: [
      INTERNET,
      { ...VIDEO, trafficClass: { content: 'application', name: 'Video', sponsor: 'studio', ...more } },
    ],
  });
  const market = (contentBasedZeroRating: object) => {
    const { market: known } = sample('lily-gb') as File;
    return { market: { ...known, policy: { ...known.policy, contentBasedZeroRating } } };
  };
  const ALLOWED = market({ rule: 'allow', source: 's' });

  test('of data that has a price pays first: a bucket that its pool fills, behind which the plan is as ever', () => {
    const plan = compile(sponsored(), ALLOWED);
    expect(bucket(plan, 'sponsored-video')).toEqual({
      id: 'sponsored-video',
      unit: 'bytes',
      amount: 0,
      priority: 0,
      classes: [1],
      pooled: true,
      pool: 'pool_sponsor-studio',
      floor: 0,
    });
    expect(names(plan, bucket(plan, 'wallet').classes)).toEqual(['internet/any', 'video/any']);
    // Who pays is not said of the class: some of it the subscriber pays.
    expect(plan.sponsors).toBeUndefined();
    expect(viewPlan(plan).buckets.at(-1)).toMatchObject({ id: 'sponsored-video', sponsor: 'studio' });
    const { buckets, ...rest } = plan;
    const { buckets: own, ...alone } = compile(sponsored({ sponsor: undefined }), ALLOWED);
    expect(buckets.slice(0, -1)).toEqual(own);
    expect({ ...rest, id: '' }).toEqual({ ...alone, id: '' });
  });

  test('pays at home only: abroad it costs many times as much', () => {
    const plan = compile(
      { ...sponsored(), zones: [{ zone: 'eu', services: [{ id: 'video', asHome: true }] }] },
      ALLOWED,
    );
    expect(names(plan, bucket(plan, 'sponsored-video').classes)).toEqual(['video/any']);
  });

  test.each([
    ['allow', 'allow', 'allow', 'application', true],
    ['allow', 'allow', 'deny', 'application', false],
    ['deny', 'allow', 'allow', 'application', false],
    ['deny', 'allow', 'allow', 'category', true],
    ['allow', 'unreviewed', 'allow', 'category', false],
    ['unreviewed', undefined, undefined, 'application', false],
  ])(
    'rule %s, category %s, paid by third parties %s: of one %s it is allowed: %s',
    (rule, category, paid, content, may) => {
      const policy = { rule, source: 'the law', category, paidByThirdParty: paid };
      const found = problems(sponsored({ content }), market(JSON.parse(JSON.stringify(policy)) as object));
      expect(found).toEqual(
        may
          ? []
          : [
              expect.stringMatching(
                /^services\[1\].trafficClass.sponsor {2}got "studio": a sponsor pays for data of certain content; the market.*\(the law\); allowed: treat all data alike/,
              ),
            ],
      );
    },
  );

  test('takes the name of no bundle', () => {
    const bundles = [{ id: 'sponsored-video', amount: '1 GB', services: ['internet'], validity: '30 days' }];
    expect(problems({ ...sponsored(), bundles }, ALLOWED)).toEqual([
      expect.stringMatching(
        /^bundles\[0\].id {2}got "sponsored-video": the plan's sponsored-video has it too; allowed: an id that no other bundle/,
      ),
    ]);
  });
});

test('an account has room for no more than 64 buckets at once', () => {
  const bundles = Array.from({ length: 8 }, (_, index) => ({
    id: `b${index}`,
    amount: '1 GB',
    services: ['internet'],
    renews: true,
    rollover: { periods: 7 },
  }));
  expect(problems({ recurring: MONTH, bundles })).toEqual([
    'bundles  got 65; allowed: at most 64 buckets at once: bundles with what rolls over, add-ons, the wallet, rewards, sponsors',
  ]);
});

test('everything is told at once', () => {
  const found = problems(
    {
      recurring: { price: '1.00', every: 500 },
      bundles: [{ id: 'b', amount: '1 GB', services: ['internet'], zones: ['mars'] }],
      caps: [{ id: 'c', purpose: 'day-pack', limit: '1.00' }],
      zones: [{ zone: 'mars', services: [{ id: 'internet', asHome: true }] }],
      advance: { amount: 'much' },
    },
    {
      addOns: [
        {
          id: 'a',
          name: 'A',
          plans: ['nobody'],
          bundles: [{ id: 'x', unlimited: true, services: ['calls'] }],
        },
      ],
    },
  );
  expect(found.map((problem) => problem.split('  ')[0]!).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'addOns[0].plans[0]',
    'advance.amount',
    'caps[0].grants',
    'recurring.every',
    'zones[0].zone',
  ]);
});
