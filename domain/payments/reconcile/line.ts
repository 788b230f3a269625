/** Rows of a settlement file as lines about money, by the format of the file. */
import { columnName } from '../../files/header.js';
import { isDecimal, toMicros } from '../../operator/decimal.js';
import { microsOfMinor } from '../amount.js';
import type { LineType, SettlementFormat } from './format.js';
import { fileTime, isEpoch } from '../../files/file-time.js';

/** What a row says about money of a payment. */
export interface SettlementLine {
  /** As a spreadsheet shows it. */
  readonly row: number;
  readonly type: Exclude<LineType, 'other'>;
  /** Our id, where the row has it. */
  readonly paymentId?: string;
  /** The provider's names of the payment, the likeliest first. */
  readonly references: readonly string[];
  /** Its names of this capture, refund or dispute. */
  readonly own: readonly string[];
  /** 10⁻⁶ of the currency's unit, never negative: the type says whose it is. */
  readonly micros: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Epoch milliseconds; undefined = not said, or of a zone that is not known. */
  readonly atMs: number | undefined;
}

/** `other`: no payment's money. `end`: the payments are over. A text: why the row can't be read. */
export type ReadLine = SettlementLine | 'other' | 'end' | { readonly row: number; readonly problem: string };

/** A row's columns by their place. */
export type Header = ReadonlyMap<string, number>;

const PAYMENT_ID = /pay_[0-9a-f]{24}/;

/** The columns of a header row; undefined = it is none of this format. */
export function readHeader(format: SettlementFormat, values: readonly string[]): Header | undefined {
  const columns = new Map<string, number>();
  // Of a name that comes twice the first counts.
  values.forEach((value, i) => {
    const name = columnName(value.replaceAll('\t', ''));
    if (!columns.has(name)) columns.set(name, i);
  });
  return format.header.every((name) => columns.has(name)) ? columns : undefined;
}

export function readLine(
  format: SettlementFormat,
  header: Header,
  row: number,
  written: readonly string[],
): ReadLine {
  const [first = ''] = written;
  if (format.comment !== undefined && first.trim().startsWith(format.comment)) return 'other';
  if (format.rowMark !== undefined && first.trim() !== format.rowMark) return 'other';
  const values = format.fieldMark === undefined ? written : unmarked(format.fieldMark, written);
  if (values === undefined) return 'end';
  const field = (column: string): string => (values[header.get(column) ?? -1] ?? '').trim();
  const fields = (columns: readonly string[]): string[] => columns.map(field).filter((text) => text !== '');
  const type = typeOf(format, field);
  if (type === 'other') return 'other';
  const problem = (text: string): ReadLine => ({ row, problem: text });
  const [time = ''] = fields(format.time.columns);
  const currency =
    'always' in format.currency ? format.currency.always : (fields(format.currency.columns)[0] ?? '');
  if (!/^[A-Za-z]{3}$/.test(currency)) return problem(`currency "${currency}"; allowed: three letters`);
  const { columns, refundColumns = columns } = format.amount;
  const texts = fields(type === 'charge' ? columns : refundColumns);
  const amounts = texts.map((text) =>
    amountOf(text, currency.toUpperCase(), format.minor === 'with-epoch' ? isEpoch(time) : format.minor),
  );
  const micros = amounts.find((amount) => amount !== 0);
  if (micros === undefined)
    return texts.length === 0
      ? problem('no amount')
      : problem(`amount "${texts.join('", "').slice(0, 80)}"; allowed: a number above zero`);
  const paymentId = fields(format.paymentId)
    .map((text) => PAYMENT_ID.exec(text)?.[0])
    .find((id) => id !== undefined);
  return {
    row,
    type,
    ...(paymentId === undefined ? {} : { paymentId }),
    references: fields(format.references),
    own: fields(format.own),
    micros,
    currency: currency.toUpperCase(),
    atMs: fileTime(time, zoneOf(format, field)),
  };
}

function typeOf(format: SettlementFormat, field: (column: string) => string): LineType {
  const { only, type, typePrefixes = [] } = format;
  if (only !== undefined && !only.values.includes(field(only.column))) return 'other';
  const value = field(type.column);
  const known = Object.hasOwn(type.values, value) ? type.values[value] : undefined;
  return known ?? typePrefixes.find(([prefix]) => value.startsWith(prefix))?.[1] ?? 'other';
}

const zoneOf = ({ time: { zone } }: SettlementFormat, field: (column: string) => string): string =>
  typeof zone === 'string' ? zone : field(zone.column);

/** Fields without their mark. A name with a comma in it is not quoted, and so comes as two fields: put together again. */
function unmarked(mark: string, written: readonly string[]): readonly string[] | undefined {
  if (written[0]?.startsWith(mark) !== true) return undefined;
  const values: string[] = [];
  for (const value of written) {
    if (value.startsWith(mark)) values.push(value.slice(mark.length));
    else values.push(`${values.pop() ?? ''},${value}`);
  }
  return values;
}

/** Without its sign; 0 = nothing; undefined = no amount. */
function amountOf(text: string, currency: string, minor: boolean): number | undefined {
  const plain = text.replace(/^[+-]/, '').replaceAll(',', '').replace(/^\./, '0.');
  if (!isDecimal(plain)) return undefined;
  if (/^0(\.0*)?$/.test(plain)) return 0;
  if (minor) return microsOfMinor(Number(plain), currency);
  try {
    return toMicros(plain);
  } catch {
    return undefined;
  }
}
