import { amountOf, roundedUp } from '../../domain/billing/amount.js';
import { billFor, closingOf, type BillInput } from '../../domain/billing/bill-for.js';
import { billNumber } from '../../domain/billing/bill-number.js';
import { receiptFor } from '../../domain/billing/receipt-for.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { ANNA, BEN, LILY, line, movement, PERIOD, plan, record } from './records.js';

function bill(records: readonly UsageRecord[], over: Partial<BillInput> = {}) {
  const inForce = over.plan ?? plan();
  return billFor({
    brand: LILY,
    account: ANNA,
    ...PERIOD,
    issuedAt: PERIOD.to,
    records,
    plan: inForce,
    plans: new Map([[inForce.id, inForce]]),
    opening: [],
    ...over,
  });
}

test('a postpaid month: what it cost, what it contains of tax, what is due and when', () => {
  const made = bill(
    [
      record(2, { lines: [line({ units: 90, priceMicros: 300_000 })] }),
      record(3, {
        lines: [
          line({
            bucket: 'data-2gb',
            bucketId: 3,
            unit: 'bytes',
            service: 'internet',
            units: 5e8,
            amount: 5e8,
            priceMicros: 0,
          }),
        ],
      }),
      record(4, {
        movements: [
          movement({
            action: 'recurring',
            amount: -9_990_000,
            from: PERIOD.to,
            to: '2026-12-01T23:00:00.000Z',
          }),
          movement({ action: 'paid', amount: -2_000_000, addOn: 'eu-day' }),
          movement({ action: 'credited', amount: 1_000_000, reference: 'aabbccddeeff' }),
        ],
      }),
    ],
    { reasons: new Map([['aabbccddeeff', 'dropped calls']]) },
  );

  expect(made).toMatchObject({
    kind: 'bill',
    billId: '20261101T230000Z',
    period: { from: '2026-10-02T00:00:00+02:00', to: '2026-11-02T00:00:00+01:00' },
    balances: [
      {
        bucket: 'wallet',
        opening: { micros: 0, amount: '0.00' },
        usage: { micros: -300_000 },
        charges: { micros: -11_990_000 },
        adjustments: { micros: 1_000_000 },
        payments: { micros: 0 },
        closing: { micros: -11_290_000, amount: '-11.29' },
      },
    ],
    charges: [
      {
        type: 'recurring',
        name: 'Family 20',
        from: '2026-11-02T00:00:00+01:00',
        to: '2026-12-02T00:00:00+01:00',
        amount: amountOf(9_990_000),
      },
      { type: 'one-time', name: 'EU day pack', addOn: 'eu-day', amount: amountOf(2_000_000) },
    ],
    usage: [
      {
        service: 'calls',
        destination: 'national',
        units: 90,
        includedUnits: 0,
        count: 1,
        amount: amountOf(300_000),
      },
      { service: 'internet', units: 5e8, includedUnits: 5e8, amount: amountOf(0) },
    ],
    adjustments: [
      { action: 'credited', reference: 'aabbccddeeff', reason: 'dropped calls', amount: amountOf(1_000_000) },
    ],
    allowances: [{ bucket: 'data-2gb', used: 5e8, given: 0, taken: 0 }],
    // 11.29 × 19 / 119 = 1.802605…
    tax: [
      {
        name: 'USt',
        ratePercent: '19',
        inclusive: true,
        net: amountOf(9_487_395),
        tax: amountOf(1_802_605),
        gross: amountOf(11_290_000),
      },
    ],
    total: { gross: amountOf(11_290_000) },
    due: {
      exact: amountOf(11_290_000),
      payable: amountOf(11_290_000),
      carried: amountOf(0),
      date: '2026-11-15',
    },
  });
  expect(made.number).toBe(billNumber('lily', ANNA, '2026-11-01'));
  expect(made.number).toMatch(/^LILY-20261101(-\d{3}){5}$/);
  expect(made.number).not.toContain(ANNA.slice(-6));
});

test('prices without tax: it is added, and to what is carried over too', () => {
  const net = plan({ taxInclusive: false });
  const made = bill([record(2, { taxInclusive: false, lines: [line({ priceMicros: 30_000_000 })] })], {
    plan: net,
    opening: [{ bucket: 'wallet', bucketId: 1, micros: 20_000_000 }],
  });
  expect(made.total).toEqual({
    net: amountOf(30_000_000),
    tax: amountOf(5_700_000),
    gross: amountOf(35_700_000),
  });
  // 10 of the 30 are owed, and their tax: 11.90.
  expect(made.due).toMatchObject({ exact: amountOf(11_900_000), carried: amountOf(-23_800_000) });
});

test('what can be paid is rounded up to the smallest coin, so that a payment settles it', () => {
  const made = bill([record(2, { lines: [line({ priceMicros: 1_234_001 })] })]);
  expect(made.due).toMatchObject({ exact: amountOf(1_234_001), payable: amountOf(1_240_000) });
  expect([
    roundedUp(1, 'JPY'),
    roundedUp(1, 'KWD'),
    roundedUp(2_000_000, 'JPY'),
    roundedUp(0, 'EUR'),
    // Paid in hundredths, whatever everyday prices are.
    roundedUp(1, 'HUF'),
  ]).toEqual([1_000_000, 1_000, 2_000_000, 0, 10_000]);
});

test('a prepaid period is a receipt: paid, and nothing due', () => {
  const made = bill([record(2, { lines: [line()] })], { plan: plan({ paymentMode: 'prepaid' }) });
  expect(made).toMatchObject({ kind: 'receipt', paid: amountOf(100_000) });
  expect(made).not.toHaveProperty('due');
});

test('an open period has no number, and nobody has to pay it yet', () => {
  const made = bill([], { open: true });
  expect(made.billId).toBe('current');
  expect(made).not.toHaveProperty('number');
  expect(made.due).not.toHaveProperty('date');
});

test('helplines are in the totals, and nowhere by themselves', () => {
  const made = bill([
    record(2, {
      lines: [line({ destination: 'helpline', units: 600, priceMicros: 250_000, itemised: false })],
    }),
    record(3, { lines: [line()] }),
  ]);
  expect(JSON.stringify(made)).not.toContain('helpline');
  expect(made.items).toHaveLength(1);
  expect(made.usage).toMatchObject([
    { destination: 'national', amount: amountOf(100_000) },
    { service: 'calls', units: 600, amount: amountOf(250_000) },
  ]);
  expect(made.total.gross.micros).toBe(350_000);
});

test('family: each SIM has its part, and the plan its own', () => {
  const made = bill([
    record(2, { lines: [line({ priceMicros: 1_000_001 })] }),
    record(3, { supi: BEN, lines: [line({ priceMicros: 2_000_001 })] }),
    record(4, { movements: [movement({ action: 'recurring', amount: -5_000_000 })] }),
  ]);
  expect(made.sims.map(({ of, charged }) => [of, charged.micros])).toEqual([
    [ANNA, 1_000_001],
    [BEN, 2_000_001],
    [undefined, 5_000_000],
  ]);
  expect(made.costCentres).toEqual([]);
});

test('company: cost centres add up their SIMs; what has none is last', () => {
  const made = bill(
    [
      record(2, { lines: [line()] }),
      record(3, { supi: BEN, lines: [line()] }),
      record(4, { supi: 'imsi-262990000000003', lines: [line()] }),
    ],
    {
      subscribers: new Map([
        [ANNA, { costCentre: 'Sales' }],
        [BEN, { costCentre: 'Sales', msisdn: 'msisdn-4915888' }],
      ]),
    },
  );
  expect(made.costCentres.map(({ of, charged }) => [of, charged.micros])).toEqual([
    ['Sales', 200_000],
    [undefined, 100_000],
  ]);
});

test('calls are one line each, data one a day, and what came late keeps its own time', () => {
  const data = {
    bucket: 'data-2gb',
    bucketId: 3,
    unit: 'bytes',
    service: 'internet',
    destination: '',
    units: 1e6,
    amount: 1e6,
    priceMicros: 0,
  } as const;
  const { items } = bill([
    record(2, { sessionId: 7, lines: [line(data)] }),
    record(3, { sessionId: 7, at: '2026-10-10T15:00:00.000Z', lines: [line(data)] }),
    record(4, { sessionId: 9, lines: [line({ units: 30 })] }),
    record(5, { sessionId: 9, lines: [line({ units: 40 })] }),
    record(6, { at: '2026-09-30T12:00:00.000Z', lines: [line()] }),
  ]);
  expect(items.map(({ at, units, late }) => [at, units, late])).toEqual([
    ['2026-09-30T14:00:00+02:00', 60, true],
    ['2026-10-10T12:00:00+02:00', 2e6, undefined],
    ['2026-10-10T12:00:00+02:00', 70, undefined],
  ]);
});

test('uncollected usage is told, and costs nothing', () => {
  const made = bill([
    record(2, { lines: [{ ...line({ amount: 0, priceMicros: 0, uncollected: true }), units: 300 }] }),
  ]);
  expect(made.uncollected).toEqual([
    { service: 'calls', destination: 'national', unit: 'seconds', units: 300 },
  ]);
  expect(made.usage).toEqual([]);
  expect(made.total.gross.micros).toBe(0);
});

test('an unknown plan and a foreign currency are refused together', () => {
  expect(() =>
    bill([record(2, { planId: 'plan_ffffffffffffffff' }), record(3, { currency: 'GBP' })]),
  ).toThrow(
    `usage record ${ANNA}/2 names plan version plan_ffffffffffffffff, which is not given\nusage record ${ANNA}/3 is in GBP; allowed: the plan's currency, EUR`,
  );
});

test('the next bill goes on from the last', () => {
  const first = bill([record(2, { lines: [line()] })]);
  const second = bill([record(5, { movements: [movement({ amount: 100_000 })] })], {
    opening: closingOf(first),
  });
  expect(second.balances[0]).toMatchObject({ opening: amountOf(-100_000), closing: amountOf(0) });
  expect(second.due).toMatchObject({ exact: amountOf(0), payable: amountOf(0) });
  expect(closingOf(bill([], { opening: closingOf(second) }))).toEqual([]);
});

test('receipts: a top-up bears no tax, a purchase contains it, usage has none', () => {
  const prepaid = plan({ paymentMode: 'prepaid' });
  const topUp = receiptFor(record(8, { kind: 'account', movements: [movement()] }), prepaid, LILY);
  expect(topUp).toMatchObject({
    receiptId: '8',
    paidIn: amountOf(10_000_000),
    total: { tax: amountOf(0) },
    tax: [],
  });
  const pack = receiptFor(
    record(9, { movements: [movement({ action: 'paid', amount: -2_000_000, addOn: 'eu-day' })] }),
    prepaid,
    LILY,
  );
  expect(pack).toMatchObject({
    charges: [{ name: 'EU day pack', amount: amountOf(2_000_000) }],
    total: { gross: amountOf(2_000_000), tax: amountOf(319_328) },
  });
  expect(receiptFor(record(10, { lines: [line()] }), prepaid, LILY)).toBeUndefined();
  // Postpaid: a bill follows, and is what is paid.
  const onAccount = record(11, { movements: [movement({ action: 'recurring', amount: -2_000_000 })] });
  expect(receiptFor(onAccount, plan(), LILY)).toBeUndefined();
  expect(receiptFor(record(12, { movements: [movement()] }), plan(), LILY)).toMatchObject({ charges: [] });
});
