import * as fc from 'fast-check';
import {
  readVoucherCode,
  VOUCHER_ALPHABET,
  VOUCHER_DRAWN,
  voucherCode,
} from '../../domain/payments/voucher.js';

const drawn = fc.array(fc.integer({ min: 0, max: VOUCHER_ALPHABET.length - 1 }), {
  minLength: VOUCHER_DRAWN,
  maxLength: VOUCHER_DRAWN,
});
const plain = (code: string) => code.replaceAll('-', '');

test('a code has five groups of four, and no character that looks like another', () => {
  const code = voucherCode(Array.from({ length: VOUCHER_DRAWN }, (_, i) => i));
  // Σ i·(i + 1) for i = 0 … 18 is 2280, which is 3 modulo 23.
  expect(code).toBe('2345-6789-CDFH-JKMN-PQR5');
  expect(VOUCHER_ALPHABET).not.toMatch(/[01AEILOUBGSVZ]/);
  expect(new Set(VOUCHER_ALPHABET).size).toBe(23);
});

test('codes are read as people type them', () => {
  fc.assert(
    fc.property(drawn, (numbers) => {
      const code = voucherCode(numbers);
      for (const typed of [code, plain(code), code.toLowerCase(), ` ${code.replaceAll('-', ' ')}\n`])
        expect(readVoucherCode(typed)).toBe(plain(code));
    }),
  );
});

test('one wrong character is found', () => {
  fc.assert(
    fc.property(drawn, fc.nat(VOUCHER_DRAWN), fc.integer({ min: 1, max: 22 }), (numbers, at, by) => {
      const code = plain(voucherCode(numbers)).split('');
      const index = VOUCHER_ALPHABET.indexOf(code[at]!);
      code[at] = VOUCHER_ALPHABET[(index + by) % 23]!;
      expect(readVoucherCode(code.join(''))).toBeUndefined();
    }),
  );
});

test('two characters that changed places are found, wherever they are', () => {
  fc.assert(
    fc.property(drawn, fc.nat(VOUCHER_DRAWN), fc.nat(VOUCHER_DRAWN), (numbers, a, b) => {
      const code = plain(voucherCode(numbers)).split('');
      fc.pre(code[a] !== code[b]);
      [code[a], code[b]] = [code[b]!, code[a]!];
      expect(readVoucherCode(code.join(''))).toBeUndefined();
    }),
  );
});

test.each([
  '',
  'hello',
  '2345-6789-CDFH-JKMN-PQR',
  '2345-6789-CDFH-JKMN-PQR5-2',
  '😀'.repeat(20),
  'x'.repeat(1e6),
])('%.40j is no code', (typed) => expect(readVoucherCode(typed)).toBeUndefined());

test('any text is read without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      expect(['string', 'undefined']).toContain(typeof readVoucherCode(text));
    }),
  );
});

test.each([[[1, 2]], [Array.from({ length: 19 }, () => 23)], [Array.from({ length: 19 }, () => 0.5)]])(
  'what was drawn otherwise makes no code: %j',
  (numbers) => expect(() => voucherCode(numbers)).toThrow(RangeError),
);
