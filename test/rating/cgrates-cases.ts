import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileTariff, type CompiledTariff, type RateDefinition } from '../../domain/rating/index.js';

const CASES = path.join(__dirname, '..', 'cases');

/** A rate as the case files write it. */
interface SampleRate {
  readonly prefixes: readonly string[];
  readonly timing: {
    readonly week_days: readonly number[] | null;
    readonly from_second_of_day: number;
  } | null;
  readonly rounding: 'up' | 'middle' | 'down';
  readonly rounding_decimals: number;
  readonly max_cost: string | null;
  readonly max_cost_strategy: 'free' | 'disconnect' | null;
  readonly connect_fee: string;
  readonly slots: readonly SampleSlot[];
}

interface SampleSlot {
  readonly from_s: number;
  readonly rate: string;
  readonly unit_s: number;
  readonly increment_s: number;
}

interface SamplePlans {
  readonly tariffs: Readonly<
    Record<
      string,
      {
        readonly plans: Readonly<Record<string, readonly SampleRate[]>>;
        readonly subject_to_plan: Readonly<Record<string, string>>;
      }
    >
  >;
}

export interface CallCase {
  readonly id: string;
  readonly tariff: CompiledTariff;
  readonly destination: string;
  readonly startMs: number;
  readonly usage: number;
  readonly crossesTiming: boolean;
  readonly cgratesCost: string;
  /** '' where there is only CGRateS's answer. */
  readonly exactCost: string;
}

export interface UnitCase {
  readonly id: string;
  readonly plan: string;
  readonly destination: string;
  readonly start_utc: string;
  readonly usage_s: number;
  readonly expected_cost_cgrates?: string | null;
  readonly expected_cost_exact?: string | null;
  readonly expected_segments?: number | null;
}

interface UnitPlan {
  readonly round: 'up' | 'middle' | 'down';
  readonly decimals: number;
  readonly rules: readonly {
    readonly prefixes: readonly string[];
    readonly rate: string;
    readonly days: readonly number[] | 'any';
    readonly from_time: string;
    readonly max_cost?: string;
    readonly max_cost_strategy?: 'free' | 'disconnect';
  }[];
}

interface UnitFile {
  readonly rates: Readonly<
    Record<string, { readonly connect_fee: string; readonly slots: readonly SampleSlot[] }>
  >;
  readonly plans: Readonly<Record<string, UnitPlan>>;
  readonly cases: readonly UnitCase[];
}

const tariffs = new Map<string, CompiledTariff>();

/** A sample plan of cgrates-tariffs.json, compiled once. */
export function samplePlan(tariffName: string, subject: string): CompiledTariff {
  const { tariffs: samples } = readJson('cgrates-tariffs.json') as SamplePlans;
  const sample = samples[tariffName]!;
  const plan = sample.subject_to_plan[subject] ?? sample.subject_to_plan['*']!;
  const key = `${tariffName}/${plan}`;
  let tariff = tariffs.get(key);
  if (tariff === undefined) {
    tariff = compileTariff({
      currency: 'USD',
      unit: 'seconds',
      timeZone: 'UTC',
      rates: sample.plans[plan]!.flatMap(rateOfSample),
    });
    tariffs.set(key, tariff);
  }
  return tariff;
}

/** The calls of a case file. */
export function callCases(file: string): readonly CallCase[] {
  return readCsv(file).map((row) => ({
    id: row['case_id']!,
    tariff: samplePlan(row['tariff']!, row['subject']!),
    destination: row['destination']!,
    startMs: Date.parse(row['start_utc']!),
    usage: Number(row['usage_s']),
    crossesTiming: row['crosses_timing'] === '1',
    cgratesCost: row['cgrates_cost']!,
    exactCost: row['exact_cost_before_final_rounding']!,
  }));
}

/** The plans and cases of CGRateS's unit tests. */
export function unitRating(): {
  plans: Readonly<Record<string, CompiledTariff>>;
  cases: readonly UnitCase[];
} {
  const file = readJson('cgrates-unit-rating.json') as UnitFile;
  const plans = Object.entries(file.plans).map(([name, plan]) => {
    const rates = plan.rules.flatMap((rule) => {
      const { connect_fee: connectFee, slots } = file.rates[rule.rate]!;
      return rule.prefixes.map((prefix): RateDefinition => ({
        destination: `to ${prefix}`,
        prefixes: [prefix],
        timing: {
          // Why: that file counts Sunday as 7.
          ...(rule.days === 'any' ? {} : { weekDays: rule.days.map((day) => day % 7) }),
          from: rule.from_time,
        },
        connectFee,
        slots: slots.map(slotOfSample),
        ...(rule.max_cost === undefined ? {} : { maxCost: rule.max_cost }),
        ...(rule.max_cost_strategy === undefined ? {} : { maxCostStrategy: rule.max_cost_strategy }),
        rounding: plan.round,
        roundingDecimals: plan.decimals,
      }));
    });
    return [name, compileTariff({ currency: 'USD', unit: 'seconds', timeZone: 'UTC', rates })] as const;
  });
  return { plans: Object.fromEntries(plans), cases: file.cases };
}

export function readCsv(file: string): Record<string, string>[] {
  const [header, ...rows] = readFileSync(path.join(CASES, file), 'utf8').trim().split(/\r?\n/).map(fieldsOf);
  return rows.map((row) => Object.fromEntries(header!.map((name, i) => [name, row[i] ?? ''])));
}

function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) =>
    quoted === undefined ? bare! : quoted.replaceAll('""', '"'),
  );
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(CASES, file), 'utf8')) as unknown;
}

function rateOfSample(rate: SampleRate): RateDefinition[] {
  return rate.prefixes.map((prefix) => ({
    destination: `to ${prefix}`,
    prefixes: [prefix],
    ...(rate.timing === null
      ? {}
      : {
          timing: {
            ...(rate.timing.week_days === null ? {} : { weekDays: rate.timing.week_days }),
            from: new Date(rate.timing.from_second_of_day * 1000).toISOString().slice(11, 19),
          },
        }),
    connectFee: rate.connect_fee,
    slots: rate.slots.map(slotOfSample),
    ...(rate.max_cost === null ? {} : { maxCost: decimalOf(rate.max_cost) }),
    ...(rate.max_cost_strategy === null ? {} : { maxCostStrategy: rate.max_cost_strategy }),
    rounding: rate.rounding,
    // Why: an account holds micros, so that 20 decimals mean 6.
    roundingDecimals: Math.min(rate.rounding_decimals, 6),
  }));
}

function slotOfSample({ from_s, rate, unit_s, increment_s }: SampleSlot): RateDefinition['slots'][number] {
  return { fromUnit: from_s, rate, unit: unit_s, increment: increment_s };
}

/** Some maximum costs are written as fractions. */
function decimalOf(amount: string): string {
  const [numerator, denominator] = amount.split('/');
  if (denominator === undefined) return amount;
  const micros = (BigInt(numerator!) * 1_000_000n) / BigInt(denominator);
  return `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, '0')}`;
}
