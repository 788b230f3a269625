/** Budgets in the store: what is over, stale or too much is not written, however it comes. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { closeSlice, cutSlice, openBudget, type Slice } from '../../domain/budgets/budget.js';
import type { BudgetBook } from '../../lambdas/budgets/budget-book.js';
import { openPartnerDesk, type PartnerDesk } from '../partners/partner-desk.js';

let desk: PartnerDesk;
let book: BudgetBook;
let write: (...writes: TransactWriteItem[]) => Promise<boolean>;
const NOW = Date.UTC(2026, 10, 23, 12);
let ids = 0;

beforeAll(async () => {
  desk = await openPartnerDesk();
  const { BudgetBook: Book } = await import('../../lambdas/budgets/budget-book.js');
  const { writeTogether } = await import('../../lambdas/accounts/ledger.js');
  book = new Book(desk.client, 'records');
  write = async (...writes) => writeTogether(desk.client, writes);
});
afterAll(async () => desk.stop());

/** A budget of a thousand with a slice of some of it. */
async function sliced(): Promise<{ readonly campaignId: string; readonly slice: Slice }> {
  const campaignId = `cmp_book${++ids}`;
  const budget = openBudget({
    campaignId,
    total: 1_000,
    pacing: 'even',
    startsAtMs: NOW - 1_000,
    endsAtMs: NOW,
  });
  const cut = cutSlice(budget, 100, NOW);
  if (cut.outcome !== 'cut') throw new Error(cut.outcome);
  const { amount } = cut;
  const slice = {
    campaignId,
    id: 'one',
    amount,
    unspent: amount,
    decideUntilMs: NOW + 60_000,
    settleUntilMs: NOW + 120_000,
  };
  expect(await write(book.create(budget))).toBe(true);
  expect(await write(book.change(cut.budget), book.createSlice(slice))).toBe(true);
  return { campaignId, slice };
}

test('no more is committed than a slice holds, and nothing when it is closed', async () => {
  const { campaignId, slice } = await sliced();
  expect(await write(book.commit(campaignId, slice.id, 60))).toBe(true);
  expect(await write(book.commit(campaignId, slice.id, 41))).toBe(false);
  expect(await write(book.commit(campaignId, slice.id, 40))).toBe(true);
  expect(await write(book.commit(campaignId, 'another', 1))).toBe(false);
  const full = (await book.slice(campaignId, slice.id))!;
  const budget = (await book.get(campaignId))!;
  expect(await write(book.change(closeSlice(budget, full)), book.removeSlice(full))).toBe(true);
  expect(await write(book.commit(campaignId, slice.id, 1))).toBe(false);
  expect(await book.get(campaignId)).toMatchObject({ available: 900, leased: 0, spent: 100 });
});

test('a slice of which something was spent since it was read is not closed, and none is closed twice', async () => {
  const { campaignId, slice } = await sliced();
  const budget = (await book.get(campaignId))!;
  await write(book.commit(campaignId, slice.id, 60));
  expect(await write(book.change(closeSlice(budget, slice)), book.removeSlice(slice))).toBe(false);
  const { closeSlices } = await import('../../lambdas/budgets/close-slices.js');
  await Promise.all(Array.from({ length: 5 }, async () => closeSlices(book, NOW + 200_000)));
  expect(await book.get(campaignId)).toMatchObject({ available: 940, leased: 0, spent: 60 });
  expect((await book.all(campaignId))!.slices).toEqual([]);
});

test('what is given back early was reserved by nobody, and is given back once', async () => {
  const { campaignId, slice } = await sliced();
  await write(book.commit(campaignId, slice.id, 60));
  expect(await write(book.shrinkSlice(slice, 41))).toBe(false);
  expect(await write(book.shrinkSlice(slice, 40))).toBe(true);
  expect(await write(book.shrinkSlice(slice, 40))).toBe(false);
  expect(await book.slice(campaignId, slice.id)).toMatchObject({ amount: 60, unspent: 0 });
});

test('a purse that is renewed gives back what it has left, with one write', async () => {
  const { Purse } = await import('../../lambdas/budgets/purse.js');
  const campaignId = `cmp_purse${++ids}`;
  const about = {
    campaignId,
    total: 10_000,
    pacing: 'even' as const,
    startsAtMs: NOW - 1_000,
    endsAtMs: NOW,
  };
  await write(book.create(openBudget(about)));
  const purse = new Purse(book);
  expect(await purse.reserve(campaignId, 10, 60_000, NOW)).toMatchObject({ outcome: 'reserved' });
  // A sixteenth of all at once.
  expect(await book.get(campaignId)).toMatchObject({ leased: 620, available: 9_380 });
  await purse.reserve(campaignId, 10, 60_000, NOW + 61_000);
  const { budget, slices } = (await book.all(campaignId))!;
  expect(slices.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual([10, 620]);
  expect(budget).toMatchObject({ leased: 630, available: 9_370 });
});
