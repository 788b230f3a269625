/** The payments API of an operator in one DynamoDB, with a provider that can be made to fail at any point. */
import { randomInt } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { PaymentFact } from '../../domain/payments/fact.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { DynamoDbAccountStore } from '../../lambdas/charging/dynamodb-account-store.js';
import { KeptMessages, type MessageName } from '../../lambdas/payments/kept-messages.js';
import type { PaymentOffice } from '../../lambdas/payments/office.js';
import {
  type CreatedPayment,
  type KnownPayment,
  type MandateOrder,
  type PaymentClient,
  type PaymentOrder,
  ProviderError,
  type RefundOrder,
} from '../../lambdas/payments/payment-client.js';
import type { PaymentEvent } from '../../lambdas/payments/payment-events.js';
import { PaymentStore } from '../../lambdas/payments/payment-store.js';
import { type Settled, settlePayment } from '../../lambdas/payments/settle-payment.js';
import { type Office, openOffice } from '../accounts/office.js';

interface Held {
  readonly order: PaymentOrder | MandateOrder;
  readonly reference: string;
  facts: PaymentFact[];
}

/** Keeps to idempotency keys as real ones do: the same order is one payment, the same refund one refund. */
export class SimulatedProvider implements PaymentClient {
  readonly merchant = 'acct_lily';
  readonly payments = new Map<string, Held>();
  readonly refunds = new Map<string, RefundOrder>();
  calls = 0;
  /** What becomes of the next calls: nothing reaches it; it does it and the answer is lost; it refuses. */
  next: ('down' | 'answer-lost' | 'refuse')[] = [];
  /** What becomes of a charge at once. */
  charges: 'succeed' | 'fail' | 'wait' = 'succeed';
  /** Whether a refund is told in the answer. */
  refundsAtOnce = true;

  readonly provider: ProviderId;

  constructor(provider: ProviderId) {
    this.provider = provider;
  }

  private enter(): 'down' | 'answer-lost' | 'refuse' | undefined {
    this.calls += 1;
    const fate = this.next.shift();
    if (fate === 'down') throw new ProviderError(`${this.provider}: no answer`, true);
    if (fate === 'refuse') throw new ProviderError(`${this.provider}: 400 amount_too_small`, false);
    return fate;
  }

  private leave<T>(fate: string | undefined, answer: T): T {
    if (fate === 'answer-lost') throw new ProviderError(`${this.provider}: no answer`, true);
    return answer;
  }

  private hold(order: PaymentOrder | MandateOrder): Held {
    const held = this.payments.get(order.paymentId) ?? {
      order,
      reference: `pi_${this.payments.size + 1}_${order.paymentId.slice(-6)}`,
      facts: [],
    };
    // An idempotency key with another order is refused, as Stripe does it.
    if (JSON.stringify(held.order) !== JSON.stringify(order))
      throw new ProviderError(`${this.provider}: 400 idempotency_error`, false);
    this.payments.set(order.paymentId, held);
    return held;
  }

  captured({ order, reference }: Held, more: Partial<PaymentFact> = {}): PaymentFact {
    return {
      kind: 'captured',
      paymentId: order.paymentId,
      references: [reference],
      currency: order.currency,
      capture: reference,
      amountMicros: order.amountMicros,
      ...more,
    } as PaymentFact;
  }

  /** The subscriber pays. */
  pay(paymentId: string): PaymentFact[] {
    const held = this.payments.get(paymentId)!;
    const saves = 'saveMandate' in held.order && held.order.saveMandate;
    const mandate = { token: `pm_${held.reference}`, customer: 'cus_1', label: 'visa •••• 4242' };
    held.facts = [this.captured(held, saves ? { mandate } : {})];
    return held.facts;
  }

  async create(order: PaymentOrder): Promise<CreatedPayment> {
    const fate = this.enter();
    const { reference } = this.hold(order);
    const checkout = { kind: 'client-secret', clientSecret: `${reference}_secret` } as const;
    return this.leave(fate, { references: [reference], checkout, facts: [] });
  }

  async charge(order: MandateOrder): Promise<CreatedPayment> {
    const fate = this.enter();
    const isNew = !this.payments.has(order.paymentId);
    const held = this.hold(order);
    if (isNew && this.charges === 'succeed') held.facts = [this.captured(held)];
    if (isNew && this.charges === 'fail')
      held.facts = [{ kind: 'failed', references: [held.reference], reason: 'insufficient_funds' }];
    return this.leave(fate, { references: [held.reference], checkout: { kind: 'none' }, facts: held.facts });
  }

  async query({ paymentId }: KnownPayment): Promise<readonly PaymentFact[]> {
    this.calls += 1;
    return this.payments.get(paymentId)?.facts ?? [];
  }

  refunded({ refundId, paymentId, refundMicros }: RefundOrder): PaymentFact {
    return {
      kind: 'refunded',
      paymentId,
      references: [refundId],
      refund: `rf_${refundId.slice(-8)}`,
      amountMicros: refundMicros,
    };
  }

  async refund(order: RefundOrder): Promise<readonly PaymentFact[]> {
    const fate = this.enter();
    this.refunds.set(order.refundId, order);
    return this.leave(fate, this.refundsAtOnce ? [this.refunded(order)] : []);
  }

  get refundedMicros(): number {
    return [...this.refunds.values()].reduce((sum, { refundMicros }) => sum + refundMicros, 0);
  }
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface PaymentTestOffice {
  readonly accounts: Office;
  readonly office: PaymentOffice;
  readonly stripe: SimulatedProvider;
  readonly events: PaymentEvent[];
  readonly sent: (MessageName & { readonly again?: boolean })[];
  /** `{…}` of the route in their order. */
  ask(
    route: string,
    parameters?: string | readonly string[],
    body?: unknown,
    query?: object,
  ): Promise<Answer>;
  /** As apply does it: merges, settles, tells, follows. */
  tell(paymentId: string, facts: readonly PaymentFact[], source?: string): Promise<Settled>;
  /** Micros in the wallet of a subscriber. */
  wallet(subscriberId: string): Promise<number>;
  stop(): Promise<void>;
}

export async function openPaymentOffice(): Promise<PaymentTestOffice> {
  const accounts = await openOffice();
  const { serve } = await import('../../lambdas/payments/api.js');
  const { tell } = await import('../../lambdas/payments/apply-message.js');
  const { follow } = await import('../../lambdas/payments/follow.js');
  const { operatorTime } = await import('../../lambdas/shared/clock.js');
  const { loadPlan } = await import('../../lambdas/shared/plan-store.js');
  const tables = { accounts: 'accounts', records: 'records' };
  const stripe = new SimulatedProvider('stripe');
  const events: PaymentEvent[] = [];
  const sent: (MessageName & { again?: boolean })[] = [];
  const store = new DynamoDbAccountStore(accounts.client, tables.accounts);
  const office: PaymentOffice = {
    payments: new PaymentStore(accounts.client, tables),
    messages: new KeptMessages(accounts.client, tables.records),
    policy: { disputeOpened: 'hold', disputeLost: 'suspend', belowZero: 'none' },
    desk: async () => ({ store, nowMs: await operatorTime(), loadPlan, successorOf: async () => undefined }),
    announce: async (told) => void events.push(...told),
    clientOf: async () => stripe,
    send: async (names, again = false) =>
      void sent.push(...names.map((name) => ({ ...name, ...(again ? { again } : {}) }))),
    now: operatorTime,
    follow: async (settled) => follow(settled, office),
    count: () => {},
    webhooksUrl: 'https://hooks.lily.example/webhooks',
    brand: async () => ({
      name: 'Lily Mobile',
      locales: ['en-GB'],
      topUpUrl: 'https://lily.example/top-up',
    }),
    providers: ['stripe', 'wechatpay'],
    topUps: { smallest: '5.00', largest: '100.00' },
    currency: async () => 'GBP',
    draw: (below) => randomInt(below),
  };
  const ask: PaymentTestOffice['ask'] = async (route, parameters = [], body, query) => {
    const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const values = typeof parameters === 'string' ? [parameters] : parameters;
    const response = await serve(office, {
      version: '2.0',
      routeKey: route,
      pathParameters: Object.fromEntries(names.map((name, i) => [name, values[i]])),
      queryStringParameters: query,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    } as unknown as APIGatewayProxyEventV2);
    return {
      status: response.statusCode,
      headers: response.headers ?? {},
      body: JSON.parse(response.body ?? 'null') as Answer['body'],
    };
  };
  let messages = 0;
  return {
    accounts,
    office,
    stripe,
    events,
    sent,
    ask,
    tell: async (paymentId, facts, source = `stripe#evt_${++messages}`) => {
      const told = { provider: 'stripe' as const, source, type: 'test', facts };
      const settled = await settlePayment(paymentId, told, office);
      await tell(settled, 'stripe', office);
      return settled;
    },
    wallet: async (subscriberId) => {
      const { body } = await accounts.ask('GET /subscribers/{subscriberId}', subscriberId);
      return body.account.buckets
        .filter(({ name }) => name === 'wallet')
        .reduce((sum, { available }) => sum + available, 0);
    },
    stop: () => accounts.stop(),
  };
}

export const codesOf = ({ status, body }: Answer) => ({
  status,
  codes: (body['problems'] as { code: string }[] | undefined)?.map(({ code }) => code) ?? [
    String(body['type']).replace('urn:wildlily:problem:', ''),
  ],
});
