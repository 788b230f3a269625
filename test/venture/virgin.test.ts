/** The Virgin ventures as cases: what was agreed on in public, reproduced. */
import { type ActivityDirection, countActive, counts, isActive } from '../../domain/venture/activity.js';
import { vote } from '../../domain/venture/deadlock.js';
import { earnOut, stakePrice, ventureValue } from '../../domain/venture/exit.js';
import {
  contributedBy,
  licenceEnd,
  perSubscriberOwed,
  revenueWithInbound,
  royaltyOf,
} from '../../domain/venture/royalty.js';
import { splitByShares } from '../../domain/venture/shares.js';
import { distribute } from '../../domain/venture/waterfall.js';

const M = 1_000_000n;
const units = (amount: number): bigint => BigInt(amount) * M;
const percent = (value: number): bigint => BigInt(Math.round(value * 1_000_000));

describe('United Kingdom 1999-2003: £4.56 a customer and month', () => {
  const support = { id: 'marketing-support', from: 't-mobile', to: 'virgin', micros: 4_560_000n };
  const day = '2003-03-31';
  // 180 days before is 2 October 2002.
  const lines = [
    { in: '2003-03-30', out: '2003-03-30' },
    { in: '2003-03-30', out: '2002-10-02' },
    { in: '2002-10-02', out: '2003-03-30' },
    { in: '2002-10-03', out: '2002-10-03' },
    { in: '2002-10-02', out: '2002-10-02' },
    { in: '2003-03-30' },
    { out: '2003-03-30' },
    {},
  ];

  test.each([
    ['in', 4, 18_240_000n],
    ['out', 4, 18_240_000n],
    ['both', 2, 9_120_000n],
    ['either', 6, 27_360_000n],
  ] as const)('180 days, %s: %i lines, owed %s micros', (direction: ActivityDirection, active, owed) => {
    const found = countActive({ direction, inactivityDays: 180 }, lines, day);
    expect(found).toBe(active);
    expect(perSubscriberOwed(support, '2003-03', BigInt(found))).toBe(owed);
  });

  test('as it was signed all lines counted, used or not', () => {
    expect(perSubscriberOwed(support, '2003-03', BigInt(lines.length))).toBe(36_480_000n);
  });

  test('the 180th day without use is the first that is not paid for', () => {
    const rule = { direction: 'out', inactivityDays: 180 } as const;
    expect(isActive(rule, { out: '2002-10-03' }, day)).toBe(true);
    expect(isActive(rule, { out: '2002-10-02' }, day)).toBe(false);
    // Use that came after the day says nothing about it.
    expect(isActive(rule, { out: '2003-04-01' }, day)).toBe(false);
  });

  test('what is less than the least use does not count', () => {
    const rule = { direction: 'out', inactivityDays: 180, leastUnits: { seconds: 60 } } as const;
    expect(counts(rule, { unit: 'seconds', units: 59 })).toBe(false);
    expect(counts(rule, { unit: 'seconds', units: 60 })).toBe(true);
    expect(counts(rule, { unit: 'messages', units: 1 })).toBe(true);
    expect(counts(rule, { unit: 'bytes', units: 0 })).toBe(false);
  });

  test('January 2004: the contribution ends, inbound revenue joins', () => {
    const until = { ...support, untilMonth: '2003-12' };
    expect(perSubscriberOwed(until, '2003-12', 2_000_000n)).toBe(units(9_120_000));
    expect(perSubscriberOwed(until, '2004-01', 2_000_000n)).toBe(0n);
    expect(revenueWithInbound(units(30), units(8), '2003-12', '2004-01')).toBe(units(30));
    expect(revenueWithInbound(units(30), units(8), '2004-01', '2004-01')).toBe(units(38));
  });

  const settlement = {
    threshold: units(550_000_000),
    share: percent(25),
    cap: units(100_000_000),
    windowMonths: 30,
  };
  test.each([
    [550, '2005-01', 0],
    [551, '2005-01', 0.25],
    [750, '2006-07', 50],
    [950, '2006-07', 100],
    [962.4, '2006-07', 100],
    [962.4, '2006-08', 0],
    [962.4, '2003-12', 0],
  ])('sold for £%d M in %s: T-Mobile gets £%d M', (value, month, paid) => {
    const sale = { month, value: BigInt(Math.round(value * 1e6)) * M };
    expect(earnOut(settlement, '2004-01', sale)).toBe(BigInt(paid * 1e6) * M);
  });
});

describe('Australia: Optus 50:50, then 74.15 % to Virgin', () => {
  const worth = (million: number) => units(million * 1_000_000);
  const shares = [
    { id: 'virgin', weight: percent(74.15) },
    { id: 'optus', weight: percent(25.85) },
  ];

  test('shares of a result add up to it', () => {
    expect([...splitByShares(101n, shares)]).toEqual([
      ['virgin', 75n],
      ['optus', 26n],
    ]);
    const even = [
      { id: 'virgin', weight: 1n },
      { id: 'optus', weight: 1n },
    ];
    expect([...splitByShares(101n, even)]).toEqual([
      ['virgin', 50n],
      ['optus', 51n],
    ]);
  });

  test('A$30 million for 74.15 % is A$40.46 million for all of it', () => {
    const whole = ventureValue({ method: 'fixed', micros: 40_458_530_006_743n }, { gross: 0n, result: 0n });
    expect(stakePrice(whole, percent(74.15))).toBe(worth(30) - 1n);
  });

  test('the brand is licensed for 15 years from January 2006', () => {
    const licence = {
      licensor: 'virgin',
      rate: percent(2),
      of: 'gross',
      from: '2006-01',
      years: 15,
    } as const;
    const revenue = { gross: units(1_000_000), net: units(900_000) };
    expect(licenceEnd(licence)).toBe('2021-01');
    expect(royaltyOf(licence, '2005-12', revenue)).toBe(0n);
    expect(royaltyOf(licence, '2006-01', revenue)).toBe(units(20_000));
    expect(royaltyOf({ ...licence, of: 'net' }, '2020-12', revenue)).toBe(units(18_000));
    expect(royaltyOf(licence, '2021-01', revenue)).toBe(0n);
  });
});

describe('United States: Sprint US$50 million of services, Virgin US$50 million of cash', () => {
  const contributions = [
    { id: 'network', partner: 'sprint', kind: 'services', value: 50 },
    { id: 'cash', partner: 'virgin', kind: 'cash', value: 50 },
  ].map(({ value, ...rest }) => ({
    ...rest,
    kind: rest.kind as 'cash' | 'services',
    schedule: [
      { month: '2001-10', micros: units(value * 400_000) },
      { month: '2002-10', micros: units(value * 600_000) },
    ],
  }));

  test('both put in as much, so interests are equal', () => {
    expect(contributedBy(contributions, 'sprint')).toBe(units(50_000_000));
    expect(contributedBy(contributions, 'virgin')).toBe(units(50_000_000));
    const equal = ['sprint', 'virgin'].map((id) => ({ id, weight: contributedBy(contributions, id) }));
    const bases = { gross: 0n, net: 0n, result: 999n, activeSubscribers: 0n };
    const { byPartner, pot } = distribute([], equal, bases);
    expect(pot).toBe(999n);
    expect(byPartner).toEqual(
      new Map([
        ['sprint', 500n],
        ['virgin', 499n],
      ]),
    );
  });

  test('six seats, three each: neither carries anything alone', () => {
    const board = ['sprint', 'virgin'].map((id) => ({ id, boardSeats: 3, vetoes: [] }));
    expect(vote(board, ['virgin'], 'budget')).toBe('deadlock');
    expect(vote(board, ['virgin', 'sprint'], 'budget')).toBe('carried');
    expect(vote(board, [], 'budget')).toBe('rejected');
  });
});
