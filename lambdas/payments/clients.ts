/** The client of each provider. */
import type { ProviderId } from '../../domain/payments/provider.js';
import type { ClientOptions, PaymentClient } from './payment-client.js';
import { adyenClient } from './providers/adyen.js';
import { alipayClient } from './providers/alipay.js';
import { mpesaClient } from './providers/mpesa.js';
import { paypalClient } from './providers/paypal.js';
import { razorpayClient } from './providers/razorpay.js';
import { stripeClient } from './providers/stripe.js';
import { wechatpayClient } from './providers/wechatpay.js';

const CLIENTS: Readonly<Record<ProviderId, (options: ClientOptions) => PaymentClient>> = {
  stripe: stripeClient,
  adyen: adyenClient,
  razorpay: razorpayClient,
  paypal: paypalClient,
  wechatpay: wechatpayClient,
  alipay: alipayClient,
  mpesa: mpesaClient,
};

/** @throws ProviderError when the secret lacks what the client needs */
export const clientOf = (provider: ProviderId, options: ClientOptions): PaymentClient =>
  CLIENTS[provider](options);
