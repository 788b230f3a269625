/**
 * One pure decision: an account item and a request in, a new item and an answer out. Total and
 * deterministic: it quotes, debits, simulates, and is the oracle of the fast path.
 */
import {
  type Group,
  LIMITS,
  type Session,
  drawable,
  findBucket,
  mayDraw,
  returnHolds,
  template,
} from './account.js';
import { type GroupAnswer, type Refusal, type SessionAnswer, groupAnswer, isLong } from './answer.js';
import { grant, roomFor } from './draw.js';
import type { Item } from './item.js';
import { memberOf } from './members.js';
import { nothingYet, sameBytes } from './once.js';
import type { OutboxKind } from './outbox.js';
import { type ClassTerms, type PlanIndex, classFor, zoneOf } from './plan-index.js';
import { timerSize, wish } from './quota.js';
import type { ChargingRequest, CreateRequest, SessionGroup } from './request.js';
import { advance, countedUsage, lastUsage, novelty } from './sequence.js';
import { paymentIn } from './tender.js';
import { reportUsage } from './usage.js';
import { burySession, closeWork, openWork } from './open-work.js';
import type { Arrivals, Work } from './work.js';
import { nextBoundary } from '../rating/index.js';

/** An answer, and the item to write if anything changed: write it on condition that `v` is still `basis`. */
export type Decision =
  | {
      readonly outcome: 'answer';
      readonly answer: SessionAnswer;
      readonly item?: Item;
      readonly basis: number;
      /** Pooled templates (indices into `plan.buckets`) that could not give what was wanted, and how much would have. */
      readonly short?: readonly { readonly template: number; readonly amount: number }[];
    }
  | {
      readonly outcome: 'refused';
      readonly refusal: Refusal;
      readonly detail: string;
      /** As above: with it, the request may be served. */
      readonly short?: readonly { readonly template: number; readonly amount: number }[];
    };

const SHORT_VALIDITY_S = 7_200;
const LONG_VALIDITY_S = 86_400;
/** The item to write: the account as it now is, with the usage this decision collected. */
export function writeItem(
  work: Work,
  kind: OutboxKind,
  request: ChargingRequest,
  session: { id: number; slot: number; member: number },
): Item {
  return closeWork(work, {
    kind,
    atS: Math.floor(request.atMs / 1000),
    sessionId: session.id,
    slot: session.slot,
    sequence: request.sequence,
    member: session.member,
  });
}

/** An account that was brought up to date is written even where the message itself changes nothing. */
const lacking = ({ short }: Work) => (short.length === 0 ? {} : { short });

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
      ratingGroup: group.ratingGroup,
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
export function decideCreate(
  item: Item,
  request: CreateRequest,
  index: PlanIndex,
  nowMs: number,
  arrivals?: Arrivals,
): Decision {
  const work = openWork(item, index, nowMs, arrivals);
  const { account, nowS } = work;
  const basis = account.version;
  const repeated = account.sessions.find(
    (s) => sameBytes(s.createKey, request.createKey) || isResent(s, request, nowS),
  );
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
  const member = memberOf(account, request.supi);
  if (member === undefined) {
    return {
      outcome: 'refused',
      refusal: 'TOO_MANY_SESSIONS',
      detail: `${LIMITS.members} other SIMs share the account, the most that one account may have`,
    };
  }
  const session: Session = {
    id: basis + 1,
    slot,
    startedAtS: Math.floor(request.atMs / 1000),
    createKey: request.createKey,
    contentKey: request.contentKey,
    firstSequence: request.sequence,
    lastSequence: request.sequence,
    digest: request.digest,
    validUntilS: nowS + LONG_VALIDITY_S + LIMITS.marginS,
    missing: [],
    counted: nothingYet(),
    groups: [],
    member,
    zone: zoneOf(work.index, request.visited),
    estranged: false,
  };
  account.sessions.push(session);
  const groups = serve(work, session, request, true);
  return {
    outcome: 'answer',
    basis,
    answer: {
      kind: 'created',
      sessionId: session.id,
      slot,
      zone: session.zone,
      groups,
      session: sessionGroups(work, session),
    },
    item: writeItem(work, 'create', request, session),
    ...lacking(work),
  };
}

/** The same create with a new time stamp, soon after, of a session that has not gone on. */
function isResent(session: Session, request: CreateRequest, nowS: number): boolean {
  return (
    request.retransmission &&
    sameBytes(session.contentKey, request.contentKey) &&
    session.lastSequence === session.firstSequence &&
    session.validUntilS > nowS &&
    Math.abs(request.atMs / 1000 - session.startedAtS) <= LIMITS.resendS
  );
}

function freeSlot(work: Work): number | undefined {
  const { account, nowS } = work;
  const taken = new Set(account.sessions.map((s) => s.slot));
  for (let slot = 0; slot < LIMITS.sessions; slot++) if (!taken.has(slot)) return slot;
  const expired = account.sessions
    .filter((s) => s.validUntilS <= nowS)
    .sort((a, b) => a.validUntilS - b.validUntilS)[0];
  if (expired === undefined) return undefined;
  burySession(account, expired, nowS, false);
  account.sessions = account.sessions.filter((s) => s !== expired);
  return expired.slot;
}

function notFound(work: Work, sessionId: number): Decision {
  const ended = work.account.tombstones.some((t) => t.sessionId === sessionId && t.released);
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
  arrivals?: Arrivals,
): Decision {
  const work = openWork(item, index, nowMs, arrivals);
  const basis = work.account.version;
  const session = work.account.sessions.find((s) => s.id === sessionId);
  if (session === undefined) return notFound(work, sessionId);
  const kind = novelty(session, request);
  if (kind === 'duplicate') {
    return { outcome: 'answer', basis, answer: rebuild(work, 'updated', session, request) };
  }
  const counted = countedUsage(session, request, kind);
  advance(session, request.sequence, kind);
  let groups: readonly GroupAnswer[];
  if (kind === 'late') {
    reportUsage(work, session, counted, { late: true });
    ({ groups } = rebuild(work, 'updated', session, request));
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
    item: writeItem(work, 'update', request, session),
    ...lacking(work),
  };
}

/** Reports the last usage and gives the rest back (Nchf release). */
export function decideRelease(
  item: Item,
  sessionId: number,
  request: ChargingRequest,
  index: PlanIndex,
  nowMs: number,
  arrivals?: Arrivals,
): Decision {
  const work = openWork(item, index, nowMs, arrivals);
  const { account } = work;
  const basis = account.version;
  const session = account.sessions.find((s) => s.id === sessionId);
  if (session === undefined) {
    const ended = account.tombstones.find((t) => t.sessionId === sessionId);
    // Usage of a session that had to make room is not known to be charged: it must not be acknowledged.
    if (ended?.released !== true) return notFound(work, sessionId);
    return {
      outcome: 'answer',
      basis,
      answer: { kind: 'released', sessionId, slot: ended.slot, groups: [], session: [] },
    };
  }
  const counted = lastUsage(session, request);
  reportUsage(work, session, counted, {
    giveBack: () => {
      for (const group of session.groups) returnHolds(work.account, group);
    },
  });
  burySession(account, session, work.nowS, true);
  account.sessions = account.sessions.filter((s) => s !== session);
  return {
    outcome: 'answer',
    basis,
    answer: { kind: 'released', sessionId, slot: session.slot, groups: [], session: [] },
    ...lacking(work),
    item: writeItem(work, 'release', request, session),
  };
}

/** Debits and grants for every group of a request; sets how long the reservations hold. */
function serve(work: Work, session: Session, request: ChargingRequest, creating: boolean): GroupAnswer[] {
  const { nowS } = work;
  const served = reportUsage(work, session, request, {
    // What is asked for from here on is used where the subscriber is now.
    ...(request.visited === undefined ? {} : { zone: zoneOf(work.index, request.visited) }),
    giveBack: (all) => {
      // A group that asks for nothing ends: what it holds is free for the others.
      for (const { wanted, found } of all)
        if (wanted.requested === undefined && found !== undefined) end(work, found.group);
    },
  });
  let long = true;
  let asked = false;
  let shortS = 0;
  let longS = 0;
  for (const { wanted, found } of served) {
    if (found === undefined || wanted.requested === undefined) continue;
    const { group, terms } = found;
    const { quota, unit } = terms.service;
    const wants = wish(quota, unit, wanted);
    grant(work, { session, group, terms, atMs: request.atMs }, wants);
    asked = true;
    if (group.granted > 0 && !isLong(quota, Math.min(timerSize(wants, quota), group.granted))) long = false;
    shortS = Math.max(shortS, quota.validityS);
    longS = Math.max(longS, quota.longValidityS);
  }
  if (asked) {
    const until = nowS + (long ? longS : shortS) + LIMITS.marginS;
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
    return wanted.requested === undefined ? [] : [answerFor(work, found.group, request.atMs, long)];
  });
}

function end(work: Work, group: Group): void {
  returnHolds(work.account, group);
  group.final = false;
}

/** The answer for a group as it stands. */
function answerFor(work: Work, group: Group, atMs: number, long: boolean): GroupAnswer {
  const { granted, final } = group;
  return groupAnswer(work.index, group.group, {
    granted,
    final,
    long,
    tariffChange: tariffChange(work, group, atMs, long),
    expiresInS: expiresIn(work, group),
  });
}

/** Seconds until the first bucket that pays for a grant expires; a grant is no longer good than that. */
function expiresIn({ account, nowS }: Work, group: Group): number | undefined {
  let first = Infinity;
  for (const hold of group.holds) {
    const { expiresAt } = findBucket(account, hold.bucket);
    if (expiresAt > nowS && expiresAt < first) first = expiresAt;
  }
  return first === Infinity ? undefined : first - nowS;
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
    const group = session.groups.find((g) => g.ratingGroup === wanted.ratingGroup);
    if (group === undefined) {
      return wanted.requested === undefined && isRated(index, session, request, wanted.ratingGroup)
        ? []
        : [{ ratingGroup: wanted.ratingGroup, resultCode: 'RATING_FAILED', granted: 0 }];
    }
    // A grant that has expired or was given back since is no denial: there is nothing to repeat.
    if (wanted.requested === undefined || (group.granted === 0 && !group.final)) return [];
    const { quota } = (index.classes[group.classIndex] as ClassTerms).service;
    const long = wasLong(session.validUntilS, work.nowS, quota.validityS);
    const answer = answerFor(work, group, request.atMs, long);
    // Told again later, a time may not reach past the reservation.
    const leftS = Math.max(1, session.validUntilS - LIMITS.marginS - work.nowS);
    return [
      answer.validityS === undefined ? answer : { ...answer, validityS: Math.min(answer.validityS, leftS) },
    ];
  });
  return {
    kind,
    sessionId: session.id,
    slot: session.slot,
    ...(kind === 'created' ? { zone: session.zone } : {}),
    groups,
    session: sessionGroups(work, session),
  };
}

function isRated(
  index: PlanIndex,
  { zone }: Session,
  { destination }: ChargingRequest,
  ratingGroup: number,
): boolean {
  const group = index.groupOf.get(ratingGroup);
  return group !== undefined && classFor(index, group, destination, zone) !== undefined;
}

/** Which timers the last answer gave, told by how long the reservations still hold. */
function wasLong(validUntilS: number, nowS: number, validityS: number): boolean {
  return validUntilS - nowS - LIMITS.marginS > validityS;
}
