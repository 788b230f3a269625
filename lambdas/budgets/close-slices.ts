/** Closes slices that are over, once each: what was spent of them is spent, the rest is available again. */
import type { Slice } from '../../domain/budgets/budget.js';
import { closeSlice } from '../../domain/budgets/budget.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import type { BudgetBook } from './budget-book.js';

const PAGE = 100;

/** @returns how many it looked at; the next call finds what is left */
export async function closeSlices(book: BudgetBook, nowMs: number): Promise<number> {
  const over = await book.over(nowMs, PAGE);
  for (const found of over) await close(book, found, nowMs);
  return over.length;
}

async function close(book: BudgetBook, { campaignId, id }: Slice, nowMs: number): Promise<void> {
  await untilFirst(async () => {
    // The index may be behind: the slice may be closed, or have spent more, since.
    const slice = await book.slice(campaignId, id);
    if (slice === undefined || slice.settleUntilMs > nowMs) return 'closed';
    const budget = await book.get(campaignId);
    if (budget === undefined) throw new Error(`slice ${id} is of a budget that is not there: ${campaignId}`);
    const closed = await writeTogether(book.client, [
      book.change(closeSlice(budget, slice)),
      book.removeSlice(slice),
    ]);
    return closed ? 'closed' : undefined;
  });
}
