export { priceModelProblems } from './check-price-model.js';
export type {
  Decimal,
  PeriodPrice,
  PeriodUsage,
  PriceModel,
  PricePart,
  Tier,
  UnitsPriceModel,
} from './price-model.js';
export { pricePeriod } from './price-period.js';
