/** What subscribers are rewarded with, as the operator file says it. */
import { z } from 'zod';
import { REWARD_KINDS } from '../rewards/reward.js';
import { listOf, quantity, slug } from './scalars.js';

export const rewardsSchema = z
  .strictObject({
    validity: quantity('30 days')
      .default('30 days')
      .describe(
        'How long a reward lasts when whoever gives it says nothing; to the end of a day in the market.',
      ),
    kinds: z
      .array(z.enum(REWARD_KINDS))
      .min(1, { error: `list of at least one of ${REWARD_KINDS.join(', ')}` })
      .default([...REWARD_KINDS])
      .describe(
        'What may be given. Data is for any application (`market.policy.dataReward`); credit is used before the ' +
          'wallet and never paid out. Default: all of them.',
      ),
    destinations: listOf(slug('national'), 'destination')
      .default(['national'])
      .describe(
        'Destinations that minutes and messages of rewards pay for, beside those of services with one price. ' +
          'Never numbers that cost extra.',
      ),
  })
  .describe(
    'Rewards: advertisers, shops, promotions and points may give subscribers data, minutes, messages and credit, ' +
      'for a time. Every plan gets a bucket for each kind that it has a use for. Absent = none are given.',
  );

export type RewardTerms = z.output<typeof rewardsSchema>;
