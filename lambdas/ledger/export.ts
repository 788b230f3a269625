/**
 * A month as files: `ledger/<month>/<day>-<part>.csv` and `.parquet`, a row a leg, with the columns that the lake has. Of
 * bounded size each, so that memory does not grow; written again they are the same where the month is closed.
 */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { csvLine } from '../../domain/files/csv-line.js';
import { LAKE_TABLES } from '../../domain/lake/tables.js';
import { type LakeRow, ledgerRows } from '../../domain/lake/rows.js';
import { daysOf, lastDayOf } from '../../domain/ledger/period.js';
import type { BucketFiles } from '../files/bucket-files.js';
import { fromItem, toAttributes } from '../shared/attributes.js';
import type { LedgerBooks } from './books.js';
import { entriesBooked, itemsOf } from './journal.js';

/** `EXPORT` / `<month>`. */
export interface ExportRecord {
  readonly month: string;
  readonly state: 'asked' | 'written';
  readonly at: string;
  readonly files: readonly string[];
}

export interface ExportPlace {
  readonly files: BucketFiles;
  readonly bucket: string;
}

const EXPORT = 'EXPORT';
const MOST_ROWS = 50_000;
const COLUMNS = LAKE_TABLES.ledger.columns;
const PARQUET = { string: 'STRING', bigint: 'INT64', int: 'INT32', boolean: 'BOOLEAN' } as const;

export async function findExport(
  { client, table }: LedgerBooks,
  month: string,
): Promise<ExportRecord | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: EXPORT }, sk: { S: month } },
      ConsistentRead: true,
    }),
  );
  return item === undefined ? undefined : (fromItem(item) as unknown as ExportRecord);
}

async function keep({ client, table }: LedgerBooks, record: ExportRecord): Promise<ExportRecord> {
  await client.send(
    new PutItemCommand({ TableName: table, Item: toAttributes({ pk: EXPORT, sk: record.month, ...record }) }),
  );
  return record;
}

/** The next sweep writes it. */
export const askExport = async (books: LedgerBooks, month: string): Promise<ExportRecord> =>
  keep(books, { month, state: 'asked', at: new Date(books.now()).toISOString(), files: [] });

/** Writes what was asked for. @returns how many months were written */
export async function writeAsked(books: LedgerBooks, place: ExportPlace): Promise<number> {
  let written = 0;
  for await (const item of itemsOf(books, EXPORT)) {
    const { month, state } = fromItem(item) as unknown as ExportRecord;
    if (state !== 'asked') continue;
    const files = await writeMonth(books, place, month);
    await keep(books, { month, state: 'written', at: new Date(books.now()).toISOString(), files });
    written += 1;
  }
  return written;
}

async function writeMonth(books: LedgerBooks, place: ExportPlace, month: string): Promise<string[]> {
  const keys: string[] = [];
  for (const day of daysOf(`${month}-01`, lastDayOf(month))) {
    let rows: LakeRow[] = [];
    let part = 0;
    const write = async (): Promise<void> => {
      if (rows.length === 0) return;
      part += 1;
      keys.push(...(await writePart(place, `ledger/${month}/${day}-${part}`, rows)));
      rows = [];
    };
    for await (const entry of entriesBooked(books, { from: day, to: day })) {
      rows.push(...ledgerRows(entry));
      if (rows.length >= MOST_ROWS) await write();
    }
    await write();
  }
  return keys;
}

async function writePart(
  { files, bucket }: ExportPlace,
  name: string,
  rows: readonly LakeRow[],
): Promise<string[]> {
  const csv = [COLUMNS.map((column) => column.name), ...rows.map(cells)].map((row) => csvLine(row)).join('');
  await files.put(bucket, `${name}.csv`, csv, 'text/csv; charset=utf-8');
  await files.put(bucket, `${name}.parquet`, parquetOf(rows), 'application/vnd.apache.parquet');
  return [`${name}.csv`, `${name}.parquet`];
}

const cells = (row: LakeRow): string[] => COLUMNS.map(({ name }) => String(row[name] ?? ''));

export function parquetOf(rows: readonly LakeRow[]): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: COLUMNS.map(({ name, type }) => ({
        name,
        type: PARQUET[type],
        data: rows.map((row) => {
          const value = row[name] ?? null;
          return type === 'bigint' && typeof value === 'number' ? BigInt(value) : value;
        }),
      })),
    }),
  );
}
