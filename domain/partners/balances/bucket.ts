/** TMF654 buckets, views of an account's buckets. */
import type { AccountView, BucketView } from '../../charging/view.js';
import { TMF_BASE } from '../routes.js';
import { type Measure, quantityOf, quantityText, usageTypeOf } from './quantity.js';

type Resource = Readonly<Record<string, unknown>>;

/** Whose buckets they are. */
export interface BucketOwner {
  /** `sub_…`: the product. */
  readonly subscriberId: string;
  readonly accountKey: string;
  /** `msisdn-…` */
  readonly msisdn: string;
  readonly offeringId: string;
  readonly customerId?: string | undefined;
  /** ISO 8601: when its SIM was activated or swapped. */
  readonly simChangedAt?: string | undefined;
  /** ISO 8601 */
  readonly activatedAt?: string | undefined;
}

/** What somebody has set aside of a bucket, until it is used or given back. */
export interface SetAside {
  readonly id: string;
  /** Id of the plan's bucket. */
  readonly bucket: string;
  /** In the bucket's unit. */
  readonly amount: number;
}

export type BucketsOf = Pick<AccountView, 'buckets' | 'state' | 'members' | 'subscriptions'> & {
  readonly currency: string;
};

/** Begins the ids of reservations. */
const RESERVATION = 'rsv_';

/** One of an account: `sub_anna.3`. The number is the bucket's own, and stays. */
export const bucketId = (subscriberId: string, bucket: number) => `${subscriberId}.${bucket}`;

/** What a bucket's id names: a subscriber, and the bucket's number or the name that the plan gives it. */
export function readBucketId(id: string): { subscriberId: string; bucket: string } | undefined {
  const found = /^(?<subscriberId>sub_[0-9A-Za-z]{1,40})\.(?<bucket>[\w-]{1,100})$/.exec(id);
  return found === null ? undefined : (found.groups as { subscriberId: string; bucket: string });
}

export const productRef = (subscriberId: string, baseUrl: string): Resource => ({
  id: subscriberId,
  href: `${baseUrl}${TMF_BASE.inventory}/product/${subscriberId}`,
  '@referredType': 'Product',
});

/** A number as TMF639 has it. */
export const numberRef = (msisdn: string, baseUrl: string): Resource => ({
  id: `res_${msisdn}`,
  href: `${baseUrl}${TMF_BASE.resources}/resource/res_${msisdn}`,
  name: 'MSISDN',
  value: msisdn.replace('msisdn-', ''),
  '@referredType': 'LogicalResource',
});

export const accountRef = ({ accountKey, offeringId }: BucketOwner): Resource => ({
  id: accountKey,
  name: offeringId,
  '@referredType': 'PartyAccount',
});

export const partiesOf = ({ customerId }: BucketOwner, baseUrl: string): Resource[] =>
  customerId === undefined
    ? []
    : [
        {
          id: customerId,
          href: `${baseUrl}${TMF_BASE.customers}/customer/${customerId}`,
          role: 'customer',
          '@referredType': 'Customer',
        },
      ];

export const bucketHref = (id: string, baseUrl: string) => `${baseUrl}${TMF_BASE.balances}/bucket/${id}`;

export const measureOf = (
  { unit, scale }: Pick<BucketView, 'unit' | 'scale'>,
  currency: string,
): Measure => ({ unit, currency, scale });

/**
 * The buckets of an account as one of its subscribers sees them, in the order in which they are drawn.
 *
 * @param setAside  of the account; shown with the first bucket of its name
 * @param nowMs  the operator's time
 */
export function viewBuckets(
  owner: BucketOwner,
  account: BucketsOf,
  setAside: readonly SetAside[],
  { baseUrl, nowMs }: { readonly baseUrl: string; readonly nowMs: number },
): Resource[] {
  const { currency, buckets, members, state, subscriptions } = account;
  const confirmed = owner.activatedAt ?? subscriptions[0]?.since ?? owner.simChangedAt ?? dayOf(nowMs);
  const shown = new Set<string>();
  return buckets.map((bucket) => {
    const { id, name, available, reserved, expiresAt, expired, unlimited } = bucket;
    const mine = shown.has(name) ? [] : setAside.filter((hold) => hold.bucket === name);
    shown.add(name);
    const held = reserved + mine.reduce((sum, { amount }) => sum + amount, 0);
    // Carrier billing holds amounts, too, and has an API of its own.
    const reservations = mine.filter((hold) => hold.id.startsWith(RESERVATION));
    const measure = measureOf(bucket, currency);
    const tmfId = bucketId(owner.subscriberId, id);
    const parties = partiesOf(owner, baseUrl);
    return {
      '@type': 'Bucket',
      id: tmfId,
      href: bucketHref(tmfId, baseUrl),
      name,
      usageType: usageTypeOf(bucket.unit),
      status: expired ? 'expired' : state === 'active' || state === 'grace' ? 'active' : 'suspended',
      // The kit of TMF654 4.0 demands it; since when the account is as it is sold.
      confirmationDate: confirmed,
      isShared: members.length > 1,
      ...(unlimited === true
        ? { remainingValueName: 'unlimited' }
        : {
            remainingValue: quantityOf(available, measure),
            remainingValueName: quantityText(available, measure),
            reservedValue: quantityOf(held, measure),
          }),
      ...(expiresAt === undefined ? {} : { validFor: { endDateTime: expiresAt } }),
      product: [productRef(owner.subscriberId, baseUrl)],
      logicalResource: [numberRef(owner.msisdn, baseUrl)],
      partyAccount: accountRef(owner),
      ...(parties.length === 0 ? {} : { relatedParty: parties }),
      ...(reservations.length === 0
        ? {}
        : {
            reserveBalance: reservations.map((hold) => ({
              id: hold.id,
              href: `${baseUrl}${TMF_BASE.balances}/reserveBalance/${hold.id}`,
              '@referredType': 'ReserveBalance',
            })),
          }),
    };
  });
}

const dayOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 10)}T00:00:00.000Z`;
