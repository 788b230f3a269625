/** A settlement file, read to its end: small enough for memory, for its lines mean something only together. */
import { SETTLEMENT_FORMATS } from '../../domain/payments/reconcile/formats.js';
import type { SettlementFormat } from '../../domain/payments/reconcile/format.js';
import {
  readHeader,
  readLine,
  type Header,
  type SettlementLine,
} from '../../domain/payments/reconcile/line.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { csvChunks } from './csv-rows.js';

export interface SettlementFile {
  readonly format: SettlementFormat;
  readonly lines: readonly SettlementLine[];
  readonly unreadable: readonly { readonly row: number; readonly problem: string }[];
  /** Rows below the header that are no payment's money. */
  readonly other: number;
}

const ROWS_PER_CHUNK = 1_000;
/** Lines before the header: what statements say about themselves. */
const MOST_BEFORE_HEADER = 200;

/** @throws CsvFormatError when it can't be read as CSV @returns what is wrong with it, where no header is found */
export async function readSettlements(
  provider: ProviderId,
  bytes: Uint8Array,
): Promise<SettlementFile | { readonly problem: string }> {
  const formats = SETTLEMENT_FORMATS[provider];
  const text = decoded(bytes, formats);
  const lines: SettlementLine[] = [];
  const unreadable: { row: number; problem: string }[] = [];
  let found: { readonly format: SettlementFormat; header: Header } | undefined;
  let other = 0;
  let before = 0;
  for await (const { rows } of csvChunks(once(text), { row: 0, byte: 0 }, ROWS_PER_CHUNK)) {
    for (const { row, values } of rows) {
      // A report of several sections has a header for each.
      const header = headerOf(formats, values);
      if (header !== undefined) {
        found = header;
        continue;
      }
      if (found === undefined) {
        if (++before > MOST_BEFORE_HEADER) return { problem: noHeader(formats) };
        continue;
      }
      const line = readLine(found.format, found.header, row, values);
      if (line === 'end') return { format: found.format, lines, unreadable, other };
      if (line === 'other') other += 1;
      else if ('problem' in line) unreadable.push(line);
      else lines.push(line);
    }
  }
  if (found === undefined) return { problem: noHeader(formats) };
  return { format: found.format, lines, unreadable, other };
}

function headerOf(formats: readonly SettlementFormat[], values: readonly string[]) {
  for (const format of formats) {
    const header = readHeader(format, values);
    if (header !== undefined) return { format, header };
  }
  return undefined;
}

const noHeader = (formats: readonly SettlementFormat[]): string =>
  `no row names the columns; allowed: ${formats.map(({ header, name }) => `${name} with ${header.join(', ')}`).join('; or ')}`;

/** UTF-8 where it is; else the charset that the provider writes. */
function decoded(bytes: Uint8Array, formats: readonly SettlementFormat[]): string {
  const charset = formats.find((format) => format.charset !== undefined)?.charset;
  if (charset === undefined) return new TextDecoder().decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(charset).decode(bytes);
  }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
