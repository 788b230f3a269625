/** The key that signs recipes, out of a secret; and those of operators that are trusted. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410, 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SHORTEST = 32;

/** A key that follows from a secret, so that the secret alone must be kept. */
export function keyOf(secret: string): KeyObject {
  const seed = createHash('sha256').update(`wildlily recipes ${secret}`).digest();
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

/** The key: of Secrets Manager by `RECIPE_SECRET_ID`, or `RECIPE_SANDBOX_KEY` of a sandbox. */
export function signingKeyOf(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): () => Promise<KeyObject> {
  let kept: Promise<KeyObject> | undefined;
  return async () => {
    kept ??= read(environment).then(keyOf);
    try {
      return await kept;
    } catch (error) {
      // Another request may find it.
      kept = undefined;
      throw error;
    }
  };
}

async function read(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  const sandbox = environment['RECIPE_SANDBOX_KEY'];
  if (sandbox !== undefined && sandbox !== '') return sandbox;
  const SecretId = environment['RECIPE_SECRET_ID'];
  if (SecretId === undefined) throw new Error('neither RECIPE_SECRET_ID nor RECIPE_SANDBOX_KEY is set');
  const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  if (text.length < SHORTEST)
    throw new Error(
      `the secret ${SecretId} has ${text.length} characters; allowed: ${SHORTEST} random ones or more`,
    );
  return text;
}

/** Public keys, PEM, one after the other. */
export const trustedKeys = (pem = ''): KeyObject[] =>
  (pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? []).map((one) =>
    createPublicKey(one),
  );
