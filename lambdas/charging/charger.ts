/**
 * Serves charging requests: the fast update first where one applies, else one decision and one conditional
 * write. Retrying is always safe: a message that was written already is recognised by its sequence number
 * and content, so a write whose answer was lost needs no special case.
 */
import { EVENT_SLOT } from '../../domain/charging/account.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import type { SessionAnswer } from '../../domain/charging/answer.js';
import { type Decision, decideCreate, decideRelease, decideUpdate } from '../../domain/charging/decide.js';
import { decideEvent } from '../../domain/charging/event.js';
import { fastRelease, fastUpdate } from '../../domain/charging/fast-path.js';
import { type Item, planIdOf } from '../../domain/charging/item.js';
import { type ChargingProblem, problems } from '../../domain/charging/nchf-answer.js';
import type { PlanIndex } from '../../domain/charging/plan-index.js';
import { type LimitedSession, limitedGroups } from '../../domain/charging/reauthorisation.js';
import type {
  ChargingRequest,
  CreateRequest,
  EventRequest,
  SessionRef,
} from '../../domain/charging/request.js';
import type { Arrivals } from '../../domain/charging/work.js';
import { type Leased, PoolLeases, type PoolLeasesOptions } from '../pools/lease.js';
import type { AccountStore, WriteResult } from './account-store.js';
import { nextPlan, publishedIndex } from './next-plan.js';
import { SessionMemory } from './session-memory.js';

export interface ChargerOptions {
  readonly store: AccountStore;
  /** A plan version by its content hash, cached by the caller. */
  readonly loadPlan: (planId: string) => Promise<PlanVersion | undefined>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /**
   * The plan version that subscribers of one go on with from a period that begins then; undefined = the same.
   * Asked for only when a period may begin. @default always the same
   */
  readonly successorOf?: (plan: PlanVersion, atMs: number) => Promise<string | undefined>;
  /** How to wait for others that lease from the same pool, and by how much to differ. @default by the clock, at random */
  readonly pacing?: Pick<PoolLeasesOptions, 'sleep' | 'random'>;
  /**
   * Called with a session that is about to be limited, before that is written: whoever hears of the account's next
   * change finds it noted. It must not fail. @default nothing is noted
   */
  readonly noteLimited?: (limited: LimitedSession) => Promise<void>;
}

export type Outcome =
  | {
      readonly ok: true;
      readonly answer: SessionAnswer;
      readonly accountKey: string;
      readonly planId: string;
    }
  | { readonly ok: false; readonly problem: ChargingProblem };

const GONE: Outcome = {
  ok: false,
  problem: problems.unavailable('the account was removed while it was charged'),
};

type Decide = (item: Item, index: PlanIndex, now: number, arrivals: Arrivals) => Decision;
/** @param member  SUPI that the account knows the SIM by */
type DecideFor = (...of: [...Parameters<Decide>, member: string]) => Decision;

/** Writers of one account that keep meeting each other: after so many, the network is told to come back. */
const MAX_ATTEMPTS = 12;

export class Charger {
  private readonly options: ChargerOptions;
  private readonly memory = new SessionMemory();
  private readonly leases: PoolLeases;

  constructor(options: ChargerOptions) {
    this.options = options;
    this.leases = new PoolLeases({ ...options.pacing, store: options.store, now: options.now });
  }

  /**
   * Opens a session for a subscriber (Nchf create).
   *
   * @param notifyUri  where the network can be told to ask again; undefined = nowhere
   */
  create(supi: string, request: CreateRequest, notifyUri?: string): Promise<Outcome> {
    return this.byAccount(
      supi,
      (item, index, now, arrivals, member) =>
        decideCreate(item, { ...request, supi: member }, index, now, arrivals),
      notifyUri,
    );
  }

  /** Charges a one-time event (Nchf create with `oneTimeEvent`). */
  event(supi: string, request: EventRequest): Promise<Outcome> {
    return this.byAccount(supi, (item, index, now, arrivals, member) =>
      decideEvent(item, { ...request, supi: member }, index, now, arrivals),
    );
  }

  /** @param notifyUri  where this message says that the network can be told. @default what the reference says */
  update(ref: SessionRef, request: ChargingRequest, notifyUri = ref.notifyUri): Promise<Outcome> {
    return this.bySession(
      ref,
      request,
      fastUpdate,
      (item, limited, index, now, arrivals) =>
        decideUpdate(item, ref.sessionId, limited, index, now, arrivals),
      notifyUri,
    );
  }

  async release(ref: SessionRef, request: ChargingRequest): Promise<Outcome> {
    const outcome = await this.bySession(ref, request, fastRelease, (item, limited, index, now, arrivals) =>
      decideRelease(item, ref.sessionId, limited, index, now, arrivals),
    );
    this.memory.forget(ref);
    return outcome;
  }

  private async byAccount(supi: string, decide: DecideFor, notifyUri?: string): Promise<Outcome> {
    const { store } = this.options;
    let item = await store.get(supi);
    // A swapped SIM's account stays where it was: its new SUPI holds an alias, and is the member that the old one was.
    const { to: alias, as = supi } = item ?? {};
    if (typeof alias === 'string') item = await store.get(alias);
    if (item === undefined) return { ok: false, problem: problems.unknownSubscriber(supi) };
    return this.slow(
      item,
      (read, index, now, arrivals) => decide(read, index, now, arrivals, String(as)),
      notifyUri,
    );
  }

  private async bySession(
    ref: SessionRef,
    sent: ChargingRequest,
    fast: typeof fastUpdate,
    decide: (
      item: Item,
      request: ChargingRequest,
      index: PlanIndex,
      now: number,
      arrivals?: Arrivals,
    ) => Decision,
    notifyUri?: string,
  ): Promise<Outcome> {
    const { store, now } = this.options;
    const { accountKey, planId } = ref;
    if (ref.slot === EVENT_SLOT) {
      return {
        ok: false,
        problem: problems.refused('SESSION_NOT_FOUND', 'a one-time event leaves no session open'),
      };
    }
    const index = await publishedIndex(planId, this.options.loadPlan);
    const request = this.memory.limit(ref, sent, index);
    const update = fast(ref, request, index, now(), (group) =>
      this.memory.paymentOf(ref, request, group, index),
    );
    let item: Item | undefined;
    if (update === undefined) {
      item = await store.get(accountKey);
    } else {
      const result = await store.update(update);
      if (result.written) {
        const answer = update.answer(result.values);
        this.memory.learn(accountKey, ref.sessionId, answer.session);
        return { ok: true, answer, accountKey, planId };
      }
      item = result.current;
    }
    if (item === undefined) {
      return {
        ok: false,
        problem: problems.refused('SESSION_NOT_FOUND', 'the account of this charging session is gone'),
      };
    }
    return this.slow(item, (seen, of, at, arrivals) => decide(seen, request, of, at, arrivals), notifyUri);
  }

  /** Decides and writes; when another writer was first, decides again from what the failed write returned. */
  private async slow(seen: Item, decide: Decide, notifyUri?: string): Promise<Outcome> {
    const { store, now } = this.options;
    let item = seen;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const index = await publishedIndex(planIdOf(item), this.options.loadPlan);
      const next = await nextPlan(item, index, now(), this.options);
      const at = now();
      const before = item;
      const decided = decide(before, index, at, { next });
      const leased: Leased = await this.leases.take(before, decided, index, (arrivals) =>
        decide(before, index, at, { ...arrivals, next }),
      );
      if (leased.outcome === 'busy') {
        return {
          ok: false,
          problem: problems.unavailable('other members of the pool were first; send it again'),
        };
      }
      if (leased.outcome === 'changed') {
        if (leased.item === undefined) return GONE;
        ({ item } = leased);
        continue;
      }
      const { decision = decided } = leased;
      if (decision.outcome === 'refused') {
        return { ok: false, problem: problems.refused(decision.refusal, decision.detail) };
      }
      if (notifyUri !== undefined) await this.noteLimits(before, decision.answer, notifyUri);
      if (leased.outcome === 'written' || decision.item === undefined) return this.served(before, decision);
      const result: WriteResult = await store.put(decision.item, decision.basis);
      if (result.written) return this.served(before, decision);
      if (result.current === undefined) return GONE;
      item = result.current;
    }
    return {
      ok: false,
      problem: problems.unavailable(
        `${MAX_ATTEMPTS} other writers of this account were first; send it again`,
      ),
    };
  }

  private async noteLimits(item: Item, answer: SessionAnswer, notifyUri: string): Promise<void> {
    const ratingGroups = limitedGroups(answer);
    if (ratingGroups.length === 0) return;
    const { sessionId } = answer;
    const limited = { accountKey: item['k'] as string, sessionId, notifyUri, ratingGroups };
    await this.options.noteLimited?.({ ...limited, atMs: this.options.now() });
  }

  private served(before: Item, decision: Decision & { outcome: 'answer' }): Outcome {
    const { answer, item = before } = decision;
    const accountKey = before['k'] as string;
    this.memory.learn(accountKey, answer.sessionId, answer.session);
    return { ok: true, answer, accountKey, planId: planIdOf(item) };
  }
}
