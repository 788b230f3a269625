/** How the webhooks of each provider are verified and read. */
import type { ProviderId, WebhookReader } from '../provider.js';
import { adyenWebhook } from './adyen/webhook.js';
import { alipayWebhook } from './alipay/webhook.js';
import { mpesaWebhook } from './mpesa/webhook.js';
import { paypalWebhook } from './paypal/webhook.js';
import { razorpayWebhook } from './razorpay/webhook.js';
import { stripeWebhook } from './stripe/webhook.js';
import { wechatpayWebhook } from './wechatpay/webhook.js';

export const WEBHOOKS: Readonly<Record<ProviderId, WebhookReader>> = {
  stripe: stripeWebhook,
  adyen: adyenWebhook,
  paypal: paypalWebhook,
  wechatpay: wechatpayWebhook,
  alipay: alipayWebhook,
  razorpay: razorpayWebhook,
  mpesa: mpesaWebhook,
};
