/** Whether an experiment may stop, and what came of it. */
import type { Experiment, Guardrail, Metric, MetricName, Variant } from './experiment.js';
import { estimate, type Moments, NOTHING } from './moments.js';
import { sequentialTest, type TestResult } from './sequential-test.js';

/** By variant, then metric. */
export type Observations = Readonly<Record<string, Readonly<Partial<Record<MetricName, Moments>>>>>;

export interface Comparison extends TestResult {
  readonly variant: string;
  readonly metric: MetricName;
  readonly control: { readonly n: number; readonly mean: number };
  readonly treatment: { readonly n: number; readonly mean: number };
}

export interface Verdict {
  /**
   * `go-on`: nothing is certain yet. `winner`: a variant is better. `worse`: every variant is certainly worse than the
   * control. `guardrail`: a variant harms what must not be harmed. `no-difference`: time is up.
   */
  readonly outcome: 'go-on' | 'winner' | 'worse' | 'guardrail' | 'no-difference';
  /** The winner. */
  readonly variant?: string;
  readonly breached?: readonly { readonly variant: string; readonly guardrail: MetricName }[];
  readonly primary: readonly Comparison[];
  readonly guardrails: readonly Comparison[];
}

/**
 * @param daysRunning  since it started, a fraction too
 * @param fewest  subscribers that a variant must have before anything is said of it, whatever the stop rule asks for:
 *   the market's smallest group, as an outcome tells of those in it
 */
export function verdictOf(
  experiment: Experiment,
  observed: Observations,
  daysRunning: number,
  fewest = 0,
): Verdict {
  const { variants, primary, guardrails, stopRule } = experiment;
  const control = variants.find(({ role }) => role === 'control')!;
  const treatments = variants.filter(({ role }) => role === 'treatment');
  // Several chances to be wrong share what is allowed (Bonferroni); guardrails have an allowance of their own.
  const alpha = stopRule.alpha / treatments.length;
  const guardAlpha = stopRule.alpha / Math.max(1, treatments.length * guardrails.length);
  const compare = (metric: Metric | Guardrail, variant: Variant, tau: number, at: number): Comparison => {
    const of = (id: string) => estimate(observed[id]?.[metric.name] ?? NOTHING);
    const [before, after] = [of(control.id), of(variant.id)];
    return {
      variant: variant.id,
      metric: metric.name,
      control: { n: before.n, mean: before.mean },
      treatment: { n: after.n, mean: after.mean },
      ...sequentialTest(before, after, tau, at),
    };
  };
  const main = treatments.map((each) => compare(primary, each, primary.smallestEffect, alpha));
  const guarded = guardrails.flatMap((guardrail) =>
    treatments.map((each) => ({ guardrail, of: compare(guardrail, each, guardrail.tolerated, guardAlpha) })),
  );
  const told = { primary: main, guardrails: guarded.map(({ of }) => of) };
  const isReady = (each: Comparison) =>
    Math.min(each.control.n, each.treatment.n) >= Math.max(stopRule.subscribersEach, fewest);

  const breached = guarded
    .filter(
      ({ guardrail, of }) =>
        isReady(of) && harm(guardrail, of) - (of.margin ?? Infinity) > guardrail.tolerated,
    )
    .map(({ of }) => ({ variant: of.variant, guardrail: of.metric }));
  if (breached.length > 0) return { outcome: 'guardrail', breached, ...told };

  const gain = (each: Comparison) => (primary.better === 'higher' ? each.difference : -each.difference);
  const certain = main.filter((each) => isReady(each) && each.pValue < alpha);
  const [best] = certain.filter((each) => gain(each) > 0).sort((a, b) => gain(b) - gain(a));
  if (best !== undefined) return { outcome: 'winner', variant: best.variant, ...told };
  if (certain.length === main.length && main.length > 0) return { outcome: 'worse', ...told };
  return { outcome: daysRunning >= stopRule.longestDays ? 'no-difference' : 'go-on', ...told };
}

const harm = ({ better }: Guardrail, { difference }: Comparison) =>
  better === 'higher' ? -difference : difference;
