/**
 * What came of a campaign, in groups that are large enough (k-anonymity), and such that no two reports, nor a report and a
 * settlement, show what one alone would not.
 *
 * - A group is a plan and a run of whole days in which at least k different people were reached. Days that are too small
 *   are joined with those after them; what is not large enough yet waits.
 * - Runs are made from the first day on and never made anew: a later report has the same ones and more. So whatever
 *   two reports differ by is a sum of whole groups.
 * - Sums are sums of groups that are shown. What waits is in none of them. Where it is of fewer than k people, the
 *   smallest group waits with it (complementary suppression): a settlement's total less the report's would tell.
 */
import { estimate } from './sketch.js';
import { type TallyCell, totals } from './tally.js';

export interface ReportGroup {
  readonly plan: string;
  /** Local dates, both included. */
  readonly from: string;
  readonly to: string;
  /** About: an estimate, rounded to two digits. */
  readonly people: number;
  readonly numbers: Readonly<Record<string, number>>;
}

export interface Report {
  readonly groups: readonly ReportGroup[];
  readonly sum: Readonly<Record<string, number>>;
  /** About how many people all groups together reached. */
  readonly people: number;
  /** Whether something is not shown (yet). */
  readonly isIncomplete: boolean;
}

/** Estimates are off by a tenth at most where groups are small: nothing of 21 people passes for 20 that are 19. */
const MARGIN = 1.1;

interface Run {
  readonly plan: string;
  readonly cells: readonly TallyCell[];
  readonly people: number;
}

/**
 * @param cells  ascending by day
 * @param smallestGroup  k
 * @param before  the local date that is not over yet: it and later ones are not shown
 */
export function reportOf(cells: readonly TallyCell[], smallestGroup: number, before: string): Report {
  const needed = Math.ceil(smallestGroup * MARGIN);
  const plans = [...new Set(cells.map(({ plan }) => plan))].sort();
  const runs: Run[] = [];
  const waiting: TallyCell[] = [];
  for (const plan of plans) {
    const { full, rest } = runsOf(
      cells.filter((cell) => cell.plan === plan && cell.date < before),
      needed,
    );
    runs.push(...full);
    waiting.push(...rest);
  }
  const today = cells.filter(({ date }) => date >= before);
  const hidden = [...waiting, ...today];
  const shown =
    hidden.length > 0 && estimate(hidden.flatMap(({ people }) => people)) < needed
      ? withoutSmallest(runs)
      : runs;
  return {
    groups: shown.map(({ plan, cells: of, people }) => ({
      plan,
      from: of[0]!.date,
      to: of.at(-1)!.date,
      people: rounded(people),
      numbers: totals(of),
    })),
    sum: totals(shown.flatMap(({ cells: of }) => of)),
    people: rounded(estimate(shown.flatMap(({ cells: of }) => of.flatMap(({ people }) => people)))),
    isIncomplete: shown.length < runs.length || hidden.length > 0,
  };
}

function runsOf(cells: readonly TallyCell[], needed: number): { full: Run[]; rest: TallyCell[] } {
  const full: Run[] = [];
  let rest: TallyCell[] = [];
  for (const cell of cells) {
    rest = [...rest, cell];
    const people = estimate(rest.flatMap((each) => each.people));
    if (people < needed) continue;
    full.push({ plan: cell.plan, cells: rest, people });
    rest = [];
  }
  return { full, rest };
}

/** The youngest of the smallest: it comes back when there is company for what waits. */
function withoutSmallest(runs: readonly Run[]): Run[] {
  const smallest = runs.reduce<Run | undefined>(
    (least, run) => (least === undefined || run.people <= least.people ? run : least),
    undefined,
  );
  return runs.filter((run) => run !== smallest);
}

/** Two digits: 1,234 is 1,200. That one more came would show in the third. */
function rounded(people: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, people))) - 1);
  return Math.round(people / unit) * unit;
}
