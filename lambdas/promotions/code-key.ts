/** The key of which every batch's secret is made, and what proves a code. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type CodeLength, proofText, type ReadCode } from '../../domain/promotions/coupon-code.js';

const client = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

/** 256 bits are 43 characters of base64. */
const SHORTEST = 32;

/**
 * The key: of Secrets Manager by `CODE_SECRET_ID`, or `CODE_SANDBOX_KEY` of a sandbox. Read once: it never changes, or
 * the codes that were handed out would be worth nothing.
 */
export function codeKeyOf(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): () => Promise<Uint8Array> {
  let kept: Promise<Uint8Array> | undefined;
  return async () => {
    kept ??= read(environment);
    try {
      return await kept;
    } catch (error) {
      // Another request may find it.
      kept = undefined;
      throw error;
    }
  };
}

async function read(environment: Readonly<Record<string, string | undefined>>): Promise<Uint8Array> {
  const sandbox = environment['CODE_SANDBOX_KEY'];
  if (sandbox !== undefined && sandbox !== '') return Buffer.from(sandbox);
  const SecretId = environment['CODE_SECRET_ID'];
  if (SecretId === undefined) throw new Error('neither CODE_SECRET_ID nor CODE_SANDBOX_KEY is set');
  const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  if (text.length < SHORTEST)
    throw new Error(
      `the secret ${SecretId} has ${text.length} characters; allowed: ${SHORTEST} random ones or more`,
    );
  return Buffer.from(text);
}

/** A batch's secret follows from the key and the batch's id. */
export const batchSecret = (key: Uint8Array, batchId: string): Buffer =>
  createHmac('sha256', key).update(`wildlily coupon batch ${batchId}`).digest();

/** What proves the code with a serial number: HMAC-SHA256 (RFC 2104) with the batch's secret. */
export const proofOf = (secret: Uint8Array, serial: number): Buffer =>
  createHmac('sha256', secret).update(String(serial)).digest();

/** In a time that says nothing of how much of the proof was right. */
export function isProved({ serial, proof, length }: ReadCode, secret: Uint8Array, of: CodeLength): boolean {
  const wanted = Buffer.from(proofText(proofOf(secret, serial), of));
  const given = Buffer.from(proof);
  return length === of && wanted.length === given.length && timingSafeEqual(wanted, given);
}
