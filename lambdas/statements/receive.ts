/**
 * The other side's file of a month, put into the bucket as `statements/<statement id>/<name>.csv`: compared with our
 * records, and what differs kept with the statement. A file that comes again changes nothing; a later one replaces it.
 */
import { dayAt, monthSpan } from '../../domain/cycles/index.js';
import { FARTHEST_MS } from '../../domain/statements/match.js';
import { isTolerated } from '../../domain/statements/statement.js';
import { BusyError } from '../accounts/desk.js';
import { FileGoneError, type BucketFiles } from '../files/bucket-files.js';
import { CsvFormatError } from '../files/csv-rows.js';
import type { UploadedFile } from '../files/object-event.js';
import { compareSides, type Comparison } from './compare.js';
import { DifferencesFile } from './differences-file.js';
import { putFound } from './found.js';
import { mappingOf } from './mappings.js';
import { bare, type Statement, type StatementRecord, type StatementsOffice } from './office.js';
import { MappingError, noNotes, otherSide, type FileNotes } from './other-side.js';
import { take } from './steps.js';
import { differenceView, varianceView } from './views.js';

export interface Receiver {
  readonly office: StatementsOffice;
  readonly files: BucketFiles;
  readonly nowMs: number;
  readonly baseUrl: string;
}

/** Kept one by one, for the API; the file has all. */
const MOST_KEPT = 5_000;
const KEEP_AT_ONCE = 500;
const KEY = /^statements\/(stm_[0-9A-Za-z_.-]{1,90})\/[0-9A-Za-z][0-9A-Za-z._-]{0,99}\.csv$/;
const BY = { type: 'system', id: 'statements-receive' } as const;
const DAY_MS = 86_400_000;

export type Outcome = 'compared' | 'refused' | 'known' | 'ignored';

/** @throws whatever may go away: the message comes back */
export async function receiveFile(upload: UploadedFile, receiver: Receiver): Promise<Outcome> {
  if (/\.(differences\.csv|result\.json)$|\/$/.test(upload.key)) return 'ignored';
  const { office } = receiver;
  const id = KEY.exec(upload.key)?.[1];
  const statement = id === undefined ? undefined : await office.statements.get(id);
  if (statement === undefined)
    return refuse(upload, receiver, [
      `the name of the file: "${upload.key}"; allowed: statements/<id of a statement>/<name>.csv`,
    ]);
  const { received } = statement;
  if (received !== undefined && received.sequencer >= upload.sequencer) return 'known';
  const problems = await problemsBefore(office, statement);
  if (problems.length > 0) return refuse(upload, receiver, problems, statement);
  try {
    await compareFile(upload, statement, receiver);
    return 'compared';
  } catch (error) {
    if (error instanceof MappingError) return refuse(upload, receiver, error.problems, statement);
    if (error instanceof FileGoneError)
      return refuse(upload, receiver, ['the file was replaced or removed before its end'], statement);
    if (error instanceof CsvFormatError)
      return refuse(
        upload,
        receiver,
        [`after row ${error.afterRow} the file can't be read as CSV: ${error.message}`],
        statement,
      );
    throw error;
  }
}

async function problemsBefore(office: StatementsOffice, { id, party, state }: Statement): Promise<string[]> {
  const mapping = await mappingOf(office, party);
  return [
    ...(party.kind === 'host'
      ? []
      : [`statement ${id} is of a ${party.kind}; allowed: files of usage records, which are a host's`]),
    ...(mapping === undefined
      ? [
          `nobody said how files of ${party.kind} ${party.id} are read; first PUT /statement-mappings/${party.kind}/${party.id}`,
        ]
      : []),
    ...(['agreed', 'paid'].includes(state)
      ? [`statement ${id} is ${state}; allowed: before it is agreed on`]
      : []),
    ...(state === 'open' ? [`statement ${id} is open; first POST /statements/${id}/close`] : []),
  ];
}

/** What became of it stands beside the file, and with the statement. */
async function refuse(
  upload: UploadedFile,
  { files, office, nowMs }: Receiver,
  problems: readonly string[],
  statement?: Statement,
): Promise<Outcome> {
  await files.put(
    upload.bucket,
    `${stem(upload.key)}.result.json`,
    asJson({ file: upload.key, state: 'refused', problems }),
    JSON_TYPE,
  );
  if (statement !== undefined && !['agreed', 'paid'].includes(statement.state)) {
    const updated = await office.statements.update(statement, { ...bare(statement), problems }, nowMs);
    if (updated === undefined) throw new BusyError(`statement ${statement.id} was changed meanwhile`);
  }
  return 'refused';
}

const stem = (key: string): string => key.replace(/\.csv$/, '');
const JSON_TYPE = 'application/json';
const asJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

async function compareFile(upload: UploadedFile, statement: Statement, receiver: Receiver): Promise<void> {
  const { office, files, nowMs, baseUrl } = receiver;
  const { party, period } = statement;
  const { columns, tolerances } = (await mappingOf(office, party))!;
  const { timeZone } = await office.market();
  const month = monthSpan(timeZone, period)!;
  const notes = noNotes();
  const number = (statement.comparison?.number ?? 0) + 1;
  const place = { statementId: statement.id, comparison: number } as const;
  const differences = new DifferencesFile(files, {
    bucket: upload.bucket,
    key: `${stem(upload.key)}.differences.csv`,
  });
  const waiting: object[] = [];
  let kept = 0;
  const keep = async (): Promise<void> => {
    await putFound(office, { ...place, kind: 'DIFF' }, kept, waiting);
    kept += waiting.length;
    waiting.length = 0;
  };
  const found = await compareSides({
    ours: office.books.rows(party.id, month.fromMs - FARTHEST_MS, month.toMs + FARTHEST_MS),
    theirs: otherSide(await files.read(upload, 0), columns, notes),
    terms: {
      ...month,
      timeToleranceMs: tolerances.seconds * 1000,
      unitTolerancePpm: tolerances.unitsPpm,
      microsTolerance: tolerances.micros,
      rates: await office.books.rates(party.id),
    },
    dayOf: (atMs) => new Date(dayAt(timeZone, atMs) * DAY_MS).toISOString().slice(0, 10),
    onDifference: async (difference, cause) => {
      await differences.add(difference, cause);
      if (kept + waiting.length < MOST_KEPT) waiting.push(differenceView(difference, cause));
      if (waiting.length >= KEEP_AT_ONCE) await keep();
    },
    onProgress: (rows) => {
      console.log(JSON.stringify({ message: 'comparing', statementId: statement.id, rows }));
    },
  });
  await keep();
  await putFound(office, { ...place, kind: 'VAR' }, 0, found.variances.map(varianceView));
  await differences.end();
  const known = knownOf(upload, { found, notes, number, kept, nowMs });
  const step = isTolerated(found.causes, tolerances) && notes.unreadable === 0 ? 'match' : 'receive';
  const { problems: _problems, ...before } = statement;
  const after = await take(office, before, step, known, { by: BY, nowMs, baseUrl });
  await files.put(
    upload.bucket,
    `${stem(upload.key)}.result.json`,
    asJson({ file: upload.key, statementId: statement.id, state: after.state, ...resultOf(found, notes) }),
    JSON_TYPE,
  );
}

function knownOf(
  { key, etag, sequencer }: UploadedFile,
  {
    found,
    notes,
    number,
    kept,
    nowMs,
  }: { found: Comparison; notes: FileNotes; number: number; kept: number; nowMs: number },
): Partial<StatementRecord> {
  return {
    received: {
      file: key,
      etag,
      sequencer,
      rows: found.rows.theirs,
      micros: found.theirsMicros,
      other: notes.other,
      unreadable: notes.unreadable,
      at: new Date(nowMs).toISOString(),
    },
    comparison: {
      number,
      ours: found.rows.ours,
      theirs: found.rows.theirs,
      matched: found.matched,
      differences: found.differences,
      kept,
      variances: found.variances.length,
      causes: found.causes,
      file: `${stem(key)}.differences.csv`,
    },
  };
}

const resultOf = (found: Comparison, notes: FileNotes) => ({
  rows: found.rows,
  matched: found.matched,
  differences: found.differences,
  causes: found.causes,
  other: notes.other,
  unreadable: notes.unreadable,
  firstUnreadable: notes.shown,
});
