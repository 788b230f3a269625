/** The operations on buckets and objects, as far as functions and command-line tools here use them. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Bucket, NewObject, StoredObject } from './bucket.js';
import { chunkedBody } from './chunked-body.js';
import { S3Error } from './s3-error.js';
import { textsOf, xmlDocument } from './xml.js';

export interface S3Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

/** Something happened to an object; `reason` is the operation that did it. */
export type ObjectChange =
  | {
      readonly type: 'created';
      readonly reason: 'PutObject' | 'CompleteMultipartUpload';
      readonly object: StoredObject;
    }
  | { readonly type: 'deleted'; readonly reason: 'DeleteObject'; readonly key: string };

export interface S3Call {
  readonly request: IncomingMessage;
  readonly bucket: Bucket;
  /** '' for operations on the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly changed: (change: ObjectChange) => void;
}

/** @throws S3Error */
export async function operate(call: S3Call): Promise<S3Response> {
  const { request, key, query } = call;
  const method = request.method ?? 'GET';
  if (request.headers['x-amz-copy-source'] !== undefined) throw notImplemented('copying objects');
  if (key === '') {
    if (method === 'HEAD') return { status: 200 };
    if (method === 'GET' && query.get('list-type') === '2') return listObjects(call);
    throw notImplemented(`${method} of a bucket with "?${query.toString()}"`);
  }
  const uploadId = query.get('uploadId');
  if (uploadId !== null) return await onUpload(call, method, uploadId);
  switch (method) {
    case 'HEAD':
    case 'GET':
      return getObject(call, method === 'HEAD');
    case 'PUT':
      return await putObject(call);
    case 'DELETE':
      return await deleteObject(call);
    case 'POST':
      if (query.has('uploads')) return await createUpload(call);
      throw notImplemented('forms that upload objects');
    default:
      throw new S3Error(405, 'MethodNotAllowed', `${method} is not allowed for an object`);
  }
}

async function onUpload(call: S3Call, method: string, uploadId: string): Promise<S3Response> {
  const { request, bucket, key, query, changed } = call;
  if (method === 'PUT') {
    const part = Number(query.get('partNumber'));
    if (!Number.isInteger(part) || part < 1 || part > 10_000)
      throw new S3Error(400, 'InvalidArgument', `partNumber ${query.get('partNumber')}; allowed: 1 to 10000`);
    return { status: 200, headers: { etag: await bucket.putPart(key, uploadId, part, bodyOf(request)) } };
  }
  if (method === 'DELETE') {
    await bucket.abortUpload(key, uploadId);
    return { status: 204 };
  }
  if (method === 'GET') {
    const parts = await bucket.parts(key, uploadId);
    return xml('ListPartsResult', {
      Bucket: bucket.name,
      Key: key,
      UploadId: uploadId,
      IsTruncated: false,
      Part: parts.map(({ number, size, etag }) => ({ PartNumber: number, ETag: etag, Size: size })),
    });
  }
  if (method !== 'POST') throw new S3Error(405, 'MethodNotAllowed', `${method} is not allowed for an upload`);
  const document = await textOf(request);
  const numbers = textsOf(document, 'PartNumber').map(Number);
  const etags = textsOf(document, 'ETag');
  const object = await bucket.completeUpload(
    key,
    uploadId,
    numbers.map((number, i) => ({ number, etag: etags[i] ?? '' })),
  );
  changed({ type: 'created', reason: 'CompleteMultipartUpload', object });
  return xml('CompleteMultipartUploadResult', { Bucket: bucket.name, Key: key, ETag: object.etag });
}

async function createUpload({ request, bucket, key }: S3Call): Promise<S3Response> {
  const uploadId = await bucket.startUpload(key, aboutOf(request));
  return xml('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId: uploadId });
}

async function putObject({ request, bucket, key, changed }: S3Call): Promise<S3Response> {
  const object = await bucket.put(key, bodyOf(request), aboutOf(request));
  changed({ type: 'created', reason: 'PutObject', object });
  return { status: 200, headers: { etag: object.etag } };
}

async function deleteObject({ bucket, key, changed }: S3Call): Promise<S3Response> {
  if (await bucket.delete(key)) changed({ type: 'deleted', reason: 'DeleteObject', key });
  return { status: 204 };
}

function getObject({ request, bucket, key }: S3Call, headOnly: boolean): S3Response {
  const object = bucket.get(key);
  if (object === undefined) throw new S3Error(404, 'NoSuchKey', `The specified key does not exist: ${key}`);
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch, range } = request.headers;
  const unquoted = (etag: string): string => etag.replaceAll('"', '');
  if (ifMatch !== undefined && ifMatch !== '*' && unquoted(ifMatch) !== unquoted(object.etag))
    throw new S3Error(412, 'PreconditionFailed', `${key} has the ETag ${object.etag}, not ${ifMatch}`);
  if (ifNoneMatch !== undefined && unquoted(ifNoneMatch) === unquoted(object.etag)) return { status: 304 };
  const headers = {
    etag: object.etag,
    'last-modified': new Date(object.lastModifiedMs).toUTCString(),
    'content-type': object.contentType,
    'accept-ranges': 'bytes',
    ...Object.fromEntries(
      Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
    ),
  };
  const part = rangeOf(range, object.size);
  const length = part === undefined ? object.size : part.last - part.first + 1;
  return {
    status: part === undefined ? 200 : 206,
    headers: {
      ...headers,
      'content-length': String(length),
      ...(part === undefined ? {} : { 'content-range': `bytes ${part.first}-${part.last}/${object.size}` }),
    },
    ...(headOnly || length === 0 ? {} : { body: bucket.read(key, part) }),
  };
}

/** First and last byte (RFC 9110 §14.2); undefined = the whole. What is no single range of bytes is ignored. */
function rangeOf(header: string | undefined, size: number): { first: number; last: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first > last || first >= size)
    throw new S3Error(
      416,
      'InvalidRange',
      `The range ${header} is not satisfiable: the object has ${size} bytes`,
    );
  return { first, last };
}

const MAX_KEYS = 1_000;

function listObjects({ bucket, query }: S3Call): S3Response {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const after =
    token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const limit = Math.min(MAX_KEYS, Number(query.get('max-keys') ?? MAX_KEYS));
  const contents: StoredObject[] = [];
  const prefixes = new Set<string>();
  let last = '';
  let truncated = false;
  for (const object of bucket.list()) {
    if (!object.key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const common = end < 0 ? undefined : object.key.slice(0, end + delimiter.length);
    if (Buffer.compare(Buffer.from(common ?? object.key), Buffer.from(after)) <= 0) continue;
    if (common !== undefined && prefixes.has(common)) continue;
    if (contents.length + prefixes.size >= limit) {
      truncated = true;
      break;
    }
    last = common ?? object.key;
    if (common === undefined) contents.push(object);
    else prefixes.add(common);
  }
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string): string => text;
  return xml('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    ...(query.has('encoding-type') ? { EncodingType: 'url' } : {}),
    MaxKeys: limit,
    KeyCount: contents.length + prefixes.size,
    IsTruncated: truncated,
    ...(truncated ? { NextContinuationToken: Buffer.from(last).toString('base64url') } : {}),
    Contents: contents.map(({ key, size, etag, lastModifiedMs }) => ({
      Key: encode(key),
      LastModified: new Date(lastModifiedMs).toISOString(),
      ETag: etag,
      Size: size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: [...prefixes].map((common) => ({ Prefix: encode(common) })),
  });
}

function aboutOf({ headers }: IncomingMessage): NewObject {
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    metadata: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => name.startsWith('x-amz-meta-'))
        .map(([name, value]) => [name.slice('x-amz-meta-'.length), String(value)]),
    ),
    onlyNew: headers['if-none-match'] === '*',
  };
}

/** The object's bytes: SDKs may send them in signed chunks, with a checksum behind. */
function bodyOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  const streamed = String(request.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  return streamed ? chunkedBody(request) : request;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyOf(request)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const xml = (root: string, value: Parameters<typeof xmlDocument>[1]): S3Response => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument(root, value),
});

const notImplemented = (what: string): S3Error =>
  new S3Error(501, 'NotImplemented', `The local S3 does not know ${what}`);
