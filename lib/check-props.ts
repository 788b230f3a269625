import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface PropRange {
  readonly prop: string;
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
}

/**
 * Refuses props out of range, all at once: what was given, and what is allowed.
 *
 * Tokens pass: their value is known at deployment only.
 */
export function checkRanges(scope: Construct, ranges: readonly PropRange[]): void {
  const problems = ranges.flatMap(({ prop, value, min, max }) =>
    value === undefined ||
    Token.isUnresolved(value) ||
    (Number.isInteger(value) && value >= min && value <= max)
      ? []
      : [`  ${prop}: got ${value}; allowed: a whole number from ${min} to ${max}`],
  );
  if (problems.length > 0) throw new Error([`Props of ${scope.node.path}:`, ...problems].join('\n'));
}
