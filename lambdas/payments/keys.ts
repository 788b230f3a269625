/**
 * Keys that webhooks are verified with and that are no part of a secret: PayPal's certificates by URL, WeChat Pay's
 * platform keys by serial number. Strangers choose the names that are looked for, so what a look may cost is bounded.
 */
import type { ProviderId, ProviderSecret } from '../../domain/payments/provider.js';

export interface FoundKey {
  /** A URL or a serial number. */
  readonly name: string;
  /** PEM of a certificate or a public key. */
  readonly pem: string;
  /** No longer may it be used, epoch milliseconds. */
  readonly validUntilMs: number;
}

/** Fetches the key of a name, and whichever others come with it. @throws Error when there is no answer */
export type KeySource = (name: string, secret: ProviderSecret) => Promise<readonly FoundKey[]>;

export interface KeyCacheOptions {
  readonly sources: Partial<Record<ProviderId, KeySource>>;
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

/** Providers use one or two at a time. */
const MOST_KEYS = 16;
/** At most one fetch a minute and provider, whatever names come. */
const FETCH_MS = 60_000;
/** A key is fetched again after it, so that one which was taken back does not live for ever. */
const FRESH_MS = 6 * 3_600_000;

/** Of a name in the log: strangers choose it. */
const NAME_LENGTH = 200;

interface Known {
  readonly pem: string;
  readonly validUntilMs: number;
  readonly staleMs: number;
}

interface Shelf {
  readonly keys: Map<string, Known>;
  /** When the last fetch began. */
  fetchedMs: number;
  fetching?: Promise<void> | undefined;
}

export class KeyCache {
  private readonly options: KeyCacheOptions;
  private readonly shelves = new Map<ProviderId, Shelf>();

  constructor(options: KeyCacheOptions) {
    this.options = options;
  }

  /** PEM; undefined = nobody has such a key, it could not be fetched, or another was less than a minute ago. */
  async get(provider: ProviderId, name: string, secret: ProviderSecret): Promise<string | undefined> {
    const source = this.options.sources[provider];
    if (source === undefined) return undefined;
    const shelf = this.shelves.get(provider) ?? { keys: new Map<string, Known>(), fetchedMs: -Infinity };
    this.shelves.set(provider, shelf);
    const fresh = shelf.keys.get(name);
    if (fresh !== undefined && fresh.staleMs > this.options.now()) return fresh.pem;
    // One that is being fetched may be the one, or come with it.
    if (shelf.fetching !== undefined) await shelf.fetching;
    if (!shelf.keys.has(name) || fresh !== undefined) await this.fetch(provider, name, secret, source, shelf);
    const known = shelf.keys.get(name);
    return known !== undefined && known.validUntilMs > this.options.now() ? known.pem : undefined;
  }

  private async fetch(
    provider: ProviderId,
    name: string,
    secret: ProviderSecret,
    source: KeySource,
    shelf: Shelf,
  ): Promise<void> {
    const nowMs = this.options.now();
    if (shelf.fetching === undefined && nowMs - shelf.fetchedMs < FETCH_MS) return;
    if (shelf.fetching === undefined) {
      shelf.fetchedMs = nowMs;
      shelf.fetching = this.fill(provider, name, secret, source, shelf.keys).finally(() => {
        shelf.fetching = undefined;
      });
    }
    await shelf.fetching;
  }

  private async fill(
    provider: ProviderId,
    name: string,
    secret: ProviderSecret,
    source: KeySource,
    keys: Map<string, Known>,
  ): Promise<void> {
    try {
      const found = await source(name, secret);
      const staleMs = this.options.now() + FRESH_MS;
      for (const { name: each, pem, validUntilMs } of found) {
        // Put at the end: the first is the one that was fetched longest ago.
        keys.delete(each);
        keys.set(each, { pem, validUntilMs, staleMs: Math.min(staleMs, validUntilMs) });
      }
      for (const oldest of keys.keys()) {
        if (keys.size <= MOST_KEYS) break;
        keys.delete(oldest);
      }
    } catch (error) {
      this.options.log({
        message: 'a key could not be fetched',
        provider,
        name: name.slice(0, NAME_LENGTH),
        error: String(error),
      });
    }
  }
}
