/** The `usage` of a dry run: what a subscriber would use, and what a plan would make of it. */
import { z } from 'zod';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { USAGE_UNITS } from '../../domain/catalogue/service-tariff.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import type { Offering } from '../../domain/operator/offering.js';
import { at, problemAt, type Problem } from '../../domain/operator/problem.js';
import { parseQuantity } from '../../domain/operator/quantity.js';
import { digits, quantity, slug } from '../../domain/operator/scalars.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { simulateUsage, type SimulatedUsage } from '../../domain/simulation/simulate-usage.js';

/** One answer's time: each usage is a whole charging decision. */
const MAX_USAGES = 1_000;

const INSTANT = 'ISO 8601 instant such as "2026-12-24T18:00:00Z"';

const usageSchema = z
  .array(
    z.strictObject({
      service: slug('internet').describe('Id of a service of the plan.'),
      quantity: quantity('1 GB'),
      to: digits(2, 15, '447700900123').optional().describe('Called number, with country code, without "+".'),
      visited: digits(5, 6, '20801')
        .optional()
        .describe('MCC and MNC of the visited network; absent = at home.'),
      at: z.iso.datetime({ offset: true, error: INSTANT }).optional().describe('When; absent = now.'),
    }),
    { error: 'list of usages' },
  )
  .max(MAX_USAGES, { error: `at most ${MAX_USAGES} usages` });

/** What is to be simulated, or everything that is wrong with it. */
export function trialUsage(
  written: unknown,
  dryRun: boolean,
  offering: Offering | undefined,
  nowMs: number,
): { readonly usages: readonly SimulatedUsage[] } | { readonly problems: readonly Problem[] } {
  if (written === undefined) return { usages: [] };
  if (!dryRun)
    return { problems: [problemAt('usage', written, 'nothing', 'only a dry run simulates usage')] };
  const malformed = checkStructure(usageSchema, written, 'usage');
  if (malformed.length > 0) return { problems: malformed };
  if (offering === undefined) return { usages: [] };
  const problems: Problem[] = [];
  const usages = usageSchema.parse(written).flatMap((usage, index): SimulatedUsage[] => {
    const service = offering.services.find(({ id }) => id === usage.service);
    const { unit, amount } = parseQuantity(usage.quantity)!;
    if (service === undefined) {
      const ids = offering.services.map(({ id }) => id).join(', ');
      problems.push(problemAt(at('usage', index, 'service'), usage.service, ids));
      return [];
    }
    if (USAGE_UNITS[service.kind] !== unit) {
      const allowed = `a quantity of ${USAGE_UNITS[service.kind]}`;
      problems.push(problemAt(at('usage', index, 'quantity'), usage.quantity, allowed));
      return [];
    }
    return [
      {
        ratingGroup: service.ratingGroups[0]!,
        unit,
        units: amount,
        destination: usage.to ?? '',
        atMs: usage.at === undefined ? nowMs : Date.parse(usage.at),
        ...(usage.visited === undefined ? {} : { visited: usage.visited }),
      },
    ];
  });
  return problems.length > 0 ? { problems } : { usages };
}

/** The subscriber activates with the first usage, or now, and the last usage is the end. */
export function simulated(plan: PlanVersion, usages: readonly SimulatedUsage[], nowMs: number) {
  const times = usages.map(({ atMs }) => atMs);
  const startMs = Math.min(nowMs, ...times);
  const {
    usages: results,
    periods,
    usageMicros,
    recurringMicros,
  } = simulateUsage(plan, usages, startMs, Math.max(startMs, ...times));
  return {
    items: results.map(({ lines, priceMicros, covered, notices }) => ({
      price: fromMicros(priceMicros),
      covered,
      lines,
      ...(notices.length === 0 ? {} : { notices }),
    })),
    ...(periods.length === 0
      ? {}
      : { periods: periods.map(({ micros, ...period }) => ({ ...period, price: fromMicros(micros) })) }),
    usagePrice: fromMicros(usageMicros),
    recurringPrice: fromMicros(recurringMicros),
    total: fromMicros(usageMicros + recurringMicros),
  };
}
