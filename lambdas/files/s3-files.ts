/** The bucket in S3. */
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  NoSuchUpload,
  PutObjectCommand,
  S3ServiceException,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { FileGoneError, type BucketFiles } from './bucket-files.js';
import type { UploadedFile } from './object-event.js';

export class S3Files implements BucketFiles {
  private readonly client: S3Client;

  constructor(client: S3Client) {
    this.client = client;
  }

  async read(file: UploadedFile, fromByte: number): Promise<AsyncIterable<Uint8Array>> {
    const { bucket, key, versionId, etag, size } = file;
    // A range of nothing is no range.
    if (fromByte >= size) return nothing();
    try {
      const { Body: body } = await this.client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(versionId === undefined ? { IfMatch: `"${etag}"` } : { VersionId: versionId }),
          ...(fromByte === 0 ? {} : { Range: `bytes=${fromByte}-` }),
        }),
      );
      return body as unknown as AsyncIterable<Uint8Array>;
    } catch (error) {
      if (isGone(error)) throw new FileGoneError(`${key} with the ETag ${etag} is gone`, { cause: error });
      throw error;
    }
  }

  async put(bucket: string, key: string, content: string | Uint8Array, contentType: string): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytesOf(content), ContentType: contentType }),
    );
  }

  async get(bucket: string, key: string): Promise<string | undefined> {
    try {
      const { Body: body } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async delete(bucket: string, key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }

  async startUpload(bucket: string, key: string, contentType: string): Promise<string> {
    const { UploadId: id } = await this.client.send(
      new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType }),
    );
    if (id === undefined) throw new Error(`S3 gave no upload id for ${key}`);
    return id;
  }

  async putPart(
    bucket: string,
    key: string,
    uploadId: string,
    part: number,
    content: string | Uint8Array,
  ): Promise<string> {
    try {
      const { ETag: etag } = await this.client.send(
        new UploadPartCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          PartNumber: part,
          Body: bytesOf(content),
        }),
      );
      if (etag === undefined) throw new Error(`S3 gave no ETag for part ${part} of ${key}`);
      return etag;
    } catch (error) {
      if (error instanceof NoSuchUpload) return '';
      throw error;
    }
  }

  async completeUpload(
    bucket: string,
    key: string,
    uploadId: string,
    etags: readonly string[],
  ): Promise<void> {
    try {
      await this.client.send(
        new CompleteMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: { Parts: etags.map((ETag, i) => ({ ETag, PartNumber: i + 1 })) },
        }),
      );
    } catch (error) {
      if (!(error instanceof NoSuchUpload)) throw error;
    }
  }
}

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content;

const isGone = (error: unknown): boolean =>
  error instanceof NoSuchKey ||
  (error instanceof S3ServiceException && ['NoSuchVersion', 'PreconditionFailed'].includes(error.name)) ||
  (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412);

// oxlint-disable-next-line require-yield -- nothing is left to read
async function* nothing(): AsyncGenerator<Uint8Array> {}
