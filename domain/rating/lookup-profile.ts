import { findPrefix } from './prefix-index.js';
import type { CompiledTariff } from './tariff.js';
import { tariffIndex } from './tariff-index.js';

/**
 * The profile of the longest prefix that a number begins with.
 *
 * A leading `+` is notation, in numbers as in prefixes: with a prefix `+49` or `49`, both `+4917…` and
 * `4917…` are found. Only digits count; from the first other character on (`*100#`, a name) nothing but
 * the shorter prefixes matches, at least ''.
 *
 * @param digits  the called number
 * @returns index into `tariff.profiles`; −1 = the tariff has no price for this number
 */
export function lookupProfile(tariff: CompiledTariff, digits: string): number {
  return findPrefix(tariffIndex(tariff).prefixes, digits);
}
