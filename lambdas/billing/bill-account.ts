/** Bills of an account, from its usage records. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { billFor, closingOf, planIdsOf, type BillInput } from '../../domain/billing/bill-for.js';
import type { Bill, BilledSubscriber } from '../../domain/billing/bill.js';
import { cutPeriods, versionsOf, type BilledBefore, type EndedPeriod } from '../../domain/billing/periods.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { MovementAction } from '../../domain/charging/movement.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { inParallel } from '../../domain/in-parallel.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { findSubscriber, type Subscriber } from '../subscribers/find-subscriber.js';
import { lastBill, readBill, writeBill, type BilledHead } from './bill-store.js';
import { usageRow, usageRows } from './usage-rows.js';

export interface Brand {
  readonly id: string;
  readonly name: string;
}

/** What has a reason in the record of whoever did it. */
const EXPLAINED: readonly MovementAction[] = [
  'credited',
  'debited',
  'carrier-billed',
  'carrier-returned',
  'reserved',
  'rewarded',
];

const LANES = 16;
/** How often another run may be faster before this one gives up for now. */
const ATTEMPTS = 5;

/**
 * Makes the bills of all periods that ended up to a version and have none; the bills are those that this version's
 * event is to announce, made now or before.
 *
 * All records of the period are there: the stream gives an account's versions in order, and the recorder stores a
 * batch of them before it announces what is in it. Should one come later still (given up and redriven), the next
 * bill takes it in, since it looks at the versions of this one again.
 *
 * A function of the stored records: run twice, or by several at once, it makes the same bills, and the condition on
 * each write keeps the first.
 *
 * @throws Error when the record that ended the period is not stored yet
 */
export async function closePeriods(
  table: string,
  brand: Brand,
  account: string,
  version: number,
): Promise<Bill[]> {
  const ending = await usageRow(table, account, version);
  if (ending === undefined) throw new Error(`usage record ${account}/${version} is not stored yet`);
  const ends = (ending.notices ?? []).filter((notice) => notice.type === 'period.ended');
  const to = ends
    .map((notice) => notice.to)
    .sort()
    .at(-1);
  if (to === undefined) return [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const known = await readBill(table, account, to);
    if (known !== undefined) return [known.bill];
    const last = await lastBill(table, account);
    // Its end was announced long after it: what it holds is in the bill that was made instead, or will be in the next.
    if (last !== undefined && last.version >= version) return [];
    const made = await makeBills(table, brand, account, version, last);
    if (made !== undefined) return made;
  }
  throw new Error(`bills of account ${account} are being made by others`);
}

/** Undefined when somebody else made one of them first. */
async function makeBills(
  table: string,
  brand: Brand,
  account: string,
  version: number,
  last: BilledHead | undefined,
): Promise<Bill[] | undefined> {
  const rows = await usageRows(table, account, last?.afterVersion ?? 0, version);
  let opening = last?.closing ?? [];
  let afterVersion = last?.version ?? 0;
  const bills: Bill[] = [];
  for (const period of cutPeriods(rows, await billedBefore(table, account, last)).ended) {
    const bill = billFor({
      brand,
      account,
      from: period.from,
      to: period.to,
      issuedAt: period.endedAt,
      records: period.records,
      opening,
      ...(await knownOf(table, account, period.records)),
      plan: await planOf(period),
    });
    const closing = closingOf(bill);
    const head = { to: period.to, version: period.version, afterVersion, closing };
    if (!(await writeBill(table, head, { bill, versions: versionsOf(period) }))) return undefined;
    bills.push(bill);
    opening = closing;
    afterVersion = period.version;
  }
  return bills;
}

/** What is not billed yet; undefined when nothing ever happened to the account. */
export async function currentBill(
  table: string,
  brand: Brand,
  account: string,
  nowMs: number,
  planInForce: () => Promise<PlanVersion | undefined>,
): Promise<Bill | undefined> {
  const last = await lastBill(table, account);
  const rows = await usageRows(table, account, last?.afterVersion ?? 0);
  // A period that ended a moment ago, and whose bill is being made, is not billed yet either.
  const unended = rows.map(({ notices: _notices, ...record }) => record);
  const { open } = cutPeriods(unended, await billedBefore(table, account, last));
  const newest = open.at(-1);
  const plan = newest === undefined ? await planInForce() : await mustLoad(newest.planId);
  if (plan === undefined) return undefined;
  const to = new Date(nowMs).toISOString();
  return billFor({
    brand,
    account,
    open: true,
    from: last?.to ?? open[0]?.at ?? to,
    to,
    issuedAt: to,
    records: open,
    opening: last?.closing ?? [],
    ...(await knownOf(table, account, open)),
    plan,
  });
}

async function billedBefore(
  table: string,
  account: string,
  last: BilledHead | undefined,
): Promise<BilledBefore | undefined> {
  if (last === undefined) return undefined;
  const stored = await readBill(table, account, last.to);
  return { version: last.version, versions: new Set(stored?.versions) };
}

async function planOf({ records }: EndedPeriod): Promise<PlanVersion> {
  return mustLoad(records.at(-1)!.planId);
}

async function mustLoad(planId: string): Promise<PlanVersion> {
  const plan = await loadPlan(planId);
  if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
  return plan;
}

/** What records name and do not tell: plans, SIMs, reasons. */
async function knownOf(
  table: string,
  account: string,
  records: readonly UsageRecord[],
): Promise<Required<Pick<BillInput, 'plans' | 'subscribers' | 'reasons'>>> {
  const planIds = planIdsOf(records);
  const supis = new Set(records.filter(({ lines }) => lines.length > 0).map(({ supi }) => supi));
  // An account that used nothing still has the number that people know it by.
  supis.add(account);
  const references = new Set(
    records
      .flatMap(({ movements = [] }) => movements)
      .filter(({ action }) => EXPLAINED.includes(action))
      .flatMap(({ reference }) => reference ?? []),
  );
  const plans = new Map<string, PlanVersion>();
  const subscribers = new Map<string, Omit<BilledSubscriber, 'supi'>>();
  const reasons = new Map<string, string>();
  await Promise.all([
    inParallel(planIds, LANES, async (planId) => {
      plans.set(planId, await mustLoad(planId));
    }),
    inParallel([...supis], LANES, async (supi) => {
      const subscriber = supi.startsWith('imsi-') ? await findSubscriber(table, supi) : undefined;
      if (subscriber !== undefined) subscribers.set(supi, await billed(table, subscriber));
    }),
    inParallel([...references], LANES, async (reference) => {
      const reason = await read(table, `ACCOUNT#${account}`, `MOVEMENT#${reference}`, 'reason');
      if (reason !== undefined) reasons.set(reference, reason);
    }),
  ]);
  return { plans, subscribers, reasons };
}

async function billed(
  table: string,
  { subscriberId, msisdn, companyId }: Subscriber & { readonly companyId?: string },
): Promise<Omit<BilledSubscriber, 'supi'>> {
  const costCentre =
    companyId === undefined
      ? undefined
      : await read(table, `COMPANY#${companyId}`, `MEMBER#${subscriberId}`, 'costCentre');
  return { subscriberId, msisdn, ...(costCentre === undefined ? {} : { costCentre }) };
}

/** A text of an item; undefined when there is none. */
async function read(table: string, pk: string, sk: string, attribute: string): Promise<string | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ProjectionExpression: '#attribute',
      ExpressionAttributeNames: { '#attribute': attribute },
    }),
  );
  return item?.[attribute]?.S;
}
