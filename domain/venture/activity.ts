/** Which lines count as active: what contributions by the line are owed for. */

/** What a line has to have done within the days: been called or messaged, used something itself, either, or both. */
export const DIRECTIONS = ['in', 'out', 'in-or-out', 'in-and-out'] as const;

export type Direction = (typeof DIRECTIONS)[number];

export interface ActivityDefinition {
  readonly direction: Direction;
  /** A line is inactive when so many days have gone by. 0 = every line counts, used or not. */
  readonly inactivityDays: number;
}

/** Local days since 1970-01-01 of the last use in each direction; absent = never. */
export interface LastUse {
  readonly in?: number | undefined;
  readonly out?: number | undefined;
}

/** @param day  local day since 1970-01-01, at whose end it is asked */
export function isActive(
  last: LastUse,
  { direction, inactivityDays }: ActivityDefinition,
  day: number,
): boolean {
  if (inactivityDays === 0) return true;
  const within = (use: number | undefined): boolean =>
    use !== undefined && use <= day && day - use < inactivityDays;
  switch (direction) {
    case 'in':
      return within(last.in);
    case 'out':
      return within(last.out);
    case 'in-or-out':
      return within(last.in) || within(last.out);
    case 'in-and-out':
      return within(last.in) && within(last.out);
  }
}
