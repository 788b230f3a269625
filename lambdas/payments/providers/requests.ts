/** What clients of providers share. */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { decimalOfMicros, type MinorUnits } from '../../../domain/payments/amount.js';
import type { ProviderId, ProviderSecret } from '../../../domain/payments/provider.js';
import { secretTexts } from '../../../domain/payments/providers/values.js';
import { ProviderError } from '../payment-client.js';

/** @throws ProviderError when the secret lacks it */
export function memberOf(provider: ProviderId, secret: ProviderSecret, name: string): string {
  const [value] = secretTexts(secret, name);
  if (value === undefined) throw new ProviderError(`${provider}: the secret has no ${name}`, false);
  return value;
}

/** @throws ProviderError when the currency does not have so many digits */
export function decimalFor(
  provider: ProviderId,
  micros: number,
  currency: string,
  exceptions?: MinorUnits,
): string {
  const decimal = decimalOfMicros(micros, currency, exceptions);
  if (decimal === undefined)
    throw new ProviderError(
      `${provider}: got ${micros} micros; allowed: what ${currency} can be paid in`,
      false,
    );
  return decimal;
}

/**
 * What a provider refused, or did not answer.
 *
 * @param code  the provider's; kept only when it looks like one
 */
export function refusedBy(provider: ProviderId, what: string, status: number, code?: string): ProviderError {
  const shown = code !== undefined && /^[\w.:-]{1,80}$/.test(code) ? `, ${code}` : '';
  return new ProviderError(
    `${provider}: ${what} was answered ${status}${shown}`,
    RETRYABLE.includes(status) || status >= 500,
  );
}

/** 409: the same request, or another one of the same object, is under way, and what becomes of it is not known yet. */
const RETRYABLE = [409, 429];

export const is2xx = (status: number): boolean => status >= 200 && status < 300;

/** What a text shows of at most so many characters, none of them cut in half. */
export const shortened = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');

/**
 * SHA256withRSA (PKCS#1 v1.5), base64.
 *
 * @param key  PEM, or base64 of PKCS #8 or PKCS #1 DER
 * @throws ProviderError when the key is none
 */
export function signedRsa(provider: ProviderId, text: string, key: string): string {
  return sign('RSA-SHA256', Buffer.from(text), privateKey(provider, key)).toString('base64');
}

function privateKey(provider: ProviderId, text: string): KeyObject {
  const der = Buffer.from(text, 'base64');
  const readings = text.includes('-----BEGIN')
    ? [() => createPrivateKey(text)]
    : (['pkcs8', 'pkcs1'] as const).map((type) => () => createPrivateKey({ key: der, format: 'der', type }));
  for (const read of readings) {
    try {
      const key = read();
      if (key.asymmetricKeyType === 'rsa') return key;
    } catch {
      // Of another form, or no key.
    }
  }
  throw new ProviderError(`${provider}: the secret’s privateKey is no RSA key`, false);
}
