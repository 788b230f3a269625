/**
 * The ledger of points. An entry, what the member then holds, the day's sums and the caller's own writes are one
 * transaction.
 */
import { balanceOf, upToDate } from '../../domain/loyalty/points.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite } from '../events/outbox.js';
import { type Also, writeWith } from '../rewards/write-with.js';
import type { LoyaltyOffice } from './office.js';
import { expiryEvent, planMove, type PointsRefusal, tierEvent } from './plan-move.js';
import {
  type Book,
  dayWrite,
  entryKey,
  findEntry,
  monthOf,
  type PointsEntry,
  type PointsMove,
  put,
  stateWrites,
  storedPoints,
} from './points-records.js';

export type Moved =
  | { readonly outcome: 'done' | 'repeated'; readonly entry: PointsEntry }
  | { readonly outcome: 'refused'; readonly code: PointsRefusal; readonly detail: string }
  /** A condition of the caller's writes did not hold; nothing was done. */
  | { readonly outcome: 'also-changed' };

/**
 * Changes what a member holds, once by the move's id.
 *
 * @param also  writes of the same transaction
 * @throws BusyError when others were first too often: the same may be asked for again
 */
export async function movePoints(book: Book, move: PointsMove, also: Also = []): Promise<Moved> {
  return untilFirst<Moved>(async () => {
    const plan = await planMove(book, move);
    if (plan.outcome !== 'planned') return plan;
    const { entry, writes, legs, eventIds } = plan;
    const day = await dayWrite(book, legs, entry.id, move.nowMs);
    const written = await writeWith({ client: book.client }, [...writes, day], also);
    if (written === 'written') {
      await book.wake(eventIds);
      return { outcome: 'done', entry };
    }
    if (written === 'raced') return undefined;
    const since = await findEntry(book, move.id);
    return since === undefined ? { outcome: 'also-changed' } : undefined;
  });
}

/**
 * What one member gives another, in one transaction.
 *
 * @param to  the other member, and the entry of it
 */
export async function transferPoints(
  book: Book,
  out: PointsMove & { readonly kind: 'transfer-out' },
  to: Pick<PointsMove, 'id' | 'membershipId' | 'owner' | 'of'>,
): Promise<Exclude<Moved, { readonly outcome: 'also-changed' }>> {
  return untilFirst(async () => {
    const from = await planMove(book, out);
    if (from.outcome !== 'planned') return from;
    const into = await planMove(book, { ...out, ...to, kind: 'transfer-in', lots: from.entry.lots ?? [] });
    if (into.outcome !== 'planned')
      return into.outcome === 'refused'
        ? into
        : Promise.reject(new Error(`entry ${into.entry.id} came without ${out.id}`));
    const day = await dayWrite(book, [...from.legs, ...into.legs], out.id, out.nowMs);
    const written = await writeWith({ client: book.client }, [...from.writes, ...into.writes, day], []);
    if (written !== 'written') return undefined;
    await book.wake([...from.eventIds, ...into.eventIds]);
    return { outcome: 'done', entry: from.entry };
  });
}

/** Books what has expired of a member, and looks at its tier. @returns how many points expired */
export async function expirePoints(
  book: Book & Pick<LoyaltyOffice, 'memberships'>,
  membershipId: string,
  nowMs: number,
): Promise<number> {
  const month = await monthOf(book, nowMs);
  return untilFirst<number>(async () => {
    const stored = await storedPoints(book, membershipId);
    if (stored === undefined) return 0;
    const { state, expired, legs } = upToDate(stored, month, book.terms);
    const isOtherTier = state.tier !== stored.tier;
    if (expired === 0 && !isOtherTier && state.tierUntil === stored.tierUntil) return 0;
    const { owner = 'operator' } = (await book.memberships.get(membershipId)) ?? {};
    const next = { ...state, version: stored.version + 1 };
    const by = { actor: { type: 'system', id: 'loyalty-sweep' }, owner } as const;
    const entry: PointsEntry = {
      id: `${membershipId}:${next.version}`,
      membershipId,
      number: next.version,
      kind: 'expire',
      points: -expired,
      legs,
      balance: balanceOf(next),
      of: {},
      at: new Date(nowMs).toISOString(),
      month,
    };
    const events = [
      ...(expired > 0 ? [expiryEvent(by, entry)] : []),
      ...(isOtherTier ? [tierEvent(by, membershipId, stored, next, entry.at)] : []),
    ];
    const written = await writeWith(
      { client: book.client },
      [
        ...stateWrites(book, membershipId, stored, next),
        ...(expired > 0
          ? [
              put(book, { ...entryKey(membershipId, next.version), ...entry }),
              await dayWrite(book, legs, entry.id, nowMs),
            ]
          : []),
        ...events.map((event) => eventWrite(book.tables.records, event)),
      ],
      [],
    );
    if (written !== 'written') return undefined;
    await book.wake(events.map(({ id }) => id));
    return expired;
  });
}
