/** The versions of an offering: which is in force when, and who goes on with which. */

export interface OfferingVersion {
  readonly planId: string;
  /** The first instant it is in force, ms since the epoch. */
  readonly fromMs: number;
  /** What those with an earlier version do: keep it, or go on with this one from their next period. */
  readonly existing: 'keep' | 'move';
  /** Where it came from: the operator file, or the API. */
  readonly source: 'file' | 'api';
  /** Of the plan, for lists. */
  readonly name: string;
  readonly paymentMode: string;
}

/** A version that is to be published. */
export type NewVersion = Omit<OfferingVersion, 'fromMs'> & {
  /** Absent: as soon as it is published. */
  readonly effectiveFromMs?: number | undefined;
};

/** The version in force at an instant; of an offering that begins later, none. `versions` ascend by `fromMs`. */
export function versionInForce(
  versions: readonly OfferingVersion[],
  atMs: number,
): OfferingVersion | undefined {
  return versions.findLast(({ fromMs }) => fromMs <= atMs);
}

/**
 * The plan version that a subscriber goes on with when a period begins at `atMs`.
 *
 * That is the last version in force by then, after the subscriber's own, that says `move`; those that say `keep`
 * in between, or after it, change nothing for who is there already.
 *
 * @param planId  what the subscriber has
 * @returns undefined: the same
 */
export function successorAt(
  versions: readonly OfferingVersion[],
  planId: string,
  atMs: number,
): string | undefined {
  const inForce = versions.filter(({ fromMs }) => fromMs <= atMs);
  const own = inForce.findLastIndex((version) => version.planId === planId);
  const next = inForce.slice(own + 1).findLast(({ existing }) => existing === 'move');
  return next === undefined || next.planId === planId ? undefined : next.planId;
}

/**
 * The versions of an offering after one more is published; the same list when that changes nothing.
 *
 * - What the file says again changes nothing: neither what took effect, nor what came by the API since.
 * - No version takes effect before it is published, but an offering's first.
 * - The file has one version of an offering, so it withdraws its own that have not taken effect yet.
 */
export function withVersion(
  versions: readonly OfferingVersion[],
  { effectiveFromMs, ...added }: NewVersion,
  nowMs: number,
): readonly OfferingVersion[] {
  const twin =
    added.source === 'file'
      ? versions.findLast(({ source }) => source === 'file')
      : effectiveFromMs !== undefined && effectiveFromMs > nowMs
        ? versions.find(({ fromMs }) => fromMs === effectiveFromMs)
        : versionInForce(versions, nowMs);
  const isSameTime =
    twin !== undefined &&
    (twin.fromMs === effectiveFromMs || (twin.fromMs <= nowMs && (effectiveFromMs ?? nowMs) <= nowMs));
  if (twin?.planId === added.planId && isSameTime) {
    const changed = { ...twin, existing: added.existing, name: added.name };
    const isSame = changed.existing === twin.existing && changed.name === twin.name;
    return isSame ? versions : versions.map((version) => (version === twin ? changed : version));
  }
  const fromMs =
    versions.length === 0 ? (effectiveFromMs ?? nowMs) : Math.max(effectiveFromMs ?? nowMs, nowMs);
  const kept = versions.filter(
    (version) =>
      version.fromMs !== fromMs &&
      !(added.source === 'file' && version.source === 'file' && version.fromMs > nowMs),
  );
  return [...kept, { ...added, fromMs }].sort((a, b) => a.fromMs - b.fromMs);
}
