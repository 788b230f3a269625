/** Whatever races, crashes, expires and comes back: what is counted is what is held, and never more than the limit. */
import * as fc from 'fast-check';
import { openPromotionDesk, order, type PromotionDesk, TEN_PERCENT } from './desk.js';

let desk: PromotionDesk;
beforeAll(async () => {
  desk = await openPromotionDesk();
});
afterAll(async () => {
  await desk.desk.stop();
});

const used = async (pk: string, sk = 'META', name = 'uses'): Promise<number> =>
  ((await desk.desk.record(pk, sk))?.[name] as number | undefined) ?? 0;

async function hashOf(code: string): Promise<string> {
  const { hashOfCode } = await import('../../lambdas/promotions/find-code.js');
  return hashOfCode(code.replaceAll('-', ''));
}

it('never redeems more often than a limit, however many tills race', async () => {
  const code = 'RACE5';
  const promotionId = await desk.promote(TEN_PERCENT, { code, limits: { total: 5 } });
  const tills = await Promise.all(
    Array.from({ length: 24 }, async (_, till) => {
      for (;;) {
        const told = await desk.call('redeemCodes', {
          body: { codes: [code], order: order('5.00'), reference: `race-${till}` },
        });
        // Busy is no answer: a till asks again.
        if (told.status !== 503) return told.status;
      }
    }),
  );
  expect(tills.filter((status) => status === 201)).toHaveLength(5);
  expect(tills.filter((status) => status === 409)).toHaveLength(19);
  expect(await used(`PROMOTION#${promotionId}`, 'USED')).toBe(5);
});

it('redeems one code once, when it is scanned at two tills at the same time', async () => {
  const codes = await desk.codes(await desk.promote(), 6);
  for (const code of codes) {
    const both = await Promise.all(
      ['a', 'b'].map(async (till) =>
        desk.call('redeemCodes', { body: { codes: [code], order: order('5.00'), reference: till } }),
      ),
    );
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409]);
    expect(await used(`COUPON#${await hashOf(code)}`)).toBe(1);
  }
});

it('never spends more of a gift than it has, when parts of it race', async () => {
  const gift = await desk.promote({ name: 'Gift' }, { kind: 'gift', giftAmount: '10.00' });
  const [code = ''] = await desk.codes(gift, 1);
  const parts = await Promise.all(
    Array.from({ length: 8 }, async (_, i) =>
      desk.call('redeemCodes', {
        body: { codes: [code], order: order('3.00'), giftAmount: '3.00', reference: `part-${i}` },
      }),
    ),
  );
  const paid = parts.filter(({ status }) => status === 201);
  expect(paid).toHaveLength(3);
  expect(await used(`COUPON#${await hashOf(code)}`, 'META', 'spentMicros')).toBe(9_000_000);
});

type Step = {
  readonly do: 'reserve' | 'redeem' | 'release' | 'rollback' | 'wait' | 'sweep';
  readonly till: number;
};

const steps = fc.array(
  fc.record({
    do: fc.constantFrom<Step['do']>(
      'reserve',
      'reserve',
      'redeem',
      'redeem',
      'release',
      'rollback',
      'wait',
      'sweep',
    ),
    till: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 4, maxLength: 14 },
);

it('counts exactly what is reserved and redeemed, through any order of steps', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      run += 1;
      const code = `STEPS${run}`;
      const promotionId = await desk.promote(TEN_PERCENT, { code, limits: { total: 2, perCode: 2 } });
      const ids = new Map<number, string>();
      for (const { do: step, till } of plan) {
        const id = ids.get(till);
        const body = { codes: [code], order: order('5.00'), reference: `${run}-${till}`, minutes: 1 };
        if (step === 'reserve') {
          const told = await desk.call('reserveCodes', { body });
          if (told.status === 201) ids.set(till, told.body.redemptions[0].id as string);
        } else if (step === 'redeem') {
          const { minutes: _minutes, ...plain } = body;
          const told = await desk.call('redeemCodes', { body: plain });
          if (told.status === 201) ids.set(till, told.body.redemptions[0].id as string);
        } else if (step === 'release' && id !== undefined)
          await desk.call('releaseCodes', { body: { redemptions: [id] } });
        else if (step === 'rollback' && id !== undefined)
          await desk.call('rollBackRedemption', { path: { id }, body: {} });
        else if (step === 'wait') await desk.desk.moveClock(61_000);
        else if (step === 'sweep') await desk.sweep();
        const held = await heldOf(promotionId);
        expect(held).toBeLessThanOrEqual(2);
        expect(await used(`PROMOTION#${promotionId}`, 'USED')).toBe(held);
        expect(await used(`COUPON#${await hashOf(code)}`)).toBe(held);
      }
      await desk.desk.moveClock(16 * 60_000);
      await desk.sweep();
      const list = await redemptionsOf(promotionId);
      expect(list.filter(({ state }) => state === 'reserved')).toEqual([]);
      expect(await used(`PROMOTION#${promotionId}`, 'USED')).toBe(
        list.filter(({ state }) => state === 'redeemed').length,
      );
    }),
    { numRuns: 12, seed: 671 },
  );
});

async function redemptionsOf(promotionId: string): Promise<readonly { readonly state: string }[]> {
  const told = await desk.call('listRedemptions', { query: { promotionId, limit: '200' } });
  return told.body as { readonly state: string }[];
}

const heldOf = async (promotionId: string): Promise<number> =>
  (await redemptionsOf(promotionId)).filter(({ state }) => state === 'reserved' || state === 'redeemed')
    .length;
