/** Opens what WeChat Pay encrypts for the merchant: AEAD_AES_256_GCM, the key is the APIv3 key. */
import { createDecipheriv } from 'node:crypto';
import { bytesOfBase64 } from '../rsa.js';
import { type Fields, textOf } from '../values.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Why a resource stays closed: it is none, or it fits none of the keys. */
export type Closed = 'malformed' | 'key-differs';

/**
 * @param resource  `{algorithm, ciphertext, nonce, associated_data}`; the last 16 bytes of the ciphertext are the tag
 * @param keys  APIv3 keys; those that are not 32 bytes long open nothing
 */
export function openResource(resource: Fields, keys: readonly string[]): Buffer | Closed {
  const ciphertext = bytesOfBase64(textOf(resource, 'ciphertext') ?? '');
  const nonce = Buffer.from(textOf(resource, 'nonce') ?? '', 'utf8');
  if (
    textOf(resource, 'algorithm') !== 'AEAD_AES_256_GCM' ||
    ciphertext === undefined ||
    ciphertext.length <= TAG_BYTES ||
    nonce.length !== NONCE_BYTES
  )
    return 'malformed';
  const associated = Buffer.from(textOf(resource, 'associated_data') ?? '', 'utf8');
  const encrypted = ciphertext.subarray(0, -TAG_BYTES);
  const tag = ciphertext.subarray(-TAG_BYTES);
  for (const key of keys.map((each) => Buffer.from(each, 'utf8'))) {
    if (key.length !== KEY_BYTES) continue;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(associated);
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(encrypted), decipher.final()]);
    } catch {
      // Another key, or nobody's.
    }
  }
  return 'key-differs';
}
