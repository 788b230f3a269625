export {
  type Accrued,
  accrue,
  addAccrued,
  cost,
  exactCost,
  NOTHING_ACCRUED,
  type SessionTime,
  settle,
} from './accrued.js';
export { affordableUnits } from './affordable-units.js';
export { compileTariff } from './compile-tariff.js';
export { type FlatRate, flatRate, isFree } from './flat-rate.js';
export { lookupProfile } from './lookup-profile.js';
export { nextBoundary } from './next-boundary.js';
export { perIncrementCost } from './per-increment-cost.js';
export {
  AmountOverflow,
  RatingError,
  RatingInputError,
  TariffError,
  type TariffProblem,
} from './rating-error.js';
export { type Segment, segments } from './segments.js';
export type { CompiledTariff, Price, Profile, Slot, Terms } from './tariff.js';
export type {
  Decimal,
  MaxCostStrategy,
  RateDefinition,
  RoundingMethod,
  SlotDefinition,
  TariffDefinition,
  TariffUnit,
  TimingDefinition,
} from './tariff-definition.js';
