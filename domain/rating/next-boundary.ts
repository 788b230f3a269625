import { priceSpan } from './calendar.js';
import type { CompiledTariff } from './tariff.js';
import { profileIndex } from './tariff-index.js';

/**
 * When the calendar next changes the price (the network's `tariffTimeChange`).
 *
 * @param atMs  ms since the epoch
 * @returns the first instant after `atMs` with another price, ms since the epoch; undefined = never
 */
export function nextBoundary(tariff: CompiledTariff, profile: number, atMs: number): number | undefined {
  const { calendar } = profileIndex(tariff, profile);
  if (calendar === undefined) return undefined;
  const { toMs } = priceSpan(calendar, atMs);
  return toMs === Infinity ? undefined : toMs;
}
