/**
 * Figures of rating, each taken in one run of one thread, in CPU time of this process so that a busy
 * machine does not show in them.
 */
import {
  compileTariff,
  type CompiledTariff,
  cost,
  lookupProfile,
  type RateDefinition,
} from '../domain/rating/index.js';
import { callCases, samplePlan } from '../test/rating/cgrates-cases.js';

type Emit = (name: string, value: number, unit: string) => void;

/** CGRateS on this tariff, in process, measured on such a machine (github.com/cgrates/cgrates d4cc3f39d). */
const CGRATES_RATINGS_PER_S = 20_800;
const PREFIXES = 50_000;
const ROUNDS = 21;

/** Keeps the measured work from being optimised away. */
let sink = 0;

export async function run(emit: Emit): Promise<void> {
  const ratings = ratingsPerSecond();
  emit('rating.hundredrates', Math.round(ratings), 'ratings/s a core');
  emit('rating.vs_cgrates', round(ratings / CGRATES_RATINGS_PER_S, 1), 'times');
  emit('rating.length_ratio', round(lengthRatio(), 3), '24 h / 10 s');
  emit('rating.prefix_lookups', Math.round(lookupsPerSecond()), 'look-ups/s a core');
  if (Number.isNaN(sink)) throw new Error('a rating was not a number');
}

/** The sample calls: prefix look-up and cost, over and over. */
function ratingsPerSecond(): number {
  const calls = callCases('cgrates-hundredrates.csv');
  const tariff = samplePlan('hundredrates', 'x');
  const numbers = calls.map(({ destination }) => destination);
  const starts = calls.map(({ startMs }) => startMs);
  const usages = calls.map(({ usage }) => usage);
  const pass = () => {
    for (let i = 0; i < numbers.length; i += 1) {
      sink += cost(tariff, lookupProfile(tariff, numbers[i]!), starts[i]!, usages[i]!);
    }
  };
  return (numbers.length * 1e6) / medianUs(pass, 40);
}

/** The same calls with 24 h and with 10 s, in turns; the median of the ratios. */
function lengthRatio(): number {
  const tariff = samplePlan('hundredrates', 'x');
  const calls = callCases('cgrates-hundredrates.csv').map(({ destination, startMs }) => ({
    profile: lookupProfile(tariff, destination),
    startMs,
  }));
  const pass = (seconds: number) => {
    for (let round = 0; round < 40; round += 1) {
      for (const { profile, startMs } of calls) sink += cost(tariff, profile, startMs, seconds);
    }
  };
  const ratios: number[] = [];
  for (let round = -5; round < ROUNDS; round += 1) {
    const long = cpuUs(() => pass(86_400));
    const short = cpuUs(() => pass(10));
    if (round >= 0) ratios.push(long / short);
  }
  return median(ratios);
}

/** Longest-prefix look-ups of numbers spread over a tariff of 50,000 prefixes. */
function lookupsPerSecond(): number {
  const tariff = wideTariff();
  const numbers = Array.from({ length: 4096 }, (_, i) =>
    String(10_000_000_000 + ((i * 2_654_435_761) % 89_999_999_999)),
  );
  const pass = () => {
    for (const number of numbers) sink += lookupProfile(tariff, number);
  };
  return (numbers.length * 1e6) / medianUs(pass, 20);
}

function wideTariff(): CompiledTariff {
  const prefixes = new Set<string>(['']);
  // Why: a fixed multiplicative sequence gives the same spread prefixes of 2 to 7 digits in every run.
  for (let i = 1; prefixes.size < PREFIXES; i += 1) {
    prefixes.add(String(1_000_000 + ((i * 2_654_435_761) % 8_999_999)).slice(0, 2 + (i % 6)));
  }
  const rates: RateDefinition[] = Array.from({ length: 100 }, (_, i) => ({
    destination: `destination ${i}`,
    prefixes: [],
    slots: [{ fromUnit: 0, rate: '0.1', unit: 60, increment: 1 }],
  }));
  const shared = [...prefixes];
  return compileTariff({
    currency: 'EUR',
    unit: 'seconds',
    timeZone: 'UTC',
    rates: rates.map((rate, i) => ({ ...rate, prefixes: shared.filter((_, j) => j % rates.length === i) })),
  });
}

/** CPU time of one pass, as the median of several batches after warming up. */
function medianUs(pass: () => void, passes: number): number {
  const batch = () => {
    for (let i = 0; i < passes; i += 1) pass();
  };
  for (let i = 0; i < 5; i += 1) batch();
  return median(Array.from({ length: ROUNDS }, () => cpuUs(batch) / passes));
}

function cpuUs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
