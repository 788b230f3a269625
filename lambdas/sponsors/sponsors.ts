/** Sponsors, their accounts and deposits. */
import { fromMicros, toMicros } from '../../domain/operator/decimal.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { minorUnitMicros } from '../../domain/operator/currency.js';
import { mergePatch, shallowBefore } from '../../domain/partners/tmf/merge-patch.js';
import type { Entry } from '../../domain/sponsors/ledger.js';
import type { DepositBody, SponsorBody, SponsorChange } from '../../domain/sponsors/schemas.js';
import { sponsorAccount, type SponsorRecord } from '../../domain/sponsors/sponsor.js';
import { sponsorPlan } from '../../domain/sponsors/sponsor-plan.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { marshalItem } from '../charging/dynamodb-account-store.js';
import { eventWrite } from '../events/outbox.js';
import { answerList, answerOne, DEFAULT_LIMIT, listQuery, MAX_LIMIT } from '../partners/kernel/list.js';
import { actorOf } from '../partners/kernel/partner.js';
import type { Recorded } from '../partners/kernel/records.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import { json } from '../shared/problem.js';
import { depositCommand, entriesAfter, post, readHead } from './ledger-book.js';
import { named, sponsorEvent, type SponsorOffice } from './office.js';
import { conflict, operatorOnly } from './refusals.js';

export const SPONSOR_ATTRIBUTES = ['id', 'name', 'status', 'currency', 'partnerId', 'createdAt', 'updatedAt'];

export function sponsorView(sponsor: Recorded<SponsorRecord>, baseUrl: string) {
  const { id, name, contact, status, currency, lowBelowMicros, owner, createdAt, updatedAt } = sponsor;
  return {
    id,
    href: `${baseUrl}/sponsors/${id}`,
    name,
    ...(contact === undefined ? {} : { contact }),
    status,
    currency,
    ...(lowBelowMicros === undefined ? {} : { lowBelow: fromMicros(lowBelowMicros) }),
    ...(owner === OPERATOR_OWNER ? {} : { partnerId: owner }),
    createdAt,
    updatedAt,
  };
}

/** An entry of the ledger as people read it: amounts are decimals, signed as the account has them. */
export function movementView({ number, kind, at, micros, of = {}, bytes, id, reference, by, after }: Entry) {
  return {
    id: String(number),
    kind,
    at,
    amount: fromMicros(micros),
    ...of,
    ...(bytes === undefined ? {} : { bytes }),
    moveId: id,
    ...(reference === undefined ? {} : { reference }),
    by,
    balance: balanceView(after),
  };
}

const balanceView = ({ account, setAside, spent, deposited }: Entry['after']) => ({
  available: fromMicros(account),
  setAside: fromMicros(setAside),
  spent: fromMicros(spent),
  deposited: fromMicros(deposited),
});

export function sponsorHandlers(office: SponsorOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    createSponsor: async (request) => createSponsor(office, request),
    listSponsors: async (request) =>
      answerList(
        listQuery(request.query, SPONSOR_ATTRIBUTES),
        office.sponsors.list(request.partner),
        (sponsor) => sponsorView(sponsor, request.baseUrl),
      ),
    retrieveSponsor: async (request) => {
      const sponsor = await sponsorOf(office, request);
      const { after } = await readHead(office, sponsor.id);
      return answerOne(
        { ...sponsorView(sponsor, request.baseUrl), balance: balanceView(after) },
        request.query,
      );
    },
    patchSponsor: async (request) => patchSponsor(office, request),
    createSponsorDeposit: async (request) => deposit(office, request),
    listSponsorMovements: async (request) => movements(office, request),
  };
}

/** @throws RefusedError 404 */
export const sponsorOf = async (office: SponsorOffice, { partner, path }: PartnerRequest) =>
  office.sponsors.mustGet(partner, path['sponsorId'] ?? '');

/**
 * A sponsor with its account, in one transaction. The same request again is the same sponsor.
 *
 * @throws RefusedError 403, 409
 */
async function createSponsor(office: SponsorOffice, { body, partner, nowMs, baseUrl }: PartnerRequest) {
  operatorOnly(partner, 'registering sponsors');
  const { sponsorId, name, contact, lowBelow, partnerId } = body as SponsorBody;
  const { currency, timeZone } = await office.market();
  const plan = sponsorPlan({ currency, timeZone });
  const request = requestDigest(body);
  const owner = partnerId ?? OPERATOR_OWNER;
  const value: SponsorRecord = {
    name,
    ...(contact === undefined ? {} : { contact }),
    status: 'active',
    ...(lowBelow === undefined ? {} : { lowBelowMicros: toMicros(lowBelow) }),
    currency,
    request,
  };
  await office.publishPlan(plan);
  const preview = {
    ...value,
    id: sponsorId,
    owner,
    revision: 1,
    createdAt: new Date(nowMs).toISOString(),
    updatedAt: new Date(nowMs).toISOString(),
    place: 0,
  };
  const event = sponsorEvent({
    type: 'sponsor.created',
    step: 1,
    subject: { resource: 'sponsor', id: sponsorId },
    owner,
    by: actorOf(partner),
    nowMs,
    data: { sponsor: sponsorView(preview, baseUrl) },
  });
  const record = await office.sponsors.create({ id: sponsorId, owner, nowMs, value }, [
    {
      Put: {
        TableName: office.tables.accounts,
        Item: marshalItem(openAccount({ key: sponsorAccount(sponsorId), plan, nowMs })),
        ConditionExpression: 'attribute_not_exists(k)',
      },
    },
    eventWrite(office.tables.records, event),
  ]);
  if (record === undefined)
    throw new RefusedError(
      409,
      'account-exists',
      `there is an account ${sponsorAccount(sponsorId)} of nobody`,
    );
  if (record.request !== request)
    throw new RefusedError(
      409,
      'sponsor-exists',
      `sponsor ${sponsorId} is there already, with other content`,
    );
  await office.wake([event.id]);
  return created(sponsorView(record, baseUrl));
}

/** @throws RefusedError 400, 403, 404, 409 */
async function patchSponsor(office: SponsorOffice, request: PartnerRequest) {
  const { body, partner, nowMs, baseUrl } = request;
  operatorOnly(partner, 'changing sponsors');
  return untilFirst(async () => {
    const before = await sponsorOf(office, request);
    const change = body as SponsorChange;
    const { lowBelow, ...rest } = change;
    const { contact, ...kept } = mergePatch(
      { name: before.name, contact: before.contact ?? null, status: before.status },
      rest,
    ) as { name: string; contact?: string | null; status: SponsorRecord['status'] };
    const low =
      lowBelow === undefined ? before.lowBelowMicros : lowBelow === null ? undefined : toMicros(lowBelow);
    const value: SponsorRecord = {
      ...kept,
      ...(contact === undefined || contact === null ? {} : { contact }),
      ...(low === undefined ? {} : { lowBelowMicros: low }),
      currency: before.currency,
      request: before.request,
    };
    const { record } = office.sponsors.change(before, value, nowMs);
    const previous = shallowBefore(sponsorView(before, baseUrl), sponsorView(record, baseUrl));
    const { updatedAt: _at, ...differs } = previous as Record<string, unknown>;
    if (Object.keys(differs).length === 0) return json(200, sponsorView(before, baseUrl));
    const event = sponsorEvent({
      type: 'sponsor.updated',
      step: record.revision,
      subject: { resource: 'sponsor', id: record.id },
      owner: record.owner,
      by: actorOf(partner),
      nowMs,
      data: { sponsor: sponsorView(record, baseUrl) },
      previous: differs,
    });
    const after = await office.sponsors.update(before, value, nowMs, [
      eventWrite(office.tables.records, event),
    ]);
    if (after === undefined) return undefined;
    await office.wake([event.id]);
    return json(200, sponsorView(after, baseUrl));
  });
}

/** Money that a sponsor paid: once by its id, in one transaction with its entry and its event. */
async function deposit(office: SponsorOffice, request: PartnerRequest) {
  const { body, partner, nowMs } = request;
  operatorOnly(partner, 'entering deposits');
  const { id, amount, reference } = body as DepositBody;
  const sponsor = await sponsorOf(office, request);
  const micros = toMicros(amount);
  if (micros === 0 || micros % minorUnitMicros(sponsor.currency) !== 0)
    throw invalid('amount-invalid', [
      {
        param: 'amount',
        reason: `got "${amount}"; allowed: more than 0, in whole smallest units of ${sponsor.currency}`,
      },
    ]);
  const digest = requestDigest({ sponsorId: sponsor.id, id, micros, reference });
  const desk = office.desk(nowMs);
  const { entry, repeated } = await untilFirst(async () => {
    const known = await desk.ledger.find(sponsorAccount(sponsor.id), depositCommand(id));
    if (known !== undefined) {
      if (known.request !== digest)
        throw new RefusedError(
          409,
          'id-used',
          `deposit "${id}" was entered at ${known.atISO} with other content; allowed: an id of its own`,
        );
      return { entry: known['entry'] as Entry, repeated: true };
    }
    const posted = await post(
      office,
      sponsor.id,
      [{ kind: 'deposited', micros, id, reference, by: named(actorOf(partner)) }],
      nowMs,
      digest,
    );
    if (posted.outcome === 'refused') throw conflict(posted.problems);
    if (posted.outcome === 'raced') return undefined;
    const [made] = posted.entries as [Entry];
    const event = sponsorEvent({
      type: 'sponsor.deposited',
      step: id,
      subject: { resource: 'sponsor', id: sponsor.id },
      owner: sponsor.owner,
      by: actorOf(partner),
      nowMs,
      data: { movement: movementView(made) },
    });
    const written = await writeTogether(office.client, [
      ...posted.writes,
      eventWrite(office.tables.records, event),
    ]);
    if (!written) return undefined;
    await office.wake([event.id]);
    return { entry: made, repeated: false };
  });
  return json(repeated ? 200 : 201, movementView(entry), repeated ? { repeated: 'true' } : {});
}

/** In the order in which they were entered; `x-next-after` of the answer leads to the rest. */
async function movements(office: SponsorOffice, request: PartnerRequest) {
  const { after = '', limit = String(DEFAULT_LIMIT), ...others } = request.query;
  const problems = [
    ...Object.entries(others).map(([param, value]) => ({
      param,
      reason: `got "${value}"; allowed: after, limit`,
    })),
    ...(/^[\dT:.Z#-]{0,40}$/.test(after)
      ? []
      : [{ param: 'after', reason: `got "${after}"; allowed: x-next-after of an answer` }]),
    ...(/^\d{1,3}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= MAX_LIMIT
      ? []
      : [{ param: 'limit', reason: `got "${limit}"; allowed: whole number from 1 to ${MAX_LIMIT}` }]),
  ];
  if (problems.length > 0) throw invalid('invalid-query', problems);
  const sponsor = await sponsorOf(office, request);
  const { entries, next } = await entriesAfter(office, sponsor.id, after, Number(limit));
  return json(200, entries.map(movementView), { 'x-next-after': next });
}
