import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { recipeOf, recipeRefusal, signRecipe } from '../../domain/experiments/recipe.js';

const keys = () => generateKeyPairSync('ed25519');

const recipe = recipeOf({
  name: 'Half price gigabytes',
  hypothesis: 'Half the price brings more revenue',
  origin: { operatorId: 'lily-cn', country: 'CN', currency: 'CNY', experimentId: 'exp_1' },
  change: { kind: 'offering', offering: { id: 'half', name: 'Half' } },
  evidence: {
    metric: 'revenue',
    subscribers: 4_000,
    days: 14,
    difference: 2_000_000,
    margin: 400_000,
    alpha: 0.05,
  },
  madeAt: '2026-11-23T09:00:00.000Z',
});

test('what a trusted operator signed is taken', () => {
  const { privateKey, publicKey } = keys();
  const travelled = JSON.parse(JSON.stringify(signRecipe(recipe, privateKey))) as ReturnType<
    typeof signRecipe
  >;
  expect(recipeRefusal(travelled, [keys().publicKey, publicKey])).toBeUndefined();
  expect(recipeRefusal(travelled, [createPublicKey(privateKey)])).toBeUndefined();
});

test('what was changed on its way is not, nor what somebody else signed', () => {
  const { privateKey, publicKey } = keys();
  const signed = signRecipe(recipe, privateKey);
  const changed = {
    ...signed,
    recipe: { ...recipe, evidence: { ...recipe.evidence, difference: 9_000_000 } },
  };
  expect(recipeRefusal(changed, [publicKey])).toBe('signature-invalid');
  expect(recipeRefusal(signed, [keys().publicKey])).toBe('key-unknown');
  expect(recipeRefusal(signed, [])).toBe('key-unknown');
});

test('an id follows from the content, so that one can not stand for another', () => {
  const { privateKey, publicKey } = keys();
  expect(recipeRefusal(signRecipe({ ...recipe, recipeId: 'rcp_other' }, privateKey), [publicKey])).toBe(
    'id-invalid',
  );
  const { recipeId, format: _format, ...content } = recipe;
  expect(recipeOf(content).recipeId).toBe(recipeId);
  expect(recipeOf({ ...content, name: 'Other' }).recipeId).not.toBe(recipeId);
});
