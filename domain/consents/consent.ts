/** What a subscriber agreed to, by purpose and channel; nobody decides, shares or reports without it. */

export const PURPOSES = ['advertising', 'profiling', 'insight', 'loyalty', 'partner-sharing'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** `any` stands for all of them, today's and those to come. */
export const CHANNELS = ['in-app', 'sms', 'email', 'push', 'any'] as const;
export type Channel = (typeof CHANNELS)[number];

export const CONSENT_STATES = ['granted', 'withdrawn'] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

export type ConsentName = `${Purpose}.${Channel}`;

export const consentName = (purpose: Purpose, channel: Channel): ConsentName => `${purpose}.${channel}`;

/** The last thing that was said of a purpose and channel. */
export interface Consent {
  readonly state: ConsentState;
  /** Of the subscriber's consents, in which this was said. */
  readonly version: number;
  /** ISO 8601. */
  readonly at: string;
  /** ISO 8601: a consent that was given for a time. */
  readonly expiresAt?: string;
}

/** How old somebody is at least, as it was found out; years go by by themselves. */
export interface KnownAge {
  /** Whole years. */
  readonly over: number;
  /** Local date on which that was so. */
  readonly on: string;
  readonly checkedBy: 'document' | 'bank' | 'operator' | 'self-declared';
}

/** `CONSENTS#<subscriberId>` / `META`. */
export interface Consents {
  readonly subscriberId: string;
  /** Counts the changes, from 1; each is kept as `V#<8 digits>`. */
  readonly version: number;
  /** Counts the writes, from 1: of segments, too. */
  readonly revision: number;
  readonly current: Readonly<Partial<Record<ConsentName, Consent>>>;
  readonly age?: KnownAge;
  /** Groups that campaigns are made for; only while profiling is agreed to. */
  readonly segments?: readonly string[];
}

export interface ConsentPolicy {
  /** What holds when nothing was said. Of advertising; everything else is always asked first. */
  readonly consent: 'opt-in' | 'opt-out';
}

/**
 * Whether something may be done now.
 *
 * What was said last holds, whether of the channel or of `any`; of the same version, what was said of the channel. Nothing
 * said: advertising goes by the market's policy; other purposes are not allowed.
 *
 * @param consents  undefined = nothing was ever said
 */
export function isAllowed(
  consents: Pick<Consents, 'current'> | undefined,
  purpose: Purpose,
  channel: Channel,
  policy: ConsentPolicy,
  nowMs: number,
): boolean {
  const said = lastSaid(consents, purpose, channel);
  if (said === undefined) return purpose === 'advertising' && policy.consent === 'opt-out';
  return said.state === 'granted' && !(Date.parse(said.expiresAt ?? '') <= nowMs);
}

/** What holds of a purpose and channel; undefined = nothing was said. */
export function lastSaid(
  consents: Pick<Consents, 'current'> | undefined,
  purpose: Purpose,
  channel: Channel,
): Consent | undefined {
  const own = consents?.current[consentName(purpose, channel)];
  const any = consents?.current[consentName(purpose, 'any')];
  if (own === undefined || any === undefined) return own ?? any;
  return any.version > own.version ? any : own;
}

/** Whole years that somebody has at least; undefined = nobody knows. */
export function ageAtLeast(age: KnownAge | undefined, today: string): number | undefined {
  if (age === undefined) return undefined;
  const years = Number(today.slice(0, 4)) - Number(age.on.slice(0, 4));
  // The 29th of February comes again on the 1st of March: then the later date says so.
  const isBefore = today.slice(5) < age.on.slice(5);
  return age.over + Math.max(0, years - (isBefore ? 1 : 0));
}
