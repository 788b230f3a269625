import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Event } from './generated/schemas.js';

/** What a webhook endpoint is told: CloudEvents 1.0 in JSON. The same event has the same id when it is told again. */
export type WebhookEvent<Data = Event['data']> = Omit<Event, 'data' | 'deliveries'> & {
  /** The resource as its API answers it, under its name: `{ productOrder: { … } }`. */
  readonly data: Data;
};

/** A message that must not be believed. */
export class WebhookSignatureError extends Error {
  override readonly name = 'WebhookSignatureError';
}

type HeaderSource = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** How old, or how far ahead, a message may be, seconds. @default 300 */
  readonly toleranceS?: number;
  /** Epoch milliseconds. @default now */
  readonly nowMs?: number;
}

/**
 * The event of a webhook whose signature (Standard Webhooks) is right.
 *
 * @param body  the bytes or the text as they came, not parsed and printed again
 * @param secrets  `whsec_…`; both while a secret is rotated
 * @throws WebhookSignatureError
 */
export function verifyWebhook<Data = Event['data']>(
  body: string | Uint8Array,
  headers: HeaderSource,
  secrets: string | readonly string[],
  { toleranceS = 300, nowMs = Date.now() }: VerifyOptions = {},
): WebhookEvent<Data> {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature');
  if (!/^\d{1,12}$/.test(timestamp))
    throw new WebhookSignatureError('webhook-timestamp is no number of seconds');
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > toleranceS)
    throw new WebhookSignatureError(`webhook-timestamp is more than ${toleranceS} s from now`);
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  const given = signatures
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => Buffer.from(each.slice('v1,'.length), 'base64'));
  const isSigned = [secrets].flat().some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest();
    return given.some((each) => each.length === wanted.length && timingSafeEqual(each, wanted));
  });
  if (!isSigned) throw new WebhookSignatureError('no signature is ours');
  return JSON.parse(text) as WebhookEvent<Data>;
}

function headerOf(headers: HeaderSource, name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (typeof value !== 'string') throw new WebhookSignatureError(`there is no ${name}`);
  return value;
}
