/** Bodies and answers of the routes of the joint venture. */
import { z } from 'zod';
import { label, money, slug, text } from '../operator/scalars.js';

const month = () =>
  text(/^\d{4}-(0[1-9]|1[0-2])$/, 'month such as "2026-10"').meta({ examples: ['2026-10'] });
const amount = z.string().describe('A decimal string.');

export const ventureBodies = {
  VentureSettlement_Create: z.strictObject({ month: month().describe('Closed in the ledger.') }),
  VenturePayment: z.strictObject({
    partner: slug('lily-retail'),
    reference: label(100).describe("The bank's, or yours."),
    at: z.iso.datetime({ offset: true, error: 'date and time such as "2026-11-20T09:00:00Z"' }),
  }),
  VentureReversal: z.strictObject({ reason: label(400) }),
  VentureExit: z.strictObject({
    partner: slug('lily-retail').describe('Whose part is sold.'),
    month: month().describe('When it leaves.'),
    option: z
      .strictObject({ kind: z.enum(['put', 'call']), by: slug('lily-retail').describe('Who uses it.') })
      .optional(),
    laterSale: z
      .strictObject({ month: month(), value: money() })
      .optional()
      .describe('What the earn-out would be, were the venture sold for so much later.'),
  }),
};

const partnerFigures = z.strictObject({
  partner: z.string(),
  lines: z.array(
    z.strictObject({
      what: z.enum(['royalty', 'per-subscriber', 'step', 'share', 'cash-due', 'in-kind']),
      id: z.string().optional(),
      amount,
    }),
  ),
  net: amount.describe('What the partner is paid; below zero it pays. Nothing in kind is in it.'),
});

const settlement = z.strictObject({
  id: z.string().describe('`vst_<month>_<number>`'),
  month: z.string(),
  currency: z.string(),
  state: z.enum(['settled', 'paid', 'reversed']),
  at: z.iso.datetime(),
  activeLines: z.number(),
  gross: amount,
  net: amount,
  earned: amount.describe('Gross revenue less all costs but royalty and payments for lines.'),
  royalty: amount,
  perSubscriber: amount,
  result: amount,
  lossBefore: amount,
  lossCarried: amount,
  distributed: amount,
  steps: z.array(z.strictObject({ id: z.string(), to: z.string(), due: amount, paid: amount })),
  partners: z.array(partnerFigures),
  payments: z.array(z.strictObject({ partner: z.string(), reference: z.string(), at: z.iso.datetime() })),
  reversed: z.strictObject({ at: z.iso.datetime(), reason: z.string() }).optional(),
});

export const ventureAnswers = {
  Venture: z
    .looseObject({ partners: z.array(z.looseObject({ id: z.string(), sharePercent: z.string() })) })
    .describe('As under `jointVenture` of the operator file.'),
  VentureSettlement: settlement,
  VentureStatement: z.strictObject({
    settlementId: z.string(),
    month: z.string(),
    currency: z.string(),
    state: z.string(),
    partner: z.strictObject({ id: z.string(), name: z.string(), sharePercent: z.string() }),
    lines: partnerFigures.shape.lines,
    net: amount,
    paid: z.strictObject({ reference: z.string(), at: z.iso.datetime() }).optional(),
  }),
  VentureExitQuote: z.strictObject({
    partner: z.string(),
    month: z.string(),
    currency: z.string(),
    months: z.number().describe('Settled ones that the last twelve months are made of.'),
    value: amount.describe('Of all of the venture.'),
    price: amount.describe("Of the partner's part."),
    earnOut: amount.optional(),
    brandUntil: z.string().describe('The last month in which the brand may be used.'),
  }),
};
