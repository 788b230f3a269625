/** From what subscribers did since they were exposed to what a verdict is made of. */
import type { MetricName } from './experiment.js';
import type { Figures } from './figures.js';
import { moved, type Moments, NOTHING } from './moments.js';
import type { Observations } from './verdict.js';

/** A subscriber in an experiment, with all that it did since. */
export interface Exposure {
  readonly variant: string;
  readonly figures: Figures;
  readonly conversions: number;
}

const VALUE: Readonly<Record<MetricName, (exposure: Exposure) => number>> = {
  revenue: ({ figures }) => figures.revenue,
  margin: ({ figures }) => figures.revenue - figures.wholesale,
  cost: ({ figures }) => figures.wholesale,
  usage: ({ figures }) => figures.bytes,
  churn: ({ figures }) => Math.min(1, figures.churned),
  conversion: ({ conversions }) => Math.min(1, conversions),
};

type Growing = Record<string, Partial<Record<MetricName, Moments>>>;

export function observe(
  observations: Observations,
  exposure: Exposure,
  metrics: readonly MetricName[],
): Observations {
  const grown: Growing = { ...observations };
  const variant = { ...grown[exposure.variant] };
  for (const name of metrics)
    variant[name] = moved(variant[name] ?? NOTHING, undefined, BigInt(VALUE[name](exposure)));
  grown[exposure.variant] = variant;
  return grown;
}
