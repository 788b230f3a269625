/** Payment providers: what their webhooks are read with. One folder each below `providers/`. */
import type { PaymentFact } from './fact.js';

export const PAYMENT_PROVIDERS = [
  'stripe',
  'adyen',
  'paypal',
  'wechatpay',
  'alipay',
  'razorpay',
  'mpesa',
] as const;
export type ProviderId = (typeof PAYMENT_PROVIDERS)[number];

/** A webhook as it arrived. */
export interface Delivery {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes that were signed. */
  readonly body: Uint8Array;
  /** The last segment of the path, where the provider signs nothing and a secret path stands in for it; else ''. */
  readonly token: string;
  /** Address of the sender, as the front door saw it. */
  readonly source: string;
  /** Real time, epoch milliseconds: what providers stamp is real time too. */
  readonly nowMs: number;
}

/** Why a delivery is not accepted. */
export type RefusalCode =
  /** No signature, or not of the form that the provider uses. */
  | 'signature-missing'
  /** It does not fit the body under any active secret. */
  | 'signature-invalid'
  /** Signed at another time than now, before or after it. */
  | 'stale'
  /** Signed with a key that nobody could fetch. */
  | 'key-unknown'
  /** Signed, and not a message of this provider. */
  | 'malformed'
  /** From an address that is not on the list. */
  | 'source-unknown';

export interface Refusal {
  readonly code: RefusalCode;
  /** For our log, never for the sender; without values of the body or the secret. */
  readonly detail: string;
}

/** One message of a verified delivery. */
export interface PaymentMessage {
  /** The provider's own key of the event: the same event has the same key however often it is sent. 1 to 512 characters. */
  readonly key: string;
  /** As the provider calls it, for example `payment_intent.succeeded`. */
  readonly type: string;
  /** What it says about payments; empty = nothing that matters here. */
  readonly facts: readonly PaymentFact[];
  /** Nothing in it counts before the provider, asked for the payment, says the same: it signs nothing. */
  readonly askFirst?: true;
}

export type Verification =
  | { readonly ok: true; readonly messages: readonly PaymentMessage[] }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Acknowledgement {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What a secret of a provider holds: strings, or lists of one or two while one replaces the other. */
export type ProviderSecret = Readonly<Record<string, unknown>>;

/** One member of a provider's secret. */
export interface SecretMember {
  readonly name: string;
  /** `rotating`: a list of one or two strings, newest first; `map`: an object of strings by name; `list`: strings. */
  readonly type: 'string' | 'rotating' | 'list' | 'map';
  readonly optional?: true;
  /** What it is and where the provider's console shows it. */
  readonly description: string;
  /** Allowed values of a string, where there are few. */
  readonly values?: readonly string[];
}

/** How webhooks of a provider are verified and read. Total: bad input is a refusal, never an exception. */
export interface WebhookReader {
  readonly provider: ProviderId;
  /** Media types of its bodies, lower case, without parameters. */
  readonly contentTypes: readonly string[];
  /** Members of its secret, the same one that its client uses. */
  readonly secret: readonly SecretMember[];
  /** The key to verify with, where it is not part of the secret: a certificate's URL or a serial number. */
  readonly keyNeeded?: (delivery: Delivery, secret: ProviderSecret) => string | undefined;
  /** @param key  what `keyNeeded` names, PEM; undefined = it could not be had, or none is needed */
  readonly verify: (delivery: Delivery, secret: ProviderSecret, key?: string) => Verification;
  /** What the provider wants to hear when its message is kept. */
  readonly accepted: Acknowledgement;
  /** What it wants to hear when it is not; @default the status with an empty body. */
  readonly refused?: (status: number, code: string) => Acknowledgement;
}
