/** What won a trial in one market is signed, taken over in others, and refused there with every reason. */
import type { SignedRecipe } from '../../domain/experiments/recipe.js';
import type { TrialDesk } from './desk.js';

const OFFERING = {
  id: 'flat-rate',
  name: 'Flat rate',
  paymentMode: 'prepaid',
  services: [
    { id: 'internet', kind: 'data', ratingGroups: [1000], price: '0.025', per: 'MB' },
    {
      id: 'video',
      kind: 'data',
      ratingGroups: [2001],
      trafficClass: { content: 'application', name: '百合视频' },
      free: true,
    },
  ],
};
const PLAIN = { ...OFFERING, id: 'plain', name: 'Plain', services: OFFERING.services.slice(0, 1) };

const PROMOTION = {
  name: 'Tea and a gigabyte',
  promotionType: 'award',
  lifecycleStatus: 'release',
  '@schemaLocation': 'https://lily.example/promotion.schema.json',
  validFor: { startDateTime: '2026-01-01T00:00:00Z', endDateTime: '2027-06-01T00:00:00Z' },
  pattern: [
    {
      id: 'p1',
      name: 'Big basket',
      priority: 1,
      validFor: {},
      criteriaGroupLogicalRelationship: 'AND',
      criteriaGroup: [
        {
          criteria: [
            { criteriaParameter: 'orderAmount', criteriaOperator: '>=', criteriaValue: '100.00' },
            { criteriaParameter: 'plan', criteriaOperator: '=', criteriaValue: 'shopper' },
          ],
        },
      ],
      action: [{ actionType: 'data (GB)', actionValue: '1' }],
    },
  ],
  terms: { code: 'TEA2026', limits: { perSubscriber: 1 } },
};

type Traded = Record<'flat' | 'plain' | 'promotion' | 'credit', SignedRecipe>;

let recipes: Traded;
let trustedKey: string;
let trials: TrialDesk;
let charged: (typeof import('./desk.js'))['charged'];

async function openIn(country: string, environment: Readonly<Record<string, string>> = {}) {
  // Each operator's functions read their own environment.
  jest.resetModules();
  const desks = await import('./desk.js');
  ({ charged } = desks);
  trials = await desks.openTrialDesk(country, environment);
}

/** A trial that its treatment wins for certain: its recipe. */
async function won(treatment: object, id: string): Promise<SignedRecipe> {
  const { desk } = trials;
  await trials.trial({
    id,
    variants: [
      { id: 'as-is', name: 'As it is', parts: 5_000, role: 'control' },
      { id: 'new', name: 'New', parts: 5_000, role: 'treatment', treatment },
    ],
    primary: { name: 'revenue', better: 'higher', smallestEffect: 5_000_000 },
  });
  const path = { experimentId: id };
  for (const [i, someone] of (await trials.people(60, { partnerId: 'operator' })).entries()) {
    const { variant } = (await trials.assign(id, someone)).body;
    const micros = (variant === 'new' ? 12_000_000 : 2_000_000) + (i % 7) * 100_000;
    await trials.observe([charged(someone, micros, trials.now())]);
  }
  const early = await desk.call('retrieveExperimentRecipe', { path });
  expect([early.status, early.body.code]).toEqual([409, 'nothing-won']);
  expect((await trials.sweep()).stopped).toEqual([id]);
  expect((await desk.call('decideExperiment', { path, body: {} })).body.decision.variant).toBe('new');
  const [one, two] = [
    await desk.call('retrieveExperimentRecipe', { path }),
    await desk.call('retrieveExperimentRecipe', { path }),
  ];
  expect(one.status).toBe(200);
  expect(two.body).toEqual(one.body);
  expect((await desk.call('retrieveExperimentRecipe', { as: 'acme', path })).status).toBe(404);
  return one.body;
}

const take = async (recipe: SignedRecipe, how: object = {}, query: Record<string, string> = {}) =>
  trials.desk.call('importRecipe', { body: { recipe, ...how }, query });

beforeAll(async () => {
  await openIn('CN', { TRUSTED_RECIPE_KEYS: '' });
  const promote = async (body: Readonly<Record<string, unknown>> & { readonly name: string }) => {
    const headers = { 'idempotency-key': body.name.replaceAll(' ', '-') };
    const made = await trials.desk.call('createPromotion', { body, headers });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    return { kind: 'promotion', promotionId: made.body.id };
  };
  const tea = await promote(PROMOTION);
  recipes = {
    flat: await won({ kind: 'offering', offering: OFFERING }, 'free-video'),
    plain: await won({ kind: 'offering', offering: PLAIN }, 'plain-data'),
    promotion: await won(tea, 'tea'),
    credit: await won(
      await promote({
        ...PROMOTION,
        name: 'Credit',
        pattern: [
          {
            ...PROMOTION.pattern[0],
            criteriaGroup: [
              {
                criteria: [{ criteriaParameter: 'tenureDays', criteriaOperator: '>', criteriaValue: '30' }],
              },
            ],
            action: [
              { actionType: 'currency', actionValue: '5.00' },
              { actionType: 'SMS', actionValue: '10' },
            ],
          },
        ],
        terms: {},
      }),
      'credit',
    ),
  };
  trustedKey = (await trials.desk.call('retrieveRecipeKey', { as: 'acme' })).body.publicKey;
  await trials.desk.stop();
}, 60_000);

describe('in a market that trusts the origin', () => {
  beforeAll(async () => openIn('DE', { TRUSTED_RECIPE_KEYS: trustedKey }));
  afterAll(async () => trials.desk.stop());

  test('free video is refused, with the rule and its source; nothing is published', async () => {
    const how = { priceFactor: '0.13' };
    const tried = await take(recipes.flat, how, { dryRun: 'true' });
    expect(tried.status).toBe(200);
    expect(tried.body).toMatchObject({ compiles: false, published: false });
    expect(tried.body.problems).toEqual([
      {
        param: 'offering.services[1].free',
        reason: expect.stringContaining('the floor price that the host sets'),
      },
      { param: 'offering.services[1].free', reason: expect.stringContaining('(EU) 2015/2120 Art. 3(3)') },
    ]);
    const refused = await take(recipes.flat, how);
    expect([refused.status, refused.body.code]).toEqual([400, 'recipe-does-not-compile']);
    expect(refused.body.invalidParams).toEqual(tried.body.problems);
    expect(await trials.desk.record(`RECIPE#${recipes.flat.recipe.recipeId}`)).toBeUndefined();
    expect(await trials.desk.record('OFFERING#flat-rate', 'CURRENT')).toBeUndefined();
  });

  test('money of another currency needs a factor above nothing', async () => {
    expect((await take(recipes.plain)).body.code).toBe('price-factor-missing');
    expect((await take(recipes.plain, { priceFactor: '0.000' })).status).toBe(400);
  });

  test('what is below the host’s floor here says so', async () => {
    const { body } = await take(recipes.plain, { priceFactor: '0.01' }, { dryRun: 'true' });
    expect(body).toMatchObject({ compiles: false });
    expect(body.problems[0].param).toContain('offering.services[0]');
  });

  test('a plain offering is compiled, sold and told, once, however often and by whomever it is asked for', async () => {
    const how = { priceFactor: '0.13', offeringId: 'plain-de' };
    const tried = await take(recipes.plain, how, { dryRun: 'true' });
    expect(tried.body).toMatchObject({
      compiles: true,
      published: false,
      offering: { id: 'plain-de', services: [{ price: '0.003' }] },
    });
    expect(await trials.desk.record('OFFERING#plain-de', 'CURRENT')).toBeUndefined();
    const answers = await Promise.all([take(recipes.plain, how), take(recipes.plain, how)]);
    answers.push(await take(recipes.plain, how));
    const done = answers.filter(({ status }) => status === 201);
    expect(done.length).toBeGreaterThanOrEqual(2);
    expect(new Set(done.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(done[0]!.body).toMatchObject({ published: true, offeringId: 'plain-de' });
    const offering = await trials.desk.record('OFFERING#plain-de', 'CURRENT');
    expect(JSON.parse(String(offering!['versions']))).toHaveLength(1);
    const { eventId } = await import('../../lambdas/partners/kernel/announce.js');
    const { recipeId } = recipes.plain.recipe;
    const event = await trials.desk.record(`EVENT#${eventId(`recipe/${recipeId}`, 'imported')}`);
    expect(JSON.stringify(event)).toContain('plain-de');
    expect(await trials.desk.record(`RECIPE#${recipeId}`)).toMatchObject({ revision: 2 });

    // Cut off between what was begun and what was made of it: the same request goes on, and nothing is there twice.
    const { UpdateItemCommand } = await import('@aws-sdk/client-dynamodb');
    await trials.desk.client.send(
      new UpdateItemCommand({
        TableName: 'records',
        Key: { pk: { S: `RECIPE#${recipeId}` }, sk: { S: 'META' } },
        UpdateExpression: 'REMOVE made',
      }),
    );
    const again = await take(recipes.plain, how);
    expect([again.status, again.body]).toEqual([201, done[0]!.body]);
    expect(await trials.desk.record(`RECIPE#${recipeId}`)).toMatchObject({
      made: { offeringId: 'plain-de' },
    });

    const other = await take(recipes.plain, { ...how, priceFactor: '0.20' });
    expect([other.status, other.body.code]).toEqual([409, 'recipe-taken-over']);
    expect(
      JSON.parse(String((await trials.desk.record('OFFERING#plain-de', 'CURRENT'))!['versions'])),
    ).toHaveLength(1);
  });

  test('it replaces nothing that is sold', async () => {
    const how = { priceFactor: '0.13', offeringId: 'field' };
    const { body } = await take(recipes.plain, how, { dryRun: 'true' });
    expect(body.problems).toEqual([
      { param: 'offering.id', reason: expect.stringContaining('got "field", which is sold already') },
    ]);
  });

  test('a promotion needs this market’s names, and becomes one draft in its money', async () => {
    const nameless = await take(recipes.promotion, { priceFactor: '0.13' });
    expect(nameless.body.code).toBe('recipe-does-not-compile');
    expect(nameless.body.invalidParams.map(({ reason }: { reason: string }) => reason)).toEqual([
      expect.stringContaining('got "shopper", a plan of the origin'),
      expect.stringContaining('asks for the plan "shopper"'),
    ]);
    const how = { priceFactor: '0.13', names: { shopper: 'field' } };
    const answers = await Promise.all([take(recipes.promotion, how), take(recipes.promotion, how)]);
    answers.push(await take(recipes.promotion, how));
    const { body, headers } = answers.at(-1)!;
    expect(body).toMatchObject({ compiles: true, published: false });
    expect(headers['location']).toContain(body.promotionId);
    const list = await trials.desk.call('listPromotion');
    expect(list.body).toHaveLength(1);
    const [made] = list.body;
    expect(made).toMatchObject({ id: body.promotionId, lifecycleStatus: 'draft', name: PROMOTION.name });
    expect(made.pattern[0].criteriaGroup[0].criteria).toMatchObject([
      { criteriaValue: '13.00' },
      { criteriaValue: 'field' },
    ]);
    // Codes that people know, and days of the trial, are the origin's.
    expect(made.terms).toMatchObject({ limits: { perSubscriber: 1 } });
    expect(made.terms.code).toBeUndefined();
    expect(made.validFor).toBeUndefined();
  });

  test('a promotion that gives what no plan here takes says each of it', async () => {
    const { body } = await take(recipes.credit, { priceFactor: '0.13' }, { dryRun: 'true' });
    expect(body.problems.map(({ reason }: { reason: string }) => reason)).toEqual([
      'gives credit; allowed by "rewards" of this operator: data',
      'gives messages; allowed by "rewards" of this operator: data',
    ]);
    expect(body.promotion.pattern[0].action[0].actionValue).toBe('0.65');
  });

  test('what was changed on its way is refused, and partners take over nothing', async () => {
    const { recipe, signature } = recipes.plain;
    const dearer = { ...PLAIN, services: [{ ...PLAIN.services[0], price: '9.99' }] };
    const forged = {
      recipe: { ...recipe, change: { kind: 'offering' as const, offering: dearer } },
      signature,
    };
    expect((await take(forged, { priceFactor: '0.13' })).body.code).toBe('recipe-signature-invalid');
    const unread = JSON.stringify({ recipe: recipes.plain, priceFactor: '0.13' }).replace('"0.025"', '1e400');
    const told = await trials.desk.call('importRecipe', { body: unread });
    expect(told.status).toBe(400);
    const as = await trials.desk.call('importRecipe', {
      as: 'acme',
      body: { recipe: recipes.plain, priceFactor: '0.13' },
    });
    expect([as.status, as.body.code]).toEqual([403, 'operator-only']);
    await trials.pass(367 * 86_400_000);
    expect((await take(recipes.credit, { priceFactor: '0.13' })).body.code).toBe('recipe-expired');
  });
});

describe('in a market that does not know the origin', () => {
  beforeAll(async () => openIn('GB', { TRUSTED_RECIPE_KEYS: '' }));
  afterAll(async () => trials.desk.stop());

  test('nothing is taken', async () => {
    const { status, body } = await take(recipes.plain, { priceFactor: '0.11' });
    expect([status, body.code]).toEqual([400, 'recipe-key-unknown']);
    // Not even under the name of its own key.
    const { keyId } = (await trials.desk.call('retrieveRecipeKey')).body;
    const posing = { ...recipes.plain, signature: { ...recipes.plain.signature, keyId } };
    expect((await take(posing, { priceFactor: '0.11' })).body.code).toBe('recipe-key-unknown');
  });
});
