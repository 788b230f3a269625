/** A network that has not released a session for a day has lost it; the daily report counts it as lost too. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
/** Longer than any network repeats a message. */
const REPEATED_WITHIN_MS = 15 * 60_000;

/** Which charging sessions are open, by their references: a repeated create or release changes nothing. */
export class OpenSessions {
  /** When each was opened or released, oldest first. */
  private readonly opened = new Map<string, number>();
  private readonly released = new Map<string, number>();

  /** @returns whether it is new: neither open nor released within the last quarter of an hour */
  open(reference: string, nowMs: number): boolean {
    this.forget(nowMs);
    if (this.opened.has(reference) || this.released.has(reference)) return false;
    this.opened.set(reference, nowMs);
    return true;
  }

  /** @returns whether this is its first release; a session of an earlier run may be released here too */
  release(reference: string, nowMs: number): boolean {
    this.forget(nowMs);
    this.opened.delete(reference);
    if (this.released.has(reference)) return false;
    this.released.set(reference, nowMs);
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

function dropOlder(times: Map<string, number>, thanMs: number): void {
  for (const [reference, atMs] of times) {
    if (atMs >= thanMs) return;
    times.delete(reference);
  }
}
