/**
 * Begins new periods and reclaims idle leases: of all pools on a schedule, of one as soon as a charge found it
 * empty, which the stream of the Accounts table tells.
 */
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { poolOf } from '../../domain/pools/slice.js';
import { DynamoDbAccountStore } from '../charging/dynamodb-account-store.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { loadPlan } from '../shared/plan-store.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { listPools, memberAccounts } from './pool-records.js';
import { type ReclaimSummary, reclaimPool } from './reclaim-pool.js';

const {
  ACCOUNTS_TABLE: accounts,
  RECORDS_TABLE: records,
  OPERATOR_ID,
} = requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'OPERATOR_ID');

const STOP_BEFORE_END_MS = 20_000;

export async function handler(
  event: Partial<DynamoDBStreamEvent>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<{ readonly pools: readonly ReclaimSummary[] }> {
  const ids = event.Records === undefined ? await listPools(records) : foundEmpty(event.Records);
  const mayGoOn = () => context.getRemainingTimeInMillis() > STOP_BEFORE_END_MS;
  const pools: ReclaimSummary[] = [];
  const failures: string[] = [];
  for (const poolId of ids) {
    if (!mayGoOn()) break;
    const nowMs = await operatorTime();
    try {
      const summary = await reclaimPool(poolId, {
        store: new DynamoDbAccountStore(dynamodb, accounts),
        loadPlan,
        members: (of) => memberAccounts({ accounts, records }, of),
        now: () => nowMs,
        mayGoOn,
      });
      pools.push(summary);
      if (summary.short.length > 0) console.log(JSON.stringify({ message: 'pool reclaimed', ...summary }));
    } catch (error) {
      // One pool that can't be read must not keep the others from their new period.
      failures.push(`${poolId}: ${String(error)}`);
    }
  }
  // `process.stdout`, not `console`: the line must reach CloudWatch as it is, whatever the log level.
  process.stdout.write(`${JSON.stringify(metrics(pools, ids.length - pools.length))}\n`);
  if (failures.length > 0) throw new Error(failures.join('; '));
  return { pools };
}

/** Pools that a charge has just noted to be empty; every other write of a slice is passed over. */
function foundEmpty(changes: readonly DynamoDBRecord[]): string[] {
  const ids = changes.flatMap(({ dynamodb: change }) => {
    const key = change?.NewImage?.['k']?.S;
    const shortAt = change?.NewImage?.['w']?.N;
    if (key === undefined || shortAt === undefined || shortAt === change?.OldImage?.['w']?.N) return [];
    return [poolOf(key.split('#')[0] as string).poolId];
  });
  return [...new Set(ids)];
}

/** CloudWatch's embedded metric format. */
function metrics(pools: readonly ReclaimSummary[], left: number): object {
  const sum = (of: (pool: ReclaimSummary) => number) => pools.reduce((total, pool) => total + of(pool), 0);
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'Wildlily/Pools',
          Dimensions: [['Operator']],
          Metrics: ['ShortPools', 'Renewed', 'Failed', 'Left'].map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    Operator: OPERATOR_ID,
    ShortPools: pools.filter(({ short }) => short.length > 0).length,
    Renewed: sum(({ renewed }) => renewed),
    Failed: sum(({ failed }) => failed),
    Left: left,
  };
}
