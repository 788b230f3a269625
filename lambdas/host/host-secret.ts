/** What the operator and its host share: a token for our requests, and keys of the host's callbacks. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';

const schema = z.object({
  /** Sent as `authorization: Bearer …`. */
  token: z.string().min(1),
  /** Those in force: one, or two while they are changed. */
  callbackKeys: z.array(z.string().min(16)).min(1).max(2),
});

export type HostSecret = z.output<typeof schema>;

/** There is none, or none of the form that is needed. Its message names members, no values. */
export class HostSecretError extends Error {
  override readonly name = 'HostSecretError';
}

const KEPT_MS = 5 * 60_000;

const client = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

let kept: { readonly secret: HostSecret; readonly atMs: number } | undefined;

/**
 * The secret as it was at most five minutes ago: of Secrets Manager by `HOST_SECRET_ID`, or `HOST_SANDBOX_KEY` of a
 * sandbox, whose host is simulated.
 *
 * @throws HostSecretError
 */
export async function hostSecret(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  nowMs = Date.now(),
): Promise<HostSecret> {
  const key = environment['HOST_SANDBOX_KEY'];
  if (key) return { token: key, callbackKeys: [key] };
  if (kept !== undefined && nowMs - kept.atMs < KEPT_MS) return kept.secret;
  const SecretId = environment['HOST_SECRET_ID'];
  if (!SecretId) throw new HostSecretError('neither HOST_SECRET_ID nor HOST_SANDBOX_KEY is set');
  const { SecretString: text = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new HostSecretError(
      `the host's secret ${SecretId} is not {"token": "…", "callbackKeys": ["…"]}: ${parsed.error.issues.map(({ path }) => path.join('.') || 'all of it').join(', ')}`,
    );
  kept = { secret: parsed.data, atMs: nowMs };
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
