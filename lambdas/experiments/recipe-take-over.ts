/** What a recipe becomes in this market: an offering that is sold, or the draft of a promotion. Or why it can't. */
import type { OperatorTerms } from '../../domain/catalogue/offering-view.js';
import { type Actor, OPERATOR_OWNER } from '../../domain/events/event.js';
import {
  plansAskedFor,
  promotionProblems,
  takeOverPromotion,
  unknownNames,
} from '../../domain/experiments/promotion-recipe.js';
import type { Recipe } from '../../domain/experiments/recipe.js';
import type { RecipeImportBody } from '../../domain/experiments/schemas.js';
import { takeOver } from '../../domain/experiments/take-over.js';
import { currencyDigits } from '../../domain/operator/currency.js';
import { TMF_BASE } from '../../domain/partners/routes.js';
import type { Promotion } from '../../domain/promotions/promotion.js';
import { viewPromotion } from '../../domain/promotions/resource.js';
import { BusyError } from '../accounts/desk.js';
import { readOffering } from '../catalogue/offering-record.js';
import { eventWrite } from '../events/outbox.js';
import { resourceEvent } from '../partners/kernel/announce.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { checkPromotionBody, readPromotionBody } from '../promotions/promotions.js';
import type { InvalidParam } from '../shared/problem.js';
import type { ExperimentsOffice, RecipeRecord } from './office.js';
import { compileNew, publish } from './treatments.js';

interface Asked {
  readonly recipe: Recipe;
  readonly how: Omit<RecipeImportBody, 'recipe'>;
  readonly nowMs: number;
  readonly actor: Actor;
  readonly baseUrl: string;
}

type Made = NonNullable<RecipeRecord['made']>;

type Taken = { readonly content: Readonly<Record<string, unknown>> } & (
  | { readonly ok: false; readonly problems: readonly InvalidParam[] }
  /** `make` may be done again, and gone on with. */
  | { readonly ok: true; readonly make: () => Promise<Made> }
);

export async function takenOver(
  office: ExperimentsOffice,
  operator: OperatorTerms,
  asked: Asked,
): Promise<Taken> {
  const { change } = asked.recipe;
  return change.kind === 'offering'
    ? offering(office, operator, asked, change.offering)
    : promotion(office, operator, asked, change.promotion);
}

async function offering(
  { table }: ExperimentsOffice,
  operator: OperatorTerms,
  { how, nowMs }: Asked,
  origin: Readonly<Record<string, unknown>>,
): Promise<Taken> {
  const content = takeOver(origin, { ...how, decimals: currencyDigits(operator.market.currency) });
  const compiled = await compileNew(table, operator, content, 'offering');
  if (!compiled.ok) return { ok: false, content: { offering: content }, problems: compiled.problems };
  const { offeringId, id: planId } = compiled.plan;
  return {
    ok: true,
    content: { offering: content },
    make: async () => {
      await publish(table, operator, compiled, nowMs, 'all');
      return { offeringId, planId, href: `${TMF_BASE.catalog}/productOffering/${offeringId}` };
    },
  };
}

async function promotion(
  office: ExperimentsOffice,
  operator: OperatorTerms,
  asked: Asked,
  origin: Readonly<Record<string, unknown>>,
): Promise<Taken> {
  const how = { ...asked.how, decimals: currencyDigits(operator.market.currency) };
  const content = takeOverPromotion(origin, how);
  const read = readBody(content);
  const problems = [
    ...read.problems,
    ...unknownNames(origin, how),
    ...(read.promotion === undefined
      ? []
      : [
          ...promotionProblems(read.promotion, operator),
          ...(await planProblems(office.table, read.promotion)),
        ]),
  ].map(({ param, reason }) => ({ param: `promotion.${param}`, reason }));
  const value = read.promotion;
  return value === undefined || problems.length > 0
    ? { ok: false, content: { promotion: content }, problems }
    : { ok: true, content: { promotion: content }, make: async () => drafted(office, asked, value) };
}

function readBody(content: Readonly<Record<string, unknown>>): {
  readonly promotion?: Promotion;
  readonly problems: readonly InvalidParam[];
} {
  const problems = checkPromotionBody('Promotion_Create', content);
  if (problems.length > 0) return { problems };
  try {
    return { promotion: readPromotionBody(content), problems: [] };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { problems: error.invalidParams };
  }
}

/** @returns one for each plan that is not sold here */
async function planProblems(table: string, promotion: Promotion): Promise<InvalidParam[]> {
  const plans = plansAskedFor(promotion);
  const found = await Promise.all(plans.map(async (plan) => readOffering(table, plan)));
  return plans.flatMap((plan, i) =>
    found[i] === undefined
      ? [{ param: 'pattern', reason: `asks for the plan "${plan}"; allowed: one that this operator sells` }]
      : [],
  );
}

/** Its id follows from the recipe's: however often it is done, there is one. */
async function drafted(
  { promotions, table, wake }: ExperimentsOffice,
  { recipe, nowMs, actor, baseUrl }: Asked,
  value: Promotion,
): Promise<Made> {
  const id = `prm_${recipe.recipeId.slice('rcp_'.length)}`;
  const href = `${TMF_BASE.promotions}/promotion/${id}`;
  const event = resourceEvent({
    by: actor,
    nowMs,
    owner: OPERATOR_OWNER,
    resource: 'promotion',
    id,
    revision: 1,
    change: 'created',
    view: viewPromotion({ ...value, id, updatedAt: new Date(nowMs).toISOString() }, `${baseUrl}${href}`),
    api: 'promotions',
  });
  const made = await promotions.create({ id, owner: OPERATOR_OWNER, nowMs, value }, [
    eventWrite(table, event),
  ]);
  if (made === undefined) throw new BusyError(`promotion ${id} is being made`);
  await wake([event.id]);
  return { promotionId: id, href };
}
