/** `POST /companies`, `GET /companies/{companyId}`, `PUT …/cost-centres/{costCentreId}`. */
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Allowance } from '../../domain/pools/open-pool.js';
import { isCostCentreId } from '../../domain/pools/slice.js';
import { findSubscriber, isSubscriberName } from '../subscribers/find-subscriber.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import { dynamodb } from '../shared/dynamodb.js';
import { cursorAfter, pageRequest } from '../shared/paging.js';
import { json, problem } from '../shared/problem.js';
import { BodyReader } from './body.js';
import { setCap } from './caps.js';
import {
  type CompanyRecord,
  type CostCentre,
  type PoolRecord,
  companyKey,
  listRecords,
  poolKey,
  readRecord,
} from './pool-records.js';
import { requestDigest, writeAll } from './write-once.js';

export interface Tables {
  readonly accounts: string;
  readonly records: string;
}

const COMPANY_ID = 'co_ and 1 to 40 letters, digits and dashes';
export const isCompanyId = (text: string): boolean => /^co_[0-9A-Za-z][0-9A-Za-z-]{0,39}$/.test(text);
const COST_CENTRE_ID = '1 to 40 letters, digits and dashes';

export async function postCompany(
  event: APIGatewayProxyEventV2,
  { records }: Tables,
): Promise<APIGatewayProxyStructuredResultV2> {
  const body = new BodyReader(event);
  const companyId = body.text('companyId', COMPANY_ID, isCompanyId);
  const name = body.name('name');
  const ownerName = body.optionalText('owner', 'sub_…, imsi-… or msisdn-…', isSubscriberName);
  body.finish();
  const owner = ownerName === undefined ? undefined : await findSubscriber(records, ownerName);
  if (ownerName !== undefined && owner === undefined)
    body.refuse('owner', ownerName, 'a subscriber of this operator', 'there is no such subscriber');
  if (body.invalidParams.length > 0)
    return problem(400, 'invalid-company', { invalidParams: body.invalidParams });
  const company: CompanyRecord = {
    companyId,
    name,
    owner: owner?.subscriberId ?? null,
    request: requestDigest({ companyId, name, owner: owner?.subscriberId ?? null }),
  };
  const isNew = await writeAll([
    {
      Put: {
        TableName: records,
        Item: toAttributes({ ...companyKey(companyId), gsi1pk: 'COMPANIES', gsi1sk: companyId, ...company }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ]);
  if (isNew) return json(201, view(company));
  const known = await readRecord<CompanyRecord>(records, companyKey(companyId));
  if (known?.request === company.request) return json(200, view(known));
  return problem(409, 'company-exists', { detail: `${companyId} was made with other content` });
}

const view = ({ companyId, name, owner }: CompanyRecord) => ({ companyId, name, owner });

export async function getCompany(
  event: APIGatewayProxyEventV2,
  { records }: Tables,
): Promise<APIGatewayProxyStructuredResultV2> {
  const company = await companyOf(event, records);
  if (!('companyId' in company)) return company;
  const pk = `COMPANY#${company.companyId}`;
  const [costCentres, pools] = await Promise.all([
    listRecords<CostCentre>(records, pk, 'COST-CENTRE#'),
    listRecords<{ poolId: string }>(records, pk, 'POOL#'),
  ]);
  return json(200, { ...view(company), costCentres, pools: pools.map(({ poolId }) => poolId) });
}

/** The company that a path names, or the answer that there is none. */
export async function companyOf(
  event: APIGatewayProxyEventV2,
  records: string,
): Promise<CompanyRecord | APIGatewayProxyStructuredResultV2> {
  const companyId = event.pathParameters?.['companyId'] ?? '';
  if (!isCompanyId(companyId))
    return problem(400, 'invalid-company-id', {
      invalidParams: [{ param: 'companyId', reason: `got "${companyId}"; allowed: ${COMPANY_ID}` }],
    });
  const company = await readRecord<CompanyRecord>(records, companyKey(companyId));
  return company ?? problem(404, 'company-not-found', { detail: `there is no company ${companyId}` });
}

export async function putCostCentre(
  event: APIGatewayProxyEventV2,
  tables: Tables,
  nowMs: number,
): Promise<APIGatewayProxyStructuredResultV2> {
  const company = await companyOf(event, tables.records);
  if (!('companyId' in company)) return company;
  const costCentreId = event.pathParameters?.['costCentreId'] ?? '';
  const body = new BodyReader(event);
  if (!isCostCentreId(costCentreId)) body.refuse('costCentreId', costCentreId, COST_CENTRE_ID);
  const name = body.name('name');
  const caps = body.allowances('caps', 0);
  body.finish();
  const pools = await poolsOf(tables.records, company.companyId);
  const capped = new Set(pools.flatMap(({ allowances }) => allowances.map(({ bucket }) => bucket)));
  caps.forEach(({ bucket }, i) => {
    if (pools.length > 0 && !capped.has(bucket))
      body.refuse(`caps[${i}].bucket`, bucket, [...capped].join(', '), 'no pool of the company has it');
  });
  if (body.invalidParams.length > 0)
    return problem(400, 'invalid-cost-centre', { invalidParams: body.invalidParams });
  const costCentre: CostCentre = { costCentreId, name, caps };
  // The caps first: once it is stored, it holds.
  for (const pool of pools) await setCap(tables.accounts, pool, costCentreId, capsIn(pool, caps), nowMs);
  await dynamodb.send(
    new PutItemCommand({
      TableName: tables.records,
      Item: toAttributes({
        pk: `COMPANY#${company.companyId}`,
        sk: `COST-CENTRE#${costCentreId}`,
        ...costCentre,
      }),
    }),
  );
  // A pool that was made meanwhile did not find this cost centre; later ones do.
  for (const pool of await poolsOf(tables.records, company.companyId)) {
    if (pools.every(({ poolId }) => poolId !== pool.poolId))
      await setCap(tables.accounts, pool, costCentreId, capsIn(pool, caps), nowMs);
  }
  return json(200, costCentre);
}

/** What a cost centre's caps mean for one pool. */
export const capsIn = ({ allowances }: PoolRecord, caps: readonly Allowance[]): Allowance[] =>
  caps.filter(({ bucket }) => allowances.some((allowance) => allowance.bucket === bucket));

async function poolsOf(records: string, companyId: string): Promise<PoolRecord[]> {
  const links = await listRecords<{ poolId: string }>(records, `COMPANY#${companyId}`, 'POOL#');
  const pools = await Promise.all(
    links.map(({ poolId }) => readRecord<PoolRecord>(records, poolKey(poolId))),
  );
  return pools.filter((pool) => pool !== undefined);
}

export async function listMembers(
  event: APIGatewayProxyEventV2,
  { records }: Tables,
): Promise<APIGatewayProxyStructuredResultV2> {
  const company = await companyOf(event, records);
  if (!('companyId' in company)) return company;
  const page = pageRequest(event.queryStringParameters, (key) => /^MEMBER#sub_[0-9A-Za-z]{1,40}$/.test(key));
  if ('invalidParams' in page) return problem(400, 'invalid-query', { invalidParams: page.invalidParams });
  const pk = { S: `COMPANY#${company.companyId}` };
  const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
    new QueryCommand({
      TableName: records,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :members)',
      ExpressionAttributeValues: { ':pk': pk, ':members': { S: 'MEMBER#' } },
      Limit: page.limit,
      ...(page.after === undefined ? {} : { ExclusiveStartKey: { pk, sk: { S: page.after } } }),
    }),
  );
  const next = last?.['sk']?.S;
  return json(200, {
    items: items.map((item) => {
      const { pk: _pk, sk: _sk, request: _request, ...member } = fromItem(item);
      return member;
    }),
    ...(next === undefined ? {} : { after: cursorAfter(next) }),
  });
}
