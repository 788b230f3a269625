/** Usage of a bill: added up by service, zone and destination, and itemised a SIM. */
import type { PlanVersion } from '../catalogue/plan.js';
import type { UsageLine, UsageRecord } from '../charging/usage-record.js';
import { amountOf } from './amount.js';
import type { Item, Uncollected, UsageGroup } from './bill.js';

interface Used {
  readonly record: UsageRecord;
  readonly line: UsageLine;
  /** Whether an allowance paid it. */
  readonly included: boolean;
}

/** Plan versions by id: all that the records name. */
export type Plans = ReadonlyMap<string, PlanVersion>;

/** Buckets that pay for usage only until its period ends, and has a price as a whole: no allowance. */
export function metersOf({ counters = [] }: PlanVersion): Set<string> {
  return new Set(counters.flatMap(({ id, pricing }) => (pricing === undefined ? [] : [id])));
}

interface Sums {
  units: number;
  includedUnits: number;
  micros: number;
  readonly sessions: Set<string>;
}

function usedIn(records: readonly UsageRecord[], plans: Plans): Used[] {
  return records.flatMap((record) => {
    const plan = plans.get(record.planId);
    const unitOf = new Map(plan?.buckets.map(({ id, unit }) => [id, unit]));
    const meters = plan === undefined ? new Set<string>() : metersOf(plan);
    return record.lines.map((line) => ({
      record,
      line,
      included:
        line.bucket !== undefined &&
        !meters.has(line.bucket) &&
        line.priceMicros === 0 &&
        unitOf.get(line.bucket) !== 'money',
    }));
  });
}

/** When it was used: a record of a file holds usage of several times. */
const atOf = ({ record, line }: Used): { at: string; marketTime: string } => ({
  at: line.at ?? record.at,
  marketTime: line.marketTime ?? record.marketTime,
});

/** One-time events and rows of files belong to no session: each is one by itself. */
function sessionOf({ record, line }: Used): string {
  const { supi, kind, version, sessionId } = record;
  if (kind === 'file') return `${supi}/v${version}/${line.at}`;
  return `${supi}/${kind === 'event' ? `v${version}` : sessionId}`;
}

/** Adds up what is alike; in the order of its keys, which are made of texts that people know. */
function addUp(used: readonly Used[], keyOf: (used: Used) => readonly unknown[]): [Used, Sums][] {
  const groups = new Map<string, [Used, Sums]>();
  for (const one of used) {
    const key = JSON.stringify(keyOf(one));
    const [, sums] = groups.get(key) ?? [
      one,
      { units: 0, includedUnits: 0, micros: 0, sessions: new Set<string>() },
    ];
    const { line } = one;
    sums.units += line.units;
    sums.micros += line.priceMicros;
    if (one.included) sums.includedUnits += line.units;
    sums.sessions.add(sessionOf(one));
    if (!groups.has(key)) groups.set(key, [one, sums]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

const isPaid = ({ line }: Used): boolean => !line.uncollected || line.priceMicros !== 0;

/** What no itemised bill shows has no destination here either: it is in the service's sum and nowhere else. */
const destinationOf = ({ line }: Used): string | undefined =>
  line.itemised === false ? undefined : line.destination;

export function usageGroups(records: readonly UsageRecord[], plans: Plans): UsageGroup[] {
  const used = usedIn(records, plans).filter(isPaid);
  const keyOf = (one: Used) => [
    one.line.service,
    one.line.unit,
    one.line.zone ?? '',
    // Why last: "other" stands below the destinations.
    destinationOf(one) ?? '\uffff',
    one.line.sponsor ?? '',
  ];
  return addUp(used, keyOf).map(([first, { units, includedUnits, micros, sessions }]): UsageGroup => {
    const { line } = first;
    const destination = destinationOf(first);
    return {
      service: line.service,
      ...(line.zone === undefined ? {} : { zone: line.zone }),
      ...(destination === undefined ? {} : { destination }),
      ...(line.sponsor === undefined ? {} : { sponsor: line.sponsor }),
      unit: line.unit,
      units,
      includedUnits,
      count: sessions.size,
      amount: amountOf(micros),
    };
  });
}

/** One line a call or batch of messages; one a day and service for data, which comes in thousands of parts. */
export function usageItems(records: readonly UsageRecord[], plans: Plans, fromMs: number): Item[] {
  const used = usedIn(records, plans)
    .filter(isPaid)
    .filter(({ line }) => line.itemised !== false);
  const isLate = (one: Used): boolean => Date.parse(atOf(one).at) < fromMs;
  const items = addUp(used, (one) => {
    const { record, line } = one;
    const { marketTime } = atOf(one);
    return [
      record.supi,
      line.unit === 'bytes' ? marketTime.slice(0, 10) : sessionOf(one),
      line.service,
      line.unit,
      line.zone,
      line.destination,
      line.sponsor,
      isLate(one),
    ];
  }).map(([first, { units, includedUnits, micros }]): Item & { atMs: number } => {
    const { record, line } = first;
    return {
      atMs: Date.parse(atOf(first).at),
      supi: record.supi,
      at: atOf(first).marketTime,
      service: line.service,
      ...(line.zone === undefined ? {} : { zone: line.zone }),
      destination: line.destination,
      ...(line.sponsor === undefined ? {} : { sponsor: line.sponsor }),
      unit: line.unit,
      units,
      includedUnits,
      amount: amountOf(micros),
      ...(isLate(first) ? { late: true as const } : {}),
    };
  });
  return items
    .sort((a, b) => (a.supi === b.supi ? a.atMs - b.atMs : a.supi < b.supi ? -1 : 1))
    .map(({ atMs: _atMs, ...item }) => item);
}

export function uncollectedUsage(records: readonly UsageRecord[], plans: Plans): Uncollected[] {
  const used = usedIn(records, plans).filter(({ line }) => line.uncollected);
  const keyOf = (one: Used) => [
    one.line.service,
    one.line.unit,
    one.line.zone ?? '',
    destinationOf(one) ?? '\uffff',
  ];
  return addUp(used, keyOf).map(([first, { units }]): Uncollected => {
    const { service, unit, zone } = first.line;
    const destination = destinationOf(first);
    return {
      service,
      unit,
      ...(zone === undefined ? {} : { zone }),
      ...(destination === undefined ? {} : { destination }),
      units,
    };
  });
}
