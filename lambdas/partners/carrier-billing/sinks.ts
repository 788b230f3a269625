/** Where a payment's notifications go: checked when they are named. */
import { callbackUrlProblem } from '../../../domain/notify/callback-url.js';
import type { Sink } from '../../../domain/partners/carrier-billing/payment.js';
import { RefusedError } from '../kernel/refused.js';

export interface AskedSink {
  readonly sink?: string;
  readonly sinkCredential?: {
    readonly credentialType: string;
    readonly accessToken?: string;
    readonly accessTokenExpiresUtc?: string;
    readonly accessTokenType?: string;
  };
}

/** @throws RefusedError 400 `INVALID_SINK`, `INVALID_CREDENTIAL`, `INVALID_TOKEN` */
export function sinkOf({ sink, sinkCredential }: AskedSink): Sink | undefined {
  const problem = sink === undefined ? undefined : callbackUrlProblem(sink, { localHttp: false });
  if (problem !== undefined) throw new RefusedError(400, 'INVALID_SINK', `sink: ${problem}`);
  const credential = credentialOf(sinkCredential);
  return sink === undefined ? undefined : { url: sink, ...credential };
}

/** @throws RefusedError 400 `INVALID_CREDENTIAL`, `INVALID_TOKEN` */
export function credentialOf(given: AskedSink['sinkCredential']): Omit<Sink, 'url'> {
  if (given === undefined) return {};
  const { credentialType, accessToken, accessTokenExpiresUtc, accessTokenType } = given;
  if (credentialType !== 'ACCESSTOKEN')
    throw new RefusedError(
      400,
      'INVALID_CREDENTIAL',
      `Only Access token is supported: got "${credentialType}"; allowed: ACCESSTOKEN`,
    );
  if (accessTokenType !== 'bearer')
    throw new RefusedError(
      400,
      'INVALID_TOKEN',
      `Only bearer token is supported: got "${accessTokenType}"; allowed: bearer`,
    );
  return { accessToken: accessToken ?? '', expiresAt: accessTokenExpiresUtc ?? '' };
}
