/**
 * Figures of groups, of which no combination of questions makes figures of fewer people than the market demands.
 *
 * People are counted once a closed month, in one *base cell* each: all dimensions together. A base cell of fewer than
 * `smallest` people is left out of everything, of totals too. Every answer is then a sum of whole base cells, so sums
 * and differences of answers are such sums again, and each base cell in them holds `smallest` people or more
 * (k-anonymity: L. Sweeney, 2002; leaving small cells out of margins is complementary suppression at its strictest).
 */

/** One person's month. Figures are whole numbers: micros, bytes, seconds, messages, 0 or 1. */
export interface PersonMonth<D extends string, F extends string> {
  readonly dimensions: Readonly<Record<D, string>>;
  readonly figures: Readonly<Record<F, number>>;
}

export interface BaseCell<D extends string, F extends string> {
  readonly dimensions: Readonly<Record<D, string>>;
  readonly people: number;
  readonly sums: Readonly<Record<F, bigint>>;
}

/** @returns the cells that may be told, in the order of their dimensions */
export function baseCells<D extends string, F extends string>(
  people: Iterable<PersonMonth<D, F>>,
  dimensions: readonly D[],
  figures: readonly F[],
  smallest: number,
): BaseCell<D, F>[] {
  const cells = new Map<
    string,
    { dimensions: Readonly<Record<D, string>>; people: number; sums: Record<F, bigint> }
  >();
  for (const person of people) {
    const key = JSON.stringify(dimensions.map((name) => person.dimensions[name]));
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = {
        dimensions: person.dimensions,
        people: 0,
        sums: Object.fromEntries(figures.map((name) => [name, 0n])) as Record<F, bigint>,
      };
      cells.set(key, cell);
    }
    cell.people += 1;
    for (const name of figures) cell.sums[name] += BigInt(person.figures[name]);
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, cell]) => cell)
    .filter((cell) => cell.people >= smallest);
}

export interface Group<D extends string, F extends string> {
  readonly by: Readonly<Partial<Record<D, string>>>;
  readonly people: number;
  readonly sums: Readonly<Record<F, bigint>>;
}

/** Sums of cells by some of their dimensions; where is what a dimension must be. */
export function groupCells<D extends string, F extends string>(
  cells: readonly BaseCell<D, F>[],
  by: readonly D[],
  where?: Readonly<Partial<Record<D, string>>>,
): Group<D, F>[] {
  const groups = new Map<
    string,
    { by: Partial<Record<D, string>>; people: number; sums: Record<F, bigint> }
  >();
  for (const cell of cells) {
    const wanted = Object.entries(where ?? {}) as [D, string][];
    if (!wanted.every(([name, value]) => cell.dimensions[name] === value)) continue;
    const key = JSON.stringify(by.map((name) => cell.dimensions[name]));
    const group = groups.get(key) ?? {
      by: Object.fromEntries(by.map((name) => [name, cell.dimensions[name]])) as Partial<Record<D, string>>,
      people: 0,
      sums: Object.fromEntries(Object.keys(cell.sums).map((name) => [name, 0n])) as Record<F, bigint>,
    };
    group.people += cell.people;
    for (const name of Object.keys(cell.sums) as F[]) group.sums[name] += cell.sums[name];
    groups.set(key, group);
  }
  return [...groups.values()];
}
