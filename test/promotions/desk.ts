/** Promotions beside a shop with subscribers; codes of batches are made as the key of the desk proves them. */
import { type Asked, type Told } from '../partners/partner-desk.js';
import { openShop, type Shop } from '../partners/balances/shop.js';
import { judgeAnswer, hasOfficialFile } from '../support/partner-answers.js';

export const CODE_KEY = 'a key for tests alone, of no operator: 0123456789';

export interface PromotionDesk extends Shop {
  /** As the operator; answers that a standard has are judged by its file. */
  call(operationId: string, asked?: Asked): Promise<Told>;
  /** A promotion that is released, with these terms: its id. */
  promote(
    promotion?: Readonly<Record<string, unknown>>,
    terms?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** Codes of a batch of a promotion. */
  codes(promotionId: string, count: number, length?: 'long' | 'short'): Promise<string[]>;
  office(): Promise<import('../../lambdas/promotions/office.js').PromotionsOffice>;
  sweep(): Promise<void>;
}

/** Ten percent off whatever is ordered. */
export const TEN_PERCENT = {
  name: 'Ten percent',
  promotionType: 'discount',
  pattern: [pattern([['orderAmount', '>=', '0']], [['discount', '10 %']])],
};

export function pattern(
  criteria: readonly (readonly [string, string, string])[],
  actions: readonly (readonly [string, string])[],
) {
  return {
    criteriaGroup: [
      {
        criteria: criteria.map(([criteriaParameter, criteriaOperator, criteriaValue]) => ({
          criteriaParameter,
          criteriaOperator,
          criteriaValue,
        })),
      },
    ],
    action: actions.map(([actionType, actionValue]) => ({ actionType, actionValue })),
  };
}

export const order = (amount: string, product = 'coffee') => ({ lines: [{ product, amount }] });

/** @param environment  beside what promotions have without memberships */
export async function openPromotionDesk(
  environment: Readonly<Record<string, string>> = {},
): Promise<PromotionDesk> {
  const shop = await openShop({ CODE_SANDBOX_KEY: CODE_KEY, ...environment });
  const { desk } = shop;
  const call: PromotionDesk['call'] = async (operationId, asked) => {
    const told = await desk.call(operationId, asked);
    if (hasOfficialFile(operationId)) judgeAnswer(operationId, told);
    return told;
  };
  const office = async () => {
    const { promotionsOffice } = await import('../../lambdas/promotions/office.js');
    const { codeKeyOf } = await import('../../lambdas/promotions/code-key.js');
    const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
    const { PARTNER_URL = '' } = process.env;
    return promotionsOffice(
      dynamodb,
      { ACCOUNTS_TABLE: 'accounts', RECORDS_TABLE: 'records', PARTNER_URL },
      codeKeyOf(),
    );
  };
  return {
    ...shop,
    call,
    async promote(promotion = TEN_PERCENT, terms = {}) {
      const told = await call('createPromotion', {
        body: {
          ...promotion,
          lifecycleStatus: 'release',
          terms,
          '@schemaLocation': 'https://lily.example/promotion.schema.json',
        },
      });
      if (told.status !== 201) throw new Error(JSON.stringify(told.body));
      return told.body.id as string;
    },
    async codes(promotionId, count, length = 'long') {
      const told = await call('createCouponBatch', { path: { id: promotionId }, body: { count, length } });
      if (told.status !== 202) throw new Error(JSON.stringify(told.body));
      const { generate } = await import('../../lambdas/promotions/generate.js');
      const files = new Map<string, string>();
      await generate(told.body.id as string, {
        office: await office(),
        files: {
          put: (_bucket, key, bytes) =>
            Promise.resolve(void files.set(key, Buffer.from(bytes as Uint8Array).toString('latin1'))),
          startUpload: () => Promise.reject(new Error('so few codes are one part')),
          putPart: () => Promise.reject(new Error('so few codes are one part')),
          completeUpload: () => Promise.reject(new Error('so few codes are one part')),
        },
        bucket: 'codes',
        now: () => Promise.resolve(Date.now()),
        remainingMs: () => 900_000,
      });
      return [...files.values()][0]!.trim().split('\n').slice(1);
    },
    office,
    async sweep() {
      const { handler } = await import('../../lambdas/promotions/sweep.handler.js');
      await handler();
    },
  };
}
