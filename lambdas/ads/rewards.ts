/** Rewards of a subscriber: those that were given, and those that wait to be claimed. */
import type { SeenReward } from '../../domain/rewards/reward.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite } from '../events/outbox.js';
import { answerList, listOf, listQuery } from '../partners/kernel/list.js';
import { actorOf, maySee, type Partner } from '../partners/kernel/partner.js';
import { notFound, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler } from '../partners/kernel/serve.js';
import { rewardsGiven } from '../rewards/reward-book.js';
import { json } from '../shared/problem.js';
import { tallyWrite } from '../sponsors/tallies.js';
import { rewardGranted } from './settle-event.js';
import { giveReward } from './give-reward.js';
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
      const claim = await untilFirst<Claim>(async () => {
        const found = await findClaim(client, table, id);
        if (found === undefined || !maySee(partner, found.owner)) throw notFound('reward', id);
        if (found.state === 'claimed') return found;
        if (found.claimUntilMs <= nowMs)
          throw new RefusedError(
            409,
            'claim-expired',
            `reward ${id} was to be claimed until ${new Date(found.claimUntilMs).toISOString()}`,
          );
        return (await give(found, partner, nowMs)) ? { ...found, state: 'claimed' } : undefined;
      });
      return json(200, viewOfClaim(claim, nowMs));
    },
  };

  /** @returns false when somebody else was first: look again */
  async function give(claim: Claim, partner: Partner, nowMs: number): Promise<boolean> {
    const { id, subscriberId, accountKey, campaignId, decisionId, plan, reward, owner } = claim;
    const token = { subscriberId, campaignId, decisionId };
    const event = rewardGranted({ rewardId: id, reward, token, decision: claim, partner, nowMs });
    const outcome = await giveReward(
      office,
      { id, subscriberId, accountKey, reward, decisionId, actor: actorOf(partner), owner, nowMs },
      [
        claimed(table, id),
        tallyWrite(tables, {
          campaignId,
          subscriberId,
          plan,
          date: isoDate(dayAt((await market()).timeZone, nowMs)),
          granted: { kind: reward.kind, amount: reward.amount },
        }),
        eventWrite(table, event),
      ],
    );
    if (outcome.outcome === 'refused') throw new RefusedError(409, outcome.code, outcome.detail);
    if (outcome.outcome === 'given') await office.wake([event.id]);
    return outcome.outcome === 'given';
  }
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

function viewOfClaim({ id, state, reward, decisionId, waitsFor, claimUntilMs }: Claim, nowMs: number) {
  const about = { claimUntil: new Date(claimUntilMs).toISOString(), waitsFor };
  return {
    id,
    state: state === 'waiting' && claimUntilMs <= nowMs ? 'expired' : state,
    kind: reward.kind,
    amount: reward.amount,
    for: { kind: 'ad', id: decisionId },
    ...(state === 'waiting' ? about : {}),
  };
}
