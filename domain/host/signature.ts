/**
 * Signatures of the host's callbacks: `t=<seconds>,v1=<hex of HMAC-SHA256 of "<seconds>.<body>">`, of the raw bytes. Two
 * keys may be in force while they are changed.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_HEADER = 'wildlily-host-signature';

/** How far a callback's time may be from ours, both ways. */
const TOLERANCE_S = 300;

export function signCallback(body: string | Uint8Array, key: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000);
  return `t=${seconds},v1=${digest(body, key, seconds)}`;
}

/** @returns why it is refused; undefined = it is the host's */
export function signatureProblem(
  header: string | undefined,
  body: string | Uint8Array,
  keys: readonly string[],
  nowMs: number,
): string | undefined {
  const found = /^t=(?<seconds>\d{1,12}),v1=(?<given>[0-9a-f]{64})$/.exec(header ?? '')?.groups;
  if (found === undefined)
    return `the header ${SIGNATURE_HEADER} is missing or is not t=<seconds>,v1=<64 hex digits>`;
  const { seconds = '', given = '' } = found;
  if (Math.abs(Number(seconds) - nowMs / 1000) > TOLERANCE_S)
    return 'its time is more than five minutes from ours';
  const fits = keys
    .filter((key) => key !== '')
    .map((key) => timingSafeEqual(Buffer.from(given), Buffer.from(digest(body, key, Number(seconds)))));
  return fits.includes(true) ? undefined : 'its signature is of no key that is in force';
}

const digest = (body: string | Uint8Array, key: string, seconds: number): string =>
  createHmac('sha256', key).update(`${seconds}.`).update(body).digest('hex');
