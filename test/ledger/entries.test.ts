import * as fc from 'fast-check';
import { CHART } from '../../domain/ledger/chart.js';
import {
  checkEntry,
  type Entry,
  EntryError,
  isTakenBack,
  type PostedEntry,
  reversalOf,
  sourceOf,
} from '../../domain/ledger/entry.js';
import { packFacts, unpackFacts } from '../../domain/ledger/facts.js';
import { sideOfSource, SourceError } from '../../domain/ledger/movements.js';
import { additionsOf, Sums } from '../../domain/ledger/sums.js';
import { taxIn } from '../../domain/ledger/tax.js';
import { entriesOfUsage } from '../../domain/ledger/usage.js';
import { sponsorAccount } from '../../domain/sponsors/sponsor.js';
import { entries, record, taxRate, termsOf } from './arbitrary.js';

const posted = (entry: Entry): PostedEntry => ({
  ...entry,
  day: entry.sourceDay,
  source: sourceOf(entry.id),
});

const sumsOf = (all: readonly Entry[]): Sums => {
  const sums = new Sums();
  for (const entry of all) sums.add(posted(entry));
  return sums;
};

const ofRecord = {
  account: 'imsi-262010000000001',
  version: 7,
  kind: 'usage' as never,
  at: '2026-11-03T09:00:00.000Z',
  marketTime: '2026-11-03T10:00:00+01:00',
  currency: 'EUR',
  taxInclusive: true,
  sessionId: 1,
  sequence: 1,
  planId: 'lily-go@1',
  supi: 'imsi-262010000000001',
};

it('a call of 1.19 with 19 % tax, for which the host charges 0.40', () => {
  const [entry] = entriesOfUsage(
    {
      ...ofRecord,
      lines: [
        {
          ratingGroup: 100,
          service: 'voice',
          destination: 'national',
          unit: 'seconds',
          units: 600,
          bucket: 'wallet',
          bucketId: 1,
          amount: 1_190_000,
          priceMicros: 1_190_000,
          uncollected: false,
          wholesaleMicros: 400_000,
          hostTerms: 2,
        },
      ],
    },
    termsOf(19_000_000),
  );
  expect(entry).toMatchObject({
    id: 'usage/imsi-262010000000001/7',
    sourceDay: '2026-11-03',
    currency: 'EUR',
  });
  expect(entry?.legs).toEqual([
    { account: 'host-cost', party: 'first-host', micros: 400_000 },
    { account: 'host-payable', party: 'first-host', micros: -400_000 },
    { account: 'revenue/usage', micros: -1_000_000 },
    { account: 'tax-payable', micros: -190_000 },
    { account: 'wallets', micros: 1_190_000 },
  ]);
  expect(entry?.facts).toMatchObject([{ host: 'first-host', kind: 'voice', units: 600, hostTerms: 2 }]);
});

it('prices without tax: the tax is due from the subscriber by its bill', () => {
  const [entry] = entriesOfUsage(
    {
      ...ofRecord,
      taxInclusive: false,
      lines: [],
      movements: [
        { action: 'paid', addOn: 'week', bucket: 'wallet', bucketId: 1, unit: 'money', amount: -10_000_000 },
      ],
    },
    termsOf(8_000_000),
  );
  expect(entry?.legs).toEqual([
    { account: 'revenue/add-on', micros: -10_000_000 },
    { account: 'tax-payable', micros: -800_000 },
    { account: 'tax-receivable', micros: 800_000 },
    { account: 'wallets', micros: 10_000_000 },
  ]);
});

it("a month's fee is deferred to the days it is for, on the clocks of the market", () => {
  const [entry] = entriesOfUsage(
    {
      ...ofRecord,
      lines: [],
      movements: [
        {
          action: 'recurring',
          bucket: 'wallet',
          bucketId: 1,
          unit: 'money',
          amount: -11_900_000,
          // 1 October is summer time, 1 November is not.
          from: '2026-09-30T22:00:00.000Z',
          to: '2026-10-31T23:00:00.000Z',
        },
      ],
    },
    termsOf(19_000_000),
  );
  expect(entry?.legs).toContainEqual({
    account: 'deferred-revenue',
    micros: -10_000_000,
    defer: { from: '2026-10-01', to: '2026-10-31', income: 'revenue/recurring' },
  });
});

const moved = (
  action: 'topped-up' | 'released' | 'carrier-billed' | 'credited' | 'expired',
  reference: string,
  amount: number,
  bucket = 'wallet',
) =>
  entriesOfUsage(
    {
      ...ofRecord,
      lines: [],
      movements: [{ action, bucket, bucketId: 1, unit: 'money', amount, reference }],
    },
    termsOf(0),
  )[0]?.legs;

it.each([
  [
    'a payment',
    'topped-up',
    '0',
    5_000_000,
    { account: 'provider-receivable', party: 'adyen', micros: 5_000_000 },
  ],
  ['a voucher', 'topped-up', '2', 5_000_000, { account: 'voucher-clearing', micros: 5_000_000 }],
  [
    "a partner's till",
    'topped-up',
    '3',
    5_000_000,
    { account: 'partner-receivable', party: 'corner-shop', micros: 5_000_000 },
  ],
  [
    'carrier billing',
    'carrier-billed',
    '4',
    -3_000_000,
    { account: 'provider-payable', party: 'arcade', micros: -3_000_000 },
  ],
  ['a correction', 'credited', '5', 2_000_000, { account: 'goodwill', micros: 2_000_000 }],
  ['a promotion', 'credited', '2', 2_000_000, { account: 'rewards-cost', micros: 2_000_000 }],
] as const)('%s: where the money is', (_what, action, reference, amount, leg) => {
  expect(moved(action, reference, amount)).toContainEqual(leg);
  expect(moved(action, reference, amount)).toContainEqual({ account: 'wallets', micros: -amount });
});

it('what comes back from the provider is told apart from what was held', () => {
  expect(moved('released', '1', 1_000_000)).toEqual([
    { account: 'disputed-payments', micros: 600_000 },
    { account: 'provider-receivable', party: 'paypal', micros: 400_000 },
    { account: 'wallets', micros: -1_000_000 },
  ]);
});

it('credit of a reward that expires is a cost no more; paid money that expires is breakage', () => {
  expect(moved('expired', '0', -1_000_000, 'reward-credit')).toEqual([
    { account: 'rewards-cost', micros: -1_000_000 },
    { account: 'rewards-liability', micros: 1_000_000 },
  ]);
  expect(moved('expired', '0', -1_000_000)).toEqual([
    { account: 'breakage', micros: -1_000_000 },
    { account: 'wallets', micros: 1_000_000 },
  ]);
});

it('money whose source nobody knows is not posted', () => {
  expect(() => sideOfSource('topped-up', undefined)).toThrow(SourceError);
  expect(() => sideOfSource('topped-up', { command: 'state' })).toThrow(/allowed: payment, voucher/);
});

it("a sponsor's account is told of by its own ledger", () => {
  expect(
    entriesOfUsage(
      {
        ...ofRecord,
        account: sponsorAccount('studio'),
        lines: [],
        movements: [{ action: 'topped-up', bucket: 'wallet', bucketId: 1, unit: 'money', amount: 1_000_000 }],
      },
      termsOf(0),
    ),
  ).toEqual([]);
});

it('everything that is wrong with an entry is told at once', () => {
  const wrong = {
    id: 'x#',
    at: 'yesterday',
    sourceDay: '2026-11-1',
    currency: 'euro',
    legs: [
      { account: 'wallets', party: 'anna', micros: 0.5 },
      { account: 'host-cost', micros: 3 },
      { account: 'deferred-revenue', micros: 1 },
      { account: 'pocket', micros: 1 },
    ],
  } as unknown as Entry;
  expect(() => checkEntry(wrong)).toThrow(EntryError);
  for (const part of [
    'id is',
    'at is',
    'sourceDay is',
    'currency is',
    'legs[0].micros',
    'legs[0].party',
    'legs[1].party',
    'legs[2].defer',
    'legs[3].account',
    'add up to 5',
  ])
    expect(() => checkEntry(wrong)).toThrow(part);
});

describe('for all records', () => {
  it('every posting balances, with accounts of the chart alone', () => {
    fc.assert(
      fc.property(record, taxRate, (of, rate) => {
        for (const entry of entriesOfUsage(of, termsOf(rate))) {
          checkEntry(entry);
          expect(entry.legs.every(({ account }) => Object.hasOwn(CHART, account))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('every movement of paid money changes wallets by its amount, whatever it was', () => {
    fc.assert(
      fc.property(record, taxRate, (of, rate) => {
        const own = entriesOfUsage(of, termsOf(rate));
        const sum = (account: string) =>
          own
            .flatMap(({ legs }) => legs)
            .reduce((all, leg) => (leg.account === account ? all + leg.micros : all), 0);
        const inside = ['leased', 'returned'];
        const of_ = (bucket: string) =>
          of.lines.reduce((all, line) => (line.bucket === bucket ? all + line.priceMicros : all), 0) -
          (of.movements ?? []).reduce(
            (all, m) =>
              m.bucket === bucket && m.unit === 'money' && !inside.includes(m.action) ? all + m.amount : all,
            0,
          );
        expect(sum('wallets')).toBe(of_('wallet'));
        expect(sum('rewards-liability')).toBe(of_('reward-credit') + of_('bundle'));
      }),
    );
  });

  it('facts come back from their short form', () => {
    fc.assert(
      fc.property(record, (of) => {
        for (const { facts = [], at } of entriesOfUsage(of, termsOf(0)))
          expect(unpackFacts(packFacts(facts, at), at)).toEqual(facts);
      }),
    );
  });
});

describe('for all entries', () => {
  it('in any order and in any parts they come to the same', () => {
    fc.assert(
      fc.property(
        entries(12).chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.nat(all.length)),
        ),
        ([all, shuffled, cut]) => {
          const parts = [shuffled.slice(0, cut), shuffled.slice(cut)].map(sumsOf);
          const together = new Sums();
          for (const { groups } of parts)
            for (const [group, rows] of groups)
              for (const [row, add] of rows) together.put({ group, row, add });
          expect(together.trialBalance()).toEqual(sumsOf(all).trialBalance());
        },
      ),
    );
  });

  it('sums of a currency are nothing at every prefix', () => {
    fc.assert(
      fc.property(entries(12), (all) => {
        const sums = new Sums();
        for (const entry of all) {
          sums.add(posted(entry));
          expect(Object.values(sums.trialBalance().imbalance).every((left) => left === 0n)).toBe(true);
        }
      }),
    );
  });

  it('a reversal restores every account, what was deferred and what was counted; its own reversal undoes that', () => {
    fc.assert(
      fc.property(entries(6), (all) => {
        const back = all.map((entry) => reversalOf(entry, '2026-12-02T00:00:00.000Z', entry.sourceDay));
        back.forEach(checkEntry);
        const left = sumsOf([...all, ...back]);
        for (const [group, rows] of left.groups)
          for (const add of rows.values())
            if (!group.startsWith('SUMS#')) expect(Object.values(add).every((n) => n === 0n)).toBe(true);
        expect(left.trialBalance().rows.every(({ micros }) => micros === 0n)).toBe(true);
        const again = back.map((entry) => reversalOf(entry, entry.at, entry.sourceDay));
        const net = (sums: Sums) =>
          sums.trialBalance().rows.map(({ account, party, micros }) => [account, party, micros]);
        expect(net(sumsOf([...all, ...back, ...again]))).toEqual(net(sumsOf(all)));
      }),
    );
  });
});

it('tax of a negative amount is the negative of its tax, and net and tax are the amount', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.nat(99_999_999), fc.boolean(), (micros, rateMicros, inclusive) => {
      const of = { rateMicros, inclusive };
      expect(taxIn(-micros, of) + taxIn(micros, of)).toBe(0);
      const exact = inclusive ? (micros * rateMicros) / (1e8 + rateMicros) : (micros * rateMicros) / 1e8;
      expect(Math.abs(taxIn(micros, of) - exact)).toBeLessThanOrEqual(0.51);
    }),
  );
});

it('what a reversal takes back is told by its id', () => {
  expect(['usage/a/1', 'reversal/usage/a/1', 'reversal/reversal/usage/a/1'].map(isTakenBack)).toEqual([
    false,
    true,
    false,
  ]);
  expect(
    additionsOf(posted({ id: 'manual/1', at: '', sourceDay: '2026-11-01', currency: 'EUR', legs: [] })),
  ).toEqual([]);
});
