/**
 * Which lines are active. The dispute of Virgin and T-Mobile (High Court, March 2003) was about this: £4.56 a customer and
 * month was owed on lines that nobody used; a rule of 180 days without calls in and out "would be nothing unreasonable".
 */
import { daysBetween } from '../ledger/period.js';

export type Direction = 'in' | 'out';

/** `both`: in AND out within the days; `either`: in OR out. */
export type ActivityDirection = Direction | 'both' | 'either';

export interface ActivityDefinition {
  readonly direction: ActivityDirection;
  /** A line is inactive once it was not used for so many days. */
  readonly inactivityDays: number;
  /** What is less is no use; absent = everything counts. */
  readonly leastUnits?: Readonly<Partial<Record<'bytes' | 'seconds' | 'messages', number>>>;
}

/** The last local days (`YYYY-MM-DD`) on which a line was used. */
export type ActivityMarks = Readonly<Partial<Record<Direction, string>>>;

export interface Use {
  readonly unit: 'bytes' | 'seconds' | 'messages';
  readonly units: number;
}

export const counts = ({ leastUnits }: ActivityDefinition, { unit, units }: Use): boolean =>
  units > 0 && units >= (leastUnits?.[unit] ?? 0);

/** The later of both, direction by direction: in any order, any number of times, it comes to the same. */
export function laterMarks(a: ActivityMarks, b: ActivityMarks): ActivityMarks {
  const later = (of: Direction): ActivityMarks => {
    const day = [a[of], b[of]]
      .filter((mark) => mark !== undefined)
      .toSorted()
      .at(-1);
    return day === undefined ? {} : { [of]: day };
  };
  return { ...later('in'), ...later('out') };
}

/** Whether a line is active on a day: used on it, or less than `inactivityDays` days before it. */
export function isActive(
  { direction, inactivityDays }: ActivityDefinition,
  marks: ActivityMarks,
  day: string,
): boolean {
  const isRecent = (of: Direction): boolean => {
    const mark = marks[of];
    if (mark === undefined || mark > day) return false;
    return daysBetween(mark, day) < inactivityDays;
  };
  switch (direction) {
    case 'both':
      return isRecent('in') && isRecent('out');
    case 'either':
      return isRecent('in') || isRecent('out');
    case 'in':
    case 'out':
      return isRecent(direction);
  }
}

/** Of many lines, so that they need not be in memory together. */
export function countActive(
  definition: ActivityDefinition,
  lines: Iterable<ActivityMarks>,
  day: string,
): number {
  let active = 0;
  for (const marks of lines) if (isActive(definition, marks, day)) active++;
  return active;
}
