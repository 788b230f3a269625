/**
 * Codes of batches. A code says which batch and which serial number it is, and proves it by digits that follow from
 * them and a secret: so a code that nobody has used needs no record, and a batch can be written out again.
 */
import { VOUCHER_ALPHABET } from '../payments/voucher.js';

/**
 * How many characters prove a code. `long` ones can't be guessed: 18 of 23 characters are 81 bits. `short` ones, 36 bits,
 * are for people who type, and lean on the limit of wrong tries.
 */
export const PROOF = { long: 18, short: 8 } as const;
export type CodeLength = keyof typeof PROOF;
export const CODE_LENGTHS = Object.keys(PROOF) as CodeLength[];

/** Batches are numbered from 1, codes of a batch from 0. */
export const MOST_CODES = 10_000_000;
export const MOST_BATCHES = 95_000_000;

const BASE = VOUCHER_ALPHABET.length;
const NAMED = 11;
const GROUP = 5;
const HYPHEN = 0x2d;
const ASCII = Uint8Array.from(VOUCHER_ALPHABET, (character) => character.charCodeAt(0));

export interface CodeName {
  readonly batch: number;
  readonly serial: number;
}

export interface ReadCode extends CodeName {
  readonly length: CodeLength;
  /** What is said to prove it. */
  readonly proof: string;
  /** In capitals, without what separates its groups. */
  readonly code: string;
}

/** What a proof is made of: 256 bits that follow from the batch's secret and the serial number. */
export type Proof = Uint8Array;

/** Characters of a code, with what separates its groups. */
export const codeCharacters = (length: CodeLength): number => {
  const digits = NAMED + PROOF[length] + 1;
  return digits + Math.ceil(digits / GROUP) - 1;
};

/** A code in groups of five. @throws RangeError for numbers that a code has no room for */
export function couponCode(name: CodeName, length: CodeLength, proof: Proof): string {
  const bytes = new Uint8Array(codeCharacters(length));
  putCode(bytes, 0, name, length, proof);
  return String.fromCharCode(...bytes);
}

/**
 * The same as ASCII, into a file's bytes: a million texts would only be garbage.
 *
 * @returns where it ends
 * @throws RangeError for numbers that a code has no room for
 */
export function putCode(
  target: Uint8Array,
  at: number,
  { batch, serial }: CodeName,
  length: CodeLength,
  proof: Proof,
): number {
  if (!Number.isInteger(batch) || batch < 1 || batch > MOST_BATCHES)
    throw new RangeError(`batch ${batch}; allowed: 1 to ${MOST_BATCHES}`);
  if (!Number.isInteger(serial) || serial < 0 || serial >= MOST_CODES)
    throw new RangeError(`serial number ${serial}; allowed: 0 to ${MOST_CODES - 1}`);
  const digits = new Uint8Array(NAMED + PROOF[length] + 1);
  let rest = batch * MOST_CODES + serial;
  for (let i = NAMED - 1; i >= 0; i--) {
    digits[i] = rest % BASE;
    rest = Math.floor(rest / BASE);
  }
  putProof(digits.subarray(NAMED, -1), proof);
  digits[digits.length - 1] = checkOf(digits.subarray(0, -1));
  let end = at;
  for (let i = 0; i < digits.length; i++) {
    if (i > 0 && i % GROUP === 0) target[end++] = HYPHEN;
    target[end++] = ASCII[digits[i]!]!;
  }
  return end;
}

/** The proof as a code has it. */
export function proofText(proof: Proof, length: CodeLength): string {
  const digits = new Uint8Array(PROOF[length]);
  putProof(digits, proof);
  return Array.from(digits, (digit) => VOUCHER_ALPHABET[digit]).join('');
}

/** A code as it was typed or scanned; undefined = it is none, or a character of it is wrong. */
export function readCouponCode(typed: string): ReadCode | undefined {
  if (typed.length > 64) return undefined;
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  const length = CODE_LENGTHS.find((each) => code.length === NAMED + PROOF[each] + 1);
  if (length === undefined) return undefined;
  const numbers = code.split('').map((character) => VOUCHER_ALPHABET.indexOf(character));
  if (numbers.includes(-1) || checkOf(numbers.slice(0, -1)) !== numbers.at(-1)) return undefined;
  const named = numbers.slice(0, NAMED).reduce((sum, digit) => sum * BASE + digit, 0);
  const batch = Math.floor(named / MOST_CODES);
  if (batch < 1 || batch > MOST_BATCHES) return undefined;
  return { batch, serial: named % MOST_CODES, length, proof: code.slice(NAMED, -1), code };
}

/** Four digits of each 32 bits: 23⁴ of 2³² are as even as makes no difference (1 in 15,000). */
function putProof(digits: Uint8Array, proof: Proof): void {
  for (let at = 0; at < digits.length; at += 4) {
    let word = ((proof[at]! << 24) | (proof[at + 1]! << 16) | (proof[at + 2]! << 8) | proof[at + 3]!) >>> 0;
    for (let i = at; i < Math.min(at + 4, digits.length); i++) {
      digits[i] = word % BASE;
      word = Math.floor(word / BASE);
    }
  }
}

/** Weights 1 to 22 over and over, and −1 for the check itself: none is 0 modulo 23, and no two neighbours are alike. */
function checkOf(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]! * ((i % (BASE - 1)) + 1);
  return sum % BASE;
}
