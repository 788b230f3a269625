import { randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

const pick = (from: string, length: number): string =>
  Array.from({ length }, () => from[randomInt(from.length)]).join('');

/** As Stripe and Razorpay make their ids. */
export const alphanumeric = (length: number): string =>
  pick(LETTERS + LETTERS.toLowerCase() + DIGITS, length);

/** As Adyen and PayPal do. */
export const capitals = (length: number): string => pick(LETTERS + DIGITS, length);

export const digits = (length: number): string => pick(DIGITS, length);

export const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
