/** Recipes: made of a winner here, taken over from elsewhere. */
import { createPublicKey } from 'node:crypto';
import { CatalogueError } from '../../domain/catalogue/catalogue-error.js';
import { compilePlan } from '../../domain/catalogue/compile.js';
import { newVersion, releaseOf } from '../../domain/catalogue/releases.js';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { keyIdOf, recipeOf, recipeRefusal, signRecipe } from '../../domain/experiments/recipe.js';
import type { RecipeImportBody } from '../../domain/experiments/schemas.js';
import { takeOver } from '../../domain/experiments/take-over.js';
import { currencyDigits } from '../../domain/operator/currency.js';
import { parseOffering } from '../../domain/operator/operator.js';
import type { Problem } from '../../domain/operator/problem.js';
import { addVersion, publishPlan } from '../catalogue/publish.js';
import { eventWrite } from '../events/outbox.js';
import { eventId } from '../partners/kernel/announce.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import { type InvalidParam, json } from '../shared/problem.js';
import { seen } from './experiments.js';
import { operatorOnly, operatorTerms } from './operator.js';
import type { ExperimentsOffice } from './office.js';

export function recipeHandlers(office: ExperimentsOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    retrieveExperimentRecipe: async (request) => exported(office, request),
    retrieveRecipeKey: async () => {
      const key = createPublicKey(await office.key());
      return json(200, {
        keyId: keyIdOf(key),
        algorithm: 'Ed25519',
        publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
      });
    },
    importRecipe: async (request) => imported(office, request),
  };
}

/** @throws RefusedError 409 when nothing has won, or the winner is no offering */
async function exported(office: ExperimentsOffice, request: PartnerRequest) {
  const record = await seen(office, request);
  const { decision, verdict } = record;
  const variant = record.variants.find(({ id }) => id === decision?.variant);
  const shown = verdict?.primary.find((each) => each.variant === variant?.id);
  if (decision === undefined || variant === undefined || verdict === undefined || shown === undefined)
    throw new RefusedError(
      409,
      'nothing-won',
      `experiment ${record.id} is ${record.state}; a recipe is made of a treatment that was decided for`,
    );
  if (variant.treatment.kind !== 'offering')
    throw new RefusedError(
      409,
      'no-offering',
      `variant ${variant.id} sells no offering; recipes carry offerings`,
    );
  const { market } = await operatorTerms(office);
  const recipe = recipeOf({
    name: record.name,
    hypothesis: record.hypothesis,
    origin: {
      operatorId: office.operatorId,
      country: market.country,
      currency: market.currency,
      experimentId: record.id,
    },
    change: { kind: 'offering', offering: variant.treatment.offering },
    evidence: {
      metric: shown.metric,
      subscribers: shown.control.n + shown.treatment.n,
      days: verdict.daysRunning,
      difference: shown.difference,
      margin: shown.margin,
      alpha: record.stopRule.alpha,
    },
    madeAt: decision.at,
  });
  return json(200, signRecipe(recipe, await office.key()));
}

const WHY = {
  'key-unknown':
    "is of a key that this operator does not trust; its file's trusted keys are those of others' /recipe-key",
  'signature-invalid': 'is not of this recipe: it was changed after it was signed',
  'id-invalid': 'is right, but the recipe’s id does not follow from its content',
} as const;

async function imported(office: ExperimentsOffice, request: PartnerRequest) {
  const { partner, nowMs, baseUrl } = request;
  operatorOnly(partner, 'recipes');
  const { recipe: signed, ...how } = request.body as RecipeImportBody;
  const { recipe } = signed;
  const dryRun = request.query['dryRun'] === 'true';
  const refusal = recipeRefusal(signed, office.trusted);
  if (refusal !== undefined)
    throw invalid(`recipe-${refusal}`, [
      {
        param: 'recipe.signature',
        reason: `got key ${signed.signature.keyId}: the signature ${WHY[refusal]}`,
      },
    ]);
  const operator = await operatorTerms(office);
  const { market } = operator;
  if (recipe.change.kind !== 'offering')
    throw invalid('recipe-unusable', [
      { param: 'recipe.change.kind', reason: 'got "promotion"; allowed here: offering' },
    ]);
  if (recipe.origin.currency !== market.currency && how.priceFactor === undefined)
    throw invalid('price-factor-missing', [
      {
        param: 'priceFactor',
        reason: `is missing; prices are in ${recipe.origin.currency}, and this market's in ${market.currency}`,
      },
    ]);
  const content = takeOver(recipe.change.offering, { ...how, decimals: currencyDigits(market.currency) });
  const compiled = compile(operator, content);
  const answer = {
    recipeId: recipe.recipeId,
    origin: recipe.origin,
    offering: content,
    compiles: compiled.ok,
    problems: compiled.ok ? [] : compiled.problems,
  };
  if (dryRun) return json(200, { ...answer, published: false });
  if (!compiled.ok) throw invalid('recipe-does-not-compile', compiled.problems);
  const { plan, offering } = compiled;
  await publishPlan(office.table, plan);
  await addVersion(office.table, plan, newVersion(plan, releaseOf(offering, market.timeZone), 'api'), nowMs);
  const value = {
    signed,
    request: requestDigest(request.body),
    offeringId: plan.offeringId,
    planId: plan.id,
  };
  const subject = `recipe/${recipe.recipeId}`;
  const event = {
    id: eventId(subject, plan.id),
    type: 'recipe.imported',
    time: new Date(nowMs).toISOString(),
    owner: OPERATOR_OWNER,
    subject,
    actor: actorOf(partner),
    data: {
      recipe: { id: recipe.recipeId, origin: recipe.origin, offeringId: plan.offeringId, planId: plan.id },
    },
  };
  await office.recipes.create({ id: recipe.recipeId, owner: OPERATOR_OWNER, nowMs, value }, [
    eventWrite(office.table, event),
  ]);
  await office.wake([event.id]);
  return json(
    201,
    { ...answer, published: true, offeringId: plan.offeringId, planId: plan.id },
    { location: `${baseUrl}/tmf-api/productCatalogManagement/v4/productOffering/${plan.offeringId}` },
  );
}

function compile(operator: Awaited<ReturnType<typeof operatorTerms>>, content: unknown) {
  const parsed = parseOffering(operator, content);
  if (!parsed.ok) return { ok: false, problems: inWords(parsed.problems) } as const;
  try {
    return { ok: true, plan: compilePlan(operator, parsed.offering), offering: parsed.offering } as const;
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    return { ok: false, problems: inWords(error.problems) } as const;
  }
}

const inWords = (problems: readonly Problem[]): InvalidParam[] =>
  problems.map(({ path, message }) => ({
    param: path === '' ? 'offering' : `offering.${path}`,
    reason: message,
  }));
