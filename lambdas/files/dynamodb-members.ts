/** Members in the tables: records and account in one transaction, as the companies' API adds them. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { openAccount } from '../../domain/charging/open-account.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { marshalItem } from '../charging/dynamodb-account-store.js';
import { addMember } from '../pools/members.js';
import {
  companyKey,
  listRecords,
  poolKey,
  readRecord,
  type CompanyRecord,
  type CostCentre,
  type PoolRecord,
} from '../pools/pool-records.js';
import { currentPlan } from '../pools/pools.js';
import { requestDigest, writeAll } from '../pools/write-once.js';
import { toAttributes } from '../shared/attributes.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import type { Company, Members, MemberToAdd } from './members-kind.js';

export class DynamoDbMembers implements Members {
  private readonly tables: { readonly accounts: string; readonly records: string };
  /** Business time, epoch milliseconds. */
  private readonly now: () => Promise<number>;

  constructor(tables: { accounts: string; records: string }, now: () => Promise<number>) {
    this.tables = tables;
    this.now = now;
  }

  async findCompany(companyId: string): Promise<Company | undefined> {
    const { records } = this.tables;
    const company = await readRecord<CompanyRecord>(records, companyKey(companyId));
    if (company === undefined) return undefined;
    const { pk } = companyKey(companyId);
    const [costCentres, links] = await Promise.all([
      listRecords<CostCentre>(records, pk, 'COST-CENTRE#'),
      listRecords<{ poolId: string }>(records, pk, 'POOL#'),
    ]);
    const pools = await Promise.all(
      links.map(async ({ poolId }) => await readRecord<PoolRecord>(records, poolKey(poolId))),
    );
    return {
      companyId,
      costCentres: costCentres.map(({ costCentreId }) => costCentreId),
      pools: pools.filter((pool) => pool !== undefined),
    };
  }

  async findPlan(offeringId: string): Promise<PlanVersion | undefined> {
    return await currentPlan(this.tables.records, offeringId);
  }

  async holderOf(msisdn: string): Promise<string | undefined> {
    return (await findSubscriber(this.tables.records, msisdn))?.subscriberId;
  }

  async add(
    companyId: string,
    { poolId, ...member }: MemberToAdd,
  ): Promise<{ outcome: 'added' | 'already-added' } | { outcome: 'taken'; detail: string }> {
    if (poolId === undefined) return await this.addWithoutPool(companyId, member);
    const { plan: _plan, ...asked } = member;
    const result = await addMember({ companyId }, { ...asked, poolId }, this.tables, await this.now());
    // What the row names was there a moment ago; a new delivery of the file looks again.
    if (result.outcome === 'refused')
      throw new Error(
        `${companyId} changed meanwhile: ${result.problems.map(({ reason }) => reason).join('; ')}`,
      );
    return result;
  }

  private async addWithoutPool(
    companyId: string,
    { plan, ...member }: Omit<MemberToAdd, 'poolId'>,
  ): Promise<{ outcome: 'added' | 'already-added' } | { outcome: 'taken'; detail: string }> {
    const { accounts, records } = this.tables;
    const { subscriberId, supi, msisdn } = member;
    const request = requestDigest({ ...member, offeringId: plan.offeringId });
    const memberKey = { pk: `COMPANY#${companyId}`, sk: `MEMBER#${subscriberId}` };
    const about = { ...member, accountKey: supi, offeringId: plan.offeringId, planId: plan.id };
    const put = (record: Readonly<Record<string, unknown>>): TransactWriteItem => ({
      Put: {
        TableName: records,
        Item: toAttributes(record),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
    const isNew = await writeAll([
      put({ ...memberKey, ...about, costCentre: member.costCentre ?? null, request }),
      put({
        pk: `SUBSCRIBER#${subscriberId}`,
        sk: 'META',
        gsi1pk: `MSISDN#${msisdn}`,
        gsi1sk: 'META',
        ...about,
        companyId,
        state: 'active',
      }),
      put({ pk: `SIM#${supi}`, sk: 'META', subscriberId }),
      {
        Put: {
          TableName: accounts,
          Item: marshalItem(openAccount({ key: supi, plan, nowMs: await this.now() })),
          ConditionExpression: 'attribute_not_exists(k)',
        },
      },
    ]);
    if (isNew) return { outcome: 'added' };
    const known = await readRecord<{ request: string }>(records, memberKey);
    return known?.request === request
      ? { outcome: 'already-added' }
      : { outcome: 'taken', detail: `${subscriberId} or ${supi} is there already, with other content` };
  }
}
