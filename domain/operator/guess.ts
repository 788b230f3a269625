/**
 * Stand-ins for malformed services and bundles, so that what is right in them is still checked against the rest.
 *
 * A stand-in never causes a problem: what is malformed has been reported, and is replaced by something that no
 * check objects to.
 */
import type { z } from 'zod';
import { rawMember, type Part } from '../catalogue/offering-view.js';
import {
  bundleSchema,
  rateSchema,
  serviceSchema,
  type OfferingBundle,
  type OfferingRate,
  type OfferingService,
} from './offering.js';

/** Above every floor price. */
const DEAR = '999999';

export function servicePart(path: string, raw: unknown): Part<OfferingService> {
  const result = serviceSchema.safeParse(raw);
  return result.success
    ? { path, raw, value: result.data }
    : { path, raw, value: guessService(raw), isGuess: true };
}

export function bundlePart(path: string, raw: unknown): Part<OfferingBundle> {
  const result = bundleSchema.safeParse(raw);
  return result.success
    ? { path, raw, value: result.data }
    : { path, raw, value: guessBundle(raw), isGuess: true };
}

function guessService(raw: unknown): OfferingService | undefined {
  const { id, kind, ratingGroups, ...others } = wellFormed(serviceSchema, raw);
  if (id === undefined || kind === undefined) return undefined;
  const rates = rawMember(raw, 'rates');
  const guess = {
    ...others,
    id,
    kind,
    ratingGroups: ratingGroups ?? [],
    ...(Array.isArray(rates) ? { rates: rates.map((rate, index) => guessRate(rate, index)) } : {}),
  };
  const isPriced = guess.free !== undefined || guess.price !== undefined || guess.rates !== undefined;
  return isPriced ? guess : { ...guess, price: DEAR };
}

function guessRate(raw: unknown, index: number): OfferingRate {
  const result = rateSchema.safeParse(raw);
  if (result.success) return result.data;
  const { destination } = wellFormed(rateSchema, raw);
  return { destination: destination ?? `unknown-${index}`, prefixes: [], price: DEAR };
}

function guessBundle(raw: unknown): OfferingBundle | undefined {
  const { id = 'unknown', amount = '', services, priority = 0, ...others } = wellFormed(bundleSchema, raw);
  return services === undefined ? undefined : { ...others, id, amount, services, priority };
}

/** The members of a malformed object that are well-formed themselves. */
function wellFormed<S extends z.ZodObject>(schema: S, raw: unknown): Partial<z.output<S>> {
  return Object.fromEntries(
    Object.entries(schema.shape).flatMap(([key, member]) => {
      const result = (member as z.ZodType).safeParse(rawMember(raw, key));
      return result.success && result.data !== undefined ? [[key, result.data]] : [];
    }),
  ) as Partial<z.output<S>>;
}
