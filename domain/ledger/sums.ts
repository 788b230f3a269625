/** Sums of entries: additions only, so that they come to the same in any order and in any parts. */
import type { AccountCode } from './chart.js';
import { isTakenBack, type Leg, type PostedEntry, type UsageFact } from './entry.js';

/** What an entry adds to a row of sums. */
export interface Addition {
  /** `SUMS#<book day>`, `WHOLESALE#<book day>` or `DEFERRED#<month>`. */
  readonly group: string;
  /** Its parts joined by `#`. */
  readonly row: string;
  readonly add: Readonly<Record<string, bigint>>;
}

/** Entries that take out of deferred revenue what was put in by others. */
export const RECOGNITION = 'recognition';

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Each row once. */
export function additionsOf(entry: PostedEntry): Addition[] {
  const rows = new Map<string, Addition>();
  forEachAddition(entry, (addition) => {
    const key = `${addition.group}|${addition.row}`;
    const before = rows.get(key);
    rows.set(key, before === undefined ? addition : { ...addition, add: summed(before.add, addition.add) });
  });
  return [...rows.values()];
}

function forEachAddition(entry: PostedEntry, put: (addition: Addition) => void): void {
  for (const leg of entry.legs) {
    put(ofLeg(entry, leg));
    if (leg.defer !== undefined && entry.source !== RECOGNITION) put(ofDeferral(entry, leg));
  }
  for (const fact of entry.facts ?? []) put(ofFact(entry, fact));
}

function ofLeg({ day, currency }: PostedEntry, { account, party = '', micros }: Leg): Addition {
  const amount = BigInt(micros);
  return {
    group: `SUMS#${day}`,
    row: `${account}#${party}#${currency}`,
    add: { micros: amount, debits: max(amount, 0n), credits: max(-amount, 0n), entries: 1n },
  };
}

/** By the month in which all of it is earned, or in which it was booked when that was later: recent months are all there is to look at. */
function ofDeferral({ day, currency }: PostedEntry, { defer, micros }: Leg): Addition {
  const { from = '', to = '', income = '' } = defer ?? {};
  return {
    group: `DEFERRED#${(to > day ? to : day).slice(0, 7)}`,
    row: `${from}#${to}#${income}#${currency}`,
    add: { micros: -BigInt(micros) },
  };
}

function ofFact({ id, day, currency }: PostedEntry, fact: UsageFact): Addition {
  const { host, hostTerms = '', planId, kind, zone = '', units, priceMicros, wholesaleMicros = 0 } = fact;
  return {
    group: `WHOLESALE#${day}`,
    row: `${host}#${hostTerms}#${planId}#${kind}#${zone}#${currency}`,
    add: {
      units: BigInt(units),
      events: isTakenBack(id) ? -1n : 1n,
      costMicros: BigInt(wholesaleMicros),
      priceMicros: BigInt(priceMicros),
    },
  };
}

export function summed(
  a: Readonly<Record<string, bigint>>,
  b: Readonly<Record<string, bigint>>,
): Record<string, bigint> {
  const all: Record<string, bigint> = { ...a };
  for (const [name, amount] of Object.entries(b)) all[name] = (all[name] ?? 0n) + amount;
  return all;
}

/** What one account has in one currency. */
export interface TrialRow {
  readonly account: AccountCode;
  readonly party?: string;
  readonly currency: string;
  /** Debit > 0, credit < 0. */
  readonly micros: bigint;
  readonly debits: bigint;
  readonly credits: bigint;
  readonly entries: bigint;
}

export interface TrialBalance {
  /** By account, party and currency. */
  readonly rows: readonly TrialRow[];
  /** What all rows of a currency come to: 0, or the books don't balance. */
  readonly imbalance: Readonly<Record<string, bigint>>;
}

/** @param sums  rows by `<account>#<party>#<currency>` */
export function trialBalanceOf(
  sums: Iterable<readonly [string, Readonly<Record<string, bigint>>]>,
): TrialBalance {
  const rows = [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([row, { micros = 0n, debits = 0n, credits = 0n, entries = 0n }]): TrialRow => {
      const [account = '', party = '', currency = ''] = row.split('#');
      return {
        account: account as AccountCode,
        ...(party === '' ? {} : { party }),
        currency,
        micros,
        debits,
        credits,
        entries,
      };
    });
  const imbalance: Record<string, bigint> = {};
  for (const { currency, micros } of rows) imbalance[currency] = (imbalance[currency] ?? 0n) + micros;
  return { rows, imbalance };
}

/** Sums in memory. */
export class Sums {
  readonly groups = new Map<string, Map<string, Record<string, bigint>>>();

  add(entry: PostedEntry): void {
    forEachAddition(entry, (addition) => this.put(addition));
  }

  put({ group, row, add }: Addition): void {
    const rows = this.groups.get(group) ?? new Map<string, Record<string, bigint>>();
    this.groups.set(group, rows);
    const before = rows.get(row);
    if (before === undefined) rows.set(row, { ...add });
    else for (const name in add) before[name] = (before[name] ?? 0n) + add[name]!;
  }

  trialBalance(): TrialBalance {
    const all = new Sums();
    for (const [group, rows] of this.groups)
      if (group.startsWith('SUMS#')) for (const [row, add] of rows) all.put({ group: 'SUMS', row, add });
    return trialBalanceOf(all.groups.get('SUMS') ?? []);
  }
}
