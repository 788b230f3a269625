/** Bills and receipts as people read them: texts in tables, in a language, ready to be drawn. */
import type { Bill } from './bill.js';
import { formatsOf } from './formats.js';
import { labelsOf } from './labels.js';
import type { Receipt } from './receipt-for.js';
import {
  namesOf,
  summary,
  chargeTable,
  pricingTables,
  usageTable,
  entryTable,
  taxTable,
  subtotals,
  balanceTable,
  allowanceTable,
  uncollectedTable,
  itemTable,
  type Table,
} from './tables.js';

export interface PrintedDocument {
  /** BCP 47. */
  readonly locale: string;
  readonly title: string;
  readonly brandName: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** What people look for first. */
  readonly headline: { readonly label: string; readonly value: string; readonly note?: string };
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
  /** "{page}" and "{pages}" stand for numbers. */
  readonly pageLabel: string;
  /** When what it shows was made, ms since the epoch. */
  readonly madeAtMs: number;
}

/** @param locale  BCP 47; the labels are English where there are none of that language */
export function billDocument(bill: Bill, locale: string): PrintedDocument {
  const labels = labelsOf(locale);
  const formats = formatsOf(locale, bill.currency, bill.timeZone, labels);
  const { money, date } = formats;
  const nameOf = namesOf(bill);
  const { due } = bill;
  const lastInstant = new Date(Date.parse(bill.period.to) - 1).toISOString();
  return {
    locale,
    title: bill.kind === 'bill' ? labels.bill : labels.receipt,
    brandName: bill.brand.name,
    facts: [
      [labels.number, bill.number ?? labels.notBilledYet],
      [labels.issued, date(bill.issuedAt)],
      [labels.period, `${date(bill.period.from)} – ${date(lastInstant)}`],
      [labels.plan, bill.plan.name],
      // A company's are in the table by number.
      ...(bill.subscribers.length === 1
        ? [[labels.number1, nameOf(bill.subscribers[0]!.supi)] as const]
        : bill.subscribers.length > 1
          ? [[labels.numbers, formats.number(bill.subscribers.length)] as const]
          : []),
    ],
    headline:
      due === undefined
        ? { label: labels.paid, value: money(bill.total.gross) }
        : {
            label: labels.amountDue,
            value: money(due.payable),
            ...(due.date === undefined ? {} : { note: `${labels.dueBy} ${date(`${due.date}T12:00:00Z`)}` }),
          },
    tables: [
      summary(bill, labels, formats),
      chargeTable(bill, labels, formats),
      ...pricingTables(bill, labels, formats),
      usageTable(bill, labels, formats),
      entryTable(labels.adjustments, bill.adjustments, labels, formats),
      entryTable(labels.payments, bill.payments, labels, formats),
      bill.subscribers.length > 1 ? subtotals(labels.bySim, bill.sims, nameOf, labels, formats) : undefined,
      subtotals(labels.byCostCentre, bill.costCentres, (centre) => centre, labels, formats),
      balanceTable(bill, labels, formats),
      allowanceTable(bill, labels, formats),
      uncollectedTable(bill, labels, formats),
      ...bill.subscribers.map(({ supi }) => itemTable(bill.items, supi, nameOf(supi), labels, formats)),
    ].filter((table): table is Table => table !== undefined && table.rows.length > 0),
    notes: [],
    pageLabel: labels.page,
    madeAtMs: Date.parse(bill.issuedAt),
  };
}

/** @param locale  BCP 47 */
export function receiptDocument(receipt: Receipt, locale: string): PrintedDocument {
  const labels = labelsOf(locale);
  const formats = formatsOf(locale, receipt.currency, receipt.timeZone, labels);
  const { charges, payments, tax, total, paidIn } = receipt;
  return {
    locale,
    title: labels.receipt,
    brandName: receipt.brand.name,
    facts: [
      [labels.number, receipt.number],
      [labels.date, formats.dateTime(receipt.at)],
      [labels.plan, receipt.plan.name],
    ],
    headline:
      paidIn.micros === 0
        ? { label: labels.paid, value: formats.money(total.gross) }
        : { label: labels.paidIn, value: formats.money(paidIn) },
    tables: [
      chargeTable({ charges }, labels, formats),
      taxTable(tax, labels, formats),
      entryTable(labels.payments, payments, labels, formats),
    ].filter(({ rows }) => rows.length > 0),
    notes: payments.length > 0 ? [labels.noTaxOnTopUps] : [],
    pageLabel: labels.page,
    madeAtMs: Date.parse(receipt.at),
  };
}
