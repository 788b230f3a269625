/** What of a member's lease may go back to a pool that has run short. */

/** A pooled bucket of a member, as its account has it. */
export interface HeldLease {
  readonly available: number;
  /** A charging session is open on the account: somebody may be about to use it. */
  readonly inUse: boolean;
}

/** A pool that has less than this part left is short. */
const SHORT_DIVISOR = 10;

export function isShort({ available, granted }: { available: number; granted: number }): boolean {
  return available * SHORT_DIVISOR < granted;
}

/**
 * All of it when nobody uses it; of a member in the middle of a session, what is above its fair share.
 *
 * @param fairShare  what each member would have, were all that is neither used nor reserved divided now
 */
export function idleAmount({ available, inUse }: HeldLease, fairShare: number): number {
  return inUse ? Math.max(0, available - fairShare) : Math.max(0, available);
}
