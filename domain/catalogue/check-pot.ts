import type { OfferingBundle } from '../operator/bundle.js';
import { at, problemAt, type Problem } from '../operator/problem.js';
import { parseAmount, PRICE_UNITS, unitSize } from '../operator/quantity.js';
import { potScale } from './pot.js';
import type { PricedService } from './priced-service.js';
import { USAGE_UNITS } from './service-tariff.js';

/** Whether a pot's conversions fit their services, and its smallest part is a part that can be counted. */
export function checkPot(
  bundle: OfferingBundle,
  path: string,
  services: readonly PricedService[],
): Problem[] {
  const pot = bundle.pot ?? [];
  const perProblems = pot.flatMap((rate, index) =>
    rate.services.flatMap((id) => {
      const kind = services.find(({ part }) => part.value?.id === id)?.part.value?.kind;
      if (kind === undefined || unitSize(rate.per).unit === USAGE_UNITS[kind]) return [];
      const fitting = PRICE_UNITS.filter((per) => unitSize(per).unit === USAGE_UNITS[kind]);
      return [
        problemAt(
          at(path, 'pot', index, 'per'),
          rate.per,
          fitting.join(', '),
          `${id} is counted in ${USAGE_UNITS[kind]}`,
        ),
      ];
    }),
  );
  const zero = pot.flatMap((rate, index) =>
    /^[0.]*$/.test(rate.points)
      ? [problemAt(at(path, 'pot', index, 'points'), rate.points, 'more than 0', 'it would be free')]
      : [],
  );
  if (pot.length === 0 || perProblems.length > 0 || zero.length > 0) return [...perProblems, ...zero];
  const amount = bundle.amount === undefined ? undefined : parseAmount(bundle.amount)?.amount;
  const scale = potScale(pot);
  if (amount === undefined || BigInt(amount) * scale <= BigInt(Number.MAX_SAFE_INTEGER)) return [];
  return [
    problemAt(
      at(path, 'pot'),
      pot.map(({ points, per }) => `${points} per ${per}`),
      'rounder conversions, or fewer points',
      `their smallest common part is 1/${scale} of a point, and ${bundle.amount} are too many of it to count`,
    ),
  ];
}
