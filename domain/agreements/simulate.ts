/** A proposal of terms, run over the usage of a period: what each plan would have earned. */
import type { UsageFact } from '../ledger/entry.js';
import { unitSize } from '../operator/quantity.js';
import { type HostAgreement, type PeriodCost, type PeriodFacts, periodCost, type UsageSum } from './cost.js';
import { Distinct } from './distinct.js';
import { apportion, fractionOf, isMore, NONE, plus, rounded, times, whole } from './fraction.js';

/** What is needed of a usage fact. */
export type SimulatedUsage = Pick<
  UsageFact,
  'supi' | 'planId' | 'kind' | 'zone' | 'units' | 'priceMicros' | 'taxInclusive'
>;

interface PlanUsage {
  readonly lines: Distinct;
  readonly sums: Map<
    string,
    {
      readonly service: UsageSum['service'];
      readonly zone: string | undefined;
      units: bigint;
      net: bigint;
      gross: bigint;
    }
  >;
  feesMicros: bigint;
}

/** Usage of a period, added up as it streams by: as large as there are plans, services and zones. */
export class UsageTally {
  readonly #lines = new Distinct();
  readonly #plans = new Map<string, PlanUsage>();
  records = 0;

  readonly #taxPercent: string;

  /** @param taxPercent  what prices that include tax include, such as "20" */
  constructor(taxPercent: string) {
    this.#taxPercent = taxPercent;
  }

  add({ supi, planId, kind, zone, units, priceMicros, taxInclusive }: SimulatedUsage): void {
    const plan = this.#plan(planId);
    this.records += 1;
    this.#lines.add(supi);
    plan.lines.add(supi);
    const place = `${kind}#${zone ?? ''}`;
    let sum = plan.sums.get(place);
    if (sum === undefined)
      plan.sums.set(place, (sum = { service: kind, zone, units: 0n, net: 0n, gross: 0n }));
    sum.units += BigInt(units);
    if (taxInclusive) sum.gross += BigInt(priceMicros);
    else sum.net += BigInt(priceMicros);
  }

  /** Recurring fees of a plan in the period, before tax. */
  addFees(planId: string, micros: number): void {
    this.#plan(planId).feesMicros += BigInt(micros);
  }

  activeLines(): number {
    return this.#lines.count();
  }

  plans(): {
    readonly planId: string;
    readonly lines: number;
    readonly feesMicros: bigint;
    readonly sums: UsageSum[];
  }[] {
    const gross = plus(whole(100n), fractionOf(this.#taxPercent));
    const netOf = (micros: bigint) =>
      rounded(times(whole(micros * 100n), { over: gross.under, under: gross.over }));
    return [...this.#plans]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([planId, { lines, sums, feesMicros }]) => ({
        planId,
        lines: lines.count(),
        feesMicros,
        sums: [...sums.values()].map((sum) => ({
          service: sum.service,
          zone: sum.zone,
          units: sum.units,
          retailMicros: sum.net + netOf(sum.gross),
        })),
      }));
  }

  #plan(planId: string): PlanUsage {
    let plan = this.#plans.get(planId);
    if (plan === undefined)
      this.#plans.set(planId, (plan = { lines: new Distinct(), sums: new Map(), feesMicros: 0n }));
    return plan;
  }
}

export interface PlanOutcome {
  readonly planId: string;
  /** About: see `Distinct`. */
  readonly subscribers: number;
  /** Of usage and fees, before tax. */
  readonly incomeMicros: bigint;
  readonly costBefore: bigint;
  readonly costAfter: bigint;
  readonly marginBefore: bigint;
  readonly marginAfter: bigint;
  /** Kinds of service that earn less a unit, with the plan's fees, than the proposed floor. */
  readonly belowFloor: readonly UsageSum['service'][];
  /** What a subscriber has to pay in the period so that nothing is lost under the proposal, before tax. */
  readonly breakEvenMicros: bigint;
}

export interface Simulation {
  readonly records: number;
  readonly activeLines: number;
  readonly before: PeriodCost;
  readonly after: PeriodCost;
  /** What shortfalls would cost, by commitment. */
  readonly commitmentGap: Readonly<Record<string, bigint>>;
  readonly plans: readonly PlanOutcome[];
  /** In plans that fall below a floor or into loss. */
  readonly subscribersAffected: number;
}

/** Costs of both agreements on the same usage; plans' parts add up to each. */
export function simulate(
  tally: UsageTally,
  inForce: HostAgreement,
  proposed: HostAgreement,
  facts: Omit<PeriodFacts, 'activeLines'> = {},
): Simulation {
  const plans = tally.plans();
  const month = { ...facts, activeLines: tally.activeLines() };
  const usage = plans.flatMap(({ sums }) => sums);
  const [before, after] = [periodCost(inForce, usage, month), periodCost(proposed, usage, month)];
  const [partsBefore, partsAfter] = [shared(before, plans, inForce), shared(after, plans, proposed)];
  const outcomes = plans.map(({ planId, lines, feesMicros, sums }, index): PlanOutcome => {
    const incomeMicros = sums.reduce((all, { retailMicros }) => all + retailMicros, feesMicros);
    const [costBefore, costAfter] = [partsBefore[index]!, partsAfter[index]!];
    const subscribers = BigInt(Math.max(lines, 1));
    return {
      planId,
      subscribers: lines,
      incomeMicros,
      costBefore,
      costAfter,
      marginBefore: incomeMicros - costBefore,
      marginAfter: incomeMicros - costAfter,
      belowFloor: belowFloor(proposed, sums, feesMicros),
      breakEvenMicros: costAfter <= 0n ? 0n : (costAfter + subscribers - 1n) / subscribers,
    };
  });
  return {
    records: tally.records,
    activeLines: month.activeLines,
    before,
    after,
    commitmentGap: Object.fromEntries(
      after.lines.filter(({ kind }) => kind === 'commitment').map(({ of, micros }) => [of, micros]),
    ),
    plans: outcomes,
    subscribersAffected: outcomes
      .filter(
        ({ belowFloor: floors, marginBefore, marginAfter }) =>
          floors.length > 0 || (marginAfter < 0n && marginBefore >= 0n),
      )
      .reduce((sum, { subscribers }) => sum + subscribers, 0),
  };
}

/** Each plan's part of a cost: of usage by what it is charged by, of everything else by lines. */
function shared(
  cost: PeriodCost,
  plans: ReturnType<UsageTally['plans']>,
  agreement: HostAgreement,
): bigint[] {
  const parts = plans.map(() => 0n);
  for (const { kind, of, zone, micros } of cost.lines) {
    const model = agreement.pricing?.find((one) => one.service === of && one.zone === zone)?.model;
    const isOfRetail = model === 'retail-minus' || model === 'revenue-share';
    const used = plans.map(({ sums }) =>
      sums
        .filter((sum) => sum.service === of && sum.zone === zone)
        .reduce((all, sum) => all + (isOfRetail ? sum.retailMicros : sum.units), 0n),
    );
    const isUsed = kind === 'usage' && used.some((weight) => weight > 0n);
    const weights = isUsed ? used : plans.map(({ lines }) => BigInt(lines));
    const all = weights.reduce((sum, weight) => sum + weight, 0n);
    if (all === 0n) continue;
    apportion(weights.map((weight) => ({ over: micros * weight, under: all }))).forEach((part, index) => {
      parts[index]! += part;
    });
  }
  return parts;
}

function belowFloor(
  { floorPrices }: HostAgreement,
  sums: readonly UsageSum[],
  feesMicros: bigint,
): UsageSum['service'][] {
  return floorPrices.flatMap(({ service, price, included, per }) => {
    const atHome = sums.filter((sum) => sum.service === service && sum.zone === undefined);
    const units = atHome.reduce((all, sum) => all + sum.units, 0n);
    const earned = atHome.reduce((all, sum) => all + sum.retailMicros, feesMicros);
    const least = times(fractionOf(feesMicros > 0n ? (included ?? price) : price), {
      over: units * 1_000_000n,
      under: BigInt(unitSize(per).amount),
    });
    return units > 0n && isMore(least, plus(whole(earned), NONE)) ? [service] : [];
  });
}
