/**
 * What proves that an event is of a decision of ours: `1.<key id>.<payload>.<mac>`, of which the payload is JSON and the
 * mac HMAC-SHA256 (RFC 2104) of all before it, both base64url. It says whose the decision is and how long it is good for;
 * what was decided is kept here.
 */

export interface AdToken {
  readonly decisionId: string;
  readonly subscriberId: string;
  readonly campaignId: string;
  readonly creativeId: string;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
}

const FORM = '1';

/** What is signed. */
export function tokenText(keyId: string, token: AdToken): string {
  const { decisionId, subscriberId, campaignId, creativeId, expiresAtMs } = token;
  const payload = JSON.stringify([decisionId, subscriberId, campaignId, creativeId, expiresAtMs]);
  return `${FORM}.${keyId}.${Buffer.from(payload).toString('base64url')}`;
}

export interface ReadToken {
  readonly keyId: string;
  readonly signed: string;
  /** base64url. */
  readonly mac: string;
  /** Nothing of it is to be believed before its mac was checked. */
  readonly token: AdToken;
}

const PARTS = /^1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]{1,1024})\.([A-Za-z0-9_-]{43})$/;

/** @returns undefined for what is no token */
export function readToken(text: string): ReadToken | undefined {
  const [, keyId, payload, mac] = PARTS.exec(text) ?? [];
  if (keyId === undefined || payload === undefined || mac === undefined) return undefined;
  const token = tokenOf(payload);
  return token && { keyId, signed: `${FORM}.${keyId}.${payload}`, mac, token };
}

function tokenOf(payload: string): AdToken | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 5) return undefined;
  const [decisionId, subscriberId, campaignId, creativeId, expiresAtMs] = parts as unknown[];
  return typeof decisionId === 'string' &&
    typeof subscriberId === 'string' &&
    typeof campaignId === 'string' &&
    typeof creativeId === 'string' &&
    Number.isSafeInteger(expiresAtMs)
    ? { decisionId, subscriberId, campaignId, creativeId, expiresAtMs: expiresAtMs as number }
    : undefined;
}
