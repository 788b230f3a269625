/** What partners ask of promotions beside the standard: batches, codes and redemptions. */
import { fromMicros } from '../../domain/operator/decimal.js';
import { microsOf } from '../../domain/promotions/criteria.js';
import { readPatterns } from '../../domain/promotions/patterns.js';
import { qualify } from '../../domain/promotions/qualify.js';
import type { bodies, CodesBody, SituationBody } from '../../domain/promotions/schemas.js';
import { answers as answerSchemas } from '../../domain/promotions/schemas.js';
import type { z } from 'zod';
import { subscriberOf } from '../partners/balances/office.js';
import { answerList, answerOne, listQuery } from '../partners/kernel/list.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { cancelBatch, createBatch, ownPromotion, referralCode, viewBatch } from './batches.js';
import { evaluate, type Evaluation } from './evaluate.js';
import type { PromotionsOffice } from './office.js';
import { promotionHandlers } from './promotions.js';
import { showCode } from './show.js';
import { type Redeemed, redeemCodes, type Redeeming, reserveCodes } from './redeem.js';
import { viewRedemption } from './redemption-view.js';
import { commit, end, rollBack } from './settle.js';
import { nameOf, situationOf } from './situation.js';

type Reserve = z.output<typeof bodies.Codes_Reserve>;
type Redeem = z.output<typeof bodies.Codes_Redeem>;

const namesOf = (schema: z.ZodObject) => Object.keys(schema.shape);

/** @param queueUrl  where batches wait for whoever writes them */
export function promotionsHandlers(
  office: PromotionsOffice,
  queueUrl: string | undefined,
): Readonly<Record<string, PartnerHandler>> {
  return {
    ...promotionHandlers(office),
    createCouponBatch: async (request) =>
      json(202, viewBatch(await createBatch(office, request, queueUrl), request.baseUrl)),
    createReferralCode: async (request) => {
      const { subscriber: name } = request.body as z.output<typeof bodies.ReferralCode_Create>;
      const subscriber = await subscriberOf(office, request.partner, nameOf(name));
      if (subscriber === undefined)
        throw invalid('subscriber-not-found', [
          { param: 'subscriber', reason: `got "${name}"; you have no such subscriber` },
        ]);
      return json(201, await referralCode(office, request, subscriber.subscriberId));
    },
    listCouponBatches: async ({ query, partner, baseUrl }) =>
      answerList(
        listQuery(query, namesOf(answerSchemas.CouponBatch)),
        office.batches.list(partner),
        (batch) => viewBatch(batch, baseUrl),
      ),
    retrieveCouponBatch: async ({ path, query, partner, baseUrl }) =>
      answerOne(viewBatch(await office.batches.mustGet(partner, path['id'] ?? ''), baseUrl), query),
    cancelCouponBatch: async (request) =>
      json(200, viewBatch(await cancelBatch(office, request), request.baseUrl)),
    qualifyPromotion: async (request) => {
      const { partner, path, body, nowMs } = request;
      const promotion = await ownPromotion(office, partner, path['id'] ?? '', true);
      const situation = await situationOf(office, partner, body as SituationBody, nowMs);
      const { notes } = readPatterns(promotion);
      return json(200, {
        promotionId: promotion.id,
        ...qualify(promotion, situation),
        ...(notes.length === 0 ? {} : { notExecuted: notes }),
      });
    },
    validateCodes: async (request) => {
      const redeeming = await redeemingOf(office, request);
      return json(200, viewEvaluation(await evaluate(office, redeeming.asked, redeeming)));
    },
    showCode: async (request) => json(200, await showCode(office, request)),
    reserveCodes: async (request) => {
      const redeeming = await redeemingOf(office, request);
      return answer(201, await reserveCodes(office, redeeming), request);
    },
    redeemCodes: async (request) => redeem(office, request),
    releaseCodes: async (request) => {
      const { redemptions } = request.body as z.output<typeof bodies.Codes_Release>;
      for (const id of redemptions) await office.redemptions.mustGet(request.partner, id);
      const ended = [];
      for (const id of redemptions)
        ended.push(
          await end(office, id, 'released', { actor: actorOf(request.partner), nowMs: request.nowMs }),
        );
      return answer(200, { redemptions: ended }, request);
    },
    listRedemptions: async ({ query, partner, baseUrl }) =>
      answerList(
        listQuery(query, namesOf(answerSchemas.Redemption)),
        office.redemptions.list(partner),
        (each) => viewRedemption(each, baseUrl),
      ),
    retrieveRedemption: async ({ path, query, partner, baseUrl }) =>
      answerOne(viewRedemption(await office.redemptions.mustGet(partner, path['id'] ?? ''), baseUrl), query),
    rollBackRedemption: async ({ path, partner, body, nowMs, baseUrl }) => {
      const id = path['id'] ?? '';
      await office.redemptions.mustGet(partner, id);
      const { reason } = body as z.output<typeof bodies.Redemption_Rollback>;
      const after = await rollBack(office, id, { actor: actorOf(partner), nowMs, reason });
      return json(200, viewRedemption(after, baseUrl));
    },
  };
}

async function redeem(office: PromotionsOffice, request: PartnerRequest) {
  const { codes, redemptions } = request.body as Redeem;
  if ((codes === undefined) === (redemptions === undefined))
    throw invalid('invalid-body', [
      { param: 'codes', reason: 'allowed: either codes, or redemptions that were reserved' },
    ]);
  if (redemptions === undefined)
    return answer(201, await redeemCodes(office, await redeemingOf(office, request)), request);
  for (const id of redemptions) await office.redemptions.mustGet(request.partner, id);
  const settling = { actor: actorOf(request.partner), nowMs: request.nowMs };
  const done = [];
  for (const id of redemptions) done.push(await commit(office, id, settling));
  return answer(201, { redemptions: done }, request);
}

async function redeemingOf(office: PromotionsOffice, request: PartnerRequest): Promise<Redeeming> {
  const body = request.body as CodesBody & Partial<Reserve>;
  const { partner, nowMs, seed } = request;
  const { codes, giftAmount, reference, minutes } = body;
  const giftMicros = giftAmount === undefined ? undefined : microsOf(giftAmount);
  if (giftMicros === 0)
    throw new RefusedError(400, 'invalid-body', `giftAmount: got "${giftAmount}"; allowed: more than 0`);
  return {
    partner,
    situation: await situationOf(office, partner, body, nowMs),
    asked: codes.map((code) => ({ code })),
    seed,
    ...(giftMicros === undefined ? {} : { giftMicros }),
    ...(reference === undefined ? {} : { reference }),
    ...(minutes === undefined ? {} : { minutes }),
  };
}

function answer(status: number, { redemptions, evaluation }: Redeemed, { baseUrl }: PartnerRequest) {
  return json(status, {
    ...(evaluation === undefined ? { codes: redemptions.map(asUsable) } : viewEvaluation(evaluation)),
    redemptions: redemptions.map((each) => viewRedemption(each, baseUrl)),
  });
}

const asUsable = ({ promotionId }: { readonly promotionId: string }) => ({ promotionId, usable: true });

function viewEvaluation({ answers, restMicros }: Evaluation) {
  const off = answers.reduce((sum, each) => sum + ('usable' in each ? each.usable.offMicros : 0), 0);
  return {
    codes: answers.map((each) =>
      'usable' in each
        ? {
            promotionId: each.usable.promotion.id,
            usable: true,
            discount: fromMicros(each.usable.offMicros),
            effects: each.usable.gives.map(({ effect }) => effect),
          }
        : {
            ...(each.promotionId === undefined ? {} : { promotionId: each.promotionId }),
            usable: false,
            reasons: each.reasons,
          },
    ),
    discount: fromMicros(off),
    ...(restMicros === undefined ? {} : { rest: fromMicros(restMicros) }),
  };
}
