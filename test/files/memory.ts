/** A bucket and a ledger in memory, which can fail on demand. */
import { createHash } from 'node:crypto';
import { FileGoneError, type BucketFiles } from '../../lambdas/files/bucket-files.js';
import type { FileLedger, FileRecord, JobRecord } from '../../lambdas/files/file-ledger.js';
import type { UploadedFile } from '../../lambdas/files/object-event.js';

export class MemoryFiles implements BucketFiles {
  readonly objects = new Map<string, string>();
  readonly uploads = new Map<string, { key: string; parts: Map<number, string> }>();
  private sequence = 0;
  /** Bytes of one piece of a stream. */
  piece = 997;

  /** As S3 tells of it. */
  upload(key: string, text: string): UploadedFile {
    this.objects.set(key, text);
    return {
      bucket: 'files',
      key,
      etag: md5(text),
      size: Buffer.byteLength(text),
      sequencer: String(++this.sequence).padStart(32, '0'),
    };
  }

  async read({ key, etag }: UploadedFile, fromByte: number): Promise<AsyncIterable<Uint8Array>> {
    const text = this.objects.get(key);
    if (text === undefined || md5(text) !== etag) throw new FileGoneError(key);
    const bytes = Buffer.from(text).subarray(fromByte);
    const { piece } = this;
    return await Promise.resolve(
      (async function* pieces() {
        for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
      })(),
    );
  }

  async put(_bucket: string, key: string, text: string): Promise<void> {
    await Promise.resolve(this.objects.set(key, text));
  }

  async get(_bucket: string, key: string): Promise<string | undefined> {
    return await Promise.resolve(this.objects.get(key));
  }

  async delete(_bucket: string, key: string): Promise<void> {
    await Promise.resolve(this.objects.delete(key));
  }

  async startUpload(_bucket: string, key: string): Promise<string> {
    const id = `upload-${++this.sequence}`;
    this.uploads.set(id, { key, parts: new Map() });
    return await Promise.resolve(id);
  }

  async putPart(_bucket: string, _key: string, id: string, part: number, text: string): Promise<string> {
    this.uploads.get(id)?.parts.set(part, text);
    return await Promise.resolve(this.uploads.has(id) ? md5(text) : '');
  }

  async completeUpload(_bucket: string, key: string, id: string, etags: readonly string[]): Promise<void> {
    const parts = this.uploads.get(id)?.parts;
    if (parts === undefined) return;
    const texts = etags.map((etag, i) => {
      const text = parts.get(i + 1);
      if (text === undefined || md5(text) !== etag) throw new Error(`part ${i + 1} is another one`);
      if (i < etags.length - 1 && text.length < 5 * 1024 * 1024)
        throw new Error(`part ${i + 1} is too small`);
      return text;
    });
    this.objects.set(key, texts.join(''));
    await Promise.resolve(this.uploads.delete(id));
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export class MemoryLedger implements FileLedger {
  readonly records = new Map<string, FileRecord>();
  readonly jobs = new Map<string, JobRecord>();
  /** Called before each write. */
  beforePut: (record: FileRecord) => void = () => undefined;

  async get(fileId: string): Promise<FileRecord | undefined> {
    return await Promise.resolve(this.records.get(fileId));
  }

  async put(record: FileRecord, basis: number): Promise<boolean> {
    this.beforePut(record);
    if ((this.records.get(record.fileId)?.version ?? 0) !== basis) return await Promise.resolve(false);
    this.records.set(record.fileId, structuredClone(record));
    return true;
  }

  async getJob(jobId: string): Promise<JobRecord | undefined> {
    return await Promise.resolve(this.jobs.get(jobId));
  }

  async putJob(job: JobRecord): Promise<void> {
    const known = this.jobs.get(job.jobId);
    if (known === undefined || known.sequencer <= job.sequencer) this.jobs.set(job.jobId, job);
    await Promise.resolve();
  }
}
