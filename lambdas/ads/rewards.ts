/** Rewards of a subscriber: those that were given, and those that wait to be claimed. */
import { seenReward, type SeenReward } from '../../domain/rewards/reward.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite } from '../events/outbox.js';
import { answerList, listOf, listQuery } from '../partners/kernel/list.js';
import { maySee } from '../partners/kernel/partner.js';
import { notFound, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler } from '../partners/kernel/serve.js';
import { grantReward } from '../rewards/grant.js';
import { rewardsGiven } from '../rewards/reward-book.js';
import { json } from '../shared/problem.js';
import { tallyWrite } from '../sponsors/tallies.js';
import { bucketOf, expiryOf, rewardGranted } from './events.js';
import { mustFind } from './must-find.js';
import type { RecordOffice } from './office.js';
import { type Claim, claimed, claimsOf, findClaim } from './reward-records.js';

export function rewardHandlers(office: RecordOffice): Record<string, PartnerHandler> {
  const { client, tables, market } = office;
  const table = tables.records;
  return {
    listSubscriberRewards: async ({ path, partner, query, nowMs }) => {
      const { subscriberId } = await mustFind(table, partner, path['subscriberId']!);
      const asked = listQuery(query, ['id', 'state', 'kind']);
      const waiting = await claimsOf(client, table, subscriberId);
      const given: SeenReward[] = [];
      for await (const reward of rewardsGiven(office, subscriberId, nowMs)) given.push(reward);
      return answerList(
        asked,
        listOf([
          ...waiting.map((claim) => viewOfClaim(claim, nowMs)),
          ...given.map((reward) => viewOfReward(reward)),
        ]),
        (view) => view,
      );
    },

    claimReward: async ({ path, partner, nowMs }) => {
      const id = path['rewardId']!;
      const reward = await untilFirst(async () => {
        const claim = await findClaim(client, table, id);
        if (claim === undefined || !maySee(partner, claim.owner)) throw notFound('reward', id);
        const bucket = bucketOf(claim.reward);
        if (bucket === undefined)
          throw new RefusedError(
            409,
            claim.waitsFor,
            `reward ${id} is ${claim.reward.amount} points; allowed to somebody with a membership`,
          );
        if (claim.state === 'waiting' && claim.claimUntilMs <= nowMs)
          throw new RefusedError(
            409,
            'claim-expired',
            `reward ${id} was to be claimed until ${new Date(claim.claimUntilMs).toISOString()}`,
          );
        const { subscriberId, campaignId, decisionId, plan } = claim;
        const token = { subscriberId, campaignId, decisionId };
        const event = rewardGranted({
          rewardId: id,
          reward: claim.reward,
          token,
          decision: claim,
          partner,
          nowMs,
        });
        const outcome = await grantReward(
          office.rewards(nowMs),
          {
            id,
            subscriberId,
            accountKey: claim.accountKey,
            bucket,
            amount: claim.reward.amount,
            ...expiryOf(claim.reward, nowMs),
            source: { kind: 'ad', id: decisionId },
          },
          [
            claimed(table, id),
            tallyWrite(tables, {
              campaignId,
              subscriberId,
              plan,
              date: isoDate(dayAt((await market()).timeZone, nowMs)),
              granted: { kind: claim.reward.kind, amount: claim.reward.amount },
            }),
            eventWrite(table, event),
          ],
        );
        if (outcome.outcome === 'also-changed') return undefined;
        if (outcome.outcome === 'refused')
          throw new RefusedError(
            409,
            outcome.problems[0]?.code ?? 'refused',
            outcome.problems.map(({ detail }) => detail).join(' · '),
          );
        if (outcome.outcome === 'granted') await office.wake([event.id]);
        return outcome.reward;
      });
      return json(200, viewOfReward(seenReward(reward, nowMs)));
    },
  };
}

const PREFIX = 'reward-';

function viewOfReward({ id, state, bucket, amount, source, grantedAt, expiresAt }: SeenReward) {
  return {
    id,
    state,
    kind: bucket.slice(PREFIX.length),
    amount,
    for: source,
    grantedAt,
    expiresAt,
  };
}

function viewOfClaim({ id, reward, decisionId, waitsFor, claimUntilMs }: Claim, nowMs: number) {
  return {
    id,
    state: claimUntilMs <= nowMs ? 'expired' : 'waiting',
    kind: reward.kind,
    amount: reward.amount,
    for: { kind: 'ad', id: decisionId },
    claimUntil: new Date(claimUntilMs).toISOString(),
    waitsFor,
  };
}
