/**
 * M-Pesa (Daraja) signs nothing. What stands in for a signature: a secret last segment of the path, a list of source
 * addresses, and that nothing of a payment counts before M-Pesa, asked for it, says the same (`askFirst`).
 *
 * Three bodies come: the callback of an STK push, the confirmation of a payment that somebody made on his own (C2B),
 * and the result of a reversal.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { microsOfDecimal } from '../../amount.js';
import type { PaymentFact } from '../../fact.js';
import type {
  Acknowledgement,
  Delivery,
  PaymentMessage,
  ProviderSecret,
  Refusal,
  Verification,
  WebhookReader,
} from '../../provider.js';
import { type Fields, fieldsOf, jsonObject, known, listOf, nameOf, refuse, secretTexts } from '../values.js';
import { isInBlock } from './cidr.js';
import { MPESA_SECRET } from './secret.js';

/** Daraja serves Kenya alone. */
export const MPESA_CURRENCY = 'KES';

/** `ResultCode`s of an STK push that are no failures; any other one is. */
const SUCCESS = '0';
const CANCELED = '1032';
export const STILL_PROCESSING = '4999';

/** What Daraja calls a push (`CheckoutRequestID`). */
export const PUSH = /^ws_/;

/** What Daraja calls a conversation; pushes and receipts are called otherwise. */
const CONVERSATION = /^AG_/;

/** A reversal was asked for that had been done: the money did go back. */
const REVERSED_ALREADY = 'R000001';

export const mpesaWebhook: WebhookReader = {
  provider: 'mpesa',
  contentTypes: ['application/json'],
  secret: MPESA_SECRET,
  verify,
  accepted: answer(200, 0, 'Accepted'),
  // A wrong path is a path that is not there.
  refused: (status, code) => answer(code.startsWith('signature') ? 404 : status, 1, 'Rejected'),
};

function answer(status: number, ResultCode: number, ResultDesc: string): Acknowledgement {
  return { status, contentType: 'application/json', body: JSON.stringify({ ResultCode, ResultDesc }) };
}

function verify(delivery: Delivery, secret: ProviderSecret): Verification {
  const refusal = refusalOf(delivery, secret);
  if (refusal !== undefined) return { ok: false, refusal };
  const body = jsonObject(delivery.body);
  const message = body === undefined ? undefined : messageOf(body);
  return message === undefined
    ? refuse('malformed', 'neither an STK callback, a C2B confirmation nor a result')
    : { ok: true, messages: [message] };
}

function refusalOf({ token, source }: Delivery, secret: ProviderSecret): Refusal | undefined {
  if (token === '') return { code: 'signature-missing', detail: 'the path has no token' };
  const given = digestOf(token);
  const isKnown = secretTexts(secret, 'callbackTokens').map((each) => timingSafeEqual(digestOf(each), given));
  if (!isKnown.includes(true)) return { code: 'signature-invalid', detail: 'the token is none of ours' };
  if (secret['sourceAddresses'] === undefined) return undefined;
  return secretTexts(secret, 'sourceAddresses').some((block) => isInBlock(source, block))
    ? undefined
    : { code: 'source-unknown', detail: 'the address is not on the list' };
}

/** Of one length whatever the text's, so that comparing tells nothing. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

function messageOf(body: Fields): PaymentMessage | undefined {
  if (Object.hasOwn(body, 'Body')) return stkCallback(fieldsOf(fieldsOf(body, 'Body'), 'stkCallback'));
  if (Object.hasOwn(body, 'Result')) return reversalResult(fieldsOf(body, 'Result'));
  return confirmation(body);
}

function stkCallback(callback: Fields): PaymentMessage | undefined {
  const checkout = nameOf(callback, 'CheckoutRequestID');
  const code = codeOf(callback, 'ResultCode');
  if (checkout === undefined || code === undefined) return undefined;
  const items = valuesOf(listOf(fieldsOf(callback, 'CallbackMetadata'), 'Item'), 'Name');
  const about = {
    // Of one push: another's in their place would tie the two to one payment.
    references: [
      checkout,
      ...[nameOf(callback, 'MerchantRequestID'), nameOf(items, 'MpesaReceiptNumber')].flatMap((name) =>
        name === undefined || PUSH.test(name) ? [] : [name],
      ),
    ],
    currency: MPESA_CURRENCY,
    ...known({ atISO: nairobiTime(items['TransactionDate']) }),
  };
  const fact = stkFact(checkout, code, about, microsOf(items['Amount']));
  return {
    // Another result of the same push is another message: a late success must not be taken for a repeated failure.
    key: `${checkout}:${code}`,
    type: 'stkCallback',
    facts: [fact],
    askFirst: true,
  };
}

type About = Pick<PaymentFact, 'references' | 'currency' | 'atISO'>;

/**
 * What the result of an STK push says; the same for its callback and for the answer to a query.
 *
 * @param amountMicros  of the metadata, or of the order: a push is paid as ordered or not at all
 */
export function stkFact(
  checkout: string,
  code: string,
  about: About,
  amountMicros: number | undefined,
): PaymentFact {
  if (code === CANCELED) return { kind: 'canceled', ...about };
  if (code === STILL_PROCESSING) return { kind: 'processing', ...about };
  if (code !== SUCCESS) return { kind: 'failed', reason: code, ...about };
  return amountMicros === undefined
    ? { kind: 'processing', ...about }
    : { kind: 'captured', capture: checkout, amountMicros, ...about };
}

/** Money that nobody was asked for, or the second word about a push: known by the receipt alone. */
function confirmation(body: Fields): PaymentMessage | undefined {
  const receipt = nameOf(body, 'TransID');
  const amountMicros = microsOf(body['TransAmount']);
  if (receipt === undefined || amountMicros === undefined) return undefined;
  const fact: PaymentFact = {
    kind: 'captured',
    capture: receipt,
    amountMicros,
    references: [receipt],
    currency: MPESA_CURRENCY,
    ...known({ merchant: codeOf(body, 'BusinessShortCode'), atISO: nairobiTime(body['TransTime']) }),
  };
  return { key: receipt, type: 'C2BConfirmation', facts: [fact], askFirst: true };
}

/**
 * A reversal is known by its conversation, which M-Pesa names to us alone when it takes the request. That is what
 * vouches for the result, for nothing of M-Pesa can be asked for a reversal's end.
 */
function reversalResult(result: Fields): PaymentMessage | undefined {
  const conversation = nameOf(result, 'ConversationID');
  const code = codeOf(result, 'ResultCode');
  if (conversation === undefined || code === undefined) return undefined;
  const parameters = valuesOf(listOf(fieldsOf(result, 'ResultParameters'), 'ResultParameter'), 'Key');
  const about = {
    refund: conversation,
    references: [conversation],
    currency: MPESA_CURRENCY,
    ...known({ atISO: nairobiTime(parameters['TransCompletedTime']) }),
  };
  const key = `${conversation}:${code}`;
  // By its receipt or its push a payment is known to whoever made it: neither vouches for anything.
  const facts = CONVERSATION.test(conversation)
    ? reversalFacts(code, microsOf(parameters['Amount']), about)
    : [];
  return { key, type: 'Result', facts };
}

function reversalFacts(
  code: string,
  amountMicros: number | undefined,
  about: About & { readonly refund: string },
): PaymentFact[] {
  if (code === REVERSED_ALREADY) return [];
  // A failed one moves nothing, whatever its amount; it isn't told.
  if (code !== SUCCESS) return [{ kind: 'refund-failed', ...about, amountMicros: amountMicros ?? 1 }];
  // What was asked for counts since it was asked for: a result without an amount adds nothing to that.
  return amountMicros === undefined ? [] : [{ kind: 'refunded', ...about, amountMicros }];
}

/** M-Pesa lists its values as `{Name, Value}` or `{Key, Value}`. */
function valuesOf(items: readonly Fields[], name: string): Fields {
  return Object.fromEntries(items.map((item) => [nameOf(item, name) ?? '', item['Value']]));
}

/** A code or short code, which come as numbers and as texts. */
export function codeOf(of: Fields, name: string): string | undefined {
  const value = of[name];
  return nameOf({ code: typeof value === 'number' ? String(value) : value }, 'code');
}

const microsOf = (value: unknown): number | undefined =>
  microsOfDecimal(typeof value === 'number' ? String(value) : value);

/** `20191219102115`, Nairobi's time, which is three hours ahead of UTC all year. */
function nairobiTime(value: unknown): string | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(
    typeof value === 'number' || typeof value === 'string' ? String(value) : '',
  );
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+03:00`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
