/** Rows of JSON as a Parquet file, by DuckDB: as Firehose converts them by a table of Glue. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export interface Column {
  readonly Name: string;
  readonly Type: string;
}

/** Hive's types as DuckDB names them. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  bigint: 'BIGINT',
  int: 'INTEGER',
  boolean: 'BOOLEAN',
  double: 'DOUBLE',
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * @param lines  an object of JSON each; what has no column is left out, what is missing is null
 * @throws Error when a value does not fit its column's type
 */
export async function parquetOf(lines: readonly string[], columns: readonly Column[]): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'wildlily-parquet-'));
  try {
    const [json, parquet] = [join(folder, 'rows.json'), join(folder, 'rows.parquet')];
    await writeFile(json, lines.map((line) => `${line.trim()}\n`).join(''));
    const types = columns.map(({ Name, Type }) => `${quoted(Name)}: ${quoted(TYPES[Type] ?? 'VARCHAR')}`);
    const instance = await DuckDBInstance.create(':memory:');
    try {
      const connection = await instance.connect();
      await connection.run(
        `COPY (SELECT * FROM read_json(${quoted(json)}, format = 'newline_delimited', columns = {${types.join(', ')}})) ` +
          `TO ${quoted(parquet)} (FORMAT parquet)`,
      );
      connection.disconnectSync();
    } finally {
      instance.closeSync();
    }
    return await readFile(parquet);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
