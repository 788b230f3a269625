import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The context flag that, together with `removalPolicy: DESTROY`, lets a store's data be deleted. */
export const ALLOW_DATA_DELETION = 'wildlily:allowDataDeletion';

/** Whether both keys to deleting data are there: the prop and the context flag. */
export function deletesData(scope: Construct, asked: RemovalPolicy | undefined): boolean {
  const flag: unknown = scope.node.tryGetContext(ALLOW_DATA_DELETION);
  return asked === RemovalPolicy.DESTROY && (flag === true || flag === 'true');
}

/**
 * The removal policy that takes effect: DESTROY needs two keys, the prop and the context flag.
 *
 * A development prop that was copied into production must not delete what subscribers own; with one key only
 * the policy reverts to RETAIN, and synthesis warns.
 */
export function effectiveRemovalPolicy(scope: Construct, asked: RemovalPolicy | undefined): RemovalPolicy {
  if (asked !== RemovalPolicy.DESTROY) return asked ?? RemovalPolicy.RETAIN;
  if (deletesData(scope, asked)) return RemovalPolicy.DESTROY;
  const flag: unknown = scope.node.tryGetContext(ALLOW_DATA_DELETION);
  Validations.of(scope).addWarning(
    'wildlily:dataDeletionNotAllowed',
    `removalPolicy is "${asked}", but the context flag "${ALLOW_DATA_DELETION}" is ${JSON.stringify(flag) ?? 'not set'} ` +
      `(allowed: true). Data is retained. To delete it with the stack, also pass -c ${ALLOW_DATA_DELETION}=true.`,
  );
  return RemovalPolicy.RETAIN;
}
