/** The till's own counter: what is missing in it was sold, and has not come yet. */

export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** `TILL#<digest>` / `META`. */
export interface TillCount {
  readonly highest: number;
  /** Ascending, of what is below `highest`. */
  readonly gaps: readonly Gap[];
}

/** So that a till that counts anyhow has a record of bounded size; older gaps are forgotten first. */
const MOST_GAPS = 50;

/** What is known of a till after another of its baskets came. The first one begins the count. */
export function counted(before: TillCount | undefined, sequence: number): TillCount {
  if (before === undefined) return { highest: sequence, gaps: [] };
  const { highest, gaps } = before;
  if (sequence > highest)
    return {
      highest: sequence,
      gaps: (sequence === highest + 1 ? gaps : [...gaps, { from: highest + 1, to: sequence - 1 }]).slice(
        -MOST_GAPS,
      ),
    };
  const left = gaps.flatMap(({ from, to }) =>
    sequence < from || sequence > to
      ? [{ from, to }]
      : [
          ...(from < sequence ? [{ from, to: sequence - 1 }] : []),
          ...(sequence < to ? [{ from: sequence + 1, to }] : []),
        ],
  );
  return { highest, gaps: left.slice(-MOST_GAPS) };
}
