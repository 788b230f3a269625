// Why: a number's first 15 digits (E.164's most) as a base-11 integer stay below 2^53, sort as the text
// does, and keep leading zeros and short numbers apart (digit d counts d + 1, a missing one 0).
export const MAX_PREFIX_LENGTH = 15;
const BASE = 11;
const SPAN = Array.from(
  { length: MAX_PREFIX_LENGTH + 1 },
  (_, length) => BASE ** (MAX_PREFIX_LENGTH - length),
);
// Why: a first step by three digits leaves a short binary search.
const FIRST_SPAN = SPAN[3]!;
const FIRST_SIZE = BASE ** 3;

/** Prefixes as sorted, disjoint ranges of numbers: range i begins at `starts[i]` and ends where the next begins. */
export interface PrefixIndex {
  readonly starts: Float64Array;
  /** Profile of each range; −1 = none. */
  readonly profiles: Int32Array;
  /** For the value of a number's first three digits: the range that this value begins in. */
  readonly first: Int32Array;
}

/** The digits of a number or prefix: a leading `+` is notation. */
export function withoutPlus(number: string): string {
  return number.startsWith('+') ? number.slice(1) : number;
}

/**
 * Builds the ranges.
 *
 * @param prefixes  ascending, without `+`, all different
 * @param profiles  for each prefix, its profile
 */
export function prefixIndexOf(prefixes: readonly string[], profiles: readonly number[]): PrefixIndex {
  const starts: number[] = [0];
  const owners: number[] = [-1];
  const open: { end: number; owner: number }[] = [];
  const owner = () => open.at(-1)?.owner ?? -1;
  const begin = (start: number) => {
    if (starts.at(-1) === start) owners[owners.length - 1] = owner();
    else if (owners.at(-1) !== owner()) {
      starts.push(start);
      owners.push(owner());
    }
  };
  const closeUntil = (start: number) => {
    for (let top = open.at(-1); top !== undefined && top.end <= start; top = open.at(-1)) {
      open.pop();
      begin(top.end);
    }
  };
  for (const [i, prefix] of prefixes.entries()) {
    const start = keyOf(prefix);
    closeUntil(start);
    open.push({ end: start + SPAN[prefix.length]!, owner: profiles[i]! });
    begin(start);
  }
  closeUntil(Infinity);

  const first = new Int32Array(FIRST_SIZE + 1);
  for (let value = 0, range = 0; value <= FIRST_SIZE; value += 1) {
    while (range + 1 < starts.length && starts[range + 1]! <= value * FIRST_SPAN) range += 1;
    first[value] = range;
  }
  return { starts: Float64Array.from(starts), profiles: Int32Array.from(owners), first };
}

/** The profile of the longest prefix that `number` begins with; −1 = none. */
export function findPrefix(index: PrefixIndex, number: string): number {
  const key = keyOf(number);
  const value = Math.floor(key / FIRST_SPAN);
  let low = index.first[value]!;
  let high = index.first[value + 1]!;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (index.starts[middle]! <= key) low = middle;
    else high = middle - 1;
  }
  return index.profiles[low]!;
}

/** Reads digits until the 15th or the first other character, which only '' can match. */
function keyOf(number: string): number {
  const plus = number.charCodeAt(0) === 43 ? 1 : 0;
  const end = Math.min(number.length, MAX_PREFIX_LENGTH + plus);
  let key = 0;
  let i = plus;
  for (; i < end; i += 1) {
    const digit = number.charCodeAt(i) - 47;
    if (digit < 1 || digit > 10) break;
    key = key * BASE + digit;
  }
  return key * SPAN[i - plus]!;
}
