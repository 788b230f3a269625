import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectChange } from '../../../local/s3/operations.js';
import { startLocalS3, type LocalS3 } from '../../../local/s3/server.js';

const Bucket = 'files';
const MIB = 1024 * 1024;

let s3: LocalS3;
let client: S3Client;
const changes: ObjectChange[] = [];

const clientOf = (endpoint: string): S3Client =>
  new S3Client({
    endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

beforeAll(async () => {
  s3 = await startLocalS3();
  s3.createBucket(Bucket);
  s3.onChange(Bucket, (change) => changes.push(change));
  client = clientOf(s3.endpoint);
});

afterAll(async () => {
  client.destroy();
  await s3.stop();
});

const textOf = async (key: string, more: { Range?: string; IfMatch?: string } = {}): Promise<string> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key, ...more }));
  return await Body!.transformToString();
};

test('what is put is got, whole and in parts, with what was said about it', async () => {
  const Key = 'usage/dir é/näme +&.csv';
  const { ETag } = await client.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: 'héllo wörld',
      ContentType: 'text/csv',
      Metadata: { from: 'host' },
    }),
  );
  expect(ETag).toBe(`"${createHash('md5').update('héllo wörld').digest('hex')}"`);
  expect(await textOf(Key)).toBe('héllo wörld');
  expect(await textOf(Key, { Range: 'bytes=7-' })).toBe('wörld');
  expect(await textOf(Key, { Range: 'bytes=0-0' })).toBe('h');
  expect(await textOf(Key, { Range: 'bytes=-2' })).toBe('ld');
  expect(await client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
    ContentLength: 13,
    ContentType: 'text/csv',
    ETag,
    Metadata: { from: 'host' },
  });
});

test('a stream is put in chunks with a checksum behind', async () => {
  const body = Buffer.alloc(300_000, 'abcdefghij');
  await client.send(
    new PutObjectCommand({
      Bucket,
      Key: 'stream',
      Body: Readable.from([body.subarray(0, 100_001), body.subarray(100_001)]),
      ContentLength: body.length,
      ChecksumAlgorithm: 'CRC32',
    }),
  );
  expect(await textOf('stream')).toBe(body.toString());
});

test('multipart upload: parts in any order, again, joined; told as one change', async () => {
  const Key = 'big';
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const put = async (PartNumber: number, Body: Buffer) => {
    const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    return { PartNumber, ETag };
  };
  const second = await put(2, Buffer.from('tail'));
  await put(1, Buffer.alloc(5 * MIB, 'x'));
  const first = await put(1, Buffer.alloc(5 * MIB, 'a'));
  expect(changes.some((change) => change.type === 'created' && change.object.key === Key)).toBe(false);
  const done = await client.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: [first, second] },
    }),
  );
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  expect(await textOf(Key, { Range: `bytes=${5 * MIB - 2}-` })).toBe('aatail');
  expect(changes.at(-1)).toMatchObject({
    type: 'created',
    reason: 'CompleteMultipartUpload',
    object: { key: Key },
  });
  await expect(
    client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: [first] } }),
    ),
  ).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test('parts that are too small, unknown or out of order are refused, as is what was aborted', async () => {
  const Key = 'never';
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const put = async (PartNumber: number) => {
    const { ETag } = await client.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: `part ${PartNumber}` }),
    );
    return { PartNumber, ETag };
  };
  const [one, two] = [await put(1), await put(2)];
  const complete = async (Parts: { PartNumber: number; ETag: string | undefined }[]) =>
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
  await expect(complete([one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' });
  await expect(complete([{ ...one, ETag: '"0"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
  await expect(complete([{ PartNumber: 3, ETag: one.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' });
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  await expect(complete([one])).rejects.toMatchObject({ name: 'NoSuchUpload' });
  await expect(textOf(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('lists by prefix, by pages, by folders', async () => {
  for (const Key of ['list/b/2', 'list/a', 'list/b/1', 'list/c']) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  }
  const list = async (more: object) =>
    await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', ...more }));
  const first = await list({ MaxKeys: 3 });
  const rest = await list({ MaxKeys: 3, ContinuationToken: first.NextContinuationToken });
  expect([first, rest].map(({ Contents }) => Contents?.map(({ Key }) => Key))).toEqual([
    ['list/a', 'list/b/1', 'list/b/2'],
    ['list/c'],
  ]);
  expect([first.IsTruncated, rest.IsTruncated]).toEqual([true, false]);
  const folders = await list({ Delimiter: '/' });
  expect(folders.Contents?.map(({ Key }) => Key)).toEqual(['list/a', 'list/c']);
  expect(folders.CommonPrefixes).toEqual([{ Prefix: 'list/b/' }]);
});

test('conditions hold: the ETag that was seen, only when new', async () => {
  const Key = 'condition';
  const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key, Body: '1', IfNoneMatch: '*' }));
  await expect(
    client.send(new PutObjectCommand({ Bucket, Key, Body: '2', IfNoneMatch: '*' })),
  ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await client.send(new PutObjectCommand({ Bucket, Key, Body: '3' }));
  await expect(textOf(Key, { IfMatch: ETag! })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(textOf(Key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(changes.at(-1)).toEqual({ type: 'deleted', reason: 'DeleteObject', key: Key });
});

test('an empty object has no range, and a missing bucket is told', async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: Buffer.alloc(0) }));
  expect(await textOf('empty')).toBe('');
  await expect(textOf('empty', { Range: 'bytes=0-' })).rejects.toMatchObject({ name: 'InvalidRange' });
  await expect(client.send(new GetObjectCommand({ Bucket: 'other', Key: 'empty' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});

test('curl -T puts a file, a URL whose time is over does not', async () => {
  const put = async (path: string): Promise<number> =>
    (await fetch(`${s3.endpoint}/${Bucket}/${path}`, { method: 'PUT', body: 'a,b\n' })).status;
  expect(await put('usage/by-curl.csv')).toBe(200);
  expect(await textOf('usage/by-curl.csv')).toBe('a,b\n');
  expect(await put('late?X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-Signature=0')).toBe(403);
  await expect(textOf('late')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('an upload that breaks off leaves nothing behind', async () => {
  const url = new URL(`${s3.endpoint}/${Bucket}/broken`);
  await new Promise<void>((resolve) => {
    const sending = request(url, { method: 'PUT', headers: { 'content-length': '1000' } });
    sending.on('error', () => resolve());
    sending.write('only this', () => sending.destroy());
    sending.on('close', () => resolve());
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(textOf('broken')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a folder of its own keeps objects and unfinished uploads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wildlily-s3-kept-'));
  const first = await startLocalS3(folder);
  first.createBucket(Bucket);
  const one = clientOf(first.endpoint);
  await one.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'still here' }));
  const { UploadId } = await one.send(new CreateMultipartUploadCommand({ Bucket, Key: 'open' }));
  const { ETag } = await one.send(
    new UploadPartCommand({ Bucket, Key: 'open', UploadId, PartNumber: 1, Body: 'part' }),
  );
  one.destroy();
  await first.stop();

  const second = await startLocalS3(folder);
  second.createBucket(Bucket);
  const two = clientOf(second.endpoint);
  const { Body } = await two.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
  expect(await Body!.transformToString()).toBe('still here');
  await two.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key: 'open',
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    }),
  );
  two.destroy();
  await second.stop();
  rmSync(folder, { recursive: true });
});
