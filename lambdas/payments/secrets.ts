/** Secrets of providers from Secrets Manager: `wildlily/<operator>/payments/<provider>`, JSON, one a provider. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ProviderId, ProviderSecret } from '../../domain/payments/provider.js';
import { WEBHOOKS } from '../../domain/payments/providers/index.js';
import { SecretCache } from './secret-cache.js';

/** A provider waits for seconds: two attempts and what follows must fit. */
const client = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});

const caches = new Map<string, SecretCache>();

/** Secrets that the deployment brought along under names of its own (`PAYMENT_SECRETS`: ARNs by provider, JSON). */
const brought = JSON.parse(process.env['PAYMENT_SECRETS'] ?? '{}') as Partial<Record<ProviderId, string>>;

export const secretName = (operatorId: string, provider: ProviderId): string =>
  brought[provider] ?? `wildlily/${operatorId}/payments/${provider}`;

/** The cache of an operator's secrets, one a process. */
export function secretCache(operatorId: string): SecretCache {
  const cache =
    caches.get(operatorId) ??
    new SecretCache({
      fetch: (provider) => fetchSecret(secretName(operatorId, provider)),
      membersOf: (provider) => WEBHOOKS[provider].secret,
      now: Date.now,
      log: (entry) => console.error(JSON.stringify(entry)),
    });
  caches.set(operatorId, cache);
  return cache;
}

/**
 * A provider's secret as it was at most five minutes ago; when Secrets Manager fails, as it was last.
 *
 * @throws SecretError when there is none, or none with the members that the provider needs
 */
export const secretsOf = (operatorId: string, provider: ProviderId): Promise<ProviderSecret> =>
  secretCache(operatorId).of(provider);

async function fetchSecret(SecretId: string): Promise<string> {
  const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId }));
  return text ?? '';
}
