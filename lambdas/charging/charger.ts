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
import { type PlanIndex, indexPlan } from '../../domain/charging/plan-index.js';
import type {
  ChargingRequest,
  CreateRequest,
  EventRequest,
  SessionRef,
} from '../../domain/charging/request.js';
import type { AccountStore, WriteResult } from './account-store.js';
import { SessionMemory } from './session-memory.js';

export interface ChargerOptions {
  readonly store: AccountStore;
  /** A plan version by its content hash, cached by the caller. */
  readonly loadPlan: (planId: string) => Promise<PlanVersion | undefined>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export type Outcome =
  | {
      readonly ok: true;
      readonly answer: SessionAnswer;
      readonly accountKey: string;
      readonly planId: string;
    }
  | { readonly ok: false; readonly problem: ChargingProblem };

/** Writers of one account that keep meeting each other: after so many, the network is told to come back. */
const MAX_ATTEMPTS = 12;

export class Charger {
  private readonly options: ChargerOptions;
  private readonly memory = new SessionMemory();

  constructor(options: ChargerOptions) {
    this.options = options;
  }

  /** Opens a session for a subscriber (Nchf create). */
  create(supi: string, request: CreateRequest): Promise<Outcome> {
    return this.byAccount(supi, (item, index, now) => decideCreate(item, request, index, now));
  }

  /** Charges a one-time event (Nchf create with `oneTimeEvent`). */
  event(supi: string, request: EventRequest): Promise<Outcome> {
    return this.byAccount(supi, (item, index, now) => decideEvent(item, request, index, now));
  }

  update(ref: SessionRef, request: ChargingRequest): Promise<Outcome> {
    return this.bySession(ref, request, fastUpdate, (item, limited, index, now) =>
      decideUpdate(item, ref.sessionId, limited, index, now),
    );
  }

  async release(ref: SessionRef, request: ChargingRequest): Promise<Outcome> {
    const outcome = await this.bySession(ref, request, fastRelease, (item, limited, index, now) =>
      decideRelease(item, ref.sessionId, limited, index, now),
    );
    this.memory.forget(ref);
    return outcome;
  }

  private async byAccount(
    supi: string,
    decide: (item: Item, index: PlanIndex, now: number) => Decision,
  ): Promise<Outcome> {
    const { store } = this.options;
    let item = await store.get(supi);
    // A swapped SIM's account stays where it was: its new SUPI holds an alias.
    const alias = item?.['to'];
    if (typeof alias === 'string') item = await store.get(alias);
    if (item === undefined) return { ok: false, problem: problems.unknownSubscriber(supi) };
    return this.slow(item, decide);
  }

  private async bySession(
    ref: SessionRef,
    sent: ChargingRequest,
    fast: typeof fastUpdate,
    decide: (item: Item, request: ChargingRequest, index: PlanIndex, now: number) => Decision,
  ): Promise<Outcome> {
    const { store, now } = this.options;
    const { accountKey, planId } = ref;
    if (ref.slot === EVENT_SLOT) {
      return {
        ok: false,
        problem: problems.refused('SESSION_NOT_FOUND', 'a one-time event leaves no session open'),
      };
    }
    const index = await this.index(planId);
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
    return this.slow(item, (seen, of, at) => decide(seen, request, of, at));
  }

  /** Decides and writes; when another writer was first, decides again from what the failed write returned. */
  private async slow(
    seen: Item,
    decide: (item: Item, index: PlanIndex, now: number) => Decision,
  ): Promise<Outcome> {
    const { store, now } = this.options;
    let item = seen;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const planId = planIdOf(item);
      const index = await this.index(planId);
      const decision = decide(item, index, now());
      if (decision.outcome === 'refused') {
        return { ok: false, problem: problems.refused(decision.refusal, decision.detail) };
      }
      const { answer } = decision;
      const accountKey = item['k'] as string;
      this.memory.learn(accountKey, answer.sessionId, answer.session);
      if (decision.item === undefined) return { ok: true, answer, accountKey, planId };
      const result: WriteResult = await store.put(decision.item, decision.basis);
      if (result.written) return { ok: true, answer, accountKey, planId };
      if (result.current === undefined) {
        return { ok: false, problem: problems.unavailable('the account was removed while it was charged') };
      }
      item = result.current;
    }
    return {
      ok: false,
      problem: problems.unavailable(
        `${MAX_ATTEMPTS} other writers of this account were first; send it again`,
      ),
    };
  }

  private async index(planId: string): Promise<PlanIndex> {
    const plan = await this.options.loadPlan(planId);
    if (plan === undefined) throw new Error(`plan version ${planId} is not published`);
    return indexPlan(plan);
  }
}
