import { billFor } from '../../domain/billing/bill-for.js';
import type { Bill } from '../../domain/billing/bill.js';
import { ANNA, BEN, line, movement, PERIOD, plan, record } from './records.js';

/** A family's postpaid month, with something in every section. @param calls  of the itemised list */
export function sampleBill(brandName = 'Lily Mobile', calls = 120): Bill {
  const german = plan({ name: 'Familie 20 GB für alle' });
  const at = (n: number) => new Date(Date.parse(PERIOD.from) + n * 3_600_000 * 5).toISOString();
  const data = {
    bucket: 'data-2gb',
    bucketId: 3,
    unit: 'bytes',
    service: 'internet',
    destination: '',
    units: 31_250_000,
    amount: 31_250_000,
    priceMicros: 0,
  } as const;
  return billFor({
    brand: { id: 'lily', name: brandName },
    account: ANNA,
    ...PERIOD,
    issuedAt: PERIOD.to,
    plan: german,
    plans: new Map([[german.id, german]]),
    opening: [{ bucket: 'wallet', bucketId: 1, micros: -1_500_000 }],
    subscribers: new Map([
      [ANNA, { msisdn: 'msisdn-4915888000001', costCentre: 'Vertrieb' }],
      [BEN, { msisdn: 'msisdn-4915888000002' }],
    ]),
    reasons: new Map([['aabbccddeeff', 'Störung am 12. Oktober']]),
    records: [
      record(2, { at: at(-9), lines: [line({ units: 95, priceMicros: 158_333 })] }),
      ...Array.from({ length: calls }, (_, n) =>
        record(n + 3, {
          at: at(n),
          supi: n % 3 === 0 ? BEN : ANNA,
          lines: [
            line({
              units: 17 * (n + 1),
              priceMicros: 1_001 * (n + 1),
              destination: n % 4 === 0 ? 'international' : 'national',
              ...(n % 5 === 0 ? { zone: 'eu' } : {}),
            }),
            line(data),
          ],
        }),
      ),
      record(calls + 3, {
        lines: [line({ destination: 'helpline', units: 900, priceMicros: 0, itemised: false })],
      }),
      record(calls + 4, {
        lines: [{ ...line({ amount: 0, priceMicros: 0, uncollected: true }), units: 75 }],
      }),
      record(calls + 5, {
        at: PERIOD.to,
        movements: [
          movement({
            action: 'recurring',
            amount: -19_990_000,
            from: PERIOD.to,
            to: '2026-12-01T23:00:00.000Z',
          }),
          movement({ action: 'paid', amount: -2_000_000, addOn: 'eu-day' }),
          movement({ action: 'credited', amount: 1_234_567, reference: 'aabbccddeeff' }),
          movement({ amount: 5_000_000 }),
          movement({ action: 'renewed', bucket: 'data-2gb', bucketId: 3, unit: 'bytes', amount: 2e9 }),
        ],
        notices: [{ type: 'period.ended', ...PERIOD }],
      }),
    ],
  });
}
