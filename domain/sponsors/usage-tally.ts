/**
 * Usage by day, plan and sponsor, for forecasts: what usage records add to which sums. Sums lie in parts, each with its own
 * accounts, so that those who add to one at a time are few.
 */
import type { UsageRecord } from '../charging/usage-record.js';
import { sketchEntry, sketchPart } from './sketch.js';

/** Its key is `USAGEDAY#<local date>` / `<of>#<part>`. */
export interface UsageSum {
  readonly date: string;
  /** `plan#<offering>`, or `sponsor#<sponsor>#<service>#<offering>`. */
  readonly of: string;
  readonly part: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly messages: number;
  /** What the host charges for it. */
  readonly wholesaleMicros: number;
  /** Accounts, of a sketch. */
  readonly people: readonly number[];
}

const SALT = 'usage';

/** The part of its sums that an account is in. */
export const usagePart = (account: string): number => sketchPart(sketchEntry(SALT, account));

/** What a record adds: nothing when it used nothing. @param offering  of the plan it was rated under */
export function usageSums(record: UsageRecord, offering: string): UsageSum[] {
  const entry = sketchEntry(SALT, record.account);
  const sums = new Map<string, UsageSum>();
  for (const line of record.lines) {
    const date = (line.marketTime ?? record.marketTime).slice(0, 10);
    const { sponsor, service, unit, units, wholesaleMicros = 0 } = line;
    for (const of of [
      `plan#${offering}`,
      ...(sponsor === undefined ? [] : [`sponsor#${sponsor}#${service}#${offering}`]),
    ])
      add(sums, {
        date,
        of,
        part: sketchPart(entry),
        bytes: unit === 'bytes' ? units : 0,
        seconds: unit === 'seconds' ? units : 0,
        messages: unit === 'messages' ? units : 0,
        wholesaleMicros,
        people: [entry],
      });
  }
  return [...sums.values()];
}

/** Sums of the same key as one. */
export function merged(all: readonly UsageSum[]): UsageSum[] {
  const sums = new Map<string, UsageSum>();
  for (const sum of all) add(sums, sum);
  return [...sums.values()];
}

function add(sums: Map<string, UsageSum>, more: UsageSum): void {
  const key = `${more.date}#${more.of}#${more.part}`;
  const before = sums.get(key);
  sums.set(
    key,
    before === undefined
      ? more
      : {
          ...before,
          bytes: before.bytes + more.bytes,
          seconds: before.seconds + more.seconds,
          messages: before.messages + more.messages,
          wholesaleMicros: before.wholesaleMicros + more.wholesaleMicros,
          people: [...new Set([...before.people, ...more.people])],
        },
  );
}
