import type { PlanVersion } from '../catalogue/plan.js';
import type { UsageRecord } from '../charging/usage-record.js';
import { amountOf, roundedUp } from './amount.js';
import { billIdOf, billNumber } from './bill-number.js';
import type { AmountDue, Balance, Bill, BilledSubscriber, BucketBalance } from './bill.js';
import { allowancesOf, chargeLines, entriesOf, movedIn } from './entries.js';
import { balancesOf, changesOf, taxTermsOf } from './ledger.js';
import { marketDate, marketTime } from './market-time.js';
import { taxedParts, type TaxedParts } from './subtotals.js';
import { taxationOf } from './tax.js';
import { usageGroups, usageItems, uncollectedUsage, type Plans } from './usage-groups.js';

export interface BillInput {
  readonly brand: { readonly id: string; readonly name: string };
  readonly account: string;
  /** ISO 8601: from, until before. */
  readonly from: string;
  readonly to: string;
  /** ISO 8601. */
  readonly issuedAt: string;
  /** Whether the period goes on: then it has no number and nothing is due yet. @default false */
  readonly open?: boolean;
  /** In any order; a version that is there twice counts once. */
  readonly records: readonly UsageRecord[];
  /** Plan versions by id: all that the records name. */
  readonly plans: Plans;
  /** The plan in force at the end. */
  readonly plan: PlanVersion;
  /** What the bill before closed with; empty when there is none. */
  readonly opening: readonly BucketBalance[];
  /** What is known of SIMs beside their SUPI, by SUPI. @default nothing */
  readonly subscribers?: ReadonlyMap<string, Omit<BilledSubscriber, 'supi'>>;
  /** Why an adjustment was made, by its reference. @default nothing */
  readonly reasons?: ReadonlyMap<string, string>;
}

/**
 * The bill of an account for a period; the receipt, where it is prepaid. A function of its input alone: the same
 * records make the same bill, to the last byte.
 *
 * @throws RangeError for a record whose plan version is not among `plans`, whose currency is another than the
 *   plan's, or that has a price without a bucket; all such records at once
 */
export function billFor(input: BillInput): Bill {
  const { brand, account, plan, plans, opening, open = false } = input;
  const { timeZone, currency } = plan;
  const records = inOrder(input.records);
  assertRecords(records, plans, currency);

  const subscribers = subscribersOf(records, input.subscribers ?? new Map());
  const taxed = taxedParts(records, plans, subscribers);
  const { tax, total, sims, costCentres } = taxed;
  const balances = balancesOf(opening, changesOf(records));
  const moved = movedIn(records, plans);
  const reasons = input.reasons ?? new Map<string, string>();
  const prepaid = plan.paymentMode === 'prepaid';
  const toMs = Date.parse(input.to);
  return {
    kind: prepaid ? 'receipt' : 'bill',
    billId: open ? 'current' : billIdOf(input.to),
    // The last date of the period, not the first one after it.
    ...(open ? {} : { number: billNumber(brand.id, account, marketDate(timeZone, toMs - 1)) }),
    issuedAt: marketTime(timeZone, Date.parse(input.issuedAt)),
    brand: { id: brand.id, name: brand.name },
    account,
    currency,
    timeZone,
    plan: { planId: plan.id, name: plan.name },
    period: { from: marketTime(timeZone, Date.parse(input.from)), to: marketTime(timeZone, toMs) },
    subscribers,
    balances,
    charges: chargeLines(moved, timeZone, plans),
    usage: usageGroups(records, plans),
    adjustments: entriesOf(moved, 'adjustments', reasons),
    payments: entriesOf(moved, 'payments', reasons),
    allowances: allowancesOf(records, plans),
    sims,
    costCentres,
    items: usageItems(records, plans, Date.parse(input.from)),
    tax,
    total,
    uncollected: uncollectedUsage(records, plans),
    ...(prepaid
      ? { paid: total.gross }
      : { due: { ...amountDue(balances, taxed, plan), ...(open ? {} : dueDate(plan, toMs)) } }),
  };
}

/** What the next bill begins with. */
export function closingOf({ balances }: Bill): BucketBalance[] {
  return balances.map(({ bucket, bucketId, closing }) => ({ bucket, bucketId, micros: closing.micros }));
}

function inOrder(records: readonly UsageRecord[]): UsageRecord[] {
  // Why the version: the one thing that a record which was delivered twice has in common with itself for sure.
  const byVersion = new Map(records.map((record) => [record.version, record]));
  return [...byVersion.values()].sort((a, b) => a.version - b.version).flatMap(bySim);
}

/** A record of a file may hold usage of several SIMs: one record a SIM, what moved with the first. */
function bySim(record: UsageRecord): UsageRecord[] {
  const others = new Set(
    record.lines.flatMap(({ supi = record.supi }) => (supi === record.supi ? [] : [supi])),
  );
  if (others.size === 0) return [record];
  const of = (wanted: string) => record.lines.filter(({ supi = record.supi }) => supi === wanted);
  const { movements: _, notices: __, subscriberId: ___, ...plain } = record;
  return [
    { ...record, lines: of(record.supi) },
    ...[...others].map((supi): UsageRecord => ({ ...plain, supi, lines: of(supi) })),
  ];
}

/** The plan versions that records name: their own, and those whose usage they charge. */
export function planIdsOf(records: readonly UsageRecord[]): string[] {
  return [
    ...new Set(
      records.flatMap(({ planId, movements = [] }) => [
        planId,
        ...movements.flatMap((movement) => movement.planId ?? []),
      ]),
    ),
  ];
}

function assertRecords(records: readonly UsageRecord[], plans: Plans, currency: string): void {
  const problems = records.flatMap((record) => {
    const name = `usage record ${record.account}/${record.version}`;
    const unknown = planIdsOf([record]).filter((id) => !plans.has(id));
    if (unknown.length > 0) return [`${name} names plan version ${unknown.join(', ')}, which is not given`];
    if (record.currency === currency) return [];
    return [`${name} is in ${record.currency}; allowed: the plan's currency, ${currency}`];
  });
  if (problems.length > 0) throw new RangeError(problems.join('\n'));
}

function subscribersOf(
  records: readonly UsageRecord[],
  known: ReadonlyMap<string, Omit<BilledSubscriber, 'supi'>>,
): BilledSubscriber[] {
  const bySupi = new Map<string, BilledSubscriber>();
  for (const supi of known.keys()) bySupi.set(supi, { supi, ...known.get(supi) });
  for (const { supi, subscriberId, lines } of records) {
    if (lines.length === 0 || supi === '' || bySupi.has(supi)) continue;
    bySupi.set(supi, { supi, ...(subscriberId === undefined ? {} : { subscriberId }) });
  }
  return [...bySupi.values()].sort((a, b) => (a.supi < b.supi ? -1 : 1));
}

/**
 * What balances owe, with its tax. Balances contain the tax where prices do, and lack it where prices do; there this
 * bill's charges bear their own, and the rest of what is owed (from before, or paid ahead) bears the plan's.
 */
function amountDue(
  balances: readonly Balance[],
  { total, charged }: TaxedParts,
  plan: PlanVersion,
): AmountDue {
  const owed = balances.reduce((sum, { closing }) => sum + Math.max(0, -closing.micros), 0);
  const terms = taxTermsOf(plan, plan);
  const rest = taxationOf([{ terms, micros: owed - charged.micros, part: '' }]).grossMicros;
  const exact = owed === 0 ? 0 : Math.max(0, total.gross.micros + rest);
  return {
    exact: amountOf(exact),
    payable: amountOf(roundedUp(exact, plan.currency)),
    carried: amountOf(exact - total.gross.micros),
  };
}

function dueDate({ invoice, timeZone }: PlanVersion, toMs: number): Pick<AmountDue, 'date'> {
  return invoice === undefined ? {} : { date: marketDate(timeZone, toMs - 1, invoice.termDays) };
}
