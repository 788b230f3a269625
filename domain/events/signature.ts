/** Standard Webhooks 1.0: how a receiver knows that a message is ours. */
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** @param random  24 to 64 bytes, which nobody can guess */
export const secretOf = (random: Uint8Array): string => `${PREFIX}${Buffer.from(random).toString('base64')}`;

/**
 * `webhook-signature`: one signature a secret, so that a receiver may know either while a secret is replaced.
 *
 * @param timestampS  seconds since the epoch, as in `webhook-timestamp`
 * @param body  exactly as it is sent
 */
export function signatureOf(
  secrets: readonly string[],
  { id, timestampS, body }: { readonly id: string; readonly timestampS: number; readonly body: string },
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')}`;
    })
    .join(' ');
}

export interface EndpointSecret {
  readonly secret: string;
  /** ISO 8601, real time: from then on it signs no more. Absent = it is the current one. */
  readonly endsAt?: string;
}

/** How long the secret before still signs after a rotation. */
export const OVERLAP_MS = 24 * 3_600_000;

/** A new secret first; the one before for a while; none that is older. */
export function rotated(
  secrets: readonly EndpointSecret[],
  secret: string,
  nowMs: number,
): readonly EndpointSecret[] {
  const [current] = secrets;
  return [
    { secret },
    ...(current === undefined
      ? []
      : [{ secret: current.secret, endsAt: new Date(nowMs + OVERLAP_MS).toISOString() }]),
  ];
}

export function activeSecrets(secrets: readonly EndpointSecret[], nowMs: number): readonly string[] {
  return secrets
    .filter(({ endsAt }) => endsAt === undefined || Date.parse(endsAt) > nowMs)
    .map(({ secret }) => secret);
}
