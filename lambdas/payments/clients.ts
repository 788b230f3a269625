/** The client of each provider. */
import type { ProviderId } from '../../domain/payments/provider.js';
import { type ClientOptions, type PaymentClient, ProviderError } from './payment-client.js';
import { alipayClient } from './providers/alipay.js';
import { mpesaClient } from './providers/mpesa.js';
import { paypalClient } from './providers/paypal.js';
import { stripeClient } from './providers/stripe.js';
import { wechatpayClient } from './providers/wechatpay.js';

const CLIENTS: Readonly<Partial<Record<ProviderId, (options: ClientOptions) => PaymentClient>>> = {
  stripe: stripeClient,
  paypal: paypalClient,
  wechatpay: wechatpayClient,
  alipay: alipayClient,
  mpesa: mpesaClient,
};

/** @throws ProviderError for a provider that has none */
export function clientOf(provider: ProviderId, options: ClientOptions): PaymentClient {
  const client = CLIENTS[provider];
  if (client === undefined) throw new ProviderError(`${provider} has no client`, false);
  return client(options);
}
