/** What is wrong with one value of an operator file: where it is, what came, what is allowed. */
export interface Problem {
  /** Path from the root, as in `plans[0].services[1].price`; '' is the root. */
  readonly path: string;
  /** The value found there; undefined when it is missing. */
  readonly value: unknown;
  /** What may stand there. */
  readonly allowed: string;
  /** What is wrong, when the value alone does not tell. */
  readonly why?: string;
  /** One sentence for people, without the path: `got "0,10"; allowed: decimal string such as "0.10"`. */
  readonly message: string;
}

/**
 * A problem, with its sentence.
 *
 * @param why  what is wrong when the value alone does not tell
 * @param written  the value as its author wrote it, where that differs from JSON
 */
export function problemAt(
  path: string,
  value: unknown,
  allowed: string,
  why?: string,
  written: string = echo(value),
): Problem {
  const found = value === undefined ? 'missing' : `got ${written}`;
  return {
    path,
    value,
    allowed,
    ...(why === undefined ? {} : { why }),
    message: `${found}${why === undefined ? '' : `: ${why}`}; allowed: ${allowed}`,
  };
}

const ECHO_LENGTH = 100;

function echo(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= ECHO_LENGTH ? text : `${text.slice(0, ECHO_LENGTH - 1)}…`;
}

/** Each problem once: an add-on is checked with every plan that it can be bought with. */
export function once(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const key = `${problem.path} ${problem.message}`;
    if (!seen.has(key)) seen.set(key, problem);
  }
  return [...seen.values()];
}

/** `at('plans[0]', 'services', 1, 'price')` is `plans[0].services[1].price`. */
export function at(path: string, ...keys: readonly (string | number)[]): string {
  return keys.reduce<string>((joined, key) => {
    if (typeof key === 'number') return `${joined}[${key}]`;
    return joined === '' ? key : `${joined}.${key}`;
  }, path);
}

/** The keys of a path: the inverse of `at('', …)`. */
export function keysOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|[^.[]+/g)].map(([key, index]) =>
    index === undefined ? key : Number(index),
  );
}

/** Whether `path` is `ancestor` or lies within it. */
export function isWithin(path: string, ancestor: string): boolean {
  if (ancestor === '' || path === ancestor) return true;
  return path.startsWith(ancestor) && '.['.includes(path.charAt(ancestor.length));
}
