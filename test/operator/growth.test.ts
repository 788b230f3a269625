/** Rewards, membership, and what markets allow of them, in operator files. */
import { zeroRatingRule } from '../../domain/operator/growth-policy.js';
import { parseOperator } from '../../domain/operator/operator.js';
import { sample } from './samples.js';

// Tests change files at will, beyond what types allow.
// oxlint-disable-next-line typescript/no-explicit-any
type File = any;

function problems(change: (file: File) => void, id = 'lily-gb'): string[] {
  const file: File = sample(id);
  change(file);
  const parsed = parseOperator(file);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}  ${message}`);
}

it('have defaults that nobody has reviewed', () => {
  const file: File = sample('lily-gb');
  file.market.policy = { identity: { realName: 'not_required', source: 'x' } };
  file.rewards = { kinds: ['credit'] };
  file.loyalty = {
    pointsName: 'p',
    pointValue: { credit: '0.01' },
    earn: [{ on: 'basket', points: 1, per: 1 }],
  };
  const parsed = parseOperator(file);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { market, rewards, loyalty } = parsed.operator;
  const source = 'nobody has reviewed this market yet';
  expect(market.policy).toMatchObject({
    contentBasedZeroRating: { rule: 'unreviewed', source },
    dataReward: { rule: 'unreviewed', source },
    advertising: { consent: 'opt-in', minAge: 18, maxAdsPerDay: 3, badge: true, source },
    insight: { smallestGroup: 20, source },
  });
  expect(rewards).toEqual({ validity: '30 days', kinds: ['credit'], destinations: ['national'] });
  expect(loyalty).toMatchObject({ tiers: [{ id: 'member', from: 0, earnPercent: 100 }] });
});

it('give data only where the market allows it', () => {
  const withRule = (rule: string) => (file: File) => {
    file.market.policy.dataReward.rule = rule;
    file.market.policy.dataReward.source = 'the law';
    file.loyalty.pointValue = { credit: '0.01' };
  };
  expect(problems(withRule('deny'))).toEqual([
    'rewards.kinds  got ["data","minutes","messages","credit"]: the market forbids rewards of data (the law); ' +
      'allowed: kinds without data, or market.policy.dataReward with rule: allow and its source',
  ]);
  expect(problems(withRule('unreviewed'))[0]).toContain('are unreviewed (the law)');
  expect(
    problems((file) => {
      withRule('deny')(file);
      file.rewards.kinds = ['minutes', 'credit'];
    }),
  ).toEqual([]);
});

it('tell all that is wrong at once', () => {
  expect(
    problems((file) => {
      file.rewards = { validity: '5 GB', kinds: ['credit', 'credit', 'points'] };
      file.loyalty = {
        pointsName: 'petals',
        pointValue: { credit: '0', data: '5 min' },
        expiryMonths: 0,
        tiers: [
          { id: 'a', name: 'A', from: 5, earnPercent: 100 },
          { id: 'a', name: 'B', from: 5, earnPercent: 100 },
        ],
        earn: [
          { on: 'basket', points: 1, per: '0' },
          { on: 'basket', points: 1, per: '1' },
        ],
      };
      file.market.policy.advertising.quietHours = { from: '25:00', to: '08:00' };
      file.market.policy.insight.smallestGroup = 1;
    }).map((problem) => problem.split('  ')[0]),
  ).toEqual([
    'market.policy.advertising.quietHours.from',
    'market.policy.insight.smallestGroup',
    'rewards.kinds[2]',
    'loyalty.expiryMonths',
  ]);
  const parts = (change: (file: File) => void) => problems(change).map((problem) => problem.split('  ')[0]);
  expect(
    parts((file) => {
      file.rewards = { validity: '5 GB', kinds: ['credit', 'credit'] };
      file.loyalty.pointValue = { credit: '0', data: '5 min' };
      file.loyalty.tiers[0].from = 5;
      file.loyalty.tiers[1].from = 5;
      file.loyalty.tiers[2].id = 'green';
      file.loyalty.earn[1] = { on: 'basket', points: 1, per: '0' };
    }),
  ).toEqual([
    'rewards.validity',
    'rewards.kinds[1]',
    'loyalty.pointValue.credit',
    'loyalty.pointValue.data',
    'loyalty.pointValue.data',
    'loyalty.tiers[2].id',
    'loyalty.tiers[0].from',
    'loyalty.tiers[1].from',
    'loyalty.earn[1].on',
    'loyalty.earn[1].per',
  ]);
  expect(parts((file) => delete file.rewards)).toEqual([
    'loyalty.pointValue.credit',
    'loyalty.pointValue.data',
  ]);
  expect(parts((file) => (file.loyalty.pointValue = {}))).toEqual(['loyalty.pointValue']);
});

describe('data of certain content', () => {
  const policy = { rule: 'deny', category: 'allow', paidByThirdParty: 'unreviewed', source: 'x' } as const;

  it('is judged by what it is and who pays', () => {
    expect(zeroRatingRule(policy, { content: 'application', isSponsored: false })).toBe('deny');
    expect(zeroRatingRule(policy, { content: 'category', isSponsored: false })).toBe('allow');
    expect(zeroRatingRule(policy, { content: 'category', isSponsored: true })).toBe('unreviewed');
    expect(zeroRatingRule(policy, { content: 'application', isSponsored: true })).toBe('deny');
    for (const rule of ['allow', 'deny', 'unreviewed'] as const)
      for (const content of ['application', 'category'] as const)
        for (const isSponsored of [true, false])
          expect(zeroRatingRule({ rule }, { content, isSponsored })).toBe(rule);
  });

  it('may be free as a whole category where only applications are refused, and who pays is looked at, too', () => {
    const withVideo = (trafficClass: object, rules: object) =>
      problems((file) => {
        file.market.policy.contentBasedZeroRating = { ...policy, ...rules };
        file.plans[0].services.push({
          id: 'video',
          kind: 'data',
          ratingGroups: [2001],
          trafficClass: { name: 'Video', ...trafficClass },
          free: true,
        });
        file.host.agreement.floorPrices[0].exempt = ['video'];
      });
    expect(withVideo({ content: 'category' }, {})).toEqual([]);
    expect(withVideo({ content: 'application' }, {})).toEqual([expect.stringContaining('forbids it (x)')]);
    expect(withVideo({ content: 'category', sponsor: 'lily-video' }, {})).toEqual([
      expect.stringContaining('unreviewed (x)'),
    ]);
    expect(withVideo({ content: 'category', sponsor: 'lily-video' }, { paidByThirdParty: 'allow' })).toEqual(
      [],
    );
  });
});
