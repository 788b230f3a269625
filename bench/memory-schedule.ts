/** A renewal schedule in memory, shard by shard in order of time. */
import {
  type DuePage,
  type DueRow,
  type RenewalSchedule,
  type ScheduleEntry,
  SHARDS,
  shardOf,
} from '../lambdas/renewals/schedule.js';

const PAGE = 50;

const keyOf = ({ dueS, account }: DueRow): string => `${String(dueS).padStart(12, '0')}#${account}`;

export class MemorySchedule implements RenewalSchedule {
  readonly entries = new Map<string, ScheduleEntry>();
  /** How many pages were read. */
  pages = 0;

  async keep(entry: ScheduleEntry): Promise<void> {
    const known = this.entries.get(entry.account);
    if (known === undefined || known.version < entry.version) this.entries.set(entry.account, entry);
    return Promise.resolve();
  }

  async replace(row: DueRow, entry: ScheduleEntry): Promise<void> {
    if (this.entries.get(row.account)?.version === row.version) this.entries.set(entry.account, entry);
    return Promise.resolve();
  }

  async due(shard: string, throughS: number, after: string | undefined): Promise<DuePage> {
    this.pages += 1;
    const rows = this.rows(shard)
      .filter((row) => row.dueS <= throughS && (after === undefined || keyOf(row) > after))
      .slice(0, PAGE);
    const last = rows.length === PAGE ? rows.at(-1) : undefined;
    return Promise.resolve({ rows, after: last && keyOf(last) });
  }

  async nextAfter(afterS: number): Promise<number | undefined> {
    const times = SHARDS.flatMap((shard) => this.rows(shard))
      .map(({ dueS }) => dueS)
      .filter((dueS) => dueS > afterS);
    return Promise.resolve(times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b)));
  }

  private rows(shard: string): DueRow[] {
    return [...this.entries.values()]
      .filter((entry): entry is DueRow => entry.dueS !== undefined && shardOf(entry.account) === shard)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
}
