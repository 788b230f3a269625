/** Quantities as people write them, "5 GB", "300 min", "100 messages", in the units that usage is counted in. */
import type { BucketUnit, UsageUnit } from '../catalogue/plan.js';

interface UnitOfMeasure {
  readonly unit: UsageUnit;
  /** How many of `unit` one of these is. */
  readonly size: number;
}

/** SI and IEC prefixes are told apart: 1 GB = 10⁹ bytes, 1 GiB = 2³⁰ bytes. */
const UNITS: Readonly<Record<string, UnitOfMeasure>> = {
  B: { unit: 'bytes', size: 1 },
  kB: { unit: 'bytes', size: 1e3 },
  MB: { unit: 'bytes', size: 1e6 },
  GB: { unit: 'bytes', size: 1e9 },
  TB: { unit: 'bytes', size: 1e12 },
  KiB: { unit: 'bytes', size: 2 ** 10 },
  MiB: { unit: 'bytes', size: 2 ** 20 },
  GiB: { unit: 'bytes', size: 2 ** 30 },
  TiB: { unit: 'bytes', size: 2 ** 40 },
  s: { unit: 'seconds', size: 1 },
  min: { unit: 'seconds', size: 60 },
  h: { unit: 'seconds', size: 3_600 },
  days: { unit: 'seconds', size: 86_400 },
  message: { unit: 'messages', size: 1 },
  messages: { unit: 'messages', size: 1 },
};

/** What a price may be per. */
export const PRICE_UNITS = ['B', 'kB', 'MB', 'GB', 'KiB', 'MiB', 'GiB', 's', 'min', 'h', 'message'] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

export const QUANTITY_PATTERN = /^\d+(?:\.\d+)? ?(?:[kMGT]?B|[KMGT]iB|s|min|h|days|messages?)$/;

export interface Quantity {
  readonly unit: UsageUnit;
  /** In `unit`; a safe integer ≥ 0. */
  readonly amount: number;
}

/** What "5 GB" means; undefined when it is not a quantity, or not a whole number of bytes, seconds or messages. */
export function parseQuantity(text: string): Quantity | undefined {
  if (!QUANTITY_PATTERN.test(text)) return undefined;
  const [, number, name] = /^([\d.]+) ?(\w+)$/.exec(text)!;
  const { unit, size } = UNITS[name!]!;
  const [whole, fraction = ''] = number!.split('.');
  const scaled = BigInt(whole! + fraction) * BigInt(size);
  const divisor = 10n ** BigInt(fraction.length);
  const amount = Number(scaled / divisor);
  return scaled % divisor === 0n && Number.isSafeInteger(amount) ? { unit, amount } : undefined;
}

/** What a bundle holds: a quantity, or `100 points`. */
export interface Amount {
  readonly unit: Exclude<BucketUnit, 'money'>;
  readonly amount: number;
}

export const POINTS_PATTERN = /^[1-9]\d{0,14} ?points?$/;

/** What "5 GB" or "100 points" means; undefined when it is neither. */
export function parseAmount(text: string): Amount | undefined {
  return POINTS_PATTERN.test(text) ? { unit: 'points', amount: parseInt(text, 10) } : parseQuantity(text);
}

/** What one of a price's unit is: `MB` is 10⁶ bytes. */
export function unitSize(per: PriceUnit): Quantity {
  const { unit, size } = UNITS[per]!;
  return { unit, amount: size };
}
