import type { HttpClient } from './http-client.js';

export interface TokenClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Renewed when so much of its life is left: a request that is on its way still arrives in time. */
const RENEW_BEFORE_MS = 60_000;
/** Tokens that live shorter are renewed after half of their life. */
const MAX_SHARE = 0.5;

/** An access token by client credentials (RFC 6749 §4.4), renewed before it expires. */
export class AccessToken {
  private readonly http: Pick<HttpClient, 'call'>;
  private readonly tokenUrl: string;
  private readonly client: TokenClient;
  private readonly now: () => number;
  private current: { readonly text: string; readonly renewAtMs: number } | undefined;
  private asking: Promise<string> | undefined;

  constructor(
    http: Pick<HttpClient, 'call'>,
    tokenUrl: string,
    client: TokenClient,
    now: () => number = Date.now,
  ) {
    this.http = http;
    this.tokenUrl = tokenUrl;
    this.client = client;
    this.now = now;
  }

  /** The value of the `authorization` header. */
  async header(): Promise<string> {
    if (this.current !== undefined && this.now() < this.current.renewAtMs) return this.current.text;
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return await this.asking;
  }

  /** The token was refused: the next request asks for another. */
  forget(): void {
    this.current = undefined;
  }

  private async ask(): Promise<string> {
    const { clientId, clientSecret } = this.client;
    const { status, body } = await this.http.call({
      method: 'POST',
      url: this.tokenUrl,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      },
      body: 'grant_type=client_credentials',
    });
    const { access_token: token, expires_in: expiresIn } = (body ?? {}) as {
      access_token?: string;
      expires_in?: number;
    };
    if (status !== 200 || token === undefined)
      throw new Error(`${this.tokenUrl} gave no token: ${status} ${JSON.stringify(body)}`);
    const lifeMs = (expiresIn ?? 0) * 1000;
    this.current = {
      text: `Bearer ${token}`,
      renewAtMs: this.now() + Math.max(lifeMs - RENEW_BEFORE_MS, lifeMs * MAX_SHARE),
    };
    return this.current.text;
  }
}

/** A call with a token; one that is refused as unauthorized is made again with a new token, once. */
export async function authorized<T extends { readonly status: number }>(
  token: AccessToken,
  call: (authorization: string) => Promise<T>,
): Promise<T> {
  const reply = await call(await token.header());
  if (reply.status !== 401) return reply;
  token.forget();
  return await call(await token.header());
}
