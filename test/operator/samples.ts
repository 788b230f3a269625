import { loadOperators } from '../../operators/load.js';
import { operatorId, type OperatorFile } from '../../domain/operator/operator.js';

const operators = loadOperators();

/** A sample operator's file, as a copy that a test may change at will. */
export function sample(id: string): OperatorFile {
  const operator = operators.find((candidate) => operatorId(candidate) === id);
  if (operator === undefined) throw new Error(`no sample ${id}`);
  return structuredClone(operator);
}
