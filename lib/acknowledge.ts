import { Stack, Validations } from 'aws-cdk-lib';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
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

/** Records why a role may use every object below a prefix of a bucket: AwsSolutions-IAM5 asks of every wildcard. */
export function acknowledgeObjects(
  role: IConstruct | undefined,
  bucket: IBucket,
  prefix: string,
  reason: string,
): void {
  if (role === undefined) return;
  const resource = bucket.node.defaultChild as CfnBucket | undefined;
  const arn = resource === undefined ? bucket.bucketArn : `<${Stack.of(bucket).getLogicalId(resource)}.Arn>`;
  acknowledge(role, { [`AwsSolutions-IAM5[Resource::${arn}/${prefix}/*]`]: reason });
}
