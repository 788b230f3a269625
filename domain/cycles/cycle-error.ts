import type { Problem } from '../operator/problem.js';

/** A cycle, a recurring charge or an instant that cannot be worked with; has every reason. */
export class CycleError extends Error {
  readonly code = 'CYCLE_INVALID';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path}  ${message}`).join('\n'));
    this.name = 'CycleError';
    this.problems = problems;
  }
}
