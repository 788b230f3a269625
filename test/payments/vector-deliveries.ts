/** Every signed message of the cases from outside, as the provider would send it, with the secret that it fits. */
import type { ProviderId, ProviderSecret } from '../../domain/payments/provider.js';
import { MPESA_TEST_SECRET, MPESA_TOKEN, type MpesaCases, type Sent, paymentCases } from './intake-world.js';

export interface VectorDelivery {
  readonly name: string;
  readonly sent: Sent;
  readonly secret: ProviderSecret;
  /** Keys that are fetched, by what names them. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly nowMs: number;
  /** Messages in it. */
  readonly messages: number;
}

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

interface StripeCases {
  readonly signedEvents: readonly {
    readonly name: string;
    readonly secret: string;
    readonly payload: string;
    readonly stripeSignatureHeader: string;
    readonly verifyAtUnix: number;
  }[];
  readonly cases: readonly (StripeCases['signedEvents'][number] & { readonly expect: 'accept' | 'reject' })[];
}

function stripe(): VectorDelivery[] {
  const { signedEvents, cases } = paymentCases('stripe') as StripeCases;
  const accepted = cases.filter((each) => each.expect === 'accept');
  return [...signedEvents, ...accepted].map((each) => stripeDelivery(each));
}

function stripeDelivery(of: StripeCases['signedEvents'][number]): VectorDelivery {
  const { name, secret, payload, stripeSignatureHeader, verifyAtUnix } = of;
  return {
    name,
    sent: {
      provider: 'stripe',
      headers: { 'Stripe-Signature': stripeSignatureHeader, ...JSON_TYPE },
      body: payload,
    },
    secret: { secretKey: 'sk_test', publishableKey: 'pk_test', webhookSecrets: ['whsec_another', secret] },
    nowMs: verifyAtUnix * 1_000,
    messages: 1,
  };
}

/** Messages that Stripe's own library refuses, and that must be refused. */
export const STRIPE_REFUSED: readonly VectorDelivery[] = (paymentCases('stripe') as StripeCases).cases
  .filter((each) => each.expect === 'reject')
  .map((each) => stripeDelivery(each));

interface AdyenCases {
  readonly key: string;
  readonly ownItems: readonly { readonly name: string; readonly item: object }[];
  readonly batchBody: { readonly notificationItems: readonly object[] };
}

function adyen(): VectorDelivery[] {
  const { key, ownItems, batchBody } = paymentCases('adyen') as AdyenCases;
  const of = (name: string, body: { readonly notificationItems: readonly object[] }): VectorDelivery => ({
    name,
    sent: { provider: 'adyen', headers: JSON_TYPE, body: JSON.stringify(body) },
    secret: {
      apiKey: 'key',
      clientKey: 'test_client',
      merchantAccount: 'MvnoTest',
      hmacKeys: ['00'.repeat(32), key],
      environment: 'test',
    },
    nowMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    messages: body.notificationItems.length,
  });
  return [
    ...ownItems.map(({ name, item }) => of(name, { notificationItems: [{ NotificationRequestItem: item }] })),
    of('two in one', batchBody),
  ];
}

interface RazorpayCases {
  readonly ownEvents: readonly {
    readonly name: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly secret: string;
    readonly rawBody: string;
  }[];
}

function razorpay(): VectorDelivery[] {
  return (paymentCases('razorpay') as RazorpayCases).ownEvents.map(({ name, headers, secret, rawBody }) => ({
    name,
    sent: { provider: 'razorpay', headers: { ...headers, ...JSON_TYPE }, body: rawBody },
    secret: { keyId: 'rzp_test', keySecret: 'secret', webhookSecrets: ['another', secret] },
    nowMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    messages: 1,
  }));
}

interface PayPalCases {
  readonly ownEvents: {
    readonly certificatePem: string;
    readonly items: readonly {
      readonly name: string;
      readonly webhookId: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly rawBody: string;
    }[];
  };
}

function paypal(): VectorDelivery[] {
  const { certificatePem, items } = (paymentCases('paypal') as PayPalCases).ownEvents;
  return items.map(({ name, webhookId, headers, rawBody }) => ({
    name,
    sent: { provider: 'paypal', headers: { ...headers, ...JSON_TYPE }, body: rawBody },
    secret: {
      clientId: 'client',
      clientSecret: 'secret',
      webhookIds: ['WHK-another', webhookId],
      environment: 'live',
    },
    keys: { [headers['PAYPAL-CERT-URL'] as string]: certificatePem },
    nowMs: Date.parse(headers['PAYPAL-TRANSMISSION-TIME'] as string),
    messages: 1,
  }));
}

interface WeChatCases {
  readonly apiV3Key: string;
  readonly fullNotifications: {
    readonly publicKeyPem: string;
    readonly items: readonly {
      readonly name: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly rawBody: string;
    }[];
  };
}

function wechatpay(): VectorDelivery[] {
  const { apiV3Key, fullNotifications } = paymentCases('wechatpay') as WeChatCases;
  return fullNotifications.items.map(({ name, headers, rawBody }) => ({
    name,
    sent: { provider: 'wechatpay', headers: { ...headers, ...JSON_TYPE }, body: rawBody },
    secret: {
      mchid: '1234567891',
      appid: 'wxtest0000000001',
      apiV3Keys: ['another-key-of-thirty-two-bytes.', apiV3Key],
      merchantSerial: 'AB',
      privateKey: 'key',
      platformKeys: { [headers['Wechatpay-Serial'] as string]: fullNotifications.publicKeyPem },
    },
    nowMs: Number(headers['Wechatpay-Timestamp']) * 1_000,
    messages: 1,
  }));
}

interface AlipayCases {
  readonly publicKeys: { readonly v1: string };
  readonly ownNotifications: {
    readonly publicKeyPem: string;
    readonly items: readonly { readonly name: string; readonly formBody: string }[];
  };
}

function alipay(): VectorDelivery[] {
  const { publicKeys, ownNotifications } = paymentCases('alipay') as AlipayCases;
  return ownNotifications.items.map(({ name, formBody }) => ({
    name,
    sent: {
      provider: 'alipay',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: formBody,
      base64: true,
    },
    secret: {
      appId: '2026000000000001',
      sellerId: '2088000000000001',
      privateKey: 'key',
      publicKeys: [publicKeys.v1, ownNotifications.publicKeyPem],
      environment: 'sandbox',
    },
    // notify_time is Shanghai's.
    nowMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    messages: 1,
  }));
}

function mpesa(): VectorDelivery[] {
  return (paymentCases('mpesa') as MpesaCases).samples.map(({ name, body }) => ({
    name,
    sent: { provider: 'mpesa', token: MPESA_TOKEN, headers: JSON_TYPE, body: JSON.stringify(body) },
    secret: MPESA_TEST_SECRET,
    nowMs: Date.UTC(2026, 0, 2),
    messages: 1,
  }));
}

export const VECTOR_DELIVERIES: Readonly<Record<ProviderId, readonly VectorDelivery[]>> = {
  stripe: stripe(),
  adyen: adyen(),
  razorpay: razorpay(),
  paypal: paypal(),
  wechatpay: wechatpay(),
  alipay: alipay(),
  mpesa: mpesa(),
};
