/** Renews what is due: walks the schedule's shards side by side, each in order of time, a page at a time. */
import { type AccountRenewal, type RenewAccountOptions, renewAccount } from './renew-account.js';
import { type DueRow, type RenewalSchedule, SHARDS } from './schedule.js';

export interface RenewDueOptions extends RenewAccountOptions {
  readonly schedule: RenewalSchedule;
  /** Whether there is time for another account. */
  readonly mayGoOn: () => boolean;
}

export interface RenewalSummary {
  /** Accounts that had something due, and were renewed. */
  readonly renewed: number;
  /** Rows of the schedule that named an account that is gone or has nothing due. */
  readonly repaired: number;
  /** Accounts that could not be renewed; their rows stay and are tried again. */
  readonly failed: number;
  /** How long the longest due row has been due when it was met, seconds. */
  readonly lagS: number;
  /** Whether all that was due was met. */
  readonly complete: boolean;
}

/**
 * Renews every account that the schedule says is due. One account that fails does not hold up the others.
 *
 * Memory is a page of rows a shard; at most one account a shard is in work at a time.
 *
 * @param nowMs  the operator's time
 * @throws Error when the schedule can't be read
 */
export async function renewDue(nowMs: number, options: RenewDueOptions): Promise<RenewalSummary> {
  const shards = await Promise.all(SHARDS.map((shard) => renewShard(shard, nowMs, options)));
  return shards.reduce((a, b) => ({
    renewed: a.renewed + b.renewed,
    repaired: a.repaired + b.repaired,
    failed: a.failed + b.failed,
    lagS: Math.max(a.lagS, b.lagS),
    complete: a.complete && b.complete,
  }));
}

async function renewShard(shard: string, nowMs: number, options: RenewDueOptions): Promise<RenewalSummary> {
  const { schedule, mayGoOn } = options;
  const nowS = Math.floor(nowMs / 1000);
  const counts = { renewed: 0, repaired: 0, failed: 0, lagS: 0 };
  let after: string | undefined;
  do {
    const page = await schedule.due(shard, nowS, after);
    for (const row of page.rows) {
      counts.lagS = Math.max(counts.lagS, nowS - row.dueS);
      if (!mayGoOn()) return { ...counts, complete: false };
      try {
        const renewal = await renewAccount(row.account, nowMs, options);
        await keepInStep(row, renewal, schedule);
        counts[renewal.outcome === 'renewed' ? 'renewed' : 'repaired'] += 1;
      } catch (error) {
        counts.failed += 1;
        console.error(
          JSON.stringify({ message: 'renewal failed', account: row.account, error: String(error) }),
        );
      }
    }
    ({ after } = page);
  } while (after !== undefined);
  return { ...counts, complete: true };
}

async function keepInStep(row: DueRow, renewal: AccountRenewal, schedule: RenewalSchedule): Promise<void> {
  const { account } = row;
  if (renewal.outcome === 'gone') return schedule.replace(row, { account, version: 0, dueS: undefined });
  const { version, dueS } = renewal;
  if (renewal.outcome === 'renewed') return schedule.keep({ account, version, dueS });
  return schedule.replace(row, { account, version, dueS });
}
