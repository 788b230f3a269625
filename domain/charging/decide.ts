/**
 * One pure decision: an account item and a request in, a new item and an answer out. Total and
 * deterministic: it quotes, debits, simulates, and is the oracle of the fast path.
 */
import {
  type Account,
  type Group,
  LIMITS,
  type Session,
  EVENT_SLOT,
  bury,
  drawable,
  findBucket,
  mayDraw,
  template,
} from './account.js';
import { type GroupAnswer, type Refusal, type SessionAnswer, groupAnswer, isLong } from './answer.js';
import { debit, debitLate, grant, returnHolds, roomFor } from './draw.js';
import { type Item, encodeAccount } from './item.js';
import { containerIdentity, isForgotten, isKnown, nothingYet, remember, sameBytes } from './once.js';
import type { Outbox, OutboxKind } from './outbox.js';
import { type ClassTerms, type PlanIndex, classFor } from './plan-index.js';
import { timerSize, unitsIn, wish } from './quota.js';
import type { ChargingRequest, CreateRequest, EventRequest, GroupRequest, SessionGroup } from './request.js';
import { paymentIn } from './tender.js';
import { type Work, burySession, openWork } from './work.js';
import { nextBoundary } from '../rating/index.js';

/** An answer, and the item to write if anything changed: write it on condition that `v` is still `basis`. */
export type Decision =
  | {
      readonly outcome: 'answer';
      readonly answer: SessionAnswer;
      readonly item?: Item;
      readonly basis: number;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly detail: string };

const SHORT_VALIDITY_S = 7_200;
const LONG_VALIDITY_S = 86_400;
/** A clock further ahead would make later events look old. */
const EVENT_AHEAD_S = 300;

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

function write(
  work: Work,
  kind: OutboxKind,
  request: ChargingRequest,
  session: { id: number; slot: number },
): Item {
  const { account, index, nowS } = work;
  account.version += 1;
  const outbox: Outbox | undefined =
    work.entries.length === 0
      ? undefined
      : {
          kind,
          atS: Math.floor(request.atMs / 1000),
          sessionId: session.id,
          slot: session.slot,
          sequence: request.sequence,
          entries: work.entries,
        };
  return encodeAccount(account, index, outbox, nowS);
}

function sessionGroups(work: Work, session: Session): SessionGroup[] {
  return session.groups.map((group) => {
    const terms = work.index.classes[group.classIndex] as ClassTerms;
    const [held] = group.holds;
    // Before anything is held, the first bucket that may pay is the best guess.
    const bucket =
      held === undefined
        ? work.account.buckets.find((b) => mayDraw(work.index, b, terms))
        : findBucket(work.account, held.bucket);
    const payment = bucket === undefined ? 'rated' : paymentIn(work.index, bucket, terms);
    return {
      group: group.group,
      classIndex: group.classIndex,
      payment,
      ...(bucket === undefined || held === undefined || payment === 'rated'
        ? {}
        : { room: roomFor(terms, drawable(work.index, bucket, work.nowS), payment === 'money') }),
    };
  });
}

/** Opens a charging session (Nchf create; SCUR and ECUR of TS 32.290 §5.3.2). */
export function decideCreate(item: Item, request: CreateRequest, index: PlanIndex, nowMs: number): Decision {
  const work = openWork(item, index, nowMs);
  const { account, nowS } = work;
  const basis = account.version;
  const repeated = account.sessions.find((s) => sameBytes(s.createKey, request.createKey));
  if (repeated !== undefined) {
    return { outcome: 'answer', basis, answer: rebuild(work, 'created', repeated, request) };
  }
  const ended = account.tombstones.find((t) => sameBytes(t.createKey, request.createKey));
  if (ended !== undefined) {
    const { sessionId, slot } = ended;
    return {
      outcome: 'answer',
      basis,
      answer: { kind: 'created', sessionId, slot, groups: [], session: [] },
    };
  }
  const slot = freeSlot(work);
  if (slot === undefined) {
    return {
      outcome: 'refused',
      refusal: 'TOO_MANY_SESSIONS',
      detail: `the account has ${LIMITS.sessions} open charging sessions, the most that one account may have`,
    };
  }
  const session: Session = {
    id: basis + 1,
    slot,
    startedAtS: Math.floor(request.atMs / 1000),
    createKey: request.createKey,
    lastSequence: request.sequence,
    digest: request.digest,
    validUntilS: nowS + LONG_VALIDITY_S + LIMITS.marginS,
    missing: [],
    counted: nothingYet(),
    groups: [],
  };
  account.sessions.push(session);
  const groups = serve(work, session, request, true);
  return {
    outcome: 'answer',
    basis,
    answer: { kind: 'created', sessionId: session.id, slot, groups, session: sessionGroups(work, session) },
    item: write(work, 'create', request, session),
  };
}

function freeSlot(work: Work): number | undefined {
  const { account, nowS } = work;
  const taken = new Set(account.sessions.map((s) => s.slot));
  for (let slot = 0; slot < LIMITS.sessions; slot++) if (!taken.has(slot)) return slot;
  const expired = account.sessions
    .filter((s) => s.validUntilS <= nowS)
    .sort((a, b) => a.validUntilS - b.validUntilS)[0];
  if (expired === undefined) return undefined;
  burySession(account, expired, nowS);
  account.sessions = account.sessions.filter((s) => s !== expired);
  return expired.slot;
}

type Novelty = 'new' | 'late' | 'duplicate' | 'unnumbered';

/**
 * Whether a message is new. The number decides; where the number was seen before with other content, the
 * peer does not number its messages (some send 0 for ever), and the usage containers themselves decide. A
 * numbered message that says it is a retransmission was served, whatever its content.
 */
function novelty(session: Session, request: ChargingRequest): Novelty {
  const { sequence } = request;
  if (sequence > session.lastSequence) return 'new';
  if (sequence === session.lastSequence) {
    if (sameBytes(session.digest, request.digest)) return 'duplicate';
    return request.retransmission && sequence > 0 ? 'duplicate' : 'unnumbered';
  }
  return session.missing.some(([from, to]) => sequence >= from && sequence <= to) ? 'late' : 'duplicate';
}

/** Remembers which numbers were skipped, so that a late message counts once and a repeat not at all. */
function advance(session: Session, sequence: number, kind: Novelty): void {
  if (kind === 'new') {
    if (sequence > session.lastSequence + 1) {
      session.missing.push([session.lastSequence + 1, sequence - 1]);
      if (session.missing.length > LIMITS.missingRanges) session.missing.shift();
    }
    session.lastSequence = sequence;
  } else if (kind === 'late') {
    session.missing = session.missing.flatMap(([from, to]): [number, number][] => {
      if (sequence < from || sequence > to) return [[from, to]];
      const halves: [number, number][] = [
        [from, sequence - 1],
        [sequence + 1, to],
      ];
      return halves.filter(([a, b]) => a <= b);
    });
    while (session.missing.length > LIMITS.missingRanges) session.missing.shift();
  }
}

function notFound(work: Work, sessionId: number): Decision {
  const ended = work.account.tombstones.some((t) => t.sessionId === sessionId);
  return {
    outcome: 'refused',
    refusal: 'SESSION_NOT_FOUND',
    detail: ended ? 'this charging session was released' : 'there is no such charging session',
  };
}

/** Reports usage and asks for more (Nchf update). */
export function decideUpdate(
  item: Item,
  sessionId: number,
  request: ChargingRequest,
  index: PlanIndex,
  nowMs: number,
): Decision {
  const work = openWork(item, index, nowMs);
  const basis = work.account.version;
  const session = work.account.sessions.find((s) => s.id === sessionId);
  if (session === undefined) return notFound(work, sessionId);
  const kind = novelty(session, request);
  if (kind === 'duplicate') {
    return { outcome: 'answer', basis, answer: rebuild(work, 'updated', session, request) };
  }
  const counted = kind === 'unnumbered' || request.sequence === 0 ? countOnce(session, request) : request;
  advance(session, request.sequence, kind);
  let groups: GroupAnswer[];
  if (kind === 'late') {
    for (const group of counted.groups) report(work, session, counted, group, debitLate);
    groups = rebuild(work, 'updated', session, request).groups.slice();
  } else {
    session.digest = request.digest;
    groups = serve(work, session, counted, false);
  }
  return {
    outcome: 'answer',
    basis,
    answer: {
      kind: 'updated',
      sessionId,
      slot: session.slot,
      groups,
      session: sessionGroups(work, session),
    },
    item: write(work, 'update', request, session),
  };
}

/** Reports the last usage and gives the rest back (Nchf release). */
export function decideRelease(
  item: Item,
  sessionId: number,
  request: ChargingRequest,
  index: PlanIndex,
  nowMs: number,
): Decision {
  const work = openWork(item, index, nowMs);
  const { account } = work;
  const basis = account.version;
  const session = account.sessions.find((s) => s.id === sessionId);
  if (session === undefined) {
    const ended = account.tombstones.find((t) => t.sessionId === sessionId);
    if (ended === undefined) return notFound(work, sessionId);
    return {
      outcome: 'answer',
      basis,
      answer: { kind: 'released', sessionId, slot: ended.slot, groups: [], session: [] },
    };
  }
  const counted = lastUsage(session, request);
  for (const group of counted.groups) report(work, session, counted, group);
  for (const group of session.groups) returnHolds(work, group);
  burySession(account, session, work.nowS);
  account.sessions = account.sessions.filter((s) => s !== session);
  return {
    outcome: 'answer',
    basis,
    answer: { kind: 'released', sessionId, slot: session.slot, groups: [], session: [] },
    item: write(work, 'release', request, session),
  };
}

/**
 * What a release adds. The session is open, so this release was never served, whatever its number says:
 * only content that the last update had already, and containers counted before, are left out.
 */
function lastUsage(session: Session, request: ChargingRequest): ChargingRequest {
  const kind = novelty(session, request);
  if (kind === 'new' || kind === 'late') return request;
  const repeats = request.sequence === session.lastSequence && sameBytes(session.digest, request.digest);
  return repeats ? { ...request, groups: [] } : countOnce(session, request);
}

/**
 * Charges a one-time event (TS 32.290 §5.3.2.2): IEC debits at once, all or nothing; PEC records what was
 * delivered, down to the floors.
 */
export function decideEvent(item: Item, request: EventRequest, index: PlanIndex, nowMs: number): Decision {
  const work = openWork(item, index, nowMs);
  const { account, nowS } = work;
  const basis = account.version;
  const before = account.tombstones.find((t) => sameBytes(t.createKey, request.createKey));
  if (before !== undefined) {
    const groups = before.granted.map((g) => groupAnswer(index, g.group, g.units, false, true));
    return {
      outcome: 'answer',
      basis,
      answer: { kind: 'event', sessionId: before.sessionId, slot: before.slot, groups, session: [] },
    };
  }
  if (request.sentAtS <= account.eventHorizonS) {
    return {
      outcome: 'refused',
      refusal: 'EVENT_STALE',
      detail: `sent at ${iso(request.sentAtS)}; allowed: after ${iso(account.eventHorizonS)}, or it can't be told from a repeat`,
    };
  }
  if (request.sentAtS > nowS + EVENT_AHEAD_S) {
    return {
      outcome: 'refused',
      refusal: 'EVENT_STALE',
      detail: `sent at ${iso(request.sentAtS)}; allowed: at most ${EVENT_AHEAD_S} s ahead of ${iso(nowS)}`,
    };
  }
  const session: Session = {
    id: basis + 1,
    slot: EVENT_SLOT,
    startedAtS: Math.floor(request.atMs / 1000),
    createKey: request.createKey,
    lastSequence: request.sequence,
    digest: request.digest,
    validUntilS: nowS,
    missing: [],
    counted: nothingYet(),
    groups: [],
  };
  const groups: GroupAnswer[] = [];
  for (const wanted of request.groups) {
    const found = groupOf(work, session, request, wanted.ratingGroup);
    if (found === undefined) {
      groups.push({ ratingGroup: wanted.ratingGroup, resultCode: 'RATING_FAILED', granted: 0 });
      continue;
    }
    const units = eventUnits(found.terms, wanted);
    if (units === undefined) {
      return {
        outcome: 'refused',
        refusal: 'UNITS_MISSING',
        detail: `rating group ${wanted.ratingGroup}: a one-time event says how many ${found.terms.service.unit} it is about`,
      };
    }
    groups.push(chargeEvent(work, session, found, request, units));
  }
  const failed = groups.find((g) => g.resultCode !== 'SUCCESS');
  if (groups.length > 0 && groups.every((g) => g.resultCode !== 'SUCCESS')) {
    return failed?.resultCode === 'RATING_FAILED'
      ? { outcome: 'refused', refusal: 'RATING_FAILED', detail: 'no tariff for this event in the plan' }
      : {
          outcome: 'refused',
          refusal: 'QUOTA_LIMIT_REACHED',
          detail: 'the account does not hold enough for this event',
        };
  }
  bury(account, {
    sessionId: session.id,
    endedAtS: request.sentAtS,
    createKey: request.createKey,
    slot: session.slot,
    granted: groups.flatMap((g) =>
      g.resultCode === 'SUCCESS'
        ? [{ group: index.groupOf.get(g.ratingGroup) as number, units: g.granted }]
        : [],
    ),
  });
  return {
    outcome: 'answer',
    basis,
    answer: { kind: 'event', sessionId: session.id, slot: session.slot, groups, session: [] },
    item: write(work, 'event', request, session),
  };
}

function eventUnits(terms: ClassTerms, wanted: GroupRequest): number | undefined {
  const { unit } = terms.service;
  let used: number | undefined;
  for (const container of wanted.used) {
    const part = unitsIn(unit, container);
    if (part !== undefined) used = (used ?? 0) + part;
  }
  const units = used ?? (wanted.requested === undefined ? undefined : unitsIn(unit, wanted.requested));
  return units ?? (unit === 'messages' && wanted.requested !== undefined ? 1 : undefined);
}

function chargeEvent(
  work: Work,
  session: Session,
  found: { group: Group; terms: ClassTerms },
  request: EventRequest,
  units: number,
): GroupAnswer {
  const { account, entries } = work;
  const kept = entries.length;
  const available = account.buckets.map((bucket) => bucket.available);
  debit(work, { session, ...found, atMs: request.atMs }, units);
  const uncovered = entries.slice(kept).some((entry) => entry.uncollected);
  if (uncovered && request.oneTimeEventType === 'IEC') {
    entries.length = kept;
    account.buckets.forEach((bucket, i) => {
      bucket.available = available[i] as number;
    });
    return groupAnswer(work.index, found.group.group, 0, true, true);
  }
  return groupAnswer(work.index, found.group.group, units, false, true);
}

/** The session's group for a rating group, opened when new; undefined when the plan can't rate it. */
function groupOf(
  work: Work,
  session: Session,
  request: ChargingRequest,
  ratingGroup: number,
): { group: Group; terms: ClassTerms } | undefined {
  const number = work.index.groupOf.get(ratingGroup);
  if (number === undefined) return undefined;
  const known = session.groups.find((g) => g.group === number);
  if (known !== undefined) {
    const terms = work.index.classes[known.classIndex];
    return terms === undefined ? undefined : { group: known, terms };
  }
  const terms = classFor(work.index, number, request.destination);
  if (terms === undefined) return undefined;
  const group: Group = {
    group: number,
    classIndex: terms.index,
    granted: 0,
    holds: [],
    position: 0,
    accruedMicros: 0,
    accruedRem: 0,
    final: false,
    steppedBucket: 0,
    steppedFrom: 0,
  };
  session.groups.push(group);
  return { group, terms };
}

/** Debits the usage of one group. */
function report(
  work: Work,
  session: Session,
  request: ChargingRequest,
  wanted: GroupRequest,
  by: typeof debit = debit,
): { group: Group; terms: ClassTerms } | undefined {
  const found = groupOf(work, session, request, wanted.ratingGroup);
  if (found === undefined) return undefined;
  for (const container of wanted.used) {
    const units = unitsIn(found.terms.service.unit, container) ?? 0;
    by(work, { session, ...found, atMs: container.triggerAtMs || request.atMs }, units);
  }
  return found;
}

/** Debits and grants for every group of a request; sets how long the reservations hold. */
function serve(work: Work, session: Session, request: ChargingRequest, creating: boolean): GroupAnswer[] {
  const { nowS, index } = work;
  const served: { found: { group: Group; terms: ClassTerms } | undefined; wanted: GroupRequest }[] = [];
  let long = true;
  let asked = false;
  let validityS = 0;
  for (const wanted of request.groups) {
    const found = report(work, session, request, wanted);
    served.push({ found, wanted });
    if (found === undefined) continue;
    const { group, terms } = found;
    if (wanted.requested === undefined) {
      returnHolds(work, group);
      group.final = false;
      continue;
    }
    const { quota, unit } = terms.service;
    const wants = wish(quota, unit, wanted);
    grant(work, { session, group, terms, atMs: request.atMs }, wants);
    asked = true;
    if (group.granted > 0 && !isLong(quota, Math.min(timerSize(wants, quota), group.granted))) long = false;
    validityS = Math.max(validityS, quota.validityS);
  }
  if (asked) {
    const longest = served.reduce(
      (s, { found }) => Math.max(s, found?.terms.service.quota.longValidityS ?? 0),
      0,
    );
    const until = nowS + (long ? longest : validityS) + LIMITS.marginS;
    // Groups that this request leaves out keep the time they were told.
    const others = session.groups.some(
      (g) => g.granted > 0 && !served.some(({ found }) => found?.group === g),
    );
    session.validUntilS = others ? Math.max(session.validUntilS, until) : until;
  } else if (!creating) {
    session.validUntilS = Math.max(session.validUntilS, nowS + SHORT_VALIDITY_S + LIMITS.marginS);
  }
  return served.flatMap(({ found, wanted }): GroupAnswer[] => {
    if (found === undefined)
      return [{ ratingGroup: wanted.ratingGroup, resultCode: 'RATING_FAILED', granted: 0 }];
    if (wanted.requested === undefined) return [];
    const { group } = found;
    return [
      groupAnswer(
        index,
        group.group,
        group.granted,
        group.final,
        long,
        tariffChange(work, group, request.atMs, long),
      ),
    ];
  });
}

/** The next change of price that a grant will meet: only money has one. */
function tariffChange(
  work: Work,
  group: Group,
  atMs: number,
  long: boolean,
): { atS: number; inS: number } | undefined {
  const terms = work.index.classes[group.classIndex] as ClassTerms;
  const [held] = group.holds;
  if (held === undefined || terms.flat !== undefined) return undefined;
  if (template(work.index, findBucket(work.account, held.bucket)).unit !== 'money') return undefined;
  const { quota, tariff } = terms.service;
  const at = nextBoundary(tariff, terms.profile, atMs);
  if (at === undefined) return undefined;
  const inS = Math.ceil((at - atMs) / 1000);
  const validityS = long ? quota.longValidityS : quota.validityS;
  return inS < validityS ? { atS: Math.floor(at / 1000), inS } : undefined;
}

/** The answer to a repeated message, from the state it left behind. */
function rebuild(
  work: Work,
  kind: SessionAnswer['kind'],
  session: Session,
  request: ChargingRequest,
): SessionAnswer {
  const { index } = work;
  const groups = request.groups.flatMap((wanted): GroupAnswer[] => {
    const number = index.groupOf.get(wanted.ratingGroup);
    const group = session.groups.find((g) => g.group === number);
    if (group === undefined) {
      return wanted.requested === undefined && number !== undefined
        ? []
        : [{ ratingGroup: wanted.ratingGroup, resultCode: 'RATING_FAILED', granted: 0 }];
    }
    if (wanted.requested === undefined) return [];
    const terms = index.classes[group.classIndex] as ClassTerms;
    const long = wasLong(session.validUntilS, work.nowS, terms.service.quota.validityS);
    return [
      groupAnswer(
        index,
        group.group,
        group.granted,
        group.final,
        long,
        tariffChange(work, group, request.atMs, long),
      ),
    ];
  });
  return { kind, sessionId: session.id, slot: session.slot, groups, session: sessionGroups(work, session) };
}

/** Which timers the last answer gave, told by how long the reservations still hold. */
function wasLong(validUntilS: number, nowS: number, validityS: number): boolean {
  return validUntilS - nowS - LIMITS.marginS > validityS;
}

/** Drops the containers that were counted before, and remembers the rest. */
function countOnce(session: Session, request: ChargingRequest): ChargingRequest {
  const groups = request.groups.map((wanted): GroupRequest => {
    const used = wanted.used.filter((container) => {
      const id = containerIdentity(wanted.ratingGroup, container, request.atMs);
      const atS = Math.floor((container.triggerAtMs || request.atMs) / 1000);
      if (isKnown(session.counted, id) || isForgotten(session.counted, atS)) return false;
      remember(session.counted, { id, atS }, LIMITS.counted);
      return true;
    });
    return { ...wanted, used };
  });
  return { ...request, groups };
}
