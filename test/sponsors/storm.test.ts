/**
 * A storm of everything that moves a sponsor's money, at once and with lost answers. Afterwards: the account, the ledger,
 * the budgets and the pools say the same, to the micro, and nothing was spent that was not there.
 */
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { closeSlice } from '../../domain/budgets/budget.js';
import { viewAccount } from '../../domain/charging/view.js';
import { costOfBytes } from '../../domain/sponsors/agreement.js';
import { inDays, openSponsorDesk, type SponsorDesk } from './desk.js';

let desk: SponsorDesk;

beforeAll(async () => {
  desk = await openSponsorDesk();
});
afterAll(async () => desk.stop());

const WAVES = 6;

const step = fc.record({
  kind: fc.constantFrom(
    'deposit',
    'schedule',
    'end',
    'hold',
    'spend',
    'release',
    'agree',
    'topUp',
    'endAgreement',
    'sweep',
    'statement',
  ),
  pick: fc.nat(5),
  amount: fc.integer({ min: 1, max: 60 }),
  isCut: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let sponsors = 0;

async function storm(waves: readonly (readonly Step[])[]): Promise<void> {
  const sponsorId = `storm-${++sponsors}`;
  await desk.sponsor(sponsorId, '120.00');
  const campaigns: string[] = [];
  for (let i = 0; i < 3; i++) {
    const id = await desk.campaign(sponsorId, {
      startsAt: inDays(0, desk.now()),
      budget: { amount: `${20 + 15 * i}.123457` },
    });
    await desk.lead(id, 'submit', 'approve');
    campaigns.push(id);
  }
  const agreements: string[] = [];
  const held: { readonly campaignId: string; readonly id: string }[] = [];
  const { BudgetBook } = await import('../../lambdas/budgets/budget-book.js');
  const { writeTogether } = await import('../../lambdas/accounts/ledger.js');
  const book = new BudgetBook(desk.client, 'records');
  const at = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(1, all.length)];

  const act = async ({ kind, pick, amount }: Step): Promise<void> => {
    const campaignId = at(campaigns, pick)!;
    const agreementId = at(agreements, pick);
    const slice = at(held, pick);
    switch (kind) {
      case 'deposit':
        await desk.call('createSponsorDeposit', {
          path: { sponsorId },
          body: { id: `d${pick}`, amount: `${amount}.01`, reference: 'x' },
        });
        return;
      case 'schedule':
      case 'end':
        await desk.lead(campaignId, kind);
        return;
      case 'hold': {
        const budget = await book.get(campaignId);
        const micros = amount * 10_000;
        if (budget === undefined || budget.isClosed || budget.available < micros) return;
        const id = `s${held.length}-${pick}-${amount}`;
        const { available, leased, version } = budget;
        const isHeld = await writeTogether(desk.client, [
          book.change({
            ...budget,
            available: available - micros,
            leased: leased + micros,
            version: version + 1,
          }),
          book.createSlice({
            campaignId,
            id,
            amount: micros,
            unspent: micros,
            decideUntilMs: 0,
            settleUntilMs: 9e12,
          }),
        ]);
        if (isHeld) held.push({ campaignId, id });
        return;
      }
      case 'spend':
        if (slice !== undefined)
          await writeTogether(desk.client, [book.commit(slice.campaignId, slice.id, amount * 777)]);
        return;
      case 'release':
        if (slice !== undefined) await release(slice);
        return;
      case 'agree': {
        const made = await desk.call('createSponsorAgreement', {
          body: {
            sponsorId,
            name: 'x',
            pricePerGb: '0.777777',
            pool: `${amount} GB`,
            from: inDays(0, desk.now()),
            to: inDays(9, desk.now()),
          },
        });
        if (made.status === 201) agreements.push(made.body.id as string);
        return;
      }
      case 'topUp':
        if (agreementId !== undefined)
          await desk.call('topUpSponsorAgreement', {
            path: { agreementId },
            body: { id: `t${pick}`, amount: `${amount} MB` },
          });
        return;
      case 'endAgreement':
        if (agreementId !== undefined)
          await desk.call('endSponsorAgreement', { path: { agreementId }, body: {} });
        return;
      case 'sweep':
        await desk.sweep().catch(() => undefined);
        return;
      case 'statement':
        await desk.call('retrieveSponsorStatement', {
          path: { sponsorId },
          query: { period: new Date(desk.now()).toISOString().slice(0, 7) },
        });
    }
  };
  const release = async ({ campaignId, id }: { campaignId: string; id: string }): Promise<void> => {
    for (let tried = 0; tried < 20; tried++) {
      const [budget, slice] = [await book.get(campaignId), await book.slice(campaignId, id)];
      if (budget === undefined || slice === undefined) return;
      if (await writeTogether(desk.client, [book.change(closeSlice(budget, slice)), book.removeSlice(slice)]))
        return;
    }
    throw new Error('a slice could not be closed');
  };

  for (const wave of waves)
    await cut(
      wave.some(({ isCut }) => isCut),
      async () => Promise.all(wave.map(act)),
    );
  for (const id of campaigns) await desk.lead(id, 'end');
  for (const slice of held) await release(slice);
  // Those whose answers were lost are there, too.
  const made = await desk.call('listSponsorAgreements', { query: { sponsorId, limit: '200' } });
  const all = (made.body as { id: string }[]).map(({ id }) => id);
  for (const agreementId of all) await desk.call('endSponsorAgreement', { path: { agreementId }, body: {} });
  await desk.sweep();

  const { readHead, entriesAfter } = await import('../../lambdas/sponsors/ledger-book.js');
  const { deskOf } = await import('../../lambdas/accounts/open-desk.js');
  const { presentAccount } = await import('../../lambdas/accounts/desk.js');
  const tables = { accounts: 'accounts', records: 'records' };
  const { after, number } = await readHead({ client: desk.client, tables }, sponsorId);
  const account = (await presentAccount(deskOf(tables)(desk.now()), `spn_${sponsorId}`))!;
  const wallet = viewAccount(account.item, account.index.plan, desk.now()).buckets[0]!;
  expect(wallet.available).toBe(after.account);
  expect(after.deposited).toBe(after.account + after.spent);
  expect(after.setAside).toBe(0);
  const { entries } = await entriesAfter({ client: desk.client, tables }, sponsorId, '', 1_000);
  expect(entries.map((entry) => entry.number)).toEqual(Array.from({ length: number }, (_entry, i) => i + 1));
  let spent = 0;
  for (const id of campaigns) {
    const budget = await book.get(id);
    if (budget === undefined) continue;
    expect(budget.total).toBe(budget.available + budget.leased + budget.spent + budget.returned);
    expect([budget.available, budget.leased]).toEqual([0, 0]);
    spent += budget.spent;
  }
  expect(after.spent).toBe(spent);
  for (const agreementId of all) {
    const { pool } = (await desk.call('retrieveSponsorAgreement', { path: { agreementId } })).body;
    const bytes = Number(pool.bought.replace(' B', ''));
    expect(Math.round(Number(pool.paid) * 1e6)).toBe(costOfBytes(bytes, 777_777));
    expect(pool.returned).toBe(pool.paid);
  }
}

/** Answers of every third transaction are lost while it runs. */
async function cut(isCut: boolean, run: () => Promise<unknown>): Promise<void> {
  if (!isCut) return void (await run());
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  const send = dynamodb.send.bind(dynamodb);
  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  let writes = 0;
  const spy = jest.spyOn(dynamodb, 'send').mockImplementation((async (command: never) => {
    const answer: unknown = await send(command);
    if ((command as object) instanceof TransactWriteItemsCommand && ++writes % 3 === 0)
      throw new Error('the answer is lost');
    return answer;
  }) as never);
  try {
    await run();
  } finally {
    spy.mockRestore();
    logged.mockRestore();
  }
}

test('whatever happens at once, every micro is in one place', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: WAVES }),
      storm,
    ),
    { numRuns: 6, interruptAfterTimeLimit: 20_000, endOnFailure: true },
  );
});
