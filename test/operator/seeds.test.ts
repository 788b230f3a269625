import { compileCatalogue } from '../../domain/catalogue/compile.js';
import { operatorId } from '../../domain/operator/operator.js';
import { luhnDigit } from '../../domain/operator/luhn.js';
import { seedSubscribers, subscriberItems } from '../../domain/operator/seeds.js';
import { loadOperators } from '../../operators/load.js';

test.each([
  ['7992739871', 3],
  ['401288888888188', 1],
  ['0', 0],
])('the Luhn digit of %s', (payload, digit) => expect(luhnDigit(payload)).toBe(digit));

describe.each(loadOperators().map((operator) => [operatorId(operator), operator] as const))(
  'seeds of %s',
  (_, operator) => {
    const plans = compileCatalogue(operator);
    const subscribers = seedSubscribers(operator, plans);
    const { numberingPlan } = operator.market;

    test('are the same at every call', () => {
      expect(seedSubscribers(operator, compileCatalogue(operator))).toEqual(subscribers);
    });

    test('are at least 1,000 and 50 for the demonstration, which come last', () => {
      const demo = subscribers.map(({ demoTraffic }) => demoTraffic === true);
      expect(demo.filter(Boolean)).toHaveLength(50);
      expect(demo.lastIndexOf(false)).toBe(subscribers.length - 51);
      expect(subscribers.length).toBeGreaterThanOrEqual(1_050);
    });

    test('have valid, unique identities', () => {
      for (const { supi, msisdn, iccid } of subscribers) {
        expect(supi).toMatch(new RegExp(`^imsi-${numberingPlan.mcc}${numberingPlan.mnc}\\d+$`));
        expect(supi).toHaveLength('imsi-'.length + 15);
        expect(msisdn).toMatch(
          new RegExp(`^msisdn-${numberingPlan.countryCode}(${numberingPlan.mobilePrefixes.join('|')})\\d+$`),
        );
        expect(msisdn).toHaveLength(
          'msisdn-'.length + numberingPlan.countryCode.length + numberingPlan.nationalNumberLength,
        );
        expect(iccid).toMatch(/^89\d{17}$/);
        expect(Number(iccid.at(-1))).toBe(luhnDigit(iccid.slice(0, -1)));
      }
      for (const key of ['subscriberId', 'supi', 'msisdn', 'iccid'] as const) {
        expect(new Set(subscribers.map((subscriber) => subscriber[key])).size).toBe(subscribers.length);
      }
    });

    test('spread over the plans by weight, with whole micros in their wallets', () => {
      const weights = operator.seeds.plans ?? operator.plans.map(({ id }) => ({ plan: id, weight: 1 }));
      const total = weights.reduce((sum, { weight }) => sum + weight, 0);
      for (const { plan, weight } of weights) {
        const count = subscribers.filter(({ offeringId }) => offeringId === plan).length;
        expect(Math.abs(count - (subscribers.length * weight) / total)).toBeLessThan(total);
      }
      for (const { planId, walletMicros } of subscribers) {
        expect(plans.map(({ id }) => id)).toContain(planId);
        expect(Number.isSafeInteger(walletMicros) && walletMicros >= 0).toBe(true);
      }
    });
  },
);

test('a seed becomes a subscriber, and the ways from its SIM, number and card', () => {
  const operator = loadOperators()[0]!;
  const [subscriber] = seedSubscribers(operator, compileCatalogue(operator));
  expect(subscriberItems(subscriber!)).toMatchObject([
    {
      pk: 'SUBSCRIBER#sub_000001',
      sk: 'META',
      gsi1pk: 'MSISDN#msisdn-4915888000000',
      gsi1sk: 'META',
      accountKey: 'imsi-262990000000001',
      state: 'active',
      identity: 'verified',
    },
    { pk: 'SIM#imsi-262990000000001', sk: 'META', subscriberId: 'sub_000001' },
    { pk: 'MSISDN#msisdn-4915888000000', sk: 'META', subscriberId: 'sub_000001' },
    { pk: `ICCID#${subscriber!.iccid}`, sk: 'META', subscriberId: 'sub_000001' },
  ]);
});

test('the SIMs of a pool share one account, and no pool is larger than its plan says', () => {
  const operator = loadOperators().find((candidate) => operatorId(candidate) === 'fieldworks-de')!;
  const plans = compileCatalogue(operator);
  const office = plans.find(({ offeringId }) => offeringId === 'office')!;
  const subscribers = seedSubscribers(operator, plans);
  const pools = new Map<string, string[]>();
  for (const { planId, accountKey, supi } of subscribers) {
    if (planId === office.id) pools.set(accountKey, [...(pools.get(accountKey) ?? []), supi]);
    else expect(accountKey).toBe(supi);
  }
  for (const [accountKey, supis] of pools) {
    expect(supis[0]).toBe(accountKey);
    expect(supis.length).toBeLessThanOrEqual(5);
  }
  expect([...pools.values()].filter((supis) => supis.length === 5).length).toBeGreaterThan(10);
  const demo = new Set(subscribers.filter((s) => s.demoTraffic).map((s) => s.accountKey));
  expect(subscribers.filter((s) => demo.has(s.accountKey)).every((s) => s.demoTraffic)).toBe(true);
});
