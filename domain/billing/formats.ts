/** Money, quantities and dates as a locale writes them. */
import { currencyDigits } from '../operator/currency.js';
import type { Amount } from './amount.js';
import type { Labels } from './labels.js';

export interface Formats {
  /** Exact: at least the currency's digits, up to six. */
  readonly money: (this: void, amount: Amount) => string;
  /** A price a unit, as a decimal: up to twelve places. */
  readonly price: (this: void, price: string) => string;
  /** @param scale  smallest parts in one unit as people see it */
  readonly quantity: (
    this: void,
    value: number,
    unit: 'money' | 'bytes' | 'seconds' | 'messages' | 'points',
    scale?: number,
  ) => string;
  readonly number: (this: void, value: number) => string;
  /** @param at  ISO 8601 */
  readonly date: (this: void, at: string) => string;
  readonly dateTime: (this: void, at: string) => string;
  readonly percent: (this: void, percent: string) => string;
}

/** @param locale  BCP 47 */
export function formatsOf(locale: string, currency: string, timeZone: string, labels: Labels): Formats {
  const money = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: currencyDigits(currency),
    maximumFractionDigits: 6,
  });
  const price = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: currencyDigits(currency),
    maximumFractionDigits: 12,
  });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
  const date = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium' });
  const dateTime = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return {
    // A text, since a double could not hold large amounts with six decimals.
    money: ({ amount }) => money.format(amount as `${number}`),
    price: (text) => price.format(text as `${number}`),
    quantity(value, unit, scale = 1) {
      if (unit === 'bytes') return bytes(value, number);
      if (unit === 'seconds') return duration(value);
      if (unit === 'messages') return labels.messages.replace('{count}', number.format(value));
      return number.format(value / scale);
    },
    number: (value) => number.format(value),
    date: (at) => date.format(Date.parse(at)),
    dateTime: (at) => dateTime.format(Date.parse(at)),
    percent: (text) => `${percent.format(text as `${number}`)} %`,
  };
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** In thousands, as plans are sold. */
function bytes(value: number, number: Intl.NumberFormat): string {
  let unit = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 1000 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${number.format(scaled)} ${BYTE_UNITS[unit]}`;
}

/** 3,725 s is "1:02:05". */
function duration(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const rest = Math.abs(seconds);
  const [hours, minutes] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60];
  const clock = hours > 0 ? `${hours}:${two(minutes)}:${two(rest % 60)}` : `${minutes}:${two(rest % 60)}`;
  return seconds < 0 ? `-${clock}` : clock;
}
