/** Members of a company: a subscriber, its SIM, and an account that leases from the company's pool. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { openAccount } from '../../domain/charging/open-account.js';
import { isCostCentreId, isPoolId } from '../../domain/pools/slice.js';
import { marshalItem } from '../charging/dynamodb-account-store.js';
import { toAttributes } from '../shared/attributes.js';
import { type InvalidParam, json, problem } from '../shared/problem.js';
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
  /** The SIM, number or subscriber id belongs to somebody else. */
  | { readonly outcome: 'taken'; readonly detail: string };

export const MEMBER_FIELDS = {
  subscriberId: { allowed: 'sub_ and 1 to 40 letters and digits', pattern: /^sub_[0-9A-Za-z]{1,40}$/ },
  supi: { allowed: 'imsi- and 15 digits', pattern: /^imsi-\d{15}$/ },
  msisdn: { allowed: 'msisdn- and 5 to 15 digits', pattern: /^msisdn-\d{5,15}$/ },
  iccid: { allowed: '18 to 22 digits', pattern: /^\d{18,22}$/ },
} as const;

/**
 * Adds a member: its records and its account in one transaction, so there is no half of it. The same again is as
 * good as the first time.
 */
export async function addMember(
  company: Pick<CompanyRecord, 'companyId'>,
  asked: NewMember,
  { accounts, records }: Tables,
  nowMs: number,
): Promise<MemberOutcome> {
  const { companyId } = company;
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
  if (problems.length > 0 || plan === undefined || pool === undefined)
    return { outcome: 'refused', problems };
  const { request, ...member }: MemberRecord = {
    subscriberId: asked.subscriberId,
    supi: asked.supi,
    msisdn: asked.msisdn,
    iccid: asked.iccid,
    accountKey: asked.supi,
    offeringId: pool.offeringId,
    planId: plan.id,
    poolId: pool.poolId,
    costCentre: asked.costCentre ?? null,
    ...(asked.name === undefined ? {} : { name: asked.name }),
    request: requestDigest({ ...asked, costCentre: asked.costCentre ?? null }),
  };
  const account = openAccount({
    key: asked.supi,
    plan,
    pool: asked.costCentre === undefined ? pool.poolId : `${pool.poolId}/${asked.costCentre}`,
    nowMs,
  });
  const memberKey = { pk: `COMPANY#${companyId}`, sk: `MEMBER#${asked.subscriberId}` };
  const isNew = await writeAll([
    put(records, { ...memberKey, ...member, request }),
    put(records, { pk: `POOL#${pool.poolId}`, sk: `MEMBER#${asked.supi}`, accountKey: asked.supi }),
    put(records, {
      pk: `SUBSCRIBER#${asked.subscriberId}`,
      sk: 'META',
      gsi1pk: `MSISDN#${asked.msisdn}`,
      gsi1sk: 'META',
      subscriberId: asked.subscriberId,
      accountKey: asked.supi,
      supi: asked.supi,
      msisdn: asked.msisdn,
      iccid: asked.iccid,
      offeringId: pool.offeringId,
      planId: plan.id,
      ...(asked.name === undefined ? {} : { name: asked.name }),
      companyId,
      state: 'active',
    }),
    put(records, { pk: `SIM#${asked.supi}`, sk: 'META', subscriberId: asked.subscriberId }),
    {
      Put: {
        TableName: accounts,
        Item: marshalItem(account),
        ConditionExpression: 'attribute_not_exists(k)',
      },
    },
  ]);
  if (isNew) return { outcome: 'added', member };
  const known = await readRecord<MemberRecord>(records, memberKey);
  if (known?.request === request) {
    const { request: _, ...same } = known;
    return { outcome: 'already-added', member: same };
  }
  return {
    outcome: 'taken',
    detail: `${asked.subscriberId} or ${asked.supi} is there already, with other content`,
  };
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
      return problem(409, 'member-exists', { detail: result.detail });
    case 'refused':
      return problem(400, 'invalid-member', { invalidParams: result.problems });
  }
}
