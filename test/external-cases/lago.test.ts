/** Lago's charge models and its proration of subscriptions (test/cases/lago-charge-models.json). */
import { dueCharges, periodCharge, periodNumber, type RecurringCharge } from '../../domain/cycles/index.js';
import { exact, rounded } from '../../domain/price-models/exact.js';
import {
  priceModelProblems,
  pricePeriod,
  type PeriodUsage,
  type PriceModel,
} from '../../domain/price-models/index.js';
import { readCaseFile } from './read-case-file.js';

type Figure = string | number | null;

interface Range {
  readonly to: Figure;
  readonly per_unit?: string;
  readonly rate_pct?: string;
  readonly flat: string;
}

interface ChargeCase {
  readonly id: string;
  readonly model: string;
  readonly properties: Readonly<Record<string, Figure>> & { readonly ranges?: readonly Range[] };
  readonly units: string | null;
  readonly full_units?: string;
  readonly expected_amount: string;
  readonly running_total?: readonly number[];
  readonly events?: number;
  readonly event_values?: readonly number[];
  readonly event_units?: readonly number[];
  readonly event_prorated?: readonly string[];
}

interface SubscriptionCase {
  readonly id: string;
  readonly interval: 'weekly' | 'monthly' | 'quarterly' | 'yearly';
  readonly plan_amount_cents: number;
  readonly subscription_start: string;
  readonly period_from: string;
  readonly period_to: string;
  readonly trial_days: number;
  readonly expected_amount_cents: number;
}

const { charge_cases, subscription_proration_cases } = readCaseFile<{
  charge_cases: readonly ChargeCase[];
  subscription_proration_cases: readonly SubscriptionCase[];
}>('lago-charge-models.json');

const text = (figure: Figure | undefined): string => String(figure ?? 0);
const optional = (key: string, figure: Figure | undefined): Record<string, string> =>
  figure === undefined || figure === null ? {} : { [key]: String(figure) };

function modelOf({ model, properties: p }: ChargeCase): PriceModel {
  const tiers = (p.ranges ?? []).map(({ to, per_unit, rate_pct, flat }) => ({
    flat,
    ...optional('upTo', to),
    ...optional('unit', per_unit),
    percent: rate_pct ?? '0',
  }));
  switch (model) {
    case 'standard':
      return { model: 'unit', amount: text(p['amount']) };
    case 'package':
      return {
        model: 'package',
        amount: text(p['amount']),
        size: text(p['package_size']),
        freeUnits: text(p['free_units']),
      };
    case 'volume':
      return { model: 'volume', tiers };
    case 'graduated':
    case 'prorated_graduated':
      return { model: 'graduated', tiers };
    case 'graduated_percentage':
      return { model: 'graduated-percentage', tiers };
    case 'percentage':
      return {
        model: 'percentage',
        percent: text(p['rate_pct']),
        eventFee: text(p['fixed_per_event']),
        freeEvents: Number(p['free_events'] ?? 0),
        freeAmount: text(p['free_amount']),
        ...optional('minPerEvent', p['min_per_event']),
        ...optional('maxPerEvent', p['max_per_event']),
      };
    default:
      throw new Error(`${model} is no charge model that is known here`);
  }
}

/** The first events by their running totals; the rest in equal parts, which makes no difference to them. */
function eventsOf({ event_values, events = 0, running_total = [], units }: ChargeCase): string[] | undefined {
  if (event_values !== undefined) return event_values.map(String);
  if (events === 0) return undefined;
  const first = running_total.map((total, i) => total - (running_total[i - 1] ?? 0));
  const left = Number(units) - (running_total.at(-1) ?? 0);
  const rest = events - first.length;
  expect(left % rest).toBe(0);
  return [...first, ...Array.from({ length: rest }, () => left / rest)].map(String);
}

function usageOf(c: ChargeCase): PeriodUsage {
  const events = eventsOf(c);
  return {
    units: c.units ?? '0',
    ...optional('tierUnits', c.full_units),
    ...(events === undefined ? {} : { events }),
    ...(c.event_units === undefined
      ? {}
      : {
          changes: c.event_units.map((units, i) => ({
            units: String(units),
            prorated: c.event_prorated?.[i] ?? '0',
          })),
        }),
  };
}

test.each(charge_cases.map((c) => [c.id, c] as const))('%s', (_, c) => {
  const model = modelOf(c);
  expect(priceModelProblems(model)).toEqual([]);
  const { micros, parts } = pricePeriod(model, usageOf(c));
  expect(parts.reduce((sum, part) => sum + part.micros, 0)).toBe(micros);
  // Prorated quantities are cut to five decimals upstream, and the amount to cents.
  const decimals = c.model === 'prorated_graduated' ? 2 : 6;
  expect(rounded({ numerator: BigInt(micros), denominator: 1_000_000n }, decimals)).toBe(
    rounded(exact(c.expected_amount), decimals),
  );
});

const INTERVALS = {
  weekly: [1, 'week'],
  monthly: [1, 'month'],
  quarterly: [3, 'month'],
  yearly: [12, 'month'],
};

test.each(subscription_proration_cases.map((c) => [c.id, c] as const))('%s', (_, c) => {
  const [every, unit] = INTERVALS[c.interval] as [number, 'week' | 'month'];
  const MONDAY = 1;
  const charge: RecurringCharge = {
    cycle: {
      every,
      unit,
      anchor: unit === 'week' ? { weekday: MONDAY } : { dayOfMonth: 1, ...(every > 1 ? { month: 1 } : {}) },
      timeZone: 'UTC',
    },
    priceMicros: c.plan_amount_cents * 10_000,
    roundToMicros: 10_000,
    ...(c.trial_days === 0 ? {} : { trial: { days: c.trial_days } }),
  };
  const at = Date.parse(c.period_from);
  const anchorMs = Date.parse(c.subscription_start);
  const priced = periodCharge(charge, { anchorMs }, periodNumber(charge.cycle, anchorMs, at));
  expect(priced?.fromDate).toBe(c.period_from);
  expect((priced?.amountMicros ?? 0) / 10_000).toBe(c.expected_amount_cents);
  // It falls due when its trial is over, once.
  const { charges } = dueCharges(charge, { anchorMs }, undefined, at + c.trial_days * 86_400_000);
  expect(charges).toContainEqual(priced);
});
