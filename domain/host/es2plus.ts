/** ES2+ (SGP.22 §5.3): what an operator and the SM-DP+ that keeps its eSIM profiles tell each other. */
import { createHash } from 'node:crypto';
import type { OrderedProfile } from './request.js';

/** `X-Admin-Protocol` of every ES2+ message (SGP.22 §6.2). */
export const ADMIN_PROTOCOL = 'gsma/rsp/v2.5.0';

/** Below the base of the SM-DP+. */
export const es2Path = (name: Es2Function): string => `/gsma/rsp2/es2plus/${name}`;

export type Es2Function = 'downloadOrder' | 'confirmOrder' | 'cancelOrder';

interface Call {
  /** The operator's OID or name, as agreed with the SM-DP+. */
  readonly requester: string;
  /** Names this call: the same when it is sent again. */
  readonly callId: string;
}

/** `functionRequesterIdentifier`, `functionCallIdentifier` (SGP.22 §6.5.1.3). */
const header = ({ requester, callId }: Call) => ({
  functionRequesterIdentifier: requester,
  functionCallIdentifier: callId,
});

/** An ICCID of 19 digits ends with the padding F (SGP.22 §6.5.2, pattern `^[0-9]{19}[0-9F]?$`). */
export const paddedIccid = (iccid: string): string => (iccid.length === 19 ? `${iccid}F` : iccid);

/** Of one with padding. */
export const bareIccid = (iccid: string): string => iccid.replace(/F$/i, '');

export const downloadOrder = (
  call: Call,
  { iccid, eid, profileType }: { iccid: string; eid?: string | undefined; profileType: string },
) => ({
  header: header(call),
  ...(eid === undefined ? {} : { eid }),
  iccid: paddedIccid(iccid),
  profileType,
});

/**
 * Releases the profile at once: it can be downloaded when this is answered.
 *
 * @param matchingId  chosen by the operator, so that it is known when the answer is lost
 */
export const confirmOrder = (
  call: Call,
  { iccid, eid, matchingId }: { iccid: string; eid?: string | undefined; matchingId: string },
) => ({
  header: header(call),
  iccid: paddedIccid(iccid),
  ...(eid === undefined ? {} : { eid }),
  matchingId,
  releaseFlag: true,
});

/** The same for the same request: 20 of `0`–`9`, `A`–`F` (SGP.22 §4.1 allows `0`–`9`, `A`–`Z` and `-`). */
export const matchingIdOf = (requestId: string): string =>
  createHash('sha256').update(requestId).digest('hex').slice(0, 20).toUpperCase();

export const cancelOrder = (
  call: Call,
  { iccid, eid, matchingId }: { iccid: string; eid?: string | undefined; matchingId: string },
) => ({
  header: header(call),
  iccid: paddedIccid(iccid),
  ...(eid === undefined ? {} : { eid }),
  matchingId,
  finalProfileStatusIndicator: 'Available',
});

export type Es2Answer =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      readonly subjectCode: string;
      readonly reasonCode: string;
      readonly message: string;
    };

/** Reads `functionExecutionStatus` (SGP.22 §6.5.1.4). An answer without one is a failure. */
export function readEs2Answer(body: unknown): Es2Answer {
  const answer = object(body);
  const status = object(object(answer['header'])['functionExecutionStatus']);
  if (status['status'] === 'Executed-Success' || status['status'] === 'Executed-WithWarning')
    return { ok: true, body: answer };
  const data = object(status['statusCodeData']);
  return {
    ok: false,
    subjectCode: text(data['subjectCode']),
    reasonCode: text(data['reasonCode']),
    message: text(data['message']) || `status ${JSON.stringify(status['status'] ?? null)}`,
  };
}

/** The order was made before: what is asked for is there already (reason code 3.3, "Already in Use"). */
export const isThereAlready = (answer: Es2Answer): boolean => !answer.ok && answer.reasonCode === '3.3';

/**
 * The profile's activation code (SGP.22 §4.1), of what ConfirmOrder answered.
 *
 * @param asked  what counts where the answer names nothing else
 */
export function orderedProfile(
  body: Readonly<Record<string, unknown>>,
  asked: { readonly smdpAddress: string; readonly matchingId: string },
): OrderedProfile {
  const matchingId = text(body['matchingId']) || asked.matchingId;
  const smdpAddress = text(body['smdpAddress']) || asked.smdpAddress;
  return { activationCode: `LPA:1$${smdpAddress}$${matchingId}`, smdpAddress, matchingId };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
