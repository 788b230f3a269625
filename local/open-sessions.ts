import { Reader } from '../domain/charging/bytes.js';

/** A network that has not released a session for a day has lost it; the daily report counts it as lost too. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
/** Longer than any network repeats a message. */
const REPEATED_WITHIN_MS = 15 * 60_000;

/** Which charging sessions are open, by references to them: a repeated create or release changes nothing. */
export class OpenSessions {
  /** When each was opened or released, oldest first. */
  private readonly opened = new Map<string, number>();
  private readonly released = new Map<string, number>();

  /** @returns whether it is new: neither open nor released within the last quarter of an hour */
  open(reference: string, nowMs: number): boolean {
    this.forget(nowMs);
    const session = sessionIn(reference);
    if (this.opened.has(session) || this.released.has(session)) return false;
    this.opened.set(session, nowMs);
    return true;
  }

  /** @returns whether this is its first release; a session of an earlier run may be released here too */
  release(reference: string, nowMs: number): boolean {
    this.forget(nowMs);
    const session = sessionIn(reference);
    this.opened.delete(session);
    if (this.released.has(session)) return false;
    this.released.set(session, nowMs);
    return true;
  }

  count(nowMs: number): number {
    this.forget(nowMs);
    return this.opened.size;
  }

  private forget(nowMs: number): void {
    dropOlder(this.opened, nowMs - FORGOTTEN_AFTER_MS);
    dropOlder(this.released, nowMs - REPEATED_WITHIN_MS);
  }
}

/**
 * The account and session that a reference begins with (`domain/charging/reference.ts`). What follows may differ:
 * a late repeat of a create is told less about the session than the first one was.
 */
function sessionIn(reference: string): string {
  try {
    const reader = new Reader(Buffer.from(reference, 'base64url'));
    reader.byte();
    const account = Buffer.from(reader.bytes(reader.byte())).toString('latin1');
    return `${account} ${reader.uint()}`;
  } catch {
    return reference;
  }
}

function dropOlder(times: Map<string, number>, thanMs: number): void {
  for (const [session, atMs] of times) {
    if (atMs >= thanMs) return;
    times.delete(session);
  }
}
