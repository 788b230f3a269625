/** The access token of a provider's API (OAuth 2.0 client credentials), kept while it is valid. */
import { type Fields, textOf } from '../../../domain/payments/providers/values.js';
import { ProviderError } from '../payment-client.js';

/** A token is not used in its last minute. */
const SLACK_MS = 60_000;

export class AccessToken {
  private readonly now: () => number;
  private kept: { readonly value: string; readonly untilMs: number } | undefined;

  /** @param now  real time, epoch milliseconds */
  constructor(now: () => number) {
    this.now = now;
  }

  /**
   * @param ask  the token endpoint's answer: `access_token`, and `expires_in`, seconds
   * @throws ProviderError when the answer has no token
   */
  async get(ask: () => Promise<Fields>): Promise<string> {
    if (this.kept !== undefined && this.kept.untilMs > this.now()) return this.kept.value;
    const answer = await ask();
    const value = textOf(answer, 'access_token');
    if (value === undefined) throw new ProviderError('OAuth was answered without a token', true);
    // M-Pesa writes the number as text.
    const seconds = Number(answer['expires_in']);
    const lifeMs = Number.isFinite(seconds) ? seconds * 1_000 : 0;
    this.kept = { value, untilMs: this.now() + lifeMs - SLACK_MS };
    return value;
  }

  /** It was revoked before its time, or is of a secret that was replaced. */
  forget(): void {
    this.kept = undefined;
  }
}
