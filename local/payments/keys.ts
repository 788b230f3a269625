/** RSA keys and certificates of simulated providers. */
import 'reflect-metadata'; // Why: the certificate library looks for it when it is loaded.
import { createSign, generateKeyPair, type KeyObject, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const BITS = 2048;
const YEAR_MS = 365 * 86_400_000;
const HOUR_MS = 3_600_000;
const SIGNING = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

export interface RsaKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export async function rsaKeys(): Promise<RsaKeys> {
  return await promisify(generateKeyPair)('rsa', { modulusLength: BITS });
}

/** PKCS #8. */
export const privatePem = ({ privateKey }: RsaKeys): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export const publicPem = ({ publicKey }: RsaKeys): string =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** SHA-256, PKCS #1 v1.5, base64. */
export const rsaSignature = (text: string, { privateKey }: RsaKeys): string =>
  createSign('RSA-SHA256').update(text).sign(privateKey, 'base64');

interface CertificateTerms {
  /** A distinguished name: `CN=…, O=…`. */
  readonly name: string;
  readonly keys: RsaKeys;
  /** Hexadecimal. */
  readonly serial: string;
  readonly nowMs: number;
}

/** A certificate authority, signed by itself; PEM. */
export async function authorityCertificate({ name, keys, serial, nowMs }: CertificateTerms): Promise<string> {
  const { privateKey, publicKey } = await webKeys(keys);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name,
    serialNumber: serial,
    ...validity(nowMs, 10 * YEAR_MS),
    signingAlgorithm: SIGNING,
    keys: { privateKey, publicKey },
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return certificate.toString('pem');
}

/** A certificate for one name, signed by an authority; PEM. */
export async function signedCertificate(
  { name, keys, serial, nowMs }: CertificateTerms,
  host: string,
  authority: { readonly name: string; readonly keys: RsaKeys },
): Promise<string> {
  const { publicKey } = await webKeys(keys);
  const issuer = await webKeys(authority.keys);
  const certificate = await X509CertificateGenerator.create({
    subject: name,
    issuer: authority.name,
    serialNumber: serial,
    ...validity(nowMs, YEAR_MS),
    signingAlgorithm: SIGNING,
    publicKey,
    signingKey: issuer.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return certificate.toString('pem');
}

const validity = (nowMs: number, lifeMs: number) => ({
  notBefore: new Date(nowMs - HOUR_MS),
  notAfter: new Date(nowMs + lifeMs),
});

async function webKeys(keys: RsaKeys): Promise<webcrypto.CryptoKeyPair> {
  const { subtle } = webcrypto;
  const pkcs8 = keys.privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
  const [privateKey, publicKey] = await Promise.all([
    subtle.importKey('pkcs8', pkcs8, SIGNING, true, ['sign']),
    subtle.importKey('spki', spki, SIGNING, true, ['verify']),
  ]);
  return { privateKey, publicKey };
}
