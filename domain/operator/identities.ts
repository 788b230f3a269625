/**
 * What belongs to one subscriber alone: SIM, number, card. Each has a record that names its subscriber, written on
 * condition that there is none, in the transaction that writes the subscriber; so whichever way subscribers come in,
 * nobody gets what another one has.
 */
export interface Identities {
  readonly subscriberId: string;
  /** `imsi-…` */
  readonly supi: string;
  /** `msisdn-…` */
  readonly msisdn: string;
  /** Digits (ITU-T E.118). */
  readonly iccid: string;
}

export type IdentityField = Exclude<keyof Identities, 'subscriberId'>;

export const IDENTITY_FIELDS: readonly IdentityField[] = ['supi', 'msisdn', 'iccid'];

const PREFIX: Readonly<Record<IdentityField, string>> = { supi: 'SIM#', msisdn: 'MSISDN#', iccid: 'ICCID#' };

export const identityKey = (field: IdentityField, value: string) =>
  ({ pk: `${PREFIX[field]}${value}`, sk: 'META' }) as const;

/** The records of what a subscriber has. */
export function identityRecords(of: Identities): {
  readonly pk: string;
  readonly sk: string;
  readonly subscriberId: string;
}[] {
  return IDENTITY_FIELDS.map((field) => ({
    ...identityKey(field, of[field]),
    subscriberId: of.subscriberId,
  }));
}

/** Who pays for a subscriber, and for what. */
export interface Subscribed extends Identities {
  /** Account key. */
  readonly accountKey: string;
  readonly offeringId: string;
  readonly planId: string;
}

/** The record of a subscriber itself, found by its number too. */
export function subscriberRecord(of: Subscribed) {
  const { subscriberId, accountKey, supi, msisdn, iccid, offeringId, planId } = of;
  return {
    pk: `SUBSCRIBER#${subscriberId}`,
    sk: 'META',
    gsi1pk: `MSISDN#${msisdn}`,
    gsi1sk: 'META',
    subscriberId,
    accountKey,
    supi,
    msisdn,
    iccid,
    offeringId,
    planId,
    state: 'active',
  };
}
