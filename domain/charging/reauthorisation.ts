/**
 * Sessions that were limited, and how the network is told to ask again (TS 32.290 §5.4.2, TS 32.291 §6.1.5.2). What
 * is told follows from the account as it is when it is told, so events may come twice, late, and in any order.
 */
import type { Account } from './account.js';
import type { SessionAnswer } from './answer.js';

/** A session whose answer left it without something: its network waits to hear that it should ask again. */
export interface LimitedSession {
  readonly accountKey: string;
  readonly sessionId: number;
  readonly notifyUri: string;
  /** What was limited, in the numbers of the network. */
  readonly ratingGroups: readonly number[];
  /** When the answer was made, epoch milliseconds. */
  readonly atMs: number;
}

/** TS 32.291 ChargingNotifyRequest, as far as we use it. */
export interface ChargingNotifyRequest {
  readonly notificationType: 'REAUTHORIZATION' | 'ABORT_CHARGING';
  readonly reauthorizationDetails?: readonly { readonly ratingGroup: number }[];
}

/**
 * `wait`: the account does not say so yet, for it is noted before it is written. `over`: released, or not limited
 * any more.
 */
export type Reauthorisation = ChargingNotifyRequest | 'wait' | 'over';

/** A session is noted, and its answer written, within one request: longer than that takes at most. */
const WRITTEN_AFTER_MS = 60_000;

/** The rating groups of an answer that got nothing, or their last. */
export function limitedGroups({ groups }: SessionAnswer): number[] {
  return groups
    .filter(({ final, resultCode }) => final !== undefined || resultCode !== 'SUCCESS')
    .map(({ ratingGroup }) => ratingGroup);
}

/**
 * What the network is told of a session that was limited.
 *
 * @param account  as it is now; undefined = there is none any more
 */
export function reauthorisation(
  limited: LimitedSession,
  account: Pick<Account, 'sessions' | 'tombstones' | 'state'> | undefined,
  nowMs: number,
): Reauthorisation {
  const unwritten = nowMs - limited.atMs < WRITTEN_AFTER_MS ? 'wait' : 'over';
  if (account === undefined || account.state === 'terminated') return { notificationType: 'ABORT_CHARGING' };
  const session = account.sessions.find(({ id }) => id === limited.sessionId);
  if (session === undefined) {
    if (account.tombstones.some((t) => t.sessionId === limited.sessionId && t.released)) return 'over';
    // Forgotten after a week without a word: the network learns that when it asks, and begins a new one.
    return unwritten === 'wait' ? 'wait' : askAgain(limited.ratingGroups);
  }
  if (session.validUntilS === 0) return 'over';
  const stillLimited = new Set(
    limited.ratingGroups.filter((ratingGroup) => {
      const group = session.groups.find((g) => g.ratingGroup === ratingGroup);
      // A group that the plan did not know is in no session; another plan may know it.
      return group === undefined || group.final || group.granted === 0;
    }),
  );
  // What other answers limited is asked for again together.
  for (const { final, ratingGroup } of session.groups) if (final) stillLimited.add(ratingGroup);
  return stillLimited.size === 0 ? unwritten : askAgain([...stillLimited]);
}

function askAgain(ratingGroups: readonly number[]): ChargingNotifyRequest {
  return {
    notificationType: 'REAUTHORIZATION',
    reauthorizationDetails: ratingGroups.map((ratingGroup) => ({ ratingGroup })),
  };
}
