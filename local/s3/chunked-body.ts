import { S3Error } from './s3-error.js';

const MAX_LINE_BYTES = 4_096;

/**
 * The bytes inside an `aws-chunked` body: each chunk has a line with its length in hexadecimal (and perhaps a
 * signature), the last one is empty and is followed by trailers, such as a checksum. Neither is verified.
 *
 * Source: S3 API reference, "Signature calculations: transferring payload in multiple chunks".
 */
export async function* chunkedBody(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let line = '';
  let left = 0;
  let state: 'length' | 'data' | 'end of data' | 'trailers' = 'length';
  for await (const bytes of body) {
    let at = 0;
    while (at < bytes.length) {
      if (state === 'data') {
        const taken = Math.min(left, bytes.length - at);
        yield bytes.subarray(at, at + taken);
        at += taken;
        left -= taken;
        if (left === 0) state = 'end of data';
        continue;
      }
      if (state === 'trailers') break;
      const byte = bytes[at++] as number;
      if (byte !== 0x0a) {
        line += String.fromCharCode(byte);
        if (line.length > MAX_LINE_BYTES) throw malformed();
        continue;
      }
      const text = line.trim();
      line = '';
      if (state === 'end of data') {
        if (text !== '') throw malformed();
        state = 'length';
        continue;
      }
      const [length = ''] = text.split(';');
      if (!/^[0-9a-f]{1,12}$/i.test(length)) throw malformed();
      left = Number.parseInt(length, 16);
      state = left === 0 ? 'trailers' : 'data';
    }
  }
  if (state !== 'trailers') throw new S3Error(400, 'IncompleteBody', 'The body ended within a chunk');
}

const malformed = (): S3Error =>
  new S3Error(400, 'InvalidRequest', 'The body is not in the form that "aws-chunked" says');
