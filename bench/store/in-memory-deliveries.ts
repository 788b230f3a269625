/** Lanes of deliveries in memory, as `lambdas/events/dynamodb-deliveries.ts` keeps them in a table. */
import type { PartnerEvent } from '../../domain/events/event.js';
import type { DeliveryBook, Known, Lane, Lease, Pending } from '../../lambdas/events/delivery-book.js';

interface Kept {
  dueMs: number;
  lease: string | undefined;
  adds: number;
  readonly waiting: Pending[];
}

export class InMemoryDeliveries implements DeliveryBook {
  readonly lanes = new Map<string, Kept>();
  readonly outcomes: { readonly eventId: string; readonly as: 'delivered' | 'dead' }[] = [];
  /** Until when each seat of each owner is taken, and by whom. */
  private readonly seats = new Map<string, { readonly token: string; readonly untilMs: number }>();
  private readonly events = new Map<string, PartnerEvent>();
  private readonly listeners: ReadonlyMap<string, Known>;

  constructor(listeners: ReadonlyMap<string, Known>) {
    this.listeners = listeners;
  }

  add(lane: Lane, event: PartnerEvent, order: string, nowMs: number): void {
    this.events.set(event.id, event);
    const key = keyOf(lane);
    const kept = this.lanes.get(key) ?? { dueMs: nowMs, lease: undefined, adds: 0, waiting: [] };
    kept.adds++;
    kept.waiting.push({ eventId: event.id, order, attempts: 0 });
    kept.waiting.sort((a, b) => (a.order < b.order ? -1 : 1));
    this.lanes.set(key, kept);
  }

  take(lane: Lane, token: string, nowMs: number, untilMs: number): Promise<Lease | undefined> {
    const kept = this.lanes.get(keyOf(lane));
    if (kept === undefined || kept.dueMs > nowMs) return Promise.resolve(undefined);
    kept.lease = token;
    kept.dueMs = untilMs;
    return Promise.resolve({ token, adds: kept.adds });
  }

  renew(lane: Lane, { token }: Lease, untilMs: number): Promise<Lease | undefined> {
    const kept = this.held(lane, token);
    if (kept === undefined) return Promise.resolve(undefined);
    kept.dueMs = untilMs;
    return Promise.resolve({ token, adds: kept.adds });
  }

  first(lane: Lane): Promise<Pending | undefined> {
    return Promise.resolve(this.lanes.get(keyOf(lane))?.waiting[0]);
  }

  settle(
    lane: Lane,
    { token }: Lease,
    { eventId, order }: Pending,
    { as, untilMs }: Parameters<DeliveryBook['settle']>[3],
  ): Promise<boolean> {
    const kept = this.held(lane, token);
    const at = kept?.waiting.findIndex((each) => each.order === order) ?? -1;
    if (kept === undefined || at < 0) return Promise.resolve(false);
    kept.waiting.splice(at, 1);
    kept.dueMs = untilMs;
    this.outcomes.push({ eventId, as });
    return Promise.resolve(true);
  }

  postpone(
    lane: Lane,
    { token }: Lease,
    pending: Pending,
    { dueMs }: Parameters<DeliveryBook['postpone']>[3],
  ): Promise<void> {
    const kept = this.held(lane, token);
    const at = kept?.waiting.findIndex((each) => each.order === pending.order) ?? -1;
    if (kept !== undefined && at >= 0) {
      kept.waiting[at] = pending;
      kept.dueMs = dueMs;
      kept.lease = undefined;
    }
    return Promise.resolve();
  }

  close(lane: Lane, { token, adds }: Lease): Promise<boolean> {
    const kept = this.held(lane, token);
    if (kept?.adds !== adds) return Promise.resolve(false);
    this.lanes.delete(keyOf(lane));
    return Promise.resolve(true);
  }

  enter(
    owner: string,
    seats: readonly number[],
    token: string,
    { nowMs, untilMs }: { readonly nowMs: number; readonly untilMs: number },
  ): Promise<number | undefined> {
    const free = seats.find((seat) => (this.seats.get(`${owner}#${seat}`)?.untilMs ?? 0) <= nowMs);
    if (free !== undefined) this.seats.set(`${owner}#${free}`, { token, untilMs });
    return Promise.resolve(free);
  }

  leave(owner: string, seat: number, token: string): Promise<void> {
    const key = `${owner}#${seat}`;
    if (this.seats.get(key)?.token === token) this.seats.delete(key);
    return Promise.resolve();
  }

  defer(lane: Lane, { token }: Lease, dueMs: number): Promise<void> {
    const kept = this.held(lane, token);
    if (kept !== undefined) {
      kept.dueMs = dueMs;
      kept.lease = undefined;
    }
    return Promise.resolve();
  }

  event(id: string): Promise<PartnerEvent | undefined> {
    return Promise.resolve(this.events.get(id));
  }

  listener(endpointId: string): Promise<Known | undefined> {
    return Promise.resolve(this.listeners.get(endpointId));
  }

  noteSuccess(): Promise<void> {
    return Promise.resolve();
  }

  noteFailure(_endpointId: string, nowMs: number): Promise<string> {
    return Promise.resolve(new Date(nowMs).toISOString());
  }

  disable(): Promise<void> {
    return Promise.resolve();
  }

  private held(lane: Lane, token: string): Kept | undefined {
    const kept = this.lanes.get(keyOf(lane));
    return kept?.lease === token ? kept : undefined;
  }
}

const keyOf = ({ endpointId, subject }: Lane): string => `${endpointId}#${subject}`;
