/** The lake's files as DuckDB sees them. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import type { LakeQuery } from '../../domain/lake/queries.js';
import { LAKE_TABLES, PARTITION } from '../../domain/lake/tables.js';

/** A row of an answer; what is beyond a double's integers is a text. */
export type ReportRow = Readonly<Record<string, string | number | boolean | null>>;

export interface Lake {
  /** Files of all tables. */
  readonly files: number;
  ask(query: LakeQuery, month: string): Promise<ReportRow[]>;
  /** Rows of any size of answer, some thousands at a time; values in the order of the columns. */
  stream(sql: string, parameters: readonly string[]): AsyncIterable<readonly (readonly unknown[])[]>;
  close(): void;
}

/**
 * Fetches the files of a bucket of the local run.
 *
 * @param url  `http://127.0.0.1:<port>/<bucket>`
 * @param tell  how many of how many are there
 */
export async function fetchLake(
  url: string,
  folder: string,
  tell: (done: number, all: number) => void,
): Promise<void> {
  const { origin, pathname } = new URL(url);
  const Bucket = pathname.slice(1);
  const client = new S3Client({
    endpoint: origin,
    region: 'local',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket, ...(token === undefined ? {} : { ContinuationToken: token }) }),
      );
      keys.push(
        ...(page.Contents ?? []).flatMap(({ Key }) => (Key?.endsWith('.parquet') === true ? [Key] : [])),
      );
      token = page.NextContinuationToken;
    } while (token !== undefined);
    for (const [i, key] of keys.entries()) {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket, Key: key }));
      const file = join(folder, key);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, (await body?.transformToByteArray()) ?? new Uint8Array());
      tell(i + 1, keys.length);
    }
  } finally {
    client.destroy();
  }
}

/** @param folder  with `<table>/arrived=<day>/….parquet`, as the bucket has it */
export async function openLake(folder: string): Promise<Lake> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  let files = 0;
  for (const { name, columns } of Object.values(LAKE_TABLES)) {
    const found = existsSync(join(folder, name))
      ? readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((file) =>
          file.endsWith('.parquet'),
        ).length
      : 0;
    files += found;
    const types = [...columns, PARTITION].map(
      (column) => `${column.name} ${column.type === 'string' ? 'VARCHAR' : column.type}`,
    );
    const pattern = join(folder, name, '**', '*.parquet').replaceAll("'", "''");
    await connection.run(
      found === 0
        ? `CREATE TABLE ${name} (${types.join(', ')})`
        : `CREATE VIEW ${name} AS SELECT * FROM read_parquet('${pattern}', hive_partitioning = true, union_by_name = true)`,
    );
  }
  return {
    files,
    ask: async ({ sql, months }, month) => {
      const reader = await connection.runAndReadAll(
        sql,
        Array.from({ length: months }, () => month),
      );
      return reader
        .getRowObjectsJS()
        .map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([name, value]) => [
              name,
              typeof value === 'bigint' ? plain(value) : (value as string | number | boolean | null),
            ]),
          ),
        );
    },
    stream: async function* (sql, parameters) {
      const result = await connection.stream(sql, [...parameters]);
      for (
        let chunk = await result.fetchChunk();
        chunk !== null && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      )
        yield chunk.getRows();
    },
    close: () => {
      connection.disconnectSync();
      instance.closeSync();
    },
  };
}

const plain = (value: bigint): number | string =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
