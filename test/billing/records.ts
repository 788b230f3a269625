import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { Movement } from '../../domain/charging/movement.js';
import type { UsageLine, UsageRecord } from '../../domain/charging/usage-record.js';
import { marketTime } from '../../domain/billing/market-time.js';

const money = (id: string, floor = 0) =>
  ({ id, unit: 'money', amount: 0, priority: 9, classes: [], floor }) as const;

/** A plan as far as bills read it. */
export function plan(over: Partial<PlanVersion> = {}): PlanVersion {
  return {
    id: 'plan_00000000000000aa',
    offeringId: 'family',
    name: 'Family 20',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    paymentMode: 'postpaid',
    taxInclusive: true,
    services: [],
    classes: [],
    buckets: [
      money('wallet', -50_000_000),
      money('bonus'),
      { id: 'data-2gb', unit: 'bytes', amount: 2e9, priority: 1, classes: [], floor: 0 },
    ],
    invoice: { termDays: 14, graceDays: 7 },
    addOns: [{ id: 'eu-day', name: 'EU day pack', priceMicros: 2_000_000 }],
    tax: { name: 'USt', rateMicros: 19_000_000 },
    ...over,
  };
}

export const PERIOD = { from: '2026-10-01T22:00:00.000Z', to: '2026-11-01T23:00:00.000Z' };
export const ANNA = 'imsi-262990000000001';
export const BEN = 'imsi-262990000000002';
export const LILY = { id: 'lily', name: 'Lily Mobile' };

export const line = (over: Partial<UsageLine> = {}): UsageLine => ({
  ratingGroup: 100,
  service: 'calls',
  destination: 'national',
  unit: 'seconds',
  units: 60,
  bucket: 'wallet',
  bucketId: 1,
  amount: over.priceMicros ?? 100_000,
  priceMicros: 100_000,
  uncollected: false,
  ...over,
});

export const movement = (over: Partial<Movement> = {}): Movement => ({
  action: 'topped-up',
  bucket: 'wallet',
  bucketId: 1,
  unit: 'money',
  amount: 10_000_000,
  ...over,
});

export function record(version: number, over: Partial<UsageRecord> = {}): UsageRecord {
  const at = over.at ?? '2026-10-10T10:00:00.000Z';
  return {
    account: ANNA,
    version,
    kind: 'release',
    at,
    sessionId: version,
    sequence: 1,
    planId: 'plan_00000000000000aa',
    currency: 'EUR',
    marketTime: marketTime('Europe/Berlin', Date.parse(at)),
    taxInclusive: true,
    supi: ANNA,
    lines: [],
    ...over,
  };
}
