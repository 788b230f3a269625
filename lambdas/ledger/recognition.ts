/** Posts what was earned, as time passes, of what was charged ahead. */
import { monthAfter } from '../../domain/cycles/month.js';
import type { Income } from '../../domain/ledger/movements.js';
import { bookDay, monthBefore } from '../../domain/ledger/period.js';
import { type DeferredGroup, earnedBy, recognitionEntry } from '../../domain/ledger/recognise.js';
import { inParallel } from '../../domain/in-parallel.js';
import type { LedgerOffice } from './office.js';
import { postStep, readSteps } from './steps.js';
import { rowsOf } from './sums.js';

/** Charges are booked in the month before at the earliest; the last ones were looked at when that closed. */
const MONTHS_BACK = 2;
/** What is paid ahead for longer is looked at when its end is nearer: nothing is lost, it is earned later. */
const MONTHS_AHEAD = 36;
const LANES = 8;

/** What was booked in each month of what was charged ahead. As text: sums have more digits than a double. */
type Booked = Readonly<Record<string, string>>;

/**
 * Books on a day what is earned when it is over and was not booked in its month or before. What comes late and changes a
 * month that others follow is so taken out of those.
 *
 * @param shut  the last month that nobody posts into
 * @returns how many entries were posted
 */
export async function recognise(
  office: Pick<LedgerOffice, 'books' | 'recognition'>,
  day: string,
  shut: () => Promise<string | undefined>,
  nowMs: number,
): Promise<number> {
  const counts = await inParallel(monthsAround(day.slice(0, 7)), LANES, async (month) => {
    let posted = 0;
    for (const [row, { micros = 0n }] of await rowsOf(office.books, [`DEFERRED#${month}`])) {
      const [from = '', to = '', income = '', currency = ''] = row.split('#');
      const group: DeferredGroup = { month, from, to, income: income as Income, currency };
      if (await step(office, group, micros, day, { at: new Date(nowMs).toISOString(), shut })) posted += 1;
    }
    return posted;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

async function step(
  { books, recognition }: Pick<LedgerOffice, 'books' | 'recognition'>,
  group: DeferredGroup,
  total: bigint,
  day: string,
  { at, shut }: { readonly at: string; readonly shut: () => Promise<string | undefined> },
): Promise<boolean> {
  const { month, from, to, income, currency } = group;
  const key = { pk: `RECOGNISED#${month}`, sk: `${from}#${to}#${income}#${currency}` };
  const before = await readSteps<Booked>(books, key, {});
  const booked = bookDay(day, await shut());
  const into = booked.slice(0, 7);
  const there = Object.entries(before.posted)
    .filter(([each]) => each <= into)
    .reduce((sum, [, micros]) => sum + BigInt(micros), 0n);
  const due = earnedBy(total, group, day, recognition) - there;
  if (due === 0n) return false;
  const entry = recognitionEntry(group, due, { step: before.steps + 1, at, sourceDay: day });
  const posted = { ...before.posted, [into]: String(BigInt(before.posted[into] ?? '0') + due) };
  return postStep(books, key, before, posted, { entry, day: booked });
}

function monthsAround(month: string): string[] {
  let first = month;
  for (let i = 0; i < MONTHS_BACK; i++) first = monthBefore(first);
  const months = [first];
  for (let i = 0; i < MONTHS_BACK + MONTHS_AHEAD; i++) months.push(monthAfter(months.at(-1)!));
  return months;
}
