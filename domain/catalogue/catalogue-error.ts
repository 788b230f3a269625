import type { Problem } from '../operator/problem.js';

/** An offering that cannot become a plan version; has every reason. */
export class CatalogueError extends Error {
  readonly code = 'catalogue-invalid';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path}  ${message}`).join('\n'));
    this.name = 'CatalogueError';
    this.problems = problems;
  }
}
