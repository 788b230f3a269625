/** What must hold within one service of an offering. */
import type { OfferingRate, OfferingService } from '../operator/offering.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { parseQuantity, PRICE_UNITS, unitSize, type PriceUnit } from '../operator/quantity.js';
import type { ServiceKind, UsageUnit } from './plan.js';
import { FREE_BY_LAW, INCOMING, USAGE_UNITS } from './service-tariff.js';

export function checkService(service: OfferingService, path: string): Problem[] {
  const unit = USAGE_UNITS[service.kind];
  return [
    ...checkOneForm(service, path, ['free', 'price', 'rates']),
    ...checkPriceUnits(service, path, service.kind),
    ...(service.rates ?? []).flatMap((rate, index) =>
      checkRate(rate, at(path, 'rates', index), service.kind),
    ),
    ...checkQuota(service, path, unit),
    ...(service.trafficClass !== undefined && service.kind !== 'data'
      ? [
          problemAt(
            at(path, 'trafficClass'),
            service.trafficClass,
            'nothing',
            `only data has a traffic class`,
          ),
        ]
      : []),
  ];
}

function checkRate(rate: OfferingRate, path: string, kind: ServiceKind): Problem[] {
  return [
    ...checkOneForm(rate, path, ['free', 'price', 'slots']),
    ...checkPriceUnits(rate, path, kind),
    ...(rate.slots ?? []).flatMap((slot, index) => {
      const slotPath = at(path, 'slots', index);
      return [
        ...checkPriceUnits(slot, slotPath, kind),
        ...checkUnit(slot.from, at(slotPath, 'from'), USAGE_UNITS[kind]),
      ];
    }),
    ...(FREE_BY_LAW.includes(rate.destination) && kind !== 'data'
      ? [
          problemAt(
            at(path, 'destination'),
            rate.destination,
            'another name',
            'this destination is added from market.numberingPlan, free in every plan',
          ),
        ]
      : []),
    ...(rate.destination === INCOMING && (kind !== 'voice' || rate.prefixes !== undefined)
      ? [
          kind === 'voice'
            ? problemAt(
                at(path, 'prefixes'),
                rate.prefixes,
                'nothing',
                'calls received have no called number',
              )
            : problemAt(
                at(path, 'destination'),
                INCOMING,
                'another name',
                'only calls that are received may cost',
              ),
        ]
      : []),
    ...(kind === 'data' && (rate.prefixes ?? ['']).some((prefix) => prefix !== '')
      ? [problemAt(at(path, 'prefixes'), rate.prefixes, 'nothing', 'data has no called number')]
      : []),
  ];
}

function checkOneForm<T extends object>(
  value: T,
  path: string,
  forms: readonly (keyof T & string)[],
): Problem[] {
  const given = forms.filter((form) => value[form] !== undefined);
  if (given.length === 1) {
    const stray = (['per', 'increment'] as (keyof T & string)[]).filter(
      (key) => value[key] !== undefined && given[0] !== 'price',
    );
    return stray.map((key) =>
      problemAt(at(path, key), value[key], 'nothing', `it belongs to a price, not to ${given[0]}`),
    );
  }
  const allowed = `exactly one of ${forms.join(', ')}`;
  const why = given.length === 0 ? 'nothing says what it costs' : 'it says more than once what it costs';
  return [problemAt(path, given.length === 0 ? {} : given, allowed, why)];
}

function checkPriceUnits(
  form: { readonly per?: PriceUnit | undefined; readonly increment?: string | undefined },
  path: string,
  kind: ServiceKind,
): Problem[] {
  const unit = USAGE_UNITS[kind];
  const fitting = PRICE_UNITS.filter((per) => unitSize(per).unit === unit);
  return [
    ...(form.per !== undefined && !fitting.includes(form.per)
      ? [problemAt(at(path, 'per'), form.per, fitting.join(', '), `${kind} is counted in ${unit}`)]
      : []),
    ...checkUnit(form.increment, at(path, 'increment'), unit),
  ];
}

export function checkUnit(quantity: string | undefined, path: string, unit: UsageUnit): Problem[] {
  if (quantity === undefined || parseQuantity(quantity)?.unit === unit) return [];
  return [problemAt(path, quantity, `a quantity of ${unit}, such as "${QUANTITY_EXAMPLES[unit]}"`)];
}

const QUANTITY_EXAMPLES: Readonly<Record<UsageUnit, string>> = {
  bytes: '5 GB',
  seconds: '60 s',
  messages: '1 message',
};

function checkQuota({ quota, kind }: OfferingService, path: string, unit: UsageUnit): Problem[] {
  if (quota === undefined) return [];
  const quotaPath = at(path, 'quota');
  const { min, max } = quota;
  const amounts = (['min', 'max', 'timersBelow'] as const).flatMap((key) =>
    checkUnit(quota[key], at(quotaPath, key), unit),
  );
  const times = (['validity', 'holding', 'longValidity'] as const).flatMap((key) =>
    checkUnit(quota[key], at(quotaPath, key), 'seconds'),
  );
  const inverted =
    amounts.length === 0 &&
    min !== undefined &&
    max !== undefined &&
    parseQuantity(min)!.amount > parseQuantity(max)!.amount
      ? [
          problemAt(
            at(quotaPath, 'min'),
            min,
            `at most max, ${max}`,
            `the smallest grant of ${kind} is above the largest`,
          ),
        ]
      : [];
  return [...amounts, ...times, ...inverted];
}
