/** Traffic that a sponsor's pool pays for before the subscriber does: a bucket for each such service, at home. */
import type { OfferingService } from '../operator/service.js';
import type { BucketTemplate } from './plan.js';
import { sponsorPool } from './sponsor-pool.js';
import { HOME, type ClassTarget } from './target.js';

/** As rewards: before every bundle, but one of this priority that expires sooner. */
const PRIORITY = 0;

/** A service that a sponsor pays for as far as its pool goes. One that is free it pays for without end, and needs none. */
function sponsorsPool({ free, trafficClass }: OfferingService): string | undefined {
  const sponsor = free === true ? undefined : trafficClass?.sponsor;
  return sponsor === undefined ? undefined : sponsorPool(sponsor);
}

const bucketId = ({ id }: OfferingService): string => `sponsored-${id}`;

/** Ids of the buckets that sponsors fill. */
export const sponsoredIds = (services: readonly (OfferingService | undefined)[]): string[] =>
  services.flatMap((service) =>
    service === undefined || sponsorsPool(service) === undefined ? [] : [bucketId(service)],
  );

/**
 * Filled by leases of the sponsor's pool, and drawn first. Abroad the plan pays: what a sponsor agreed to pay a GB is
 * the price at home.
 */
export function sponsoredBuckets(
  services: readonly OfferingService[],
  targets: readonly ClassTarget[],
): BucketTemplate[] {
  return services.flatMap((service): BucketTemplate[] => {
    const pool = sponsorsPool(service);
    const classes = targets
      .filter((target) => target.service === service.id && target.zone === HOME && !target.free)
      .map(({ index }) => index);
    if (pool === undefined || classes.length === 0) return [];
    return [
      {
        id: bucketId(service),
        unit: 'bytes',
        amount: 0,
        priority: PRIORITY,
        classes,
        pooled: true,
        pool,
        floor: 0,
      },
    ];
  });
}
