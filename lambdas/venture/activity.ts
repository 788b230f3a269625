/**
 * Last use of each line, from the journal: `ACTIVITY#<book month>#<lane>` / `<line>` with its last days in and out. A month
 * is read once, from its last day back: what is seen first is the last use, so that a line is written about once a month
 * and direction, not with every call; a day that is done is noted, so that who is cut off goes on. Months are kept apart,
 * so that a settlement of an earlier month comes to the same whenever it is made; counting reads one lane at a time.
 */
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { inParallel } from '../../domain/in-parallel.js';
import type { UsageFact } from '../../domain/ledger/entry.js';
import { dayAfter, daysOf, lastDayOf } from '../../domain/ledger/period.js';
import { monthAfter } from '../../domain/cycles/month.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import {
  type ActivityDefinition,
  type ActivityMarks,
  countActive,
  counts,
  type Direction,
  laterMarks,
} from '../../domain/venture/activity.js';
import { entriesBooked, itemsOf } from '../ledger/journal.js';
import type { VentureOffice } from './office.js';

type Place = Pick<VentureOffice, 'client' | 'table' | 'ledger'>;

const LANES = 64;
/** So many lines are remembered; what is forgotten is written again, and changes nothing. */
const REMEMBERED = 200_000;
const BATCH = 500;
const AT_ONCE = 16;

function laneOf(line: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < line.length; i++) hash = Math.imul(hash ^ line.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % LANES;
}

const lanePk = (month: string, lane: number): string => `ACTIVITY#${month}#${String(lane).padStart(2, '0')}`;
const progressKey = (month: string) => ({ pk: { S: `ACTIVITY#${month}` }, sk: { S: 'DONE' } });

/** Calls received are rated under this destination. */
const directionOf = ({ destination }: UsageFact): Direction => (destination === 'incoming' ? 'in' : 'out');

/**
 * Notes a month's last uses; goes on where it was cut off.
 *
 * @param until  real time, epoch milliseconds: begins no other day after it
 * @returns whether the month is done
 */
export async function foldMonth(
  { client, table, ledger }: Place,
  definition: ActivityDefinition,
  month: string,
  timeZone: string,
  until: number,
): Promise<boolean> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: progressKey(month), ConsistentRead: true }),
  );
  const from = `${month}-01`;
  // The earliest day that is done.
  const done = item?.['day']?.S;
  if (done === from) return true;
  const last = done === undefined ? lastDayOf(month) : dayAfter(done, -1);
  const seen = new Set<string>();
  for (const day of daysOf(from, last).toReversed()) {
    if (ledger.now() >= until) return false;
    let marks: Mark[] = [];
    for await (const { facts = [] } of entriesBooked(ledger, { from: day, to: day }))
      for (const fact of facts) {
        if (!counts(definition, fact)) continue;
        const mark: Mark = {
          line: fact.supi,
          direction: directionOf(fact),
          day: isoDate(dayAt(timeZone, Date.parse(fact.at))),
        };
        // A late one is of a day before: it says less than what stands, and no more is known of the day that it is booked on.
        const name = `${mark.direction}${mark.line}${mark.day === day ? '' : mark.day}`;
        if (seen.has(name)) continue;
        if (seen.size >= REMEMBERED) seen.clear();
        seen.add(name);
        marks.push(mark);
        if (marks.length < BATCH) continue;
        await write({ client, table }, month, marks);
        marks = [];
      }
    await write({ client, table }, month, marks);
    await client.send(
      new PutItemCommand({ TableName: table, Item: { ...progressKey(month), day: { S: day } } }),
    );
  }
  return true;
}

interface Mark {
  readonly line: string;
  readonly direction: Direction;
  readonly day: string;
}

async function write(
  { client, table }: Pick<Place, 'client' | 'table'>,
  month: string,
  marks: readonly Mark[],
): Promise<void> {
  await inParallel(marks, AT_ONCE, async ({ line, direction, day }) => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: { S: lanePk(month, laneOf(line)) }, sk: { S: line } },
          UpdateExpression: 'SET #direction = :day',
          ConditionExpression: 'attribute_not_exists(#direction) OR #direction < :day',
          ExpressionAttributeNames: { '#direction': direction },
          ExpressionAttributeValues: { ':day': { S: day } },
        }),
      );
    } catch (error) {
      // A later use stands there.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  });
}

/** Months whose uses may make a line active at the end of a month. */
export function monthsOf({ inactivityDays }: ActivityDefinition, month: string): string[] {
  const months = [dayAfter(lastDayOf(month), 1 - inactivityDays).slice(0, 7)];
  while (months.at(-1)! < month) months.push(monthAfter(months.at(-1)!));
  return months;
}

/** Lines that are active on the last day of a month, of months that are done. */
export async function activeLines(
  { client, table }: Pick<Place, 'client' | 'table'>,
  definition: ActivityDefinition,
  month: string,
): Promise<number> {
  const months = monthsOf(definition, month);
  const books = { client, table, now: Date.now };
  let active = 0;
  for (let lane = 0; lane < LANES; lane++) {
    const lines = new Map<string, ActivityMarks>();
    for (const one of months)
      for await (const { sk, in: received, out } of itemsOf(books, lanePk(one, lane))) {
        const line = sk?.S ?? '';
        const marks: ActivityMarks = {
          ...(received?.S === undefined ? {} : { in: received.S }),
          ...(out?.S === undefined ? {} : { out: out.S }),
        };
        lines.set(line, laterMarks(lines.get(line) ?? {}, marks));
      }
    active += countActive(definition, lines.values(), lastDayOf(month));
  }
  return active;
}
