import * as fc from 'fast-check';
import { canonicalJson } from '../domain/canonical-json.js';

/** The same value, its keys written in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}

test('the order of keys makes no difference, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(shuffled(value))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('is compact and sorted', () => {
  expect(canonicalJson({ b: [1, { z: null, a: 'é"' }], a: true, c: undefined })).toBe(
    '{"a":true,"b":[1,{"a":"é\\"","z":null}]}',
  );
});

test.each([
  [{ a: [1, Number.NaN] }, '$.a[1] is NaN'],
  [{ a: 1n }, '$.a is a bigint'],
  [[undefined], '$[0] is a undefined'],
])('%p is refused, not changed', (value, message) => expect(() => canonicalJson(value)).toThrow(message));
