/** Which messages of a session are new, and which of their usage counts. */
import { LIMITS, type Session } from './account.js';
import { type Once, containerIdentity, isForgotten, isKnown, remember, sameBytes } from './once.js';
import type { ChargingRequest, GroupRequest } from './request.js';

export type Novelty = 'new' | 'late' | 'duplicate' | 'unnumbered';

/**
 * Whether a message is new. The number decides; where the number was seen before with other content, the
 * peer does not number its messages (some send 0 for ever), and the usage containers themselves decide. A
 * numbered message that says it is a retransmission was served, whatever its content.
 */
export function novelty(session: Session, request: ChargingRequest): Novelty {
  const { sequence } = request;
  if (sequence > session.lastSequence) return 'new';
  if (sequence === session.lastSequence) {
    if (sameBytes(session.digest, request.digest)) return 'duplicate';
    return request.retransmission && sequence > 0 ? 'duplicate' : 'unnumbered';
  }
  if (sequence < session.firstSequence) return 'unnumbered';
  return session.missing.some(([from, to]) => sequence >= from && sequence <= to) ? 'late' : 'duplicate';
}

/** Remembers which numbers were skipped, so that a late message counts once and a repeat not at all. */
export function advance(session: Session, sequence: number, kind: Novelty): void {
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

/**
 * The usage of an update that counts: all of a new message's; of one without a number of its own, the
 * containers that were not counted before.
 */
export function countedUsage(session: Session, request: ChargingRequest, kind: Novelty): ChargingRequest {
  if (kind === 'duplicate') return { ...request, groups: [] };
  if (request.sequence === 0 || request.sequence < session.firstSequence) return countOnce(session, request);
  // Within one number, a group's containers are told apart by their own numbers.
  return kind === 'unnumbered' ? onlyLater(session, request) : request;
}

/**
 * What a release adds. The session is open, so this release was never served, whatever its number says:
 * left out are containers counted before, and a message that repeats the last one word for word.
 */
export function lastUsage(session: Session, request: ChargingRequest): ChargingRequest {
  const kind = novelty(session, request);
  if (kind === 'new' || kind === 'late') return countedUsage(session, request, kind);
  const repeats = request.sequence === session.lastSequence && sameBytes(session.digest, request.digest);
  return countedUsage(session, request, repeats ? 'duplicate' : 'unnumbered');
}

/** Drops the containers that were counted before this message, and remembers the rest. */
function countOnce(session: Session, request: ChargingRequest): ChargingRequest {
  const { counted } = session;
  const fresh: Once[] = [];
  const result = filterUsage(request, (wanted, container) => {
    const once = identified(wanted, container, request, fresh);
    if (isKnown(counted, once.id) || isForgotten(counted, once.atS)) return false;
    fresh.push(once);
    return true;
  });
  for (const once of fresh) remember(counted, once, LIMITS.counted);
  return result;
}

/** A container's identity, apart from equal ones of the same message (two user plane functions may agree). */
function identified(
  wanted: GroupRequest,
  container: GroupRequest['used'][number],
  request: ChargingRequest,
  before: readonly Once[],
): Once {
  // A clock that is far off must not make everything after it look old.
  const reference = Math.floor(request.atMs / 1000);
  const statedS = Math.floor((container.statedAtMs || request.sentAtMs) / 1000);
  const atS = Math.min(reference + 300, Math.max(reference - 86_400, statedS));
  for (let copy = 0; ; copy++) {
    const id = containerIdentity(wanted.ratingGroup, container, request.sentAtMs, copy);
    if (!before.some((other) => sameBytes(other.id, id))) return { id, atS };
  }
}

/**
 * Containers of a number that was seen before: those past the last one counted. From then on this peer is
 * known not to number its messages, and what its containers say decides.
 */
function onlyLater(session: Session, request: ChargingRequest): ChargingRequest {
  if (session.counted.entries.length > 0) return countOnce(session, request);
  const last = new Map(session.groups.map((g) => [g.ratingGroup, g.lastLocal]));
  const later = filterUsage(request, (wanted, { localSequence }) => {
    const before = last.get(wanted.ratingGroup);
    return before === undefined || localSequence === 0 || localSequence > before;
  });
  countOnce(session, request);
  return later;
}

function filterUsage(
  request: ChargingRequest,
  counts: (wanted: GroupRequest, container: GroupRequest['used'][number]) => boolean,
): ChargingRequest {
  return {
    ...request,
    groups: request.groups.map((wanted) => ({
      ...wanted,
      used: wanted.used.filter((container) => counts(wanted, container)),
    })),
  };
}

/** The highest container number of a group's report; 0 when there is none. */
export function lastLocalOf({ used }: GroupRequest): number {
  let last = 0;
  for (const { localSequence } of used) if (localSequence > last) last = localSequence;
  return last;
}
