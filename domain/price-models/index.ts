export { priceModelProblems } from './check-price-model.js';
export type { Decimal, PeriodPrice, PeriodUsage, PriceModel, PricePart, Tier } from './price-model.js';
export { pricePeriod } from './price-period.js';
