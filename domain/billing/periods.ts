/** Cuts an account's usage records into the periods that bills are made of. */
import type { UsageRecord } from '../charging/usage-record.js';

/** What the bill before took in. */
export interface BilledBefore {
  /** The version that ended its period. */
  readonly version: number;
  /** All versions in it, that one too. */
  readonly versions: ReadonlySet<number>;
}

export interface EndedPeriod {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** The version that ended it, and when. */
  readonly version: number;
  readonly endedAt: string;
  readonly records: readonly UsageRecord[];
}

/**
 * The periods that ended, oldest first, and what came after the last of them.
 *
 * A bill takes what has a version up to the one that ended its period: versions, unlike clocks, have one order.
 * Of that one itself it takes the movements (they settle the period, and begin the next); usage that came with it
 * was told after the end and belongs to the next bill. So does a record that was stored only after its bill was
 * made. A version that ended several periods, because nobody came by for long, makes one bill of all of them.
 *
 * @param records  in any order; one that is there twice counts once
 * @param before  undefined when no bill was made yet
 */
export function cutPeriods(
  records: readonly UsageRecord[],
  before?: BilledBefore,
): { readonly ended: readonly EndedPeriod[]; readonly open: readonly UsageRecord[] } {
  const byVersion = new Map(records.map((record) => [record.version, record]));
  const ended: EndedPeriod[] = [];
  let open: UsageRecord[] = [];
  for (const record of [...byVersion.values()].sort((a, b) => a.version - b.version)) {
    if (before !== undefined && record.version === before.version) {
      if (record.lines.length > 0) open.push(usageOf(record));
      continue;
    }
    if (before?.versions.has(record.version) === true) continue;
    const ends = (record.notices ?? []).filter((notice) => notice.type === 'period.ended');
    if (ends.length === 0 || (before !== undefined && record.version < before.version)) {
      open.push(record);
      continue;
    }
    ended.push({
      from: ends.map(({ from }) => from).sort(earlier)[0]!,
      to: ends
        .map(({ to }) => to)
        .sort(earlier)
        .at(-1)!,
      version: record.version,
      endedAt: record.at,
      records: [...open, { ...record, lines: [] }],
    });
    open = record.lines.length > 0 ? [usageOf(record)] : [];
  }
  return { ended, open };
}

/** The versions that a bill took in. */
export function versionsOf({ records }: Pick<EndedPeriod, 'records'>): number[] {
  return records.map(({ version }) => version);
}

function usageOf({ movements: _movements, notices: _notices, ...record }: UsageRecord): UsageRecord {
  return record;
}

const earlier = (a: string, b: string): number => Date.parse(a) - Date.parse(b);
