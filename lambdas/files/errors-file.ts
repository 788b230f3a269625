/**
 * The errors of a file, beside it: as many as there are, in constant memory, and none twice or lost when the
 * function ends in between. What a checkpoint knows is in parts of a multipart upload and in a tail, an object
 * of its own, since a part but the last has at least 5 MiB.
 */
import { ERRORS_HEADER } from '../../domain/files/csv-line.js';
import type { BucketFiles } from './bucket-files.js';

/** What a checkpoint keeps. */
export interface ErrorsState {
  readonly lines: number;
  readonly uploadId?: string;
  readonly etags: readonly string[];
  /** Key of the object with what is not yet in a part. */
  readonly tailKey?: string;
}

export const NO_ERRORS: ErrorsState = { lines: 0, etags: [] };

const PART_BYTES = 5 * 1024 * 1024;
const CSV = 'text/csv; charset=utf-8';

export class ErrorsFile {
  private readonly files: BucketFiles;
  private readonly bucket: string;
  private readonly key: string;
  /** Tails are `<prefix><row>.csv`. */
  private readonly tailPrefix: string;
  private readonly etags: string[];
  private uploadId: string | undefined;
  private tailKey: string | undefined;
  private lines: number;
  private pending: string[] = [];
  private pendingBytes = 0;
  private changed = false;

  private constructor(
    files: BucketFiles,
    place: { bucket: string; key: string; tailPrefix: string },
    state: ErrorsState,
  ) {
    this.files = files;
    ({ bucket: this.bucket, key: this.key, tailPrefix: this.tailPrefix } = place);
    this.etags = [...state.etags];
    this.uploadId = state.uploadId;
    this.tailKey = state.tailKey;
    this.lines = state.lines;
  }

  /** Goes on where a checkpoint was. */
  static async open(
    files: BucketFiles,
    place: { bucket: string; key: string; tailPrefix: string },
    state: ErrorsState,
  ): Promise<ErrorsFile> {
    const opened = new ErrorsFile(files, place, state);
    if (state.tailKey !== undefined) {
      const tail = await files.get(place.bucket, state.tailKey);
      if (tail === undefined) throw new Error(`${state.tailKey}, the errors since the last part, is gone`);
      opened.keep(tail);
      opened.changed = false;
    }
    return opened;
  }

  /** Lines so far, without the header. */
  get count(): number {
    return this.lines;
  }

  async append(line: string): Promise<void> {
    if (this.lines === 0) this.keep(ERRORS_HEADER);
    this.lines += 1;
    this.keep(line);
    if (this.pendingBytes >= PART_BYTES) await this.flush();
  }

  /** Stores what a checkpoint at this row has to know. The tail before stays until `forget`. */
  async save(row: number): Promise<ErrorsState> {
    // One text takes a fraction of what its lines do.
    if (this.pending.length > 1) this.pending = [this.pending.join('')];
    if (this.changed) {
      this.tailKey = this.pendingBytes === 0 ? undefined : `${this.tailPrefix}${row}.csv`;
      if (this.tailKey !== undefined) {
        await this.files.put(this.bucket, this.tailKey, this.pending.join(''), CSV);
      }
      this.changed = false;
    }
    return {
      lines: this.lines,
      etags: [...this.etags],
      ...(this.uploadId === undefined ? {} : { uploadId: this.uploadId }),
      ...(this.tailKey === undefined ? {} : { tailKey: this.tailKey }),
    };
  }

  /** A newer checkpoint is stored: what only the one before needed can go. */
  async forget({ tailKey }: ErrorsState): Promise<void> {
    if (tailKey !== undefined && tailKey !== this.tailKey) await this.files.delete(this.bucket, tailKey);
  }

  /** The file is whole. Without an error there is none. May be called again. */
  async finish(): Promise<void> {
    if (this.lines === 0) return;
    if (this.uploadId === undefined) {
      await this.files.put(this.bucket, this.key, this.pending.join(''), CSV);
      return;
    }
    const etags = [...this.etags];
    if (this.pendingBytes > 0) etags.push(await this.part(etags.length + 1));
    await this.files.completeUpload(this.bucket, this.key, this.uploadId, etags);
  }

  private keep(text: string): void {
    this.pending.push(text);
    this.pendingBytes += Buffer.byteLength(text);
    this.changed = true;
  }

  private async flush(): Promise<void> {
    this.uploadId ??= await this.files.startUpload(this.bucket, this.key, CSV);
    this.etags.push(await this.part(this.etags.length + 1));
    this.pending = [];
    this.pendingBytes = 0;
  }

  private async part(number: number): Promise<string> {
    return await this.files.putPart(
      this.bucket,
      this.key,
      this.uploadId as string,
      number,
      this.pending.join(''),
    );
  }
}
