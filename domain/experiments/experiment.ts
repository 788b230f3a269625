/** A trial of a plan, a price or a promotion: who gets what, what is measured, and when it ends. */
import { PARTS } from './assign.js';

export const METRICS = ['revenue', 'margin', 'usage', 'churn', 'conversion', 'cost'] as const;

/**
 * What is measured of each subscriber since it was first exposed: `revenue`, `margin` and `cost` in micros, `usage` in
 * bytes, `churn` and `conversion` 0 or 1.
 */
export type MetricName = (typeof METRICS)[number];

export type ExperimentState = 'draft' | 'running' | 'stopped' | 'decided' | 'cancelled';

/** Forward only: what was measured under other terms can't be taken up again. */
export const EXPERIMENT_STEPS: Readonly<Record<ExperimentState, readonly ExperimentState[]>> = {
  draft: ['running', 'cancelled'],
  running: ['stopped', 'cancelled'],
  stopped: ['decided'],
  decided: [],
  cancelled: [],
};

/**
 * What a variant gives: nothing (`control`, `holdout`), an offering as under `plans` of an operator file, which is
 * published when the trial starts, or a promotion.
 */
export type Treatment =
  | { readonly kind: 'none' }
  | { readonly kind: 'offering'; readonly offering: Readonly<Record<string, unknown>> }
  | { readonly kind: 'promotion'; readonly promotionId: string };

export interface Variant {
  readonly id: string;
  readonly name: string;
  /** Of 10,000. */
  readonly parts: number;
  /** `holdout` is told of nothing at all, not even what everybody else is offered. */
  readonly role: 'control' | 'treatment' | 'holdout';
  readonly treatment: Treatment;
}

export interface Metric {
  readonly name: MetricName;
  readonly better: 'higher' | 'lower';
  /** The smallest effect that is worth it, in the metric's unit; > 0. */
  readonly smallestEffect: number;
}

/** What must not get worse by more than this, whatever the primary metric does. */
export interface Guardrail {
  readonly name: MetricName;
  readonly better: 'higher' | 'lower';
  /** In the metric's unit, > 0. */
  readonly tolerated: number;
}

export interface StopRule {
  /** Chance to call a winner where there is none, over the whole trial: 0.001 to 0.2. */
  readonly alpha: number;
  /** No verdict before every variant has as many subscribers. */
  readonly subscribersEach: number;
  readonly longestDays: number;
}

export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  readonly hypothesis: string;
  /** Of its own, so that groups of two experiments are independent. */
  readonly salt: string;
  readonly variants: readonly Variant[];
  readonly primary: Metric;
  readonly guardrails: readonly Guardrail[];
  readonly stopRule: StopRule;
}

export interface ExperimentProblem {
  /** As in the body: `variants[1].parts`. */
  readonly param: string;
  readonly reason: string;
}

/** All that its schema can't say. */
export function experimentProblems({
  variants,
  primary,
  guardrails,
}: Pick<Experiment, 'variants' | 'primary' | 'guardrails'>): ExperimentProblem[] {
  const total = variants.reduce((sum, { parts }) => sum + parts, 0);
  const count = (role: Variant['role']) => variants.filter((each) => each.role === role).length;
  return [
    ...(total > PARTS
      ? [{ param: 'variants', reason: `got parts that add up to ${total}; allowed: at most ${PARTS}` }]
      : []),
    ...(count('control') === 1
      ? []
      : [{ param: 'variants', reason: `got ${count('control')} with role "control"; allowed: exactly one` }]),
    ...(count('treatment') >= 1
      ? []
      : [{ param: 'variants', reason: 'got none with role "treatment"; allowed: at least one' }]),
    ...(count('holdout') <= 1
      ? []
      : [{ param: 'variants', reason: `got ${count('holdout')} with role "holdout"; allowed: at most one` }]),
    ...variants.flatMap(({ id, role, treatment }, index) => [
      ...(variants.findIndex((other) => other.id === id) === index
        ? []
        : [{ param: `variants[${index}].id`, reason: `got "${id}" twice; allowed: an id of its own` }]),
      ...((role === 'treatment') === (treatment.kind !== 'none')
        ? []
        : [
            {
              param: `variants[${index}].treatment`,
              reason: `got "${treatment.kind}" for role "${role}"; allowed: ${
                role === 'treatment' ? 'offering, promotion' : 'none'
              }`,
            },
          ]),
    ]),
    ...guardrails.flatMap(({ name, better }, index) =>
      name === primary.name && better === primary.better
        ? [{ param: `guardrails[${index}].name`, reason: `got "${name}", which is the primary metric` }]
        : [],
    ),
  ];
}
