import * as fc from 'fast-check';
import { compileHostTerms, wholesaleMicros, type HostTerms } from '../../domain/catalogue/host-terms.js';
import { loadOperators } from '../../operators/load.js';

const TERMS: HostTerms = {
  version: 1,
  effectiveFromMs: 0,
  currency: 'EUR',
  rates: [
    { service: 'data', nanos: 650_000_000, per: 1e9 },
    { service: 'data', zone: 'eu', nanos: 1_100_000_000, per: 1e9 },
    { service: 'voice', nanos: 5_000_000, per: 60 },
  ],
};

test.each([
  ['data' as const, undefined, 20e9, 13_000_000],
  ['data' as const, 'eu', 1e9, 1_100_000],
  ['data' as const, 'world', 1e9, 650_000],
  // A second is 83.3 micros, a minute exactly 5,000.
  ['voice' as const, undefined, 1, 83],
  ['voice' as const, undefined, 60, 5_000],
  ['data' as const, undefined, 0, 0],
  ['sms' as const, undefined, 1, undefined],
])('%s in %s: %i units cost %s micros', (service, zone, units, micros) => {
  expect(wholesaleMicros(TERMS, { service, zone, units })).toBe(micros);
});

test('the terms of a file begin at midnight in its market', () => {
  const [fieldworksDe] = loadOperators();
  expect(compileHostTerms(fieldworksDe!)).toMatchObject({
    version: 3,
    effectiveFromMs: Date.parse('2026-03-31T22:00:00Z'),
    currency: 'EUR',
    rates: expect.arrayContaining([{ service: 'voice', nanos: 5_000_000, per: 60 }]),
  });
});

test('rounded once: never further from the exact cost than half a micro', () => {
  fc.assert(
    fc.property(fc.nat(1e8), fc.nat(1e9), fc.integer({ min: 1, max: 2 ** 30 }), (units, nanos, per) => {
      const terms = { ...TERMS, rates: [{ service: 'data' as const, nanos, per }] };
      const twice = 2n * BigInt(wholesaleMicros(terms, { service: 'data', units })!);
      const exact = 2n * BigInt(units) * BigInt(nanos);
      const whole = BigInt(per) * 1_000n;
      const distance = exact - twice * whole;
      expect(distance <= whole && distance >= -whole).toBe(true);
    }),
  );
});

test('units that are none are refused', () => {
  expect(() => wholesaleMicros(TERMS, { service: 'data', units: 1.5 })).toThrow(RangeError);
});
