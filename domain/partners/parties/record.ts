/** A party as we keep it: a person or an organization, and what is known of who it is. */

export type PartyKind = 'individual' | 'organization';

/**
 * How sure it is who a party is. `prospect`: it says a name; `kyc_pending`: it has shown a document that nobody has
 * checked; `verified`: somebody has.
 */
export type Verification = 'prospect' | 'kyc_pending' | 'verified';

/** A document of a party. Its number is nowhere in it. */
export interface Identification {
  /** `identificationType`: `passport`, `nationalIdentityCard` … */
  readonly type: string;
  readonly authority?: string;
  /** Hex; the same document has the same one, see `identificationHash`. */
  readonly hash: string;
  /** The last digits of its number, for people who compare. */
  readonly lastDigits: string;
  /** Further standard attributes, as they came. */
  readonly also: Readonly<Record<string, unknown>>;
}

/** `PARTY#<id>` / `META`, beside what every record of partners has. */
export interface PartyRecord {
  readonly kind: PartyKind;
  /** Of individuals. */
  readonly givenName?: string;
  readonly familyName?: string;
  /** Of organizations. */
  readonly tradingName?: string;
  /** TMF632 `contactMedium`, as it came. */
  readonly contactMedium?: readonly Readonly<Record<string, unknown>>[];
  readonly identifications: readonly Identification[];
  readonly verification: Verification;
  /** ISO 8601. */
  readonly verifiedAt?: string;
  /** The partner that checked, or `operator`. */
  readonly verifiedBy?: string;
  /** How many customers and party roles are this party; it can't be deleted while there are any. */
  readonly roles: number;
  /** The person is dead, the organization closed. */
  readonly ended: boolean;
  /** Standard attributes that mean nothing here, as they came. */
  readonly also: Readonly<Record<string, unknown>>;
}

/** Whether an order that the law wants a real name for may name this party. */
export const isVerified = ({ verification, ended }: PartyRecord): boolean =>
  verification === 'verified' && !ended;
