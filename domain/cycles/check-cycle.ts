import { at, type Problem, problemAt } from '../operator/problem.js';
import { isText } from '../rating/guards.js';
import { isTimeZone } from '../rating/zone-offset.js';
import { type Cycle, type CycleUnit, MAX_EVERY, MAX_TIME_MS, MIN_TIME_MS } from './cycle.js';
import { CycleError } from './cycle-error.js';

const MONTHS_A_YEAR = 12;
const ANCHOR_ALLOWED: Readonly<Record<CycleUnit, string>> = {
  day: '"activation"',
  week: '"activation" or { weekday: 0–6 (0 = Sunday) }',
  month: '"activation" or { dayOfMonth: 1–31, month?: 1–12 }',
};

const sound = new WeakSet();

/**
 * All that is wrong with a cycle, whatever its shape.
 *
 * @param path  where it stands
 */
export function cycleProblems(cycle: unknown, path = ''): Problem[] {
  if (!isObject(cycle)) return [problemAt(path, cycle, 'a cycle { every, unit, anchor, timeZone }')];
  const { every, unit, anchor, timeZone } = cycle as Partial<Record<keyof Cycle, unknown>>;
  const problems: Problem[] = [];
  if (!isUnit(unit)) problems.push(problemAt(at(path, 'unit'), unit, Object.keys(MAX_EVERY).join(', ')));
  const most = isUnit(unit) ? MAX_EVERY[unit] : Math.max(...Object.values(MAX_EVERY));
  if (!isWithin(every, 1, most)) {
    problems.push(problemAt(at(path, 'every'), every, `whole number from 1 to ${most}`));
  }
  if (isUnit(unit)) problems.push(...anchorProblems(anchor, unit, every, at(path, 'anchor')));
  if (!isText(timeZone) || !isTimeZone(timeZone)) {
    problems.push(problemAt(at(path, 'timeZone'), timeZone, 'an IANA time zone such as Europe/London'));
  }
  return problems;
}

function anchorProblems(anchor: unknown, unit: CycleUnit, every: unknown, path: string): Problem[] {
  if (anchor === 'activation') return [];
  if (isObject(anchor) && unit === 'week' && 'weekday' in anchor && !('dayOfMonth' in anchor)) {
    if (isWithin(anchor.weekday, 0, 6)) return [];
    return [problemAt(at(path, 'weekday'), anchor.weekday, 'whole number from 0 (Sunday) to 6')];
  }
  if (isObject(anchor) && unit === 'month' && 'dayOfMonth' in anchor && !('weekday' in anchor)) {
    const { dayOfMonth, month } = anchor as { dayOfMonth: unknown; month?: unknown };
    const problems: Problem[] = [];
    if (!isWithin(dayOfMonth, 1, 31)) {
      problems.push(problemAt(at(path, 'dayOfMonth'), dayOfMonth, 'whole number from 1 to 31'));
    }
    if (month === undefined) return problems;
    if (!isWithin(month, 1, MONTHS_A_YEAR)) {
      problems.push(problemAt(at(path, 'month'), month, 'whole number from 1 to 12'));
    } else if (isWithin(every, 1, MAX_EVERY.month) && MONTHS_A_YEAR % every !== 0) {
      problems.push(problemAt(at(path, 'month'), month, 'nothing, unless every is 1, 2, 3, 4, 6 or 12'));
    }
    return problems;
  }
  return [problemAt(path, anchor, ANCHOR_ALLOWED[unit])];
}

/** What is wrong with an instant. */
export function timeProblems(atMs: unknown, path: string): Problem[] {
  if (typeof atMs === 'number' && atMs >= MIN_TIME_MS && atMs <= MAX_TIME_MS) return [];
  return [problemAt(path, atMs, `milliseconds since the epoch from ${MIN_TIME_MS} to ${MAX_TIME_MS}`)];
}

/**
 * Refuses a cycle or instants that cannot be worked with. A cycle is looked at once; it must not change later.
 *
 * @throws CycleError with all problems
 */
export function assertCycle(cycle: Cycle, times: Readonly<Record<string, number>> = {}): void {
  const problems = isSound(cycle) ? [] : cycleProblems(cycle, 'cycle');
  for (const [name, timeMs] of Object.entries(times)) problems.push(...timeProblems(timeMs, name));
  if (problems.length > 0) throw new CycleError(problems);
  markSound(cycle);
}

/** Whether `checked` passed its checks before: a renewal of many periods checks its plan once. */
export function isSound(checked: unknown): boolean {
  return isObject(checked) && sound.has(checked);
}

export function markSound(checked: object): void {
  sound.add(checked);
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isWithin(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isUnit(unit: unknown): unit is CycleUnit {
  return isText(unit) && Object.hasOwn(MAX_EVERY, unit);
}
