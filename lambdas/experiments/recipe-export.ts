/** A recipe of what won here. */
import { createPublicKey } from 'node:crypto';
import { expiryOf, keyIdOf, type Recipe, recipeOf, signRecipe } from '../../domain/experiments/recipe.js';
import { RefusedError } from '../partners/kernel/refused.js';
import type { PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { seen } from './experiments.js';
import type { ExperimentRecord, ExperimentsOffice } from './office.js';
import { operatorTerms } from './operator.js';

/** Anybody may know it: it says whose recipes are whose. */
export async function recipeKey(office: ExperimentsOffice) {
  const key = createPublicKey(await office.key());
  return json(200, {
    keyId: keyIdOf(key),
    algorithm: 'Ed25519',
    publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
  });
}

/** @throws RefusedError 409 when nothing has won, or something else was decided for */
export async function exportRecipe(office: ExperimentsOffice, request: PartnerRequest) {
  const record = await seen(office, request);
  const { decision, verdict } = record;
  const variant = record.variants.find(({ id }) => id === decision?.variant);
  const shown = verdict?.primary.find((each) => each.variant === variant?.id);
  if (decision === undefined || variant === undefined || verdict === undefined)
    throw new RefusedError(
      409,
      'nothing-won',
      `experiment ${record.id} is ${record.state}; a recipe is made of a winner that was decided for`,
    );
  if (verdict.outcome !== 'winner' || verdict.variant !== variant.id || shown?.margin == null)
    throw new RefusedError(
      409,
      'nothing-won',
      `experiment ${record.id} was decided for ${variant.id}, and its outcome is ${verdict.outcome}${
        verdict.variant === undefined ? '' : ` of ${verdict.variant}`
      }; a recipe is made of a winner that was decided for`,
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
    change: changeOf(record, variant.treatment),
    evidence: {
      metric: shown.metric,
      subscribers: shown.control.n + shown.treatment.n,
      days: verdict.daysRunning,
      difference: shown.difference,
      margin: shown.margin,
      alpha: record.stopRule.alpha,
    },
    madeAt: decision.at,
    expiresAt: expiryOf(decision.at),
  });
  return json(200, signRecipe(recipe, await office.key()));
}

function changeOf(
  { id, promotions = {} }: ExperimentRecord & { readonly id: string },
  treatment: ExperimentRecord['variants'][number]['treatment'],
): Recipe['change'] {
  if (treatment.kind === 'offering') return { kind: 'offering', offering: treatment.offering };
  // As it was when the trial began: what was changed since has won nothing.
  const promotion = treatment.kind === 'promotion' ? promotions[treatment.promotionId] : undefined;
  if (promotion === undefined)
    throw new RefusedError(
      409,
      'nothing-won',
      `the winner of experiment ${id} gives nothing that could be taken over`,
    );
  return { kind: 'promotion', promotion };
}
