/** Reading what a provider sent: every member may be missing or of another type. */
import type { ProviderSecret, Refusal, RefusalCode } from '../provider.js';

export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = {};

/** A JSON text's object; undefined = it is no JSON, or no object. */
export function jsonObject(text: Uint8Array | string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(typeof text === 'string' ? text : Buffer.from(text).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A member's object; empty = it is none. */
export function fieldsOf(of: Fields, name: string): Fields {
  const value = own(of, name);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NO_FIELDS;
}

/** The objects in a member's list; empty = it is none. */
export function listOf(of: Fields, name: string): readonly Fields[] {
  const value = own(of, name);
  if (!Array.isArray(value)) return [];
  return value.filter((each): each is Fields => typeof each === 'object' && each !== null);
}

/** A member's text, not empty; undefined = it is none. */
export function textOf(of: Fields, name: string): string | undefined {
  const value = own(of, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A provider's or our own name of something, fit to be a key: 1 to 128 printable ASCII characters without space. */
export function nameOf(of: Fields, name: string): string | undefined {
  const value = textOf(of, name);
  return value !== undefined && /^[!-~]{1,128}$/.test(value) && value !== '__proto__' ? value : undefined;
}

/** A time with its zone as ISO 8601 in UTC; undefined = it is none. */
export function isoOf(of: Fields, name: string): string | undefined {
  const value = textOf(of, name);
  if (value === undefined || !/^\d{4}-\d\d-\d\dT[\d:.]{5,18}(?:Z|[+-]\d\d:?\d\d)$/.test(value))
    return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

const own = (of: Fields, name: string): unknown => (Object.hasOwn(of, name) ? of[name] : undefined);

/** The members whose value is known. */
export function known<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** The strings of a secret's member, of whichever form; empty = there are none. */
export function secretTexts(secret: ProviderSecret, name: string): readonly string[] {
  const value = own(secret, name);
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each): each is string => typeof each === 'string' && each !== '');
}

/** One header, ''= it is not there. */
export const headerOf = (headers: Readonly<Record<string, string>>, name: string): string => {
  const value = own(headers, name);
  return typeof value === 'string' ? value : '';
};

export const refuse = (
  code: RefusalCode,
  detail: string,
): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: { code, detail },
});
