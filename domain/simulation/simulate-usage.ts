/** What a plan would cost a subscriber: usage through the very functions that charge it, on an account of its own. */
import type { PlanVersion } from '../catalogue/plan.js';
import { decideEvent } from '../charging/event.js';
import { openAccount } from '../charging/open-account.js';
import { indexPlan } from '../charging/plan-index.js';
import { decideRenewal } from '../charging/renewal.js';
import type { Movement, Notice } from '../charging/movement.js';
import { usageRecord, type UsageLine } from '../charging/usage-record.js';
import { viewAccount } from '../charging/view.js';

/** One use of a service. */
export interface SimulatedUsage {
  readonly ratingGroup: number;
  /** Bytes, seconds or messages, as the service counts; whole, ≥ 0. */
  readonly units: number;
  readonly unit: 'bytes' | 'seconds' | 'messages';
  /** When, ms since the epoch. */
  readonly atMs: number;
  /** The called number, digits; '' = nobody. */
  readonly destination: string;
  /** MCC and MNC; absent = at home. */
  readonly visited?: string;
}

export interface Simulation {
  /** For each usage, in the order given: who paid what. */
  readonly usages: readonly {
    readonly lines: readonly UsageLine[];
    /** Micros that money paid. */
    readonly priceMicros: number;
    /** Whether the plan lets it through: false where a cap stops it, or no rate fits. */
    readonly covered: boolean;
    readonly notices: readonly Notice[];
  }[];
  /** What whole periods' usage costs, by usage price: of periods that ended, then of the one that runs. */
  readonly periods: readonly PeriodCost[];
  /** Micros that usage (of whole periods, too) and recurring prices cost in all. */
  readonly usageMicros: number;
  readonly recurringMicros: number;
}

export interface PeriodCost {
  readonly usagePrice: string;
  /** ISO 8601; absent = the period that runs at the end. */
  readonly from?: string;
  readonly to?: string;
  /** In the usage price's unit. */
  readonly units: number;
  readonly micros: number;
}

/** Money enough that none of it is the reason for anything: ten million of the currency's unit. */
const ENOUGH_MICROS = 10_000_000_000_000;

/**
 * Simulates usage of a subscriber who activates a plan at `startMs` and has money enough. Usage is taken by its
 * time; what recurs, renews and starts again in between does so.
 *
 * @param endMs  until when recurring prices are charged
 */
export function simulateUsage(
  plan: PlanVersion,
  usages: readonly SimulatedUsage[],
  startMs: number,
  endMs: number,
): Simulation {
  const index = indexPlan(plan);
  let item = openAccount({ key: 'imsi-000000000000000', plan, walletMicros: ENOUGH_MICROS, nowMs: startMs });
  let recurringMicros = recurringOf(usageRecord(item, plan)?.movements);
  const periods: PeriodCost[] = [];
  const renewUntil = (nowMs: number): void => {
    const decision = decideRenewal(item, index, nowMs);
    if (decision.outcome === 'nothing-due') return;
    item = decision.item;
    const movements = usageRecord(item, plan)?.movements;
    recurringMicros += recurringOf(movements);
    periods.push(...periodsIn(movements));
  };
  const results: Simulation['usages'][number][] = [];
  const inTime = usages.map((usage, at) => ({ usage, at })).sort((a, b) => a.usage.atMs - b.usage.atMs);
  for (const { usage, at } of inTime) {
    renewUntil(usage.atMs);
    const { ratingGroup, units, unit, atMs, destination, visited } = usage;
    // No two events are the same one, sent twice.
    const key = new Uint8Array([at >> 24, at >> 16, at >> 8, at, 0, 1]);
    const decision = decideEvent(
      item,
      {
        sequence: 0,
        retransmission: false,
        digest: key,
        createKey: key,
        contentKey: key,
        atMs,
        sentAtMs: atMs,
        destination,
        ...(visited === undefined ? {} : { visited }),
        oneTimeEventType: 'PEC',
        groups: [
          {
            ratingGroup,
            used: [{ localSequence: 0, statedAtMs: 0, usedAtMs: 0, exhausted: false, [unit]: units }],
          },
        ],
      },
      index,
      atMs,
    );
    const written = decision.outcome === 'answer' ? decision.item : undefined;
    if (written !== undefined) item = written;
    const record = written === undefined ? undefined : usageRecord(written, plan);
    const lines = record?.lines ?? [];
    recurringMicros += recurringOf(record?.movements);
    results[at] = {
      lines,
      priceMicros: lines.reduce((sum, line) => sum + line.priceMicros, 0),
      covered: lines.length > 0 && lines.every((line) => !line.uncollected && line.service !== 'unrated'),
      notices: record?.notices ?? [],
    };
  }
  renewUntil(endMs);
  for (const { id, value, priceMicros } of viewAccount(item, plan, endMs).usagePrices ?? [])
    periods.push({ usagePrice: id, units: value, micros: priceMicros });
  return {
    usages: results,
    periods,
    usageMicros:
      results.reduce((sum, { priceMicros }) => sum + priceMicros, 0) +
      periods.reduce((sum, { micros }) => sum + micros, 0),
    recurringMicros,
  };
}

function periodsIn(movements: readonly Movement[] = []): PeriodCost[] {
  return movements.flatMap(({ usagePrice, units = 0, amount, from, to }): PeriodCost[] => {
    if (usagePrice === undefined) return [];
    const time = from === undefined || to === undefined ? {} : { from, to };
    return [{ usagePrice, ...time, units, micros: 0 - amount }];
  });
}

function recurringOf(movements: readonly Movement[] = []): number {
  return movements.reduce(
    (sum, { action, unit, amount }) => (action === 'recurring' && unit === 'money' ? sum - amount : sum),
    0,
  );
}
