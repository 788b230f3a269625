/** Members and numbers: linked by who holds both, one to one. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { changed, type ConsentVersion, type Evidence } from '../../domain/consents/change.js';
import { type Membership, membershipIdOf, readLink } from '../../domain/loyalty/membership.js';
import type { LinkBody, ProvenLink } from '../../domain/loyalty/schemas.js';
import { BusyError } from '../accounts/desk.js';
import { newRecord } from '../accounts/ledger.js';
import { mustFind } from '../ads/must-find.js';
import { ownerOfSubscriber } from '../partners/balances/office.js';
import { consentsWrites } from '../consents/consent-book.js';
import { consentsOf } from '../consents/read.js';
import { eventWrite } from '../events/outbox.js';
import { answerList, answerOne, listQuery } from '../partners/kernel/list.js';
import { actorOf, maySee } from '../partners/kernel/partner.js';
import type { Recorded } from '../partners/kernel/records.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { created, noContent, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import { challenge, answerChallenge } from './challenges.js';
import { type Doing, membershipEvent } from './membership-event.js';
import type { LoyaltyOffice } from './office.js';

const ATTRIBUTES = ['id', 'memberId', 'subscriberId', 'state', 'linkedAt', 'unlinkedAt'];

export function membershipView(
  { id, memberId, subscriberId, state, linkedBy, linkedAt, unlinkedAt }: Recorded<Membership>,
  baseUrl: string,
) {
  return {
    id,
    href: `${baseUrl}/memberships/${id}`,
    memberId,
    subscriberId,
    state,
    linkedBy,
    linkedAt,
    ...(unlinkedAt === undefined ? {} : { unlinkedAt }),
  };
}

export function membershipHandlers(office: LoyaltyOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    linkMembership: async (request) => link(office, request),
    listMemberships: async ({ query, partner, baseUrl }) =>
      answerList(listQuery(query, ATTRIBUTES), office.memberships.list(partner), (each) =>
        membershipView(each, baseUrl),
      ),
    retrieveMembership: async (request) =>
      answerOne(membershipView(await seen(office, request), request.baseUrl), request.query),
    unlinkMembership: async (request) => {
      await unlink(office, await seen(office, request), {
        nowMs: request.nowMs,
        actor: actorOf(request.partner),
      });
      return noContent();
    },
  };
}

/** @throws RefusedError 404 */
export async function seen(
  office: LoyaltyOffice,
  { partner, path, nowMs }: Pick<PartnerRequest, 'partner' | 'path' | 'nowMs'>,
): Promise<Recorded<Membership>> {
  const found = await office.memberships.mustGet(partner, path['membershipId'] ?? '');
  return (await present(office, found, nowMs)) ?? found;
}

const numberKey = (subscriberId: string) => ({ pk: `MEMBERNUMBER#${subscriberId}`, sk: 'META' });

/** The linked membership of a member or of a number; undefined when there is none. */
export async function membershipOf(
  office: Pick<LoyaltyOffice, 'client' | 'tables' | 'memberships'>,
  by: { readonly owner: string; readonly memberId: string } | { readonly subscriberId: string },
): Promise<Recorded<Membership> | undefined> {
  let membershipId: string | undefined;
  if ('memberId' in by) membershipId = membershipIdOf(by.owner, by.memberId);
  else {
    const { pk, sk } = numberKey(by.subscriberId);
    const { Item: item } = await office.client.send(
      new GetItemCommand({
        TableName: office.tables.records,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ConsistentRead: true,
      }),
    );
    membershipId = item?.['membershipId']?.S;
  }
  const found = membershipId === undefined ? undefined : await office.memberships.get(membershipId);
  return found?.state === 'linked' ? found : undefined;
}

async function link(office: LoyaltyOffice, request: PartnerRequest) {
  const body = request.body as LinkBody;
  const { partner, baseUrl } = request;
  if ('memberId' in body) {
    const { subscriberId, msisdn } = await mustFind(office.tables.records, partner, body.subscriberId);
    return json(202, await challenge(office, { subscriberId, msisdn, memberId: body.memberId }, request));
  }
  const { record, isNew } = await linkProven(office, request, body);
  return isNew ? created(membershipView(record, baseUrl)) : json(200, membershipView(record, baseUrl));
}

/** @throws RefusedError for what can't be */
export async function linkProven(
  office: LoyaltyOffice,
  request: PartnerRequest,
  body: ProvenLink,
): Promise<Linked> {
  const { partner, nowMs } = request;
  if ('challengeId' in body) {
    const { subscriberId, memberId } = await answerChallenge(office, body, request);
    const subscriber = await mustFind(office.tables.records, partner, subscriberId);
    return linked(office, request, { subscriber, memberId, linkedBy: 'code', evidence: body.evidence });
  }
  const subscriber = await mustFind(office.tables.records, partner, body.subscriberId);
  const { signedLink } = body;
  const [payload = '', signature = ''] = signedLink.split('.');
  const wanted = createHmac('sha256', await office.linkKey())
    .update(payload)
    .digest();
  const given = Buffer.from(signature, 'base64url');
  const refuse = (why: string) => invalid('link-invalid', [{ param: 'signedLink', reason: why }]);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw refuse('is not signed with the key of this operator');
  const read = readLink(payload, nowMs);
  if (read === 'expired') throw refuse('has expired; make another one');
  if (read === 'too-long') throw refuse('is good for more than 24 hours; allowed: an `exp` within them');
  if (read === 'malformed') throw refuse('has a payload that is not {"memberId", "exp", "jti"}');
  const used = createHash('sha256').update(read.jti).digest('hex');
  return linked(
    office,
    request,
    { subscriber, memberId: read.memberId, linkedBy: 'signed-link', evidence: body.evidence },
    // For longer than it could be used again.
    newRecord(office.tables, {
      pk: `LINKUSED#${used}`,
      sk: 'META',
      ttl: Math.floor(Date.now() / 1000) + 30 * 24 * 3600,
    }),
  );
}

interface Linked {
  readonly record: Recorded<Membership>;
  /** Whether it was not there before. */
  readonly isNew: boolean;
}

interface Linking extends Pick<Membership, 'memberId' | 'linkedBy'> {
  readonly subscriber: Subscriber;
  readonly evidence: Evidence;
}

/** One transaction: the membership, that the number has it, what was agreed to, and the event. */
async function linked(
  office: LoyaltyOffice,
  request: PartnerRequest,
  { subscriber, memberId, linkedBy, evidence }: Linking,
  once?: TransactWriteItem,
): Promise<Linked> {
  const { partner, nowMs } = request;
  const { client, tables, memberships } = office;
  const { subscriberId } = subscriber;
  if (subscriber.state === 'terminated')
    throw new RefusedError(
      409,
      'number-ended',
      `${subscriberId} has ended; allowed: a number that is in use`,
    );
  // The brand's whose number it is, whoever asks for it.
  const owner = ownerOfSubscriber(subscriber);
  const id = membershipIdOf(owner, memberId);
  const before = await present(office, await memberships.get(id), nowMs);
  if (before?.state === 'linked') {
    if (before.subscriberId === subscriberId && maySee(partner, before.owner))
      return { record: before, isNew: false };
    throw new RefusedError(
      409,
      'member-linked',
      'this member is linked to a number already; unlink it first',
    );
  }
  if ((await membershipOf(office, { subscriberId })) !== undefined)
    throw new RefusedError(
      409,
      'number-linked',
      `${subscriberId} is linked to another member; unlink it first`,
    );
  const at = new Date(nowMs).toISOString();
  const value: Membership = { memberId, subscriberId, state: 'linked', linkedBy, linkedAt: at };
  const held = await consentsOf(client, tables.records, subscriberId);
  const change = { consents: [{ purpose: 'loyalty', channel: 'any', state: 'granted' }], evidence } as const;
  const after = changed(held, subscriberId, change, nowMs);
  const { type, id: who } = actorOf(partner);
  const said: ConsentVersion | undefined =
    after === undefined
      ? undefined
      : { ...change, subscriberId, version: after.version, at, actor: type === who ? who : `${type} ${who}` };
  const event = membershipEvent(
    office,
    'linked',
    { id, owner, value },
    { actor: actorOf(partner), nowMs },
    (before?.revision ?? 0) + 1,
  );
  const also: TransactWriteItem[] = [
    newRecord(tables, { ...numberKey(subscriberId), membershipId: id }),
    ...(after === undefined ? [] : consentsWrites(tables.records, held, after, said)),
    ...(once === undefined ? [] : [once]),
    eventWrite(tables.records, event),
  ];
  const record =
    before === undefined
      ? await memberships.create({ id, owner, nowMs, value }, also)
      : await memberships.update(before, value, nowMs, also);
  if (record === undefined) {
    // Of what may be the reason only a link that was used before stays so.
    if (once !== undefined && (await isThere(office, once)))
      throw invalid('link-used', [{ param: 'signedLink', reason: 'was used before; make another one' }]);
    throw new BusyError(`membership ${id} or its number was linked by somebody else`);
  }
  if (record.subscriberId !== subscriberId)
    throw new RefusedError(
      409,
      'member-linked',
      'this member is linked to a number already; unlink it first',
    );
  await office.wake([event.id]);
  return { record, isNew: true };
}

async function isThere({ client, tables }: LoyaltyOffice, { Put: put }: TransactWriteItem): Promise<boolean> {
  const { pk, sk } = put!.Item!;
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: tables.records, Key: { pk: pk!, sk: sk! }, ConsistentRead: true }),
  );
  return item !== undefined;
}

/**
 * A membership as it is now: a number that has ended is nobody's any more, however late that is noticed. Ports and other
 * SIMs change nothing, since the number's subscriber stays who it was.
 */
export async function present(
  office: LoyaltyOffice,
  found: Recorded<Membership> | undefined,
  nowMs: number,
): Promise<Recorded<Membership> | undefined> {
  if (found?.state !== 'linked') return found;
  const subscriber = await findSubscriber(office.tables.records, found.subscriberId);
  if (subscriber !== undefined && subscriber.state !== 'terminated') return found;
  return unlink(office, found, { nowMs, actor: { type: 'system', id: 'loyalty' } });
}

/** The number is free for another member, and the member for another number. */
export async function unlink(
  office: LoyaltyOffice,
  before: Recorded<Membership>,
  by: Doing,
): Promise<Recorded<Membership>> {
  if (before.state === 'unlinked') return before;
  const { nowMs } = by;
  const { id: _id, owner, ...rest } = before;
  const value: Membership = { ...rest, state: 'unlinked', unlinkedAt: new Date(nowMs).toISOString() };
  const event = membershipEvent(office, 'unlinked', { id: before.id, owner, value }, by, before.revision + 1);
  const { pk, sk } = numberKey(before.subscriberId);
  const record = await office.memberships.update(before, value, nowMs, [
    {
      Delete: {
        TableName: office.tables.records,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ConditionExpression: 'membershipId = :id',
        ExpressionAttributeValues: { ':id': { S: before.id } },
      },
    },
    eventWrite(office.tables.records, event),
  ]);
  if (record === undefined) throw new BusyError(`membership ${before.id} was changed by somebody else`);
  await office.wake([event.id]);
  return record;
}
