/** The kinds of value that an operator file is made of. Each carries what is allowed as its error. */
import { z } from 'zod';
import { decimalPlaces, isDecimal } from './decimal.js';
import { parseQuantity, QUANTITY_PATTERN } from './quantity.js';
import { suggest } from './suggest.js';

/** A text that matches a pattern. */
export function text(pattern: RegExp, allowed: string) {
  return z.string({ error: allowed }).regex(pattern, { error: allowed });
}

/** A label for people. */
export function label(maxLength = 60) {
  const allowed = `text of 1 to ${maxLength} characters`;
  return z.string({ error: allowed }).min(1, { error: allowed }).max(maxLength, { error: allowed });
}

/** An id that can be part of a URL, a key and a resource's name. */
export function slug(example: string) {
  return text(
    /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    `lower-case letters, digits and single hyphens, first a letter, such as "${example}"`,
  )
    .max(30, { error: 'at most 30 characters' })
    .meta({ examples: [example] });
}

/** Digits, quoted in YAML so that leading zeros stay. */
export function digits(min: number, max: number, example: string) {
  const length = min === max ? `${min}` : `${min} to ${max}`;
  return text(new RegExp(`^\\d{${min},${max}}$`), `${length} digits in quotes, such as "${example}"`).meta({
    examples: [example],
  });
}

export function wholeNumber(min: number, max: number) {
  const error = `whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

const EXACT_DIGITS = 15;

/**
 * A non-negative decimal: a string, or a YAML number that a double holds exactly as it is written
 * (at most 15 digits).
 *
 * @param max.integers  digits before the point
 * @param max.decimals  digits after the point
 */
function decimal(
  max: { readonly integers: number; readonly decimals: number },
  allowed = 'decimal string such as "0.10"',
) {
  const bounded = `${allowed} (at most ${max.integers} digits before the point and ${max.decimals} after it)`;
  const pattern = new RegExp(`^(0|[1-9]\\d{0,${max.integers - 1}})(\\.\\d+)?$`);
  return z
    .union(
      [
        z.string({ error: bounded }).regex(pattern, { error: bounded }),
        z.number({ error: bounded }).min(0, { error: bounded }),
      ],
      { error: bounded },
    )
    .transform(String)
    .refine((value) => isDecimal(value) && pattern.test(value) && decimalPlaces(value) <= max.decimals, {
      error: bounded,
    })
    .refine((value) => value.length <= EXACT_DIGITS + 2, { error: bounded });
}

/** A price per unit of usage. Nine decimals, since a price a byte is small. */
export function price() {
  return decimal({ integers: 6, decimals: 9 }).meta({ examples: ['0.10'] });
}

/** An amount of money: at most six decimals, which is a whole number of micros. */
export function money() {
  return decimal({ integers: 9, decimals: 6 }, 'amount of money as a decimal string such as "10.00"').meta({
    examples: ['10.00'],
  });
}

export function percent() {
  const allowed = 'percentage from 0 to 100 as a decimal string such as "20" or "12.5"';
  return decimal({ integers: 3, decimals: 6 }, allowed).refine((value) => Number(value) <= 100, {
    error: allowed,
  });
}

/** "5 GB", "300 min", "100 messages". */
export function quantity(example: string) {
  const allowed = `quantity such as "${example}" (B, kB, MB, GB, TB, KiB, MiB, GiB, TiB, s, min, h, days, messages)`;
  return text(QUANTITY_PATTERN, allowed)
    .refine((value) => (parseQuantity(value)?.amount ?? 0) > 0, {
      error: `${allowed}; more than nothing, and a whole number of bytes, seconds or messages`,
    })
    .meta({ examples: [example] });
}

export function httpsUrl(example: string) {
  const error = `https URL such as "${example}"`;
  return z
    .string({ error })
    .regex(/^https:\/\/[^\s/$.?#][^\s]*$/, { error })
    .refine((value) => URL.canParse(value), { error });
}

export function colour() {
  return text(/^#[0-9a-fA-F]{6}$/, 'colour such as "#5b2a86"');
}

/** A day in the market's own calendar. */
export function localDate() {
  const error = 'date such as "2026-01-31"';
  return text(/^\d{4}-\d{2}-\d{2}$/, error).refine(
    (value) => {
      const day = new Date(`${value}T00:00:00Z`);
      return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
    },
    { error },
  );
}

export const WEEK_DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export function weekDay() {
  return z.enum(WEEK_DAYS);
}

/** A switch that is only ever on: the file leaves out what it does not want. */
export function flag() {
  return z.literal(true, { error: 'true, or leave it out' });
}

/** A list that has something in it. */
export function listOf<S extends z.ZodType>(item: S, what: string) {
  const error = `list of at least one ${what}`;
  return z.array(item, { error }).min(1, { error });
}

/** A time of day in the market's zone. */
export function localTime() {
  return text(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'time of day such as "19:00" or "19:00:30"');
}

/** ISO 4217. */
export function currency() {
  return oneOfMany(
    () => Intl.supportedValuesOf('currency'),
    /^[A-Z]{3}$/,
    'ISO 4217 currency code such as "GBP"',
  );
}

/** A zone of the IANA time zone database. */
export function timeZone() {
  return oneOfMany(
    () => Intl.supportedValuesOf('timeZone'),
    /^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/,
    'IANA time zone such as "Europe/London"',
    isTimeZone,
  );
}

/** ISO 3166-1 alpha-2. */
export function country() {
  const error = 'ISO 3166-1 country code of two capital letters such as "GB"';
  return text(/^[A-Z]{2}$/, error).refine(isCountry, { error });
}

/** A BCP 47 language tag. */
export function locale() {
  const error = 'BCP 47 language tag in its canonical form such as "en-GB"';
  return z.string({ error }).refine(isLocale, { error });
}

function oneOfMany(
  values: () => readonly string[],
  pattern: RegExp,
  allowed: string,
  isAllowed: (value: string) => boolean = (value) => values().includes(value),
) {
  return z.string({ error: allowed }).check((context) => {
    if (pattern.test(context.value) && isAllowed(context.value)) return;
    const meant = suggest(context.value, values());
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: meant === undefined ? allowed : `${allowed} (did you mean "${meant}"?)`,
    });
  });
}

// Aliases such as "Asia/Kolkata" or "UTC" are zones too, though `supportedValuesOf` lists canonical names only.
function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Codes such as "EU" name regions that are no country, "ZZ" and "XX" nothing. */
const NO_COUNTRIES = ['EU', 'EZ', 'UN', 'ZZ', 'XX', 'XA', 'XB', 'QO'];

function isCountry(value: string): boolean {
  try {
    // "UK" is an alias: canonical locales spell it "GB".
    return (
      !NO_COUNTRIES.includes(value) &&
      Intl.getCanonicalLocales(`und-${value}`)[0] === `und-${value}` &&
      new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(value) !== undefined
    );
  } catch {
    return false;
  }
}

function isLocale(value: string): boolean {
  try {
    // BCP 47 reserves longer languages, so "english" is well-formed and still no language.
    return Intl.getCanonicalLocales(value)[0] === value && new Intl.Locale(value).language.length <= 3;
  } catch {
    return false;
  }
}
