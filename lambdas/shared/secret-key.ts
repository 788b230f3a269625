/** Keys that the deployment generated, and that stay the same for as long as what they are for. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

/** 256 bits are 43 characters of base64. */
const SHORTEST = 32;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A key: of Secrets Manager by `<name>_SECRET_ID`, or `<name>_SANDBOX_KEY` of a sandbox. Read once, when it is first
 * needed: it never changes.
 */
export function secretKey(name: string, environment: Environment = process.env): () => Promise<string> {
  let kept: Promise<string> | undefined;
  return async () => {
    kept ??= read(name, environment);
    try {
      return await kept;
    } catch (error) {
      // Another request may find it.
      kept = undefined;
      throw error;
    }
  };
}

async function read(name: string, environment: Environment): Promise<string> {
  const sandbox = environment[`${name}_SANDBOX_KEY`];
  if (sandbox !== undefined && sandbox !== '') return sandbox;
  const SecretId = environment[`${name}_SECRET_ID`];
  if (SecretId === undefined) throw new Error(`neither ${name}_SECRET_ID nor ${name}_SANDBOX_KEY is set`);
  const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  if (text.length < SHORTEST)
    throw new Error(
      `the secret ${SecretId} has ${text.length} characters; allowed: ${SHORTEST} random ones or more`,
    );
  return text;
}
