import { ProblemError } from './problem.js';

export interface TokenOptions {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** @default all that the client may have */
  readonly scopes?: readonly string[] | undefined;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
}

/** Access tokens of OAuth 2.0 client credentials: one at a time, used until a minute before it ends. */
export class Tokens {
  private readonly options: TokenOptions;
  private current: { readonly token: Promise<string>; untilMs: number } | undefined;

  constructor(options: TokenOptions) {
    this.options = options;
  }

  get(): Promise<string> {
    if (this.current !== undefined && Date.now() < this.current.untilMs) return this.current.token;
    // Until the answer says how long it is good for, all who ask wait for the same one.
    const made = { token: this.ask((untilMs) => (made.untilMs = untilMs)), untilMs: Infinity };
    this.current = made;
    made.token.catch(() => {
      if (this.current === made) this.current = undefined;
    });
    return made.token;
  }

  /** The API does not accept it any more. */
  drop(): void {
    this.current = undefined;
  }

  private async ask(goodUntil: (untilMs: number) => void): Promise<string> {
    const { tokenUrl, clientId, clientSecret, scopes, fetch, timeoutMs } = this.options;
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
      }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = (await response.json().catch(() => undefined)) as
      { access_token?: string; expires_in?: number } | undefined;
    if (!response.ok || body?.access_token === undefined)
      throw new ProblemError({
        operation: 'token',
        status: response.status,
        headers: response.headers,
        body: told(body),
      });
    goodUntil(Date.now() + Math.max(0, (body.expires_in ?? 0) - 60) * 1_000);
    return body.access_token;
  }
}

/** Errors of token servers (RFC 6749 §5.2) as problems. */
function told(body: unknown): unknown {
  const { error, error_description: description } = (body ?? {}) as {
    error?: string;
    error_description?: string;
  };
  return error === undefined ? body : { code: error, detail: description ?? error };
}
