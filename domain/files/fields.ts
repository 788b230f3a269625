/** Fields of a row of a file: texts in, values out, and everything that is wrong with them. */

/** One wrong field of one row. */
export interface RowError {
  /** The row's number in the file as a spreadsheet shows it: the header is 1. */
  readonly row: number;
  readonly column: string;
  /** As it stands in the file. */
  readonly value: string;
  /** What is wrong, and what is allowed instead. */
  readonly message: string;
}

/** A row's fields by column; '' = nothing there. */
export type Fields = Readonly<Record<string, string>>;

/** Collects what is wrong with a row, so that all of it is told at once. */
export class RowReader {
  readonly errors: RowError[] = [];
  private readonly row: number;
  private readonly fields: Fields;

  constructor(row: number, fields: Fields) {
    this.row = row;
    this.fields = fields;
  }

  /** The field's text, without spaces around it; '' when the column is absent or empty. */
  text(column: string): string {
    return (this.fields[column] ?? '').trim();
  }

  /** Tells what is wrong with a field. */
  wrong(column: string, message: string): void {
    this.errors.push({ row: this.row, column, value: this.fields[column] ?? '', message });
  }

  /** A field that must be there. @returns undefined after telling what is wrong */
  required<T>(column: string, read: (text: string) => T | undefined, allowed: string): T | undefined {
    const text = this.text(column);
    if (text !== '') return this.optional(column, read, allowed);
    this.wrong(column, `missing; allowed: ${allowed}`);
    return undefined;
  }

  /** A field that may be empty. @returns undefined when it is, or after telling what is wrong */
  optional<T>(column: string, read: (text: string) => T | undefined, allowed: string): T | undefined {
    const text = this.text(column);
    if (text === '') return undefined;
    const value = read(text);
    if (value === undefined) this.wrong(column, `allowed: ${allowed}`);
    return value;
  }
}

/** A whole number as plain digits, within bounds. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number | undefined => {
    if (!/^\d{1,16}$/.test(text)) return undefined;
    const value = Number(text);
    return value >= min && value <= max ? value : undefined;
  };

/** A text that matches, as it stands. */
export const matching =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined;

const ISO_INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)$/;

/** An instant: ISO 8601, date and time with an offset. @returns epoch milliseconds */
export function instant(text: string): number | undefined {
  const [, year = '', month = '', day = ''] = ISO_INSTANT.exec(text) ?? [];
  if (year === '') return undefined;
  // `Date` would turn February 30 into March 2.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > days) return undefined;
  const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms;
}

/** `imsi-` and 5 to 15 digits (TS 23.003 §2.2); the prefix may be left out. */
export const SUPI_ALLOWED = 'a SUPI or IMSI of 5 to 15 digits such as "imsi-234150000000001"';
export function supi(text: string): string | undefined {
  const digits = /^(?:imsi-)?(\d{5,15})$/.exec(text)?.[1];
  return digits === undefined ? undefined : `imsi-${digits}`;
}

/** `msisdn-` and an E.164 number; prefix and "+" may be left out. */
export const MSISDN_ALLOWED = 'an E.164 number of 5 to 15 digits with country code such as "+447700900001"';
export function msisdn(text: string): string | undefined {
  const digits = /^(?:msisdn-)?\+?([1-9]\d{4,14})$/.exec(text)?.[1];
  return digits === undefined ? undefined : `msisdn-${digits}`;
}
