/** Codes of vouchers: what people read off a card and type into a phone. */

/**
 * Digits and capitals of which none looks like another (of 0 O Q, 5 S, 6 G, 8 B, 2 Z and V W at most one, no 1 I L),
 * without vowels, which would make words: 23, a prime, so that the check character finds every single wrong character
 * and every two that changed places.
 */
export const VOUCHER_ALPHABET = '23456789CDFHJKMNPQRTWXY';

/** Characters that are drawn; with the check character 20. 19 of 23 are 85.9 bits. */
export const VOUCHER_DRAWN = 19;

const GROUP = 4;

/**
 * The code for drawn numbers, in groups: `XXXX-XXXX-XXXX-XXXX-XXXX`.
 *
 * @param drawn  19 whole numbers from 0 to 22, evenly distributed and unpredictable
 * @throws RangeError for anything else
 */
export function voucherCode(drawn: readonly number[]): string {
  const { length } = VOUCHER_ALPHABET;
  if (
    drawn.length !== VOUCHER_DRAWN ||
    drawn.some((number) => !Number.isInteger(number) || number < 0 || number >= length)
  )
    throw new RangeError(`${VOUCHER_DRAWN} whole numbers from 0 to ${length - 1} make a code`);
  const code = [...drawn, checkOf(drawn)].map((number) => VOUCHER_ALPHABET[number]).join('');
  return code.match(new RegExp(`.{${GROUP}}`, 'g'))!.join('-');
}

/**
 * A code as somebody typed it, in capitals and without what separates its groups; undefined = it is none, or one of
 * its characters is wrong.
 */
export function readVoucherCode(typed: string): string | undefined {
  if (typed.length > 64) return undefined;
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  const numbers = code.split('').map((character) => VOUCHER_ALPHABET.indexOf(character));
  if (numbers.length !== VOUCHER_DRAWN + 1 || numbers.includes(-1)) return undefined;
  return checkOf(numbers.slice(0, -1)) === numbers.at(-1) ? code : undefined;
}

/** Weights 1 to 19, and −1 for the check character itself, are all different modulo 23. */
function checkOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number, i) => sum + number * (i + 1), 0) % VOUCHER_ALPHABET.length;
}
