/**
 * Entries of a usage record: what was used, what the host charges for it, and every amount that moved. One entry a local
 * day, since a file's rows may be of several.
 */
import { WALLET } from '../catalogue/compile-buckets.js';
import type { PlanVersion } from '../catalogue/plan.js';
import type { Movement } from '../charging/movement.js';
import type { UsageLine, UsageRecord } from '../charging/usage-record.js';
import { isoDate } from '../cycles/calendar-date.js';
import { dayAt } from '../cycles/local-day.js';
import { isSponsorAccount } from '../sponsors/sponsor.js';
import { type Deferral, type Entry, type Leg, legsOf, type UsageFact } from './entry.js';
import { kindOf } from './facts.js';
import {
  type Income,
  type MovementSource,
  type Purse,
  PURSES,
  sideOfSource,
  type Treatment,
  TREATMENTS,
} from './movements.js';
import { taxIn } from './tax.js';

export interface UsageTerms {
  readonly plan: Pick<PlanVersion, 'buckets' | 'tax' | 'timeZone'>;
  /** Whose radio a SIM uses. */
  readonly hostOf: (supi: string) => string;
  /** What a movement's reference names. */
  readonly sourceOf: (reference: string) => MovementSource | undefined;
}

/**
 * Entries of a record; none when it moved nothing and nothing was used.
 *
 * @throws SourceError when a movement's source is not known
 */
export function entriesOfUsage(record: UsageRecord, terms: UsageTerms): Entry[] {
  const { account, version, at, currency } = record;
  const own = record.marketTime.slice(0, 10);
  const days = new Map<string, UsageLine[]>([[own, []]]);
  for (const line of record.lines) {
    const day = (line.marketTime ?? record.marketTime).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days].flatMap(([sourceDay, lines]): Entry[] => {
    const amounts = new Amounts(record, terms);
    const facts = lines.map((line) => factOf(record, line, terms));
    lines.forEach((line, i) => amounts.use(line, facts[i]!));
    // A sponsor's account is told of by its own ledger, entry by entry.
    if (sourceDay === own && !isSponsorAccount(account))
      for (const movement of record.movements ?? []) amounts.move(movement);
    const legs = amounts.legs();
    if (legs.length + facts.length === 0) return [];
    const first = lines[0]?.at;
    return [
      {
        id: `usage/${account}/${version}${sourceDay === own ? '' : `/${sourceDay}`}`,
        at: sourceDay === own ? at : (first ?? at),
        sourceDay,
        currency,
        legs,
        ...(facts.length === 0 ? {} : { facts }),
      },
    ];
  });
}

/** Whose money it is that a bucket holds. */
export function purseOf(bucket: string, { buckets }: Pick<PlanVersion, 'buckets'>): Purse {
  if (bucket === WALLET) return 'paid';
  const template = buckets.find(({ id }) => id === bucket);
  return template !== undefined && template.givenBy === undefined ? 'paid' : 'given';
}

function factOf(record: UsageRecord, line: UsageLine, { hostOf }: UsageTerms): UsageFact {
  const supi = line.supi ?? record.supi;
  const { subscriberId } = record;
  const { zone, wholesaleMicros, hostTerms, sponsor } = line;
  return {
    at: line.at ?? record.at,
    account: record.account,
    version: record.version,
    ...(subscriberId === undefined ? {} : { subscriberId }),
    supi,
    planId: record.planId,
    service: line.service,
    kind: kindOf(line.unit),
    destination: line.destination,
    ...(zone === undefined ? {} : { zone }),
    ratingGroup: line.ratingGroup,
    unit: line.unit,
    units: line.units,
    priceMicros: line.priceMicros,
    taxInclusive: record.taxInclusive,
    ...(wholesaleMicros === undefined ? {} : { wholesaleMicros }),
    host: hostOf(supi),
    ...(hostTerms === undefined ? {} : { hostTerms }),
    ...(sponsor === undefined ? {} : { sponsor }),
    uncollected: line.uncollected,
  };
}

/** What one entry is made of. Tax is rounded once for each kind of income, not a line. */
class Amounts {
  private readonly parts: Leg[] = [];
  private readonly taxed = new Map<string, { readonly leg: Leg; micros: number }>();
  private readonly record: UsageRecord;
  private readonly terms: UsageTerms;

  constructor(record: UsageRecord, terms: UsageTerms) {
    this.record = record;
    this.terms = terms;
  }

  use({ bucket, priceMicros }: UsageLine, { wholesaleMicros = 0, host: party }: UsageFact): void {
    this.add({ account: 'host-cost', party, micros: wholesaleMicros });
    this.add({ account: 'host-payable', party, micros: -wholesaleMicros });
    const purse = bucket === undefined ? 'paid' : purseOf(bucket, this.terms.plan);
    this.add({ account: PURSES[purse], micros: priceMicros });
    // What nobody paid for was booked as a cost when it was given: used up it is one no more.
    if (purse === 'given') this.add({ account: 'rewards-cost', micros: -priceMicros });
    else this.tax({ account: 'revenue/usage', micros: -priceMicros });
  }

  move(movement: Movement): void {
    const { action, bucket, unit, amount, reference } = movement;
    if (unit !== 'money') return;
    const treatment: Treatment = TREATMENTS[action];
    if (treatment.with === 'itself') return;
    const purse = purseOf(bucket, this.terms.plan);
    this.add({ account: PURSES[purse], micros: -amount });
    if (purse === 'given') {
      this.add({ account: 'rewards-cost', micros: amount });
      return;
    }
    if (treatment.with === 'income') {
      const income = movement.addOn === undefined ? treatment.plan : treatment.addOn;
      this.tax(this.incomeLeg(movement, income, amount));
      return;
    }
    if (treatment.with !== 'source') {
      this.add({ account: treatment.with, micros: amount });
      return;
    }
    const source = reference === undefined ? undefined : this.terms.sourceOf(reference);
    if (action === 'released') {
      this.release(source, amount);
      return;
    }
    const leg: Leg = { ...sideOfSource(action, source), micros: amount };
    if (treatment.taxed === true) this.tax(leg);
    else this.add(leg);
  }

  /** What was held comes out of dispute; what had been taken comes back from the provider. */
  private release(source: MovementSource | undefined, amount: number): void {
    const back = Math.min(source?.returnMicros ?? 0, amount);
    this.add({ account: 'disputed-payments', micros: amount - back });
    if (back > 0) this.add({ ...sideOfSource('released', source), micros: back });
  }

  /** Charged for a time: it is earned as that passes. */
  private incomeLeg({ action, from, to }: Movement, income: Income, micros: number): Leg {
    const defer = action === 'recurring' ? this.deferral(from, to, income) : undefined;
    return defer === undefined ? { account: income, micros } : { account: 'deferred-revenue', micros, defer };
  }

  private deferral(from: string | undefined, to: string | undefined, income: Income): Deferral | undefined {
    if (from === undefined || to === undefined || Date.parse(to) <= Date.parse(from)) return undefined;
    const { timeZone } = this.terms.plan;
    const day = (atMs: number) => isoDate(dayAt(timeZone, atMs));
    return { from: day(Date.parse(from)), to: day(Date.parse(to) - 1), income };
  }

  /** @param leg  with its tax, where prices include it */
  private tax(leg: Leg): void {
    const place = JSON.stringify([leg.account, leg.party, leg.defer]);
    const before = this.taxed.get(place);
    this.taxed.set(place, { leg, micros: leg.micros + (before?.micros ?? 0) });
  }

  private add(leg: Leg): void {
    if (leg.micros !== 0) this.parts.push(leg);
  }

  legs(): Leg[] {
    const { taxInclusive } = this.record;
    const rateMicros = this.terms.plan.tax?.rateMicros ?? 0;
    for (const { leg, micros } of this.taxed.values()) {
      const tax = taxIn(micros, { rateMicros, inclusive: taxInclusive });
      this.add({ ...leg, micros: taxInclusive ? micros - tax : micros });
      this.add({ account: 'tax-payable', micros: tax });
      if (!taxInclusive) this.add({ account: 'tax-receivable', micros: -tax });
    }
    return legsOf(this.parts);
  }
}
