import type { QuotaPolicy, ServiceKind } from './plan.js';

/**
 * Quota policies that hold unless an offering says otherwise, by service; amounts in the service's unit.
 *
 * Data: grants of 20 MB to 1 GB, four times as much after an exhausted one, at most a tenth of what is left; only
 * grants below 1 GB have a holding time (docs/charging.md, "How much is granted").
 * Voice: a minute is the least that is worth a request. Messages are granted one at a time: each is its own event.
 */
export const QUOTA_DEFAULTS: Readonly<Record<ServiceKind, QuotaPolicy>> = {
  data: {
    min: 20e6,
    max: 1e9,
    growth: 4,
    balanceDivisor: 10,
    thresholdPercent: 10,
    validityS: 7_200,
    holdingS: 1_800,
    timersBelow: 1e9,
    longValidityS: 86_400,
  },
  voice: {
    min: 60,
    max: 3_600,
    growth: 4,
    balanceDivisor: 10,
    thresholdPercent: 10,
    validityS: 7_200,
    // A call uses its quota all the time, so none lies idle.
    holdingS: 0,
    timersBelow: 3_600,
    longValidityS: 86_400,
  },
  sms: {
    min: 1,
    max: 1,
    growth: 1,
    balanceDivisor: 1,
    thresholdPercent: 0,
    validityS: 7_200,
    holdingS: 0,
    timersBelow: 1,
    longValidityS: 86_400,
  },
};
