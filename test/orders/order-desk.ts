/** Orders through the partner API with a host and a payment provider of the test, and a process that may be killed anywhere. */
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { HostAdapter, HostAnswer, HostRequest } from '../../domain/host/request.js';
import { stockItems } from '../../domain/operator/stock-seeds.js';
import type { PaymentFact } from '../../domain/payments/fact.js';
import { judgedCall } from '../partners/judged.js';
import { openPartnerDesk, type PartnerDesk } from '../partners/partner-desk.js';

export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Kills the process at its n-th effect, before or after it. */
export class Killer {
  private left = Infinity;
  private isAfter = false;

  arm(n: number, when: 'before' | 'after'): void {
    this.left = n;
    this.isAfter = when === 'after';
  }

  /** @returns whether it never struck */
  disarm(): boolean {
    const never = this.left > 0;
    this.left = Infinity;
    return never;
  }

  async around<T>(effect: () => Promise<T>): Promise<T> {
    const strikes = --this.left === 0;
    if (strikes && !this.isAfter) throw new Killed('before');
    const result = await effect();
    if (strikes) throw new Killed('after');
    return result;
  }
}

/** A host that does all at once, unless it is told otherwise. */
export class TestHost implements HostAdapter {
  readonly effects = new Map<string, HostRequest>();
  readonly answers = new Map<string, HostAnswer>();
  /** By kind, what is answered instead; undefined = it is down. */
  readonly instead = new Map<HostRequest['kind'], HostAnswer | 'down'>();
  private readonly killer: Killer;

  constructor(killer: Killer) {
    this.killer = killer;
  }

  async submit(request: HostRequest): Promise<HostAnswer> {
    const { HostUnavailableError } = await import('../../lambdas/host/host-unavailable.js');
    return this.killer.around(async () => {
      const before = this.answers.get(request.requestId);
      if (before !== undefined) return Promise.resolve(before);
      const said = this.instead.get(request.kind);
      if (said === 'down') throw new HostUnavailableError('it is down');
      const answer = said ?? doneBy(request);
      this.effects.set(request.requestId, request);
      this.answers.set(request.requestId, answer);
      return answer;
    });
  }

  async query(requestId: string): Promise<HostAnswer | undefined> {
    return Promise.resolve(this.answers.get(requestId));
  }

  /** Ids of requests of a kind that were done. */
  done(kind: HostRequest['kind']): string[] {
    return [...this.effects]
      .filter(([id, request]) => request.kind === kind && this.answers.get(id)?.state === 'done')
      .map(([id]) => id);
  }

  /** What was pending is done. */
  finish(): void {
    for (const [id, answer] of this.answers)
      if (answer.state === 'pending') this.answers.set(id, doneBy(this.effects.get(id)!));
  }
}

const doneBy = (request: HostRequest): HostAnswer =>
  request.kind === 'order-profile'
    ? {
        state: 'done',
        profile: {
          activationCode: `LPA:1$smdp.example$${request.iccid}`,
          smdpAddress: 'smdp.example',
          matchingId: request.iccid,
        },
      }
    : { state: 'done' };

export interface OrderDesk {
  readonly desk: PartnerDesk;
  readonly call: PartnerDesk['call'];
  readonly host: TestHost;
  readonly killer: Killer;
  /** Payments that the provider knows, and refunds, by our ids. */
  readonly created: Set<string>;
  readonly refunded: Map<string, number>;
  /** Takes an order on, as its worker does. @throws Killed */
  run(orderId: string, due?: string): Promise<void>;
  /** The provider says that all of it came in. */
  capture(paymentId: string): Promise<void>;
  stop(): Promise<void>;
}

const PROVIDER = 'stripe';

export async function openOrderDesk(country = 'GB'): Promise<OrderDesk> {
  const desk = await openPartnerDesk(country, {
    EVENT_BUS_NAME: 'bus',
    PAYMENT_QUEUE_URL: 'http://127.0.0.1:9/queue',
    PAYMENT_POLICY: '{"belowZero":"keep","disputeOpened":"keep","disputeLost":"keep"}',
    WEBHOOKS_URL: 'https://hooks.lily.example',
    PAYMENT_PROVIDERS: PROVIDER,
    ORDERS_QUEUE_URL: 'http://127.0.0.1:9/orders',
  });
  const nowISO = new Date().toISOString();
  const { toAttributes } = await import('../../lambdas/shared/attributes.js');
  for (const item of stockItems(desk.operator, nowISO).slice(0, 600))
    await desk.client.send(new PutItemCommand({ TableName: 'records', Item: toAttributes(item) }));
  const killer = new Killer();
  const host = new TestHost(killer);
  const created = new Set<string>();
  const refunded = new Map<string, number>();
  const { orderOfficeOf } = await import('../../lambdas/orders/wiring.js');
  const { runOrder } = await import('../../lambdas/orders/run-order.js');
  const { orderingHandlers, checkOrderingBody } = await import('../../lambdas/partners/ordering/handlers.js');
  const { inventoryHandlers, checkInventoryBody } =
    await import('../../lambdas/partners/inventory/handlers.js');
  const { resourcesHandlers, checkResourceBody } =
    await import('../../lambdas/partners/resources/handlers.js');
  const { serve } = await import('../../lambdas/partners/kernel/serve.js');
  const { applying } = await import('../../lambdas/payments/wiring.js');
  const { settleAnswer } = await import('../../lambdas/payments/order-payment.js');
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  const { soldPlans } = await import('../../lambdas/partners/catalog/sold-plans.js');
  killWrites(dynamodb, killer);

  const payments = {
    ...applying,
    announce: async () => Promise.resolve(),
    send: async () => Promise.resolve(),
    follow: async () => Promise.resolve(),
    clientOf: async () =>
      Promise.resolve({
        provider: PROVIDER,
        merchant: undefined,
        create: async ({ paymentId }: { paymentId: string }) =>
          killer.around(async () => {
            created.add(paymentId);
            return Promise.resolve({
              references: [`pi_${paymentId}`],
              checkout: { kind: 'redirect', url: 'https://pay.example' } as const,
              facts: [],
            });
          }),
        query: async () => Promise.resolve([]),
        refund: async ({
          refundId,
          refundMicros,
          references,
        }: {
          refundId: string;
          refundMicros: number;
          references: readonly string[];
        }) =>
          killer.around(async () => {
            refunded.set(refundId, refundMicros);
            return Promise.resolve([
              { kind: 'refunded', references, refund: refundId, amountMicros: refundMicros } as PaymentFact,
            ]);
          }),
      }),
    providers: [PROVIDER] as const,
    currency: async () => Promise.resolve(desk.operator.market.currency),
    count: () => undefined,
    draw: () => 0,
  };
  const plain = {
    ...orderOfficeOf(),
    send: async () => Promise.resolve(),
    wake: async () => Promise.resolve(),
  };
  const office = { ...plain, host, payments: payments as never };
  const checks = { ordering: checkOrderingBody, inventory: checkInventoryBody, resources: checkResourceBody };
  desk.standIn(
    'orders',
    serve({
      name: 'orders',
      client: dynamodb,
      environment: process.env as never,
      handlers: {
        ...orderingHandlers({
          ...plain,
          providers: [PROVIDER],
          addOnIds: async () =>
            (await soldPlans('records', await plain.now())).flatMap(({ plan }) =>
              (plan.addOns ?? []).map(({ id }) => id),
            ),
        }),
        ...inventoryHandlers(plain),
        ...resourcesHandlers(plain),
      },
      checkBody: ({ api, body }, given) =>
        body === undefined ? [] : checks[api as keyof typeof checks](body, given),
    }),
  );
  return {
    desk,
    call: judgedCall(() => desk),
    host,
    killer,
    created,
    refunded,
    run: async (orderId, due) => runOrder(office, orderId, due === undefined ? {} : { due }),
    capture: async (paymentId) => {
      const stored = (await applying.payments.get(paymentId))!;
      const { amountMicros, currency } = stored.payment;
      await settleAnswer(
        paymentId,
        {
          provider: PROVIDER,
          source: 'test',
          type: 'captured',
          facts: [
            {
              kind: 'captured',
              references: [`pi_${paymentId}`],
              capture: `ch_${paymentId}`,
              amountMicros,
              currency,
            },
          ],
        },
        payments,
      );
    },
    stop: async () => desk.stop(),
  };
}

/** Every write to the tables may be the last thing that a process does. */
function killWrites(client: DynamoDBClient, killer: Killer): void {
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
  const writes = /^(TransactWriteItems|PutItem|UpdateItem|DeleteItem)Command$/;
  (client as { send: unknown }).send = async (command: object) =>
    writes.test(command.constructor.name) ? killer.around(async () => send(command)) : send(command);
}
