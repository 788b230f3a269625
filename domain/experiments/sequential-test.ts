/**
 * The mixture sequential probability ratio test (mSPRT) of a difference of two means: it may be looked at after every
 * observation, and whoever stops at its first crossing is wrong in at most `alpha` of all experiments without an
 * effect, however long they would have gone on.
 *
 * Source: R. Johari, P. Koomen, L. Pekelis, D. Walsh, "Always Valid Inference: Continuous Monitoring of A/B Tests",
 * Operations Research 70 (2022), §4: the ratio of a normal mixture N(0, τ²) over the effect to no effect, for the
 * difference of sample means with variance V.
 */
import type { Estimate } from './moments.js';

export interface TestResult {
  /** Mean of the treatment less mean of the control. */
  readonly difference: number;
  /** Half the width of the always-valid confidence interval around the difference; null when nothing is known yet. */
  readonly margin: number | null;
  /** The always-valid p-value of this look: 1/Λ, at most 1. */
  readonly pValue: number;
}

const UNKNOWN = { margin: null, pValue: 1 } as const;

/**
 * @param tau  standard deviation of effects that are expected, in the metric's unit, > 0. The test is valid for any;
 *   it is quickest when true effects are about as large.
 */
export function sequentialTest(
  control: Estimate,
  treatment: Estimate,
  tau: number,
  alpha: number,
): TestResult {
  const difference = treatment.mean - control.mean;
  if (control.n < 2 || treatment.n < 2) return { difference, ...UNKNOWN };
  const v = control.variance / control.n + treatment.variance / treatment.n;
  // Without any variation nothing is random: a difference is one, and equality is equality.
  if (v === 0) return { difference, margin: 0, pValue: difference === 0 ? 1 : 0 };
  const t2 = tau * tau;
  const logRatio = 0.5 * Math.log(v / (v + t2)) + (t2 * difference * difference) / (2 * v * (v + t2));
  const margin = Math.sqrt(((2 * v * (v + t2)) / t2) * (Math.log(1 / alpha) + 0.5 * Math.log((v + t2) / v)));
  return { difference, margin, pValue: Math.min(1, Math.exp(-logRatio)) };
}
