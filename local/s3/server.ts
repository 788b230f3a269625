import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Bucket } from './bucket.js';
import { operate, type ObjectChange, type S3Response } from './operations.js';
import { S3Error } from './s3-error.js';
import { xmlDocument } from './xml.js';

export interface LocalS3 {
  /** For AWS_ENDPOINT_URL_S3; the SDK puts the bucket into the path, as the host is an address. */
  readonly endpoint: string;
  /** Makes a bucket, or finds the one that an earlier run kept. */
  createBucket(name: string): Bucket;
  /** Tells of changes to a bucket's objects, after they are done. */
  onChange(bucket: string, listener: (change: ObjectChange) => void): void;
  stop(): Promise<void>;
}

/**
 * The S3 API on one loopback port: objects with ranges and conditions, multipart uploads, ListObjectsV2, signed
 * URLs (their expiry is checked). Signatures are accepted, not verified; versions, policies and encryption are not.
 *
 * @param directory  where objects are kept; a temporary folder, removed at the end, when absent
 */
export async function startLocalS3(directory?: string): Promise<LocalS3> {
  const folder = directory ?? mkdtempSync(join(tmpdir(), 'wildlily-s3-'));
  const buckets = new Map<string, Bucket>();
  const listeners = new Map<string, ((change: ObjectChange) => void)[]>();

  const answer = async (request: IncomingMessage): Promise<S3Response> => {
    const url = new URL(request.url ?? '/', 'http://local');
    const [, name = '', path = ''] = /^\/([^/]*)\/?(.*)$/s.exec(url.pathname) ?? [];
    if (name === '')
      throw new S3Error(501, 'NotImplemented', `Name a bucket: /${[...buckets.keys()].join(', /')}`);
    checkExpiry(url.searchParams);
    const bucket = buckets.get(decodeURIComponent(name));
    if (bucket === undefined) throw new S3Error(404, 'NoSuchBucket', `The bucket does not exist: ${name}`);
    return await operate({
      request,
      bucket,
      key: decodeURIComponent(path),
      query: url.searchParams,
      changed: (change) => listeners.get(bucket.name)?.forEach((tell) => tell(change)),
    });
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown): S3Response => failure(error, request))
      .then(async (result) => await send(request, response, result))
      .catch(() => response.destroy());
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    createBucket: (name) => {
      const bucket = buckets.get(name) ?? new Bucket(name, join(folder, name));
      buckets.set(name, bucket);
      return bucket;
    },
    onChange: (bucket, listener) => void listeners.set(bucket, [...(listeners.get(bucket) ?? []), listener]),
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      if (directory === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A signed URL is good until its time is over (Signature Version 4, query parameters). */
function checkExpiry(query: URLSearchParams): void {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? [];
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (year === undefined || Number.isNaN(seconds)) return;
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Date.now() > signedMs + seconds * 1000) throw new S3Error(403, 'AccessDenied', 'Request has expired');
}

function failure(error: unknown, request: IncomingMessage): S3Response {
  // A client that went away hears nothing, and is no fault of ours.
  if (!(error instanceof S3Error) && !request.destroyed) console.error('Local S3:', error);
  const { status, code, message } =
    error instanceof S3Error ? error : new S3Error(500, 'InternalError', String(error));
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    ...(request.method === 'HEAD' ? {} : { body: xmlDocument('Error', { Code: code, Message: message }) }),
  };
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: S3Response,
): Promise<void> {
  // What is left of a refused body must be read, or the connection could not carry the next request.
  if (!request.complete) request.resume();
  response.writeHead(status, {
    'x-amz-request-id': randomUUID(),
    ...headers,
    ...(typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {}),
  });
  if (body === undefined || typeof body === 'string') response.end(body);
  else await pipeline(body, response);
}
