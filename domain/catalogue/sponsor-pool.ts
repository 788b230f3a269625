const POOL = 'pool_sponsor-';

/** The pool that plans name for a sponsor's traffic: the key of the list of its lenders (domain/pools/lender.ts). */
export const sponsorPool = (sponsor: string): string => POOL + sponsor;

/** The sponsor whose pool a plan names. */
export const sponsorOf = (pool: string): string => pool.slice(POOL.length);
