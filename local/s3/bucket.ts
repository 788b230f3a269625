import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3Error } from './s3-error.js';

/** What S3 knows of an object beside its bytes. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** In quotes, as the API spells it: MD5 of the bytes, or of the parts' MD5s and their number. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly contentType: string;
  /** `x-amz-meta-…`, without that prefix. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface NewObject {
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** `If-None-Match: *`: only when there is none. */
  readonly onlyNew: boolean;
}

type Body = AsyncIterable<Uint8Array>;

interface PartRecord {
  readonly size: number;
  readonly md5: string;
}

/** S3 takes part numbers from 1 to 10,000; each part but the last has at least 5 MiB. */
const LEAST_PART_BYTES = 5 * 1024 * 1024;

/**
 * An S3 bucket in a folder: a file an object, named by the hash of its key, and a JSON file beside it.
 *
 * Writes go to a new file that takes the object's place at once, so readers see the old one or the new one.
 */
export class Bucket {
  readonly name: string;
  private readonly folder: string;
  private readonly index = new Map<string, StoredObject>();

  constructor(name: string, folder: string) {
    this.name = name;
    this.folder = folder;
    for (const part of ['objects', 'uploads', 'drafts']) mkdirSync(join(folder, part), { recursive: true });
    for (const file of readdirSync(join(folder, 'objects'))) {
      if (!file.endsWith('.json')) continue;
      const object = JSON.parse(readFileSync(join(folder, 'objects', file), 'utf8')) as StoredObject;
      if (existsSync(this.fileOf(object.key))) this.index.set(object.key, object);
    }
  }

  get(key: string): StoredObject | undefined {
    return this.index.get(key);
  }

  /** Objects by key, in the order of UTF-8 bytes as S3 lists them. */
  list(): StoredObject[] {
    return [...this.index.values()].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  }

  /** @param range  first and last byte, both included */
  read(key: string, range?: { readonly first: number; readonly last: number }): Readable {
    return createReadStream(
      this.fileOf(key),
      range === undefined ? {} : { start: range.first, end: range.last },
    );
  }

  async put(key: string, body: Body, about: NewObject): Promise<StoredObject> {
    const draft = join(this.folder, 'drafts', randomUUID());
    const { size, md5 } = await save(body, draft);
    return await this.keep(key, draft, { size, etag: `"${md5}"` }, about);
  }

  /** @returns whether there was one */
  async delete(key: string): Promise<boolean> {
    const found = this.index.delete(key);
    await rm(`${this.fileOf(key)}.json`, { force: true });
    await rm(this.fileOf(key), { force: true });
    return found;
  }

  async startUpload(key: string, about: NewObject): Promise<string> {
    const id = randomUUID().replaceAll('-', '');
    mkdirSync(this.uploadFolder(id));
    await writeFile(join(this.uploadFolder(id), 'upload.json'), JSON.stringify({ key, about }));
    return id;
  }

  /** @returns the part's ETag; a part that comes again replaces the one before */
  async putPart(key: string, uploadId: string, part: number, body: Body): Promise<string> {
    await this.uploadOf(key, uploadId);
    const draft = join(this.folder, 'drafts', randomUUID());
    const saved = await save(body, draft);
    await rename(draft, join(this.uploadFolder(uploadId), String(part)));
    await writeFile(join(this.uploadFolder(uploadId), `${part}.json`), JSON.stringify(saved));
    return `"${saved.md5}"`;
  }

  async completeUpload(
    key: string,
    uploadId: string,
    parts: readonly { readonly number: number; readonly etag: string }[],
  ): Promise<StoredObject> {
    const about = await this.uploadOf(key, uploadId);
    const folder = this.uploadFolder(uploadId);
    if (parts.length === 0) throw new S3Error(400, 'MalformedXML', 'At least one part must be listed');
    const hash = createHash('md5');
    let before = 0;
    for (const [i, { number, etag }] of parts.entries()) {
      const record = await readPart(folder, number);
      if (record === undefined || record.md5 !== etag.replaceAll('"', ''))
        throw new S3Error(400, 'InvalidPart', `Part ${number} with the ETag ${etag} was not uploaded`);
      if (number <= before) throw new S3Error(400, 'InvalidPartOrder', 'Parts must ascend by number');
      if (record.size < LEAST_PART_BYTES && i < parts.length - 1)
        throw new S3Error(
          400,
          'EntityTooSmall',
          `Part ${number} has ${record.size} bytes; allowed: 5 MiB or more`,
        );
      hash.update(Buffer.from(record.md5, 'hex'));
      before = number;
    }
    const draft = join(this.folder, 'drafts', randomUUID());
    const { size } = await save(concatenated(parts.map(({ number }) => join(folder, String(number)))), draft);
    const etag = `"${hash.digest('hex')}-${parts.length}"`;
    const object = await this.keep(key, draft, { size, etag }, about);
    await rm(folder, { recursive: true });
    return object;
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    await this.uploadOf(key, uploadId);
    await rm(this.uploadFolder(uploadId), { recursive: true });
  }

  async parts(key: string, uploadId: string): Promise<{ number: number; size: number; etag: string }[]> {
    await this.uploadOf(key, uploadId);
    const folder = this.uploadFolder(uploadId);
    const numbers = (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
    return await Promise.all(
      numbers
        .toSorted((a, b) => a - b)
        .map(async (number) => {
          const { size, md5 } = (await readPart(folder, number)) as PartRecord;
          return { number, size, etag: `"${md5}"` };
        }),
    );
  }

  private async uploadOf(key: string, id: string): Promise<NewObject> {
    const text = /^[0-9a-f]{32}$/.test(id)
      ? await readFile(join(this.uploadFolder(id), 'upload.json'), 'utf8').catch(() => undefined)
      : undefined;
    const upload = text === undefined ? undefined : (JSON.parse(text) as { key: string; about: NewObject });
    if (upload?.key !== key)
      throw new S3Error(
        404,
        'NoSuchUpload',
        `There is no upload ${id} of ${key}; it may be completed or aborted`,
      );
    return upload.about;
  }

  private async keep(
    key: string,
    draft: string,
    { size, etag }: { size: number; etag: string },
    { contentType, metadata, onlyNew }: NewObject,
  ): Promise<StoredObject> {
    if (onlyNew && this.index.has(key)) {
      await rm(draft);
      throw new S3Error(412, 'PreconditionFailed', `${key} exists`);
    }
    const object = { key, size, etag, lastModifiedMs: Date.now(), contentType, metadata };
    this.index.set(key, object);
    await rename(draft, this.fileOf(key));
    await writeFile(`${this.fileOf(key)}.json`, JSON.stringify(object));
    return object;
  }

  private fileOf(key: string): string {
    return join(this.folder, 'objects', createHash('sha256').update(key).digest('hex'));
  }

  private uploadFolder(id: string): string {
    return join(this.folder, 'uploads', id);
  }
}

async function save(body: Body, file: string): Promise<PartRecord> {
  const hash = createHash('md5');
  let size = 0;
  const counting = new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => {
      hash.update(chunk);
      size += chunk.length;
      done(undefined, chunk);
    },
  });
  try {
    await pipeline(body, counting, createWriteStream(file));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return { size, md5: hash.digest('hex') };
}

async function* concatenated(files: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const file of files) yield* createReadStream(file) as AsyncIterable<Uint8Array>;
}

async function readPart(folder: string, number: number): Promise<PartRecord | undefined> {
  const text = await readFile(join(folder, `${number}.json`), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as PartRecord);
}
