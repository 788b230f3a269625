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
