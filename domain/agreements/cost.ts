/** What a host charges for a month under an agreement: exact, of which the costs of records are an estimate. */
import type { Operator } from '../operator/schema.js';
import { parseQuantity, unitSize } from '../operator/quantity.js';
import type { HostCommitment, HostPricing } from '../operator/host-terms.js';
import { type Fraction, apportion, fractionOf, isMore, minus, NONE, plus, times, whole } from './fraction.js';

export type HostAgreement = Operator['host']['agreement'];
export type ServiceKind = HostPricing['service'];

/** Usage of one kind of service in a zone. */
export interface UsageSum {
  readonly service: ServiceKind;
  /** Roaming zone; absent = at home. */
  readonly zone?: string | undefined;
  /** Bytes, seconds or messages. */
  readonly units: bigint;
  /** What subscribers paid for it, before tax. */
  readonly retailMicros: bigint;
}

/** What a month brought, besides usage. */
export interface PeriodFacts {
  readonly activeLines: number;
  readonly newLines?: number;
  /** Seconds of calls to our lines. */
  readonly inboundSeconds?: bigint;
  /** Whether the set-up fee falls into this month. */
  readonly isFirst?: boolean;
  /** By id of a commitment: what earlier months had above the minimum, in its measure (`carriedInto`). */
  readonly carried?: Readonly<Record<string, bigint>>;
}

export interface CostLine {
  readonly kind: 'usage' | 'fee' | 'commitment' | 'inbound';
  /** Id of the commitment, name of the fee, or kind of service. */
  readonly of: string;
  readonly zone?: string;
  readonly units?: bigint;
  readonly micros: bigint;
}

export interface PeriodCost {
  readonly lines: readonly CostLine[];
  /** Sum of the lines. Below nothing when the share of inbound is more than all cost. */
  readonly micros: bigint;
  /** Usage that no rate and no model is for. */
  readonly unrated: readonly UsageSum[];
}

type Exact = Omit<CostLine, 'micros'> & { readonly exact: Fraction };

const MICROS = 1_000_000n;

/**
 * The cost of a month, before tax. It does not matter how usage is cut into sums: those of the same service and zone
 * are added first. Each line is exact; the total is rounded once, half up, and lines share it by largest remainder.
 */
export function periodCost(
  agreement: HostAgreement,
  usage: readonly UsageSum[],
  facts: PeriodFacts,
): PeriodCost {
  const { exact, unrated } = exactLines(agreement, usage, facts);
  const micros = apportion(exact.map((line) => line.exact));
  return {
    lines: exact.map(({ kind, of, zone, units }, index) => ({
      kind,
      of,
      ...(zone === undefined ? {} : { zone }),
      ...(units === undefined ? {} : { units }),
      micros: micros[index]!,
    })),
    micros: micros.reduce((sum, part) => sum + part, 0n),
    unrated,
  };
}

/** What more usage costs in a month that has had some already, in micros: after tiers, packages and commitments. */
export function marginalMicros(
  agreement: HostAgreement,
  usage: readonly UsageSum[],
  facts: PeriodFacts,
  more: UsageSum,
): bigint {
  return periodCost(agreement, [...usage, more], facts).micros - periodCost(agreement, usage, facts).micros;
}

function exactLines(agreement: HostAgreement, usage: readonly UsageSum[], facts: PeriodFacts) {
  const sums = summed(agreement, usage);
  const rated = sums.map((sum) => ({ sum, exact: usageCost(agreement, sum, facts) }));
  const lines = rated.flatMap(({ sum, exact }): Exact[] =>
    exact === undefined
      ? []
      : [
          {
            kind: 'usage',
            of: sum.service,
            ...(sum.zone === undefined ? {} : { zone: sum.zone }),
            units: sum.units,
            exact,
          },
        ],
  );
  const spent = lines.reduce((all, { exact }) => plus(all, exact), NONE);
  const shortfalls = (agreement.commitments ?? []).map((commitment): Exact => {
    const missing = missingOf(
      commitment,
      measured(commitment, sums, facts, spent),
      facts.carried?.[commitment.id] ?? 0n,
    );
    return { kind: 'commitment', of: commitment.id, exact: shortfallCost(commitment, missing) };
  });
  return {
    exact: [...lines, ...fees(agreement, facts), ...shortfalls].filter(({ exact }) => exact.over !== 0n),
    unrated: rated.filter(({ exact, sum }) => exact === undefined && sum.units > 0n).map(({ sum }) => sum),
  };
}

/** One sum for each service and zone; also for what is paid for unused. */
function summed({ pricing = [] }: HostAgreement, usage: readonly UsageSum[]): UsageSum[] {
  const nothing = pricing.map(({ service, zone }): UsageSum => ({
    service,
    zone,
    units: 0n,
    retailMicros: 0n,
  }));
  const byPlace = new Map<string, UsageSum>();
  for (const sum of [...nothing, ...usage]) {
    const place = `${sum.service}#${sum.zone ?? ''}`;
    const before = byPlace.get(place);
    byPlace.set(place, {
      ...sum,
      units: sum.units + (before?.units ?? 0n),
      retailMicros: sum.retailMicros + (before?.retailMicros ?? 0n),
    });
  }
  return [...byPlace].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

function usageCost(agreement: HostAgreement, sum: UsageSum, facts: PeriodFacts): Fraction | undefined {
  const model = (agreement.pricing ?? []).find(
    ({ service, zone }) => service === sum.service && zone === sum.zone,
  );
  if (model !== undefined) return modelCost(model, sum, facts);
  const ofKind = agreement.wholesaleRates.filter(({ service }) => service === sum.service);
  const rate = ofKind.find(({ zone }) => zone === sum.zone) ?? ofKind.find(({ zone }) => zone === undefined);
  return rate === undefined ? undefined : priced(sum.units, rate.price, rate.per);
}

function modelCost(model: HostPricing, { units, retailMicros }: UsageSum, facts: PeriodFacts): Fraction {
  switch (model.model) {
    case 'tiers':
      return tiersCost(model, units);
    case 'retail-minus':
      return minus(whole(retailMicros), percentOf(whole(retailMicros), model.discountPercent));
    case 'revenue-share':
      return percentOf(whole(retailMicros), model.sharePercent);
    case 'cost-plus': {
      const cost = priced(units, model.cost, model.per);
      return plus(cost, percentOf(cost, model.markupPercent));
    }
    case 'capacity':
      return plus(
        amount(model.price),
        priced(above(units, amountOf(model.capacity)), model.overage, model.per),
      );
    case 'package': {
      const lines = BigInt(facts.activeLines);
      const included = lines * amountOf(model.includes);
      return plus(
        times(amount(model.linePrice), whole(lines)),
        priced(above(units, included), model.overage, model.per),
      );
    }
  }
}

function tiersCost(model: Extract<HostPricing, { model: 'tiers' }>, units: bigint): Fraction {
  let from = 0n;
  let cost = NONE;
  for (const { upTo, price } of model.tiers) {
    const end = upTo === undefined ? undefined : amountOf(upTo);
    const isLast = end === undefined || units <= end;
    if (model.apply === 'stepped') {
      if (isLast) return priced(units, price, model.per);
    } else {
      cost = plus(cost, priced((isLast ? units : end) - from, price, model.per));
      if (isLast) return cost;
    }
    from = end;
  }
  return cost;
}

function fees({ fees: terms = {}, inbound }: HostAgreement, facts: PeriodFacts): Exact[] {
  const { activeLines, newLines = 0, inboundSeconds = 0n, isFirst = false } = facts;
  const each = (of: string, money: string | undefined, count: number): Exact[] =>
    money === undefined ? [] : [{ kind: 'fee', of, exact: times(amount(money), whole(BigInt(count))) }];
  return [
    ...each('set-up', terms.setUp, isFirst ? 1 : 0),
    ...each('line', terms.perLine, activeLines),
    ...each('new-line', terms.perNewLine, newLines),
    ...(inbound === undefined
      ? []
      : [
          {
            kind: 'inbound' as const,
            of: 'voice',
            units: inboundSeconds,
            exact: minus(
              NONE,
              percentOf(priced(inboundSeconds, inbound.price, inbound.per), inbound.sharePercent),
            ),
          },
        ]),
  ];
}

/** What a month brought in the measure of a commitment: micros (exact), bytes, seconds, messages or lines. */
function measured(
  commitment: HostCommitment,
  sums: readonly UsageSum[],
  facts: PeriodFacts,
  spent: Fraction,
): Fraction {
  if (commitment.measure === 'revenue') return spent;
  if (commitment.measure === 'lines') return whole(BigInt(facts.activeLines));
  const ofKind = sums.filter(({ service }) => service === commitment.service);
  return whole(ofKind.reduce((all, { units }) => all + units, 0n));
}

/** The minimum, in micros, bytes, seconds, messages or lines. */
export function minimumOf(commitment: HostCommitment): bigint {
  if (commitment.measure === 'lines') return BigInt(commitment.lines);
  if (commitment.measure === 'volume') return amountOf(commitment.amount);
  return amount(commitment.amount).over;
}

export function missingOf(commitment: HostCommitment, had: Fraction, carried: bigint): Fraction {
  const missing = minus(whole(minimumOf(commitment) - carried), had);
  return isMore(missing, NONE) ? missing : NONE;
}

/** Exact micros of what is missing. */
export function shortfallCost(commitment: HostCommitment, missing: Fraction): Fraction {
  if (commitment.measure === 'revenue') return percentOf(missing, commitment.shortfallPercent);
  const each = times(fractionOf(commitment.shortfallPrice), whole(MICROS));
  const size = commitment.measure === 'lines' ? 1 : unitSize(commitment.per).amount;
  return times(times(missing, each), { over: 1n, under: BigInt(size) });
}

const above = (units: bigint, limit: bigint): bigint => (units > limit ? units - limit : 0n);

const amountOf = (quantity: string): bigint => BigInt(parseQuantity(quantity)?.amount ?? 0);

/** Money has six decimals at most. */
const amount = (money: string): Fraction => times(fractionOf(money), whole(MICROS));

const percentOf = (of: Fraction, percent: string): Fraction =>
  times(of, times(fractionOf(percent), { over: 1n, under: 100n }));

const priced = (
  units: bigint,
  price: string,
  per: HostAgreement['wholesaleRates'][number]['per'],
): Fraction =>
  times(times(whole(units * MICROS), fractionOf(price)), { over: 1n, under: BigInt(unitSize(per).amount) });
