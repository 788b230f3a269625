/** Secrets of providers, kept for minutes, so that a webhook costs no call and a replaced secret is soon known. */
import type { ProviderId, ProviderSecret, SecretMember } from '../../domain/payments/provider.js';
import { secretProblems } from '../../domain/payments/secret-shape.js';

export interface SecretCacheOptions {
  /** The secret's text. @throws Error when it could not be had */
  readonly fetch: (provider: ProviderId) => Promise<string>;
  /** What it must have. */
  readonly membersOf: (provider: ProviderId) => readonly SecretMember[];
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
  /** Told what is wrong with a secret: names of members, no values. */
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

/** There is no secret, or none of the form that is needed. Its message names members, no values. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

const KEPT_MS = 5 * 60_000;
/** Bad signatures, which anybody can send, cost at most so many looks. */
const REFRESH_MS = 60_000;
/** What failed is tried again after it: requests in between are answered from memory. */
const RETRY_MS = 5_000;

interface Entry {
  secret?: ProviderSecret;
  /** Its text: what it is compared by. */
  text?: string;
  error?: SecretError;
  /** When it was last asked for, and whether that went well. */
  askedMs: number;
  asking?: Promise<void> | undefined;
}

export class SecretCache {
  private readonly options: SecretCacheOptions;
  private readonly entries = new Map<ProviderId, Entry>();

  constructor(options: SecretCacheOptions) {
    this.options = options;
  }

  /** The secret as it was at most five minutes ago; when it can't be had, as it was last. @throws SecretError */
  async of(provider: ProviderId): Promise<ProviderSecret> {
    const entry = this.entryOf(provider);
    const age = this.options.now() - entry.askedMs;
    if (age >= (entry.error === undefined ? KEPT_MS : RETRY_MS)) await this.ask(provider, entry);
    if (entry.secret === undefined) throw entry.error ?? new SecretError(`${provider} has no secret`);
    return entry.secret;
  }

  /**
   * Looks for a newer one: a signature did not fit.
   *
   * @returns undefined = it is the same, or it was looked at less than a minute ago
   */
  async refreshed(provider: ProviderId): Promise<ProviderSecret | undefined> {
    const entry = this.entryOf(provider);
    if (this.options.now() - entry.askedMs < REFRESH_MS) return undefined;
    const before = entry.text;
    await this.ask(provider, entry);
    return entry.text === before ? undefined : entry.secret;
  }

  private entryOf(provider: ProviderId): Entry {
    const entry = this.entries.get(provider) ?? { askedMs: -Infinity };
    this.entries.set(provider, entry);
    return entry;
  }

  /** One call, however many wait for it. */
  private async ask(provider: ProviderId, entry: Entry): Promise<void> {
    entry.asking ??= this.load(provider, entry).finally(() => (entry.asking = undefined));
    await entry.asking;
  }

  private async load(provider: ProviderId, entry: Entry): Promise<void> {
    const { fetch, log, membersOf, now } = this.options;
    try {
      const text = await fetch(provider);
      const problems = text === entry.text ? [] : secretProblems(membersOf(provider), parsed(text));
      if (problems.length > 0) throw new SecretError(`${provider}: ${problems.join('; ')}`);
      if (text !== entry.text) entry.secret = parsed(text) as ProviderSecret;
      entry.text = text;
      delete entry.error;
    } catch (error) {
      const known = error instanceof SecretError ? error.message : `${provider}: ${nameOf(error)}`;
      entry.error = new SecretError(known);
      log({ message: 'a payment secret could not be used', provider, problem: known });
    }
    entry.askedMs = now();
  }
}

/** An error's name says enough, and its text might quote what was read. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
