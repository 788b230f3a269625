/** The port between file processing and the bucket. */
import type { UploadedFile } from './object-event.js';

/** The file was replaced or removed since its event. */
export class FileGoneError extends Error {
  override readonly name = 'FileGoneError';
}

export interface BucketFiles {
  /**
   * The bytes of an upload from an offset on, and of no other upload of the same key.
   *
   * @throws FileGoneError when it is there no more
   */
  read(file: UploadedFile, fromByte: number): Promise<AsyncIterable<Uint8Array>>;
  put(bucket: string, key: string, content: string | Uint8Array, contentType: string): Promise<void>;
  /** @returns undefined when there is none */
  get(bucket: string, key: string): Promise<string | undefined>;
  delete(bucket: string, key: string): Promise<void>;
  startUpload(bucket: string, key: string, contentType: string): Promise<string>;
  /** @returns the part's ETag; '' when the upload is complete already. Each part but the last needs 5 MiB. */
  putPart(
    bucket: string,
    key: string,
    uploadId: string,
    part: number,
    content: string | Uint8Array,
  ): Promise<string>;
  /** Does nothing when it was completed before. */
  completeUpload(bucket: string, key: string, uploadId: string, etags: readonly string[]): Promise<void>;
}
