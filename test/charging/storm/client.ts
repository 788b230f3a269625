/** A client of the network: sessions, one-time events and top-ups on accounts that it shares with the others. */
import type { Outcome } from '../../../lambdas/charging/charger.js';
import { type CreditOptions, creditAccount } from '../../../lambdas/charging/credit-account.js';
import type {
  ChargingRequest,
  CreateRequest,
  EventRequest,
  GroupRequest,
  SessionRef,
} from '../../../domain/charging/request.js';
import { MB } from '../plans.js';
import type { Network, Serve } from './network.js';
import type { Simulation } from './simulation.js';

/** Sequence numbers of events, so that each names one. */
let eventNumbers = 1;

/** What a client knows of a message: what it reported, and whether it was ever told that it counts. */
export interface Sent {
  readonly units: number;
  acknowledged: boolean;
}

/** Who uses an account, and where. */
export interface Place {
  readonly supi: string;
  readonly visited?: string;
}

/** What clients share. */
export interface Surroundings {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly keys: readonly string[];
  readonly sent: Map<string, Sent>;
  /** Per session of a peer that never numbers its messages: units reported and acknowledged. */
  readonly unnumbered: Map<string, number>;
  readonly crediting: CreditOptions;
  readonly done: boolean;
  /** Changes when a repeated answer may differ from the first: time went on, or somebody changed the account. */
  readonly mark: (key: string) => unknown;
  readonly violate: (what: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** The SIM that uses an account now. */
  readonly placeOf: (key: string) => Place;
  /** A top-up: index into `plan.buckets`, and how much. */
  readonly credit: () => { readonly template: number; readonly amount: number };
}

export function digestOf(random: { below(n: number): number }): Uint8Array {
  return Uint8Array.from({ length: 6 }, () => random.below(256));
}

function keysOf(random: { below(n: number): number }) {
  return { createKey: digestOf(random), contentKey: digestOf(random) };
}

export class Client {
  private readonly world: Surroundings;
  private readonly numbers: boolean;

  constructor(world: Surroundings, numbers: boolean) {
    this.world = world;
    this.numbers = numbers;
  }

  async live(): Promise<void> {
    const { random } = this.world.simulation;
    while (!this.world.done) {
      if (random.chance(0.1)) await this.event();
      else if (random.chance(0.06)) await this.credit();
      else await this.session();
      await this.world.sleep(random.below(200));
    }
  }

  private base(sequence: number, groups: GroupRequest[], { visited }: Place): ChargingRequest {
    const { random, now } = this.world.simulation;
    return {
      sequence,
      retransmission: false,
      digest: digestOf(random),
      atMs: now,
      sentAtMs: now,
      destination: '491711234567',
      ...(visited === undefined ? {} : { visited }),
      groups,
    };
  }

  private async event(): Promise<void> {
    const { world } = this;
    const { random } = world.simulation;
    const key = random.pick(world.keys);
    const sequence = eventNumbers++;
    const units = 1 + random.below(2);
    const place = world.placeOf(key);
    const request: EventRequest = {
      ...this.base(sequence, [{ ratingGroup: 200, requested: { messages: units }, used: [] }], place),
      ...keysOf(random),
      supi: place.supi,
      oneTimeEventType: 'IEC',
    };
    const message = { units, acknowledged: false };
    world.sent.set(`${key}/event/${sequence}`, message);
    await world.network.insist(
      (charger) => charger.event(place.supi, request),
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
    const creditId = digestOf(random);
    const request = { creditId, ...world.credit(), expiresAt: 0, atMs: now };
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
    let place = world.placeOf(key);
    const opening: CreateRequest = {
      ...this.base(0, random.chance(0.1) ? [] : groups.map((g) => this.group(g, true, 0, 0)), place),
      ...keysOf(random),
      supi: place.supi,
    };
    const opened = await world.network.insist(
      (charger) => charger.create(place.supi, opening),
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
      ...(opened.answer.zone === undefined ? {} : { zone: opened.answer.zone }),
    };
    const granted = new Map(opened.answer.groups.map((g) => [g.ratingGroup, g.granted]));
    let local = 0;
    const updates = random.below(12);
    // Some peers don't wait for an answer before they send the next message: these overtake each other.
    const impatient = this.numbers && random.chance(0.15);
    const inFlight: Promise<unknown>[] = [];
    for (let sequence = 1; sequence <= updates; sequence++) {
      if (random.chance(0.03)) place = { ...world.placeOf(key), supi: place.supi };
      await world.sleep(
        impatient ? random.below(3) : random.chance(0.01) ? 3 * 3_600_000 : random.below(400),
      );
      const named = groups.filter(() => random.chance(0.85));
      const usages = named.map((g) => this.usage(granted.get(g) ?? 0, g));
      local++;
      const request = this.base(
        this.numbers ? sequence : 0,
        named.map((g, i) => this.group(g, random.chance(0.95), usages[i] as number, local)),
        place,
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
      place,
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
    const outcome = await world.network.insist(serve, hear, this.numbers ? 3 : 1_000);
    if (!this.numbers && outcome?.ok)
      world.unnumbered.set(session, (world.unnumbered.get(session) ?? 0) + units);
    if (outcome?.ok && this.numbers && !overtaken && world.simulation.random.chance(0.1)) {
      const mark = world.mark(ref.accountKey);
      const again = await world.network.send(serve);
      const grants = (o: Outcome) =>
        o.ok
          ? JSON.stringify(
              o.answer.groups.map((g) => [g.ratingGroup, g.granted, g.resultCode, g.final?.action]),
            )
          : 'refused';
      if (again !== undefined && mark === world.mark(ref.accountKey) && grants(again) !== grants(outcome)) {
        world.violate(`${session}/${request.sequence}: answered ${grants(outcome)}, then ${grants(again)}`);
      }
    }
    return outcome;
  }

  private async afterRelease(ref: SessionRef, sequence: number, groups: readonly number[]): Promise<void> {
    const request = this.base(
      sequence,
      groups.map((g) => this.group(g, true, 5, 99)),
      { supi: ref.accountKey },
    );
    const outcome = await this.world.network.send((charger) => charger.update(ref, request));
    if (outcome?.ok) {
      this.world.violate(`${ref.accountKey}/${ref.sessionId}: an update after the release was answered`);
    }
  }
}

/** Old messages come back, long after. */
export async function replay(world: Surroundings): Promise<void> {
  const { simulation, network } = world;
  while (!world.done) {
    await world.sleep(simulation.random.below(300));
    const old = network.past[simulation.random.below(Math.max(1, network.past.length))];
    if (old !== undefined) await network.send(old);
  }
}

/** What was acknowledged is recorded once; what was not, once or not at all. */
export function checkSent(
  { sent, unnumbered, violate }: Surroundings,
  recordedUnits: ReadonlyMap<string, number>,
): void {
  for (const [message, { units, acknowledged }] of sent) {
    const recorded = recordedUnits.get(message) ?? 0;
    if (recorded !== units && (acknowledged || recorded !== 0)) {
      violate(
        `${message}: ${units} units reported${acknowledged ? ' and acknowledged' : ''}, ${recorded} recorded`,
      );
    }
  }
  for (const [session, units] of unnumbered) {
    const recorded = recordedUnits.get(`${session}/0`) ?? 0;
    if (recorded !== units)
      violate(`${session}: ${units} units acknowledged without numbers, ${recorded} recorded`);
  }
}
