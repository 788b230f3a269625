/** One campaign compiled against markets: those of the sample operators, by their files, and others by the table. */
import * as fc from 'fast-check';
import { loadOperators } from '../../operators/load.js';
import type { AdEventKind } from '../../domain/sponsors/ad-event.js';
import {
  checkCampaignPolicy,
  type JudgedCampaign,
  type Verdict,
  withOffer,
} from '../../domain/sponsors/campaign-policy.js';
import { type MarketRules, ownRules, rulesOf } from '../../domain/sponsors/market-rules.js';

const video: JudgedCampaign = {
  sponsoredTraffic: { content: 'application', name: 'Lily Video' },
  rewards: { click: { kind: 'points', amount: 5 } },
  priced: ['impression', 'complete'],
};

const china = loadOperators().find(({ market }) => market.country === 'CN')!.market;

const judge = (campaign: JudgedCampaign, ...markets: MarketRules[]) => checkCampaignPolicy(campaign, markets);
const inMarket = (campaign: JudgedCampaign, market: string): Verdict =>
  judge(campaign, rulesOf(market, china))[0]!;

test('in all sample markets: allowed in China, data instead in Germany, and what nobody reviewed is not allowed', () => {
  const verdicts = judge(video, ...loadOperators().map(({ market }) => ownRules(market)));
  const of = (country: string) => verdicts.find(({ market }) => market === country)!;
  expect(of('CN')).toMatchObject({ outcome: 'allow', rule: 'contentBasedZeroRating.rule', value: 'allow' });
  expect(of('DE')).toMatchObject({
    outcome: 'downgrade',
    value: 'deny',
    offer: { on: 'complete', bytes: 50_000_000, asked: false },
  });
  expect(of('DE').source).toMatch(/2015\/2120.*C-854\/19/s);
  expect(of('GB')).toMatchObject({ value: 'unreviewed' });
  expect(of('GB').outcome).not.toBe('allow');
  expect(of('GB').source).toMatch(/Ofcom/);
  for (const { source, reason } of verdicts) expect(source.length * reason.length).toBeGreaterThan(0);
});

test('India and California deny it by their own rules, an unknown market because nobody looked', () => {
  expect(inMarket(video, 'IN')).toMatchObject({ outcome: 'deny', value: 'deny' });
  expect(inMarket(video, 'IN').source).toMatch(/TRAI.*2016/);
  expect(inMarket(video, 'US-CA')).toMatchObject({
    outcome: 'downgrade',
    rule: 'contentBasedZeroRating.rule',
  });
  expect(inMarket(video, 'US-CA').source).toMatch(/SB 822/);
  expect(inMarket(video, 'BR')).toMatchObject({ outcome: 'deny', value: 'unreviewed' });
  expect(inMarket(video, 'US')).toMatchObject({ outcome: 'allow' });
  // A state without rules of its own has its country's.
  expect(inMarket(video, 'US-NY')).toMatchObject({ market: 'US-NY', outcome: 'allow' });
  expect(inMarket(video, 'FR')).toMatchObject({ outcome: 'downgrade' });
});

test('a whole category is allowed in California unpaid, and a sponsor pays', () => {
  const category = { ...video, sponsoredTraffic: { content: 'category', name: 'All video' } } as const;
  expect(inMarket(category, 'US-CA')).toMatchObject({
    outcome: 'downgrade',
    rule: 'contentBasedZeroRating.paidByThirdParty',
  });
  expect(inMarket(category, 'GB')).toMatchObject({
    outcome: 'allow',
    rule: 'contentBasedZeroRating.category',
  });
});

test("the operator's own file is the last word on its market, whatever the table says", () => {
  const own = {
    ...china,
    policy: { ...china.policy, contentBasedZeroRating: { rule: 'deny', source: 'our lawyer' } as const },
  };
  expect(judge(video, rulesOf('CN', own))[0]).toMatchObject({ value: 'deny', source: 'our lawyer' });
});

test('without traffic of certain content only data rewards are asked about', () => {
  const { sponsoredTraffic: _none, ...plain } = video;
  expect(inMarket(plain, 'BR')).toMatchObject({ outcome: 'allow', value: 'not-concerned' });
  const data = { ...plain, rewards: { complete: { kind: 'data', amount: 1 } } } as const;
  expect(inMarket(data, 'DE')).toMatchObject({ outcome: 'allow', rule: 'dataReward' });
  expect(inMarket(data, 'IN')).toMatchObject({ outcome: 'deny', rule: 'dataReward', value: 'unreviewed' });
});

test('the offer is what the campaign named, else an amount within what the agreement gives a day', () => {
  const named = {
    ...video,
    sponsoredTraffic: { ...video.sponsoredTraffic!, insteadOf: { on: 'click', bytes: 7 } },
  } as const;
  expect(inMarket(named, 'DE').offer).toMatchObject({ on: 'click', bytes: 7, asked: true });
  expect(inMarket({ ...video, bytesPerDay: 1_000 }, 'DE').offer).toMatchObject({ bytes: 1_000 });
  expect(
    withOffer({ complete: { kind: 'data', amount: 5, validDays: 3 } }, { on: 'complete', bytes: 2 }),
  ).toEqual({
    complete: { kind: 'data', amount: 7, validDays: 3 },
  });
});

test('an offer never takes the place of a reward that is none of data', () => {
  const kinds = ['data', 'minutes', 'messages', 'points', 'credit'] as const;
  const event = fc.constantFrom<AdEventKind>('impression', 'click', 'complete', 'install');
  fc.assert(
    fc.property(fc.dictionary(event, fc.constantFrom(...kinds)), fc.uniqueArray(event), (given, priced) => {
      const rewards = Object.fromEntries(
        Object.entries(given).map(([on, kind]) => [on, { kind, amount: 1 }]),
      );
      const { offer } = inMarket({ ...video, rewards, priced }, 'DE');
      const after = withOffer(rewards, offer!);
      for (const [on, reward] of Object.entries(rewards))
        expect(after[on as AdEventKind]!.kind).toBe(reward.kind);
      expect(after[offer!.on]!.kind).toBe('data');
    }),
  );
});
