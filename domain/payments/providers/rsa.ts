/** RSA signatures with SHA-256 (PKCS#1 v1.5): PayPal, WeChat Pay and Alipay sign with nothing else. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Keys that were read lately: reading one costs more than a verification. */
const KEYS = new Map<string, KeyObject | undefined>();
const MOST_KEYS = 64;

/**
 * The RSA public key in a text: PEM of a key or of a certificate, or a key's bare base64 DER (SubjectPublicKeyInfo),
 * as Alipay's console shows it. Undefined = there is none.
 */
export function rsaPublicKey(text: string): KeyObject | undefined {
  // By digest: what somebody else chose must not grow the memory that is kept.
  const name = createHash('sha256').update(text).digest('base64');
  if (KEYS.has(name)) return KEYS.get(name);
  const key = readKey(text);
  if (KEYS.size >= MOST_KEYS) KEYS.clear();
  KEYS.set(name, key);
  return key;
}

function readKey(text: string): KeyObject | undefined {
  try {
    const key = text.includes('-----BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of standard base64; undefined = it is not the one way to write them, so no character of it can change. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}

/** Whether a signature fits; false, too, for what is no signature. */
export function isRsaSigned(message: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  try {
    return verify('RSA-SHA256', message, key, signature);
  } catch {
    return false;
  }
}
