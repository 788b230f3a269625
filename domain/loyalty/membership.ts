/** A member of the retailer's programme, and the number that it is linked to. */
import { createHash } from 'node:crypto';

/** `MEMBER#<membershipId>` / `META`, beside what every record of partners has. */
export interface Membership {
  /** The retailer's own id. */
  readonly memberId: string;
  /** `linked`: the number and the membership are one person's · `unlinked`: they were; points stay the member's. */
  readonly state: 'linked' | 'unlinked';
  /** `sub_…`: whose number it is, or last was. */
  readonly subscriberId: string;
  readonly linkedBy: 'signed-link' | 'code';
  /** ISO 8601 */
  readonly linkedAt: string;
  readonly unlinkedAt?: string;
}

/**
 * The same member has the same membership, whatever number it is linked to. Brands number their members by themselves:
 * the same id at two of them is two members.
 *
 * @param owner  the brand: a partner's id, or `operator`
 */
export const membershipIdOf = (owner: string, memberId: string): string =>
  `mbr_${createHash('sha256')
    .update(JSON.stringify(['member', owner, memberId]))
    .digest('hex')
    .slice(0, 24)}`;

/**
 * What the retailer's system signs to say that somebody is a member: `<payload>.<signature>`, both base64url; the payload
 * is JSON, the signature HMAC-SHA256 (RFC 2104) of the payload's text with the key that both have.
 */
export interface LinkPayload {
  readonly memberId: string;
  /** Epoch seconds (RFC 7519, 4.1.4). */
  readonly exp: number;
  /** 16 characters or more that no other link has: a link is good once. */
  readonly jti: string;
}

/** So that a link that leaked is soon worth nothing. */
const LONGEST_S = 24 * 3600;

export type LinkProblem = 'malformed' | 'expired' | 'too-long';

/** The payload of a link whose signature was checked. */
export function readLink(payload: string, nowMs: number): LinkPayload | LinkProblem {
  let link: Partial<LinkPayload>;
  try {
    link = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Partial<LinkPayload>;
  } catch {
    return 'malformed';
  }
  const { memberId, exp, jti } = link;
  if (typeof memberId !== 'string' || !isMemberId(memberId)) return 'malformed';
  if (typeof jti !== 'string' || !/^[\x21-\x7e]{16,128}$/.test(jti)) return 'malformed';
  if (typeof exp !== 'number' || !Number.isSafeInteger(exp)) return 'malformed';
  const leftS = exp - nowMs / 1000;
  if (leftS <= 0) return 'expired';
  return leftS > LONGEST_S ? 'too-long' : { memberId, exp, jti };
}

export const isMemberId = (text: string): boolean => /^[\x21-\x7e]{1,64}$/.test(text);
