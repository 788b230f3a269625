/**
 * The final check: money in = money out + balances. For every account that had traffic, what its buckets show,
 * what its usage records say and what the network reported have to agree to the last unit.
 */
import type { Account, Accounts, Usage } from './accounts.js';
import { inParallel } from '../../domain/in-parallel.js';
import type { Ledger } from './ledger.js';

export const CHECKS = {
  balances: 'every bucket: total = available + reserved + used',
  records: 'usage records = what left the buckets',
  once: 'every unit that was reported is recorded exactly once',
  sessions: 'sessions left open = sessions abandoned',
} as const;
export type Check = keyof typeof CHECKS;

/** Something that does not agree. */
export interface Finding {
  readonly check: Check;
  readonly supi: string;
  readonly text: string;
}

/** Sums of all buckets of one unit; micros when money. */
export interface UnitTotals {
  readonly unit: string;
  buckets: number;
  total: number;
  usedBefore: number;
  used: number;
  available: number;
  reserved: number;
  /** What the usage records of the run say. */
  recorded: number;
}

/** Usage of one kind that the records of the run say. */
export interface UsageTotals {
  readonly unit: string;
  units: number;
  uncollected: number;
}

export interface Audit {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly accounts: number;
  readonly records: number;
  readonly totals: readonly UnitTotals[];
  readonly usage: readonly UsageTotals[];
  /** Money that left the buckets, micros. */
  readonly revenueMicros: number;
  /** Sessions that this run left open. */
  readonly sessionsLeft: number;
  /** Subscribers whose usage records did not all arrive in time. */
  readonly late: readonly string[];
}

export interface AuditOptions {
  readonly accounts: Accounts;
  /** Accounts as they were before the traffic, by SUPI. */
  readonly before: ReadonlyMap<string, Account>;
  readonly ledger: Ledger;
  /** How long usage records may take to arrive. */
  readonly patienceMs: number;
  readonly pause: (ms: number) => Promise<void>;
  readonly now?: () => number;
}

const PARALLEL = 8;
const POLL_MS = 250;

interface Evidence {
  readonly supi: string;
  readonly before: Account;
  readonly after: Account;
  readonly records: readonly Usage[];
}

/** Reads the accounts as they are. */
export async function readAccounts(
  accounts: Accounts,
  supis: readonly string[],
): Promise<Map<string, Account>> {
  const read = await inParallel(supis, PARALLEL, async (supi) => await accounts.account(supi));
  return new Map(supis.map((supi, i) => [supi, read[i] as Account]));
}

/**
 * Compares the books of all subscribers that had traffic. Usage records arrive behind the answers, so those who
 * do not agree yet are read again until they do, or the patience is over.
 */
export async function audit({
  accounts,
  before,
  ledger,
  patienceMs,
  pause,
  now = Date.now,
}: AuditOptions): Promise<Audit> {
  const deadline = now() + patienceMs;
  const evidence = new Map<string, Evidence>();
  let doubtful: readonly string[] = ledger.subscribers();
  for (;;) {
    const read = await inParallel(doubtful, PARALLEL, async (supi): Promise<Evidence> => {
      const earlier = before.get(supi);
      if (earlier === undefined) throw new RangeError(`${supi} had traffic and was not read before`);
      const after = await accounts.account(supi);
      return { supi, before: earlier, after, records: await accounts.usageSince(supi, earlier.version) };
    });
    for (const each of read) evidence.set(each.supi, each);
    doubtful = read.filter((each) => examine(each, ledger).length > 0).map(({ supi }) => supi);
    if (doubtful.length === 0 || now() >= deadline) break;
    await pause(POLL_MS);
  }
  const all = [...evidence.values()];
  const findings = all.flatMap((each) => examine(each, ledger));
  const totals = sumBuckets(all);
  return {
    ok: findings.length === 0,
    findings,
    accounts: all.length,
    records: all.reduce((sum, { records }) => sum + records.length, 0),
    totals,
    usage: sumUsage(all),
    revenueMicros: totals
      .filter(({ unit }) => unit === 'money')
      .reduce((sum, { used, usedBefore }) => sum + used - usedBefore, 0),
    sessionsLeft: all.reduce((sum, each) => sum + newSessions(each), 0),
    late: all.filter((each) => isBehind(each, ledger)).map(({ supi }) => supi),
  };
}

/** Everything about one subscriber that does not agree. */
function examine(evidence: Evidence, ledger: Ledger): Finding[] {
  return [
    ...examineBuckets(evidence),
    ...examineUsage(evidence, ledger),
    ...examineSessions(evidence, ledger),
  ];
}

function examineBuckets({ supi, before, after, records }: Evidence): Finding[] {
  const drawn = new Map<number, number>();
  for (const { bucketId, amount } of records.flatMap(({ lines }) => lines)) {
    if (bucketId !== undefined) drawn.set(bucketId, (drawn.get(bucketId) ?? 0) + amount);
  }
  const findings: Finding[] = [];
  for (const { id, name, unit, total, available, reserved, used } of after.buckets) {
    if (total !== available + reserved + used || reserved < 0 || used < 0)
      findings.push({
        check: 'balances',
        supi,
        text: `${name}: total ${total}, but available ${available} + reserved ${reserved} + used ${used} ${unitName(unit)}`,
      });
    const usedBefore = before.buckets.find((bucket) => bucket.id === id)?.used ?? 0;
    const recorded = drawn.get(id) ?? 0;
    drawn.delete(id);
    if (recorded !== used - usedBefore)
      findings.push({
        check: 'records',
        supi,
        text: `${name}: ${used - usedBefore} left the bucket, records say ${recorded} ${unitName(unit)}`,
      });
  }
  for (const [id, amount] of drawn)
    findings.push({
      check: 'records',
      supi,
      text: `records say ${amount} left bucket ${id}, which is not there`,
    });
  return findings;
}

const unitName = (unit: string): string => (unit === 'money' ? 'micros' : unit);

function examineUsage({ supi, records }: Evidence, ledger: Ledger): Finding[] {
  const recorded = unitsByGroup(records);
  const reported = ledger.usage(supi);
  return [...new Set([...recorded.keys(), ...reported.keys()])].flatMap((group): Finding[] => {
    const { acknowledged, uncertain } = reported.get(group) ?? { acknowledged: 0, uncertain: 0 };
    const units = recorded.get(group) ?? 0;
    if (units >= acknowledged && units <= acknowledged + uncertain) return [];
    const range = uncertain === 0 ? '' : ` to ${acknowledged + uncertain}`;
    return [
      {
        check: 'once',
        supi,
        text: `rating group ${group}: ${acknowledged}${range} units were reported, ${units} are recorded`,
      },
    ];
  });
}

function unitsByGroup(records: readonly Usage[]): Map<number, number> {
  const units = new Map<number, number>();
  for (const line of records.flatMap(({ lines }) => lines))
    units.set(line.ratingGroup, (units.get(line.ratingGroup) ?? 0) + line.units);
  return units;
}

function newSessions({ before, after }: Evidence): number {
  const known = new Set(before.sessions.map(({ id }) => id));
  return after.sessions.filter(({ id }) => !known.has(id)).length;
}

function examineSessions(evidence: Evidence, ledger: Ledger): Finding[] {
  const { supi } = evidence;
  const open = newSessions(evidence);
  const { known, uncertain } = ledger.open(supi);
  if (open >= known && open <= known + uncertain) return [];
  return [
    {
      check: 'sessions',
      supi,
      text: `${open} sessions of this run are open, ${known}${uncertain === 0 ? '' : ` to ${known + uncertain}`} were abandoned`,
    },
  ];
}

/** Less is recorded than was reported: records are missing, or on their way. */
function isBehind({ supi, records }: Evidence, ledger: Ledger): boolean {
  const recorded = unitsByGroup(records);
  return [...ledger.usage(supi)].some(
    ([group, { acknowledged }]) => (recorded.get(group) ?? 0) < acknowledged,
  );
}

function sumBuckets(evidence: readonly Evidence[]): UnitTotals[] {
  const totals = new Map<string, UnitTotals>();
  for (const { before, after, records } of evidence) {
    const lines = records.flatMap((record) => record.lines);
    for (const { id, unit, total, available, reserved, used } of after.buckets) {
      const sum = totals.get(unit) ?? {
        unit,
        buckets: 0,
        total: 0,
        usedBefore: 0,
        used: 0,
        available: 0,
        reserved: 0,
        recorded: 0,
      };
      sum.buckets += 1;
      sum.total += total;
      sum.usedBefore += before.buckets.find((bucket) => bucket.id === id)?.used ?? 0;
      sum.used += used;
      sum.available += available;
      sum.reserved += reserved;
      sum.recorded += lines
        .filter(({ bucketId }) => bucketId === id)
        .reduce((amount, line) => amount + line.amount, 0);
      totals.set(unit, sum);
    }
  }
  return [...totals.values()];
}

function sumUsage(evidence: readonly Evidence[]): UsageTotals[] {
  const totals = new Map<string, UsageTotals>();
  for (const { unit, units, uncollected } of evidence.flatMap(({ records }) =>
    records.flatMap(({ lines }) => lines),
  )) {
    const sum = totals.get(unit) ?? { unit, units: 0, uncollected: 0 };
    sum.units += units;
    if (uncollected) sum.uncollected += units;
    totals.set(unit, sum);
  }
  return [...totals.values()];
}
