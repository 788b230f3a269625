/** Usage records and entries of every kind, for properties. */
import * as fc from 'fast-check';
import type { Movement, MovementAction } from '../../domain/charging/movement.js';
import type { UsageLine, UsageRecord } from '../../domain/charging/usage-record.js';
import type { Entry } from '../../domain/ledger/entry.js';
import { type MovementSource, TREATMENTS } from '../../domain/ledger/movements.js';
import { entriesOfUsage, type UsageTerms } from '../../domain/ledger/usage.js';

export const ACTIONS = Object.keys(TREATMENTS) as MovementAction[];

/** What each kind of reference is, by its first digit. */
const SOURCES: readonly MovementSource[] = [
  { command: 'payment', provider: 'adyen' },
  { command: 'payment', provider: 'paypal', returnMicros: 400_000 },
  { command: 'voucher' },
  { command: 'partner-top-up', actor: 'partner:corner-shop' },
  { command: 'carrier-billing', actor: 'partner:arcade' },
  { command: 'adjustment', actor: 'operator:desk' },
];

/** @param rateMicros  of tax, percent × 10⁶ */
export const termsOf = (rateMicros: number): UsageTerms => ({
  plan: {
    timeZone: 'Europe/Berlin',
    tax: { name: 'VAT', rateMicros },
    buckets: [
      { id: 'wallet', unit: 'money' },
      { id: 'reward-credit', unit: 'money', givenBy: { reward: true } },
    ] as unknown as UsageTerms['plan']['buckets'],
  },
  hostOf: (supi) => (supi.endsWith('7') ? 'second-host' : 'first-host'),
  sourceOf: (reference) => SOURCES[Number.parseInt(reference[0]!, 16) % SOURCES.length],
});

const amount = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 9_000_000_000 }));
const instant = fc
  .integer({ min: Date.UTC(2026, 9, 25), max: Date.UTC(2026, 11, 1) })
  .map((ms) => new Date(ms - (ms % 1000)));
/** As the market's clocks show it; no test stands on the hour. */
const marketTime = (at: Date) => `${at.toISOString().slice(0, 19)}+01:00`;

const line: fc.Arbitrary<UsageLine> = fc.record(
  {
    ratingGroup: fc.constantFrom(10, 100),
    service: fc.constantFrom('data', 'voice', 'sms'),
    destination: fc.constantFrom('national', 'eu'),
    unit: fc.constantFrom('bytes', 'seconds', 'messages'),
    units: fc.nat(2 ** 40),
    amount: fc.nat(1000),
    priceMicros: fc.oneof(fc.constant(0), amount),
    bucket: fc.constantFrom('wallet', 'reward-credit', 'bundle'),
    bucketId: fc.nat(60),
    uncollected: fc.boolean(),
    zone: fc.constantFrom('eu-zone', 'world'),
    wholesaleMicros: fc.nat(5_000_000),
    hostTerms: fc.constantFrom(1, 2),
  },
  {
    requiredKeys: [
      'ratingGroup',
      'service',
      'destination',
      'unit',
      'units',
      'amount',
      'priceMicros',
      'uncollected',
      'bucket',
    ],
  },
);

const dated = fc
  .tuple(line, fc.option(instant, { freq: 4 }))
  .map(([of, at]) =>
    at === null
      ? of
      : { ...of, at: at.toISOString(), marketTime: marketTime(at), supi: 'imsi-26201000000017' },
  );

const TAKEN_OUT: readonly MovementAction[] = [
  'recurring',
  'paid',
  'debited',
  'transferred-out',
  'repaid',
  'returned',
  'expired',
  'advance-fee',
  'usage-charge',
  'clawed-back',
  'held',
  'carrier-billed',
  'reserved',
  'reward-taken-back',
];

const movement: fc.Arbitrary<Movement> = fc
  .record({
    action: fc.constantFrom(...ACTIONS),
    bucket: fc.constantFrom('wallet', 'reward-credit'),
    bucketId: fc.nat(60),
    unit: fc.constantFrom('money' as const, 'money' as const, 'bytes' as const),
    amount,
    reference: fc.nat(15).map((digit) => `${digit.toString(16)}a3b5c7d9e1f`),
    addOn: fc.option(fc.constant('extra'), { nil: undefined }),
    span: fc.tuple(instant, fc.integer({ min: 0, max: 40 })),
  })
  .map(({ span: [from, days], addOn, ...of }) => ({
    ...of,
    amount: TAKEN_OUT.includes(of.action) ? -of.amount : of.amount,
    ...(addOn === undefined ? {} : { addOn }),
    ...(of.action === 'recurring'
      ? { from: from.toISOString(), to: new Date(from.getTime() + days * 86_400_000).toISOString() }
      : {}),
  }));

export const record: fc.Arbitrary<UsageRecord> = fc
  .record({
    account: fc.constantFrom('imsi-262010000000001', 'imsi-262010000000007', 'acme'),
    version: fc.integer({ min: 1, max: 1_000_000 }),
    at: instant,
    currency: fc.constantFrom('EUR', 'CNY'),
    taxInclusive: fc.boolean(),
    lines: fc.array(dated, { maxLength: 6 }),
    movements: fc.array(movement, { maxLength: 6 }),
  })
  .map(({ at, ...of }) => ({
    ...of,
    kind: 'usage' as UsageRecord['kind'],
    at: at.toISOString(),
    marketTime: marketTime(at),
    sessionId: 1,
    sequence: 1,
    planId: 'lily-go@1',
    supi: 'imsi-262010000000001',
  }));

/** Of different records. */
export const records = (maxLength: number): fc.Arbitrary<UsageRecord[]> =>
  fc.uniqueArray(record, {
    minLength: 1,
    maxLength,
    selector: ({ account, version }) => `${account}/${version}`,
  });

export const taxRate = fc.constantFrom(0, 6_000_000, 19_000_000, 7_700_001);

export const entries = (maxLength: number): fc.Arbitrary<Entry[]> =>
  fc
    .tuple(records(maxLength), taxRate)
    .map(([all, rate]) => all.flatMap((of) => entriesOfUsage(of, termsOf(rate))));
