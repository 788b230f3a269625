/** Points over HTTP: what members hold, and what is done with it. */
import { createHash } from 'node:crypto';
import { fromMicros, toMicros } from '../../domain/operator/decimal.js';
import { parseQuantity } from '../../domain/operator/quantity.js';
import { earnedFor } from '../../domain/loyalty/earn.js';
import { balanceOf } from '../../domain/loyalty/points.js';
import type {
  BurnBody,
  EarnBody,
  ExpireBody,
  ReversalBody,
  TransferBody,
} from '../../domain/loyalty/schemas.js';
import { answerList, listOf, listQuery } from '../partners/kernel/list.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { burnFor, putBurnBack } from './burn.js';
import { seen } from './memberships.js';
import type { LoyaltyOffice } from './office.js';
import { expirePoints, type Moved, movePoints, transferPoints } from './points-book.js';
import { entriesOf, findEntry, type PointsEntry, type PointsMove, pointsOf } from './points-records.js';

export function pointsHandlers(office: LoyaltyOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    retrievePoints: async (request) => {
      const { id } = await seen(office, request);
      return json(200, await view(office, request, id));
    },
    listPointsEntries: async (request) => {
      const { id } = await seen(office, request);
      const entries = await entriesOf(office, id);
      return answerList(listQuery(request.query, ['id', 'kind', 'at']), listOf(entries), entryView);
    },
    earnPoints: async (request) => earn(office, request),
    burnPoints: async (request) => burn(office, request),
    transferPoints: async (request) => transfer(office, request),
    reversePoints: async (request) => reverse(office, request),
    expirePoints: async (request) => {
      const { membershipId } = request.body as ExpireBody;
      const { id } = await member(office, request, membershipId);
      await expirePoints(office, id, request.nowMs);
      return json(200, await view(office, request, id));
    },
  };
}

/** @throws RefusedError 404 */
const member = async (office: LoyaltyOffice, request: PartnerRequest, membershipId: string) =>
  seen(office, { ...request, path: { membershipId } });

/** An entry's id follows from whose it is and what they call it. */
const entryId = (owner: string, kind: string, id: string) =>
  `pte_${createHash('sha256')
    .update(JSON.stringify([owner, kind, id]))
    .digest('hex')
    .slice(0, 24)}`;

type MoveHead = Pick<PointsMove, 'id' | 'membershipId' | 'points' | 'of' | 'nowMs' | 'actor' | 'owner'>;

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
): MoveHead {
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

function answered(moved: Moved) {
  const entry = entryView(doneEntry(moved));
  return moved.outcome === 'repeated' ? json(200, { ...entry, repeated: true }) : json(201, entry);
}

/** @throws RefusedError for what was not done */
export function doneEntry(moved: Moved): PointsEntry {
  switch (moved.outcome) {
    case 'done':
    case 'repeated':
      return moved.entry;
    case 'refused':
      throw moved.code === 'entry-not-found'
        ? invalid(moved.code, [{ param: 'entryId', reason: moved.detail }])
        : new RefusedError(409, moved.code, moved.detail);
    case 'also-changed':
      throw new RefusedError(409, 'changed-meanwhile', 'what it stands on changed meanwhile; send it again');
  }
}

async function view(office: LoyaltyOffice, { nowMs }: PartnerRequest, id: string) {
  const { terms } = office;
  const state = await pointsOf(office, id, nowMs);
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
      ...(data === undefined ? {} : { data: `${balance * parseQuantity(data)!.amount} B` }),
    },
  };
}

/** Points for money by the operator's rules; the operator itself may give points as it likes. */
async function earn(office: LoyaltyOffice, request: PartnerRequest) {
  const body = request.body as EarnBody;
  if (!('points' in body)) return answered(await earnByRules(office, request, body));
  if (!request.partner.isOperator)
    throw new RefusedError(
      403,
      'may-not-give',
      'points: the operator alone gives points as it likes; allowed: on and amount, which earn by its rules',
    );
  const { id, owner } = await member(office, request, body.membershipId);
  return answered(await movePoints(office, { ...moveOf(request, body, 'earn', id, owner), kind: 'earn' }));
}

/** @throws RefusedError 404, or 409 when it earns nothing */
export async function earnByRules(
  office: LoyaltyOffice,
  request: PartnerRequest,
  body: Extract<EarnBody, { readonly amount: string }>,
): Promise<Moved> {
  const { id, owner } = await member(office, request, body.membershipId);
  const points = earnedFor(office.terms, body.on, toMicros(body.amount));
  if (points === 0)
    throw new RefusedError(409, 'earns-nothing', `${body.amount} by ${body.on} earns no point`);
  const head = moveOf(request, { ...body, points }, 'earn', id, owner);
  const of = { ...head.of, on: body.on, amount: body.amount };
  return movePoints(office, { ...head, of, kind: 'earn' });
}

async function burn(office: LoyaltyOffice, request: PartnerRequest) {
  const body = request.body as BurnBody;
  const found = await member(office, request, body.membershipId);
  const head = moveOf(request, body, 'burn', found.id, found.owner);
  return answered(await burnFor(office, found, head, body.for));
}

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
  const out = moveOf(request, body, 'transfer-out', from.id, from.owner);
  const into = moveOf(request, body, 'transfer-in', to.id, to.owner);
  return answered(
    await transferPoints(
      office,
      { ...out, kind: 'transfer-out', of: { ...out.of, to: to.id } },
      { ...into, of: { ...into.of, from: from.id } },
    ),
  );
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
  if (entry.kind === 'burn') return answered(await putBurnBack(office, found, move, entry));
  throw new RefusedError(
    409,
    'not-reversible',
    `entry ${entry.id} is of kind ${entry.kind}; allowed: earn, burn`,
  );
}
