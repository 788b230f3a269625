/** TMF678: bills and their lines as customer bills and applied rates. */
import type { Amount } from '../../billing/amount.js';
import type { Bill, TaxLine } from '../../billing/bill.js';
import { moneyOf } from '../payments/money.js';
import { TMF_BASE } from '../routes.js';
import { type BillMark, CURRENT, customerBillId } from './record.js';

type Resource = Readonly<Record<string, unknown>>;

export interface BillOf {
  readonly bill: Bill;
  readonly subscriberId: string;
  readonly customerId?: string | undefined;
  readonly mark?: BillMark | undefined;
  /** ISO 8601: when something was noted on it. */
  readonly updatedAt?: string | undefined;
  /** Of what is due, what is not paid yet, micros; undefined: it is not known. */
  readonly unpaidMicros?: number | undefined;
  /** The bill's document, when there is an address for it. */
  readonly documentUrl?: string | undefined;
}

const base = (baseUrl: string) => `${baseUrl}${TMF_BASE.bills}`;
const utc = (iso: string): string => new Date(iso).toISOString();

export const idOfBill = ({ bill, subscriberId }: Pick<BillOf, 'bill' | 'subscriberId'>): string =>
  customerBillId(subscriberId, bill.billId);

export const billHref = (baseUrl: string, id: string): string => `${base(baseUrl)}/customerBill/${id}`;

/** The account as TMF654 and TMF676 name it: by its product. */
export const billingAccountOf = (subscriberId: string): Resource => ({
  id: subscriberId,
  '@referredType': 'BillingAccount',
});

export function viewBill(of: BillOf, baseUrl: string): Resource {
  const { bill, subscriberId, customerId, mark, updatedAt, unpaidMicros, documentUrl } = of;
  const { currency, number, period, issuedAt, total, tax, due, paid, payments } = bill;
  const id = idOfBill(of);
  const href = billHref(baseUrl, id);
  const owed = due?.payable.micros ?? 0;
  const left = due === undefined ? 0 : Math.min(owed, unpaidMicros ?? owed);
  return {
    '@type': 'CustomerBill',
    id,
    href,
    billNo: number ?? CURRENT,
    billDate: utc(issuedAt),
    category: bill.billId === CURRENT ? 'trial' : 'normal',
    runType: bill.billId === CURRENT ? 'offCycle' : 'onCycle',
    state: mark ?? stateOf(owed, left, bill),
    lastUpdate: updatedAt ?? utc(issuedAt),
    billingPeriod: { startDateTime: utc(period.from), endDateTime: utc(period.to) },
    ...(due?.date === undefined ? {} : { paymentDueDate: `${due.date}T00:00:00.000Z` }),
    amountDue: moneyOf(owed, currency),
    remainingAmount: moneyOf(left, currency),
    taxExcludedAmount: moneyOf(total.net.micros, currency),
    taxIncludedAmount: moneyOf(total.gross.micros, currency),
    taxItem: tax.map((line) => taxItem(line, currency)),
    appliedPayment:
      paid === undefined
        ? payments
            .filter(({ action, amount }) => action === 'topped-up' && amount !== undefined)
            .map(({ amount, reference }) => ({
              appliedAmount: moneyOf(amount?.micros ?? 0, currency),
              ...(reference === undefined ? {} : { payment: { id: reference, '@referredType': 'Payment' } }),
            }))
        : [{ appliedAmount: moneyOf(paid.micros, currency) }],
    billDocument: [
      {
        id: `${id}.pdf`,
        name: `${number ?? CURRENT}.pdf`,
        description: 'The bill as its customer gets it',
        attachmentType: 'bill',
        mimeType: 'application/pdf',
        href: documentUrl ?? href,
        ...(documentUrl === undefined ? {} : { url: documentUrl }),
        '@type': 'Attachment',
      },
    ],
    billingAccount: billingAccountOf(subscriberId),
    relatedParty:
      customerId === undefined
        ? [{ id: bill.brand.id, name: bill.brand.name, role: 'seller', '@referredType': 'Organization' }]
        : [
            {
              id: customerId,
              href: `${baseUrl}${TMF_BASE.customers}/customer/${customerId}`,
              role: 'customer',
              '@referredType': 'Customer',
            },
          ],
  };
}

/** Whether it is paid; what was paid when it was used always is. */
function stateOf(owed: number, left: number, { billId }: Bill): string {
  if (billId === CURRENT) return 'new';
  if (left === 0) return 'settled';
  return left < owed ? 'partiallyPaid' : 'sent';
}

const taxItem = ({ name, ratePercent, tax }: TaxLine, currency: string): Resource => ({
  taxCategory: name,
  taxRate: Number(ratePercent),
  taxAmount: moneyOf(tax.micros, currency),
});

/** A line of a bill, before it has an id. */
interface Line {
  readonly name: string;
  readonly type: string;
  readonly amount: Amount;
  /** ISO 8601. */
  readonly date: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly characteristic?: readonly Resource[];
}

/** Charges, usage by service, and adjustments (negative when in the customer's favour). */
export function linesOf({ charges, usage, adjustments, issuedAt, period }: Bill): Line[] {
  return [
    ...charges.map(({ type, name, amount, at, from, to }): Line => ({
      name,
      type: type === 'one-time' ? 'oneTimeCharge' : type === 'recurring' ? 'recurringCharge' : 'usageCharge',
      amount,
      date: at,
      from,
      to,
    })),
    ...usage.map(({ service, zone, destination, unit, units, count, amount }): Line => ({
      name: [service, zone, destination].filter((part) => part !== undefined).join(' '),
      type: 'usageCharge',
      amount,
      date: issuedAt,
      from: period.from,
      to: period.to,
      characteristic: [
        { name: 'units', valueType: 'number', value: units },
        { name: 'unit', valueType: 'string', value: unit },
        { name: 'count', valueType: 'number', value: count },
      ],
    })),
    ...adjustments
      .filter(({ amount }) => amount !== undefined)
      .map(({ action, reason, amount, at }): Line => ({
        name: reason ?? action,
        type: 'adjustment',
        amount: { micros: -(amount?.micros ?? 0), amount: amount?.amount ?? '' },
        date: at,
      })),
  ];
}

/** `<bill>.<n>`, from 1. */
export const rateId = (billId: string, n: number): string => `${billId}.${n}`;

export function readRateId(id: string): { billId: string; n: number } | undefined {
  const found = /^(?<billId>.+)\.(?<n>[1-9]\d{0,6})$/.exec(id);
  return found === null
    ? undefined
    : { billId: String(found.groups?.['billId']), n: Number(found.groups?.['n']) };
}

/** The lines of a bill as applied customer billing rates. */
export function viewRates(of: BillOf, baseUrl: string): Resource[] {
  const { bill, subscriberId } = of;
  const { currency } = bill;
  const billId = idOfBill(of);
  const [tax] = bill.tax;
  const isInclusive = tax?.inclusive ?? true;
  return linesOf(bill).map(({ name, type, amount, date, from, to, characteristic }, i) => {
    const id = rateId(billId, i + 1);
    return {
      '@type': 'AppliedCustomerBillingRate',
      id,
      href: `${base(baseUrl)}/appliedCustomerBillingRate/${id}`,
      name,
      appliedBillingRateType: type,
      date: utc(date),
      isBilled: bill.billId !== CURRENT,
      bill: { id: billId, href: billHref(baseUrl, billId), '@referredType': 'CustomerBill' },
      billingAccount: billingAccountOf(subscriberId),
      product: {
        id: subscriberId,
        href: `${baseUrl}${TMF_BASE.inventory}/product/${subscriberId}`,
        '@referredType': 'Product',
      },
      ...(from === undefined || to === undefined
        ? {}
        : { periodCoverage: { startDateTime: utc(from), endDateTime: utc(to) } }),
      // What a line costs is told as prices are: with tax, or without it. The bill has the tax of all of them.
      [isInclusive ? 'taxIncludedAmount' : 'taxExcludedAmount']: moneyOf(amount.micros, currency),
      ...(tax === undefined
        ? {}
        : { appliedTax: [{ taxCategory: tax.name, taxRate: Number(tax.ratePercent) }] }),
      ...(characteristic === undefined ? {} : { characteristic }),
    };
  });
}
