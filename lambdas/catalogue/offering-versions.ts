/** Which plan version an offering is sold as, and which one its subscribers go on with. */
import { successorAt, versionInForce, type OfferingVersion } from '../../domain/catalogue/versions.js';
import { readOffering } from './offering-record.js';

/** How long an answer may be out of date; by default it never is. */
export interface VersionLookup {
  /** @default 0 */
  readonly maxAgeMs?: number;
}

/** Longer than that nobody may wait for a version that is published. */
const MAX_AGE_MS = 60_000;

const cache = new Map<string, { readonly readAtMs: number; readonly versions: readonly OfferingVersion[] }>();

/**
 * The id of the plan version that an offering is sold as at an instant; one GetItem.
 *
 * @param table  name of the records table
 * @param atMs  the operator's time, ms since the epoch
 * @returns undefined when there is no such offering, or it begins later
 */
export async function versionFor(
  table: string,
  offeringId: string,
  atMs: number,
  lookup?: VersionLookup,
): Promise<string | undefined> {
  return versionInForce(await versionsOf(table, offeringId, lookup), atMs)?.planId;
}

/**
 * The id of the plan version that a subscriber goes on with when a period begins at `atMs`; one GetItem.
 *
 * @param plan  the version that the subscriber has
 * @returns undefined: the same
 */
export async function successorOf(
  table: string,
  plan: { readonly id: string; readonly offeringId: string },
  atMs: number,
  lookup?: VersionLookup,
): Promise<string | undefined> {
  return successorAt(await versionsOf(table, plan.offeringId, lookup), plan.id, atMs);
}

async function versionsOf(
  table: string,
  offeringId: string,
  { maxAgeMs = 0 }: VersionLookup = {},
): Promise<readonly OfferingVersion[]> {
  const key = `${table}/${offeringId}`;
  const known = cache.get(key);
  // Real time, whatever a test clock shows: it bounds how old what this instance holds is.
  const nowMs = performance.now();
  if (known !== undefined && nowMs - known.readAtMs < Math.min(maxAgeMs, MAX_AGE_MS)) return known.versions;
  const versions = (await readOffering(table, offeringId))?.versions ?? [];
  cache.set(key, { readAtMs: nowMs, versions });
  return versions;
}
