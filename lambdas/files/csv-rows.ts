/** A file of CSV (RFC 4180) as chunks of rows, read no faster than they are taken. */
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

export interface CsvRow {
  /** As a spreadsheet shows it: the first line of the file is 1. */
  readonly row: number;
  readonly values: readonly string[];
}

export interface CsvChunk {
  readonly rows: readonly CsvRow[];
  /** Where the next row begins. */
  readonly endByte: number;
}

/** Where to go on. */
export interface CsvPosition {
  readonly byte: number;
  /** Rows before that, the header included. */
  readonly row: number;
}

/** The file can't be read further as CSV. */
export class CsvFormatError extends Error {
  override readonly name = 'CsvFormatError';
  /** The last row that could be read. */
  readonly afterRow: number;

  constructor(afterRow: number, message: string) {
    super(message);
    this.afterRow = afterRow;
  }
}

/** A longer row is a quote that nobody closed. */
const MAX_ROW_BYTES = 64 * 1024;
/** No checkpoint lies between them, so a file of nothing else would never come to its end. */
const MAX_EMPTY_LINES = 100_000;

/**
 * Chunks of rows from a position on; empty lines count as rows and are left out.
 *
 * @param bytes  the file from `from.byte` on, UTF-8
 * @throws CsvFormatError after the chunks before it
 */
export async function* csvChunks(
  bytes: AsyncIterable<Uint8Array>,
  from: CsvPosition,
  rowsPerChunk: number,
  delimiter = ',',
): AsyncGenerator<CsvChunk> {
  const parser = parse({
    bom: from.byte === 0,
    info: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_ROW_BYTES,
    record_delimiter: ['\r\n', '\n'],
  });
  // What fails while reading fails the loop below.
  pipeline(Readable.from(bytes, { objectMode: false }), parser, () => undefined);
  let { row, byte } = from;
  let rows: CsvRow[] = [];
  let empty = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { bytes: number };
    }>) {
      row += 1;
      byte = from.byte + info.bytes;
      if (record.length > 1 || record[0] !== '') {
        rows.push({ row, values: record });
        empty = 0;
      } else if (++empty > MAX_EMPTY_LINES) {
        if (rows.length > 0) yield { rows, endByte: byte };
        throw new CsvFormatError(row, `more than ${MAX_EMPTY_LINES} empty lines`);
      }
      if (rows.length < rowsPerChunk) continue;
      yield { rows, endByte: byte };
      rows = [];
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (rows.length > 0) yield { rows, endByte: byte };
    throw new CsvFormatError(row, error.message);
  } finally {
    parser.destroy();
  }
  if (rows.length > 0) yield { rows, endByte: byte };
}
