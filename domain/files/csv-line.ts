import type { RowError } from './fields.js';

/** A line of CSV (RFC 4180), ended as Unix does. */
export function csvLine(values: readonly (string | number)[]): string {
  return `${values.map((value) => quoted(String(value))).join(',')}\n`;
}

const quoted = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** The first line of an errors file. */
export const ERRORS_HEADER = csvLine(['row', 'id', 'column', 'value', 'problem']);

const MAX_VALUE = 200;

/** @param id  how the row names itself: a record id, an MSISDN */
export function errorLine(id: string, { row, column, value, message }: RowError): string {
  const shown = value.length <= MAX_VALUE ? value : `${value.slice(0, MAX_VALUE - 1)}…`;
  return csvLine([row, ...[id.slice(0, MAX_VALUE), column, shown, message].map(inert)]);
}

/** Spreadsheets take such a text for a formula. Rows are others' texts, so it gets an apostrophe; a number is left alone. */
export const inert = (text: string): string =>
  /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
