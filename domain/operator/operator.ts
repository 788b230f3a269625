/**
 * The operator file, read: data in, an operator or every problem out.
 *
 * Shape and meaning are checked in one go. What is malformed is reported and left out, and the checks between
 * parts run on what remains, so that nobody mends a file in several rounds.
 */
import type { z } from 'zod';
import { checkOffering } from '../catalogue/check-offering.js';
import type { OfferingView, Part } from '../catalogue/offering-view.js';
import { checkOperator } from './check-operator.js';
import { hostSchema } from './host.js';
import { jointVentureSchema } from './joint-venture.js';
import { marketSchema } from './market.js';
import { offeringSchema } from './offering.js';
import { at, type Problem } from './problem.js';
import { operatorSchema, type Operator } from './schema.js';
import { checkStructure } from './structure.js';

export { operatorSchema, type Operator, type OperatorFile } from './schema.js';
export type { Problem } from './problem.js';

export type ParsedOperator =
  | { readonly ok: true; readonly operator: Operator }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads the content of an operator file.
 *
 * @param data  the file as plain data (parsed YAML or JSON)
 * @returns the operator with all defaults, or all problems, in the order of the file's sections
 */
export function parseOperator(data: unknown): ParsedOperator {
  const problems = [...checkStructure(operatorSchema, data), ...checkMeaning(data)];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, operator: operatorSchema.parse(data) };
}

/** `<brand>-<country>`, for example `lily-gb`. */
export function operatorId({ brand, market }: Pick<Operator, 'brand' | 'market'>): string {
  return `${brand.id}-${market.country.toLowerCase()}`;
}

function checkMeaning(data: unknown): Problem[] {
  const marketParts = partsOf('market', marketSchema.shape, member(data, 'market'));
  const agreement = partsOf(
    'host.agreement',
    hostSchema.shape.agreement.shape,
    member(member(data, 'host'), 'agreement'),
  );
  const seeds = partsOf('seeds', operatorSchema.shape.seeds.unwrap().shape, member(data, 'seeds') ?? {});
  const plans = listOf(member(data, 'plans')).map((plan, index) => viewRaw(plan, at('plans', index)));
  const partners = listPart(
    jointVentureSchema.shape.partners,
    'jointVenture.partners',
    member(data, 'jointVenture'),
  );
  const kinds = new Map<string, string>();
  for (const service of plans.flatMap((plan) => plan.services)) {
    const kind = service.value?.kind;
    if (kind !== undefined && !kinds.has(kind)) kinds.set(kind, service.path);
  }
  return [
    ...checkOperator({
      numberingPlan: marketParts.numberingPlan.value,
      agreement: values(agreement),
      planIds: listOf(member(data, 'plans')).map((plan) => member(plan, 'id')),
      kinds,
      partners: partners.value,
      providers: partOf(
        operatorSchema.shape.payments.unwrap().shape.providers,
        'payments.providers',
        member(member(data, 'payments'), 'providers'),
      ).value,
      seeds: values(seeds),
    }),
    ...plans.flatMap((plan) =>
      checkOffering(plan, { market: marketParts, floorPrices: agreement.floorPrices }),
    ),
  ];
}

type Shape = Readonly<Record<string, z.ZodType>>;
type PartsOf<S extends Shape> = { readonly [K in keyof S]: Part<z.output<S[K]>> };

function partsOf<S extends Shape>(path: string, shape: S, raw: unknown): PartsOf<S> {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [key, partOf(schema, at(path, key), member(raw, key))]),
  ) as unknown as PartsOf<S>;
}

function partOf<S extends z.ZodType>(schema: S, path: string, raw: unknown): Part<z.output<S>> {
  const result = schema.safeParse(raw);
  return { path, raw, value: result.success ? result.data : undefined };
}

function listPart<S extends z.ZodType>(schema: S, path: string, parent: unknown): Part<z.output<S>> {
  return partOf(schema, path, member(parent, path.split('.').at(-1)!));
}

function viewRaw(raw: unknown, path: string): OfferingView {
  const { shape } = offeringSchema;
  const elements = <S extends z.ZodType>(key: string, element: S): Part<z.output<S>>[] =>
    listOf(member(raw, key)).map((item, index) => partOf(element, at(path, key, index), item));
  return {
    path,
    paymentMode: partOf(shape.paymentMode, at(path, 'paymentMode'), member(raw, 'paymentMode')),
    services: elements('services', shape.services.element),
    bundles: elements('bundles', shape.bundles.unwrap().element),
    wallet: partOf(shape.wallet, at(path, 'wallet'), member(raw, 'wallet')),
    finalUnit: partOf(shape.finalUnit, at(path, 'finalUnit'), member(raw, 'finalUnit')),
  };
}

function values<P extends Readonly<Record<string, Part<unknown>>>>(
  parts: P,
): { [K in keyof P]?: NonNullable<P[K]['value']> } {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value]])),
  ) as { [K in keyof P]?: NonNullable<P[K]['value']> };
}

function member(data: unknown, key: string): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key)
    ? (data as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function listOf(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data : [];
}
