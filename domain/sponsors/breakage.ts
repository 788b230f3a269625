/** What nobody used of rewards: a bucket that expires is shared by the rewards that went into it. */

export interface SharedReward {
  readonly id: string;
  /** What was given and not asked back, in the bucket's unit. */
  readonly amount: number;
}

/**
 * Parts of what expired, in proportion to what each reward put in; whole, and together all of it. What is more than the
 * rewards put in came from elsewhere, and is nobody's.
 */
export function brokenParts(
  expired: number,
  rewards: readonly SharedReward[],
): { id: string; amount: number }[] {
  const given = rewards.reduce((sum, { amount }) => sum + amount, 0);
  if (given === 0) return [];
  const broken = BigInt(Math.min(expired, given));
  const upTo = (sum: number): number => Number((BigInt(sum) * broken) / BigInt(given));
  let before = 0;
  return rewards.map(({ id, amount }) => {
    const part = upTo(before + amount) - upTo(before);
    before += amount;
    return { id, amount: part };
  });
}
