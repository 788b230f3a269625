/** The simulated host network: subscribers who call, write and surf, at a rate and with faults. */
import { setTimeout as delay } from 'node:timers/promises';
import { ChargedSession } from './charged-session.js';
import type { Ledger } from './ledger.js';
import { type Message, type NchfTransport, isServed } from './message.js';
import { type MessageFaults, Messenger } from './messenger.js';
import { Pacer } from './pacer.js';
import { pduSession } from './pdu-session.js';
import type { Random } from './random.js';
import type { Statistics } from './statistics.js';
import { textMessage } from './text-message.js';
import type { Subscriber } from './traffic-profile.js';
import type { VisitedNetwork } from './visited-network.js';
import { voiceCall } from './voice-call.js';

export type Service = 'data' | 'voice' | 'sms';

/** How often each is started, against the others. */
export type Mix = Readonly<Record<Service, number>>;

export interface Faults extends MessageFaults {
  /** Sessions that are never released, 0 to 1. */
  readonly abandoned: number;
}

export interface HostNetworkOptions {
  readonly subscribers: readonly Subscriber[];
  readonly visited: VisitedNetwork;
  readonly transport: NchfTransport;
  readonly random: Random;
  readonly mix: Mix;
  readonly faults: Faults;
  /** Messages a second, at most; what is sent again comes on top. */
  readonly rate: number;
  /** Seconds of a session's life that pass in a second. */
  readonly compression: number;
  /** How much data sessions carry, against what is usual. @default 1 */
  readonly dataScale?: number;
  readonly statistics: Statistics;
  readonly ledger: Ledger;
  readonly now?: () => number;
}

/** Subscribers that are in a data session at a time, at most. */
const BUSY_SHARE = 0.7;
const TRIES = 10;
const IDLE_MS = 25;
/** At the end sessions are released faster than they were opened. */
const ENDING_HASTE = 4;
const LEAST_ENDING_RATE = 100;

export class HostNetwork {
  private readonly options: HostNetworkOptions;
  private readonly messenger: Messenger;
  private readonly pacer: Pacer;
  private readonly now: () => number;
  private readonly running = new Set<Promise<void>>();
  private readonly busy = { data: new Set<string>(), voice: new Set<string>() };
  private readonly wakeUps = new Set<() => void>();
  private ending = false;
  private launcher: Promise<void> | undefined;

  constructor(options: HostNetworkOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
    this.pacer = new Pacer(options.rate);
    const { transport, faults, random, statistics, ledger } = options;
    this.messenger = new Messenger({
      transport,
      faults,
      random,
      statistics,
      ledger,
      pause: async (ms) => await delay(ms),
    });
  }

  start(): void {
    this.launcher ??= this.launch();
  }

  /** Starts nothing more, ends what is open, and resolves when all is answered. */
  async stop(): Promise<void> {
    if (!this.ending) {
      this.ending = true;
      this.pacer.setRate(Math.max(LEAST_ENDING_RATE, this.options.rate * ENDING_HASTE));
      for (const wake of this.wakeUps) wake();
    }
    await this.launcher;
    await Promise.all(this.running);
  }

  private async launch(): Promise<void> {
    const { mix, random, subscribers } = this.options;
    const weights = Object.entries(mix) as [Service, number][];
    const most = Math.max(1, Math.floor(subscribers.length * BUSY_SHARE));
    while (!this.ending) {
      const service = random.weighted(weights);
      const subscriber = this.free(service, most);
      if (subscriber === undefined) {
        await this.sleep(IDLE_MS);
        continue;
      }
      await this.pacer.turn(false);
      if (this.ending) return;
      const work = this.serve(service, subscriber).finally(() => this.running.delete(work));
      this.running.add(work);
    }
  }

  private free(service: Service, most: number): Subscriber | undefined {
    const { random, subscribers } = this.options;
    const busy = service === 'sms' ? undefined : this.busy[service];
    if (busy !== undefined && busy.size >= most) return undefined;
    for (let i = 0; i < TRIES; i++) {
      const subscriber = random.pick(subscribers);
      const { dataGroups, voice, sms } = subscriber.profile;
      const can = { data: dataGroups.length > 0, voice: voice !== undefined, sms: sms !== undefined }[
        service
      ];
      if (can && busy?.has(subscriber.supi) !== true) return subscriber;
    }
    return undefined;
  }

  private async serve(service: Service, subscriber: Subscriber): Promise<void> {
    const { random, visited, dataScale = 1 } = this.options;
    const { voice, sms } = subscriber.profile;
    if (service === 'sms') {
      if (sms !== undefined)
        await this.messenger.deliver(textMessage(subscriber, sms, visited, random, new Date(this.now())));
      return;
    }
    const busy = this.busy[service];
    busy.add(subscriber.supi);
    try {
      if (service === 'data')
        await this.run(new ChargedSession(pduSession(subscriber, visited, random, dataScale), random));
      else if (voice !== undefined)
        await this.run(new ChargedSession(voiceCall(subscriber, voice, visited, random), random));
    } finally {
      busy.delete(subscriber.supi);
    }
  }

  /** A session from its first message to its last. The launcher has paid for the first. */
  private async run(session: ChargedSession): Promise<void> {
    const { random, faults, statistics, ledger, compression } = this.options;
    const { supi } = session.kind;
    let messagesLeft = random.chance(faults.abandoned) ? random.between(1, 5) : Infinity;
    let first = true;
    let previous: Message | undefined;
    while (!session.isOver) {
      const slept = await this.sleep((session.nextEventS() * 1000) / compression);
      const now = new Date(this.now());
      session.advance((slept / 1000) * compression, now);
      const wasOpen = session.isOpen;
      const message = session.nextMessage(now, this.ending && !first);
      if (message === undefined) continue;
      if (messagesLeft < Infinity && (messagesLeft === 0 || message.operation === 'release')) {
        if (!wasOpen) return;
        statistics.sessionsAbandoned += 1;
        ledger.leftOpen(supi, true);
        return;
      }
      messagesLeft -= 1;
      if (!first) await this.pacer.turn(true);
      first = false;
      const { answer, isDoubtful } = await this.messenger.deliver(message);
      session.take(answer);
      if (message.operation === 'create') {
        if (session.isOpen) statistics.sessionsOpened += 1;
        else if (isDoubtful) ledger.leftOpen(supi, false);
      } else if (message.operation === 'release' && answer !== undefined && isServed(answer)) {
        statistics.sessionsReleased += 1;
      } else if (session.isOver) {
        statistics.sessionsLost += 1;
        ledger.leftOpen(supi, false);
      }
      if (previous !== undefined && random.chance(faults.repeats / 4))
        await this.messenger.repeatLate(previous);
      previous = message;
    }
  }

  /**
   * Waits, but no longer than until everything ends.
   *
   * @returns the milliseconds that passed
   */
  private async sleep(ms: number): Promise<number> {
    const started = performance.now();
    if (this.ending || ms <= 0) return 0;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wakeUps.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(ms, LONGEST_TIMER_MS));
      this.wakeUps.add(wake);
    });
    return performance.now() - started;
  }
}

const LONGEST_TIMER_MS = 60_000;
