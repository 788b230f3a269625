/** The money of a bill, cut by SIM and by cost centre, and the tax on it. */
import type { UsageRecord } from '../charging/usage-record.js';
import { amountOf, type Amount } from './amount.js';
import type { BilledSubscriber, Subtotal, TaxLine, Total } from './bill.js';
import { changesOf, taxTermsOf } from './ledger.js';
import { taxationOf, type Taxable, type TaxOfRate } from './tax.js';
import type { Plans } from './usage-groups.js';

/** What the plan costs, and adjustments: of no SIM. */
const SHARED = '';

export interface TaxedParts {
  readonly tax: readonly TaxLine[];
  readonly total: Total;
  /** Ledger amount of all of it. */
  readonly charged: Amount;
  readonly sims: readonly Subtotal[];
  readonly costCentres: readonly Subtotal[];
}

export function taxedParts(
  records: readonly UsageRecord[],
  plans: Plans,
  subscribers: readonly BilledSubscriber[],
): TaxedParts {
  const taxables = records.flatMap((record): Taxable[] => {
    const terms = taxTermsOf(record, plans.get(record.planId)!);
    return changesOf([record])
      .filter(({ section }) => section !== 'payments')
      .map(({ section, micros }) => ({
        terms,
        micros: -micros,
        part: section === 'usage' ? record.supi : SHARED,
      }));
  });
  const taxation = taxationOf(taxables);
  const charged = new Map<string, number>();
  for (const { part, micros } of taxables) charged.set(part, (charged.get(part) ?? 0) + micros);

  const parts = [...subscribers.map(({ supi }) => supi), SHARED].map((part): Part => {
    const { netMicros = 0, taxMicros = 0, grossMicros = 0 } = taxation.byPart.get(part) ?? {};
    return { of: part, chargedMicros: charged.get(part) ?? 0, netMicros, taxMicros, grossMicros };
  });
  const centreOf = new Map(subscribers.map(({ supi, costCentre }) => [supi, costCentre]));
  return {
    tax: taxation.byRate.map(taxLine),
    total: totalOf(taxation),
    charged: amountOf(taxables.reduce((sum, { micros }) => sum + micros, 0)),
    sims: parts.map(subtotal),
    costCentres: subscribers.some(({ costCentre }) => costCentre !== undefined)
      ? byCentre(parts, (supi) => centreOf.get(supi) ?? SHARED).map(subtotal)
      : [],
  };
}

interface Part {
  readonly of: string;
  readonly chargedMicros: number;
  readonly netMicros: number;
  readonly taxMicros: number;
  readonly grossMicros: number;
}

function byCentre(parts: readonly Part[], centreOf: (supi: string) => string): Part[] {
  const centres = new Map<string, Part>();
  for (const part of parts) {
    const of = centreOf(part.of);
    const before = centres.get(of) ?? { of, chargedMicros: 0, netMicros: 0, taxMicros: 0, grossMicros: 0 };
    centres.set(of, {
      of,
      chargedMicros: before.chargedMicros + part.chargedMicros,
      netMicros: before.netMicros + part.netMicros,
      taxMicros: before.taxMicros + part.taxMicros,
      grossMicros: before.grossMicros + part.grossMicros,
    });
  }
  // The one without a name is last.
  return [...centres.values()].sort((a, b) =>
    a.of === SHARED ? 1 : b.of === SHARED ? -1 : a.of < b.of ? -1 : 1,
  );
}

const subtotal = (part: Part): Subtotal => ({
  ...(part.of === SHARED ? {} : { of: part.of }),
  charged: amountOf(part.chargedMicros),
  ...totalOf(part),
});

function totalOf({ netMicros, taxMicros, grossMicros }: Omit<TaxOfRate, 'terms'>): Total {
  return { net: amountOf(netMicros), tax: amountOf(taxMicros), gross: amountOf(grossMicros) };
}

function taxLine({ terms: { name, rateMicros, inclusive }, ...sums }: TaxOfRate): TaxLine {
  return { name, ratePercent: percentOf(rateMicros), inclusive, ...totalOf(sums) };
}

/** 20000000 is "20". */
function percentOf(rateMicros: number): string {
  return amountOf(rateMicros).amount.replace(/\.?0+$/, '');
}
