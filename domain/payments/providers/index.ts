/** How the webhooks of each provider are verified and read. */
import type { ProviderId, WebhookReader } from '../provider.js';
import { alipayWebhook } from './alipay/webhook.js';
import { mpesaWebhook } from './mpesa/webhook.js';
import { paypalWebhook } from './paypal/webhook.js';
import { stripeWebhook } from './stripe/webhook.js';
import { wechatpayWebhook } from './wechatpay/webhook.js';

export const WEBHOOKS: Partial<Record<ProviderId, WebhookReader>> = {
  stripe: stripeWebhook,
  paypal: paypalWebhook,
  wechatpay: wechatpayWebhook,
  alipay: alipayWebhook,
  mpesa: mpesaWebhook,
};
