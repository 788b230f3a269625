/** TMF677 reports: what a product's buckets allow, how much of it was used, and what is left. */
import {
  accountRef,
  bucketHref,
  bucketId,
  type BucketOwner,
  type BucketsOf,
  measureOf,
  numberRef,
  partiesOf,
  productRef,
  type SetAside,
} from '../balances/bucket.js';
import { quantityOf, quantityText, usageTypeOf } from '../balances/quantity.js';

type Resource = Readonly<Record<string, unknown>>;

/**
 * The consumption of one product. Amounts add up: allowed = used + remaining + reserved.
 *
 * @param nowMs  the operator's time
 */
export function reportOf(
  owner: BucketOwner,
  { buckets, currency, members, state, subscriptions }: BucketsOf,
  setAside: readonly SetAside[],
  { baseUrl, nowMs }: { readonly baseUrl: string; readonly nowMs: number },
): Resource {
  const { subscriberId, offeringId, msisdn } = owner;
  const atISO = new Date(nowMs).toISOString();
  const period = subscriptions.find(({ addOn }) => addOn === undefined);
  const product = productRef(subscriberId, baseUrl);
  const number = numberRef(msisdn, baseUrl);
  const { value: _value, ...numberOnly } = number;
  const parties = partiesOf(owner, baseUrl);
  const shown = new Set<string>();
  return {
    '@type': 'UsageConsumption',
    id: subscriberId,
    name: offeringId,
    state: 'done',
    creationDate: atISO,
    lastUpdate: atISO,
    product: [product],
    logicalResource: [{ ...numberOnly, name: msisdn.replace('msisdn-', '') }],
    partyAccount: [accountRef(owner)],
    ...(parties.length === 0 ? {} : { relatedParty: parties }),
    ...(period === undefined
      ? {}
      : {
          validPeriod: {
            startDateTime: period.since,
            ...(period.dueAt === undefined ? {} : { endDateTime: period.dueAt }),
          },
        }),
    bucketRefOrValue: buckets.map((bucket) => {
      const { id, name, unit, total, available, reserved, used, expiresAt, expired, unlimited } = bucket;
      const measure = measureOf(bucket, currency);
      const held = shown.has(name)
        ? 0
        : setAside.filter((each) => each.bucket === name).reduce((sum, { amount }) => sum + amount, 0);
      shown.add(name);
      const counters =
        unlimited === true
          ? []
          : ([
              // What is set aside has left the bucket, and may come back.
              ['allowed', total + held],
              ['used', used],
              ['remaining', available],
              ['reserved', reserved + held],
            ] as const);
      return {
        '@type': 'Bucket',
        id: bucketId(subscriberId, id),
        href: bucketHref(bucketId(subscriberId, id), baseUrl),
        name,
        usageType: usageTypeOf(unit),
        status: expired ? 'expired' : state === 'active' || state === 'grace' ? 'active' : 'suspended',
        isShared: members.length > 1,
        ...(unlimited === true
          ? { remainingValueName: 'unlimited' }
          : {
              remainingValue: quantityOf(available, measure),
              remainingValueName: quantityText(available, measure),
              reservedValue: quantityOf(reserved + held, measure),
            }),
        ...(expiresAt === undefined ? {} : { validFor: { endDateTime: expiresAt } }),
        product: [product],
        ...(counters.length === 0
          ? {}
          : {
              bucketCounter: counters.map(([counterType, amount]) => ({
                counterType,
                level: members.length > 1 ? 'shared' : 'global',
                value: quantityOf(amount, measure),
                valueName: quantityText(amount, measure),
              })),
            }),
      };
    }),
  };
}
