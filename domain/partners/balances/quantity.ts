/** Quantities of TMF654, `{ amount: 12.34, units: 'GBP' }`, and amounts as buckets count them. */
import type { BucketUnit } from '../../catalogue/plan.js';
import { decimalPlaces, fromMicros, isDecimal, toMicros } from '../../operator/decimal.js';
import { parseQuantity } from '../../operator/quantity.js';

export interface TmfQuantity {
  readonly amount?: number;
  readonly units?: string;
}

/** What a bucket's amounts are counted in. */
export interface Measure {
  readonly unit: BucketUnit;
  /** ISO 4217, of money. */
  readonly currency: string;
  /** As `BucketTemplate.scale`: of points, how many parts one has. @default 1 */
  readonly scale?: number;
}

/** Money as a decimal number of its currency, all else in bytes, seconds, messages or points. */
export function quantityOf(amount: number, { unit, currency, scale = 1 }: Measure): Required<TmfQuantity> {
  return unit === 'money'
    ? { amount: Number(fromMicros(amount)), units: currency }
    : { amount: amount / scale, units: unit };
}

/** For people: `12.34 GBP`, `1.5 GB`, `90 min`. */
export function quantityText(amount: number, measure: Measure): string {
  const { unit, currency } = measure;
  if (unit === 'money') return `${fromMicros(amount)} ${currency}`;
  if (unit === 'bytes') {
    const [size, name] = BYTES.find(([least]) => Math.abs(amount) >= least) ?? [1, 'B'];
    return `${rounded(amount / size)} ${name}`;
  }
  if (unit === 'seconds') return `${rounded(amount / 60)} min`;
  return `${quantityOf(amount, measure).amount} ${unit}`;
}

const BYTES: readonly (readonly [number, string])[] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
];
const rounded = (value: number) => String(Math.trunc(value * 100) / 100);

/** How units are written, in small letters, and what they are called here. */
const UNIT_NAMES: Readonly<Record<string, string>> = {
  b: 'B',
  byte: 'B',
  bytes: 'B',
  octet: 'B',
  octets: 'B',
  kb: 'kB',
  mb: 'MB',
  gb: 'GB',
  tb: 'TB',
  kib: 'KiB',
  mib: 'MiB',
  gib: 'GiB',
  tib: 'TiB',
  s: 's',
  sec: 's',
  second: 's',
  seconds: 's',
  min: 'min',
  mins: 'min',
  minute: 'min',
  minutes: 'min',
  h: 'h',
  hour: 'h',
  hours: 'h',
  sms: 'messages',
  message: 'messages',
  messages: 'messages',
  point: 'points',
  points: 'points',
};

const NUMBER = 'a number above 0, below 1000000000 and with at most 6 decimals';
const EXAMPLES: Readonly<Record<Exclude<BucketUnit, 'money'>, string>> = {
  bytes: 'B, kB, MB, GB, TB, KiB, MiB, GiB or TiB',
  seconds: 's, min or h',
  messages: 'messages or sms',
  points: 'points',
};
const WHOLE_DIGITS = 9;
const MOST_DECIMALS = 6;

/** What is wrong with a quantity. */
export interface QuantityProblem {
  readonly field: 'amount' | 'units';
  readonly reason: string;
}

/**
 * The unit that a quantity's units are of; undefined when they are none, or absent.
 *
 * @param currency  ISO 4217, of the account: its code means money
 */
export function unitNamed(units: string | undefined, currency: string): BucketUnit | undefined {
  if (units === undefined) return undefined;
  if (units.toUpperCase() === currency) return 'money';
  const name = UNIT_NAMES[units.toLowerCase()];
  if (name === 'points') return 'points';
  return name === undefined ? undefined : parseQuantity(`1 ${name}`)?.unit;
}

/**
 * The amount of a quantity as its bucket counts it, without a sign: micros of money, whole bytes, seconds, messages or
 * parts of points. Exactly, or not at all.
 */
export function readQuantity({ amount, units }: TmfQuantity, measure: Measure): number | QuantityProblem {
  const { unit, currency, scale = 1 } = measure;
  if (amount === undefined) return { field: 'amount', reason: `is missing; allowed: ${NUMBER}` };
  const text = String(Math.abs(amount));
  const isPlain = amount !== 0 && isDecimal(text) && decimalPlaces(text) <= MOST_DECIMALS;
  if (unit === 'money') {
    if (units !== undefined && units.toUpperCase() !== currency)
      return { field: 'units', reason: `got "${units}"; allowed: ${currency}, of the account` };
    return isPlain && text.split('.')[0]!.length <= WHOLE_DIGITS
      ? toMicros(text)
      : { field: 'amount', reason: `got ${amount}; allowed: ${NUMBER}` };
  }
  const name = units === undefined ? BASE[unit] : UNIT_NAMES[units.toLowerCase()];
  const wrongUnits = { field: 'units', reason: `got "${units}"; allowed: ${EXAMPLES[unit]}` } as const;
  if (name === undefined) return wrongUnits;
  const wrong = { field: 'amount', reason: `got ${amount} ${name}; allowed: whole ${unit} above 0` } as const;
  if (unit === 'points') {
    const parts = amount * scale;
    if (name !== 'points') return wrongUnits;
    return Number.isSafeInteger(parts) && parts !== 0 ? Math.abs(parts) : wrong;
  }
  const read = isPlain ? parseQuantity(`${text} ${name}`) : undefined;
  if (read === undefined) return parseQuantity(`1 ${name}`)?.unit === unit ? wrong : wrongUnits;
  return read.unit === unit ? read.amount : wrongUnits;
}

const BASE: Readonly<Record<Exclude<BucketUnit, 'money'>, string>> = {
  bytes: 'B',
  seconds: 's',
  messages: 'messages',
  points: 'points',
};

/** TMF654 `usageType`. */
export type UsageType = 'monetary' | 'voice' | 'sms' | 'data' | 'other';

const USAGE_TYPES: Readonly<Record<BucketUnit, UsageType>> = {
  money: 'monetary',
  seconds: 'voice',
  messages: 'sms',
  bytes: 'data',
  points: 'other',
};

export const usageTypeOf = (unit: BucketUnit): UsageType => USAGE_TYPES[unit];

/** The unit that a `usageType` stands for; a currency's code is money (TMF654). */
export function unitOfUsageType(usageType: string, currency: string): BucketUnit | undefined {
  const found = (Object.keys(USAGE_TYPES) as BucketUnit[]).find(
    (unit) => USAGE_TYPES[unit] === usageType.toLowerCase() || unit === usageType.toLowerCase(),
  );
  return found ?? (usageType.toUpperCase() === currency ? 'money' : undefined);
}

export const USAGE_TYPE_NAMES: readonly UsageType[] = Object.values(USAGE_TYPES);
