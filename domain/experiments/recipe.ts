/**
 * A recipe: what won a trial, as data that another operator can take over. It is signed where the trial was run, and
 * compiled where it is taken over: another market's law, host and currency are not those that it won under.
 */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import type { MetricName } from './experiment.js';

export const RECIPE_FORMAT = 'wildlily-recipe/1';

export interface Recipe {
  readonly format: typeof RECIPE_FORMAT;
  /** `rcp_` and 24 hex digits that follow from all the rest. */
  readonly recipeId: string;
  readonly name: string;
  readonly hypothesis: string;
  readonly origin: {
    readonly operatorId: string;
    readonly country: string;
    readonly currency: string;
    readonly experimentId: string;
  };
  /** What to do, as its own API takes it: an offering as in an operator file, or a promotion. Prices in the origin's currency. */
  readonly change:
    | { readonly kind: 'offering'; readonly offering: Readonly<Record<string, unknown>> }
    | { readonly kind: 'promotion'; readonly promotion: Readonly<Record<string, unknown>> };
  readonly evidence: {
    readonly metric: MetricName;
    readonly subscribers: number;
    readonly days: number;
    readonly difference: number;
    readonly margin: number;
    readonly alpha: number;
  };
  /** ISO 8601: when it was decided for. */
  readonly madeAt: string;
  /** ISO 8601: what won a year ago need not win now. */
  readonly expiresAt: string;
}

export interface SignedRecipe {
  readonly recipe: Recipe;
  readonly signature: {
    readonly algorithm: 'Ed25519';
    /** SHA-256 of the public key (SPKI, DER), hex. */
    readonly keyId: string;
    /** Base64, of the recipe's canonical JSON (RFC 8785). */
    readonly value: string;
  };
}

const YEAR_MS = 366 * 86_400_000;
/** Clocks of two operators differ by less. */
const SKEW_MS = 5 * 60_000;

export const expiryOf = (madeAt: string): string => new Date(Date.parse(madeAt) + YEAR_MS).toISOString();

export function recipeOf(content: Omit<Recipe, 'format' | 'recipeId'>): Recipe {
  const whole = { format: RECIPE_FORMAT, ...content } as const;
  const digest = createHash('sha256').update(canonicalJson(whole)).digest('hex');
  return { ...whole, recipeId: `rcp_${digest.slice(0, 24)}` };
}

export const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update((key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** @param key  Ed25519, private (RFC 8032) */
export function signRecipe(recipe: Recipe, key: KeyObject): SignedRecipe {
  const value = sign(null, Buffer.from(canonicalJson(recipe)), key).toString('base64');
  return { recipe, signature: { algorithm: 'Ed25519', keyId: keyIdOf(key), value } };
}

export type RecipeRefusal = 'key-unknown' | 'signature-invalid' | 'id-invalid' | 'not-yet' | 'expired';

/** Whether a recipe is what a trusted operator signed, and still holds. @returns undefined when it is */
export function recipeRefusal(
  { recipe, signature }: SignedRecipe,
  trusted: readonly KeyObject[],
  nowMs: number,
): RecipeRefusal | undefined {
  const key = trusted.find((each) => keyIdOf(each) === signature.keyId);
  if (key === undefined) return 'key-unknown';
  if (!isSigned(recipe, key, signature.value)) return 'signature-invalid';
  const { recipeId, format: _format, ...content } = recipe;
  if (recipeOf(content).recipeId !== recipeId) return 'id-invalid';
  if (!(Date.parse(recipe.madeAt) <= nowMs + SKEW_MS)) return 'not-yet';
  return Date.parse(recipe.expiresAt) > nowMs ? undefined : 'expired';
}

function isSigned(recipe: Recipe, key: KeyObject, signature: string): boolean {
  try {
    return verify(null, Buffer.from(canonicalJson(recipe)), key, Buffer.from(signature, 'base64'));
  } catch (error) {
    // 1e400 is JSON, and no number that anybody can have signed.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
