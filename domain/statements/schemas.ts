/** Bodies and answers of the routes of statements and disputes. */
import { z } from 'zod';
import { label, text, wholeNumber } from '../operator/scalars.js';
import { CAUSES } from './cause.js';
import { mappingSchema } from './mapping.js';
import { PARTY_KINDS, STATEMENT_STATES } from './statement.js';

const partyKind = z.enum(PARTY_KINDS);
const partyId = text(/^[0-9A-Za-z][0-9A-Za-z_.-]{0,59}$/, 'id of 1 to 60 letters, digits, ".", "_", "-"');
const month = text(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as "2026-10"').meta({ examples: ['2026-10'] });
const amount = z
  .string({ error: 'a decimal string such as "1250.00"' })
  .regex(/^(0|[1-9]\d{0,11})(\.\d{1,6})?$/, {
    error: 'a decimal string from 0 such as "1250.00", at most 6 decimals',
  })
  .meta({ examples: ['1250.00'] });
const signed = z.string().describe('A decimal string; negative = in our favour.');
const reason = label(400);
const cause = z.enum(CAUSES);

const party = z.strictObject({ kind: partyKind, id: partyId });

const tolerances = z.strictObject({
  seconds: wholeNumber(0, 86_400).default(2).describe('Of a record: how far apart two clocks may be.'),
  unitsPpm: wholeNumber(0, 100_000).default(0).describe('Of a record: millionths of its units.'),
  micros: wholeNumber(0, 1_000_000).default(1).describe('Of a record: micros of its price.'),
  total: amount.default('0').describe('Of the month: what all differences together may be worth.'),
});

export const statementBodies = {
  Statement_Create: z.strictObject({ party, period: month }),
  StatementMapping_Update: z.strictObject({
    columns: z
      .union([z.enum(['own', 'tap3']), mappingSchema])
      .describe('`own` and `tap3` are mappings that are there already; else one of your own.'),
    tolerances: tolerances.prefault({}),
  }),
  StatementDispute_Create: z.strictObject({
    cause: cause.describe('Every difference of this cause is disputed.'),
    reason,
    deadline: z.iso.date().optional().describe('The last day for their answer.'),
  }),
  StatementAgreement: z.strictObject({
    amount: amount
      .optional()
      .describe(
        'What both sides agreed on. Absent: what they said less their credit notes; without a file, what we expect.',
      ),
    note: label(400).optional(),
  }),
  StatementPayment: z.strictObject({
    reference: label(100).describe('Of the bank; the same again is the same payment.'),
    at: z.iso.datetime({ offset: true }).describe('When the money moved.'),
  }),
  DisputeResolution: z.strictObject({
    outcome: z.enum(['accepted', 'rejected']).describe('accepted: they credit it. rejected: we pay it.'),
    creditNote: z
      .strictObject({ number: label(60), amount })
      .optional()
      .describe('Of an accepted one.'),
    note: label(400).optional(),
  }),
} as const;

const href = z.string();
const when = z.iso.datetime();
const sum = z.strictObject({ events: z.int(), units: z.int(), amount: signed });
const causeSum = z.strictObject({
  cause,
  differences: z.int(),
  ours: signed,
  theirs: signed,
  delta: signed.describe('Theirs less ours: positive = they charge more than we expect.'),
});
const side = z.strictObject({
  id: z.string(),
  at: when,
  units: z.int(),
  zone: z.string().optional(),
  amount: signed.optional().describe('Absent: not rated.'),
});

export const statementAnswers = {
  Statement: z.strictObject({
    id: z.string(),
    href,
    party,
    period: month,
    currency: z.string(),
    state: z.enum(STATEMENT_STATES),
    next: z.array(z.string()).describe('What can be done next.'),
    expected: z
      .strictObject({
        amount: signed,
        lines: z.array(
          z.strictObject({
            what: z.string(),
            zone: z.string().optional(),
            terms: z.int().optional().describe('Version of the terms.'),
            units: z.int().optional(),
            events: z.int().optional(),
            amount: signed,
          }),
        ),
        at: when,
      })
      .optional(),
    received: z
      .strictObject({
        file: z.string(),
        etag: z.string(),
        rows: z.int(),
        amount: signed,
        other: z.int().describe('Rows that are no usage.'),
        unreadable: z.int(),
        at: when,
      })
      .optional(),
    comparison: z
      .strictObject({
        ours: z.int(),
        theirs: z.int(),
        matched: z.int(),
        differences: z.int(),
        causes: z.array(causeSum),
        file: z.string().describe('Key of the file with every difference, beside the upload.'),
      })
      .optional(),
    problems: z.array(z.string()).optional().describe('Why the last file could not be compared.'),
    agreed: z
      .strictObject({ amount: signed, at: when, by: z.string(), note: z.string().optional() })
      .optional(),
    paid: z.strictObject({ amount: signed, at: when, reference: z.string() }).optional(),
    disputes: z.array(z.string()),
    createdAt: when,
    updatedAt: when,
  }),
  StatementMapping: z.strictObject({
    href,
    party,
    columns: z.unknown(),
    tolerances: z.unknown(),
    updatedAt: when,
  }),
  StatementDifference: z.strictObject({
    cause,
    who: z.string(),
    kind: z.enum(['data', 'voice', 'sms']),
    ours: side.optional(),
    theirs: side.optional(),
  }),
  StatementVariance: z.strictObject({
    day: z.iso.date(),
    kind: z.enum(['data', 'voice', 'sms']),
    zone: z.string(),
    ours: sum,
    theirs: sum,
    delta: sum,
  }),
  Dispute: z.strictObject({
    id: z.string(),
    href,
    statementId: z.string(),
    cause,
    reason: z.string(),
    differences: z.int(),
    amount: signed.describe('What it is about: theirs less ours.'),
    evidence: z.strictObject({ file: z.string(), etag: z.string() }),
    deadline: z.iso.date().optional(),
    state: z.enum(['open', 'accepted', 'rejected']),
    creditNote: z.strictObject({ number: z.string(), amount: signed }).optional(),
    note: z.string().optional(),
    createdAt: when,
    updatedAt: when,
  }),
} as const;
