/**
 * Keys that tokens of decisions are signed with: a secret `{"current": "k1", "k1": "…"}`. To rotate, add a key, then name it
 * as the current one, and remove the one before when a day has passed: by then all of its tokens have expired.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type AdToken, readToken, type ReadToken, tokenText } from '../../domain/ads/token.js';

const secretsManager = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

const KEPT_MS = 5 * 60_000;
/** Tokens with a key that nobody has, which anybody can send, cost at most so many looks. */
const REFRESH_MS = 60_000;
const SHORTEST_KEY = 32;

interface Keys {
  readonly current: string;
  readonly byId: ReadonlyMap<string, Buffer>;
}

/** There is no secret, or none of the form that is needed. Its message names members, no values. */
class TokenKeyError extends Error {
  override readonly name = 'TokenKeyError';
}

export class TokenKeys {
  private readonly fetch: () => Promise<string>;
  private readonly now: () => number;
  private keys: Keys | undefined;
  private askedMs = -Infinity;

  /**
   * @param fetch  the secret's text
   * @param now  real time, epoch milliseconds
   */
  constructor(fetch: () => Promise<string>, now: () => number) {
    this.fetch = fetch;
    this.now = now;
  }

  /** @throws TokenKeyError */
  async sign(token: AdToken): Promise<string> {
    const { current, byId } = await this.atMost(KEPT_MS);
    const signed = tokenText(current, token);
    return `${signed}.${macOf(byId.get(current)!, signed).toString('base64url')}`;
  }

  /** @returns undefined for what we never signed, or with a key that was removed */
  async verify(text: string): Promise<AdToken | undefined> {
    const read = readToken(text);
    if (read === undefined) return undefined;
    const key =
      (await this.atMost(KEPT_MS)).byId.get(read.keyId) ??
      (await this.atMost(REFRESH_MS)).byId.get(read.keyId);
    return key !== undefined && isSigned(read, key) ? read.token : undefined;
  }

  private async atMost(ageMs: number): Promise<Keys> {
    if (this.keys !== undefined && this.now() - this.askedMs < ageMs) return this.keys;
    this.askedMs = this.now();
    try {
      this.keys = keysOf(await this.fetch());
    } catch (error) {
      // Secrets Manager fails, or somebody mistyped: the keys of before are as good as they were.
      if (this.keys === undefined) throw error;
      console.error(
        JSON.stringify({ message: 'the keys of ad tokens could not be read', error: String(error) }),
      );
    }
    return this.keys;
  }
}

const macOf = (key: Buffer, signed: string): Buffer => createHmac('sha256', key).update(signed).digest();

function isSigned({ signed, mac }: ReadToken, key: Buffer): boolean {
  const given = Buffer.from(mac, 'base64url');
  const own = macOf(key, signed);
  return given.length === own.length && timingSafeEqual(given, own);
}

function keysOf(text: string): Keys {
  let secret: unknown;
  try {
    secret = JSON.parse(text);
  } catch {
    secret = undefined;
  }
  const { current, ...keys } = (typeof secret === 'object' && secret !== null ? secret : {}) as Record<
    string,
    unknown
  >;
  const byId = new Map(
    Object.entries(keys).flatMap(([id, key]) =>
      typeof key === 'string' && key.length >= SHORTEST_KEY ? [[id, Buffer.from(key)] as const] : [],
    ),
  );
  if (typeof current !== 'string' || !byId.has(current))
    throw new TokenKeyError(
      `the secret of ad tokens needs "current", the name of a member of ${SHORTEST_KEY} characters or more`,
    );
  return { current, byId };
}

/** The secret of `AD_TOKEN_SECRET_ID`, or `AD_TOKEN_SANDBOX_KEY` of a sandbox. */
export function fetchTokenKeys(
  environment: Readonly<Record<string, string | undefined>>,
): () => Promise<string> {
  return async () => {
    const { AD_TOKEN_SANDBOX_KEY: key, AD_TOKEN_SECRET_ID: SecretId } = environment;
    if (key) return JSON.stringify({ current: 'sandbox', sandbox: key });
    if (!SecretId) throw new TokenKeyError('neither AD_TOKEN_SECRET_ID nor AD_TOKEN_SANDBOX_KEY is set');
    const { SecretString: text = '' } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
    return text;
  };
}
