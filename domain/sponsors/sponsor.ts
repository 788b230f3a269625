/** A sponsor: who pays instead of subscribers, out of a deposit that lies in an account like theirs. */

/** `SPONSOR#<id>` / `META`, beside what every record of partners has. The id is the slug that plans name it by. */
export interface SponsorRecord {
  readonly name: string;
  readonly contact?: string;
  /** Whether agreements and campaigns may be made for it. What runs goes on. */
  readonly status: 'active' | 'closed';
  /** Told once (`sponsor.balance_low`) when the account falls below it. Micros. */
  readonly lowBelowMicros?: number;
  /** ISO 4217: the market's. */
  readonly currency: string;
  /** What a client said of it, digested: the same request again is the same sponsor. */
  readonly request: string;
}

const PREFIX = 'spn_';

/** Key of its item in the Accounts table. No SIM has such a key: those are `imsi-…`. */
export const sponsorAccount = (sponsorId: string): string => `${PREFIX}${sponsorId}`;

export const isSponsorAccount = (account: string): boolean => account.startsWith(PREFIX);
