import { type Problem, problemAt } from '../operator/problem.js';
import { compare, exact, isDecimalText, ONE, ZERO } from './exact.js';
import type { PriceModel } from './price-model.js';

const AMOUNT = 'a decimal such as "0.10", not below 0';
const SIZE = 'a decimal above 0';
const PERCENT = 'a decimal from 0 to 100';

/** All problems of a price model; none = `pricePeriod` can price any usage with it. */
export function priceModelProblems(model: PriceModel, path = ''): Problem[] {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const amounts = (fields: Readonly<Record<string, string | undefined>>) =>
    Object.entries(fields).flatMap(([name, value]) => numberProblems(at(name), value, AMOUNT));
  return [...limitProblems(model, at), ...kindProblems(model, at, amounts)];
}

type At = (name: string) => string;
type Amounts = (fields: Readonly<Record<string, string | undefined>>) => Problem[];

function limitProblems({ decimals, discountPercent, maxSpend, minSpend }: PriceModel, at: At): Problem[] {
  const spends = [
    ...numberProblems(at('maxSpend'), maxSpend, AMOUNT),
    ...numberProblems(at('minSpend'), minSpend, AMOUNT),
  ];
  return [
    ...spends,
    ...numberProblems(at('discountPercent'), discountPercent, PERCENT),
    ...(spends.length === 0 &&
    maxSpend !== undefined &&
    minSpend !== undefined &&
    compare(exact(minSpend), exact(maxSpend)) > 0
      ? [problemAt(at('minSpend'), minSpend, `at most maxSpend, ${maxSpend}`)]
      : []),
    ...(decimals === undefined || (Number.isInteger(decimals) && decimals >= 0 && decimals <= 6)
      ? []
      : [problemAt(at('decimals'), decimals, 'a whole number from 0 to 6')]),
  ];
}

function kindProblems(model: PriceModel, at: At, amounts: Amounts): Problem[] {
  switch (model.model) {
    case 'flat':
    case 'unit':
      return amounts({ amount: model.amount });
    case 'dynamic':
      return amounts({ multiplier: model.multiplier });
    case 'package':
      return [
        ...amounts({ amount: model.amount, freeUnits: model.freeUnits }),
        ...numberProblems(at('size'), model.size, SIZE),
      ];
    case 'percentage':
      return [
        ...numberProblems(at('percent'), model.percent, PERCENT),
        ...amounts({
          eventFee: model.eventFee,
          freeAmount: model.freeAmount,
          minPerEvent: model.minPerEvent,
          maxPerEvent: model.maxPerEvent,
        }),
        ...countProblems(at('freeEvents'), model.freeEvents, 0),
      ];
    case 'graduated':
    case 'volume':
    case 'graduated-percentage':
      return tierProblems(model.tiers, at);
    case 'blocks':
      return model.tiers
        .flatMap(({ blocks, price, size }, i) => [
          ...numberProblems(at(`tiers[${i}].size`), size, SIZE),
          ...numberProblems(at(`tiers[${i}].price`), price, AMOUNT),
          ...endProblems(at(`tiers[${i}].blocks`), blocks, i === model.tiers.length - 1),
          ...countProblems(at(`tiers[${i}].blocks`), blocks, 1),
        ])
        .concat(model.tiers.length === 0 ? [problemAt(at('tiers'), model.tiers, 'at least one tier')] : []);
    default:
      return [problemAt(at('model'), (model as { model: unknown }).model, `one of ${KINDS.join(', ')}`)];
  }
}

const KINDS: readonly PriceModel['model'][] = [
  'flat',
  'unit',
  'package',
  'graduated',
  'volume',
  'percentage',
  'graduated-percentage',
  'blocks',
  'dynamic',
];

function tierProblems(
  tiers: readonly { upTo?: string; unit?: string; percent?: string; flat?: string }[],
  at: At,
): Problem[] {
  if (tiers.length === 0) return [problemAt(at('tiers'), tiers, 'at least one tier')];
  return tiers.flatMap(({ upTo, unit, percent, flat }, i) => {
    const name = (field: string) => at(`tiers[${i}].${field}`);
    const edge = numberProblems(name('upTo'), upTo, SIZE);
    const previous = tiers[i - 1]?.upTo;
    const rises =
      edge.length > 0 ||
      upTo === undefined ||
      previous === undefined ||
      !isDecimalText(previous) ||
      compare(exact(upTo), exact(previous)) > 0;
    return [
      ...edge,
      ...endProblems(name('upTo'), upTo, i === tiers.length - 1),
      ...(rises
        ? []
        : [problemAt(name('upTo'), upTo, `more than ${previous}, where the tier before it ends`)]),
      ...numberProblems(name('unit'), unit, AMOUNT),
      ...numberProblems(name('flat'), flat, AMOUNT),
      ...numberProblems(name('percent'), percent, PERCENT),
    ];
  });
}

function endProblems(path: string, end: unknown, last: boolean): Problem[] {
  if (last === (end === undefined)) return [];
  return [
    problemAt(path, end, last ? 'nothing: the last tier has no end' : 'where the tier ends: another follows'),
  ];
}

function countProblems(path: string, value: number | undefined, lowest: number): Problem[] {
  if (value === undefined || (Number.isSafeInteger(value) && value >= lowest)) return [];
  return [problemAt(path, value, `a whole number from ${lowest}`)];
}

function numberProblems(path: string, value: string | undefined, allowed: string): Problem[] {
  if (value === undefined) return [];
  const number = typeof value === 'string' && isDecimalText(value) ? exact(value) : undefined;
  const fits =
    number !== undefined &&
    compare(number, ZERO) >= (allowed === SIZE ? 1 : 0) &&
    (allowed !== PERCENT || compare(number, { ...ONE, numerator: 100n }) <= 0);
  return fits ? [] : [problemAt(path, value, allowed)];
}
