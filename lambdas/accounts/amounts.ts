/** Amounts as people write them, of what a bucket holds. */
import type { BucketTemplate } from '../../domain/catalogue/plan.js';
import { refused, type CommandProblem } from '../../domain/charging/command.js';
import type { PlanIndex } from '../../domain/charging/plan-index.js';
import { decimalPlaces, isDecimal, toMicros } from '../../domain/operator/decimal.js';
import { parseAmount } from '../../domain/operator/quantity.js';

/** Index into the plan's buckets of the one with this id; −1 = none. */
export function bucketNamed({ plan }: PlanIndex, id: string): number {
  return plan.buckets.findIndex((bucket) => bucket.id === id);
}

export function unknownBucket({ plan }: PlanIndex, id: string): CommandProblem {
  return refused(
    'bucket-unknown',
    `got "${id}"; plan ${plan.id} has: ${plan.buckets.map((bucket) => bucket.id).join(', ')}`,
  );
}

const MONEY = 'a decimal string such as "5.00", more than 0 and below 1000000000, with at most 6 decimals';

/**
 * An amount without a sign, in the bucket's unit (micros when money): "5.00" of money, "5 GB" or 5000000000 of bytes,
 * "10 points" of a conversion pot.
 */
export function amountOf(bucket: BucketTemplate, amount: string | number): number | CommandProblem {
  const { unit, scale = 1 } = bucket;
  if (unit === 'money') {
    const micros = microsOf(amount);
    return micros !== undefined && micros > 0 ? micros : wrong(amount, bucket, MONEY);
  }
  const text = typeof amount === 'string' ? parseAmount(amount) : undefined;
  const isOfUnit = text === undefined || text.unit === unit;
  const units = typeof amount === 'number' ? amount : (text?.amount ?? 0) * (unit === 'points' ? scale : 1);
  return isOfUnit && Number.isSafeInteger(units) && units > 0
    ? units
    : wrong(amount, bucket, `a whole number of ${unit} above 0, or a quantity such as ${EXAMPLE[unit]}`);
}

const WHOLE_DIGITS = 9;

/** A text of money without a sign, micros; undefined for anything else, and for a billion and more. */
export function microsOf(amount: string | number): number | undefined {
  return typeof amount === 'string' &&
    isDecimal(amount) &&
    decimalPlaces(amount) <= 6 &&
    amount.length <= 40 &&
    amount.split('.')[0]!.length <= WHOLE_DIGITS
    ? toMicros(amount)
    : undefined;
}

const EXAMPLE = { bytes: '"5 GB"', seconds: '"300 min"', messages: '"100 messages"', points: '"10 points"' };

function wrong(amount: string | number, { id }: BucketTemplate, allowed: string): CommandProblem {
  return refused('amount-invalid', `got ${JSON.stringify(amount)} of bucket ${id}; allowed: ${allowed}`);
}
