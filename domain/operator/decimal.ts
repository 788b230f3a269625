/** Exact arithmetic on decimal strings such as "0.10"; never a float. */

/** digits × 10^−scale. */
interface Parsed {
  readonly digits: bigint;
  readonly scale: number;
}

const PLAIN_DECIMAL = /^(0|[1-9]\d*)(?:\.(\d+))?$/;

/** Whether a text is a plain, non-negative decimal: no sign, exponent, comma or leading zeros. */
export function isDecimal(text: string): boolean {
  return PLAIN_DECIMAL.test(text);
}

/** Digits after the decimal point that matter. */
export function decimalPlaces(text: string): number {
  return (parse(text).scale > 0 && text.replace(/0+$/, '').split('.')[1]?.length) || 0;
}

/** −1, 0 or 1 as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = aligned(parse(a), parse(b));
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function addDecimals(a: string, b: string): string {
  const left = parse(a);
  const right = parse(b);
  const [x, y] = aligned(left, right);
  return format({ digits: x + y, scale: Math.max(left.scale, right.scale) });
}

export function multiplyDecimals(a: string, b: string): string {
  const left = parse(a);
  const right = parse(b);
  return format({ digits: left.digits * right.digits, scale: left.scale + right.scale });
}

/** 10⁶: a currency's unit in micros. */
const MICRO_PLACES = 6;

/**
 * An amount of money in micros (10⁻⁶ of the currency's unit).
 *
 * @throws RangeError when it has more than six decimals or leaves the safe integers
 */
export function toMicros(amount: string): number {
  const { digits, scale } = parse(amount);
  const shift = MICRO_PLACES - scale;
  const divisor = 10n ** BigInt(Math.max(0, -shift));
  const scaled = digits * 10n ** BigInt(Math.max(0, shift));
  const micros = Number(scaled / divisor);
  if (scaled % divisor !== 0n || !Number.isSafeInteger(micros)) {
    throw new RangeError(`${amount} is not a whole number of micros within ±(2^53 − 1)`);
  }
  return micros;
}

/** Micros as a decimal string with at least two decimals: 10000000 is "10.00". */
export function fromMicros(micros: number | bigint): string {
  const sign = micros < 0 ? '-' : '';
  const padded = String(micros < 0 ? -micros : micros).padStart(MICRO_PLACES + 1, '0');
  const fraction = padded.slice(-MICRO_PLACES).replace(/0{1,4}$/, '');
  return `${sign}${padded.slice(0, -MICRO_PLACES)}.${fraction}`;
}

function parse(text: string): Parsed {
  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) throw new RangeError(`${text} is not a decimal such as "0.10"`);
  const fraction = match[2] ?? '';
  return { digits: BigInt(match[1]! + fraction), scale: fraction.length };
}

function aligned(a: Parsed, b: Parsed): [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)];
}

function format({ digits, scale }: Parsed): string {
  if (scale === 0) return digits.toString();
  const padded = digits.toString().padStart(scale + 1, '0');
  const fraction = padded.slice(-scale).replace(/0+$/, '');
  const whole = padded.slice(0, -scale);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
