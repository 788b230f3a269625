/** Members of a company: a subscriber, its SIM, and an account that leases from the company's pool. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { openAccount } from '../../domain/charging/open-account.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { identityRecords, type IdentityField, subscriberRecord } from '../../domain/operator/identities.js';
import { isCostCentreId, isPoolId } from '../../domain/pools/slice.js';
import { marshalItem } from '../charging/dynamodb-account-store.js';
import { toAttributes } from '../shared/attributes.js';
import { type InvalidParam, json, problem } from '../shared/problem.js';
import { takenIdentities } from '../subscribers/taken.js';
import { BodyReader } from './body.js';
import { type Tables, companyOf } from './companies.js';
import {
  type CompanyRecord,
  type CostCentre,
  type MemberRecord,
  type PoolRecord,
  poolKey,
  readRecord,
} from './pool-records.js';
import { currentPlan } from './pools.js';
import { ProductPlaces } from './product-places.js';
import { requestDigest, writeAll } from './write-once.js';

/** A new member as it was asked for; texts are checked, what they name is not. */
export interface NewMember {
  /** `sub_` and 1 to 40 letters and digits: chosen by the client. */
  readonly subscriberId: string;
  readonly supi: string;
  readonly msisdn: string;
  readonly iccid: string;
  readonly poolId: string;
  readonly costCentre?: string | undefined;
  /** Of the person, as the company names it. */
  readonly name?: string;
}

export type MemberOutcome =
  | { readonly outcome: 'added' | 'already-added'; readonly member: Omit<MemberRecord, 'request'> }
  | { readonly outcome: 'refused'; readonly problems: readonly InvalidParam[] }
  | MemberTaken;

/** The SIM, number, card or subscriber id belongs to somebody else, or the member is there with other content. */
export interface MemberTaken {
  readonly outcome: 'taken';
  /** `field`: what it is about; absent = the member itself. */
  readonly problems: readonly {
    readonly code: string;
    readonly field?: IdentityField;
    readonly detail: string;
  }[];
}

export const MEMBER_FIELDS = {
  subscriberId: { allowed: 'sub_ and 1 to 40 letters and digits', pattern: /^sub_[0-9A-Za-z]{1,40}$/ },
  supi: { allowed: 'imsi- and 15 digits', pattern: /^imsi-\d{15}$/ },
  msisdn: { allowed: 'msisdn- and 5 to 15 digits', pattern: /^msisdn-[1-9]\d{4,14}$/ },
  iccid: { allowed: '18 to 20 digits that begin with 89 (ITU-T E.118)', pattern: /^89\d{16,18}$/ },
} as const;

/** Adds a member that leases from one of the company's pools. The same again is as good as the first time. */
export async function addMember(
  { companyId }: Pick<CompanyRecord, 'companyId'>,
  asked: NewMember,
  tables: Tables,
  nowMs: number,
): Promise<MemberOutcome> {
  const { records } = tables;
  // First of all: what it names may have gone from sale since.
  const before = await sameMember(records, companyId, asked);
  if (before !== undefined) return before;
  const problems: InvalidParam[] = [];
  const [pool, costCentre] = await Promise.all([
    readRecord<PoolRecord>(records, poolKey(asked.poolId)),
    asked.costCentre === undefined
      ? undefined
      : readRecord<CostCentre>(records, {
          pk: `COMPANY#${companyId}`,
          sk: `COST-CENTRE#${asked.costCentre}`,
        }),
  ]);
  if (pool?.companyId !== companyId)
    problems.push({
      param: 'poolId',
      reason: `got "${asked.poolId}": ${companyId} has no such pool; allowed: a pool of the company`,
    });
  if (asked.costCentre !== undefined && costCentre === undefined)
    problems.push({
      param: 'costCentre',
      reason: `got "${asked.costCentre}": ${companyId} has no such cost centre; allowed: one of the company`,
    });
  const plan = pool === undefined ? undefined : await currentPlan(records, pool.offeringId);
  if (pool !== undefined && plan === undefined)
    problems.push({
      param: 'poolId',
      reason: `got "${asked.poolId}": its offering ${pool.offeringId} is not on sale any more`,
    });
  return problems.length > 0 || plan === undefined
    ? { outcome: 'refused', problems }
    : writeMember(companyId, asked, plan, tables, nowMs);
}

/** A member whose account may have no pool: what the plan gives is its own then. */
type AnyMember = Omit<NewMember, 'poolId'> & { readonly poolId?: string | undefined };

/**
 * Writes a member: its records and its account in one transaction, so there is no half of it, and nobody gets a SIM,
 * number or card of another. What it names exists.
 */
export async function writeMember(
  companyId: string,
  asked: AnyMember,
  plan: PlanVersion,
  { accounts, records }: Tables,
  nowMs: number,
  places: ProductPlaces = new ProductPlaces(records),
): Promise<Exclude<MemberOutcome, { outcome: 'refused' }>> {
  const { subscriberId, supi, msisdn, iccid, poolId, costCentre, name } = asked;
  const taken = await takenIdentities(records, asked);
  if (taken.length > 0) return { outcome: 'taken', problems: taken };
  const about = {
    subscriberId,
    supi,
    msisdn,
    iccid,
    accountKey: supi,
    offeringId: plan.offeringId,
    planId: plan.id,
    ...(name === undefined ? {} : { name }),
  };
  const member = { ...about, ...(poolId === undefined ? {} : { poolId }), costCentre: costCentre ?? null };
  const pool = costCentre === undefined ? poolId : `${poolId}/${costCentre}`;
  const account = openAccount({ key: supi, plan, nowMs, ...(poolId === undefined ? {} : { pool }) });
  const place = await places.next();
  const isNew = await writeAll([
    put(records, { ...memberKey(companyId, asked), ...member, request: digestOf(asked) }),
    ...(poolId === undefined
      ? []
      : [put(records, { pk: `POOL#${poolId}`, sk: `MEMBER#${supi}`, accountKey: supi })]),
    put(records, {
      ...about,
      ...subscriberRecord({
        ...about,
        place: place.number,
        activatedAt: new Date(nowMs).toISOString(),
      }),
      companyId,
    }),
    places.put(place, subscriberId),
    ...identityRecords(asked).map((record) => put(records, record)),
    {
      Put: {
        TableName: accounts,
        Item: marshalItem(account),
        ConditionExpression: 'attribute_not_exists(k)',
      },
    },
  ]);
  if (isNew) return { outcome: 'added', member };
  await places.giveBack(place);
  // Somebody was first: perhaps this very request.
  const same = await sameMember(records, companyId, asked);
  if (same !== undefined) return same;
  const first = await takenIdentities(records, asked);
  const detail = `${subscriberId} or ${supi} is there already, with other content`;
  return { outcome: 'taken', problems: first.length > 0 ? first : [{ code: 'subscriber-exists', detail }] };
}

const memberKey = (companyId: string, { subscriberId }: Pick<AnyMember, 'subscriberId'>) => ({
  pk: `COMPANY#${companyId}`,
  sk: `MEMBER#${subscriberId}`,
});

const digestOf = ({ subscriberId, supi, msisdn, iccid, poolId, costCentre, name }: AnyMember): string =>
  requestDigest({
    subscriberId,
    supi,
    msisdn,
    iccid,
    poolId: poolId ?? null,
    costCentre: costCentre ?? null,
    name: name ?? null,
  });

/** The member that the same request made before. */
async function sameMember(
  records: string,
  companyId: string,
  asked: AnyMember,
): Promise<
  { readonly outcome: 'already-added'; readonly member: Omit<MemberRecord, 'request'> } | undefined
> {
  const known = await readRecord<MemberRecord>(records, memberKey(companyId, asked));
  if (known?.request !== digestOf(asked)) return undefined;
  const { request: _request, ...member } = known;
  return { outcome: 'already-added', member };
}

const put = (table: string, record: Readonly<Record<string, unknown>>) => ({
  Put: { TableName: table, Item: toAttributes(record), ConditionExpression: 'attribute_not_exists(pk)' },
});

export async function postMember(
  event: APIGatewayProxyEventV2,
  tables: Tables,
  nowMs: number,
): Promise<APIGatewayProxyStructuredResultV2> {
  const company = await companyOf(event, tables.records);
  if (!('companyId' in company)) return company;
  const body = new BodyReader(event);
  const text = (field: keyof typeof MEMBER_FIELDS) =>
    body.text(field, MEMBER_FIELDS[field].allowed, (t) => MEMBER_FIELDS[field].pattern.test(t));
  const asked: NewMember = {
    subscriberId: text('subscriberId'),
    supi: text('supi'),
    msisdn: text('msisdn'),
    iccid: text('iccid'),
    poolId: body.text('poolId', 'pool_…', isPoolId),
    costCentre: body.optionalText('costCentre', 'a cost centre of the company', isCostCentreId),
  };
  body.finish();
  if (body.invalidParams.length > 0)
    return problem(400, 'invalid-member', { invalidParams: body.invalidParams });
  const result = await addMember(company, asked, tables, nowMs);
  switch (result.outcome) {
    case 'added':
      return json(201, result.member);
    case 'already-added':
      return json(200, result.member);
    case 'taken':
      return problem(409, 'member-exists', {
        detail: result.problems.map(({ detail }) => detail).join('; '),
        problems: result.problems.map(({ code, detail }) => ({ code, detail })),
      });
    case 'refused':
      return problem(400, 'invalid-member', { invalidParams: result.problems });
  }
}
