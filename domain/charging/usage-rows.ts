/** Usage that comes late and in files: each row is debited as a delivered event is, and counts once. */
import { type Account, type CountedFile, FILE_SLOT, LIMITS } from './account.js';
import { eventSession } from './event.js';
import type { Item } from './item.js';
import { memberOf } from './members.js';
import { sameBytes } from './once.js';
import { type PlanIndex, zoneOf } from './plan-index.js';
import type { EventRequest, Units } from './request.js';
import { reportUsage } from './usage.js';
import { closeWork, openWork } from './open-work.js';
import type { Arrivals, Work } from './work.js';

/** One row of a usage file. */
export interface UsageRow {
  /** Its place in the file, from 1; rows of an account come in ascending order. */
  readonly row: number;
  /** `imsi-…` */
  readonly supi: string;
  readonly ratingGroup: number;
  readonly units: Units;
  /** When it was used, epoch milliseconds. */
  readonly atMs: number;
  /** As `calledDigits` tells it; '' = nobody was called. */
  readonly destination: string;
  /** MCC and MNC; absent = at home. */
  readonly visited?: string;
}

export interface UsageRows {
  /** Six bytes that name the file by its content. */
  readonly id: Uint8Array;
  readonly rows: readonly UsageRow[];
}

export interface RowResult {
  readonly row: number;
  readonly resultCode: 'SUCCESS' | 'RATING_FAILED' | 'ALREADY_COUNTED';
  /** Units that nobody paid for. */
  readonly uncollected: number;
}

export interface RowsDecision {
  readonly outcome: 'counted';
  /** Absent: every row had been counted before. */
  readonly item?: Item;
  readonly basis: number;
  readonly results: readonly RowResult[];
}

/**
 * Debits rows of one file for one account. The account remembers the highest row of each of the last files, so
 * a file, or a part of one, that comes again counts once.
 *
 * @throws RangeError when the rows are not in ascending order
 */
export function decideUsageRows(
  item: Item,
  file: UsageRows,
  given: PlanIndex,
  nowMs: number,
  arrivals?: Arrivals,
): RowsDecision {
  const work = openWork(item, given, nowMs, arrivals);
  const { account } = work;
  const basis = account.version;
  const counted = countedOf(account, file.id);
  const results: RowResult[] = [];
  let before = 0;
  for (const row of file.rows) {
    if (row.row <= before) throw new RangeError(`row ${row.row} of a usage file follows row ${before}`);
    before = row.row;
    if (row.row <= counted.row) {
      results.push({ row: row.row, resultCode: 'ALREADY_COUNTED', uncollected: 0 });
      continue;
    }
    results.push(debitRow(work, row));
    counted.row = row.row;
  }
  const fresh = results.filter(({ resultCode }) => resultCode !== 'ALREADY_COUNTED');
  if (fresh.length === 0) return { outcome: 'counted', basis, results };
  account.files = [...account.files.filter((f) => f !== counted), counted].slice(-LIMITS.files);
  const outbox = { kind: 'file', atS: work.nowS, sessionId: 0, slot: FILE_SLOT } as const;
  return { outcome: 'counted', item: closeWork(work, { ...outbox, sequence: counted.row }), basis, results };
}

function countedOf({ files }: Account, id: Uint8Array): CountedFile {
  return files.find((file) => sameBytes(file.id, id)) ?? { id, row: 0 };
}

const NOBODY = new Uint8Array(6);

function debitRow(work: Work, row: UsageRow): RowResult {
  const { account, entries, index } = work;
  const { atMs, destination, ratingGroup, units, visited } = row;
  const request: EventRequest = {
    sequence: row.row,
    retransmission: false,
    digest: NOBODY,
    createKey: NOBODY,
    contentKey: NOBODY,
    atMs,
    sentAtMs: atMs,
    destination,
    ...(visited === undefined ? {} : { visited }),
    supi: row.supi,
    oneTimeEventType: 'PEC',
    groups: [
      {
        ratingGroup,
        used: [{ localSequence: 0, statedAtMs: 0, usedAtMs: atMs, exhausted: false, ...units }],
      },
    ],
  };
  const lost = () => entries.reduce((sum, e) => sum + (e.uncollected ? e.units : 0), 0);
  const before = lost();
  const member = memberOf(account, row.supi) ?? 0;
  const session = { ...eventSession(0, request, member, zoneOf(index, visited)), slot: FILE_SLOT };
  const [served] = reportUsage(work, session, request);
  return {
    row: row.row,
    resultCode: served?.found === undefined ? 'RATING_FAILED' : 'SUCCESS',
    uncollected: lost() - before,
  };
}
