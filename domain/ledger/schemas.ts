/** Bodies and answers of the routes of the ledger. */
import { z } from 'zod';
import { label, text } from '../operator/scalars.js';
import { ACCOUNT_CODES } from './chart.js';

const day = text(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day such as "2026-10-31"').meta({
  examples: ['2026-10-31'],
});
const month = z.string().describe('`YYYY-MM`');
const account = z.enum(ACCOUNT_CODES);
const party = text(/^[0-9A-Za-z][0-9A-Za-z_.-]{0,59}$/, 'id of 1 to 60 letters, digits, ".", "_", "-"');
const currency = text(/^[A-Z]{3}$/, 'currency code such as "EUR" (ISO 4217)');
const signed = z
  .string({ error: 'a decimal string such as "-1250.00"' })
  .regex(/^-?(0|[1-9]\d{0,8})(\.\d{1,6})?$/, {
    error: 'a decimal string such as "-1250.00", at most 6 decimals',
  })
  .describe('Debit > 0, credit < 0.')
  .meta({ examples: ['1250.00', '-1250.00'] });
const amount = z.string().describe('A decimal string; debit > 0, credit < 0.');
const size = z.string().describe('A decimal string from 0.');
const entryId = z
  .string()
  .describe('`usage/<account>/<version>`, `sponsor/<sponsor>/<number>`, `manual/<yours>` …');

const leg = z.strictObject({
  account,
  party: party.optional().describe('The host, sponsor …, with accounts that there is one of for each.'),
  amount: signed,
});

export const ledgerBodies = {
  LedgerEntry_Create: z.strictObject({
    id: text(
      /^[0-9A-Za-z][0-9A-Za-z_.:-]{0,99}$/,
      'id of 1 to 100 letters, digits, "_", ".", ":", "-"',
    ).describe('Yours: the same again is the same entry.'),
    day: day.describe('On which it happened, in the market.'),
    currency,
    legs: z.array(leg, { error: 'list of 2 to 50 legs' }).min(2, { error: 'list of 2 to 50 legs' }).max(50, {
      error: 'list of 2 to 50 legs',
    }),
    reason: label(400),
  }),
  LedgerReversal_Create: z.strictObject({
    entryId: text(/^[^#]{3,512}$/, 'the id of an entry'),
    day: day.describe('On which the entry happened.'),
    reason: label(400),
  }),
};

const answeredLeg = z.strictObject({ account: z.string(), party: z.string().optional(), amount });

const entry = z.strictObject({
  id: entryId,
  at: z.iso.datetime(),
  day: z.string().describe('On which it is booked.'),
  sourceDay: z.string().describe('On which it happened.'),
  of: month.optional().describe('The month that it happened in, where another one has it: that was closed.'),
  source: z.string(),
  currency: z.string(),
  legs: z.array(answeredLeg),
  note: z.string().optional(),
});

export const ledgerAnswers = {
  LedgerAccount: z.strictObject({
    code: z.string(),
    class: z.enum(['asset', 'liability', 'equity', 'income', 'expense']),
    name: z.string(),
    of: z
      .string()
      .optional()
      .describe('There is one for each of these: host, provider, partner, sponsor, merchant.'),
  }),
  LedgerEntry: entry,
  LedgerEntries: z.strictObject({
    entries: z.array(entry),
    next: z.string().optional().describe('Give it as `after` for those that follow.'),
  }),
  TrialBalance: z.strictObject({
    from: z.string(),
    to: z.string(),
    rows: z.array(
      z.strictObject({
        account: z.string(),
        class: z.string(),
        party: z.string().optional(),
        currency: z.string(),
        debits: size,
        credits: size,
        balance: amount,
        entries: z.number(),
      }),
    ),
    imbalance: z
      .record(z.string(), z.string())
      .describe('By currency what all balances come to: 0.00, or the books do not balance.'),
  }),
  LedgerAccountStatement: z.strictObject({
    account: z.string(),
    party: z.string().optional(),
    currency: z.string(),
    from: z.string(),
    to: z.string(),
    opening: amount,
    days: z.array(
      z.strictObject({ day: z.string(), debits: size, credits: size, entries: z.number(), balance: amount }),
    ),
    closing: amount,
  }),
  LedgerPeriod: z.strictObject({
    month,
    state: z.enum(['open', 'closing', 'closed', 'unbalanced']),
    detail: z.string().optional().describe('What it waits for.'),
    closingAt: z.iso.datetime().optional(),
    closedAt: z.iso.datetime().optional(),
  }),
  LedgerExport: z.strictObject({
    month,
    state: z.enum(['asked', 'written']),
    files: z.array(z.string()).describe('Keys in the bucket.'),
    at: z.iso.datetime().describe('Since when.'),
  }),
};

export type EntryBody = z.output<typeof ledgerBodies.LedgerEntry_Create>;
export type ReversalBody = z.output<typeof ledgerBodies.LedgerReversal_Create>;
