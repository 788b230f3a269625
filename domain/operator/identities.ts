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
  /** In the list of products of its partner, or of the operator. */
  readonly place: number;
  /** The channel partner that sold it. @default the operator itself */
  readonly partnerId?: string | undefined;
  /** `cus_…` */
  readonly customerId?: string | undefined;
  /** The order that made it. */
  readonly orderId?: string | undefined;
  readonly orderItemId?: string | undefined;
  /** Digests of the documents of who it was sold to, which count it as a line. */
  readonly documents?: readonly string[] | undefined;
  /** ISO 8601. @default not known: it was brought along */
  readonly activatedAt?: string | undefined;
}

/** The record of a subscriber itself, found by its number too. */
export function subscriberRecord(of: Subscribed) {
  const { subscriberId, accountKey, supi, msisdn, iccid, offeringId, planId, place } = of;
  const { partnerId, customerId, orderId, orderItemId, documents, activatedAt } = of;
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
    place,
    ...(partnerId === undefined ? {} : { partnerId }),
    ...(customerId === undefined ? {} : { customerId }),
    ...(orderId === undefined ? {} : { orderId }),
    ...(orderItemId === undefined ? {} : { orderItemId }),
    ...(documents === undefined || documents.length === 0 ? {} : { documents }),
    // A new subscription counts as a swap of its SIM (CAMARA SIM Swap 2.1.0).
    ...(activatedAt === undefined ? {} : { activatedAt, simChangedAt: activatedAt }),
  };
}
