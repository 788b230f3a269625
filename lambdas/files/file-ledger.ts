/** What is known of files and their jobs. */
import type { FileKind } from '../../domain/files/file-name.js';
import type { ErrorsState } from './errors-file.js';
import type { UploadedFile } from './object-event.js';

/**
 * - `running`: rows are being processed, or wait for a function to go on
 * - `processed`: to its end
 * - `refused`: its header is wrong; no row was looked at
 * - `stopped`: it was replaced or can't be read further; what came before is processed
 */
export type FileState = 'running' | 'processed' | 'refused' | 'stopped';

export interface FileRecord {
  /** SHA-256, hex: of the content for usage, which counts once; of the upload for members. */
  readonly fileId: string;
  readonly kind: FileKind;
  /** The upload that is or was processed. */
  readonly upload: UploadedFile;
  readonly jobId: string;
  readonly state: FileState;
  /** Change counter: every write is on condition that nobody else wrote. */
  readonly version: number;
  /** Whoever is at it may write until then, epoch milliseconds; 0 = nobody is. */
  readonly leaseUntilMs: number;
  /** ISO 8601, as `updatedAt` and `finishedAt`. */
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly finishedAt?: string;
  /** The columns, once read. */
  readonly header?: readonly string[];
  /** Everything before is processed. */
  readonly position: { readonly row: number; readonly byte: number };
  readonly counts: Readonly<Record<string, number>>;
  readonly errors: ErrorsState;
  /** Why it was refused or stopped. */
  readonly problems?: readonly string[];
}

/** One upload as `GET /jobs/{jobId}` finds it; the newest upload of a key. */
export interface JobRecord {
  readonly jobId: string;
  readonly kind: FileKind;
  readonly key: string;
  /** Whose `FileRecord` tells the progress. */
  readonly fileId: string;
  readonly sequencer: string;
  /** ISO 8601. */
  readonly submittedAt: string;
}

export interface FileLedger {
  /** A strongly consistent read. */
  get(fileId: string): Promise<FileRecord | undefined>;
  /**
   * @param basis  the version that is there now; 0 = none
   * @returns whether it was written
   */
  put(record: FileRecord, basis: number): Promise<boolean>;
  getJob(jobId: string): Promise<JobRecord | undefined>;
  /** Leaves a later upload's job alone. */
  putJob(job: JobRecord): Promise<void>;
}
