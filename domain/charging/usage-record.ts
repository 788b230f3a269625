/**
 * The usage record: one rated, final fact, resolved from the outbox of the write that made it. Readers of
 * the stream deduplicate by (account, version), which counts every write, with usage or without.
 */
import type { PlanVersion } from '../catalogue/plan.js';
import { sponsorOf } from '../catalogue/sponsor-pool.js';
import { accrue, settle } from '../rating/index.js';
import { zoneSpan } from '../rating/zone-offset.js';
import type { Movement, Notice } from './movement.js';
import { type Account, type Session, template } from './account.js';
import { REASONS, STATES } from './account-state.js';
import { type Item, attr2, bin, decodeAccount, num } from './item.js';
import { supiOf } from './members.js';
import {
  LIFTED,
  type Outbox,
  type OutboxEntry,
  type OutboxKind,
  type OutboxMovement,
  type OutboxNotice,
  UNRATED,
  USAGE_UNITS,
  decodeOutbox,
  isTakenOut,
  movementNames,
} from './outbox.js';
import { type PlanIndex, indexPlan } from './plan-index.js';

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
  /** Roaming zone; absent = at home. */
  readonly zone?: string;
  /** Who pays instead of the subscriber. */
  readonly sponsor?: string;
  /** When it was used, where one record holds usage of several times (a file's rows). @default the record's */
  readonly at?: string;
  readonly marketTime?: string;
  readonly supi?: string;
  /** False: no itemised bill or receipt shows it. @default true */
  readonly itemised?: false;
  /** What the host charges us for it, micros of the plan's currency, before tax. Added by the recorder. */
  readonly wholesaleMicros?: number;
  /** The version of the host's terms it was computed under. */
  readonly hostTerms?: number;
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
  /** The same instant in the market's zone, ISO 8601 with offset. */
  readonly marketTime: string;
  /** Whether prices include tax. */
  readonly taxInclusive: boolean;
  /** The SIM that used it, `imsi-…`. */
  readonly supi: string;
  /** Added by the recorder. */
  readonly subscriberId?: string;
  readonly lines: readonly UsageLine[];
  /** Absent: none. */
  readonly movements?: readonly Movement[];
  readonly notices?: readonly Notice[];
}

/**
 * The usage record that a version of an account item carries; undefined when that write used, moved and told
 * nothing.
 */
export function usageRecord(item: Item, plan: PlanVersion): UsageRecord | undefined {
  if (item['o'] === undefined) return undefined;
  const outbox = decodeOutbox(bin(item, 'o'));
  const { movements = [], notices = [] } = outbox;
  if (outbox.entries.length + movements.length + notices.length === 0) return undefined;
  const index = indexPlan(plan);
  const account = decodeAccount(item, index);
  const session = account.sessions.find((s) => s.id === outbox.sessionId);
  const lines = outbox.entries.map((entry): UsageLine => {
    if (entry.group === UNRATED) return unratedLine(entry);
    return usageLine(item, index, account, outbox, session, entry);
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
    marketTime: marketTime(plan.timeZone, outbox.atS),
    taxInclusive: plan.taxInclusive,
    supi: supiOf(account, session?.member ?? outbox.member ?? 0),
    lines: merged(lines),
    ...(movements.length === 0 ? {} : { movements: movements.map((m) => movementOf(plan, m)) }),
    ...(notices.length === 0 ? {} : { notices: notices.map((n) => noticeOf(account, plan, n)) }),
  };
}

/** An instant on the clocks of a zone, ISO 8601 with its offset. */
function marketTime(timeZone: string, atS: number): string {
  const { offsetMs } = zoneSpan(timeZone, atS * 1000);
  const local = new Date(atS * 1000 + offsetMs).toISOString().slice(0, 19);
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${local}${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function usageLine(
  item: Item,
  index: PlanIndex,
  account: Account,
  outbox: Outbox,
  session: Session | undefined,
  entry: OutboxEntry,
): UsageLine {
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
  const { plan } = index;
  const bucket = account.buckets.find((b) => b.id === bucketId);
  const drawn = bucket === undefined ? undefined : template(index, bucket);
  const zone = terms.service.zone === undefined ? undefined : plan.zones?.[terms.service.zone]?.id;
  const sponsor = drawn?.pool === undefined ? plan.sponsors?.[terms.index] : sponsorOf(drawn.pool);
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
    ...(zone === undefined ? {} : { zone }),
    ...(sponsor === undefined ? {} : { sponsor }),
    ...(plan.notItemised?.includes(terms.index) === true ? { itemised: false as const } : {}),
    ...(entry.atS === undefined
      ? {}
      : {
          at: new Date(entry.atS * 1000).toISOString(),
          marketTime: marketTime(plan.timeZone, entry.atS),
          supi: supiOf(account, entry.member ?? 0),
        }),
  };
}

const isoS = (seconds: number) => new Date(seconds * 1000).toISOString();

function movementOf(plan: PlanVersion, m: OutboxMovement): Movement {
  const { bucket, unit, addOn } = m.names ?? movementNames(plan, m);
  return {
    action: m.action,
    bucket,
    bucketId: m.bucket,
    unit,
    amount: isTakenOut(m.action) ? -m.amount : m.amount,
    ...(m.reference.length === 0 ? {} : { reference: Buffer.from(m.reference).toString('hex') }),
    ...(addOn === '' ? {} : { addOn }),
    ...(m.usage === undefined
      ? {}
      : { usagePrice: m.usage.counter, units: m.usage.units, planId: m.usage.planId }),
    ...(m.fromS === 0 ? {} : { from: isoS(m.fromS), to: isoS(m.toS) }),
  };
}

function noticeOf(account: Account, plan: PlanVersion, notice: OutboxNotice): Notice {
  switch (notice.type) {
    case 'state':
      return {
        type: 'account.state-changed',
        state: STATES[notice.state] ?? 'suspended',
        reason: REASONS[notice.reason] ?? 'operator',
      };
    case 'period':
      return { type: 'period.ended', from: isoS(notice.fromS), to: isoS(notice.toS) };
    case 'plan':
      return { type: 'plan.changed', planId: plan.id, previousPlanId: notice.previousPlanId };
    case 'sponsor': {
      const { pool = '', classes = [] } = plan.buckets[notice.template] ?? {};
      const services = classes.flatMap((c) => plan.services[plan.classes[c]?.service ?? -1]?.id ?? []);
      return {
        type: 'sponsored_traffic.ended',
        sponsor: sponsorOf(pool),
        services: [...new Set(services)],
      };
    }
    case 'counter': {
      const of = plan.counters?.[notice.template];
      const supi = of?.perMember === true ? { supi: supiOf(account, notice.member) } : {};
      const counter = of?.id ?? '';
      if (notice.percent === 0) return { type: 'counter.started-again', counter, ...supi };
      if (notice.percent === LIFTED) return { type: 'counter.lifted', counter, ...supi };
      const { percent, value } = notice;
      return { type: 'counter.reached', counter, percent, value, limit: of?.limit ?? 0, ...supi };
    }
  }
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
    const { ratingGroup, destination, bucketId = 0, uncollected, zone = '', at = '', supi = '' } = line;
    const place = [ratingGroup, destination, bucketId, uncollected, zone, at, supi].join('/');
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
