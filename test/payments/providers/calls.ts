/** A provider's API as the tests of clients see it: answers in turn, and what was asked. */
import type {
  ClientOptions,
  PaymentOrder,
  ProviderRequest,
  ProviderResponse,
} from '../../../lambdas/payments/payment-client.js';
import type { ProviderSecret } from '../../../domain/payments/provider.js';

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

export const order = (currency: string, provider: string): PaymentOrder => ({
  paymentId: 'pay_0123456789abcdef01234567',
  amountMicros: 15_000_000,
  currency,
  description: 'Top-up',
  returnUrl: 'https://shop.example/back?x=1',
  notifyUrl: `https://hooks.example/webhooks/${provider}`,
  msisdn: '447700900123',
  subscriberId: 'sub_1',
  saveMandate: false,
  locale: 'en-GB',
});

type Answer = (request: ProviderRequest) => ProviderResponse;

export const json = (body: unknown, status = 200): ProviderResponse => ({
  status,
  headers: {},
  body: JSON.stringify(body),
});

export class Calls {
  readonly requests: ProviderRequest[] = [];
  now = NOW;
  private readonly routes = new Map<string, Answer[]>();

  /** Answers `GET /path` with each in turn, and with the last one from then on. */
  on(route: string, ...answers: readonly (Answer | ProviderResponse)[]): this {
    this.routes.set(
      route,
      answers.map((answer) => (typeof answer === 'function' ? answer : () => answer)),
    );
    return this;
  }

  options(secret: ProviderSecret, more: Partial<ClientOptions> = {}): ClientOptions {
    return {
      secret,
      call: (request) => {
        this.requests.push(request);
        const { pathname, search } = new URL(request.url);
        const route = `${request.method} ${pathname}${search}`;
        const answers = this.routes.get(route);
        const answer = answers === undefined || answers.length < 2 ? answers?.[0] : answers.shift();
        if (answer === undefined) throw new Error(`nobody answers ${route}`);
        return Promise.resolve(answer(request));
      },
      now: () => this.now,
      random: (bytes) => 'ab'.repeat(bytes),
      ...more,
    };
  }

  get last(): ProviderRequest {
    return this.requests[this.requests.length - 1] as ProviderRequest;
  }

  /** What was sent to an address, as JSON. */
  sentTo(route: string): unknown[] {
    return this.requests
      .filter(({ method, url }) => `${method} ${new URL(url).pathname}` === route)
      .map(({ body }) => JSON.parse(body ?? 'null') as unknown);
  }
}
