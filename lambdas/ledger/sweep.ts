/** What time makes of the ledger: books that are not on the bus are followed, revenue is earned, months close. */
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { monthAfter } from '../../domain/cycles/month.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { dayAfter, lastDayOf, monthBefore } from '../../domain/ledger/period.js';
import { closeMonth } from './close.js';
import { askExport, type ExportPlace, findExport, writeAsked } from './export.js';
import { followPoints, followSponsors } from './follow.js';
import type { LedgerOffice } from './office.js';
import { readPeriods, recentlyShut } from './periods.js';
import { recognise } from './recognition.js';
import { trialBalance } from './sums.js';

export interface Swept {
  readonly sponsorEntries: number;
  readonly recognised: number;
  readonly closed: readonly string[];
  readonly exported: number;
  /** Why the books are not right; each is an alarm. */
  readonly unbalanced: readonly string[];
}

/** Days whose sums are looked at each time: they are nothing together at every moment. */
const DAYS_LOOKED_AT = 3;
const LOOK_AGAIN_MS = 1_000;

/** @param untilMs  real time from which on the rest is left to the next run */
export async function sweepLedger(
  office: LedgerOffice,
  nowMs: number,
  { exports, untilMs }: { readonly exports: ExportPlace | undefined; readonly untilMs: number },
): Promise<Swept> {
  const { books } = office;
  const { timeZone } = await office.market();
  const today = isoDate(dayAt(timeZone, nowMs));
  const shut = recentlyShut(books);
  const sponsorEntries = await followSponsors(office);
  await followPoints(office, nowMs, shut);
  const unbalanced = await imbalanceSince(office, dayAfter(today, -DAYS_LOOKED_AT), today);
  let recognised = 0;
  const before = lastDayOf(monthBefore(today.slice(0, 7)));
  // First what is still of the month before, so that it is not earned in the one that followed.
  if (before.slice(0, 7) > ((await shut()) ?? '')) recognised += await recognise(office, before, shut, nowMs);
  const yesterday = dayAfter(today, -1);
  if (yesterday > before) recognised += await recognise(office, yesterday, shut, nowMs);
  const { closed, problems } = await closeDue(office, today, nowMs, untilMs);
  for (const month of closed)
    if (exports !== undefined && (await findExport(books, month)) === undefined)
      await askExport(books, month);
  const exported = exports === undefined ? 0 : await writeAsked(books, exports);
  return { sponsorEntries, recognised, closed, exported, unbalanced: [...unbalanced, ...problems] };
}

/** What was left over at two looks, and the same at both: no moment of writing. */
async function imbalanceSince({ books }: LedgerOffice, from: string, to: string): Promise<string[]> {
  const look = async () => (await trialBalance(books, { from, to })).imbalance;
  const first = await look();
  if (Object.values(first).every((micros) => micros === 0n)) return [];
  await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
  return Object.entries(await look())
    .filter(([currency, micros]) => micros !== 0n && micros === first[currency])
    .map(([currency, micros]) => `${micros} micros of ${currency} since ${from}`);
}

/** Goes on with the month that is closing; else begins with the next one when its day has come. */
async function closeDue(
  office: LedgerOffice,
  today: string,
  nowMs: number,
  untilMs: number,
): Promise<{ readonly closed: readonly string[]; readonly problems: readonly string[] }> {
  const periods = await readPeriods(office.books);
  const last = periods
    .map(({ month }) => month)
    .toSorted()
    .at(-1);
  const closing = periods.find(({ state }) => state === 'closing')?.month;
  const next = closing ?? (last === undefined ? monthBefore(today.slice(0, 7)) : monthAfter(last));
  const dueFrom = `${monthAfter(next)}-${String(office.closeOnDay).padStart(2, '0')}`;
  if (closing === undefined && today < dueFrom) return { closed: [], problems: [] };
  const done = await closeMonth(office, next, today, nowMs, untilMs);
  if (done.outcome === 'unbalanced') return { closed: [], problems: [`${next}: ${done.detail}`] };
  return { closed: done.outcome === 'closed' ? [next] : [], problems: [] };
}
