/** "Object Created" of S3, as EventBridge puts it into the queue of a function. */
import type { SQSRecord } from 'aws-lambda';

/** One upload of a file: the same key again is another upload. */
export interface UploadedFile {
  readonly bucket: string;
  readonly key: string;
  /** Of a bucket with versions. */
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  /** Hexadecimal, 32 digits: the later upload of one key has the greater one. */
  readonly sequencer: string;
}

interface ObjectCreated {
  readonly 'detail-type'?: string;
  readonly detail?: {
    readonly bucket?: { readonly name?: string };
    readonly object?: {
      readonly key?: string;
      readonly size?: number;
      readonly etag?: string;
      readonly 'version-id'?: string;
      readonly sequencer?: string;
    };
  };
}

/**
 * @throws TypeError for a message that is no such event: it goes to the dead-letter queue
 */
export function uploadedFile({ body, messageId }: SQSRecord): UploadedFile {
  const { 'detail-type': type, detail } = JSON.parse(body) as ObjectCreated;
  const { key, size, etag, sequencer, 'version-id': versionId } = detail?.object ?? {};
  const bucket = detail?.bucket?.name;
  if (type !== 'Object Created' || bucket === undefined || key === undefined || etag === undefined) {
    throw new TypeError(`message ${messageId} is no "Object Created" event of S3: ${body.slice(0, 300)}`);
  }
  return {
    bucket,
    key,
    etag,
    size: size ?? 0,
    sequencer: (sequencer ?? '').padStart(32, '0'),
    ...(versionId === undefined ? {} : { versionId }),
  };
}
