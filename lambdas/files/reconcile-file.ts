/**
 * Reconciles one uploaded settlement file with our payments. It changes nothing of them, so a file that comes again
 * after a failure is compared again, with what our ledger says then.
 */
import { createHash } from 'node:crypto';
import { csvLine, inert } from '../../domain/files/csv-line.js';
import { readFileName } from '../../domain/files/file-name.js';
import type { Payment } from '../../domain/payments/payment.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import type { SettlementLine } from '../../domain/payments/reconcile/line.js';
import {
  type CapturedPayment,
  type Difference,
  type FoundLine,
  type Reconciliation,
  reconcile,
  timeOf,
} from '../../domain/payments/reconcile/reconcile.js';
import type { PaymentStore } from '../payments/payment-store.js';
import { FileGoneError, type BucketFiles } from './bucket-files.js';
import { CsvFormatError } from './csv-rows.js';
import { NO_ERRORS } from './errors-file.js';
import type { FileLedger, FileRecord } from './file-ledger.js';
import { inParallel } from './in-parallel.js';
import type { UploadedFile } from './object-event.js';
import type { Processed } from './process-file.js';
import { viewFile } from './result.js';
import { readSettlements, type SettlementFile } from './settlement-lines.js';

export interface ReconcileOptions {
  readonly files: BucketFiles;
  readonly ledger: FileLedger;
  readonly payments: Pick<PaymentStore, 'byReference' | 'cameInBetween' | 'many'>;
  /** Business time, epoch milliseconds. */
  readonly now: () => Promise<number>;
  /** Real time that is left, milliseconds. */
  readonly remainingMs: () => number;
  /** Announces the end, with what it found; called again when whoever did died right after. */
  readonly announce: (record: FileRecord, found: object) => Promise<void>;
  /** Counts what differs. */
  readonly count: (provider: ProviderId, mismatched: number) => void;
}

/** About 150,000 rows: all of them are in memory together. */
const MAX_BYTES = 32 * 1024 * 1024;
const LEASE_MARGIN_MS = 5_000;
/** Reads of the ledger at a time. */
const PARALLEL = 24;
/** Payments that one batch reads, 100 a call of the store. */
const BATCH = 1_000;

const DIFFERENCES_HEADER = csvLine([
  'row',
  'verdict',
  'reason',
  'payment_id',
  'reference',
  'type',
  'file_amount',
  'file_currency',
  'our_amount',
  'our_currency',
  'at',
]);

export async function reconcileFile(upload: UploadedFile, options: ReconcileOptions): Promise<Processed> {
  const { files, ledger } = options;
  const name = readFileName(upload.key);
  if (name === undefined) return 'finished';
  if ('problem' in name || name.provider === undefined) {
    const problem = 'problem' in name ? name.problem : 'allowed: settlements/<provider>/<name>.csv';
    const refused = { file: upload.key, state: 'refused', problems: [`the name of the file; ${problem}`] };
    await files.put(upload.bucket, `${upload.key}.result.json`, asJson(refused), JSON_TYPE);
    return 'finished';
  }
  const { provider, jobId } = name;
  const fileId = createHash('sha256')
    .update(`${upload.bucket}/${upload.key}#${upload.sequencer}`)
    .digest('hex');
  const at = new Date(await options.now()).toISOString();
  const known = await ledger.get(fileId);
  if (known !== undefined && known.state !== 'running') return 'finished';
  if (known !== undefined && known.leaseUntilMs > Date.now()) return 'again';
  await ledger.putJob({
    jobId,
    kind: 'settlements',
    key: upload.key,
    fileId,
    sequencer: upload.sequencer,
    submittedAt: at,
  });
  const claimed: FileRecord = {
    fileId,
    kind: 'settlements',
    upload,
    jobId,
    state: 'running',
    version: (known?.version ?? 0) + 1,
    leaseUntilMs: Date.now() + options.remainingMs() + LEASE_MARGIN_MS,
    startedAt: known?.startedAt ?? at,
    updatedAt: at,
    position: { row: 0, byte: 0 },
    counts: {},
    errors: NO_ERRORS,
  };
  if (!(await ledger.put(claimed, known?.version ?? 0))) return 'again';
  const outcome = await compare(upload, provider, options);
  const ended = new Date(await options.now()).toISOString();
  const record: FileRecord = {
    ...claimed,
    ...(outcome.state === 'processed'
      ? { counts: outcome.counts, errors: { ...NO_ERRORS, lines: outcome.mismatched } }
      : { problems: [outcome.problem] }),
    state: outcome.state,
    version: claimed.version + 1,
    leaseUntilMs: 0,
    updatedAt: ended,
    finishedAt: ended,
  };
  const found = outcome.state === 'processed' ? { provider, ...outcome.found } : { provider };
  if (outcome.state === 'processed') {
    // Always there: what stands beside the file is of this upload, not of one before.
    await files.put(upload.bucket, name.errorsKey, outcome.differences, 'text/csv; charset=utf-8');
    options.count(provider, outcome.mismatched);
  }
  await files.put(
    upload.bucket,
    name.resultKey,
    asJson({ ...viewFile(record, upload), ...found }),
    JSON_TYPE,
  );
  await options.announce(record, found);
  // Last: whoever dies before this does the steps above again.
  if (!(await ledger.put(record, claimed.version)))
    throw new Error(`another function reconciles ${upload.key}`);
  return 'finished';
}

const JSON_TYPE = 'application/json';
const asJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

type Outcome =
  | {
      readonly state: 'processed';
      readonly counts: Readonly<Record<string, number>>;
      readonly mismatched: number;
      /** CSV. */
      readonly differences: string;
      readonly found: object;
    }
  | { readonly state: 'refused' | 'stopped'; readonly problem: string };

async function compare(
  upload: UploadedFile,
  provider: ProviderId,
  options: ReconcileOptions,
): Promise<Outcome> {
  if (upload.size > MAX_BYTES)
    return {
      state: 'refused',
      problem: `${upload.size} bytes; allowed: at most ${MAX_BYTES}: split it by day`,
    };
  let read: SettlementFile | { readonly problem: string };
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of await options.files.read(upload, 0)) pieces.push(piece);
    read = await readSettlements(provider, Buffer.concat(pieces));
  } catch (error) {
    if (error instanceof FileGoneError)
      return { state: 'stopped', problem: 'the file was replaced or removed before its end' };
    if (error instanceof CsvFormatError)
      return {
        state: 'stopped',
        problem: `after row ${error.afterRow} the file can't be read as CSV: ${error.message}`,
      };
    throw error;
  }
  if ('problem' in read) return { state: 'refused', problem: read.problem };
  const found = await findPayments(provider, read.lines, options.payments);
  const time = timeOf(read.lines);
  const captured = time === undefined ? [] : await othersCaptured(provider, time, found, options.payments);
  return outcomeOf(read, reconcile(found, captured), time);
}

function outcomeOf(
  { format, lines, other, unreadable }: SettlementFile,
  { counts, differences, sums }: Reconciliation,
  time: { readonly fromMs: number; readonly toMs: number } | undefined,
): Outcome {
  const all = [...unreadable.map(unreadableRow), ...differences.map(differenceRow)];
  const rows = lines.length + other + unreadable.length;
  return {
    state: 'processed',
    counts: { rows, ...counts, unreadable: unreadable.length, other },
    mismatched: all.length,
    differences: DIFFERENCES_HEADER + all.join(''),
    found: {
      format: format.name,
      ...(time === undefined
        ? {}
        : { from: new Date(time.fromMs).toISOString(), to: new Date(time.toMs).toISOString() }),
      sums,
    },
  };
}

const unreadableRow = ({ row, problem }: { readonly row: number; readonly problem: string }): string =>
  csvLine([row, 'different', `unreadable: ${problem}`, '', '', '', '', '', '', '', '']);

/** The provider's texts are others' texts: a spreadsheet must not take them for formulas. */
const differenceRow = (each: Difference): string =>
  csvLine([
    each.row === 0 ? '' : each.row,
    each.verdict,
    each.reason,
    inert(each.paymentId),
    inert(each.reference),
    each.type,
    each.fileAmount,
    each.fileCurrency,
    each.ourAmount,
    each.ourCurrency,
    each.at,
  ]);

/** Whose each line is: by our id where it has one, else by the provider's names, the likeliest first. */
async function findPayments(
  provider: ProviderId,
  lines: readonly SettlementLine[],
  store: ReconcileOptions['payments'],
): Promise<FoundLine[]> {
  const payments = await load(
    lines.flatMap(({ paymentId }) => paymentId ?? []),
    store,
  );
  const ofProvider = (id: string | undefined): Payment | undefined => {
    const payment = id === undefined ? undefined : payments.get(id);
    return payment?.provider === provider ? payment : undefined;
  };
  const nameless = lines.filter(({ paymentId }) => ofProvider(paymentId) === undefined);
  const idByName = new Map<string, string | undefined>();
  const names = [...new Set(nameless.flatMap(({ own, references }) => [...references, ...own]))];
  await inParallel(names, PARALLEL, async (reference) => {
    idByName.set(reference, await store.byReference(provider, reference));
  });
  for (const [id, payment] of await load(
    [...idByName.values()].flatMap((id) => id ?? []),
    store,
  ))
    payments.set(id, payment);
  return lines.map((line): FoundLine => {
    const named = [...line.references, ...line.own].map((each) => idByName.get(each));
    return {
      line,
      payment: ofProvider(line.paymentId) ?? named.map(ofProvider).find((each) => each !== undefined),
    };
  });
}

/** What we captured within the file's time and the file has no charge of. */
async function othersCaptured(
  provider: ProviderId,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  found: readonly FoundLine[],
  store: ReconcileOptions['payments'],
): Promise<CapturedPayment[]> {
  const inFile = new Set(
    found.flatMap(({ line, payment }) => (line.type === 'charge' ? (payment?.paymentId ?? []) : [])),
  );
  const times = new Map<string, number>();
  for await (const { atMs, paymentId } of store.cameInBetween(provider, fromMs, toMs))
    if (!inFile.has(paymentId)) times.set(paymentId, atMs);
  const payments = await load([...times.keys()], store);
  return [...payments.values()].map((payment) => ({ payment, atMs: times.get(payment.paymentId) ?? fromMs }));
}

/** Payments by their id, without what else is kept with them: there may be a hundred thousand. */
async function load(
  ids: readonly string[],
  store: ReconcileOptions['payments'],
): Promise<Map<string, Payment>> {
  const distinct = [...new Set(ids)];
  const found = new Map<string, Payment>();
  for (let from = 0; from < distinct.length; from += BATCH)
    for (const { payment } of await store.many(distinct.slice(from, from + BATCH)))
      found.set(payment.paymentId, payment);
  return found;
}
