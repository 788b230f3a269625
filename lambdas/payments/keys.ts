/**
 * Keys that webhooks are verified with and that are no part of a secret: PayPal's certificates by URL, WeChat Pay's
 * platform keys by serial number. Strangers choose the names that are looked for, so what a look may cost is bounded,
 * and so is how long their names keep the real one from being found.
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
  /** Providers whose keys come all at once: a name that is not among them is nobody's, and costs no look of its own. */
  readonly together: readonly ProviderId[];
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

/** Providers use one or two at a time. */
const MOST_KEYS = 16;
/** What was looked for is not looked for again before, whatever came of it. */
const AGAIN_MS = 60_000;
/** Names that are remembered for it: more than there are looks in that time. */
const MOST_LOOKED_FOR = 64;
/** Looks for names that are not known: so many at once, and then one by one. */
const LOOKS = 8;
const LOOK_MS = 10_000;
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
  /** When what was looked for last, the longest ago first. */
  readonly lookedFor: Map<string, number>;
  readonly fetching: Map<string, Promise<void>>;
  /** Looks that were left at a time. */
  looks: number;
  looksMs: number;
}

export class KeyCache {
  private readonly options: KeyCacheOptions;
  private readonly shelves = new Map<ProviderId, Shelf>();

  constructor(options: KeyCacheOptions) {
    this.options = options;
  }

  /** PEM; undefined = nobody has such a key, it could not be fetched, or too many others were lately. */
  async get(provider: ProviderId, name: string, secret: ProviderSecret): Promise<string | undefined> {
    const { now, sources } = this.options;
    const source = sources[provider];
    if (source === undefined) return undefined;
    const shelf = this.shelfOf(provider);
    const fresh = shelf.keys.get(name);
    if (fresh !== undefined && fresh.staleMs > now()) return fresh.pem;
    await this.look(provider, name, () => source(name, secret), shelf);
    const known = shelf.keys.get(name);
    return known !== undefined && known.validUntilMs > now() ? known.pem : undefined;
  }

  private shelfOf(provider: ProviderId): Shelf {
    const shelf = this.shelves.get(provider) ?? {
      keys: new Map<string, Known>(),
      lookedFor: new Map<string, number>(),
      fetching: new Map<string, Promise<void>>(),
      looks: LOOKS,
      looksMs: this.options.now(),
    };
    this.shelves.set(provider, shelf);
    return shelf;
  }

  private async look(
    provider: ProviderId,
    name: string,
    fetch: () => ReturnType<KeySource>,
    shelf: Shelf,
  ): Promise<void> {
    const { keys, lookedFor, fetching } = shelf;
    const nowMs = this.options.now();
    const what = this.options.together.includes(provider) ? '' : name;
    const isUnderWay = fetching.has(what);
    if (!isUnderWay) {
      if (nowMs - (lookedFor.get(what) ?? -Infinity) < AGAIN_MS) return;
      // Those that are known are few, and are looked at again whoever floods us.
      if (!keys.has(name) && !hasLook(shelf, nowMs)) return;
      putLast(lookedFor, what, nowMs, MOST_LOOKED_FOR);
      const filling = this.fill(provider, name, fetch, keys).finally(() => fetching.delete(what));
      fetching.set(what, filling);
    }
    await fetching.get(what);
  }

  private async fill(
    provider: ProviderId,
    name: string,
    fetch: () => ReturnType<KeySource>,
    keys: Map<string, Known>,
  ): Promise<void> {
    try {
      const found = await fetch();
      const staleMs = this.options.now() + FRESH_MS;
      // Answered, and not there: it was taken back.
      keys.delete(name);
      for (const { name: each, pem, validUntilMs } of found)
        putLast(keys, each, { pem, validUntilMs, staleMs: Math.min(staleMs, validUntilMs) }, MOST_KEYS);
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

/** Takes a look, when there is one left. */
function hasLook(shelf: Shelf, nowMs: number): boolean {
  const more = Math.floor((nowMs - shelf.looksMs) / LOOK_MS);
  shelf.looks = Math.min(LOOKS, shelf.looks + more);
  shelf.looksMs += more * LOOK_MS;
  if (shelf.looks === 0) return false;
  shelf.looks--;
  return true;
}

/** Puts it at the end, and lets go of the first: the one that was put there longest ago. */
function putLast<T>(map: Map<string, T>, name: string, value: T, most: number): void {
  map.delete(name);
  map.set(name, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}
