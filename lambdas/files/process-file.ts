/**
 * Processes one uploaded file, chunk by chunk, in memory that does not grow with it.
 *
 * After some chunks a checkpoint says how far it is. Whoever comes next (after a crash, a time limit, a message
 * delivered twice) goes on from there; the rows between the checkpoint and the crash come again, so processing a
 * row must be idempotent.
 */
import { createHash } from 'node:crypto';
import { errorLine } from '../../domain/files/csv-line.js';
import type { Fields, RowError } from '../../domain/files/fields.js';
import { readFileName, type FileKind, type FileName } from '../../domain/files/file-name.js';
import { columnName, headerProblems } from '../../domain/files/header.js';
import { FileGoneError, type BucketFiles } from './bucket-files.js';
import { CsvFormatError, csvChunks, type CsvRow } from './csv-rows.js';
import { ErrorsFile, NO_ERRORS } from './errors-file.js';
import type { FileLedger, FileRecord } from './file-ledger.js';
import type { UploadedFile } from './object-event.js';
import { isSame, resultOf } from './result.js';

/** What a kind of file does with its rows. */
export interface RowKind<R extends { readonly row: number }> {
  readonly kind: FileKind;
  readonly columns: readonly string[];
  readonly required: readonly (string | readonly string[])[];
  /** Rows that are processed together. */
  readonly rowsPerChunk: number;
  readonly chunksPerCheckpoint: number;
  /** Whether the same content, under whatever name, is processed once. */
  readonly onceByContent: boolean;
  /** How a row names itself in the errors file. */
  idOf(fields: Fields): string;
  read(row: number, fields: Fields, nowMs: number): R | readonly RowError[];
  /** Processes valid rows; a row that comes again changes nothing. */
  process(rows: readonly R[], fileId: string): Promise<ChunkOutcome>;
}

export interface ChunkOutcome {
  readonly errors: readonly RowError[];
  /** Added to the file's counts. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface ProcessOptions {
  readonly files: BucketFiles;
  readonly ledger: FileLedger;
  /** Business time, epoch milliseconds. */
  readonly now: () => Promise<number>;
  /** Real time that is left, milliseconds; another one may go on once it is over. */
  readonly remainingMs: () => number;
  /** Announces the end of a file; called again when whoever did died right after. */
  readonly announce: (record: FileRecord) => Promise<void>;
}

/** `again`: somebody else is at it, or the time is nearly over: deliver the message later. */
export type Processed = 'finished' | 'again';

/** Stops this long before the function ends. */
const STOP_MS = 45_000;
/** For clocks that differ. */
const LEASE_MARGIN_MS = 5_000;
const GONE = 'the file was replaced or removed before its end';
const JSON_TYPE = 'application/json';

export async function processFile<R extends { readonly row: number }>(
  upload: UploadedFile,
  kind: RowKind<R>,
  options: ProcessOptions,
): Promise<Processed> {
  const name = readFileName(upload.key);
  if (name === undefined) return 'finished';
  const { files, ledger } = options;
  if ('problem' in name || name.kind !== kind.kind) {
    const problem = 'problem' in name ? name.problem : `allowed: ${kind.kind}/<name>.csv`;
    await files.put(
      upload.bucket,
      `${upload.key}.result.json`,
      `${JSON.stringify({ file: upload.key, state: 'refused', problems: [`the name of the file; ${problem}`] }, null, 2)}\n`,
      JSON_TYPE,
    );
    return 'finished';
  }
  let fileId: string;
  try {
    fileId = await identify(upload, kind.onceByContent, files);
  } catch (error) {
    if (!(error instanceof FileGoneError)) throw error;
    await giveUp(upload, name, options);
    return 'finished';
  }
  const nowMs = await options.now();
  const known = await ledger.get(fileId);
  await ledger.putJob({
    jobId: name.jobId,
    kind: kind.kind,
    key: upload.key,
    fileId,
    sequencer: upload.sequencer,
    submittedAt: iso(nowMs),
  });
  if (known !== undefined) {
    const same = isSame(known.upload, upload);
    const over = known.state !== 'running' && (same || known.state !== 'stopped');
    const busy = known.leaseUntilMs > Date.now();
    if (!same && (over || busy))
      await files.put(upload.bucket, name.resultKey, resultOf(known, upload), JSON_TYPE);
    if (over || (busy && !same)) return 'finished';
    if (busy) return 'again';
    // Content whose other upload went away, or waits, is taken up where that one is.
  }
  const claimed: FileRecord = {
    ...(known ?? {
      fileId,
      kind: kind.kind,
      startedAt: iso(nowMs),
      position: { row: 0, byte: 0 },
      counts: { rows: 0, refused: 0 },
      errors: NO_ERRORS,
    }),
    upload,
    jobId: name.jobId,
    state: 'running',
    version: (known?.version ?? 0) + 1,
    leaseUntilMs: Date.now() + options.remainingMs() + LEASE_MARGIN_MS,
    updatedAt: iso(nowMs),
  };
  if (!(await ledger.put(claimed, known?.version ?? 0))) return 'again';
  return await new Run(claimed, name, kind, options).go();
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** The content's hash; of what may be processed again, the upload's. */
async function identify(upload: UploadedFile, byContent: boolean, files: BucketFiles): Promise<string> {
  const hash = createHash('sha256');
  if (!byContent) return hash.update(`${upload.bucket}/${upload.key}#${upload.sequencer}`).digest('hex');
  for await (const bytes of await files.read(upload, 0)) hash.update(bytes);
  return hash.digest('hex');
}

/** The upload is gone, and what replaced it has an event of its own: says so where somebody had begun with it. */
async function giveUp(
  upload: UploadedFile,
  { jobId }: FileName,
  { ledger, now }: ProcessOptions,
): Promise<void> {
  const { fileId } = (await ledger.getJob(jobId)) ?? {};
  const record = fileId === undefined ? undefined : await ledger.get(fileId);
  if (record === undefined || record.state !== 'running' || !isSame(record.upload, upload)) return;
  const at = iso(await now());
  await ledger.put(
    {
      ...record,
      state: 'stopped',
      problems: [GONE],
      version: record.version + 1,
      updatedAt: at,
      finishedAt: at,
    },
    record.version,
  );
}

class Run<R extends { readonly row: number }> {
  private record: FileRecord;
  private readonly name: FileName;
  private readonly kind: RowKind<R>;
  private readonly options: ProcessOptions;

  constructor(record: FileRecord, name: FileName, kind: RowKind<R>, options: ProcessOptions) {
    this.record = record;
    this.name = name;
    this.kind = kind;
    this.options = options;
  }

  async go(): Promise<Processed> {
    const { files } = this.options;
    const { upload, fileId, errors: state } = this.record;
    const errors = await ErrorsFile.open(
      files,
      { bucket: upload.bucket, key: this.name.errorsKey, tailPrefix: `working/${fileId}/` },
      state,
    );
    try {
      const refused = await this.rows(errors);
      if (refused === 'again') return 'again';
      return await this.end(errors, refused === undefined ? 'processed' : 'refused', refused);
    } catch (error) {
      if (error instanceof FileGoneError) return await this.end(errors, 'stopped', [GONE]);
      if (error instanceof CsvFormatError)
        return await this.end(errors, 'stopped', [
          `after row ${error.afterRow} the file can't be read as CSV (RFC 4180, UTF-8): ${error.message}`,
        ]);
      throw error;
    }
  }

  /** @returns what is wrong with the header, `again`, or undefined at the end of the file */
  private async rows(errors: ErrorsFile): Promise<readonly string[] | 'again' | undefined> {
    const { kind, options } = this;
    const { upload, position } = this.record;
    let { header } = this.record;
    let sinceCheckpoint = 0;
    let counts = { ...this.record.counts };
    const bytes = await options.files.read(upload, position.byte);
    const chunks = csvChunks(bytes, position, kind.rowsPerChunk);
    for await (const { rows, endByte } of chunks) {
      let fresh = rows;
      if (header === undefined) {
        const [first, ...others] = rows;
        header = (first as CsvRow).values.map(columnName);
        const problems = headerProblems(header, kind.columns, kind.required);
        if (problems.length > 0) return problems;
        fresh = others;
      }
      counts = await this.chunk(fresh, header, errors, counts);
      this.record = {
        ...this.record,
        header,
        counts,
        position: { row: (rows.at(-1) as CsvRow).row, byte: endByte },
      };
      const late = options.remainingMs() < STOP_MS;
      sinceCheckpoint += 1;
      if (!late && sinceCheckpoint < kind.chunksPerCheckpoint) continue;
      sinceCheckpoint = 0;
      await this.checkpoint(errors, late ? { leaseUntilMs: 0 } : {});
      if (late) return 'again';
    }
    return header === undefined ? ['the file is empty; its first row names the columns'] : undefined;
  }

  private async chunk(
    rows: readonly CsvRow[],
    header: readonly string[],
    errors: ErrorsFile,
    before: Readonly<Record<string, number>>,
  ): Promise<Record<string, number>> {
    const { kind } = this;
    const nowMs = await this.options.now();
    const valid: R[] = [];
    const found: RowError[] = [];
    const ids = new Map<number, string>();
    for (const { row, values } of rows) {
      const fields = Object.fromEntries(header.map((column, i) => [column, values[i] ?? '']));
      ids.set(row, kind.idOf(fields));
      if (values.length > header.length) {
        found.push({
          row,
          column: '',
          value: values.slice(header.length).join(','),
          message: `${values.length} fields; allowed: ${header.length}, as in the header`,
        });
      }
      const read = kind.read(row, fields, nowMs);
      if ('row' in read && values.length <= header.length) valid.push(read);
      else if (!('row' in read)) found.push(...read);
    }
    const outcome =
      valid.length === 0 ? { errors: [], counts: {} } : await kind.process(valid, this.record.fileId);
    found.push(...outcome.errors);
    found.sort((a, b) => a.row - b.row);
    for (const error of found) await errors.append(errorLine(ids.get(error.row) ?? '', error));
    const counts: Record<string, number> = { ...before };
    const add = (name: string, more: number): void => {
      counts[name] = (counts[name] ?? 0) + more;
    };
    add('rows', rows.length);
    add('refused', new Set(found.map(({ row }) => row)).size);
    for (const [name, more] of Object.entries(outcome.counts)) add(name, more);
    return counts;
  }

  private async checkpoint(errors: ErrorsFile, more: Partial<FileRecord>): Promise<void> {
    const { now } = this.options;
    const before = this.record;
    this.record = {
      ...before,
      errors: await errors.save(before.position.row),
      updatedAt: iso(await now()),
      version: before.version + 1,
      ...more,
    };
    await this.write(before);
    await errors.forget(before.errors);
  }

  /** @throws Error when somebody else has taken over: this one must not go on */
  private async write(before: FileRecord): Promise<void> {
    if (!(await this.options.ledger.put(this.record, before.version)))
      throw new Error(`another function goes on with ${before.upload.key}`);
  }

  private async end(
    errors: ErrorsFile,
    state: FileRecord['state'],
    problems: readonly string[] | undefined,
  ): Promise<Processed> {
    const { files, announce, now } = this.options;
    const { upload } = this.record;
    await errors.finish();
    const before = this.record;
    this.record = {
      ...before,
      state,
      errors: { lines: errors.count, etags: [] },
      version: before.version + 1,
      leaseUntilMs: 0,
      updatedAt: iso(await now()),
      finishedAt: iso(await now()),
      ...(problems === undefined ? {} : { problems }),
    };
    await files.put(upload.bucket, this.name.resultKey, resultOf(this.record, upload), JSON_TYPE);
    await announce(this.record);
    // Last: whoever dies before this does the steps above again.
    await this.write(before);
    if (before.errors.tailKey !== undefined) await files.delete(upload.bucket, before.errors.tailKey);
    return 'finished';
  }
}
