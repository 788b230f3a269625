/**
 * The storm: many clients on few accounts, with crashes, lost answers, zombie writes, duplicates, late
 * replays, reordering, abandoned sessions, updates after release, clock skew and balances driven to zero.
 * A seed decides everything; a failing one replays exactly.
 */
import { Charger, type Outcome } from '../../../lambdas/charging/charger.js';
import { type CreditOptions, creditAccount } from '../../../lambdas/charging/credit-account.js';
import { openAccount } from '../../../domain/charging/open-account.js';
import type { PlanVersion } from '../../../domain/catalogue/plan.js';
import type {
  ChargingRequest,
  CreateRequest,
  EventRequest,
  GroupRequest,
  SessionRef,
} from '../../../domain/charging/request.js';
import { MB, mixed } from '../plans.js';
import { Ledger } from './ledger.js';
import { Simulation } from './simulation.js';
import { type PlantedFault, StormyStore } from './stormy-store.js';

export interface StormOptions {
  readonly seed: number;
  readonly requests: number;
  readonly clients?: number;
  readonly accounts?: number;
  readonly fault?: PlantedFault;
  readonly onProgress?: (requests: number) => void;
}

export interface StormResult {
  readonly seed: number;
  readonly requests: number;
  readonly storeCalls: number;
  readonly messages: number;
  readonly uncollectedUnits: number;
  readonly violations: readonly string[];
}

const START = Date.UTC(2026, 10, 22, 12);
const TIMEOUT_MS = 300;
const INSTANCES = 6;
/** Sequence numbers of events, so that each names one. */
let eventNumbers = 1;

/** What a client knows of a message: what it reported, and whether it was ever told that it counts. */
interface Sent {
  readonly units: number;
  acknowledged: boolean;
}

type Serve = (charger: Charger) => Promise<Outcome>;

class World {
  readonly simulation: Simulation;
  readonly plan: PlanVersion;
  readonly ledger: Ledger;
  readonly store: StormyStore;
  readonly keys: string[] = [];
  readonly sent = new Map<string, Sent>();
  /** Per session of a peer that never numbers its messages: units reported and acknowledged. */
  readonly unnumbered = new Map<string, number>();
  readonly past: Serve[] = [];
  requests = 0;
  readonly limit: number;
  private readonly chargers: Charger[];
  private readonly onProgress: ((requests: number) => void) | undefined;

  constructor(options: StormOptions) {
    this.limit = options.requests;
    this.onProgress = options.onProgress;
    this.simulation = new Simulation(options.seed, START);
    this.plan = mixed({ data: 300 * MB, seconds: 600, wallet: 3_000_000, bonus: 40 * MB });
    this.ledger = new Ledger(this.plan, () => this.simulation.now);
    this.store = new StormyStore({
      simulation: this.simulation,
      onWrite: (item) => this.ledger.onWrite(item),
      fault: options.fault,
      loss: 0.008,
    });
    for (let i = 0; i < (options.accounts ?? 20); i++) {
      const item = openAccount({ key: `imsi-2620100000${1000 + i}`, plan: this.plan, nowMs: START });
      this.keys.push(item['k'] as string);
      this.store.open(item);
      this.ledger.open(item);
    }
    this.chargers = Array.from({ length: INSTANCES }, () => {
      const skew = this.simulation.random.below(4_000) - 2_000;
      return new Charger({
        store: this.store,
        loadPlan: () => Promise.resolve(this.plan),
        now: () => this.simulation.now + skew,
      });
    });
  }

  get crediting(): CreditOptions {
    return { store: this.store, loadPlan: () => Promise.resolve(this.plan), now: () => this.simulation.now };
  }

  get done(): boolean {
    return this.requests >= this.limit;
  }

  /** One attempt over the network: undefined when no answer came in time. */
  send(serve: Serve, hear?: (outcome: Outcome) => void): Promise<Outcome | undefined> {
    const { simulation } = this;
    const { random } = simulation;
    return new Promise((resolve) => {
      simulation.after(TIMEOUT_MS, () => resolve(undefined));
      const copies = random.chance(0.05) ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        if (random.chance(0.01)) continue;
        const delay = random.chance(0.02) ? random.below(900) : random.below(10);
        simulation.after(delay, () => {
          void this.serve(serve).then((outcome) => {
            if (outcome === undefined) return;
            hear?.(outcome);
            if (!random.chance(0.01)) simulation.after(1 + random.below(5), () => resolve(outcome));
          });
        });
      }
    });
  }

  private async serve(serve: Serve): Promise<Outcome | undefined> {
    this.requests++;
    if (this.requests % 50_000 === 0) this.onProgress?.(this.requests);
    try {
      return await serve(this.simulation.random.pick(this.chargers));
    } catch (error) {
      if (!(error as Error).message.includes('did not answer'))
        this.ledger.violate(`thrown: ${(error as Error).stack}`);
      return undefined;
    }
  }

  /** Sends until an answer comes, or the client gives up. */
  async insist(serve: Serve, hear: (outcome: Outcome) => void, tries: number): Promise<Outcome | undefined> {
    if (this.simulation.random.chance(0.05)) this.remember(serve);
    for (let i = 0; i < tries; i++) {
      const outcome = await this.send(serve, hear);
      if (outcome !== undefined && (outcome.ok || outcome.problem.status !== 503)) return outcome;
    }
    return undefined;
  }

  private remember(serve: Serve): void {
    this.past.push(serve);
    if (this.past.length > 500) this.past.shift();
  }
}

function digestOf(random: { below(n: number): number }): Uint8Array {
  return Uint8Array.from({ length: 6 }, () => random.below(256));
}

function keysOf(random: { below(n: number): number }) {
  return { createKey: digestOf(random), contentKey: digestOf(random) };
}

class Client {
  private readonly world: World;
  private readonly numbers: boolean;

  constructor(world: World, numbers: boolean) {
    this.world = world;
    this.numbers = numbers;
  }

  async live(): Promise<void> {
    const { random } = this.world.simulation;
    while (!this.world.done) {
      if (random.chance(0.1)) await this.event();
      else if (random.chance(0.06)) await this.credit();
      else await this.session();
      await this.world.simulation.sleep(random.below(200));
    }
  }

  private base(sequence: number, groups: GroupRequest[]): ChargingRequest {
    const { random, now } = this.world.simulation;
    return {
      sequence,
      retransmission: false,
      digest: digestOf(random),
      atMs: now,
      sentAtMs: now,
      destination: '491711234567',
      groups,
    };
  }

  private async event(): Promise<void> {
    const { world } = this;
    const { random } = world.simulation;
    const key = random.pick(world.keys);
    const sequence = eventNumbers++;
    const units = 1 + random.below(2);
    const request: EventRequest = {
      ...this.base(sequence, [{ ratingGroup: 200, requested: { messages: units }, used: [] }]),
      ...keysOf(random),
      oneTimeEventType: 'IEC',
    };
    const message = { units, acknowledged: false };
    world.sent.set(`${key}/event/${sequence}`, message);
    await world.insist(
      (charger) => charger.event(key, request),
      (outcome) => {
        if (outcome.ok) message.acknowledged = true;
      },
      3,
    );
  }

  private async credit(): Promise<void> {
    const { world } = this;
    const { random, now } = world.simulation;
    const key = random.pick(world.keys);
    const template = random.pick([0, 0, 1, 3]);
    const creditId = digestOf(random);
    const amount = template === 3 ? 1_000_000 : 40 * MB;
    const request = { creditId, template, amount, expiresAt: 0, atMs: now };
    for (let i = 0; i < 2; i++) {
      try {
        await creditAccount(key, request, world.crediting);
      } catch {
        // Lost: the same id is sent again.
      }
    }
  }

  private group(ratingGroup: number, asks: boolean, used: number, localSequence: number): GroupRequest {
    const { random, now } = this.world.simulation;
    const voice = ratingGroup === 100;
    const unit = (n: number) => (voice ? { seconds: n } : { bytes: n });
    return {
      ratingGroup,
      ...(asks ? { requested: random.chance(0.2) ? unit(voice ? 60 : 10 * MB) : {} } : {}),
      used:
        used === 0
          ? []
          : [{ ...unit(used), localSequence, statedAtMs: now, usedAtMs: now, exhausted: random.chance(0.5) }],
    };
  }

  private async session(): Promise<void> {
    const { world } = this;
    const { simulation } = world;
    const { random } = simulation;
    const key = random.pick(world.keys);
    const groups = random.chance(0.2)
      ? [100]
      : random.chance(0.3)
        ? [1000, 2001]
        : random.chance(0.3)
          ? [1000, 1001]
          : [1000];
    const opening: CreateRequest = {
      ...this.base(0, random.chance(0.1) ? [] : groups.map((g) => this.group(g, true, 0, 0))),
      ...keysOf(random),
    };
    const opened = await world.insist(
      (charger) => charger.create(key, opening),
      () => undefined,
      3,
    );
    // No answer: the session, if there is one, is an orphan whose reservation must come back.
    if (opened === undefined || !opened.ok) return;
    const ref: SessionRef = {
      accountKey: key,
      sessionId: opened.answer.sessionId,
      slot: opened.answer.slot,
      planId: opened.planId,
      groups: opened.answer.session,
    };
    const granted = new Map(opened.answer.groups.map((g) => [g.ratingGroup, g.granted]));
    let local = 0;
    const updates = random.below(12);
    // Some peers don't wait for an answer before they send the next message: these overtake each other.
    const impatient = this.numbers && random.chance(0.15);
    const inFlight: Promise<unknown>[] = [];
    for (let sequence = 1; sequence <= updates; sequence++) {
      await simulation.sleep(
        impatient ? random.below(3) : random.chance(0.01) ? 3 * 3_600_000 : random.below(400),
      );
      const named = groups.filter(() => random.chance(0.85));
      const usages = named.map((g) => this.usage(granted.get(g) ?? 0, g));
      local++;
      const request = this.base(
        this.numbers ? sequence : 0,
        named.map((g, i) => this.group(g, random.chance(0.95), usages[i] as number, local)),
      );
      const answer = this.report(ref, request, usages, (charger) => charger.update(ref, request), impatient);
      if (impatient) {
        inFlight.push(answer);
        continue;
      }
      const answered = await answer;
      if (answered?.ok) for (const g of answered.answer.groups) granted.set(g.ratingGroup, g.granted);
      if (answered !== undefined && !answered.ok) break;
    }
    await Promise.all(inFlight);
    if (random.chance(0.06)) return;
    const usages = groups.map((g) => this.usage(granted.get(g) ?? 0, g));
    local++;
    const last = updates + 1;
    const release = this.base(
      this.numbers ? last : 0,
      groups.map((g, i) => this.group(g, false, usages[i] as number, local)),
    );
    const released = await this.report(ref, release, usages, (charger) => charger.release(ref, release));
    if (released?.ok && random.chance(0.4)) await this.afterRelease(ref, last + 1, groups);
  }

  private usage(granted: number, ratingGroup: number): number {
    const { random } = this.world.simulation;
    if (random.chance(0.1)) return 0;
    const usual = granted === 0 ? (ratingGroup === 100 ? 30 : MB) : granted;
    return random.chance(0.03)
      ? usual + random.below(ratingGroup === 100 ? 60 : 5 * MB)
      : random.below(usual + 1);
  }

  private async report(
    ref: SessionRef,
    request: ChargingRequest,
    usages: readonly number[],
    serve: Serve,
    overtaken = false,
  ): Promise<Outcome | undefined> {
    const { world } = this;
    const units = usages.reduce((a, b) => a + b, 0);
    const session = `${ref.accountKey}/${ref.sessionId}`;
    const sent: Sent = { units, acknowledged: false };
    if (this.numbers) world.sent.set(`${session}/${request.sequence}`, sent);
    let first: Outcome | undefined;
    const hear = (outcome: Outcome) => {
      if (!outcome.ok) return;
      sent.acknowledged = true;
      if (first === undefined) first = outcome;
    };
    // Peers without numbers can't leave a message behind: nothing could tell it from a repeat later.
    const outcome = await world.insist(serve, hear, this.numbers ? 3 : 1_000);
    if (!this.numbers && outcome?.ok)
      world.unnumbered.set(session, (world.unnumbered.get(session) ?? 0) + units);
    if (outcome?.ok && this.numbers && !overtaken && world.simulation.random.chance(0.1)) {
      const again = await world.send(serve);
      const grants = (o: Outcome) =>
        o.ok
          ? JSON.stringify(
              o.answer.groups.map((g) => [g.ratingGroup, g.granted, g.resultCode, g.final?.action]),
            )
          : 'refused';
      if (again !== undefined && grants(again) !== grants(outcome)) {
        world.ledger.violate(
          `${session}/${request.sequence}: answered ${grants(outcome)}, then ${grants(again)}`,
        );
      }
    }
    return outcome;
  }

  private async afterRelease(ref: SessionRef, sequence: number, groups: readonly number[]): Promise<void> {
    const request = this.base(
      sequence,
      groups.map((g) => this.group(g, true, 5, 99)),
    );
    const outcome = await this.world.send((charger) => charger.update(ref, request));
    if (outcome?.ok) {
      this.world.ledger.violate(
        `${ref.accountKey}/${ref.sessionId}: an update after the release was answered`,
      );
    }
  }
}

/** Old messages come back, long after. */
async function replay(world: World): Promise<void> {
  const { simulation } = world;
  while (!world.done) {
    await simulation.sleep(simulation.random.below(300));
    const old = world.past[simulation.random.below(Math.max(1, world.past.length))];
    if (old !== undefined) await world.send(old);
  }
}

export async function storm(options: StormOptions): Promise<StormResult> {
  const world = new World(options);
  const { random } = world.simulation;
  for (let i = 0; i < (options.clients ?? 50); i++) void new Client(world, !random.chance(0.1)).live();
  void replay(world);
  await world.simulation.run();
  const { ledger, sent, unnumbered } = world;
  for (const [message, { units, acknowledged }] of sent) {
    const recorded = ledger.units.get(message) ?? 0;
    if (recorded !== units && (acknowledged || recorded !== 0)) {
      ledger.violate(
        `${message}: ${units} units reported${acknowledged ? ' and acknowledged' : ''}, ${recorded} recorded`,
      );
    }
  }
  for (const [session, units] of unnumbered) {
    const recorded = ledger.units.get(`${session}/0`) ?? 0;
    if (recorded !== units)
      ledger.violate(`${session}: ${units} units acknowledged without numbers, ${recorded} recorded`);
  }
  return {
    seed: options.seed,
    requests: world.requests,
    storeCalls: world.store.calls,
    messages: sent.size,
    uncollectedUnits: ledger.uncollected,
    violations: ledger.violations,
  };
}
