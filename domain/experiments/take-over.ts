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

export interface TakeOver {
  /** Of an amount of the origin's currency: what it is here. @default '1' */
  readonly priceFactor?: string | undefined;
  readonly ratingGroups?: Readonly<Record<string, number>> | undefined;
  readonly offeringId?: string | undefined;
  /** Decimals that prices of units may have, as in operator files. */
  readonly decimals: number;
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
  if (how.priceFactor !== undefined && typeof value === 'string' && MONEY_KEYS.has(key) && isDecimal(value))
    return rounded(multiplyDecimals(value, how.priceFactor), Math.max(how.decimals, decimalPlaces(value)));
  return value;
}

/** Half up, at the last decimal that may stand there: prices are people's, who round so. */
function rounded(value: string, decimals: number): string {
  const [whole = '0', part = ''] = value.split('.');
  const scaled = BigInt(whole + part.padEnd(decimals + 1, '0').slice(0, decimals + 1));
  const up = (scaled + 5n) / 10n;
  const digits = up.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
