/** What became of a file, as `<name>.result.json`, the event and `GET /jobs/{jobId}` tell it. */
import { readFileName } from '../../domain/files/file-name.js';
import type { FileRecord } from './file-ledger.js';
import type { UploadedFile } from './object-event.js';

export interface FileResult {
  readonly file: string;
  readonly fileId: string;
  readonly kind: FileRecord['kind'];
  readonly state: FileRecord['state'];
  /** Rows by what became of them. */
  readonly rows: Readonly<Record<string, number>>;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly finishedAt?: string;
  /** Key of the file with every wrong field; absent when there is none. */
  readonly errors?: { readonly count: number; readonly file: string };
  readonly problems?: readonly string[];
  /** Key of the upload with the same content that came before: the figures are its own, this one changed nothing. */
  readonly sameAs?: string;
}

/** An upload that is asked about, perhaps another one with the same content. */
export type AskedUpload = Pick<UploadedFile, 'key' | 'sequencer'>;

export function viewFile(record: FileRecord, asked: AskedUpload): FileResult {
  const { fileId, kind, state, counts, startedAt, updatedAt, finishedAt, errors, problems, upload } = record;
  const name = readFileName(upload.key);
  const errorsKey = name === undefined || 'problem' in name ? '' : name.errorsKey;
  return {
    file: asked.key,
    fileId,
    kind,
    state,
    rows: counts,
    startedAt,
    updatedAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(errors.lines === 0 ? {} : { errors: { count: errors.lines, file: errorsKey } }),
    ...(problems === undefined ? {} : { problems }),
    ...(isSame(upload, asked) ? {} : { sameAs: upload.key }),
  };
}

export const isSame = (a: AskedUpload, b: AskedUpload): boolean =>
  a.key === b.key && a.sequencer === b.sequencer;

export const resultOf = (record: FileRecord, asked: AskedUpload): string =>
  `${JSON.stringify(viewFile(record, asked), null, 2)}\n`;
