/** A partner's shop with subscribers of its own, every answer of which is judged by the standard's own file. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { judgeAnswer } from '../../support/partner-answers.js';
import { type Asked, openPartnerDesk, type PartnerDesk, type Told } from '../partner-desk.js';

export interface Sold {
  readonly owner?: string;
  readonly offering?: string;
  readonly credit?: string;
  readonly customerId?: string;
  readonly writes?: readonly TransactWriteItem[];
}

export interface Shop {
  readonly desk: PartnerDesk;
  /** As the partner acme. */
  ask(operationId: string, asked?: Asked): Promise<Told>;
  /** A new subscriber, acme's unless said otherwise: its id. */
  sell(sold?: Sold): Promise<string>;
  /** Micros that are in a subscriber's wallet. */
  wallet(subscriberId: string): Promise<number>;
  msisdn(subscriberId: string): Promise<string>;
}

let sales = 0;

export async function openShop(environment: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const desk = await openPartnerDesk('GB', environment);
  const { office } = await import('../../../lambdas/partners/balances/wiring.js');
  const { createSubscriber } = await import('../../../lambdas/accounts/create-subscriber.js');
  const { versionFor } = await import('../../../lambdas/catalogue/offering-versions.js');
  const { publishedIndex } = await import('../../../lambdas/charging/next-plan.js');
  const { loadPlan } = await import('../../../lambdas/shared/plan-store.js');
  const { operatorTime } = await import('../../../lambdas/shared/clock.js');
  const { findSubscriber } = await import('../../../lambdas/subscribers/find-subscriber.js');
  const { viewAccount } = await import('../../../domain/charging/view.js');
  const { planIdOf } = await import('../../../domain/charging/item.js');

  return {
    desk,
    async ask(operationId, asked = {}) {
      const told = await desk.call(operationId, { as: 'acme', ...asked });
      const fields = asked.query?.['fields']?.split(',');
      judgeAnswer(operationId, told, fields === undefined ? {} : { fields });
      return told;
    },
    async sell({ owner = 'acme', offering = 'starter', credit = '20.00', customerId, writes } = {}) {
      const n = String(++sales).padStart(4, '0');
      const nowMs = await operatorTime();
      const made = await createSubscriber(
        {
          ...office.desk(nowMs),
          planOnSale: async (offeringId) => {
            const planId = await versionFor('records', offeringId, nowMs);
            return planId === undefined ? undefined : publishedIndex(planId, loadPlan);
          },
        },
        office,
        {
          id: `sub_${n}`,
          supi: `imsi-23499000000${n}`,
          msisdn: `msisdn-44770090${n}`,
          iccid: `894499000000000${n}`,
          sale: {
            ...(owner === 'operator' ? {} : { partnerId: owner }),
            ...(customerId === undefined ? {} : { customerId }),
            ...(writes === undefined ? {} : { writes }),
          },
        },
        { offeringId: offering, walletMicros: Number(credit) * 1_000_000 },
      );
      if (made.outcome !== 'created') throw new Error(JSON.stringify(made));
      return made.subscriberId;
    },
    async wallet(subscriberId) {
      const subscriber = await findSubscriber('records', subscriberId);
      const item = (await office.desk(0).store.get(subscriber!.accountKey))!;
      const plan = await office.plan(planIdOf(item));
      return viewAccount(item, plan, await operatorTime())
        .buckets.filter(({ name }) => name === 'wallet')
        .reduce((sum, { available }) => sum + available, 0);
    },
    async msisdn(subscriberId) {
      return (await findSubscriber('records', subscriberId))!.msisdn;
    },
  };
}
