import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  expiryOf,
  keyIdOf,
  recipeOf,
  recipeRefusal as refusalAt,
  type SignedRecipe,
  signRecipe,
} from '../../domain/experiments/recipe.js';

const NOW = Date.parse('2026-11-24T09:00:00.000Z');
const recipeRefusal = (signed: SignedRecipe, trusted: KeyObject[]) => refusalAt(signed, trusted, NOW);

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
  expiresAt: expiryOf('2026-11-23T09:00:00.000Z'),
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

test('a recipe holds for a year from when it was decided for, and not before', () => {
  const { privateKey, publicKey } = keys();
  const signed = signRecipe(recipe, privateKey);
  const made = Date.parse(recipe.madeAt);
  const at = (nowMs: number) => refusalAt(signed, [publicKey], nowMs);
  // Clocks of two operators differ a little.
  expect([at(made - 5 * 60_000 - 1), at(made - 5 * 60_000), at(made)]).toEqual([
    'not-yet',
    undefined,
    undefined,
  ]);
  const end = Date.parse(recipe.expiresAt);
  expect([at(end - 1), at(end)]).toEqual([undefined, 'expired']);
  const later = { ...signed, recipe: { ...recipe, expiresAt: '2099-01-01T00:00:00.000Z' } };
  expect(refusalAt(later, [publicKey], end)).toBe('signature-invalid');
  const { recipeId: _id, format: _format, ...content } = recipe;
  const timeless = signRecipe(recipeOf({ ...content, madeAt: 'always', expiresAt: 'never' }), privateKey);
  expect(refusalAt(timeless, [publicKey], end)).toBe('not-yet');
});

test('whatever of a signed recipe is changed, the signature tells', () => {
  const { privateKey, publicKey } = keys();
  const text = JSON.stringify(signRecipe(recipe, privateKey));
  const changed = (from: string, to: string) => {
    expect(text).toContain(from);
    return JSON.parse(text.replace(from, to)) as SignedRecipe;
  };
  for (const [from, to] of [
    ['"days":14', '"days":15'],
    ['"days":14', '"days":1e400'],
    ['"days":14', '"days":null'],
    ['"days":14', '"days":"14"'],
    ['"id":"half"', '"id":"half","id":"whole"'],
    ['"id":"half"', '"id":"half","__proto__":{"price":"0"}'],
    ['"id":"half"', '"id":"half","price":"0"'],
    ['"name":"Half"', '"name":"Hal\\ud800f"'],
    ['"name":"Half"', '"name":null'],
  ] as const)
    expect(recipeRefusal(changed(from, to), [publicKey])).toBe('signature-invalid');
  // Another order of keys, other spaces and other words for a character are the same recipe.
  const same = JSON.parse(
    text.replace('"name":"Half"', '"name":"\\u0048alf"').replace('"days":14', '"days":1.4e1'),
  ) as SignedRecipe;
  const turned = { ...same, recipe: Object.fromEntries(Object.entries(same.recipe).reverse()) };
  expect(recipeRefusal(turned as unknown as SignedRecipe, [publicKey])).toBeUndefined();
});

test('a signature of one key does not pass under the name of another', () => {
  const [one, other] = [keys(), keys()];
  const signed = signRecipe(recipe, other.privateKey);
  const posing = { ...signed, signature: { ...signed.signature, keyId: keyIdOf(one.publicKey) } };
  expect(recipeRefusal(posing, [one.publicKey, other.publicKey])).toBe('signature-invalid');
  const empty = { ...signed, signature: { ...signed.signature, value: '' } };
  expect(recipeRefusal(empty, [other.publicKey])).toBe('signature-invalid');
});
