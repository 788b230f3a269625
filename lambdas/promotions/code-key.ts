/** The key of which every batch's secret is made, and what proves a code. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type CodeLength, proofText, type ReadCode } from '../../domain/promotions/coupon-code.js';
import { secretKey } from '../shared/secret-key.js';

/** It never changes, or the codes that were handed out would be worth nothing. */
export function codeKeyOf(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): () => Promise<Uint8Array> {
  const key = secretKey('CODE', environment);
  return async () => Buffer.from(await key());
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
