/** Where each provider's API is; nothing is sent anywhere else. */
import type { ProviderId } from '../../domain/payments/provider.js';

/** Whole host names. */
const HOSTS: Readonly<Record<ProviderId, readonly RegExp[]>> = {
  stripe: [/^api\.stripe\.com$/],
  // A live account has a prefix of its own (Customers → API credentials).
  adyen: [/^checkout-test\.adyen\.com$/, /^[a-z0-9-]{1,60}-checkout-live\.adyenpayments\.com$/],
  // Certificates lie on `api.`, the API itself on `api-m.`.
  paypal: [/^api(-m)?(\.sandbox)?\.paypal\.com$/],
  wechatpay: [/^api2?\.mch\.weixin\.qq\.com$/],
  alipay: [/^openapi\.alipay\.com$/, /^openapi-sandbox\.dl\.alipaydev\.com$/],
  razorpay: [/^api\.razorpay\.com$/],
  mpesa: [/^(api|sandbox)\.safaricom\.co\.ke$/],
};

/** The address as it is called; undefined = it is not https, or on no host of the provider. */
export function providerUrl(provider: ProviderId, url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  const { protocol, hostname, port, username, password } = parsed;
  const isPlain = protocol === 'https:' && port === '' && username === '' && password === '';
  return isPlain && HOSTS[provider].some((host) => host.test(hostname)) ? parsed : undefined;
}
