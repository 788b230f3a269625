import type { PlanVersion } from '../catalogue/plan.js';
import type { UsageRecord } from '../charging/usage-record.js';
import { amountOf, type Amount } from './amount.js';
import { billNumber } from './bill-number.js';
import type { ChargeLine, Entry, TaxLine, Total } from './bill.js';
import { chargeLines, entriesOf, movedIn } from './entries.js';
import { marketTime } from './market-time.js';
import { taxedParts } from './subtotals.js';

/** What one payment or purchase was: a top-up, an add-on, a period's charge. */
export interface Receipt {
  /** Names it in the API: the version that it was written with. */
  readonly receiptId: string;
  readonly number: string;
  readonly brand: { readonly id: string; readonly name: string };
  readonly account: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly plan: { readonly planId: string; readonly name: string };
  /** ISO 8601 in market time. */
  readonly at: string;
  /** Bought: positive when it cost. */
  readonly charges: readonly ChargeLine[];
  /** Top-ups, advances, and what was repaid of them (negative). */
  readonly payments: readonly Entry[];
  /**
   * The tax on `charges`. A top-up bears none: it is money that was paid ahead, and what it buys bears the tax
   * when it is used.
   */
  readonly tax: readonly TaxLine[];
  readonly total: Total;
  /** Topped up, less what was taken back. */
  readonly paidIn: Amount;
}

/** What a receipt is given for, beside charges. */
const MONEY_IN: readonly Entry['action'][] = ['topped-up', 'clawed-back', 'advanced', 'repaid'];

/** Payments, as opposed to what is lent. */
const PAID_IN: readonly Entry['action'][] = ['topped-up', 'clawed-back'];

/** Whether a usage record may be something to give a receipt for; `receiptFor` knows. */
export function hasReceipt({ movements = [] }: Pick<UsageRecord, 'movements'>): boolean {
  return movements.some(
    ({ unit, action, amount }) =>
      unit === 'money' &&
      amount !== 0 &&
      (action === 'recurring' || action === 'paid' || MONEY_IN.includes(action)),
  );
}

/**
 * The receipt of one usage record; undefined when nothing was paid with it. What postpaid and hybrid plans charge is
 * not paid when it is bought, but by its bill.
 */
export function receiptFor(
  record: UsageRecord,
  plan: PlanVersion,
  brand: { readonly id: string; readonly name: string },
): Receipt | undefined {
  if (!hasReceipt(record)) return undefined;
  const { timeZone, currency } = plan;
  const plans = new Map([[record.planId, plan]]);
  const bought: UsageRecord = {
    ...record,
    lines: [],
    movements:
      plan.paymentMode === 'prepaid'
        ? (record.movements ?? []).filter(({ action }) => action === 'recurring' || action === 'paid')
        : [],
  };
  const payments = entriesOf(movedIn([record], plans), 'payments', new Map()).filter(
    ({ action, unit }) => unit === 'money' && MONEY_IN.includes(action),
  );
  const charges = chargeLines(movedIn([bought], plans), timeZone, plans);
  if (charges.length + payments.length === 0) return undefined;
  const at = marketTime(timeZone, Date.parse(record.at));
  const { tax, total } = taxedParts([bought], plans, []);
  return {
    receiptId: String(record.version),
    number: billNumber(brand.id, record.account, at.slice(0, 10), String(record.version)),
    brand: { id: brand.id, name: brand.name },
    account: record.account,
    currency,
    timeZone,
    plan: { planId: plan.id, name: plan.name },
    at,
    charges,
    payments,
    tax,
    total,
    paidIn: amountOf(
      payments.reduce((sum, { action, quantity }) => (PAID_IN.includes(action) ? sum + quantity : sum), 0),
    ),
  };
}
