/** What happened to money buckets, record by record, sorted into the sections of a bill. */
import type { PlanVersion } from '../catalogue/plan.js';
import type { Movement, MovementAction } from '../charging/movement.js';
import type { UsageLine, UsageRecord } from '../charging/usage-record.js';
import { amountOf } from './amount.js';
import type { Balance, BucketBalance } from './bill.js';
import type { TaxTerms } from './tax.js';

/** The section of a bill that an amount is in. */
export type Section = 'usage' | 'charges' | 'adjustments' | 'payments';

/** Prices and corrections bear tax; money that changes hands does not. */
const SECTION_OF: Readonly<Record<MovementAction, Section>> = {
  recurring: 'charges',
  'usage-charge': 'charges',
  'advance-fee': 'charges',
  paid: 'charges',
  credited: 'adjustments',
  debited: 'adjustments',
  opened: 'payments',
  'topped-up': 'payments',
  renewed: 'payments',
  bought: 'payments',
  'transferred-in': 'payments',
  'transferred-out': 'payments',
  advanced: 'payments',
  repaid: 'payments',
  leased: 'payments',
  returned: 'payments',
  expired: 'payments',
  released: 'payments',
  'clawed-back': 'payments',
  held: 'payments',
  // What it bought bears its seller's tax.
  'carrier-billed': 'payments',
  'carrier-returned': 'payments',
  reserved: 'payments',
  unreserved: 'payments',
  // As what the plan gives: what it buys bears tax when it is used.
  rewarded: 'payments',
  'reward-taken-back': 'payments',
};

export const sectionOf = ({ action }: Movement): Section => SECTION_OF[action];

/** One change of one money bucket. */
interface Change {
  readonly bucketId: number;
  readonly bucket: string;
  readonly section: Section;
  /** Positive when put in. */
  readonly micros: number;
}

export function changesOf(records: readonly UsageRecord[]): Change[] {
  return records.flatMap((record) => [
    ...record.lines
      .filter(({ priceMicros }) => priceMicros !== 0)
      .map((line): Change => ({ ...bucketOf(record, line), section: 'usage', micros: -line.priceMicros })),
    ...(record.movements ?? [])
      .filter(({ unit }) => unit === 'money')
      .map((movement): Change => ({
        bucketId: movement.bucketId,
        bucket: movement.bucket,
        section: sectionOf(movement),
        micros: movement.amount,
      })),
  ]);
}

function bucketOf({ account, version }: UsageRecord, { bucket, bucketId }: UsageLine) {
  if (bucket === undefined || bucketId === undefined) {
    throw new RangeError(`usage record ${account}/${version} has a price, but no bucket that paid it`);
  }
  return { bucket, bucketId };
}

/** Every money bucket that had something or changed, by id. */
export function balancesOf(opening: readonly BucketBalance[], changes: readonly Change[]): Balance[] {
  const none = { usage: 0, charges: 0, adjustments: 0, payments: 0 };
  const buckets = new Map(
    opening.map(({ bucketId, bucket, micros }) => [
      bucketId,
      { bucket, opening: micros, moved: false, ...none },
    ]),
  );
  for (const { bucketId, bucket, section, micros } of changes) {
    const balance = buckets.get(bucketId) ?? { bucket, opening: 0, moved: false, ...none };
    balance[section] += micros;
    balance.moved = true;
    buckets.set(bucketId, balance);
  }
  return [...buckets]
    .filter(([, { opening, moved }]) => opening !== 0 || moved)
    .sort(([a], [b]) => a - b)
    .map(([bucketId, { bucket, opening, usage, charges, adjustments, payments }]) => ({
      bucket,
      bucketId,
      opening: amountOf(opening),
      charges: amountOf(charges),
      usage: amountOf(usage),
      adjustments: amountOf(adjustments),
      payments: amountOf(payments),
      closing: amountOf(opening + usage + charges + adjustments + payments),
    }));
}

/** The tax that prices bear. @param of  the usage record, or the plan for what no record tells */
export function taxTermsOf(of: { readonly taxInclusive: boolean }, { tax }: PlanVersion): TaxTerms {
  return { name: tax?.name ?? '', rateMicros: tax?.rateMicros ?? 0, inclusive: of.taxInclusive };
}
