/** Usage files: rows are rated by the decision that charges, account by account, and counted once. */
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { planIdOf } from '../../domain/charging/item.js';
import { type PlanIndex, classFor, zoneOf } from '../../domain/charging/plan-index.js';
import {
  decideUsageRows,
  type RowResult,
  type UsageRow as RatedRow,
  type UsageRows,
} from '../../domain/charging/usage-rows.js';
import type { Fields, RowError } from '../../domain/files/fields.js';
import {
  readUsageRow,
  REQUIRED_USAGE_COLUMNS,
  USAGE_COLUMNS,
  type UsageRow,
} from '../../domain/files/usage-row.js';
import type { AccountStore } from '../charging/account-store.js';
import { type NextPlanOptions, nextPlan, publishedIndex } from '../charging/next-plan.js';
import { inParallel } from './in-parallel.js';
import type { ChunkOutcome, RowKind } from './process-file.js';

export interface UsageKindOptions {
  readonly store: AccountStore;
  readonly loadPlan: (planId: string) => Promise<PlanVersion | undefined>;
  /** Business time, epoch milliseconds. */
  readonly now: () => Promise<number>;
  /** As in `NextPlanOptions`: a file may be the first to touch an account in a new period. */
  readonly successorOf: NonNullable<NextPlanOptions['successorOf']>;
  /** The SUPI of an MSISDN (`msisdn-…`). */
  readonly findSupi: (msisdn: string) => Promise<string | undefined>;
}

const ROWS_PER_CHUNK = 2_000;
const CHUNKS_PER_CHECKPOINT = 5;
/** Accounts at a time. */
const PARALLEL = 24;
/** Rows in one write of an account: its outbox travels with the item. */
const ROWS_PER_WRITE = 100;
const MAX_ATTEMPTS = 12;
/** Ways from subscribers to accounts that are remembered from chunk to chunk. */
const REMEMBERED = 20_000;
/** Bytes that name a file in an account. */
const FILE_ID_BYTES = 6;

export class UsageKind implements RowKind<UsageRow> {
  readonly kind = 'usage' as const;
  readonly columns = USAGE_COLUMNS;
  readonly required = REQUIRED_USAGE_COLUMNS;
  readonly rowsPerChunk = ROWS_PER_CHUNK;
  readonly chunksPerCheckpoint = CHUNKS_PER_CHECKPOINT;
  readonly onceByContent = true;
  private readonly options: UsageKindOptions;
  private readonly ways = new Map<string, Way | undefined>();

  constructor(options: UsageKindOptions) {
    this.options = options;
  }

  idOf(fields: Fields): string {
    return fields['record_id'] ?? '';
  }

  read(row: number, fields: Fields, nowMs: number): UsageRow | readonly RowError[] {
    return readUsageRow(row, fields, nowMs);
  }

  async process(rows: readonly UsageRow[], fileId: string): Promise<ChunkOutcome> {
    await this.findWays(rows);
    const errors: RowError[] = [];
    const byAccount = new Map<string, RatedRow[]>();
    for (const row of rows) {
      const way = this.ways.get(row.subscriber);
      if (way === undefined) {
        errors.push(unknownSubscriber(row));
        continue;
      }
      const { subscriber: _subscriber, recordId: _recordId, ...rated } = row;
      const known = byAccount.get(way.accountKey);
      const one = { ...rated, supi: way.supi };
      if (known === undefined) byAccount.set(way.accountKey, [one]);
      else known.push(one);
    }
    const id = Buffer.from(fileId.slice(0, FILE_ID_BYTES * 2), 'hex');
    const counts = { counted: 0, uncollected: 0 };
    await inParallel([...byAccount], PARALLEL, async ([accountKey, all]) => {
      for (let i = 0; i < all.length; i += ROWS_PER_WRITE) {
        const part = all.slice(i, i + ROWS_PER_WRITE);
        const results = await this.count(accountKey, { id, rows: part });
        for (const [k, result] of results.entries()) {
          if (result.rated) counts.counted += 1;
          else errors.push(unrated(part[k] as RatedRow));
          if (result.uncollected > 0) counts.uncollected += 1;
        }
      }
    });
    return { errors, counts };
  }

  /** Decides and writes; when another writer was first, decides again from what the failed write returned. */
  private async count(
    accountKey: string,
    file: UsageRows,
  ): Promise<readonly (RowResult & { readonly rated: boolean })[]> {
    const { store, loadPlan, now } = this.options;
    let item = await store.get(accountKey);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      if (item === undefined) throw new Error(`the account ${accountKey} was removed while it was charged`);
      const index = await publishedIndex(planIdOf(item), loadPlan);
      const nowMs = await now();
      const next = await nextPlan(item, index, nowMs, this.options);
      const decision = decideUsageRows(item, file, index, nowMs, { next });
      const result = decision.item === undefined ? undefined : await store.put(decision.item, decision.basis);
      if (result === undefined || result.written)
        return decision.results.map((each, i) => ({
          ...each,
          // A row that was counted before a crash is told again as it was.
          rated:
            each.resultCode === 'ALREADY_COUNTED'
              ? isRated(index, file.rows[i] as RatedRow)
              : each.resultCode === 'SUCCESS',
        }));
      item = result.current;
    }
    throw new Error(`${MAX_ATTEMPTS} other writers of account ${accountKey} were first`);
  }

  private async findWays(rows: readonly UsageRow[]): Promise<void> {
    if (this.ways.size > REMEMBERED) this.ways.clear();
    // Who was not found may have been added since.
    const wanted = [...new Set(rows.map(({ subscriber }) => subscriber))].filter(
      (subscriber) => this.ways.get(subscriber) === undefined,
    );
    await inParallel(wanted, PARALLEL, async (subscriber) => {
      this.ways.set(subscriber, await this.findWay(subscriber));
    });
  }

  private async findWay(subscriber: string): Promise<Way | undefined> {
    const { store, findSupi } = this.options;
    const supi = subscriber.startsWith('msisdn-') ? await findSupi(subscriber) : subscriber;
    if (supi === undefined) return undefined;
    const item = await store.get(supi);
    if (item === undefined) return undefined;
    // A SIM that shares an account leads to it by an alias.
    const alias = item['to'];
    return { supi, accountKey: typeof alias === 'string' ? alias : supi };
  }
}

function isRated(index: PlanIndex, { ratingGroup, destination, visited }: RatedRow): boolean {
  const group = index.groupOf.get(ratingGroup);
  return group !== undefined && classFor(index, group, destination, zoneOf(index, visited)) !== undefined;
}

interface Way {
  readonly supi: string;
  readonly accountKey: string;
}

const unknownSubscriber = ({ row, subscriber }: UsageRow): RowError => ({
  row,
  column: subscriber.startsWith('msisdn-') ? 'msisdn' : 'supi',
  value: subscriber,
  message: 'no subscriber has it; allowed: a SUPI or MSISDN of a subscriber of this operator',
});

const unrated = ({ row, ratingGroup, destination, visited }: RatedRow): RowError => ({
  row,
  column: 'rating_group',
  value: String(ratingGroup),
  message:
    `the subscriber's plan has no price for it` +
    `${destination === '' ? '' : ` towards ${destination}`}${visited === undefined ? '' : ` in ${visited}`}`,
});
