import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ITokenIssuer } from './token-issuer.js';

/** A prop that can't be used: its name, what was given, what is allowed. */
export interface PropProblem {
  readonly prop: string;
  readonly value: unknown;
  readonly allowed: string;
}

export interface PropRange {
  readonly prop: string;
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
}

/**
 * Refuses props, all at once.
 *
 * Tokens pass the checks below: their value is known at deployment only.
 *
 * @throws Error with a line for each problem, when there is any
 */
export function refuse(scope: Construct, problems: readonly PropProblem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ prop, value, allowed }) => `  ${prop}: got ${JSON.stringify(value) ?? 'nothing'}; allowed: ${allowed}`,
  );
  throw new Error([`Props of ${scope.node.path}:`, ...lines].join('\n'));
}

/** Numbers out of their range. */
export function rangeProblems(ranges: readonly PropRange[]): PropProblem[] {
  return ranges.flatMap(({ prop, value, min, max }) =>
    value === undefined ||
    Token.isUnresolved(value) ||
    (Number.isInteger(value) && value >= min && value <= max)
      ? []
      : [{ prop, value, allowed: `a whole number from ${min} to ${max}` }],
  );
}

/** Why no more than 64: it is part of event sources, which EventBridge cuts off at 256 characters. */
const OPERATOR_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** An operator id that would break metric dimensions, event sources or environment variables. */
export function operatorIdProblems(operatorId: string): PropProblem[] {
  if (Token.isUnresolved(operatorId) || OPERATOR_ID.test(operatorId)) return [];
  const allowed =
    '1 to 64 letters, digits, ".", "_" and "-", first a letter or digit, such as "lily-gb" (operatorId(operator))';
  return [{ prop: 'operatorId', value: operatorId, allowed }];
}

/** An issuer whose tokens nobody could tell from those for somebody else. */
export function issuerProblems({ audiences }: ITokenIssuer): PropProblem[] {
  if (Token.isUnresolved(audiences)) return [];
  const named = audiences.filter((audience) => Token.isUnresolved(audience) || audience.trim() !== '');
  if (named.length > 0 && named.length === audiences.length) return [];
  const allowed =
    'at least one value of the claim aud (or client_id), none of them empty, such as ["wildlily"]';
  return [{ prop: 'issuer.audiences', value: audiences, allowed }];
}
