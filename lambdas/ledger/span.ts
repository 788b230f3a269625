/** Days that a request is about. */
import { daysBetween, lastDayOf } from '../../domain/ledger/period.js';
import { invalid } from '../partners/kernel/refused.js';
import type { InvalidParam } from '../shared/problem.js';
import type { Span } from './journal.js';

type Query = Readonly<Record<string, string>>;

const MOST_DAYS = 366;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Whether it is a day of the calendar. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

export const isMonth = (text: string): boolean => MONTH.test(text);

/** Everything that is wrong with a query's parameters that are not among these. */
export const unknownParams = (query: Query, allowed: readonly string[]): InvalidParam[] =>
  Object.entries(query)
    .filter(([name]) => !allowed.includes(name))
    .map(([param, value]) => ({ param, reason: `got "${value}"; allowed: ${allowed.join(', ')}` }));

/**
 * `month`, or `from` and `to` (the last day included).
 *
 * @throws RefusedError 400 with everything that is wrong
 */
export function spanOf(query: Query, others: readonly string[] = []): Span {
  const { month, from, to } = query;
  const problems = unknownParams(query, ['month', 'from', 'to', ...others]);
  if (month !== undefined) {
    if (!isMonth(month)) problems.push({ param: 'month', reason: `got "${month}"; allowed: YYYY-MM` });
    for (const [param, value] of [
      ['from', from],
      ['to', to],
    ] as const)
      if (value !== undefined)
        problems.push({ param, reason: `got "${value}" with a month; allowed: one of both` });
    if (problems.length > 0) throw invalid('invalid-query', problems);
    return { from: `${month}-01`, to: lastDayOf(month) };
  }
  for (const [param, value = ''] of [
    ['from', from],
    ['to', to],
  ] as const)
    if (!isDay(value)) problems.push({ param, reason: `got "${value}"; allowed: YYYY-MM-DD, or a month` });
  if (problems.length === 0 && (from! > to! || daysBetween(from!, to!) >= MOST_DAYS))
    problems.push({
      param: 'to',
      reason: `got "${to}"; allowed: from ${from} on, at most ${MOST_DAYS} days`,
    });
  if (problems.length > 0) throw invalid('invalid-query', problems);
  return { from: from!, to: to! };
}
