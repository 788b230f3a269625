import { toMicros } from '../operator/decimal.js';
import { parseQuantity } from '../operator/quantity.js';
import type { CompleteCap } from './caps.js';
import type { CounterTemplate } from './plan.js';
import { capTargets, capUnit, type ClassTarget } from './target.js';

export function compileCounter(
  cap: CompleteCap,
  targets: readonly ClassTarget[],
  planZones: readonly string[],
): CounterTemplate {
  const { id, purpose, limit, period, notices, atLimit, perMember, liftable } = cap;
  const unit = capUnit(cap);
  return {
    id,
    purpose,
    unit,
    classes: capTargets(cap, targets, planZones).map(({ index }) => index),
    period,
    ...(perMember === undefined ? {} : { perMember }),
    limit: unit === 'money' ? toMicros(limit) : parseQuantity(limit)!.amount,
    notices,
    atLimit,
    ...(liftable === undefined ? {} : { liftable }),
  };
}
