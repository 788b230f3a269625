import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Records why a rule of a validation pack (cdk-nag) does not apply to a construct and its children.
 *
 * @param rules  rule id → reason. Rules with several findings need the exact one, `AwsSolutions-IAM5[Resource::*]`:
 *   the bare id acknowledges nothing.
 */
export function acknowledge(scope: IConstruct, rules: Readonly<Record<string, string>>): void {
  Validations.of(scope).acknowledge(...Object.entries(rules).map(([id, reason]) => ({ id, reason })));
}
