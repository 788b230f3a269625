/** Proofs that an account, its usage records and its bills say the same, to the last micro and unit. */
import type { Bill } from '../../domain/billing/bill.js';
import type { AccountView } from '../../domain/charging/view.js';
import type { Movement } from '../../domain/charging/movement.js';
import type { UsageLine, UsageRecord } from '../../domain/charging/usage-record.js';
import { eventually } from './eventually.js';
import type { OperatorClient } from './operator-client.js';
import type { SimulatedNetwork } from './simulated-network.js';

export interface Books {
  readonly view: AccountView;
  /** Newest first. */
  readonly records: readonly UsageRecord[];
  /** Oldest first, what is not billed yet last. */
  readonly bills: readonly Bill[];
}

const sum = (amounts: readonly number[]): number => amounts.reduce((all, each) => all + each, 0);

/**
 * An account's books, once they balance: records and bills come by streams, soon and not at once.
 *
 * @param supis  the SIMs that use it
 */
export async function balancedBooks(
  operator: OperatorClient,
  network: SimulatedNetwork,
  name: string,
  supis: readonly string[],
): Promise<Books> {
  return await eventually(async () => {
    const [view, records] = await Promise.all([operator.account(name), operator.usage(name)]);
    proveLedger(view, records);
    proveUnits(records, network, supis);
    const bills = await operator.bills(name);
    proveBills(view, records, bills);
    return { view, records, bills };
  });
}

const movementsOf = (records: readonly UsageRecord[]): Movement[] =>
  records.flatMap(({ movements = [] }) => movements);
const linesOf = (records: readonly UsageRecord[]): UsageLine[] => records.flatMap(({ lines }) => lines);

/** Every bucket is what was put in, less what was taken out and used. Each version is recorded once. */
function proveLedger(view: AccountView, records: readonly UsageRecord[]): void {
  const versions = records.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => b - a));
  const balance = new Map<number, number>();
  const change = (id: number, by: number) => balance.set(id, (balance.get(id) ?? 0) + by);
  for (const { bucketId, amount } of movementsOf(records)) change(bucketId, amount);
  for (const { bucketId, amount } of linesOf(records)) if (bucketId !== undefined) change(bucketId, -amount);
  for (const { id, available, reserved } of view.buckets) {
    expect({ id, is: available + reserved }).toEqual({ id, is: balance.get(id) ?? 0 });
    balance.delete(id);
  }
  // What the account has no more, it used up or gave back.
  expect([...balance].filter(([, left]) => left !== 0)).toEqual([]);
}

/** What was recorded of a SIM is what the network reported of it, whoever paid. */
function proveUnits(
  records: readonly UsageRecord[],
  network: SimulatedNetwork,
  supis: readonly string[],
): void {
  for (const ratingGroup of [100, 200, 1000]) {
    const recorded = supis.map((supi) => [
      supi,
      sum(
        linesOf(records.filter((record) => record.supi === supi))
          .filter((line) => line.ratingGroup === ratingGroup)
          .map(({ units }) => units),
      ),
    ]);
    expect(recorded).toEqual(supis.map((supi) => [supi, network.reportedOf(supi, ratingGroup)]));
  }
}

/** What is sold other than usage. */
const CHARGES: readonly Movement['action'][] = ['recurring', 'paid', 'advance-fee', 'usage-charge'];

/** Bills go on from each other, each sums to its ledger, and all of them are all that happened. */
function proveBills(view: AccountView, records: readonly UsageRecord[], bills: readonly Bill[]): void {
  let opening: Record<string, number> = {};
  for (const bill of bills) {
    const begins = balancesAt(bill, 'opening');
    expect(begins).toEqual(opening);
    proveBill(bill);
    opening = balancesAt(bill, 'closing');
  }
  const held = view.buckets.filter(({ unit }) => unit === 'money');
  expect(opening).toEqual(nonZero(held.map(({ id, available, reserved }) => [id, available + reserved])));

  const money = movementsOf(records).filter(({ unit }) => unit === 'money');
  const moved = (...actions: readonly Movement['action'][]) =>
    sum(money.filter(({ action }) => actions.includes(action)).map(({ amount }) => amount));
  const billed = (section: 'charges' | 'usage' | 'adjustments' | 'payments') =>
    sum(bills.flatMap(({ balances }) => balances.map((balance) => balance[section].micros)));
  expect(billed('usage')).toBe(-sum(linesOf(records).map(({ priceMicros }) => priceMicros)) || 0);
  expect(billed('charges')).toBe(moved(...CHARGES));
  expect(billed('adjustments')).toBe(moved('credited', 'debited'));
  expect(billed('payments')).toBe(
    sum(money.map(({ amount }) => amount)) - moved(...CHARGES, 'credited', 'debited'),
  );
  for (const unit of ['bytes', 'seconds', 'messages'] as const)
    expect(
      sum(bills.flatMap(({ usage }) => usage.filter((of) => of.unit === unit).map(({ units }) => units))),
    ).toBe(
      sum(
        linesOf(records)
          .filter((line) => line.unit === unit && !line.uncollected)
          .map(({ units }) => units),
      ),
    );
}

/** opening − charges − usage + adjustments + payments = closing, and every list of a bill sums to those. */
function proveBill(bill: Bill): void {
  const { balances, charges, usage, adjustments, payments, items, sims, costCentres, total, tax } = bill;
  for (const { opening, charges: paid, usage: used, adjustments: put, payments: came, closing } of balances)
    expect(sum([opening, paid, used, put, came].map(({ micros }) => micros))).toBe(closing.micros);
  const of = (section: 'charges' | 'usage' | 'adjustments' | 'payments') =>
    sum(balances.map((balance) => balance[section].micros));
  const listed = (entries: readonly { readonly amount?: { readonly micros: number } }[]) =>
    sum(entries.map(({ amount }) => amount?.micros ?? 0));
  expect(listed(charges)).toBe(-of('charges') || 0);
  expect(listed(usage)).toBe(-of('usage') || 0);
  expect(listed(items)).toBe(listed(usage.filter(({ destination }) => destination !== undefined)));
  expect(listed(adjustments)).toBe(of('adjustments'));
  expect(listed(payments)).toBe(of('payments'));

  const ledger = -(of('charges') + of('usage') + of('adjustments')) || 0;
  expect(sum(sims.map(({ charged }) => charged.micros))).toBe(ledger);
  if (costCentres.length > 0) expect(sum(costCentres.map(({ charged }) => charged.micros))).toBe(ledger);
  for (const part of ['net', 'tax', 'gross'] as const) {
    expect(sum(sims.map((each) => each[part].micros))).toBe(total[part].micros);
    expect(sum(tax.map((each) => each[part].micros))).toBe(total[part].micros);
  }
  expect(total.net.micros + total.tax.micros).toBe(total.gross.micros);
  const inclusive = tax.every((each) => each.inclusive);
  expect(inclusive ? total.gross.micros : total.net.micros).toBe(ledger);
}

const nonZero = (entries: readonly (readonly [id: number, micros: number])[]): Record<string, number> =>
  Object.fromEntries(entries.filter(([, micros]) => micros !== 0));

const balancesAt = ({ balances }: Bill, when: 'opening' | 'closing'): Record<string, number> =>
  nonZero(balances.map((balance) => [balance.bucketId, balance[when].micros]));
