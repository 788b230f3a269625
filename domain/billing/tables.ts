/** The tables of bills and receipts: rows of texts. */
import type { PricePart } from '../price-models/index.js';
import { amountOf } from './amount.js';
import type { Bill, Item, Subtotal, TaxLine } from './bill.js';
import type { Formats } from './formats.js';
import type { Labels } from './labels.js';

export interface Column {
  readonly label: string;
  readonly align: 'left' | 'right';
  /** Share of the table's width, beside the others' shares. */
  readonly share: number;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** A last row that stands out. */
  readonly total?: readonly string[];
}

const left = (label: string, share = 2): Column => ({ label, share, align: 'left' });
const right = (label: string, share = 1): Column => ({ label, share, align: 'right' });

/** A SIM by its number, as people dial it. */
export function namesOf({ subscribers }: Bill): (supi: string) => string {
  const names = new Map(subscribers.map(({ supi, msisdn }) => [supi, msisdn?.replace(/^msisdn-/, '+')]));
  return (supi) => names.get(supi) ?? supi;
}

const sumOf = (amounts: readonly { readonly micros: number }[]) =>
  amountOf(amounts.reduce((sum, { micros }) => sum + micros, 0));

export function summary(bill: Bill, labels: Labels, formats: Formats): Table {
  const { money } = formats;
  const adjustments = sumOf(bill.adjustments.flatMap(({ amount }) => (amount === undefined ? [] : [amount])));
  const { due } = bill;
  return {
    title: labels.summary,
    columns: [left(labels.what, 4), right(labels.amount)],
    rows: [
      [labels.charges, money(sumOf(bill.charges.map(({ amount }) => amount)))],
      [labels.usage, money(sumOf(bill.usage.map(({ amount }) => amount)))],
      ...(adjustments.micros === 0 ? [] : [[labels.adjustments, money(amountOf(-adjustments.micros))]]),
      ...taxRows(bill.tax, labels, formats),
      [labels.total, money(bill.total.gross)],
      ...(due === undefined || due.carried.micros === 0 ? [] : [[labels.carried, money(due.carried)]]),
      ...(due === undefined || due.payable.micros === due.exact.micros
        ? []
        : [[labels.roundedUp, money(amountOf(due.payable.micros - due.exact.micros))]]),
    ],
    total:
      due === undefined ? [labels.paid, money(bill.total.gross)] : [labels.amountDue, money(due.payable)],
  };
}

export function chargeTable(
  { charges }: Pick<Bill, 'charges'>,
  labels: Labels,
  { money, date }: Formats,
): Table {
  return {
    title: labels.charges,
    columns: [left(labels.what, 3), left(labels.period, 2), right(labels.amount)],
    rows: charges.map(({ name, from, to, at, amount }) => [
      name,
      from === undefined || to === undefined
        ? date(at)
        : `${date(from)} – ${date(new Date(Date.parse(to) - 1).toISOString())}`,
      money(amount),
    ]),
    total: [labels.total, '', money(sumOf(charges.map(({ amount }) => amount)))],
  };
}

/** The prices of whole periods' usage, each with its tiers. */
export function pricingTables(
  { charges }: Pick<Bill, 'charges'>,
  labels: Labels,
  { money, price, number }: Formats,
): Table[] {
  return charges.flatMap(({ name, usage, amount }): Table[] => {
    if (usage === undefined) return [];
    const { per, parts } = usage;
    return [
      {
        title: labels.pricing.replace('{name}', name),
        columns: [
          left(labels.what, 3),
          right(labels.units, 1.4),
          right(labels.price, 1.4),
          right(labels.amount),
        ],
        rows: parts.map((part) => [
          [
            part.tier === undefined ? '' : labels.tier.replace('{tier}', String(part.tier)),
            labels.parts[part.kind],
          ]
            .filter((text) => text !== '')
            .join(' · '),
          part.kind === 'units'
            ? `${number(Number(part.quantity))} ${per.name}`
            : COUNTED.includes(part.kind)
              ? number(Number(part.quantity))
              : '',
          part.kind === 'units' || COUNTED.includes(part.kind) ? price(part.price) : '',
          money(part.amount),
        ]),
        total: [labels.total, '', '', money(amount)],
      },
    ];
  });
}

const COUNTED: readonly PricePart['kind'][] = ['packages', 'blocks'];

export function usageTable({ usage }: Bill, labels: Labels, { money, number, quantity }: Formats): Table {
  return {
    title: labels.usage,
    columns: [
      left(labels.service),
      left(labels.destination),
      right(labels.count, 0.8),
      right(labels.units, 1.4),
      right(labels.included, 1.4),
      right(labels.amount, 1.4),
    ],
    rows: usage.map((group) => [
      group.service,
      placeOf(group, labels),
      number(group.count),
      quantity(group.units, group.unit),
      group.includedUnits === 0 ? '' : quantity(group.includedUnits, group.unit),
      money(group.amount),
    ]),
    total: [labels.total, '', '', '', '', money(sumOf(usage.map(({ amount }) => amount)))],
  };
}

/** Zone, destination and who else pays, as far as there are any. */
function placeOf(
  { zone, destination, sponsor }: { zone?: string; destination?: string; sponsor?: string },
  labels: Labels,
): string {
  return [zone, destination ?? labels.other, sponsor && labels.sponsored.replace('{sponsor}', sponsor)]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

export function entryTable(
  title: string,
  entries: Bill['payments'],
  labels: Labels,
  formats: Formats,
): Table {
  return {
    title,
    columns: [
      left(labels.date),
      left(labels.what, 3),
      left(labels.reference, 1.6),
      right(labels.amount, 1.4),
    ],
    rows: entries.map(({ at, action, reason, reference, amount, quantity, unit }) => [
      formats.date(at),
      reason === undefined ? labels.actions[action] : `${labels.actions[action]}: ${reason}`,
      reference ?? '',
      amount === undefined ? formats.quantity(quantity, unit) : formats.money(amount),
    ]),
  };
}

export function taxTable(tax: readonly TaxLine[], labels: Labels, formats: Formats): Table {
  return {
    title: labels.summary,
    columns: [left(labels.what, 4), right(labels.amount)],
    rows: taxRows(tax, labels, formats),
  };
}

function taxRows(tax: readonly TaxLine[], labels: Labels, { money, percent }: Formats): string[][] {
  return tax
    .filter(({ name }) => name !== '')
    .map(({ name, ratePercent, inclusive, tax: amount, net }) => [
      `${name} ${percent(ratePercent)}, ${inclusive ? labels.taxIn : labels.taxOn} (${labels.net} ${money(net)})`,
      money(amount),
    ]);
}

export function subtotals(
  title: string,
  parts: readonly Subtotal[],
  nameOf: (of: string) => string,
  labels: Labels,
  { money }: Formats,
): Table {
  return {
    title,
    columns: [left(labels.what, 3), right(labels.net), right(labels.tax), right(labels.total)],
    rows: parts
      .filter(({ of, charged }) => of !== undefined || charged.micros !== 0)
      .map(({ of, net, tax, gross }) => [
        of === undefined ? labels.shared : nameOf(of),
        money(net),
        money(tax),
        money(gross),
      ]),
  };
}

export function balanceTable({ balances }: Bill, labels: Labels, { money }: Formats): Table {
  return {
    title: labels.balances,
    columns: [
      left(labels.balance, 1.4),
      right(labels.opening, 1.2),
      right(labels.charges, 1.2),
      right(labels.usage, 1.2),
      right(labels.adjustments, 1.2),
      right(labels.payments, 1.4),
      right(labels.closing, 1.2),
    ],
    rows: balances.map(({ bucket, opening, charges, usage, adjustments, payments, closing }) => [
      bucket,
      ...[opening, charges, usage, adjustments, payments, closing].map(money),
    ]),
  };
}

export function allowanceTable({ allowances }: Bill, labels: Labels, { quantity }: Formats): Table {
  return {
    title: labels.allowances,
    columns: [left(labels.what, 3), right(labels.given), right(labels.used), right(labels.taken, 1.6)],
    rows: allowances.map(({ bucket, unit, scale, unlimited, given, used, taken }) => [
      bucket,
      unlimited === true ? labels.unlimited : quantity(given, unit, scale),
      quantity(used, unit, scale),
      unlimited === true ? '' : quantity(taken, unit, scale),
    ]),
  };
}

export function uncollectedTable({ uncollected }: Bill, labels: Labels, { quantity }: Formats): Table {
  return {
    title: labels.uncollected,
    columns: [left(labels.service), left(labels.destination), right(labels.units)],
    rows: uncollected.map((line) => [line.service, placeOf(line, labels), quantity(line.units, line.unit)]),
  };
}

export function itemTable(
  items: readonly Item[],
  supi: string,
  name: string,
  labels: Labels,
  { money, quantity, date, dateTime }: Formats,
): Table {
  const own = items.filter((item) => item.supi === supi);
  return {
    title: `${labels.itemised}, ${name}`,
    columns: [
      left(labels.date, 2),
      left(labels.service, 1.6),
      left(labels.destination),
      right(labels.units, 1.4),
      right(labels.amount, 1.4),
    ],
    rows: own.map((item) => [
      `${item.unit === 'bytes' ? date(item.at) : dateTime(item.at)}${item.late === true ? ` (${labels.late})` : ''}`,
      item.service,
      placeOf(item, labels),
      quantity(item.units, item.unit),
      money(item.amount),
    ]),
    total: [labels.total, '', '', '', money(sumOf(own.map(({ amount }) => amount)))],
  };
}
