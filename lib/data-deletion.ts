import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The context flag that, together with `removalPolicy: DESTROY`, lets a store's data be deleted. */
export const ALLOW_DATA_DELETION = 'wildlily:allowDataDeletion';

/**
 * The removal policy that takes effect: DESTROY needs two keys, the prop and the context flag.
 *
 * A development prop that was copied into production must not delete what subscribers own; with one key only
 * the policy reverts to RETAIN, and synthesis warns.
 */
export function effectiveRemovalPolicy(scope: Construct, asked: RemovalPolicy | undefined): RemovalPolicy {
  const policy = asked ?? RemovalPolicy.RETAIN;
  if (policy !== RemovalPolicy.DESTROY) return policy;
  const flag: unknown = scope.node.tryGetContext(ALLOW_DATA_DELETION);
  if (flag === true || flag === 'true') return policy;
  Validations.of(scope).addWarning(
    'wildlily:dataDeletionNotAllowed',
    `removalPolicy is "${policy}", but the context flag "${ALLOW_DATA_DELETION}" is ${JSON.stringify(flag) ?? 'not set'} ` +
      `(allowed: true). Data is retained. To delete it with the stack, also pass -c ${ALLOW_DATA_DELETION}=true.`,
  );
  return RemovalPolicy.RETAIN;
}
