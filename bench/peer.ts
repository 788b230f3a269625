/** One data session of a network, as the bench drives it. */
import { join } from 'node:path';
import type { PlanVersion } from '../domain/catalogue/plan.js';
import { compileCatalogue } from '../domain/catalogue/compile.js';
import { decideCreate } from '../domain/charging/decide.js';
import type { Item } from '../domain/charging/item.js';
import { openAccount } from '../domain/charging/open-account.js';
import { indexPlan } from '../domain/charging/plan-index.js';
import type { ChargingRequest, SessionRef } from '../domain/charging/request.js';
import type { Charger, Outcome } from '../lambdas/charging/charger.js';
import { loadOperators } from '../operators/load.js';
import { operatorId } from '../domain/operator/operator.js';

const NOW = Date.UTC(2026, 10, 22, 12);
/** Named, since a bundle of this file lies elsewhere. Scripts run in the repository. */
const OPERATORS = join(process.cwd(), 'operators');

/** The first plan of lily-gb, with its four buckets, its internet service on as many rating groups as asked. */
function samplePlan(ratingGroups: readonly number[]): PlanVersion {
  const gb = loadOperators(OPERATORS).find((operator) => operatorId(operator) === 'lily-gb');
  if (gb === undefined) throw new Error('operators/lily.gb.yaml is gone; the bench measures its first plan');
  const [plan] = compileCatalogue(gb);
  if (plan === undefined) throw new Error('lily-gb has no plan');
  return {
    ...plan,
    services: plan.services.map((service) =>
      service.kind === 'data' ? { ...service, ratingGroups } : service,
    ),
  };
}

export const ordinaryPlan = (): PlanVersion => samplePlan([1000, 1001]);

/** Six buckets, four rating groups. */
export function busyPlan(): PlanVersion {
  const plan = samplePlan([1000, 1001, 1002, 1003]);
  const [first] = plan.buckets;
  if (first === undefined) throw new Error('lily-gb has no buckets');
  return {
    ...plan,
    buckets: [
      ...plan.buckets,
      { ...first, id: 'weekend', priority: first.priority + 1 },
      { ...first, id: 'gift', priority: first.priority + 2 },
    ],
  };
}

let serial = 0;
const six = () => {
  const bytes = new Uint8Array(6);
  new DataView(bytes.buffer).setUint32(0, ++serial);
  return bytes;
};

const keys = () => ({ createKey: six(), contentKey: six() });

export class Peer {
  readonly key: string;
  private readonly plan: PlanVersion;
  private readonly ratingGroups: readonly number[];
  private ref: SessionRef | undefined;
  private sequence = 0;
  private granted = 0;

  constructor(plan: PlanVersion, key: string, groups = 2) {
    this.plan = plan;
    this.key = key;
    this.ratingGroups = (plan.services.find((s) => s.kind === 'data')?.ratingGroups ?? []).slice(0, groups);
  }

  /** `requestedUnit: {}` for each group, and what was used of it. */
  request(sequence: number, used: number, asks = true, exhausted = false): ChargingRequest {
    return {
      sequence,
      retransmission: false,
      digest: six(),
      atMs: NOW,
      sentAtMs: NOW,
      destination: '',
      groups: this.ratingGroups.map((ratingGroup) => ({
        ratingGroup,
        ...(asks ? { requested: {} } : {}),
        used:
          used === 0
            ? []
            : [{ bytes: used, localSequence: sequence, statedAtMs: NOW, usedAtMs: NOW, exhausted }],
      })),
    };
  }

  /** An account with `sessions` open sessions, without a store. */
  openedItem(sessions: number): Item {
    let item = openAccount({ key: this.key, plan: this.plan, nowMs: NOW });
    for (let i = 0; i < sessions; i++) {
      const decision = decideCreate(item, { ...this.request(0, 0), ...keys() }, indexPlan(this.plan), NOW);
      if (decision.outcome === 'answer' && decision.item !== undefined) item = decision.item;
    }
    return item;
  }

  async create(charger: Charger): Promise<void> {
    const outcome = await charger.create(this.key, { ...this.request(0, 0), ...keys() });
    const { answer, accountKey, planId } = this.heard(outcome);
    this.ref = { accountKey, planId, sessionId: answer.sessionId, slot: answer.slot, groups: answer.session };
  }

  async update(charger: Charger, used: number, exhausted = false): Promise<void> {
    this.heard(await charger.update(this.session(), this.request(++this.sequence, used, true, exhausted)));
  }

  /** Units of the first rating group that the last answer granted. */
  get grant(): number {
    return this.granted;
  }

  /** Uses nine tenths of the grant and asks for more at the threshold. */
  exhaust(charger: Charger): Promise<void> {
    return this.update(charger, Math.floor(this.granted * 0.9), true);
  }

  async release(charger: Charger): Promise<void> {
    const used = Math.floor(this.granted / 2);
    this.heard(await charger.release(this.session(), this.request(++this.sequence, used, false)));
  }

  private session(): SessionRef {
    if (this.ref === undefined) throw new Error('the session is not open');
    return this.ref;
  }

  private heard(outcome: Outcome): Outcome & { ok: true } {
    if (!outcome.ok) throw new Error(`the bench was refused: ${JSON.stringify(outcome.problem)}`);
    this.granted = outcome.answer.groups[0]?.granted ?? 0;
    return outcome;
  }
}
