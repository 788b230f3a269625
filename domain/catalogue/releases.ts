import { localDateStartMs } from '../cycles/index.js';
import type { Offering } from '../operator/offering.js';
import type { PlanVersion } from './plan.js';
import type { NewVersion } from './versions.js';

/** When a plan version takes effect, and for whom: what of an offering is no part of the plan's content. */
export type Release = Pick<NewVersion, 'effectiveFromMs' | 'existing'>;

/** As soon as it is published, for new subscribers. */
export const AT_ONCE: Release = { existing: 'keep' };

export function releaseOf(
  { effectiveFrom, existingSubscribers }: Pick<Offering, 'effectiveFrom' | 'existingSubscribers'>,
  timeZone: string,
): Release {
  return {
    ...(effectiveFrom === undefined ? {} : { effectiveFromMs: localDateStartMs(timeZone, effectiveFrom) }),
    existing: existingSubscribers,
  };
}

export function newVersion(
  { id: planId, name, paymentMode }: PlanVersion,
  release: Release,
  source: NewVersion['source'],
): NewVersion {
  return { planId, name, paymentMode, source, ...release };
}
