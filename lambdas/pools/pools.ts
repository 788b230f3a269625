/** `POST /pools` and `GET /pools/{poolId}`. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { viewAccount } from '../../domain/charging/view.js';
import { planIdOf } from '../../domain/charging/item.js';
import { openPool } from '../../domain/pools/open-pool.js';
import {
  POOL_LIMITS,
  type Slice,
  capKey,
  isPoolId,
  readSlice,
  sliceItem,
  sliceKey,
} from '../../domain/pools/slice.js';
import { renewalOf } from '../../domain/pools/move.js';
import { DynamoDbAccountStore, marshalItem } from '../charging/dynamodb-account-store.js';
import { toAttributes } from '../shared/attributes.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { json, problem } from '../shared/problem.js';
import { BodyReader } from './body.js';
import { setCap } from './caps.js';
import { type Tables, capsIn, isCompanyId } from './companies.js';
import {
  type CompanyRecord,
  type CostCentre,
  type PoolRecord,
  companyKey,
  listRecords,
  memberAccounts,
  poolKey,
  readRecord,
} from './pool-records.js';
import { requestDigest, writeAll } from './write-once.js';

const POOL_ID = 'pool_ and 1 to 40 letters, digits and dashes';
/** Beyond, one item would take too many leases at once; see docs/pools.md. */
const MEMBERS_A_SLICE = 500;
const DEFAULT_MEMBERS = 200;
/** A pool's view adds up so many members' accounts; of a larger one it tells what is leased. */
const MEMBERS_READ = 1_000;

export async function postPool(
  event: APIGatewayProxyEventV2,
  tables: Tables,
  nowMs: number,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { records } = tables;
  const body = new BodyReader(event);
  const poolId = body.text('poolId', POOL_ID, isPoolId);
  const companyId = body.text('companyId', 'co_…', isCompanyId);
  const name = body.name('name');
  const offeringId = body.text(
    'offeringId',
    "the members' offering, 1 to 64 characters",
    (t) => t !== '' && t.length <= 64,
  );
  const [known, company, plan] = await Promise.all([
    poolId === '' ? undefined : readRecord<PoolRecord>(records, poolKey(poolId)),
    companyId === '' ? undefined : readRecord<CompanyRecord>(records, companyKey(companyId)),
    offeringId === '' ? undefined : currentPlan(records, offeringId),
  ]);
  if (companyId !== '' && company === undefined)
    body.refuse('companyId', companyId, 'a company made by POST /companies', 'there is no such company');
  // The same again is as good as the first time, whatever is sold now.
  const isOfKnown = known?.offeringId === offeringId;
  if (offeringId !== '' && plan === undefined && !isOfKnown)
    body.refuse('offeringId', offeringId, 'an offering that is on sale', 'there is no such offering');
  const allowances = body.allowances('allowances', 1);
  const pooled = plan?.buckets.filter((b) => b.pooled === true).map((b) => b.id);
  allowances.forEach(({ bucket }, i) => {
    if (pooled !== undefined && !isOfKnown && !pooled.includes(bucket))
      body.refuse(`allowances[${i}].bucket`, bucket, pooled.join(', ') || 'none: the offering pools nothing');
  });
  const members = body.optionalNumber('expectedMembers', 1, MEMBERS_A_SLICE * POOL_LIMITS.slices);
  const cycle = body.cycle(
    'cycle',
    (isOfKnown ? known.cycle?.timeZone : undefined) ?? plan?.timeZone ?? 'UTC',
  );
  body.finish();
  if (body.invalidParams.length > 0)
    return problem(400, 'invalid-pool', { invalidParams: body.invalidParams });
  const slices = Math.ceil((members ?? DEFAULT_MEMBERS) / MEMBERS_A_SLICE);
  const asked = { poolId, companyId, name, offeringId, allowances, cycle: cycle ?? null, slices };
  const pool: PoolRecord = { ...asked, anchorMs: nowMs, request: requestDigest(asked) };
  const isNew = await writeAll([
    put(records, { ...poolKey(poolId), gsi1pk: 'POOLS', gsi1sk: poolId, ...pool }),
    put(records, { pk: `COMPANY#${companyId}`, sk: `POOL#${poolId}`, poolId }),
    ...openPool({ ...pool, cycle, nowMs }).map((slice) => ({
      Put: {
        TableName: tables.accounts,
        Item: marshalItem(sliceItem(slice)),
        ConditionExpression: 'attribute_not_exists(k)',
      },
    })),
  ]);
  const stored = isNew ? pool : await readRecord<PoolRecord>(records, poolKey(poolId));
  if (stored?.request !== pool.request)
    return problem(409, 'pool-exists', { detail: `${poolId} was made with other content` });
  // A repeat may follow a first attempt that ended before this.
  for (const { costCentreId, caps } of await listRecords<CostCentre>(
    records,
    `COMPANY#${companyId}`,
    'COST-CENTRE#',
  ))
    await setCap(tables.accounts, stored, costCentreId, capsIn(stored, caps), nowMs);
  return json(isNew ? 201 : 200, await viewPool(stored, tables, nowMs));
}

const put = (table: string, record: Readonly<Record<string, unknown>>) => ({
  Put: {
    TableName: table,
    Item: toAttributes(record),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** The plan version that an offering sells now. */
export async function currentPlan(records: string, offeringId: string): Promise<PlanVersion | undefined> {
  const offering = await readRecord<{ planId?: string; state?: string }>(records, {
    pk: `OFFERING#${offeringId}`,
    sk: 'CURRENT',
  });
  return offering?.planId === undefined || offering.state === 'retired'
    ? undefined
    : loadPlan(offering.planId);
}

export async function getPool(
  event: APIGatewayProxyEventV2,
  tables: Tables,
  nowMs: number,
): Promise<APIGatewayProxyStructuredResultV2> {
  const poolId = event.pathParameters?.['poolId'] ?? '';
  if (!isPoolId(poolId))
    return problem(400, 'invalid-pool-id', {
      invalidParams: [{ param: 'poolId', reason: `got "${poolId}"; allowed: ${POOL_ID}` }],
    });
  const pool = await readRecord<PoolRecord>(tables.records, poolKey(poolId));
  if (pool === undefined) return problem(404, 'pool-not-found', { detail: `there is no pool ${poolId}` });
  return json(200, await viewPool(pool, tables, nowMs));
}

/** total = available + leased; leased = used + reserved + idle, once all members were read. */
async function viewPool(pool: PoolRecord, tables: Tables, nowMs: number): Promise<unknown> {
  const { request: _request, anchorMs: _anchorMs, allowances, ...shown } = pool;
  const [slices, costCentres, out] = await Promise.all([
    Promise.all(
      Array.from({ length: pool.slices }, (_, i) => readSliceNow(tables, sliceKey(pool.poolId, i), nowMs)),
    ),
    listRecords<CostCentre>(tables.records, `COMPANY#${pool.companyId}`, 'COST-CENTRE#'),
    memberTotals(pool, tables, nowMs),
  ]);
  const present = slices.filter((slice) => slice !== undefined);
  const expiresAt = present[0]?.expiresAt ?? 0;
  const caps = await Promise.all(
    costCentres.map(async ({ costCentreId, name }) => {
      const cap = await readSliceNow(tables, capKey(pool.poolId, costCentreId), nowMs);
      return {
        costCentreId,
        name,
        resources: (cap?.resources ?? []).map(({ bucket, granted, available, leased }) => ({
          bucket,
          total: granted,
          available,
          leased,
        })),
      };
    }),
  );
  return {
    ...shown,
    ...(expiresAt === 0 ? {} : { expiresAt: new Date(expiresAt * 1000).toISOString() }),
    resources: allowances.map(({ bucket }) => {
      const of = present.flatMap(({ resources }) => resources.filter((r) => r.bucket === bucket));
      const sum = (field: 'granted' | 'available' | 'leased' | 'members') =>
        of.reduce((total, resource) => total + resource[field], 0);
      const held = out.amounts.get(`${bucket} ${expiresAt}`) ?? { used: 0, reserved: 0, idle: 0 };
      return {
        bucket,
        total: sum('granted'),
        available: sum('available'),
        leased: sum('leased'),
        membersLeasing: sum('members'),
        ...(out.complete ? held : {}),
      };
    }),
    costCentres: caps,
    ...(out.complete ? {} : { note: `used, reserved and idle are told of up to ${MEMBERS_READ} members` }),
  };
}

async function readSliceNow({ accounts }: Tables, key: string, nowMs: number): Promise<Slice | undefined> {
  const item = await new DynamoDbAccountStore(dynamodb, accounts).get(key);
  if (item === undefined) return undefined;
  const slice = readSlice(item);
  return renewalOf(slice, nowMs)?.slice ?? slice;
}

interface Held {
  used: number;
  reserved: number;
  idle: number;
}

/** What members made of their leases, by bucket and expiry. */
async function memberTotals(
  { poolId }: PoolRecord,
  tables: Tables,
  nowMs: number,
): Promise<{ readonly amounts: ReadonlyMap<string, Held>; readonly complete: boolean }> {
  const amounts = new Map<string, Held>();
  let read = 0;
  for await (const page of memberAccounts(tables, poolId)) {
    read += page.length;
    if (read > MEMBERS_READ) return { amounts, complete: false };
    for (const item of page) {
      const plan = await loadPlan(planIdOf(item));
      if (plan === undefined) throw new Error(`plan version ${planIdOf(item)} is not published`);
      for (const bucket of viewAccount(item, plan, nowMs).buckets) {
        if (plan.buckets.find(({ id }) => id === bucket.name)?.pooled !== true) continue;
        const expiresAt = bucket.expiresAt === undefined ? 0 : Date.parse(bucket.expiresAt) / 1000;
        const held = amounts.get(`${bucket.name} ${expiresAt}`) ?? { used: 0, reserved: 0, idle: 0 };
        held.used += bucket.used;
        held.reserved += bucket.reserved;
        held.idle += bucket.available;
        amounts.set(`${bucket.name} ${expiresAt}`, held);
      }
    }
  }
  return { amounts, complete: true };
}
