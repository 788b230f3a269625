import { operatorId, type Operator } from '../domain/operator/operator.js';

/** The operators that run, in the order of their files; a problem when an id is none of them. */
export function chooseOperators(
  operators: readonly Operator[],
  ids: readonly string[] | undefined,
): { readonly chosen: readonly Operator[]; readonly problems: readonly string[] } {
  if (ids === undefined) return { chosen: operators, problems: [] };
  const known = operators.map(operatorId);
  const unknown = ids.filter((id) => !known.includes(id));
  const problem = `--operators names ${unknown.map((id) => `"${id}"`).join(', ')}; there are: ${known.join(', ')}`;
  return {
    chosen: operators.filter((operator) => ids.includes(operatorId(operator))),
    problems: unknown.length === 0 ? [] : [problem],
  };
}
