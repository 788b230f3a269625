/** What must hold between rewards, membership and the market's policy. */
import { compareDecimals } from './decimal.js';
import type { LoyaltyTerms } from './loyalty.js';
import type { MarketPolicy } from './market.js';
import { at, problemAt, type Problem } from './problem.js';
import { parseQuantity } from './quantity.js';
import type { RewardTerms } from './rewards.js';

/** Ten years. */
const LONGEST_VALIDITY_S = 3_650 * 86_400;

/** Parts that are well-formed; what is malformed is missing here, and reported already. */
export interface GrowthParts {
  readonly dataReward: MarketPolicy['dataReward'] | undefined;
  /** Whether the file has the section at all. */
  readonly hasRewards: boolean;
  readonly rewards: RewardTerms | undefined;
  readonly loyalty: LoyaltyTerms | undefined;
}

export function checkGrowth(parts: GrowthParts): Problem[] {
  return [...checkRewards(parts), ...checkLoyalty(parts)];
}

function checkRewards({ rewards, dataReward }: GrowthParts): Problem[] {
  if (rewards === undefined) return [];
  const { kinds, validity } = rewards;
  const quantity = parseQuantity(validity);
  return [
    ...(quantity?.unit === 'seconds' && quantity.amount <= LONGEST_VALIDITY_S
      ? []
      : [problemAt('rewards.validity', validity, 'time up to "3650 days", such as "30 days"')]),
    ...twice(kinds, (index) => at('rewards.kinds', index)),
    ...(dataReward === undefined || dataReward.rule === 'allow' || !kinds.includes('data')
      ? []
      : [
          problemAt(
            'rewards.kinds',
            kinds,
            'kinds without data, or market.policy.dataReward with rule: allow and its source',
            dataReward.rule === 'deny'
              ? `the market forbids rewards of data (${dataReward.source})`
              : `the market's rules for rewards of data are unreviewed (${dataReward.source})`,
          ),
        ]),
  ];
}

function checkLoyalty(parts: GrowthParts): Problem[] {
  const { loyalty } = parts;
  if (loyalty === undefined) return [];
  return [...checkPointValue(loyalty, parts), ...checkTiers(loyalty), ...checkEarn(loyalty)];
}

function checkPointValue({ pointValue }: LoyaltyTerms, { rewards, hasRewards }: GrowthParts): Problem[] {
  const path = 'loyalty.pointValue';
  const { credit, data } = pointValue;
  const isGivable = (kind: 'credit' | 'data'): boolean =>
    hasRewards && (rewards?.kinds.includes(kind) ?? true);
  const wanted = (kind: 'credit' | 'data', value: string): Problem[] =>
    isGivable(kind)
      ? []
      : [
          problemAt(
            at(path, kind),
            value,
            `rewards of ${kind} (rewards.kinds), or a pointValue without ${kind}`,
            'what points are changed into is given as a reward',
          ),
        ];
  return [
    ...(credit === undefined && data === undefined
      ? [problemAt(path, pointValue, 'credit, data, or both')]
      : []),
    ...(credit === undefined
      ? []
      : [
          ...(compareDecimals(credit, '0') > 0
            ? []
            : [problemAt(at(path, 'credit'), credit, 'an amount above zero')]),
          ...wanted('credit', credit),
        ]),
    ...(data === undefined
      ? []
      : [
          ...(parseQuantity(data)?.unit === 'bytes'
            ? []
            : [problemAt(at(path, 'data'), data, 'data such as "1 MB"')]),
          ...wanted('data', data),
        ]),
  ];
}

function checkTiers({ tiers }: LoyaltyTerms): Problem[] {
  const path = (index: number, key: string) => at('loyalty.tiers', index, key);
  return [
    ...twice(
      tiers.map(({ id }) => id),
      (index) => path(index, 'id'),
    ),
    ...tiers.flatMap(({ from }, index) => {
      const before = tiers[index - 1]?.from;
      if (before === undefined)
        return from === 0
          ? []
          : [problemAt(path(index, 'from'), from, '0: everybody is in the lowest tier at first')];
      return from > before
        ? []
        : [problemAt(path(index, 'from'), from, `more than the tier before it, ${before}`)];
    }),
  ];
}

function checkEarn({ earn }: LoyaltyTerms): Problem[] {
  return [
    ...twice(
      earn.map(({ on }) => on),
      (index) => at('loyalty.earn', index, 'on'),
    ),
    ...earn.flatMap(({ per }, index) =>
      compareDecimals(per, '0') > 0
        ? []
        : [problemAt(at('loyalty.earn', index, 'per'), per, 'an amount above zero')],
    ),
  ];
}

function twice(values: readonly string[], path: (index: number) => string): Problem[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    return first === index ? [] : [problemAt(path(index), value, 'each once', `${path(first)} has it too`)];
  });
}
