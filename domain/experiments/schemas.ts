/** Bodies and answers of the routes of experiments, recipes and insight. */
import { z } from 'zod';
import { label, slug, text, wholeNumber } from '../operator/scalars.js';
import { PARTS } from './assign.js';
import { METRICS } from './experiment.js';

const number = (from: number, to: number, what: string) =>
  z
    .number({ error: `number from ${from} to ${to}` })
    .min(from, { error: `number from ${from} to ${to}` })
    .max(to, { error: `number from ${from} to ${to}` })
    .describe(what);
const better = z.enum(['higher', 'lower']).describe('Which way is good.');
const metricName = z
  .enum(METRICS)
  .describe(
    'Of each subscriber since it was first exposed: revenue, margin, cost in micros; usage in bytes; churn, conversion 0 or 1.',
  );

const treatment = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('offering'),
    offering: z
      .looseObject({ id: slug('half-price'), name: label() })
      .describe('As under `plans` of an operator file; published when the experiment starts.'),
  }),
  z.strictObject({
    kind: z.literal('promotion'),
    promotionId: text(/^prm_[0-9A-Za-z]{1,40}$/, 'prm_…').describe('A released promotion.'),
  }),
]);

const variant = z.strictObject({
  id: slug('half-price'),
  name: label(),
  parts: wholeNumber(1, PARTS).describe('Its share, of 10,000.'),
  role: z
    .enum(['control', 'treatment', 'holdout'])
    .describe('control: as it is. holdout: told of nothing at all.'),
  treatment: treatment.default({ kind: 'none' }),
});

const experiment = z.strictObject({
  id: slug('cheaper-gigabytes').describe('Yours; the same request again is the same experiment.'),
  name: label(),
  hypothesis: label(400).describe('What you expect, and why.'),
  variants: z
    .array(variant)
    .min(2, { error: 'list of 2 to 10 variants' })
    .max(10, { error: 'list of 2 to 10 variants' }),
  primary: z.strictObject({
    name: metricName,
    better,
    smallestEffect: number(
      1e-6,
      1e15,
      "The smallest difference of means that is worth it, in the metric's unit.",
    ),
  }),
  guardrails: z
    .array(
      z.strictObject({
        name: metricName,
        better,
        tolerated: number(1e-6, 1e15, 'How much worse it may get, in its unit.'),
      }),
    )
    .max(10, { error: 'list of at most 10' })
    .default([])
    .describe('What must not get worse.'),
  stopRule: z
    .strictObject({
      alpha: number(0.001, 0.2, 'Chance to see a difference where there is none.').default(0.05),
      subscribersEach: wholeNumber(2, 10_000_000)
        .default(100)
        .describe('No verdict before every variant has so many.'),
      longestDays: wholeNumber(1, 366).default(30),
    })
    .default({ alpha: 0.05, subscribersEach: 100, longestDays: 30 }),
});

const subscriberId = text(/^sub_[0-9A-Za-z]{1,40}$/, 'sub_ and 1 to 40 letters and digits').describe(
  '`sub_…`',
);

const recipeChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('offering'), offering: z.looseObject({}) }),
  z.strictObject({ kind: z.literal('promotion'), promotion: z.looseObject({}) }),
]);
const anyText = z.string().max(2_000, { error: 'text of at most 2,000 characters' });
const anyNumber = z.number({ error: 'number' });

const recipe = z.strictObject({
  format: z.literal('wildlily-recipe/1', { error: '"wildlily-recipe/1"' }),
  recipeId: text(/^rcp_[0-9a-z]{1,40}$/, 'rcp_…'),
  name: anyText,
  hypothesis: anyText,
  origin: z.strictObject({
    operatorId: anyText,
    country: anyText,
    currency: anyText,
    experimentId: anyText,
  }),
  change: recipeChange,
  evidence: z.strictObject({
    metric: metricName,
    subscribers: anyNumber,
    days: anyNumber,
    difference: anyNumber,
    margin: anyNumber,
    alpha: anyNumber,
  }),
  madeAt: anyText,
  expiresAt: anyText,
});

const signedRecipe = z.strictObject({
  recipe,
  signature: z.strictObject({
    algorithm: z.literal('Ed25519', { error: '"Ed25519"' }),
    keyId: text(/^[0-9a-f]{64}$/, '64 hex digits'),
    value: text(/^[A-Za-z0-9+/]{86}==$/, 'base64 of 64 bytes'),
  }),
});

export const experimentBodies = {
  Experiment_Create: experiment,
  ExperimentAssignment_Create: z.strictObject({ subscriberId }),
  ExperimentConversion_Create: z.strictObject({
    subscriberId,
    id: text(/^[\x21-\x7e]{1,64}$/, '1 to 64 visible characters').describe(
      'Of what was done; once counted, it is not counted again.',
    ),
  }),
  ExperimentDecision: z.strictObject({
    variant: slug('half-price')
      .optional()
      .describe('What is kept. Default: the winner; `control` keeps what was.'),
    reason: label(400).optional(),
  }),
  RecipeImport: z.strictObject({
    recipe: signedRecipe,
    priceFactor: text(/^(?=.*[1-9])(0|[1-9]\d{0,5})(\.\d{1,6})?$/, 'decimal string above 0 such as "0.11"')
      .optional()
      .describe(
        "What an amount of the origin's currency is in this market's. Mandatory when the currencies differ.",
      ),
    ratingGroups: z
      .record(z.string(), wholeNumber(0, 4_294_967_295))
      .optional()
      .describe("This host's rating group for each of the origin's that differs."),
    offeringId: slug('half-price').optional().describe('Another id than that of the origin.'),
    names: z
      .record(z.string(), z.string().min(1).max(80))
      .optional()
      .describe(
        "Of a promotion: what each of the origin's plans, products, categories, stores, partners and channels is called here.",
      ),
  }),
} as const;

export type RecipeImportBody = z.output<typeof experimentBodies.RecipeImport>;

const when = z.iso.datetime({ offset: true });
const comparison = z.looseObject({
  variant: z.string(),
  metric: metricName,
  control: z.strictObject({ n: z.number(), mean: z.number() }),
  treatment: z.strictObject({ n: z.number(), mean: z.number() }),
  difference: z.number().describe('Mean of the treatment less mean of the control.'),
  margin: z
    .number()
    .nullable()
    .describe('The true difference is within so much of it; null: nothing is known yet.'),
  pValue: z.number().describe('Valid at every look.'),
});

const liftGroup = z.strictObject({
  people: z.number().describe('Whether they saw anything or not: whom the campaign was come to for.'),
  converted: z.number(),
  rate: z.number(),
});

export const experimentAnswers = {
  Experiment: z.looseObject({
    id: z.string(),
    href: z.string(),
    state: z.enum(['draft', 'running', 'stopped', 'decided', 'cancelled']),
    name: z.string(),
    createdAt: when,
  }),
  ExperimentAssignment: z.strictObject({
    experimentId: z.string(),
    subscriberId: z.string(),
    variant: z.string().nullable().describe('null: the experiment is not for this one.'),
    treatment: z.looseObject({ kind: z.string() }).optional(),
    since: when.optional(),
  }),
  ExperimentConversion: z.strictObject({
    experimentId: z.string(),
    subscriberId: z.string(),
    id: z.string(),
    counted: z.boolean().describe('false: it was counted before, or the subscriber is in no variant.'),
  }),
  ExperimentResults: z.strictObject({
    experimentId: z.string(),
    outcome: z.enum(['go-on', 'winner', 'worse', 'guardrail', 'no-difference']),
    variant: z.string().optional(),
    daysRunning: z.number(),
    primary: z.array(comparison),
    guardrails: z.array(comparison),
    breached: z.array(z.strictObject({ variant: z.string(), guardrail: z.string() })).optional(),
    suppressed: z
      .array(z.string())
      .optional()
      .describe("Variants with fewer subscribers than the market's smallest group: nothing is told of them."),
  }),
  SignedRecipe: signedRecipe,
  RecipeKey: z.strictObject({
    keyId: z.string(),
    algorithm: z.literal('Ed25519'),
    publicKey: z.string().describe('PEM. Give it to operators that are to take over your recipes.'),
  }),
  ImportedRecipe: z.looseObject({
    recipeId: z.string(),
    compiles: z.boolean(),
    problems: z.array(z.strictObject({ param: z.string(), reason: z.string() })),
    published: z.boolean(),
  }),
  InsightMonth: z.looseObject({
    month: z.string().describe('`2026-10`'),
    closedAt: when,
    smallestGroup: z.number(),
    people: z.number().describe('In groups that may be told.'),
  }),
  CampaignLift: z.strictObject({
    campaignId: z.string(),
    state: z
      .enum(['waiting', 'counted', 'suppressed'])
      .describe(
        'waiting: it is counted within the hour, once. suppressed: a group is smaller than the smallest that may be told of.',
      ),
    days: z.number().describe('In which a conversion counts, after the campaign was first come to.'),
    countedAt: when.optional(),
    smallestGroup: z.number().optional(),
    shown: liftGroup.optional(),
    heldOut: liftGroup.optional(),
    lift: z.number().optional().describe('Rate of the shown less rate of the held out.'),
    lower: z.number().optional().describe('Of its 95 % interval.'),
    upper: z.number().optional(),
    incremental: z
      .number()
      .optional()
      .describe('About so many of the shown would not have converted without the campaign.'),
  }),
  InsightGroup: z.looseObject({
    by: z.record(z.string(), z.string()),
    people: z.number(),
    revenue: z.string(),
    arpu: z.string().describe('Revenue a person, in the market currency.'),
    wholesale: z.string(),
    bytes: z.string(),
    seconds: z.string(),
    messages: z.string(),
    churned: z.number(),
  }),
} as const;
