/** Points over HTTP: what members hold, and what is done with it. */
import { fromMicros, toMicros } from '../../domain/operator/decimal.js';
import { parseQuantity } from '../../domain/operator/quantity.js';
import { balanceOf } from '../../domain/loyalty/points.js';
import type { BurnBody, MoveBody, ReversalBody, TransferBody } from '../../domain/loyalty/schemas.js';
import { createHash } from 'node:crypto';
import { answerList, listOf, listQuery } from '../partners/kernel/list.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { grantReward, takeBackReward } from '../rewards/grant.js';
import { json } from '../shared/problem.js';
import { seen } from './memberships.js';
import type { LoyaltyOffice } from './office.js';
import {
  entriesOf,
  findEntry,
  type Moved,
  movePoints,
  notUndone,
  type PointsEntry,
  type PointsMove,
  pointsOf,
} from './points-book.js';

export function pointsHandlers(office: LoyaltyOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    retrievePoints: async (request) => json(200, await view(office, request)),
    listPointsEntries: async (request) => {
      const { id } = await seen(office, request);
      const entries = await entriesOf(office, id);
      return answerList(listQuery(request.query, ['id', 'kind', 'at']), listOf(entries), entryView);
    },
    earnPoints: async (request) => {
      const body = request.body as MoveBody;
      const { id, owner } = await member(office, request, body.membershipId);
      return answered(
        await movePoints(office, { ...moveOf(request, body, 'earn', id, owner), kind: 'earn' }),
      );
    },
    burnPoints: async (request) => burnFor(office, request),
    transferPoints: async (request) => transfer(office, request),
    reversePoints: async (request) => reverse(office, request),
  };
}

/** @throws RefusedError 404 */
const member = async (office: LoyaltyOffice, request: PartnerRequest, membershipId: string) =>
  seen(office, { partner: request.partner, path: { membershipId } });

/** An entry's id follows from whose it is and what they call it. */
const entryId = (owner: string, kind: string, id: string) =>
  `pte_${createHash('sha256')
    .update(JSON.stringify([owner, kind, id]))
    .digest('hex')
    .slice(0, 24)}`;

function moveOf(
  { partner, nowMs }: PartnerRequest,
  {
    id,
    points,
    reason,
  }: { readonly id: string; readonly points: number; readonly reason?: string | undefined },
  kind: string,
  membershipId: string,
  owner: string,
): Omit<PointsMove, 'kind'> & { readonly points: number } {
  return {
    id: entryId(partner.id, kind, id),
    membershipId,
    points,
    of: { reference: id, ...(reason === undefined ? {} : { reason }) },
    nowMs,
    actor: actorOf(partner),
    owner,
  };
}

const entryView = ({ id, membershipId, kind, points, balance, at, of, missing }: PointsEntry) => ({
  id,
  membershipId,
  kind,
  points,
  balance,
  at,
  ...of,
  ...(missing === undefined || missing === 0 ? {} : { missing }),
});

/** @throws RefusedError */
function answered(moved: Moved) {
  switch (moved.outcome) {
    case 'done':
      return json(201, entryView(moved.entry));
    case 'repeated':
      return json(200, { ...entryView(moved.entry), repeated: true });
    case 'refused':
      throw moved.code === 'entry-not-found'
        ? invalid(moved.code, [{ param: 'entryId', reason: moved.detail }])
        : new RefusedError(409, moved.code, moved.detail);
    case 'also-changed':
      throw new RefusedError(409, 'changed-meanwhile', 'what it stands on changed meanwhile; send it again');
  }
}

async function view(office: LoyaltyOffice, request: PartnerRequest) {
  const { id } = await seen(office, request);
  const { terms } = office;
  const state = await pointsOf(office, id, request.nowMs);
  const balance = balanceOf(state);
  const { credit, data } = terms.pointValue;
  return {
    membershipId: id,
    pointsName: terms.pointsName,
    balance,
    tier: {
      id: state.tier,
      name: terms.tiers.find((tier) => tier.id === state.tier)?.name ?? state.tier,
      ...(state.tierUntil === '' ? {} : { until: state.tierUntil }),
    },
    expiring: state.lots.flatMap(({ expires, points }) =>
      expires === '' ? [] : [{ month: expires, points }],
    ),
    worth: {
      ...(credit === undefined ? {} : { credit: fromMicros(balance * toMicros(credit)) }),
      ...(data === undefined ? {} : { data: `${balance * bytesOf(data)} B` }),
    },
  };
}

const bytesOf = (text: string): number => parseQuantity(text)!.amount;

/** Points out and the reward in: one transaction. */
async function burnFor(office: LoyaltyOffice, request: PartnerRequest) {
  const body = request.body as BurnBody;
  const { nowMs } = request;
  const found = await member(office, request, body.membershipId);
  const { credit, data } = office.terms.pointValue;
  const worth = body.for === 'credit' ? credit : data;
  const rate = worth === undefined ? undefined : body.for === 'credit' ? toMicros(worth) : bytesOf(worth);
  if (rate === undefined)
    throw invalid('not-offered', [
      {
        param: 'for',
        reason: `got "${body.for}"; allowed: ${Object.keys(office.terms.pointValue).join(', ')}`,
      },
    ]);
  if (found.state !== 'linked')
    throw new RefusedError(
      409,
      'not-linked',
      `membership ${found.id} is linked to no number, which the reward would go to`,
    );
  const move = { ...moveOf(request, body, 'burn', found.id, found.owner), kind: 'burn' } as const;
  const rewardId = rewardOf(move.id);
  const moved = await movePoints(office, { ...move, of: { ...move.of, for: body.for, rewardId } });
  if (moved.outcome !== 'done' && moved.outcome !== 'repeated') return answered(moved);
  // Also for one that was repeated: what crashed between the two is gone on with. Either it is given, or it is undone.
  const granted = await grantReward(
    office.desk(nowMs),
    {
      id: rewardId,
      subscriberId: found.subscriberId,
      bucket: body.for === 'credit' ? 'reward-credit' : 'reward-data',
      amount: body.points * rate,
      source: { kind: 'points', id: move.id },
      reason: `${body.points} ${office.terms.pointsName}`,
    },
    [notUndone(office, move.id)],
  );
  if (granted.outcome === 'also-changed')
    throw new RefusedError(
      409,
      'entry-undone',
      `entry ${move.id} was undone: its points are the member's again`,
    );
  if (granted.outcome === 'refused') {
    // What can't be given is not taken either.
    await movePoints(
      office,
      {
        ...moveOf(request, { ...body, id: `${body.id}:undone` }, 'put-back', found.id, found.owner),
        kind: 'put-back',
        burnId: move.id,
      },
      [notGiven(office, rewardId)],
    );
    throw new RefusedError(
      409,
      granted.problems[0]!.code,
      granted.problems.map(({ detail }) => detail).join('; '),
    );
  }
  return answered(moved);
}

const notGiven = ({ tables }: LoyaltyOffice, rewardId: string) => ({
  ConditionCheck: {
    TableName: tables.records,
    Key: { pk: { S: `REWARD#${rewardId}` }, sk: { S: 'META' } },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const rewardOf = (entry: string) => entry.replace('pte_', 'rwd_');

async function transfer(office: LoyaltyOffice, request: PartnerRequest) {
  const body = request.body as TransferBody;
  const [from, to] = await Promise.all([
    member(office, request, body.membershipId),
    member(office, request, body.to),
  ]);
  if (from.id === to.id)
    throw invalid('transfer-to-itself', [
      { param: 'to', reason: `got "${body.to}"; allowed: another member` },
    ]);
  const out = {
    ...moveOf(request, body, 'transfer-out', from.id, from.owner),
    kind: 'transfer-out',
  } as const;
  const moved = await movePoints(office, { ...out, of: { ...out.of, to: to.id } });
  if (moved.outcome !== 'done' && moved.outcome !== 'repeated') return answered(moved);
  const into = { ...moveOf(request, body, 'transfer-in', to.id, to.owner), kind: 'transfer-in' } as const;
  const arrived = await movePoints(office, {
    ...into,
    lots: moved.entry.lots ?? [],
    of: { ...into.of, from: from.id },
  });
  if (arrived.outcome === 'refused') throw new RefusedError(409, arrived.code, arrived.detail);
  return answered(moved);
}

async function reverse(office: LoyaltyOffice, request: PartnerRequest) {
  const body = request.body as ReversalBody;
  const found = await member(office, request, body.membershipId);
  const entry = await findEntry(office, body.entryId);
  if (entry === undefined || entry.membershipId !== found.id)
    throw invalid('entry-not-found', [
      { param: 'entryId', reason: `got "${body.entryId}"; the member has no such entry` },
    ]);
  const move = moveOf(request, { ...body, points: Math.abs(entry.points) }, 'reverse', found.id, found.owner);
  if (entry.kind === 'earn')
    return answered(await movePoints(office, { ...move, kind: 'take-back', grantId: entry.id }));
  if (entry.kind !== 'burn')
    throw new RefusedError(
      409,
      'not-reversible',
      `entry ${entry.id} is of kind ${entry.kind}; allowed: earn, burn`,
    );
  const reward = entry.of['rewardId'];
  const spent = Math.abs(entry.points);
  if (reward === undefined)
    return answered(await movePoints(office, { ...move, kind: 'put-back', burnId: entry.id }));
  const back = await takeBackReward(office.desk(request.nowMs), {
    id: move.id.replace('pte_', 'rtb_'),
    grantId: reward,
  });
  if (back.outcome !== 'taken-back' && back.outcome !== 'already-taken-back')
    throw new RefusedError(
      409,
      'reward-not-taken-back',
      `reward ${reward} could not be taken back${back.outcome === 'refused' ? `: ${back.problems.map(({ detail }) => detail).join('; ')}` : ''}`,
    );
  // What was used of the reward was paid for with points; whole points only come back for what was not.
  const points = Number(
    (BigInt(spent) * BigInt(back.taken)) / BigInt(Math.max(1, back.taken + back.missing)),
  );
  if (points === 0)
    throw new RefusedError(409, 'reward-used', `reward ${reward} was used up; nothing of it can come back`);
  return answered(await movePoints(office, { ...move, points, kind: 'put-back', burnId: entry.id }));
}
