/**
 * Takes a webhook in: verified, each message of it kept by one write, its name sent to whoever applies it, and only
 * then acknowledged. Whatever fails on the way, the provider sends the webhook again, and again every step is taken
 * that was not: a message that was kept and is not applied is sent once more.
 */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { inParallel } from '../../domain/in-parallel.js';
import type {
  Acknowledgement,
  Delivery,
  PaymentMessage,
  ProviderId,
  ProviderSecret,
  RefusalCode,
  Verification,
  WebhookReader,
} from '../../domain/payments/provider.js';
import { type Kept, type NewMessage, rawBody } from './inbox.js';
import type { MessageName } from './kept-messages.js';
import type { PaymentMetric } from './payment-metrics.js';
import { type WebhookEvent, type WebhookRequest, webhookRequest } from './webhook-event.js';

export interface IntakeOptions {
  /** Of the operator's providers; others are unknown. */
  readonly readers: Partial<Record<ProviderId, WebhookReader>>;
  readonly secrets: {
    /** @throws Error when there is none */
    readonly of: (provider: ProviderId) => Promise<ProviderSecret>;
    /** A newer one, when there may be one; else undefined. */
    readonly refreshed: (provider: ProviderId) => Promise<ProviderSecret | undefined>;
  };
  readonly keyOf: (provider: ProviderId, name: string, secret: ProviderSecret) => Promise<string | undefined>;
  /** Keeps a message once. @throws Error when it is not sure that it is kept */
  readonly keep: (message: NewMessage) => Promise<Kept>;
  readonly send: (names: readonly MessageName[]) => Promise<void>;
  /** Real time, epoch milliseconds: signatures are stamped with it. */
  readonly now: () => number;
  /** The operator's time, epoch milliseconds. */
  readonly operatorTime: () => Promise<number>;
  readonly count: (metric: PaymentMetric, provider: string, by?: number) => void;
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

const STATUS: Readonly<Record<RefusalCode, number>> = {
  'signature-missing': 401,
  'signature-invalid': 401,
  'key-unknown': 401,
  stale: 400,
  malformed: 400,
  'source-unknown': 403,
};

/** What is no matter of the body: refused before a secret is read. */
type EarlyCode = 'unknown-provider' | 'method-not-allowed' | 'too-large' | 'unsupported-media-type';

const EARLY: Readonly<Record<EarlyCode, number>> = {
  'unknown-provider': 404,
  'method-not-allowed': 405,
  'too-large': 413,
  'unsupported-media-type': 415,
};

/** Those whose secret path stands in for a signature. The others have no path below theirs. */
const HAS_TOKEN: readonly ProviderId[] = ['mpesa'];

/** A signature may be of a secret, or by a key, that replaced the one we know. */
const MAY_BE_NEW: readonly RefusalCode[] = ['signature-invalid', 'key-unknown'];
const IS_SIGNATURE: readonly RefusalCode[] = ['signature-missing', ...MAY_BE_NEW];

/** DynamoDB's sort keys hold 1024 bytes: in the index a time and the provider stand before it. */
export const MAX_KEY_BYTES = 960;
const AT_ONCE = 16;

/** Never throws: what goes wrong with us is 500 or 503, and the provider sends it again. */
export async function serveWebhook(
  event: WebhookEvent,
  options: IntakeOptions,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { status, contentType, body } = await answerEvent(event, options);
  return { statusCode: status, headers: { 'content-type': contentType }, body };
}

async function answerEvent(event: WebhookEvent, options: IntakeOptions): Promise<Acknowledgement> {
  try {
    return await takeIn(webhookRequest(event), options);
  } catch (error) {
    // An event of another form than the front door's.
    options.log({ message: 'the request could not be read', error: String(error) });
    return answer(500);
  }
}

async function takeIn(request: WebhookRequest, options: IntakeOptions): Promise<Acknowledgement> {
  const provider = request.provider as ProviderId;
  const reader = Object.hasOwn(options.readers, provider) ? options.readers[provider] : undefined;
  if (reader === undefined || (request.token !== '' && !HAS_TOKEN.includes(provider)))
    return answer(EARLY['unknown-provider']);
  options.count('Received', provider);
  try {
    const early = earlyRefusal(request, reader);
    if (early !== undefined) {
      options.count('Refused', provider);
      return refused(reader, EARLY[early], early);
    }
    return await take(request, reader, options);
  } catch (error) {
    options.count('Failures', provider);
    options.log({ message: 'a webhook could not be taken in', provider, error: String(error) });
    return refused(reader, 503, 'unavailable');
  }
}

function earlyRefusal(
  { method, tooLarge, headers }: WebhookRequest,
  { contentTypes }: WebhookReader,
): EarlyCode | undefined {
  if (method !== 'POST') return 'method-not-allowed';
  if (tooLarge) return 'too-large';
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return contentTypes.includes(type.trim().toLowerCase()) ? undefined : 'unsupported-media-type';
}

async function take(
  request: WebhookRequest,
  reader: WebhookReader,
  options: IntakeOptions,
): Promise<Acknowledgement> {
  const { provider } = reader;
  const verified = await verify(request, reader, options);
  if (!verified.ok) {
    const { code, detail } = verified.refusal;
    options.count(IS_SIGNATURE.includes(code) ? 'SignatureFailures' : 'Refused', provider);
    options.log({ message: 'a webhook was refused', provider, code, detail });
    return refused(reader, STATUS[code], code);
  }
  await keepAndSend(verified.messages, request.body, reader, options);
  return reader.accepted;
}

async function verify(
  { headers, body, token, source }: WebhookRequest,
  reader: WebhookReader,
  options: IntakeOptions,
): Promise<Verification> {
  const { provider } = reader;
  const delivery: Delivery = { headers, body, token, source, nowMs: options.now() };
  const first = await verifyWith(delivery, await options.secrets.of(provider), reader, options);
  if (first.ok || !MAY_BE_NEW.includes(first.refusal.code)) return checked(first);
  const newer = await options.secrets.refreshed(provider);
  return checked(newer === undefined ? first : await verifyWith(delivery, newer, reader, options));
}

async function verifyWith(
  delivery: Delivery,
  secret: ProviderSecret,
  reader: WebhookReader,
  { keyOf }: IntakeOptions,
): Promise<Verification> {
  const name = reader.keyNeeded?.(delivery, secret);
  const key = name === undefined ? undefined : await keyOf(reader.provider, name, secret);
  return reader.verify(delivery, secret, key);
}

/** What is kept must have a key that can be kept. */
function checked(verified: Verification): Verification {
  const fits = ({ key }: PaymentMessage) => key !== '' && Buffer.byteLength(key) <= MAX_KEY_BYTES;
  if (!verified.ok || verified.messages.every(fits)) return verified;
  const detail = `the key of a message is empty or longer than ${MAX_KEY_BYTES} bytes`;
  return { ok: false, refusal: { code: 'malformed', detail } };
}

async function keepAndSend(
  all: readonly PaymentMessage[],
  body: Uint8Array,
  { provider }: WebhookReader,
  options: IntakeOptions,
): Promise<void> {
  // Nothing else to keep: an event of another kind, or a provider's test.
  if (all.length === 0) return;
  const messages = [...new Map(all.map((message) => [message.key, message])).values()];
  const raw = rawBody(body);
  const nowMs = options.now();
  const receivedISO = new Date(await options.operatorTime()).toISOString();
  const kept = await inParallel(messages, AT_ONCE, (message) =>
    options.keep({ ...message, provider, receivedISO, nowMs, raw }),
  );
  const stored = kept.filter((each) => each === 'stored').length;
  options.count('Stored', provider, stored);
  options.count('Duplicates', provider, messages.length - stored);
  // What says nothing of a payment is done with: stored less applied is what is left to do, and has an alarm.
  const done = messages.filter(({ facts }, i) => kept[i] === 'stored' && facts.length === 0);
  options.count('Applied', provider, done.length);
  const open = messages.filter(({ facts }, i) => kept[i] !== 'done' && facts.length > 0);
  if (open.length > 0) await options.send(open.map(({ key }) => ({ provider, key })));
}

const refused = ({ refused: own }: WebhookReader, status: number, code: string): Acknowledgement =>
  own?.(status, code) ?? answer(status);

const answer = (status: number): Acknowledgement => ({ status, contentType: 'text/plain', body: '' });
