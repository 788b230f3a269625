/** Members in the tables, added as the companies' API adds them. */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { Identities } from '../../domain/operator/identities.js';
import { type MemberTaken, writeMember } from '../pools/members.js';
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
import { ProductPlaces } from '../pools/product-places.js';
import { type Taken, takenIdentities } from '../subscribers/taken.js';
import type { Company, Members, MemberToAdd } from './members-kind.js';

/** Of places in the list of products: one write for so many members. */
const PLACES_AT_ONCE = 25;

export class DynamoDbMembers implements Members {
  private readonly tables: { readonly accounts: string; readonly records: string };
  /** Business time, epoch milliseconds. */
  private readonly now: () => Promise<number>;
  private readonly places: ProductPlaces;

  constructor(tables: { accounts: string; records: string }, now: () => Promise<number>) {
    this.tables = tables;
    this.now = now;
    this.places = new ProductPlaces(tables.records, PLACES_AT_ONCE);
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

  async taken(member: Identities): Promise<readonly Taken[]> {
    return await takenIdentities(this.tables.records, member);
  }

  async add(
    companyId: string,
    { plan, ...member }: MemberToAdd,
  ): Promise<{ readonly outcome: 'added' | 'already-added' } | MemberTaken> {
    return await writeMember(companyId, member, plan, this.tables, await this.now(), this.places);
  }

  async settle(): Promise<void> {
    await this.places.settle();
  }
}
