/**
 * A charging session as the network function that meters it sees it (SCUR, TS 32.290 §5.3.2.3): it asks for
 * quota, lets traffic pass within it, reports when a threshold is reached, quota ends, lies idle or grows too
 * old, and reports the rest when it ends. Knows no clock and sends nothing: the caller says how much time
 * passed, and carries messages and answers.
 */
import {
  type Answer,
  type Json,
  type Message,
  type Operation,
  type ReportedUsage,
  isServed,
} from './message.js';
import type { Random } from './random.js';

/** Traffic of one rating group that a session means to carry. */
export interface IntendedTraffic {
  readonly ratingGroup: number;
  /** Units a second. */
  readonly speed: number;
  /** Units. */
  readonly total: number;
}

/** What differs between a PDU session and a call. */
export interface SessionKind {
  readonly service: 'data' | 'voice';
  readonly supi: string;
  readonly traffic: readonly IntendedTraffic[];
  /** Whether the create asks for units already; a real SMF often does not. */
  readonly asksAtCreate: boolean;
  /** RequestedUnit; `{}` leaves the amount to the charging function. */
  readonly requestedUnit: Json;
  /** Chance that traffic pauses after an update. */
  readonly pauseRate: number;
  /** The members of the request that tell what the session is. */
  envelope(operation: Operation, now: Date): Json;
  /** A UsedUnitContainer's units. */
  usedUnits(units: number): Json;
  /** Members of a MultipleUnitUsage that reports usage. */
  readonly reporter: Json;
  /** PDUContainerInformation, where there is one. */
  containerInformation(from: Date, to: Date): Json;
  /** Most units that a last packet may exceed its grant by. */
  readonly lastPacket: number;
}

type State = 'unasked' | 'granted' | 'denied' | 'returned';

interface Group {
  readonly intended: IntendedTraffic;
  state: State;
  /** Of the intended units, what has not passed yet. */
  left: number;
  /** Part of a unit that has passed. */
  part: number;
  /** Passed and not yet reported. */
  used: number;
  granted: number;
  threshold: number;
  validityS: number;
  holdingS: number;
  final: string | undefined;
  /** Since the grant. */
  ageS: number;
  /** Since the last traffic. */
  idleS: number;
  usedFrom: Date | undefined;
}

/** How long a session without any quota stays before it ends: the redirect to the top-up page, then nothing. */
const LINGER_S = 90;
const FIRST_PACKET_S = 2;
const MEAN_PAUSE_S = 1_500;
const EPSILON_S = 1e-6;

export class ChargedSession {
  readonly kind: SessionKind;
  private readonly random: Random;
  private readonly groups: Group[];
  private ref: string | undefined;
  private phase: 'new' | 'open' | 'over' = 'new';
  private sequence = 0;
  private localSequence = 0;
  private pauseS = 0;
  private lingeredS = 0;
  private asking: readonly Group[] = [];

  constructor(kind: SessionKind, random: Random) {
    this.kind = kind;
    this.random = random;
    this.groups = kind.traffic.map((intended) => ({
      intended,
      state: 'unasked',
      left: intended.total,
      part: 0,
      used: 0,
      granted: 0,
      threshold: 0,
      validityS: Infinity,
      holdingS: Infinity,
      final: undefined,
      ageS: 0,
      idleS: 0,
      usedFrom: undefined,
    }));
  }

  get isOver(): boolean {
    return this.phase === 'over';
  }

  /** Whether the charging function knows it. */
  get isOpen(): boolean {
    return this.phase === 'open';
  }

  /** Seconds of traffic until something happens. */
  nextEventS(): number {
    if (this.phase === 'new') return 0;
    const granted = this.granted();
    const timers = granted.map(untilTimer);
    if (this.pauseS > 0) return Math.min(this.pauseS, ...timers);
    if (this.waiting().length > 0) return FIRST_PACKET_S;
    if (granted.length === 0) return Math.max(0, LINGER_S - this.lingeredS);
    if (this.hasEnded()) return 0;
    return Math.min(...timers, ...granted.filter(({ left }) => left > 0).map(untilReport));
  }

  /** Lets traffic pass for some time. */
  advance(seconds: number, now: Date): void {
    const paused = this.pauseS > 0;
    this.pauseS = Math.max(0, this.pauseS - seconds);
    if (this.pauseS < EPSILON_S) this.pauseS = 0;
    const granted = this.granted();
    if (granted.length === 0) this.lingeredS += seconds;
    for (const group of granted) {
      group.ageS += seconds;
      if (paused || group.left <= 0) {
        group.idleS += seconds;
        continue;
      }
      const flow = group.intended.speed * seconds + group.part;
      group.part = flow - Math.floor(flow + EPSILON_S);
      const passed = Math.min(
        Math.max(0, group.granted - group.used),
        group.left,
        Math.floor(flow + EPSILON_S),
      );
      group.idleS = 0;
      if (passed === 0) continue;
      group.left -= passed;
      group.used += passed;
      group.usedFrom ??= now;
    }
  }

  /**
   * The message that is due; undefined when none is.
   *
   * @param ending  the subscriber hangs up now
   */
  nextMessage(now: Date, ending = false): Message | undefined {
    if (this.phase === 'over') return undefined;
    if (this.phase === 'new') {
      if (!ending) return this.create(now);
      this.phase = 'over';
      return undefined;
    }
    if (ending || this.hasEnded()) return this.release(now);
    const granted = this.granted();
    const expired = granted.filter((group) => untilValidity(group) <= EPSILON_S);
    if (expired.length > 0) return this.update(now, expired, () => 'VALIDITY_TIME');
    const idle = granted.filter((group) => untilHolding(group) <= EPSILON_S);
    if (idle.length > 0) return this.giveBack(now, idle);
    if (this.pauseS > 0) return undefined;
    const waiting = this.waiting();
    if (waiting.length > 0) return this.update(now, waiting, () => undefined);
    const ready = granted.filter((group) => group.left > 0 && toReport(group) < 1);
    if (ready.length === 0) return undefined;
    if (ready.length === granted.length && ready.every(({ final }) => final === 'TERMINATE'))
      return this.release(now);
    for (const group of ready) this.overshoot(group);
    return this.update(now, ready, ({ threshold, final }) =>
      threshold === 0 || final !== undefined ? 'QUOTA_EXHAUSTED' : 'QUOTA_THRESHOLD',
    );
  }

  /** Takes the answer to the last message; undefined when nobody ever answered. */
  take(answer: Answer | undefined): void {
    if (answer === undefined || !isServed(answer)) {
      this.phase = 'over';
      return;
    }
    if (this.phase === 'new') {
      this.ref = answer.ref;
      this.phase = answer.ref === undefined ? 'over' : 'open';
    }
    for (const group of this.asking) {
      const info = answer.groups.find(({ ratingGroup }) => ratingGroup === group.intended.ratingGroup);
      group.ageS = 0;
      group.idleS = 0;
      if (info === undefined || info.resultCode !== 'SUCCESS' || info.granted === 0) {
        group.state = 'denied';
        continue;
      }
      group.state = 'granted';
      group.granted = info.granted;
      group.threshold = info.threshold;
      group.validityS = info.validityS ?? Infinity;
      group.holdingS = info.holdingS ?? Infinity;
      group.final = info.final;
    }
    if (this.asking.length > 0 && this.granted().length > 0 && this.random.chance(this.kind.pauseRate))
      this.pauseS = this.random.exponential(MEAN_PAUSE_S);
    this.asking = [];
  }

  private granted(): Group[] {
    return this.groups.filter(({ state }) => state === 'granted');
  }

  /** Groups with traffic that no quota lets pass yet. */
  private waiting(): Group[] {
    return this.groups.filter(({ state, left }) => left > 0 && (state === 'unasked' || state === 'returned'));
  }

  private hasEnded(): boolean {
    if (this.groups.every(({ left }) => left <= 0)) return true;
    if (this.waiting().length > 0) return false;
    const granted = this.granted();
    return granted.length === 0
      ? this.lingeredS >= LINGER_S - EPSILON_S
      : granted.every(({ left }) => left <= 0);
  }

  /** Packets go on while the report is on its way; rarely, the last ones are more than was granted. */
  private overshoot(group: Group): void {
    const room = group.granted - group.used;
    let more = room > 0 && group.final === undefined ? this.random.below(Math.ceil(room / 2)) : 0;
    if (room <= 0 && this.random.chance(0.1)) more = this.random.between(1, this.kind.lastPacket);
    more = Math.min(more, group.left);
    group.used += more;
    group.left -= more;
  }

  private create(now: Date): Message {
    this.asking = this.kind.asksAtCreate ? this.groups : [];
    return this.message('create', '/chargingdata', now, [], {
      notifyUri: 'http://smf01.5gc.invalid/notifications/chf/convergedcharging/v3/1',
      ...(this.asking.length === 0
        ? {}
        : {
            multipleUnitUsage: this.asking.map(({ intended }) => ({
              ratingGroup: intended.ratingGroup,
              requestedUnit: this.kind.requestedUnit,
            })),
          }),
    });
  }

  /** Reports usage and asks for more. */
  private update(
    now: Date,
    groups: readonly Group[],
    triggerOf: (group: Group) => string | undefined,
  ): Message {
    this.asking = groups;
    const usage = groups.map((group) => this.report(group, triggerOf(group), now));
    return this.message('update', `/chargingdata/${this.ref}/update`, now, usage, {
      multipleUnitUsage: usage.map(({ ratingGroup, containers }) => ({
        ratingGroup,
        requestedUnit: this.kind.requestedUnit,
        ...(containers.length === 0 ? {} : { usedUnitContainer: containers, ...this.kind.reporter }),
      })),
    });
  }

  /** Reports usage and asks for nothing: what was granted lay idle for its holding time. */
  private giveBack(now: Date, groups: readonly Group[]): Message {
    this.asking = [];
    const usage = groups.map((group) => this.report(group, 'QHT', now));
    for (const group of groups) {
      group.state = 'returned';
      group.granted = 0;
    }
    return this.message('update', `/chargingdata/${this.ref}/update`, now, usage, {
      multipleUnitUsage: usage.map(({ ratingGroup, containers }) => ({
        ratingGroup,
        usedUnitContainer: containers,
        ...this.kind.reporter,
      })),
    });
  }

  private release(now: Date): Message {
    this.asking = [];
    this.phase = 'over';
    const usage = this.groups
      .filter(({ state }) => state !== 'unasked')
      .map((group) => this.report(group, 'FINAL', now));
    return this.message('release', `/chargingdata/${this.ref}/release`, now, usage, {
      multipleUnitUsage: usage.map(({ ratingGroup, containers }) => ({
        ratingGroup,
        usedUnitContainer: containers,
        ...this.kind.reporter,
      })),
      triggers: [{ triggerCategory: 'IMMEDIATE_REPORT', triggerType: 'FINAL' }],
    });
  }

  /** Takes the group's unreported usage into containers; none when there is nothing to tell. */
  private report(
    group: Group,
    trigger: string | undefined,
    now: Date,
  ): { ratingGroup: number; units: number; containers: Json[] } {
    const { ratingGroup } = group.intended;
    if (trigger === undefined) return { ratingGroup, units: 0, containers: [] };
    const units = group.used;
    const from = group.usedFrom ?? now;
    group.used = 0;
    group.usedFrom = undefined;
    // The UE moved: what came before is a container of its own, kept until the next report.
    const moved = this.kind.service === 'data' && units > 1 && this.random.chance(0.05);
    const before = moved ? this.random.between(1, units - 1) : 0;
    const containers = moved
      ? [
          this.container(before, 'USER_LOCATION_CHANGE', 'DEFERRED_REPORT', from, now),
          this.container(units - before, trigger, 'IMMEDIATE_REPORT', from, now),
        ]
      : [this.container(units, trigger, 'IMMEDIATE_REPORT', from, now)];
    return { ratingGroup, units, containers };
  }

  private container(units: number, triggerType: string, triggerCategory: string, from: Date, to: Date): Json {
    this.localSequence += 1;
    return {
      ...this.kind.usedUnits(units),
      localSequenceNumber: this.localSequence,
      quotaManagementIndicator: 'ONLINE_CHARGING',
      triggerTimestamp: to.toISOString(),
      triggers: [{ triggerCategory, triggerType }],
      ...this.kind.containerInformation(from, to),
    };
  }

  private message(
    operation: Operation,
    path: string,
    now: Date,
    usage: readonly ReportedUsage[],
    body: Json,
  ): Message {
    const { supi } = this.kind;
    return {
      operation,
      supi,
      path,
      usage: usage.filter(({ units }) => units > 0).map(({ ratingGroup, units }) => ({ ratingGroup, units })),
      body: {
        subscriberIdentifier: supi,
        invocationTimeStamp: now.toISOString(),
        invocationSequenceNumber: this.sequence++,
        ...body,
        ...this.kind.envelope(operation, now),
      },
    };
  }
}

/** Units that pass before the group reports. */
function toReport({ granted, threshold, final, used }: Group): number {
  return granted - (final === undefined ? threshold : 0) - used;
}

function untilReport(group: Group): number {
  return Math.max(0, Math.min(toReport(group), group.left)) / group.intended.speed;
}

const untilValidity = ({ validityS, ageS }: Group): number => validityS - ageS;
const untilHolding = ({ holdingS, idleS }: Group): number => holdingS - idleS;
const untilTimer = (group: Group): number => Math.max(0, Math.min(untilValidity(group), untilHolding(group)));
