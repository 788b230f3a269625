/** An offering that won elsewhere, said in this market's money and its host's rating groups. */
import { decimalPlaces, isDecimal, multiplyDecimals } from '../operator/decimal.js';

/** Under these keys of an operator file a decimal is an amount of money; elsewhere it may be a percentage. */
const MONEY_KEYS = new Set([
  'price',
  'connectFee',
  'maxCost',
  'startingCredit',
  'creditLimit',
  'fee',
  'amount',
  'limit',
  'minSpend',
  'maxSpend',
  'roundTo',
]);

/** How money of the origin is said here. */
export interface Money {
  /** Of an amount of the origin's currency: what it is here. @default '1' */
  readonly priceFactor?: string | undefined;
  /** Of the currency's own digits. */
  readonly decimals: number;
}

export interface TakeOver extends Money {
  readonly ratingGroups?: Readonly<Record<string, number>> | undefined;
  readonly offeringId?: string | undefined;
}

export function takeOver(
  offering: Readonly<Record<string, unknown>>,
  { offeringId, ...how }: TakeOver,
): Record<string, unknown> {
  const taken = translated(offering, '', how) as Record<string, unknown>;
  return offeringId === undefined ? taken : { ...taken, id: offeringId };
}

function translated(value: unknown, key: string, how: Omit<TakeOver, 'offeringId'>): unknown {
  if (Array.isArray(value)) return value.map((each) => translated(each, key, how));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, translated(member, name, how)]),
    );
  if (key === 'ratingGroups' && typeof value === 'number') return how.ratingGroups?.[String(value)] ?? value;
  return typeof value === 'string' && MONEY_KEYS.has(key) && isDecimal(value)
    ? otherMoney(value, how)
    : value;
}

/** An amount of the origin's in this market's money, with as many decimals as it had, or as the currency has. */
export const otherMoney = (value: string, { priceFactor, decimals }: Money): string =>
  priceFactor === undefined
    ? value
    : rounded(multiplyDecimals(value, priceFactor), Math.max(decimals, decimalPlaces(value)));

/** Half up, at the last decimal that may stand there: prices are people's, who round so. */
function rounded(value: string, decimals: number): string {
  const [whole = '0', part = ''] = value.split('.');
  const scaled = BigInt(whole + part.padEnd(decimals + 1, '0').slice(0, decimals + 1));
  const up = (scaled + 5n) / 10n;
  const digits = up.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
