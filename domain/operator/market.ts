import { z } from 'zod';
import {
  advertisingSchema,
  contentBasedZeroRatingSchema,
  dataRewardSchema,
  insightSchema,
  source,
  UNREVIEWED,
} from './growth-policy.js';
import { hostAgreementPolicySchema } from './host-agreement-policy.js';
import {
  country,
  currency,
  digits,
  label,
  localDate,
  money,
  percent,
  text,
  timeZone,
  wholeNumber,
} from './scalars.js';

const numberingPlanSchema = z
  .strictObject({
    countryCode: text(/^[1-9]\d{0,2}$/, 'E.164 country code in quotes, such as "44"').describe(
      'E.164 country code, without "+".',
    ),
    mobilePrefixes: z
      .array(digits(1, 8, '7400'), { error: 'list of at least one prefix' })
      .min(1, { error: 'list of at least one prefix' })
      .describe('First digits of the numbers this operator may assign, after the country code.'),
    nationalNumberLength: wholeNumber(5, 14).describe(
      'Digits of a mobile number after the country code (E.164 national significant number).',
    ),
    emergencyNumbers: z
      .array(digits(2, 6, '112'), { error: 'list of at least one emergency number' })
      .min(1, { error: 'list of at least one emergency number' })
      .describe('Numbers that every plan carries free of charge and that no balance, cap or block stops.'),
    freephonePrefixes: z
      .array(digits(3, 12, '44800'))
      .default([])
      .describe('Numbers (E.164 with country code, or short codes) that are free to call in every plan.'),
    helplinePrefixes: z
      .array(digits(3, 12, '116'))
      .default([])
      .describe('Helplines: free to call in every plan, and on no itemised bill or receipt.'),
    mcc: digits(3, 3, '234').describe('Mobile country code of the IMSIs (ITU-T E.212).'),
    mnc: digits(2, 3, '30').describe(
      'Mobile network code of the IMSIs, two or three digits as the market has it.',
    ),
  })
  .describe('Numbers of subscribers and of emergency and free services.');

const policySchema = z
  .strictObject({
    contentBasedZeroRating: contentBasedZeroRatingSchema,
    dataReward: dataRewardSchema,
    advertising: advertisingSchema,
    insight: insightSchema,
    hostAgreement: hostAgreementPolicySchema.optional(),
    identity: z
      .strictObject({
        realName: z
          .enum(['before_activation', 'not_required'])
          .describe('Whether a person must be identified before a SIM is activated.'),
        maxLines: wholeNumber(1, 1_000)
          .optional()
          .describe('How many SIMs one identity may have at a time. Default: any number.'),
        source: source(),
      })
      .describe('Identity of subscribers.'),
    billShock: z
      .strictObject({
        defaultCap: money().describe(
          'Credit limit of every postpaid or hybrid plan that states none, and what data in roaming zones may ' +
            'cost a period in every plan that has no cap of its own for it.',
        ),
        notices: z
          .array(wholeNumber(1, 100))
          .default([80, 100])
          .describe('Percentages of the roaming cap that subscribers are told of.'),
        source: source(),
      })
      .optional()
      .describe('Protection against bill shock.'),
    carrierBilling: z
      .strictObject({
        maxPayment: money().optional().describe('What a subscriber may pay a third party by one payment.'),
        maxPerMonth: money().optional().describe('What a subscriber may pay third parties by in a month.'),
        codeFrom: money()
          .optional()
          .describe('Reserved payments of so much or more want a code that the payer was sent.'),
        source: source(),
      })
      .optional()
      .describe('Payments to third parties from prepaid credit (CAMARA Carrier Billing). Default: no caps.'),
    simSwap: z
      .strictObject({
        monitoredDays: wholeNumber(1, 3_650).describe(
          'How many days back it may be told that a SIM was swapped (CAMARA SIM Swap).',
        ),
        source: source(),
      })
      .optional()
      .describe('How long swaps of SIMs are remembered for third parties. Default: for ever.'),
    payments: z
      .strictObject({
        disputeOpened: z
          .enum(['hold', 'none'])
          .default('hold')
          .describe(
            'A payment is disputed: `hold` back as much of it as the wallet still has, until that ends.',
          ),
        disputeLost: z
          .enum(['suspend', 'none'])
          .default('suspend')
          .describe('A dispute is lost: the amount is taken, below zero too; `suspend` also stops service.'),
        belowZero: z
          .enum(['suspend', 'none'])
          .default('none')
          .describe(
            'A refund takes the wallet below zero, for the money was spent: `suspend` stops service.',
          ),
        source: source(),
      })
      .default({
        disputeOpened: 'hold',
        disputeLost: 'suspend',
        belowZero: 'none',
        source: UNREVIEWED,
      })
      .describe('What disputes and refunds of payments do to an account.'),
  })
  .describe("The market's rules. Plans are compiled against them; a plan that breaks one is refused.");

/** The rules of a market, as functions are handed them, too. */
export type MarketPolicy = z.output<typeof policySchema>;

/** A country's currency, time, tax, numbering and law. */
export const marketSchema = z
  .strictObject({
    country: country()
      .describe('ISO 3166-1 alpha-2.')
      .meta({ examples: ['GB'] }),
    currency: currency()
      .describe('ISO 4217; every price in this file is in it.')
      .meta({ examples: ['GBP'] }),
    timeZone: timeZone()
      .describe('IANA time zone; calendars of tariffs and days of bills follow it.')
      .meta({ examples: ['Europe/London'] }),
    holidays: z
      .array(localDate())
      .default([])
      .describe('Public holidays, for tariffs that have a rate for them.')
      .meta({ examples: [['2026-12-25']] }),
    numberingPlan: numberingPlanSchema,
    tax: z
      .strictObject({
        name: label(20)
          .describe('Name on receipts.')
          .meta({ examples: ['VAT'] }),
        ratePercent: percent()
          .describe('Standard rate.')
          .meta({ examples: ['20'] }),
        inclusive: z
          .boolean({ error: 'true or false' })
          .describe('Whether prices of plans include the tax: usual for consumers, unusual for companies.'),
      })
      .describe('Consumption tax.'),
    policy: policySchema,
  })
  .describe("A country's currency, time, tax, numbering and law.");
