/** What must hold between the terms of a host agreement. All problems; what is malformed is reported elsewhere. */
import type { z } from 'zod';
import { rawMember } from '../catalogue/offering-view.js';
import { USAGE_UNITS } from '../catalogue/service-tariff.js';
import { compareDecimals, multiplyDecimals } from './decimal.js';
import { agreementExtras, commitmentSchema, pricingSchema } from './host-terms.js';
import { at, problemAt, type Problem } from './problem.js';
import { parseQuantity, type PriceUnit, unitSize } from './quantity.js';
import type { Operator } from './schema.js';

type Service = z.output<typeof pricingSchema>['service'];
type Policy = NonNullable<Operator['market']['policy']['hostAgreement']>;
type Rate = Operator['host']['agreement']['wholesaleRates'][number];

/**
 * @param raw  `host.agreement` as it was written
 * @param path  where it stands
 * @param rates  its wholesale rates, undefined where one is malformed
 * @param policy  what the market's law wants of it; undefined = nothing
 */
export function checkAgreementTerms(
  raw: unknown,
  path: string,
  rates: readonly (Rate | undefined)[],
  policy: Policy | undefined,
): Problem[] {
  return [
    ...pricing(rawMember(raw, 'pricing'), at(path, 'pricing')),
    ...commitments(rawMember(raw, 'commitments'), at(path, 'commitments')),
    ...sections(rawMember(raw, 'sections'), at(path, 'sections'), policy),
    ...belowRetail(raw, path, rates, policy),
  ];
}

function pricing(raw: unknown, path: string): Problem[] {
  const places = new Set<string>();
  return partsOf(pricingSchema, raw, path).flatMap(({ value, path: here }) => {
    const place = `${value.service} ${value.zone ?? 'at home'}`;
    const isSecond = places.has(place);
    places.add(place);
    return [
      ...(isSecond
        ? [
            problemAt(
              at(here, 'service'),
              value.service,
              'one pricing for a service and zone',
              `${place} has two`,
            ),
          ]
        : []),
      ...('per' in value ? fitting(value.service, value.per, at(here, 'per')) : []),
      ...(value.model === 'capacity' ? fits(value.service, value.capacity, at(here, 'capacity')) : []),
      ...(value.model === 'package' ? fits(value.service, value.includes, at(here, 'includes')) : []),
      ...(value.model === 'tiers' ? tiers(value, at(here, 'tiers')) : []),
    ];
  });
}

function tiers(
  { service, tiers: all }: Extract<z.output<typeof pricingSchema>, { model: 'tiers' }>,
  path: string,
): Problem[] {
  let from = 0;
  return all.flatMap(({ upTo }, index) => {
    const here = at(path, index, 'upTo');
    const isLast = index === all.length - 1;
    if (upTo === undefined)
      return isLast ? [] : [problemAt(here, upTo, 'a volume', 'only the last tier has no end')];
    const end = parseQuantity(upTo)?.amount ?? 0;
    const begins = from;
    from = end;
    return [
      ...(isLast ? [problemAt(here, upTo, 'none', 'the last tier has no end')] : []),
      ...(end > begins ? [] : [problemAt(here, upTo, 'more than the tier before ends at')]),
      ...fits(service, upTo, here),
    ];
  });
}

function commitments(raw: unknown, path: string): Problem[] {
  const ids = new Set<string>();
  return partsOf(commitmentSchema, raw, path).flatMap(({ value, path: here }) => {
    const isSecond = ids.has(value.id);
    ids.add(value.id);
    return [
      ...(isSecond ? [problemAt(at(here, 'id'), value.id, 'an id of its own', 'two have it')] : []),
      ...(value.measure === 'volume'
        ? [
            ...fits(value.service, value.amount, at(here, 'amount')),
            ...fitting(value.service, value.per, at(here, 'per')),
          ]
        : []),
    ];
  });
}

function sections(raw: unknown, path: string, policy: Policy | undefined): Problem[] {
  const there: readonly unknown[] = Array.isArray(raw) ? raw : [];
  return (policy?.sections ?? [])
    .filter((section) => !there.includes(section))
    .map((section) =>
      problemAt(path, raw, `a list with ${section}`, `the market requires a section on ${section}`),
    );
}

/** In China MIIT [2015] 479: a wholesale rate is below the host's average retail price for the same. */
function belowRetail(
  raw: unknown,
  path: string,
  rates: readonly (Rate | undefined)[],
  policy: Policy | undefined,
): Problem[] {
  if (policy?.wholesaleBelowRetail !== true) return [];
  const averages = partsOf(
    agreementExtras.averageRetail.unwrap().element,
    rawMember(raw, 'averageRetail'),
    '',
  );
  return averages.flatMap(({ value: average }) =>
    rates.flatMap((rate, index) => {
      if (rate === undefined || rate.service !== average.service || rate.zone !== undefined) return [];
      if (unitSize(rate.per).unit !== unitSize(average.per).unit) return [];
      if (compareUnitPrices(rate, average) < 0) return [];
      return [
        problemAt(
          at(path, 'wholesaleRates', index, 'price'),
          rate.price,
          `less than ${average.price} per ${average.per}`,
          `the market wants it below the host's average retail price for ${rate.service}`,
        ),
      ];
    }),
  );
}

interface UnitPrice {
  readonly price: string;
  readonly per: PriceUnit;
}

/** Below 0 where the first is cheaper; prices of the same unit. */
export function compareUnitPrices(a: UnitPrice, b: UnitPrice): number {
  return compareDecimals(
    multiplyDecimals(a.price, String(unitSize(b.per).amount)),
    multiplyDecimals(b.price, String(unitSize(a.per).amount)),
  );
}

function fits(service: Service, quantity: string, path: string): Problem[] {
  const unit = parseQuantity(quantity)?.unit;
  return unit === undefined || unit === USAGE_UNITS[service]
    ? []
    : [problemAt(path, quantity, `a quantity in ${USAGE_UNITS[service]}`, `${service} is counted in them`)];
}

function fitting(service: Service, per: PriceUnit, path: string): Problem[] {
  return unitSize(per).unit === USAGE_UNITS[service]
    ? []
    : [problemAt(path, per, `a unit of ${USAGE_UNITS[service]}`, `${service} is counted in them`)];
}

/** Well-formed items of a list, with where they are. */
function partsOf<S extends z.ZodType>(
  schema: S,
  raw: unknown,
  path: string,
): { readonly value: z.output<S>; readonly path: string }[] {
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((item, index) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [{ value: parsed.data, path: at(path, index) }] : [];
  });
}
