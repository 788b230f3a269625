import type { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ProviderId } from '../domain/payments/provider.js';

export interface PaymentProviderProps {
  /**
   * Where the provider's keys lie: a JSON text, whose members `docs/payments.md` lists. It is read when the functions
   * run; nothing of it is ever in a template.
   *
   * @default - the secret `wildlily/<operatorId>/payments/<provider>` of this account and region. Make it before the
   *   first payment; until then its webhooks are answered 503, and providers try again
   */
  readonly secret?: ISecret;

  /**
   * Webhooks a second of this provider, and the burst on top, before API Gateway answers 429. Providers try again;
   * M-Pesa does not, and payments whose webhook was lost are asked for.
   *
   * @default - 50 requests/s, burst 100: ten times the busy hour of a million subscribers
   */
  readonly throttle?: ThrottleSettings;
}

/** A payment provider, as `PaymentWebhooks` takes it: made by {@link Stripe}, {@link Adyen} and so on. */
export interface PaymentProvider {
  readonly id: ProviderId;
  /** Absent: the secret of the default name. */
  readonly secret?: ISecret;
  readonly throttle: ThrottleSettings;
  /** The path of its webhooks below the API. */
  readonly path: string;
}

const THROTTLE: ThrottleSettings = { rateLimit: 50, burstLimit: 100 };

const provider =
  (id: ProviderId, path = `/webhooks/${id}`) =>
  ({ throttle = THROTTLE, secret }: PaymentProviderProps = {}): PaymentProvider => ({
    id,
    path,
    throttle,
    ...(secret && { secret }),
  });

export const Stripe = provider('stripe');
export const Adyen = provider('adyen');
export const PayPal = provider('paypal');
/** WeChat Pay, API v3. */
export const WeChatPay = provider('wechatpay');
export const Alipay = provider('alipay');
export const Razorpay = provider('razorpay');
/** M-Pesa (Daraja): it signs nothing, so a secret token is part of the path, and its word counts only when asked for. */
export const MPesa = provider('mpesa', '/webhooks/mpesa/{token}');

/** Every provider as it comes, by the id that an operator file has. */
export const PAYMENT_PROVIDER: Readonly<
  Record<ProviderId, (props?: PaymentProviderProps) => PaymentProvider>
> = {
  stripe: Stripe,
  adyen: Adyen,
  paypal: PayPal,
  wechatpay: WeChatPay,
  alipay: Alipay,
  razorpay: Razorpay,
  mpesa: MPesa,
};

/** The name of the secret that a provider has unless it brings its own. */
export const secretName = (operatorId: string, id: ProviderId): string =>
  `wildlily/${operatorId}/payments/${id}`;
