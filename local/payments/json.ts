/** JSON bodies of requests, whose members may be anything. */
export type Json = Readonly<Record<string, unknown>>;

const EMPTY: Json = {};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Empty when it is no object. */
export function readJson(body: Buffer | string): Json {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : EMPTY;
  } catch {
    return EMPTY;
  }
}

export const fieldsOf = (of: Json, name: string): Json => {
  const value = of[name];
  return isObject(value) ? value : EMPTY;
};

export const firstOf = (of: Json, name: string): Json => {
  const value = of[name];
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return isObject(first) ? first : EMPTY;
};

/** Numbers are texts too, for providers that take both. */
export const textOf = (of: Json, name: string): string | undefined => {
  const value = of[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};
