/**
 * What an instance remembers of the sessions it served: what pays for each group, and how much a top-up
 * may move. Never needed for a right answer: a forgotten or stale memory fails the fast path's condition and
 * costs a round trip.
 */
import { type PlanIndex, classFor } from '../../domain/charging/plan-index.js';
import { usualPayment } from '../../domain/charging/tender.js';
import type { ChargingRequest, Payment, SessionGroup, SessionRef } from '../../domain/charging/request.js';

const MAX_SESSIONS = 10_000;

export class SessionMemory {
  private readonly sessions = new Map<string, Map<number, SessionGroup>>();

  /** Keeps what an answer said; a group whose room it does not tell keeps the room it had. */
  learn(accountKey: string, sessionId: number, groups: readonly SessionGroup[]): void {
    const key = `${accountKey}/${sessionId}`;
    const known = this.sessions.get(key) ?? new Map<number, SessionGroup>();
    for (const group of groups) {
      const { room } = known.get(group.group) ?? {};
      known.set(group.group, group.room === undefined && room !== undefined ? { ...group, room } : group);
    }
    // Last in, last out: the map's order is its age.
    this.sessions.delete(key);
    if (this.sessions.size >= MAX_SESSIONS) this.sessions.delete(this.sessions.keys().next().value as string);
    this.sessions.set(key, known);
  }

  forget(ref: SessionRef): void {
    this.sessions.delete(`${ref.accountKey}/${ref.sessionId}`);
  }

  /**
   * What pays for a group of a session, as far as anything here tells; else what the plan begins with. A
   * group that the reference does not name, in a request that reports its usage, was granted by an update.
   * Without usage it is new, and takes the slow path in any case.
   */
  paymentOf(ref: SessionRef, request: ChargingRequest, group: number, index: PlanIndex): Payment {
    const known = this.recall(ref)?.get(group);
    if (known !== undefined) return known.payment;
    const classIndex = ref.groups.find((g) => g.group === group)?.classIndex;
    if (classIndex !== undefined) return usualPayment(index, classIndex);
    const { ratingGroup } = index.groups[group] ?? {};
    const reported = request.groups.some((g) => g.ratingGroup === ratingGroup && g.used.length > 0);
    const terms = reported ? classFor(index, group, '') : undefined;
    return terms === undefined ? 'rated' : usualPayment(index, terms.index);
  }

  /** The request with what is remembered of the balance as a limit of each top-up. */
  limit(ref: SessionRef, request: ChargingRequest, index: PlanIndex): ChargingRequest {
    const known = this.recall(ref);
    if (known === undefined) return request;
    return {
      ...request,
      groups: request.groups.map((wanted) => {
        const room = known.get(index.groupOf.get(wanted.ratingGroup) ?? -1)?.room;
        return room === undefined ? wanted : { ...wanted, topUpLimit: room };
      }),
    };
  }

  private recall(ref: SessionRef): Map<number, SessionGroup> | undefined {
    return this.sessions.get(`${ref.accountKey}/${ref.sessionId}`);
  }
}
