/**
 * The place of a list's n-th element, when some places are holes.
 *
 * @param rank  0 = the first
 * @param holes  places without an element, ascending
 */
export function placeAt(rank: number, holes: readonly number[]): number {
  let place = rank;
  for (const hole of holes) {
    if (hole > place) break;
    place++;
  }
  return place;
}

const DIGITS = 12;

/** A place as the sort key of its list's entries. */
export const placeDigits = (place: number): string => String(place).padStart(DIGITS, '0');

/** The key of a list's entry. */
export const entryKeyOf = (list: string, owner: string, place: number) =>
  ({ pk: `LIST#${list}#${owner}`, sk: placeDigits(place) }) as const;

/** The key of what is known of an owner's list: the next place, and holes. */
export const listKeyOf = (list: string, owner: string) => ({ pk: `LISTS#${list}`, sk: owner }) as const;

/** The list of products, which are subscribers. */
export const PRODUCTS = 'PRODUCT';
