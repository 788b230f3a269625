/**
 * The usage record: one rated, final fact, resolved from the outbox of the write that made it. Readers of
 * the stream deduplicate by (account, version), which counts every write, with usage or without.
 */
import type { PlanVersion } from '../catalogue/plan.js';
import { template } from './account.js';
import { type Item, attr2, bin, decodeAccount, num } from './item.js';
import { type OutboxEntry, type OutboxKind, UNRATED, USAGE_UNITS, decodeOutbox } from './outbox.js';
import { indexPlan } from './plan-index.js';
import { settle, accrue } from '../rating/index.js';

/** Units of one rating group drawn from one bucket. */
export interface UsageLine {
  readonly ratingGroup: number;
  readonly service: string;
  /** Destination of the service's tariff, such as `national`. */
  readonly destination: string;
  readonly unit: 'bytes' | 'seconds' | 'messages';
  readonly units: number;
  /** Absent: free, or nobody paid. */
  readonly bucket?: string;
  readonly bucketId?: number;
  /** Taken from the bucket, in its unit (micros when money). */
  readonly amount: number;
  /** Micros of the plan's currency that money buckets paid. */
  readonly priceMicros: number;
  /** Usage beyond what the account held. */
  readonly uncollected: boolean;
}

export interface UsageRecord {
  readonly account: string;
  readonly version: number;
  readonly kind: OutboxKind;
  /** ISO 8601, by the network's clock. */
  readonly at: string;
  readonly sessionId: number;
  readonly sequence: number;
  readonly planId: string;
  readonly currency: string;
  readonly lines: readonly UsageLine[];
}

/** The usage record that a version of an account item carries; undefined when that write used nothing. */
export function usageRecord(item: Item, plan: PlanVersion): UsageRecord | undefined {
  if (item['o'] === undefined) return undefined;
  const outbox = decodeOutbox(bin(item, 'o'));
  if (outbox.entries.length === 0 || outbox.kind === 'credit') return undefined;
  const index = indexPlan(plan);
  const account = decodeAccount(item, index);
  const session = account.sessions.find((s) => s.id === outbox.sessionId);
  const lines = outbox.entries.map((entry): UsageLine => {
    if (entry.group === UNRATED) return unratedLine(entry);
    const terms = index.classes[entry.classIndex];
    if (terms === undefined)
      throw new RangeError(`usage of account ${account.key}: no class ${entry.classIndex}`);
    const group = session?.groups.find((g) => g.group === entry.group);
    let bucketId = entry.bucket;
    let { amount } = entry;
    if (amount < 0) {
      bucketId = num(item, attr2('k', outbox.slot, entry.group));
      amount = entry.units;
      if (typeof item[attr2('m', outbox.slot, entry.group)] === 'number' && group !== undefined) {
        // The fast path counted units only; at a flat price their cost follows from the position.
        const { tariff } = terms.service;
        const after = { micros: group.accruedMicros, rem: group.accruedRem };
        const at = { startMs: 0, atMs: 0 };
        const part = accrue(tariff, terms.profile, at, group.position - entry.units, group.position);
        amount =
          settle(tariff, terms.profile, after) -
          settle(tariff, terms.profile, minus(after, part, tariff.profiles[terms.profile]?.denominator ?? 1));
      }
    }
    const bucket = account.buckets.find((b) => b.id === bucketId);
    const drawn = bucket === undefined ? undefined : template(index, bucket);
    return {
      ratingGroup: index.groups[entry.group]?.ratingGroup ?? -1,
      service: terms.service.id,
      destination: terms.service.tariff.profiles[terms.profile]?.destination ?? '',
      unit: terms.service.unit,
      units: entry.units,
      ...(drawn === undefined ? {} : { bucket: drawn.id, bucketId }),
      amount,
      priceMicros: drawn?.unit === 'money' ? amount : 0,
      uncollected: entry.uncollected,
    };
  });
  return {
    account: account.key,
    version: account.version,
    kind: outbox.kind,
    at: new Date(outbox.atS * 1000).toISOString(),
    sessionId: outbox.sessionId,
    sequence: outbox.sequence,
    planId: plan.id,
    currency: plan.currency,
    lines: merged(lines),
  };
}

function minus(
  a: { micros: number; rem: number },
  b: { micros: number; rem: number },
  denominator: number,
): { micros: number; rem: number } {
  const borrow = a.rem < b.rem;
  return { micros: a.micros - b.micros - (borrow ? 1 : 0), rem: a.rem - b.rem + (borrow ? denominator : 0) };
}

/** Usage that no tariff fits: its rating group and units, and that nobody paid. */
function unratedLine({ bucket: ratingGroup, classIndex, units }: OutboxEntry): UsageLine {
  return {
    ratingGroup,
    service: 'unrated',
    destination: '',
    unit: USAGE_UNITS[classIndex] ?? 'bytes',
    units,
    amount: 0,
    priceMicros: 0,
    uncollected: true,
  };
}

/** Several containers of one group and bucket are one line. */
function merged(lines: readonly UsageLine[]): UsageLine[] {
  const byPlace = new Map<string, UsageLine>();
  for (const line of lines) {
    const place = `${line.ratingGroup}/${line.destination}/${line.bucketId ?? 0}/${line.uncollected}`;
    const same = byPlace.get(place);
    byPlace.set(
      place,
      same === undefined
        ? line
        : {
            ...same,
            units: same.units + line.units,
            amount: same.amount + line.amount,
            priceMicros: same.priceMicros + line.priceMicros,
          },
    );
  }
  return [...byPlace.values()];
}
