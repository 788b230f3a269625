import { charge } from './charge.js';
import { exact } from './exact.js';
import { percentage, percentOf } from './percentage.js';
import type { PeriodPrice, PeriodUsage, PriceModel } from './price-model.js';
import { priceUnits, settle, unitPrice, unitsOf } from './price-units.js';
import { graduated, graduatedChanges, spansOf } from './tiers.js';

/**
 * What a period's usage costs, or one part of a period's when `usage.earlier` tells what came before.
 *
 * Exact until the end; then the running sum of the parts is rounded half up, so that they sum to the total to the
 * last micro. A pure function: price it again and it comes to the same.
 *
 * @param model  without problems (`priceModelProblems`)
 * @throws RangeError for usage that the model has no price for: units beyond the last tier, events that are
 *   missing, decimals that are none
 */
export function pricePeriod(model: PriceModel, usage: PeriodUsage): PeriodPrice {
  const { units, before, after } = unitsOf(usage);
  switch (model.model) {
    case 'percentage':
      return settle(model, usage, percentage(model, usage));
    case 'graduated-percentage': {
      const spans = spansOf(model.tiers, ({ percent }) => percentOf(percent));
      return settle(model, usage, graduated(spans, before, after, 'percentage'));
    }
    case 'dynamic':
      return settle(model, usage, [charge('units', units, exact(model.multiplier))]);
    case 'graduated':
      return usage.changes === undefined
        ? priceUnits(model, usage)
        : settle(model, usage, graduatedChanges(spansOf(model.tiers, unitPrice), usage.changes));
    default:
      return priceUnits(model, usage);
  }
}
