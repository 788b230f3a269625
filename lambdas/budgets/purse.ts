/**
 * What this instance may decide with: its slices of budgets, in memory. A decision that reserves of one costs nothing; one
 * in many fetches the next slice, and gives back with the same write what the one before has left.
 */
import { randomUUID } from 'node:crypto';
import { cutSlice, type Slice } from '../../domain/budgets/budget.js';
import { BusyError } from '../accounts/desk.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import type { BudgetBook } from './budget-book.js';

/** Money of a decision that its slice holds until its events were told of, or can't be any more. */
export interface Reserved {
  readonly outcome: 'reserved';
  readonly sliceId: string;
  /** Events commit until then, epoch milliseconds. */
  readonly settleUntilMs: number;
}

export interface Refused {
  readonly outcome: 'exhausted' | 'paced' | 'closed' | 'busy' | 'absent';
  /** When it is worth asking again, epoch milliseconds. */
  readonly againAtMs: number;
}

/** So long an instance decides with a slice. What it reserved nothing of comes back by then, or when the slice ends. */
export const DECIDE_MS = 60_000;
/** Slices bring money back, and sponsors may give more. */
const EXHAUSTED_MS = 30_000;
const BUSY_MS = 500;
/** A pause or an end is known by the list of campaigns long before. */
const CLOSED_MS = 600_000;
/** Clocks of instances differ by less. */
const SKEW_MS = 30_000;

interface Held {
  readonly slice: Slice;
  /** Of its amount, what no decision reserved. */
  unused: number;
}

export class Purse {
  private readonly book: BudgetBook;
  private readonly held = new Map<string, Held>();
  private readonly fetching = new Map<string, Promise<Refused | undefined>>();

  constructor(book: BudgetBook) {
    this.book = book;
  }

  /**
   * Sets money aside for a decision.
   *
   * @param need  what its events cost at most, micros; the same for all decisions of a campaign
   * @param settleMs  how long after the last decision of a slice its events are still told of
   */
  async reserve(
    campaignId: string,
    need: number,
    settleMs: number,
    nowMs: number,
  ): Promise<Reserved | Refused> {
    for (;;) {
      const held = this.held.get(campaignId);
      if (held !== undefined && held.unused >= need && nowMs < held.slice.decideUntilMs) {
        held.unused -= need;
        return {
          outcome: 'reserved',
          sliceId: held.slice.id,
          settleUntilMs: held.slice.settleUntilMs,
        };
      }
      // Decisions that come together share what one of them fetches.
      const fetching =
        this.fetching.get(campaignId) ??
        this.fetch(campaignId, need, settleMs, nowMs).finally(() => this.fetching.delete(campaignId));
      this.fetching.set(campaignId, fetching);
      const refused = await fetching;
      if (refused !== undefined) return refused;
    }
  }

  /** The decision was not made after all, which is certain: its money goes to the next one. */
  release(campaignId: string, sliceId: string, need: number): void {
    const held = this.held.get(campaignId);
    if (held?.slice.id === sliceId) held.unused += need;
  }

  /** @returns undefined when there is a new slice */
  private async fetch(
    campaignId: string,
    need: number,
    settleMs: number,
    nowMs: number,
  ): Promise<Refused | undefined> {
    const before = this.held.get(campaignId);
    // Nothing is decided with it any more, should it be unknown what becomes of this.
    this.held.delete(campaignId);
    const { slice: last } = before ?? {};
    // A slice that is soon closed brings its rest back by itself.
    const unused = before === undefined || before.slice.settleUntilMs - SKEW_MS <= nowMs ? 0 : before.unused;
    try {
      const { refused } = await untilFirst(async () => {
        const budget = await this.book.get(campaignId);
        if (budget === undefined)
          return { refused: { outcome: 'absent' as const, againAtMs: nowMs + CLOSED_MS } };
        const cut = cutSlice(budget, need, nowMs, unused);
        if (cut.outcome !== 'cut')
          return { refused: { outcome: cut.outcome, againAtMs: againAt(cut, nowMs) } };
        const slice: Slice = {
          campaignId,
          id: randomUUID().replaceAll('-', '').slice(0, 24),
          amount: cut.amount,
          unspent: cut.amount,
          decideUntilMs: nowMs + DECIDE_MS,
          settleUntilMs: nowMs + DECIDE_MS + settleMs,
        };
        const written = await writeTogether(this.book.client, [
          this.book.change(cut.budget),
          this.book.createSlice(slice),
          ...(last !== undefined && unused > 0 ? [this.book.shrinkSlice(last, unused)] : []),
        ]);
        if (!written) return undefined;
        this.held.set(campaignId, { slice, unused: cut.amount });
        return { refused: undefined };
      });
      if (refused !== undefined && before !== undefined && unused > 0) this.held.set(campaignId, before);
      return refused;
    } catch (error) {
      if (error instanceof BusyError) return { outcome: 'busy', againAtMs: nowMs + BUSY_MS };
      throw error;
    }
  }
}

function againAt(
  cut: { readonly outcome: string; readonly againAtMs?: number | undefined },
  nowMs: number,
): number {
  if (cut.outcome === 'closed') return nowMs + CLOSED_MS;
  return cut.againAtMs ?? nowMs + EXHAUSTED_MS;
}
