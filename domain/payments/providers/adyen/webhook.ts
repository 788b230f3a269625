/**
 * Adyen's webhooks. Each item of a standard webhook has a signature of its own: base64 of HMAC-SHA256, under a hexadecimal
 * key, over eight of its fields joined by colons, missing ones empty. Webhooks of its platforms are signed as a whole.
 * Neither signs a time.
 *
 * Source: docs.adyen.com/development-resources/webhooks/verify-hmac-signatures.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type {
  Delivery,
  PaymentMessage,
  ProviderSecret,
  Verification,
  WebhookReader,
} from '../../provider.js';
import {
  type Fields,
  fieldsOf,
  headerOf,
  jsonObject,
  listOf,
  refuse,
  secretTexts,
  textOf,
} from '../values.js';
import { type CaptureMode, disputeStatusIn, isRecaptured, isSuccess, itemFacts } from './facts.js';
import { ADYEN_SECRET } from './secret.js';

/** The fields that are signed, in their order. */
function signedText(item: Fields): string {
  const amount = fieldsOf(item, 'amount');
  return [
    item['pspReference'],
    item['originalReference'],
    item['merchantAccountCode'],
    item['merchantReference'],
    amount['value'],
    amount['currency'],
    item['eventCode'],
    item['success'],
  ]
    .map((field) => (field === undefined || field === null ? '' : plain(field)))
    .join(':');
}

/**
 * Whether the signed text can be read in one way only. A reference may hold colons, for other systems choose theirs;
 * then nothing before and behind it may.
 */
function isUnambiguous(item: Fields): boolean {
  const amount = fieldsOf(item, 'amount');
  return [
    item['pspReference'],
    item['originalReference'],
    item['merchantAccountCode'],
    amount['value'],
    amount['currency'],
    item['eventCode'],
    item['success'],
  ].every((field) => typeof field !== 'string' || !field.includes(':'));
}

/** Objects are no fields; what stands for them fits no signature that Adyen makes. */
function plain(field: unknown): string {
  if (typeof field === 'string') return field;
  return typeof field === 'number' || typeof field === 'boolean' ? `${field}` : '\u0000';
}

function isSigned(text: string | Uint8Array, signature: string, secret: ProviderSecret): boolean {
  const given = Buffer.from(signature, 'base64');
  return secretTexts(secret, 'hmacKeys')
    .filter((key) => /^(?:[0-9A-Fa-f]{2}){16,}$/.test(key))
    .some((key) => {
      const expected = createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest();
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
}

/** Adyen sends one, or a few. What can't be kept before the function ends would come again and again. */
const MOST_ITEMS = 100;

/** 32 bytes in base64, written in the one way that there is. */
const SIGNATURE = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

function verify({ headers, body }: Delivery, secret: ProviderSecret): Verification {
  const event = jsonObject(body);
  if (event === undefined) return refuse('signature-missing', 'no JSON object');
  const items = listOf(event, 'notificationItems').map((each) => fieldsOf(each, 'NotificationRequestItem'));
  const isWhole =
    Array.isArray(event['notificationItems']) && event['notificationItems'].length === items.length;
  if (items.length === 0) return verifyPlatform(event, body, headerOf(headers, 'hmacsignature'), secret);
  if (items.length > MOST_ITEMS) return refuse('malformed', `got ${items.length} items`);
  const messages: PaymentMessage[] = [];
  for (const item of items) {
    const signature = textOf(fieldsOf(item, 'additionalData'), 'hmacSignature') ?? '';
    if (!isWhole || !SIGNATURE.test(signature))
      return refuse('signature-missing', 'an item has no HMAC signature');
    // One that is wrong makes the others suspect: the whole delivery comes again.
    if (!isSigned(signedText(item), signature, secret))
      return refuse('signature-invalid', 'the signature of an item fits no HMAC key');
    const message = isUnambiguous(item) ? messageOf(item, secret) : undefined;
    if (message === undefined)
      return refuse('malformed', 'an item has no pspReference or eventCode, or a colon where none may be');
    messages.push(message);
  }
  return { ok: true, messages };
}

function messageOf(item: Fields, secret: ProviderSecret): PaymentMessage | undefined {
  const [psp, type] = [textOf(item, 'pspReference'), textOf(item, 'eventCode')];
  if (psp === undefined || type === undefined || psp.length + type.length > 400) return undefined;
  const [mode = 'immediate'] = secretTexts(secret, 'captureMode') as CaptureMode[];
  // The same event may come again with another date; with news it is another.
  const news = isRecaptured(item) ? 'recaptured' : disputeStatusIn(item);
  const key = `${psp}:${type}:${isSuccess(item)}${news === undefined ? '' : `:${news.slice(0, 60)}`}`;
  return { key, type, facts: itemFacts(item, mode) };
}

/** Of Adyen for Platforms: nothing in it is about payments of ours. */
function verifyPlatform(
  event: Fields,
  body: Uint8Array,
  signature: string,
  secret: ProviderSecret,
): Verification {
  if (!SIGNATURE.test(signature)) return refuse('signature-missing', 'no items and no HmacSignature');
  if (!isSigned(body, signature, secret))
    return refuse('signature-invalid', 'the signature fits no HMAC key');
  const key = `sha256_${createHash('sha256').update(body).digest('hex')}`;
  return { ok: true, messages: [{ key, type: textOf(event, 'type')?.slice(0, 200) ?? 'event', facts: [] }] };
}

export const adyenWebhook: WebhookReader = {
  provider: 'adyen',
  contentTypes: ['application/json'],
  secret: ADYEN_SECRET,
  verify,
  accepted: { status: 200, contentType: 'text/plain', body: '[accepted]' },
};
