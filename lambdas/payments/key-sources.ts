/** Where keys of webhooks are fetched that are no part of a secret. */
import { randomBytes, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { checkPayPalChain } from '../../domain/payments/providers/paypal/certificate.js';
import { secretTexts } from '../../domain/payments/providers/values.js';
import type { callProvider } from './call-provider.js';
import type { KeyCacheOptions, KeySource } from './keys.js';
import { fetchPlatformKeys } from './providers/wechatpay.js';

/** Each of its answers has all keys that there are. */
export const KEYS_TOGETHER: KeyCacheOptions['together'] = ['wechatpay'];

/** @param now  real time, epoch milliseconds */
export function keySources(call: typeof callProvider, now: () => number): KeyCacheOptions['sources'] {
  /** PayPal's certificate by its URL, which the reader has found to be one of PayPal's. */
  const paypal: KeySource = async (url, secret) => {
    const { status, body } = await call('paypal', { method: 'GET', url, headers: {} });
    if (status !== 200) throw new Error(`the certificate was answered ${status}`);
    const chain = checkPayPalChain(body, {
      nowMs: now(),
      roots: [...rootCertificates, ...secretTexts(secret, 'certificateAuthorities')],
      environment: secretTexts(secret, 'environment')[0] ?? '',
    });
    if (!chain.ok) throw new Error(chain.refusal.detail);
    return [{ name: url, pem: chain.leaf, validUntilMs: chain.validUntilMs }];
  };

  /** All of WeChat Pay's platform certificates come at once. */
  const wechatpay: KeySource = async (_, secret) => {
    const found = await fetchPlatformKeys({
      secret,
      call: (request) => call('wechatpay', request),
      now,
      random: (bytes) => randomBytes(bytes).toString('hex'),
    });
    return [...found].map(([name, pem]) => ({
      name,
      pem,
      validUntilMs: Date.parse(new X509Certificate(pem).validTo),
    }));
  };

  return { paypal, wechatpay };
}
