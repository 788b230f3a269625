/** Agreements on traffic that sponsors pay for, and their pools. */
import type { Actor, PartnerEvent } from '../../domain/events/event.js';
import { fromMicros, toMicros } from '../../domain/operator/decimal.js';
import { newId } from '../../domain/partners/ids.js';
import {
  type AgreementRecord,
  costOfBytes,
  costOfMore,
  costOfUnused,
} from '../../domain/sponsors/agreement.js';
import { bytesOf } from '../../domain/sponsors/campaign.js';
import type { Posting } from '../../domain/sponsors/ledger.js';
import type { AgreementBody, PoolBody } from '../../domain/sponsors/schemas.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite } from '../events/outbox.js';
import { answerList, answerOne, listQuery } from '../partners/kernel/list.js';
import { actorOf } from '../partners/kernel/partner.js';
import type { Recorded } from '../partners/kernel/records.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import type { InvalidParam } from '../shared/problem.js';
import { json } from '../shared/problem.js';
import type { NewPool, PoolState } from './agreement-pools.js';
import { post } from './ledger-book.js';
import { openAgreement } from './open-list.js';
import { named, sponsorEvent, type SponsorOffice } from './office.js';
import { conflict, operatorOnly } from './refusals.js';
import { balanceLow } from './sponsor-notices.js';

export type Agreement = Recorded<AgreementRecord>;

const ATTRIBUTES = ['id', 'sponsorId', 'name', 'state', 'version', 'from', 'to', 'createdAt', 'updatedAt'];

export function agreementView(agreement: Agreement, baseUrl: string, pool?: PoolState) {
  const { id, sponsorId, name, services, microsPerGb, currency, bytesPerDay, markets, from, to } = agreement;
  return {
    id,
    href: `${baseUrl}/sponsor-agreements/${id}`,
    sponsorId,
    name,
    services,
    pricePerGb: fromMicros(microsPerGb),
    currency,
    ...(bytesPerDay === undefined ? {} : { perSubscriberAndDay: `${bytesPerDay} B` }),
    markets,
    from,
    to,
    version: agreement.version,
    ...(agreement.supersedes === undefined ? {} : { supersedes: agreement.supersedes }),
    state: agreement.state,
    poolId: agreement.poolId,
    pool: {
      bought: `${agreement.boughtBytes} B`,
      ...(pool === undefined
        ? {}
        : {
            used: `${pool.usedBytes} B`,
            lent: `${pool.leasedBytes} B`,
            available: `${pool.availableBytes} B`,
          }),
      paid: fromMicros(agreement.fundedMicros),
      returned: fromMicros(agreement.returnedMicros),
    },
    createdAt: agreement.createdAt,
    updatedAt: agreement.updatedAt,
  };
}

export function agreementHandlers(office: SponsorOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    createSponsorAgreement: async (request) => create(office, request),
    listSponsorAgreements: async (request) =>
      answerList(listQuery(request.query, ATTRIBUTES), office.agreements.list(request.partner), (agreement) =>
        agreementView(agreement, request.baseUrl),
      ),
    retrieveSponsorAgreement: async (request) => {
      const agreement = await agreementOf(office, request);
      const pool = await office.pools.read(agreement.poolId);
      return answerOne(agreementView(agreement, request.baseUrl, pool), request.query);
    },
    topUpSponsorAgreement: async (request) => topUp(office, request),
    endSponsorAgreement: async (request) => {
      operatorOnly(request.partner, 'ending agreements');
      const at = { nowMs: request.nowMs, baseUrl: request.baseUrl };
      const ended = await untilFirst(async () => {
        const agreement = await agreementOf(office, request);
        return agreement.state === 'ended'
          ? agreement
          : settleAgreement(office, agreement, actorOf(request.partner), at);
      });
      return json(200, agreementView(ended, request.baseUrl, await office.pools.read(ended.poolId)));
    },
  };
}

const agreementOf = async (office: SponsorOffice, { partner, path }: PartnerRequest): Promise<Agreement> =>
  office.agreements.mustGet(partner, path['agreementId'] ?? '');

/** @throws RefusedError 400, 403, 404, 409 */
async function create(office: SponsorOffice, request: PartnerRequest) {
  const { body, partner, nowMs, baseUrl, seed } = request;
  operatorOnly(partner, 'making agreements');
  const asked = body as AgreementBody;
  const sponsor = await office.sponsors.mustGet(partner, asked.sponsorId);
  if (sponsor.status !== 'active')
    throw new RefusedError(409, 'sponsor-closed', `sponsor ${sponsor.id} is ${sponsor.status}`);
  const before = asked.supersedes === undefined ? undefined : await office.agreements.get(asked.supersedes);
  const { country } = await office.market();
  const problems = problemsOf(asked, before, country, nowMs);
  if (problems.length > 0) throw invalid('invalid-agreement', problems);
  const id = newId('sag', seed);
  const bytes = bytesOf(asked.pool)!;
  const microsPerGb = toMicros(asked.pricePerGb);
  const micros = costOfBytes(bytes, microsPerGb);
  const bytesPerDay =
    asked.perSubscriberAndDay === undefined ? undefined : bytesOf(asked.perSubscriberAndDay);
  const value: AgreementRecord = {
    sponsorId: sponsor.id,
    name: asked.name,
    services: asked.services ?? [],
    microsPerGb,
    currency: sponsor.currency,
    ...(bytesPerDay === undefined ? {} : { bytesPerDay }),
    markets: asked.markets ?? [country],
    from: new Date(asked.from).toISOString(),
    to: new Date(asked.to).toISOString(),
    version: (before?.version ?? 0) + 1,
    ...(before === undefined ? {} : { supersedes: before.id }),
    poolId: `pool_${id.replace('_', '-')}`,
    state: 'active',
    boughtBytes: bytes,
    fundedMicros: micros,
    returnedMicros: 0,
    bookedMicros: 0,
    bookedBytes: 0,
    moves: 1,
    ...openAgreement(sponsor.id, id),
    request: requestDigest(body),
  };
  const actor = actorOf(partner);
  const record = await untilFirst(async () => {
    const known = await office.agreements.get(id);
    if (known !== undefined) return known;
    const posting: Posting = {
      kind: 'set-aside',
      micros,
      bytes,
      of: { agreementId: id },
      id: `${id}:1`,
      by: named(actor),
    };
    const posted = await post(office, sponsor.id, [posting], nowMs);
    if (posted.outcome === 'refused') throw conflict(posted.problems);
    if (posted.outcome === 'raced') return undefined;
    const at = new Date(nowMs).toISOString();
    const preview = {
      ...value,
      id,
      owner: sponsor.owner,
      revision: 1,
      createdAt: at,
      updatedAt: at,
      place: 0,
    };
    const events = [
      event('created', preview, actor, { nowMs, baseUrl }),
      ...(await balanceLow(office, sponsor.id, posted, nowMs)),
    ];
    const made = await office.agreements.create({ id, owner: sponsor.owner, nowMs, value }, [
      ...posted.writes,
      ...(await opened(office, {
        poolId: value.poolId,
        sponsorId: sponsor.id,
        services: value.services,
        bytes,
        bytesPerDay,
        fromMs: Date.parse(value.from),
        toMs: Date.parse(value.to),
      })),
      ...events.map((each) => eventWrite(office.tables.records, each)),
    ]);
    if (made !== undefined) await office.wake(events.map((each) => each.id));
    return made;
  });
  return created(agreementView(record, baseUrl, await office.pools.read(record.poolId)));
}

/** @throws RefusedError 409 when the sponsor has as many pools as can be asked */
async function opened(office: SponsorOffice, pool: NewPool) {
  try {
    return await office.pools.open(pool);
  } catch (error) {
    if (error instanceof RangeError) throw new RefusedError(409, 'too-many-agreements', error.message);
    throw error;
  }
}

function problemsOf(
  asked: AgreementBody,
  before: Agreement | undefined,
  country: string,
  nowMs: number,
): InvalidParam[] {
  const wrong = (param: string, got: unknown, allowed: string) => ({
    param,
    reason: `got ${JSON.stringify(got)}; allowed: ${allowed}`,
  });
  return [
    ...(bytesOf(asked.pool) === undefined ? [wrong('pool', asked.pool, 'bytes, such as "1 TB"')] : []),
    ...(asked.perSubscriberAndDay === undefined || bytesOf(asked.perSubscriberAndDay) !== undefined
      ? []
      : [wrong('perSubscriberAndDay', asked.perSubscriberAndDay, 'bytes, such as "2 GB"')]),
    ...(toMicros(asked.pricePerGb) > 0 ? [] : [wrong('pricePerGb', asked.pricePerGb, 'more than 0')]),
    ...(Date.parse(asked.to) > Math.max(Date.parse(asked.from), nowMs)
      ? []
      : [wrong('to', asked.to, `after from, and after ${new Date(nowMs).toISOString()}`)]),
    ...((asked.markets ?? [country]).includes(country)
      ? []
      : [wrong('markets', asked.markets, `a list with ${country}, where this operator is`)]),
    ...(asked.supersedes === undefined || before?.sponsorId === asked.sponsorId
      ? []
      : [wrong('supersedes', asked.supersedes, `an agreement of sponsor ${asked.sponsorId}`)]),
  ];
}

/** More bytes for the pool, once by the client's id. @throws RefusedError 400, 403, 404, 409 */
async function topUp(office: SponsorOffice, request: PartnerRequest) {
  const { body, partner, nowMs, baseUrl } = request;
  operatorOnly(partner, 'paying for pools');
  const { id: moveId, amount } = body as PoolBody;
  const bytes = bytesOf(amount);
  if (bytes === undefined)
    throw invalid('amount-invalid', [
      { param: 'amount', reason: `got "${amount}"; allowed: bytes, such as "500 GB"` },
    ]);
  const actor = actorOf(partner);
  const { agreement, repeated } = await untilFirst(async () => {
    const before = await agreementOf(office, request);
    const known = before.topUps?.[moveId];
    if (known !== undefined) {
      if (known !== bytes)
        throw new RefusedError(
          409,
          'id-used',
          `top-up "${moveId}" was of ${known} B; allowed: an id of its own`,
        );
      return { agreement: before, repeated: true };
    }
    if (before.state === 'ended' || Date.parse(before.to) <= nowMs)
      throw new RefusedError(409, 'agreement-ended', `agreement ${before.id} ended at ${before.to}`);
    if (Object.keys(before.topUps ?? {}).length >= MOST_TOP_UPS)
      throw new RefusedError(
        409,
        'agreement-full',
        `agreement ${before.id} was topped up ${MOST_TOP_UPS} times; allowed: a further version of it`,
      );
    const micros = costOfMore(before.boughtBytes, bytes, before.microsPerGb);
    const posting: Posting = {
      kind: 'set-aside',
      micros,
      bytes,
      of: { agreementId: before.id },
      id: `${before.id}:${before.moves + 1}`,
      reference: moveId,
      by: named(actor),
    };
    const posted = await post(office, before.sponsorId, [posting], nowMs);
    if (posted.outcome === 'refused') throw conflict(posted.problems);
    if (posted.outcome === 'raced') return undefined;
    const value: AgreementRecord = {
      ...bareAgreement(before),
      boughtBytes: before.boughtBytes + bytes,
      fundedMicros: before.fundedMicros + micros,
      moves: before.moves + 1,
      topUps: { ...before.topUps, [moveId]: bytes },
    };
    const { record, write } = office.agreements.change(before, value, nowMs);
    const events = [
      event('updated', record, actor, { nowMs, baseUrl }),
      ...(await balanceLow(office, before.sponsorId, posted, nowMs)),
    ];
    const written = await writeTogether(office.client, [
      write,
      ...posted.writes,
      ...(await office.pools.add(before.poolId, bytes)),
      ...events.map((each) => eventWrite(office.tables.records, each)),
    ]);
    if (!written) return undefined;
    await office.wake(events.map((each) => each.id));
    return { agreement: record, repeated: false };
  });
  const view = agreementView(agreement, baseUrl, await office.pools.read(agreement.poolId));
  return json(repeated ? 200 : 201, view, repeated ? { repeated: 'true' } : {});
}

/** They lie in its record, for they are what tells a repeat. */
const MOST_TOP_UPS = 500;

interface At {
  readonly nowMs: number;
  readonly baseUrl: string;
}

/**
 * Books what was used of an agreement's pool, and, when it ends or has ended, takes out what nobody holds and returns
 * what it cost: cost(bought) − cost(used), so that both together are what was paid, to the micro. What sessions still
 * hold is returned by the next call that finds it.
 *
 * @param actor  who ends it
 * @returns undefined when somebody else was first: look again
 */
export async function settleAgreement(
  office: SponsorOffice,
  before: Agreement,
  actor: Actor,
  { nowMs, baseUrl }: At,
): Promise<Agreement | undefined> {
  const taken = await office.pools.takeBack(before.poolId);
  if (taken === undefined) throw new Error(`agreement ${before.id} has no pool`);
  const { fundedMicros, bookedMicros, bookedBytes, returnedMicros, microsPerGb, moves } = before;
  const used = taken.before.usedBytes;
  // What sessions hold may be used yet, and is neither booked nor returned before that is known.
  const mayBeUsed = used + taken.before.leasedBytes;
  const spent = costOfBytes(used, microsPerGb) - bookedMicros;
  const returned = costOfUnused(before.boughtBytes, mayBeUsed, microsPerGb) - returnedMicros;
  const of = { agreementId: before.id };
  const id = `${before.id}:${moves + 1}`;
  const by = named(actor);
  const postings: Posting[] = [
    ...(spent > 0 || used > bookedBytes
      ? [{ kind: 'spent' as const, micros: spent, bytes: used - bookedBytes, of, id, by }]
      : []),
    ...(returned > 0
      ? [{ kind: 'returned' as const, micros: returned, bytes: taken.bytes, of, id, by }]
      : []),
  ];
  // What accounts hold is not known yet, and nothing else is new.
  if (before.state === 'ended' && postings.length === 0 && taken.before.leasedBytes > 0) return before;
  const posted = postings.length === 0 ? undefined : await post(office, before.sponsorId, postings, nowMs);
  if (posted?.outcome === 'refused') throw conflict(posted.problems);
  if (posted?.outcome === 'raced') return undefined;
  const isSettled = bookedMicros + spent + returnedMicros + returned === fundedMicros;
  const { gsi1pk: _open, gsi1sk: _place, ...rest } = bareAgreement(before);
  const value: AgreementRecord = {
    ...rest,
    ...(isSettled ? {} : openAgreement(before.sponsorId, before.id)),
    state: 'ended',
    bookedMicros: bookedMicros + spent,
    bookedBytes: used,
    returnedMicros: returnedMicros + returned,
    moves: moves + 1,
    isSettled,
  };
  const { record, write } = office.agreements.change(before, value, nowMs);
  const events = before.state === 'ended' ? [] : [event('ended', record, actor, { nowMs, baseUrl })];
  const written = await writeTogether(office.client, [
    write,
    ...taken.writes,
    ...(posted?.writes ?? []),
    ...events.map((each) => eventWrite(office.tables.records, each)),
  ]);
  if (!written) return undefined;
  await office.wake(events.map((each) => each.id));
  return record;
}

export function bareAgreement(agreement: Agreement): AgreementRecord {
  const {
    id: _id,
    owner: _owner,
    revision: _revision,
    createdAt: _c,
    updatedAt: _u,
    place: _place,
    ...value
  } = agreement;
  const {
    pk: _pk,
    sk: _sk,
    ...rest
  } = value as AgreementRecord & { readonly pk?: string; readonly sk?: string };
  return rest;
}

const event = (change: string, agreement: Agreement, by: Actor, { nowMs, baseUrl }: At): PartnerEvent =>
  sponsorEvent({
    type: `sponsor_agreement.${change}`,
    step: agreement.revision,
    subject: { resource: 'sponsor_agreement', id: agreement.id },
    owner: agreement.owner,
    by,
    nowMs,
    data: { sponsorAgreement: agreementView(agreement, baseUrl) },
  });
