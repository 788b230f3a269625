/** Where keys of webhooks are fetched that are no part of a secret. */
import { rootCertificates } from 'node:tls';
import { checkPayPalChain } from '../../domain/payments/providers/paypal/certificate.js';
import { secretTexts } from '../../domain/payments/providers/values.js';
import { callProvider } from './call-provider.js';
import type { KeyCacheOptions, KeySource } from './keys.js';

/** PayPal's certificate by its URL, which the reader has found to be one of PayPal's. */
const paypalCertificate: KeySource = async (url, secret) => {
  const { status, body } = await callProvider('paypal', { method: 'GET', url, headers: {} });
  if (status !== 200) throw new Error(`the certificate was answered ${status}`);
  const chain = checkPayPalChain(body, {
    nowMs: Date.now(),
    roots: [...rootCertificates, ...secretTexts(secret, 'certificateAuthorities')],
    environment: secretTexts(secret, 'environment')[0] ?? '',
  });
  if (!chain.ok) throw new Error(chain.refusal.detail);
  return [{ name: url, pem: chain.leaf, validUntilMs: chain.validUntilMs }];
};

export const keySources: KeyCacheOptions['sources'] = { paypal: paypalCertificate };
