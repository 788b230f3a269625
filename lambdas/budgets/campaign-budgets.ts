/** Budgets as sponsors' campaigns have them: opened, read, taken back. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Budget, openBudget, type Slice, takeBack } from '../../domain/budgets/budget.js';
import { BusyError } from '../accounts/desk.js';
import type { BudgetState, CampaignBudgets } from '../sponsors/campaign-budgets.js';
import { BudgetBook } from './budget-book.js';

export function campaignBudgets(client: DynamoDBClient, table: string): CampaignBudgets {
  const book = new BudgetBook(client, table);
  return {
    open: ({ micros, ...of }) => [book.create(openBudget({ ...of, total: micros }))],
    read: async (campaignId) => {
      const found = await atOnce(book, campaignId);
      return found === undefined ? undefined : stateOf(found);
    },
    takeBack: async (campaignId) => {
      const found = await atOnce(book, campaignId);
      if (found === undefined) return undefined;
      const { isClosed, available } = found.budget;
      if (isClosed && available === 0) return { micros: 0, before: stateOf(found), writes: [] };
      const { budget, micros } = takeBack(found.budget);
      return { micros, before: stateOf(found), writes: [book.change(budget)] };
    },
  };
}

interface Found {
  readonly budget: Budget;
  readonly slices: readonly Slice[];
}

const ATTEMPTS = 8;

/**
 * A budget with the slices that belong to it. A slice that is cut or closed while they are read would be missing or
 * counted twice: then their amounts don't add up to what is leased.
 *
 * @throws BusyError when it is changed faster than it is read: the same may be asked again
 */
async function atOnce(book: BudgetBook, campaignId: string): Promise<Found | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = await book.all(campaignId);
    if (found === undefined) return undefined;
    const leased = found.slices.reduce((sum, { amount }) => sum + amount, 0);
    if (leased === found.budget.leased) return found;
  }
  throw new BusyError(`the budget of ${campaignId} changes faster than it is read`);
}

function stateOf({ budget, slices }: Found): BudgetState {
  const unspent = slices.reduce((sum, slice) => sum + slice.unspent, 0);
  return {
    totalMicros: budget.total,
    spentMicros: budget.spent + budget.leased - unspent,
    heldMicros: unspent,
    availableMicros: budget.available,
    returnedMicros: budget.returned,
    isClosed: budget.isClosed,
  };
}
