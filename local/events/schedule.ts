/** A schedule expression that the local run can't follow. */
export class ScheduleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScheduleError';
  }
}

const UNIT_MINUTES: Record<string, number> = { minute: 1, hour: 60, day: 1440 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEK_DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * Compiles an EventBridge schedule, `rate(5 minutes)` or `cron(0 3 * * ? *)` (UTC), to a test of a minute.
 *
 * A rate counts from `startMs`. Lists, ranges, steps and names are known; L, W and # are not.
 * Source: EventBridge user guide, "Setting a schedule pattern".
 *
 * @returns whether the schedule fires in the minute that holds an instant (epoch milliseconds)
 * @throws ScheduleError that says what is allowed
 */
export function compileSchedule(expression: string, startMs: number): (atMs: number) => boolean {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const every = Number(rate[1]) * (UNIT_MINUTES[rate[2] as string] as number);
    const start = Math.floor(startMs / 60_000);
    return (atMs) => {
      const minutes = Math.floor(atMs / 60_000) - start;
      return minutes > 0 && minutes % every === 0;
    };
  }
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (fields?.length !== 6)
    throw new ScheduleError(`"${expression}" is neither rate(<n> minutes|hours|days) nor cron(<six fields>)`);
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const tests = [
    field(minute, 0, 59, [], expression),
    field(hour, 0, 23, [], expression),
    field(dayOfMonth, 1, 31, [], expression),
    field(month, 1, 12, MONTHS, expression),
    field(dayOfWeek, 1, 7, WEEK_DAYS, expression),
    field(year, 1970, 2199, [], expression),
  ] as const;
  return (atMs) => {
    const at = new Date(atMs);
    return (
      tests[0](at.getUTCMinutes()) &&
      tests[1](at.getUTCHours()) &&
      tests[2](at.getUTCDate()) &&
      tests[3](at.getUTCMonth() + 1) &&
      tests[4](at.getUTCDay() + 1) &&
      tests[5](at.getUTCFullYear())
    );
  };
}

/** One cron field: `*`, `?`, values, ranges, steps, names, lists of them. */
function field(
  text: string,
  least: number,
  most: number,
  names: readonly string[],
  expression: string,
): (value: number) => boolean {
  if (text === '*' || text === '?') return () => true;
  const allowed = new Set<number>();
  const number = (part: string): number => {
    const name = names.indexOf(part.toUpperCase());
    const value = name >= 0 ? name + 1 : Number(part);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new ScheduleError(
        `"${part}" in "${expression}" is not understood; allowed: ${least}–${most}, lists, ranges, steps${names.length > 0 ? `, ${names.join(' ')}` : ''}`,
      );
    return value;
  };
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/');
    const [from = '', to] = range.split('-');
    const first = from === '*' ? least : number(from);
    const last = to === undefined ? (step === undefined && from !== '*' ? first : most) : number(to);
    const stride = step === undefined ? 1 : Math.max(1, Number(step));
    for (let value = first; value <= last; value += stride) allowed.add(value);
  }
  return (value) => allowed.has(value);
}
