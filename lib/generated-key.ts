import { Aws, Fn } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import { effectiveRemovalPolicy } from './data-deletion.js';
import { grantReadSecret } from './payment-webhooks.js';

export interface GeneratedKeyProps {
  /** What it is for, and what another value would do. */
  readonly description: string;

  /** Why it is never replaced. */
  readonly staysFor: string;
}

/** A key that nobody has to make and nobody can guess. It stays when its stack goes, with the data that it is for. */
export function generatedKey(
  scope: Construct,
  id: string,
  { description, staysFor }: GeneratedKeyProps,
): Secret {
  const secret = new Secret(scope, id, {
    description,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: effectiveRemovalPolicy(scope, undefined),
  });
  acknowledge(secret, { 'AwsSolutions-SMG4': staysFor });
  return secret;
}

/**
 * Lets a function read a key, as `lambdas/shared/secret-key.ts` does.
 *
 * @param name  begins the variables' names: `CODE`
 * @param secret  absent in a sandbox, whose key is its stack's own number: random, in no template, and the same at every
 *   deployment
 */
export function readGeneratedKey(handler: LambdaFunction, name: string, secret: ISecret | undefined): void {
  if (secret === undefined) {
    handler.addEnvironment(`${name}_SANDBOX_KEY`, Fn.select(2, Fn.split('/', Aws.STACK_ID)));
    return;
  }
  handler.addEnvironment(`${name}_SECRET_ID`, secret.secretName);
  grantReadSecret(secret, handler);
}
