import * as fc from 'fast-check';
import type { Bill } from '../../domain/billing/bill.js';
import { billFor, closingOf } from '../../domain/billing/bill-for.js';
import { cutPeriods, versionsOf } from '../../domain/billing/periods.js';
import { taxationOf } from '../../domain/billing/tax.js';
import type { MovementAction } from '../../domain/charging/movement.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { ANNA, BEN, LILY, line, movement, PERIOD, plan, record } from './records.js';

const BUCKETS = ['wallet', 'bonus'] as const;
const PLANS = [
  plan(),
  plan({ id: 'plan_00000000000000bb', name: 'Reduced', tax: { name: 'USt', rateMicros: 7_000_000 } }),
  plan({ id: 'plan_00000000000000cc', name: 'Net', taxInclusive: false }),
];
const plans = new Map(PLANS.map((one) => [one.id, one]));

const PUT_IN: MovementAction[] = [
  'opened',
  'topped-up',
  'renewed',
  'bought',
  'credited',
  'transferred-in',
  'advanced',
];
const TAKEN_OUT: MovementAction[] = ['recurring', 'paid', 'debited', 'transferred-out', 'repaid', 'expired'];

const bucket = fc.constantFrom(0, 1).map((i) => ({ bucket: BUCKETS[i], bucketId: i + 1 }));
const micros = fc.integer({ min: 1, max: 2 ** 40 });
const someLine = fc
  .record({
    bucket,
    micros,
    free: fc.boolean(),
    hidden: fc.boolean(),
    destination: fc.constantFrom('a', 'b'),
  })
  .map(({ bucket, micros, free, hidden, destination }) =>
    line({
      ...bucket,
      destination,
      priceMicros: free ? 0 : micros,
      amount: free ? 0 : micros,
      ...(hidden ? { itemised: false as const } : {}),
    }),
  );
const someMovement = fc
  .record({ bucket, micros, action: fc.constantFrom(...PUT_IN, ...TAKEN_OUT) })
  .map(({ bucket, micros, action }) =>
    movement({ ...bucket, action, amount: TAKEN_OUT.includes(action) ? -micros : micros }),
  );
const someRecord = fc.record({
  plan: fc.constantFrom(...PLANS),
  supi: fc.constantFrom(ANNA, BEN, ''),
  lines: fc.array(someLine, { maxLength: 3 }),
  movements: fc.array(someMovement, { maxLength: 2 }),
  minute: fc.integer({ min: -3_000, max: 40_000 }),
});
/** Versions with gaps, as writes without usage leave them. */
const history = fc
  .array(
    fc.record({
      some: someRecord,
      gap: fc.integer({ min: 1, max: 3 }),
      ends: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 30 },
  )
  .map((steps) => {
    let version = 0;
    return steps.map(({ some: { plan, supi, lines, movements, minute }, gap, ends }): UsageRecord => {
      version += gap;
      const day = (days: number) => new Date(Date.parse(PERIOD.from) + days * 86_400_000).toISOString();
      return record(version, {
        supi,
        lines,
        movements,
        planId: plan.id,
        taxInclusive: plan.taxInclusive,
        at: new Date(Date.parse(PERIOD.from) + minute * 60_000).toISOString(),
        ...(ends === 0
          ? { notices: [{ type: 'period.ended', from: day(version - 1), to: day(version) }] }
          : {}),
      });
    });
  });

const bill = (records: readonly UsageRecord[], opening: ReturnType<typeof closingOf> = []): Bill =>
  billFor({
    brand: LILY,
    account: ANNA,
    ...PERIOD,
    issuedAt: PERIOD.to,
    records,
    plan: PLANS[0]!,
    plans,
    opening,
  });

/** The ledger: nothing but what was put into and taken out of a bucket, one after the other. */
function ledger(records: readonly UsageRecord[], bucketId: number): number {
  let balance = 0;
  for (const { lines, movements = [] } of records) {
    for (const drawn of lines) if (drawn.bucketId === bucketId) balance -= drawn.amount;
    for (const moved of movements) if (moved.bucketId === bucketId) balance += moved.amount;
  }
  return balance;
}

const sum = (amounts: readonly { micros: number }[]): number =>
  amounts.reduce((total, { micros }) => total + micros, 0);

test('every money bucket: opening and the lines come to the ledger, to the last micro', () => {
  fc.assert(
    fc.property(history, (records) => {
      const made = bill(records);
      for (const { bucketId, opening, charges, usage, adjustments, payments, closing } of made.balances) {
        expect(sum([opening, charges, usage, adjustments, payments])).toBe(closing.micros);
        expect(closing.micros).toBe(ledger(records, bucketId));
      }
      const closing = sum(made.balances.map((balance) => balance.closing));
      const lines =
        sum(made.payments.map(({ amount }) => amount!)) +
        sum(made.adjustments.map(({ amount }) => amount!)) -
        sum(made.charges.map(({ amount }) => amount)) -
        sum(made.usage.map(({ amount }) => amount));
      expect(lines).toBe(closing);
    }),
  );
});

test('groups, SIMs, cost centres and rates each sum to the total', () => {
  fc.assert(
    fc.property(history, (records) => {
      const subscribers = new Map([[ANNA, { costCentre: 'one' }]]);
      const made = billFor({
        brand: LILY,
        account: ANNA,
        ...PERIOD,
        issuedAt: PERIOD.to,
        records,
        plan: PLANS[0]!,
        plans,
        opening: [],
        subscribers,
      });
      const charged =
        sum(made.charges.map(({ amount }) => amount)) +
        sum(made.usage.map(({ amount }) => amount)) -
        sum(made.adjustments.map(({ amount }) => amount!));
      for (const parts of [made.sims, made.costCentres]) {
        expect(sum(parts.map((part) => part.charged))).toBe(charged);
        for (const kind of ['net', 'tax', 'gross'] as const)
          expect(sum(parts.map((part) => part[kind]))).toBe(made.total[kind].micros);
      }
      for (const kind of ['net', 'tax', 'gross'] as const)
        expect(sum(made.tax.map((rate) => rate[kind]))).toBe(made.total[kind].micros);
      expect(made.total.net.micros + made.total.tax.micros).toBe(made.total.gross.micros);
    }),
  );
});

test('tax is rounded once: less than a micro from the exact sum, each rate less than one from its own', () => {
  const taxable = fc.record({
    terms: fc.record({
      name: fc.constant('VAT'),
      rateMicros: fc.integer({ min: 0, max: 30_000_000 }),
      inclusive: fc.boolean(),
    }),
    micros: fc.integer({ min: -(2 ** 30), max: 2 ** 30 }),
    part: fc.constantFrom('a', 'b', 'c'),
  });
  fc.assert(
    fc.property(fc.array(taxable, { maxLength: 12 }), (amounts) => {
      const exact = ({
        terms,
        micros,
      }: {
        terms: { rateMicros: number; inclusive: boolean };
        micros: number;
      }) => (micros * terms.rateMicros) / (1e8 + (terms.inclusive ? terms.rateMicros : 0));
      const taxation = taxationOf(amounts);
      expect(
        Math.abs(taxation.taxMicros - amounts.reduce((total, one) => total + exact(one), 0)),
      ).toBeLessThan(0.51);
      for (const { terms, taxMicros } of taxation.byRate) {
        const own = amounts.filter(
          (one) => one.terms.rateMicros === terms.rateMicros && one.terms.inclusive === terms.inclusive,
        );
        expect(Math.abs(taxMicros - own.reduce((total, one) => total + exact(one), 0))).toBeLessThan(1.01);
      }
    }),
  );
});

test('repeats and order change nothing, not a byte', () => {
  fc.assert(
    fc.property(history, fc.array(fc.nat()), (records, picks) => {
      const twice = [
        ...records,
        ...picks.flatMap((pick) => (records.length === 0 ? [] : [records[pick % records.length]!])),
      ];
      expect(JSON.stringify(bill(twice.toReversed()))).toBe(JSON.stringify(bill(records)));
    }),
  );
});

test('bill after bill: nothing twice, nothing left out, whenever each is made and however late a record comes', () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat({ max: 4 })), (records, delays) => {
      const stored: UsageRecord[] = [];
      const late: UsageRecord[] = [];
      let opening: ReturnType<typeof closingOf> = [];
      let before: { version: number; versions: Set<number> } | undefined;
      const make = () => {
        for (const period of cutPeriods(stored, before).ended) {
          opening = closingOf(bill(period.records, opening));
          before = {
            version: period.version,
            versions: new Set([...(before?.versions ?? []), ...versionsOf(period)]),
          };
        }
        return cutPeriods(stored, before).open;
      };
      for (const record of records) {
        // The one that ends a period is what makes the bill, so it is there.
        if (delays.next().value === 0 && record.notices === undefined) late.push(record);
        else stored.push(record);
        make();
      }
      stored.push(...late);
      const rest = bill(make(), opening);
      for (const bucketId of [1, 2]) {
        const closing = rest.balances.find((balance) => balance.bucketId === bucketId)?.closing.micros ?? 0;
        expect(closing).toBe(ledger(records, bucketId));
      }
    }),
  );
});
