/** What the documentation consists of, each compressed once an instance. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface DocumentationFile {
  readonly type: string;
  readonly text: string;
  /** Base64 of its gzip. */
  readonly gzip: string;
  /** Changes with the content. */
  readonly etag: string;
}

export function file(type: string, text: string): DocumentationFile {
  return {
    type,
    text,
    gzip: gzipSync(text).toString('base64'),
    etag: `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"`,
  };
}
