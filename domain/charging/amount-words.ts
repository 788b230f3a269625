/** Amounts of buckets as refusals say them. */
import type { BucketTemplate } from '../catalogue/plan.js';
import { fromMicros } from '../operator/decimal.js';
import type { PlanIndex } from './plan-index.js';

/** `10.00 GBP`, `2000000000 bytes`. */
export function amountWords(
  { plan }: PlanIndex,
  template: BucketTemplate | undefined,
  amount: number,
): string {
  return template === undefined || template.unit === 'money'
    ? `${fromMicros(amount)} ${plan.currency}`
    : `${amount} ${template.unit}`;
}
