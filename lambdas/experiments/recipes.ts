/** Recipes: made of a winner here, taken over from elsewhere. */
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { recipeRefusal } from '../../domain/experiments/recipe.js';
import type { RecipeImportBody } from '../../domain/experiments/schemas.js';
import { BusyError } from '../accounts/desk.js';
import { eventWrite } from '../events/outbox.js';
import { eventId } from '../partners/kernel/announce.js';
import { actorOf } from '../partners/kernel/partner.js';
import type { Recorded } from '../partners/kernel/records.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import { json } from '../shared/problem.js';
import type { ExperimentsOffice, RecipeRecord } from './office.js';
import { operatorOnly, operatorTerms } from './operator.js';
import { exportRecipe, recipeKey } from './recipe-export.js';
import { takenOver } from './recipe-take-over.js';

export function recipeHandlers(office: ExperimentsOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    retrieveExperimentRecipe: async (request) => exportRecipe(office, request),
    retrieveRecipeKey: async () => recipeKey(office),
    importRecipe: async (request) => imported(office, request),
  };
}

const WHY = {
  'key-unknown':
    "is of a key that this operator does not trust; its file's trusted keys are those of others' /recipe-key",
  'signature-invalid': 'is not of this recipe: it was changed after it was signed',
  'id-invalid': 'is right, but the recipe’s id does not follow from its content',
  'not-yet': 'is right, but the recipe was made in the future',
  expired: 'is right, but the recipe has expired',
} as const;

/**
 * Takes over a recipe, once: it is kept first, then what it says is done, and then it is told. Whatever is cut off is gone
 * on with by the same request.
 */
async function imported(office: ExperimentsOffice, request: PartnerRequest) {
  const { partner, nowMs, baseUrl } = request;
  operatorOnly(partner, 'recipes');
  const { recipe: signed, ...how } = request.body as RecipeImportBody;
  const { recipe } = signed;
  const refusal = recipeRefusal(signed, office.trusted, nowMs);
  if (refusal !== undefined)
    throw invalid(`recipe-${refusal}`, [
      {
        param: 'recipe.signature',
        reason: `got key ${signed.signature.keyId}: the signature ${WHY[refusal]}`,
      },
    ]);
  const operator = await operatorTerms(office);
  if (recipe.origin.currency !== operator.market.currency && how.priceFactor === undefined)
    throw invalid('price-factor-missing', [
      {
        param: 'priceFactor',
        reason: `is missing; prices are in ${recipe.origin.currency}, and this market's in ${operator.market.currency}`,
      },
    ]);
  const digest = requestDigest(request.body);
  const before = await office.recipes.get(recipe.recipeId);
  const isDryRun = request.query['dryRun'] === 'true';
  if (!isDryRun && before !== undefined && before.request !== digest) throw takenOtherwise(before);
  const taken = await takenOver(office, operator, { recipe, how, nowMs, actor: actorOf(partner), baseUrl });
  const answer = {
    recipeId: recipe.recipeId,
    origin: recipe.origin,
    ...taken.content,
    compiles: taken.ok,
    problems: taken.ok ? [] : taken.problems,
  };
  if (isDryRun) return json(200, { ...answer, published: false });
  // What was done stays done, though the market may be another by now.
  if (before?.made === undefined && !taken.ok) throw invalid('recipe-does-not-compile', taken.problems);
  const kept =
    before ??
    (await office.recipes.create({
      id: recipe.recipeId,
      owner: OPERATOR_OWNER,
      nowMs,
      value: { signed, request: digest },
    }));
  if (kept === undefined) throw new BusyError(`recipe ${recipe.recipeId} is being taken over`);
  if (kept.request !== digest) throw takenOtherwise(kept);
  const made = kept.made ?? (taken.ok ? await finish(office, request, kept, await taken.make()) : undefined);
  if (made === undefined) throw new BusyError(`recipe ${recipe.recipeId} is being taken over`);
  const { href, ...ids } = made;
  return json(
    201,
    { ...answer, compiles: true, problems: [], published: made.offeringId !== undefined, ...ids },
    { location: `${baseUrl}${href}` },
  );
}

/** @returns what the recipe became; undefined when somebody else writes it at the moment */
async function finish(
  office: ExperimentsOffice,
  { partner, nowMs }: PartnerRequest,
  kept: Recorded<RecipeRecord>,
  made: NonNullable<RecipeRecord['made']>,
): Promise<RecipeRecord['made']> {
  const subject = `recipe/${kept.id}`;
  const { href: _href, ...ids } = made;
  const event = {
    id: eventId(subject, 'imported'),
    type: 'recipe.imported',
    time: new Date(nowMs).toISOString(),
    owner: OPERATOR_OWNER,
    subject,
    actor: actorOf(partner),
    data: { recipe: { id: kept.id, origin: kept.signed.recipe.origin, ...ids } },
  };
  const { signed, request } = kept;
  const after = await office.recipes.update(kept, { signed, request, made }, nowMs, [
    eventWrite(office.table, event),
  ]);
  if (after === undefined) return (await office.recipes.get(kept.id))?.made;
  await office.wake([event.id]);
  return made;
}

const takenOtherwise = ({ id }: { readonly id: string }) =>
  new RefusedError(
    409,
    'recipe-taken-over',
    `recipe ${id} was taken over with other terms; allowed: the same request again`,
  );
