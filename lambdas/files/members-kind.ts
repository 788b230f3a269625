/** Member files: each row makes a subscriber with a SIM and an account, on behalf of a company. */
import { createHash } from 'node:crypto';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { Fields, RowError } from '../../domain/files/fields.js';
import {
  MEMBER_COLUMNS,
  readMemberRow,
  REQUIRED_MEMBER_COLUMNS,
  type MemberRow,
} from '../../domain/files/member-row.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import type { Identities } from '../../domain/operator/identities.js';
import type { MemberTaken } from '../pools/members.js';
import type { Taken } from '../subscribers/taken.js';
import { inParallel } from './in-parallel.js';
import type { ChunkOutcome, RowKind } from './process-file.js';

export interface Company {
  readonly companyId: string;
  readonly costCentres: readonly string[];
  readonly pools: readonly { readonly poolId: string; readonly offeringId: string }[];
}

/** A member that may be added: what it names exists. */
export interface MemberToAdd {
  /** Follows from the SIM, so that the same row again is the same member. */
  readonly subscriberId: string;
  readonly supi: string;
  readonly msisdn: string;
  readonly iccid: string;
  readonly name: string;
  readonly costCentre?: string;
  readonly plan: PlanVersion;
  /** The company's pool that fills the plan's pooled buckets; absent: the account has what the plan gives. */
  readonly poolId?: string;
}

export interface Members {
  findCompany(companyId: string): Promise<Company | undefined>;
  /** The plan version that an offering sells now. */
  findPlan(offeringId: string): Promise<PlanVersion | undefined>;
  /** What of a member's SIM, number and card belongs to others. */
  taken(member: Identities): Promise<readonly Pick<Taken, 'field' | 'holder'>[]>;
  /** All of it or nothing; the same member again is as good as the first time. */
  add(
    companyId: string,
    member: MemberToAdd,
  ): Promise<{ readonly outcome: 'added' | 'already-added' } | MemberTaken>;
  /** A chunk of members ends: gives back what was taken in advance. */
  settle?(): Promise<void>;
}

const COLUMN = { supi: 'imsi', msisdn: 'msisdn', iccid: 'iccid' } as const;

const ROWS_PER_CHUNK = 100;
const PARALLEL = 8;
/** Numbers, cards and SIMs of rows before: some 30 MB. */
const REMEMBERED = 300_000;

export class MembersKind implements RowKind<MemberRow> {
  readonly kind = 'members' as const;
  readonly columns = MEMBER_COLUMNS;
  readonly required = REQUIRED_MEMBER_COLUMNS;
  readonly rowsPerChunk = ROWS_PER_CHUNK;
  readonly chunksPerCheckpoint = 1;
  readonly onceByContent = false;
  private readonly members: Members;
  private readonly companies = new Map<string, Company | undefined>();
  private readonly plans = new Map<string, PlanVersion | undefined>();
  /** Rows of this file by number, card and SIM: none may come twice. */
  private readonly rowOf = new Map<string, number>();

  /** For one file: what it looks up is remembered. */
  constructor(members: Members) {
    this.members = members;
  }

  idOf(fields: Fields): string {
    return fields['msisdn'] ?? '';
  }

  read(row: number, fields: Fields): MemberRow | readonly RowError[] {
    return readMemberRow(row, fields);
  }

  async process(rows: readonly MemberRow[]): Promise<ChunkOutcome> {
    for (const company of new Set(rows.map((row) => row.company))) {
      if (!this.companies.has(company)) this.companies.set(company, await this.members.findCompany(company));
    }
    for (const plan of new Set(rows.map((row) => row.plan))) {
      if (!this.plans.has(plan)) this.plans.set(plan, await this.members.findPlan(plan));
    }
    const errors: RowError[] = [];
    const counts = { created: 0, unchanged: 0 };
    const fresh = rows.filter((row) => {
      const repeated = this.repeated(row);
      errors.push(...repeated);
      return repeated.length === 0;
    });
    try {
      await inParallel(fresh, PARALLEL, async (row) => {
        const outcome = await this.add(row);
        if (typeof outcome === 'string') counts[outcome] += 1;
        else errors.push(...outcome);
      });
    } finally {
      await this.members.settle?.();
    }
    return { errors, counts };
  }

  private repeated(row: MemberRow): RowError[] {
    // Only names the other row: what is there twice is refused by the tables, however large the file is.
    if (this.rowOf.size > REMEMBERED) this.rowOf.clear();
    return (['msisdn', 'iccid', 'supi'] as const).flatMap((field) => {
      const before = this.rowOf.get(row[field]);
      if (before === undefined) {
        this.rowOf.set(row[field], row.row);
        return [];
      }
      return [wrong(row, COLUMN[field], row[field], `row ${before} has it too; allowed: each once`)];
    });
  }

  private async add(row: MemberRow): Promise<'created' | 'unchanged' | RowError[]> {
    const company = this.companies.get(row.company);
    const plan = this.plans.get(row.plan);
    const subscriberId = memberId(row.supi);
    const taken = await this.members.taken({ ...row, subscriberId });
    const errors = [
      ...(company === undefined
        ? [
            wrong(
              row,
              'company',
              row.company,
              'there is no such company; allowed: the id of one, such as "co_acme"',
            ),
          ]
        : costCentreErrors(row, company)),
      ...(plan === undefined
        ? [wrong(row, 'plan', row.plan, 'allowed: the id of a plan that is sold; GET /plans lists them')]
        : capErrors(row, plan)),
      ...taken.map(({ field, holder }) =>
        wrong(row, COLUMN[field], row[field], `${holder} has it; allowed: one that nobody has`),
      ),
    ];
    if (errors.length > 0 || company === undefined || plan === undefined) return errors;
    const poolId = company.pools.find(({ offeringId }) => offeringId === row.plan)?.poolId;
    const result = await this.members.add(company.companyId, {
      subscriberId,
      supi: row.supi,
      msisdn: row.msisdn,
      iccid: row.iccid,
      name: row.name,
      plan,
      ...(row.costCentre === undefined ? {} : { costCentre: row.costCentre }),
      ...(poolId === undefined ? {} : { poolId }),
    });
    if (result.outcome === 'taken')
      return result.problems.map(({ field = 'supi', detail }) =>
        wrong(row, COLUMN[field], row[field], detail),
      );
    return result.outcome === 'added' ? 'created' : 'unchanged';
  }
}

/** `sub_` and 16 hex digits of the SIM's hash. */
export const memberId = (supi: string): string =>
  `sub_${createHash('sha256').update(supi).digest('hex').slice(0, 16)}`;

const wrong = ({ row }: MemberRow, column: string, value: string, message: string): RowError => ({
  row,
  column,
  value,
  message,
});

function costCentreErrors(row: MemberRow, { companyId, costCentres }: Company): RowError[] {
  if (row.costCentre === undefined || costCentres.includes(row.costCentre)) return [];
  const allowed = costCentres.length === 0 ? `${companyId} has none yet` : costCentres.join(', ');
  return [wrong(row, 'cost_centre', row.costCentre, `allowed: ${allowed}, or nothing`)];
}

/** What a member may spend is what the plan's spending cap says: a row may state it, not change it. */
function capErrors(row: MemberRow, { id, counters = [] }: PlanVersion): RowError[] {
  if (row.capMicros === undefined) return [];
  const caps = counters
    .filter(({ purpose, unit }) => purpose === 'spending-cap' && unit === 'money')
    .map(({ limit }) => limit);
  if (caps.includes(row.capMicros)) return [];
  const allowed =
    caps.length === 0
      ? `nothing: the plan ${row.plan} (${id}) has no spending cap`
      : `the plan's spending cap, ${caps.map(fromMicros).join(' or ')}, or nothing`;
  return [wrong(row, 'cap', fromMicros(row.capMicros), `allowed: ${allowed}`)];
}
