/** Payments over a real DynamoDB: accounts to pay for, messages to apply, and faults between any two requests. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { PaymentFact } from '../../domain/payments/fact.js';
import type { Payment } from '../../domain/payments/payment.js';
import type { ApplyOptions } from '../../lambdas/payments/apply-message.js';
import type { MessageName } from '../../lambdas/payments/kept-messages.js';
import type { PaymentClient } from '../../lambdas/payments/payment-client.js';
import type { PaymentEvent } from '../../lambdas/payments/payment-events.js';
import type { QueryOptions } from '../../lambdas/payments/query-due.js';
import type { PaymentPolicy } from '../../lambdas/payments/settle-payment.js';
import { type Office, available, openOffice, supiOf } from '../accounts/office.js';
import { payment } from './arbitrary-payment.js';

export const MESSAGE_TYPE = 'test.message';

export interface World {
  readonly office: Office;
  readonly options: QueryOptions;
  readonly events: PaymentEvent[];
  /** Messages that were sent to the queue again. */
  readonly sent: MessageName[];
  readonly counts: Map<string, number>;
  /** What providers answer when they are asked. */
  answers: Map<string, readonly PaymentFact[] | Error>;
  policy: PaymentPolicy;
  /** Before the n-th request from now on the store fails, or after it was done; 0 = never. */
  failAt(n: number, when?: 'before' | 'after'): void;
  /** A subscriber with an account and a payment that was ordered. */
  order(more?: Partial<Payment>): Promise<{ payment: Payment; balance: () => Promise<number> }>;
  /** Keeps a message as the intake does. */
  keep(facts: readonly PaymentFact[], more?: object): Promise<MessageName>;
  stop(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const office = await openOffice();
  const { PaymentStore } = await import('../../lambdas/payments/payment-store.js');
  const { KeptMessages, messageKey } = await import('../../lambdas/payments/kept-messages.js');
  const { DynamoDbAccountStore } = await import('../../lambdas/charging/dynamodb-account-store.js');
  const { loadPlan } = await import('../../lambdas/shared/plan-store.js');
  const { operatorTime } = await import('../../lambdas/shared/clock.js');
  let countdown = 0;
  let fails: 'before' | 'after' = 'before';
  const client = new Proxy(office.client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: never) => {
            const isNow = countdown > 0 && --countdown === 0;
            if (isNow && fails === 'before') throw new Error('crash before the request');
            const answer: unknown = await target.send(command);
            if (isNow) throw new Error('crash after the request');
            return answer;
          }
        : (Reflect.get(target, name) as unknown),
  });
  const tables = { accounts: 'accounts', records: 'records' };
  const events: PaymentEvent[] = [];
  const sent: MessageName[] = [];
  const counts = new Map<string, number>();
  let people = 0;
  let messages = 0;
  const world: World = {
    office,
    events,
    sent,
    counts,
    answers: new Map(),
    policy: { disputeOpened: 'hold', disputeLost: 'suspend', belowZero: 'none' },
    failAt: (n, when = 'before') => {
      countdown = n;
      fails = when;
    },
    options: {
      payments: new PaymentStore(client, tables),
      messages: new KeptMessages(client, tables.records),
      get policy() {
        return world.policy;
      },
      desk: async () => ({
        store: new DynamoDbAccountStore(client, tables.accounts),
        nowMs: await operatorTime(),
        loadPlan,
        successorOf: async () => undefined,
      }),
      announce: async (all) => {
        if (countdown > 0 && --countdown === 0) throw new Error('crash before the bus');
        events.push(...all);
      },
      clientOf: async (): Promise<PaymentClient> => ({
        provider: 'stripe',
        merchant: undefined,
        create: () => Promise.reject(new Error('not asked here')),
        refund: () => Promise.reject(new Error('not asked here')),
        query: async ({ paymentId }) => {
          const answer = world.answers.get(paymentId) ?? [];
          if (answer instanceof Error) throw answer;
          return answer;
        },
      }),
      send: async (names) => {
        sent.push(...names);
      },
      now: operatorTime,
      follow: async () => undefined,
      dunning: async () => undefined,
      mayGoOn: () => true,
      count: (metric: string, _provider: string, by = 1) => {
        counts.set(metric, (counts.get(metric) ?? 0) + by);
      },
    } satisfies QueryOptions & ApplyOptions,
    order: async (more = {}) => {
      people += 1;
      const number = people;
      const opened = await office.open(number, 'starter', { credit: '10.00' });
      if (opened.status !== 201) throw new Error(JSON.stringify(opened));
      const of = { ...payment(20_000_000, number), account: supiOf(number), ...more };
      const created = await world.options.payments.create({
        payment: of,
        version: 1,
        request: 'digest',
        history: [],
        dueISO: '2027-03-01T09:10:00.000Z',
      });
      if (!created) throw new Error('the payment is there already');
      return {
        payment: of,
        balance: async () =>
          available(await office.ask('GET /subscribers/{subscriberId}', `sub_${number}`), 'wallet'),
      };
    },
    keep: async (facts, more = {}) => {
      const name: MessageName = { provider: 'stripe', key: `evt_${++messages}` };
      const { toAttributes } = await import('../../lambdas/shared/attributes.js');
      await office.client.send(
        new PutItemCommand({
          TableName: tables.records,
          Item: {
            ...messageKey(name),
            ...toAttributes({
              ...name,
              type: MESSAGE_TYPE,
              facts: JSON.stringify(facts),
              receivedISO: '2027-03-01T09:00:00.000Z',
              ttl: 1_900_000_000,
              ...more,
            }),
          },
        }),
      );
      return name;
    },
    stop: () => office.stop(),
  };
  return world;
}
