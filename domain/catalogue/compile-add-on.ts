import type { OfferingAddOn } from '../operator/add-on.js';
import { toMicros } from '../operator/decimal.js';
import { parseQuantity } from '../operator/quantity.js';
import type { AddOn } from './plan.js';
import { compileRecurring } from './recurring.js';

export function compileAddOn(
  { id, name, price, validity, until, recurring, most }: OfferingAddOn,
  timeZone: string,
  currency: string,
): AddOn {
  return {
    id,
    name,
    priceMicros: toMicros(price),
    ...(validity === undefined ? {} : { validityS: parseQuantity(validity)!.amount }),
    ...(until === undefined ? {} : { until }),
    ...(recurring === undefined ? {} : { recurring: compileRecurring(recurring, timeZone, currency) }),
    ...(most === undefined ? {} : { most }),
  };
}
