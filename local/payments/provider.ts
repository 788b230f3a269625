/** A simulated payment provider: its API, its secrets, what it tells, all in the shapes of the real one. */
import type { ProviderId, ProviderSecret } from '../../domain/payments/provider.js';
import type { HttpRequest, HttpResponse } from '../http/message.js';
import type { Webhook } from './deliveries.js';
import type { Happening, PaymentTerms, Refund, RefundNotes, SimulatedPayment } from './simulated-payment.js';

/** A request to a provider's host. */
export interface ApiRequest extends Pick<HttpRequest, 'method' | 'headers' | 'body'> {
  /** `api.stripe.com` */
  readonly host: string;
  /** As the provider knows it: `/v1/refunds`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as they were sent. */
  readonly target: string;
}

/** What the providers of one operator share. */
export interface Merchant {
  readonly operatorId: string;
  readonly brand: string;
  readonly theme: { readonly primary: string; readonly accent: string };
  /** Of the operator's simulator: `http://127.0.0.1:8100/payments-simulator/lily-gb`. */
  readonly url: string;
  /** Where the operator's webhooks go, its output `WebhooksUrl`: each provider's to a path of its own below. */
  readonly webhooksUrl: string;
  readonly now: () => number;
}

/** The payments of a world, as providers use them. */
export interface PaymentBook {
  open(terms: PaymentTerms): SimulatedPayment;
  /** By the provider's id, the merchant's, or a further name. */
  find(provider: ProviderId, name: string): SimulatedPayment | undefined;
  /** Another name of it. */
  name(payment: SimulatedPayment, name: string): void;
  all(provider: ProviderId): readonly SimulatedPayment[];
  /** The payer pays: it is authorized, and captured unless the merchant does that. */
  pay(payment: SimulatedPayment): void;
  decline(payment: SimulatedPayment, reason?: string): void;
  cancel(payment: SimulatedPayment): void;
  capture(payment: SimulatedPayment, micros?: number): void;
  refund(payment: SimulatedPayment, micros?: number, notes?: RefundNotes): Refund;
  /** Whether methods that were kept are declined from now on. */
  readonly declinesSavedMethods: boolean;
}

/** It can't be done to this payment now. */
export class NotPossibleError extends Error {
  override readonly name = 'NotPossibleError';
}

export type Ability =
  /** Authorized first, and captured when the merchant says so. */
  | 'separate-capture'
  /** Less than what was authorized. */
  | 'partial-capture'
  /** After it was declined. */
  | 'late-capture'
  /** The payer may, after it was declined. */
  | 'try-again'
  | 'refund-failure'
  | 'dispute'
  | 'saved-method'
  | 'cancel';

export abstract class SimulatedProvider {
  abstract readonly id: ProviderId;
  /** For people. */
  abstract readonly title: string;
  /** Host names that it answers at. */
  abstract readonly hosts: readonly string[];
  abstract readonly abilities: ReadonlySet<Ability>;
  /** What the merchant has of it in its secret store. */
  abstract readonly secret: ProviderSecret;

  protected readonly merchant: Merchant;
  protected readonly book: PaymentBook;
  private readonly answers = new Map<string, HttpResponse>();

  constructor(merchant: Merchant, book: PaymentBook) {
    this.merchant = merchant;
    this.book = book;
  }

  abstract call(request: ApiRequest): HttpResponse;

  /** What it tells the merchant of something that happened. */
  abstract webhooks(payment: SimulatedPayment, happening: Happening): readonly Webhook[];

  abstract newId(of: 'capture' | 'refund' | 'dispute' | 'token'): string;

  /** The address of the provider's web page for the payer, with what the provider adds; undefined = nowhere. */
  returnUrl({ returnUrl }: SimulatedPayment): string | undefined {
    return returnUrl;
  }

  /** Where webhooks go that no order says an address for. */
  protected get consoleUrl(): string {
    return `${this.merchant.webhooksUrl}/${this.id}`;
  }

  /** The page on which a payment is paid. */
  checkoutUrl({ provider, id }: Pick<SimulatedPayment, 'provider' | 'id'>): string {
    return `${this.merchant.url}/checkout/${provider}/${encodeURIComponent(id)}`;
  }

  /** The same answer to the same idempotency key. */
  protected once(key: string | undefined, make: () => HttpResponse): HttpResponse {
    if (key === undefined || key === '') return make();
    const before = this.answers.get(key);
    if (before !== undefined) return before;
    const answer = make();
    // What failed on our side may be tried again.
    if (answer.status < 500) this.answers.set(key, answer);
    return answer;
  }

  protected get nowSeconds(): number {
    return Math.floor(this.merchant.now() / 1000);
  }
}

/** The same in constant time or not: nothing here is worth an attack. */
export function hasBasic({ headers }: ApiRequest, user: string, password: string): boolean {
  return headers['authorization'] === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

export const is2xx = (status: number): boolean => status >= 200 && status < 300;

export const seeOther = (location: string): HttpResponse => ({ status: 303, headers: { location } });

/** Path parameters of `/v1/refunds/{id}`; undefined = another path. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const text = given[i] ?? '';
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = decodeURIComponent(text);
    else if (part !== text) return undefined;
  }
  return parameters;
}

type Route = readonly [
  method: string,
  pattern: string,
  answer: (parameters: Readonly<Record<string, string>>) => HttpResponse,
];

/** The answer of the first route that fits. */
export function route(
  { method, path }: Pick<ApiRequest, 'method' | 'path'>,
  routes: readonly Route[],
): HttpResponse | undefined {
  for (const [ofMethod, pattern, answer] of routes) {
    const parameters = ofMethod === method ? matchPath(pattern, path) : undefined;
    if (parameters !== undefined) return answer(parameters);
  }
  return undefined;
}
