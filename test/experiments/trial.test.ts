/** Trials over HTTP: who gets what, what is refused, and that no repeat and no race counts anything twice. */
import { charged, CHEAPER, DAY_MS, draft, openTrialDesk, type TrialDesk } from './desk.js';

let trials: TrialDesk;
beforeAll(async () => {
  trials = await openTrialDesk();
});
afterAll(async () => trials.desk.stop());

const variants = (treatment: object) => [
  { id: 'as-is', name: 'As it is', parts: 5_000, role: 'control' },
  { id: 'other', name: 'Other', parts: 5_000, role: 'treatment', treatment },
];
const promotion = (more: object = {}) => ({
  name: 'A gigabyte',
  promotionType: 'award',
  lifecycleStatus: 'release',
  '@schemaLocation': 'https://lily.example/promotion.schema.json',
  pattern: [
    {
      id: 'p1',
      name: 'A gigabyte',
      priority: 1,
      validFor: {},
      criteriaGroupLogicalRelationship: 'AND',
      criteriaGroup: [
        {
          criteria: [{ criteriaParameter: 'orderAmount', criteriaOperator: '>=', criteriaValue: '20.00' }],
        },
      ],
      action: [{ actionType: 'data (GB)', actionValue: '1' }],
    },
  ],
  ...more,
});

describe('a draft', () => {
  test('that would change what everybody buys is refused, as is one that gives a group twice', async () => {
    const sold = trials.desk.operator.plans[0]!.id;
    const { status, body } = await trials.desk.call('createExperiment', {
      body: draft({ variants: variants({ kind: 'offering', offering: { ...CHEAPER, id: sold } }) }),
    });
    expect(status).toBe(400);
    expect(body.invalidParams).toEqual([
      { param: 'variants[1].treatment.offering.id', reason: expect.stringContaining(`got "${sold}"`) },
    ]);
  });

  test('of an offering that this market does not allow says every reason', async () => {
    const { status, body } = await trials.desk.call('createExperiment', {
      body: draft({
        variants: variants({
          kind: 'offering',
          offering: { ...CHEAPER, paymentMode: 'barter', services: [] },
        }),
      }),
    });
    expect(status).toBe(400);
    expect(body.invalidParams.map(({ param }: { param: string }) => param)).toEqual(
      expect.arrayContaining([
        'variants[1].treatment.offering.paymentMode',
        'variants[1].treatment.offering.services',
      ]),
    );
  });

  test('of a promotion names one of the operator that the control group does not get', async () => {
    const released = await trials.desk.call('createPromotion', { body: promotion() });
    const automatic = await trials.desk.call('createPromotion', {
      body: promotion({ terms: { kind: 'automatic' } }),
    });
    const of = async (promotionId: string, id: string) =>
      trials.desk.call('createExperiment', {
        body: draft({ id, variants: variants({ kind: 'promotion', promotionId }) }),
      });
    expect((await of('prm_none', 'p-1')).body.invalidParams[0].reason).toContain('got "prm_none"');
    expect((await of(automatic.body.id, 'p-2')).body.invalidParams[0].reason).toContain('the control group');
    expect((await of(released.body.id, 'p-3')).status).toBe(201);
    const unreleased = await trials.desk.call('createPromotion', {
      body: promotion({ lifecycleStatus: 'draft' }),
    });
    expect((await of(unreleased.body.id, 'p-4')).status).toBe(201);
    const started = await trials.desk.call('startExperiment', { path: { experimentId: 'p-4' } });
    expect(started.body.invalidParams[0].reason).toContain('allowed: one in "release"');
  });

  test('is one, however often it is sent; with other content it is refused', async () => {
    const body = draft({ id: 'once' });
    const [one, two] = await Promise.all([
      trials.desk.call('createExperiment', { body }),
      trials.desk.call('createExperiment', { body }),
    ]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body).toEqual(two.body);
    expect(JSON.stringify(one.body)).not.toContain('salt');
    const other = await trials.desk.call('createExperiment', { body: { ...body, name: 'Other' } });
    expect([other.status, other.body.code]).toEqual([409, 'experiment-exists']);
  });

  test('is the operator’s: partners see and change none', async () => {
    const { desk } = trials;
    expect((await desk.call('createExperiment', { as: 'acme', body: draft({ id: 'theirs' }) })).status).toBe(
      403,
    );
    for (const operation of ['retrieveExperiment', 'retrieveExperimentResults', 'retrieveExperimentRecipe'])
      expect((await desk.call(operation, { as: 'acme', path: { experimentId: 'once' } })).status).toBe(404);
  });
});

describe('who gets what', () => {
  test('one exposure of a subscriber, whoever asks at once, on every day, on every plan', async () => {
    const id = await trials.trial();
    const [someone = ''] = await trials.people(1);
    const told = await Promise.all(Array.from({ length: 8 }, async () => trials.assign(id, someone)));
    expect(new Set(told.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    await trials.pass(2 * DAY_MS);
    // The same subscriber on another plan.
    await trials.desk.client.send(
      new (await import('@aws-sdk/client-dynamodb')).UpdateItemCommand({
        TableName: 'records',
        Key: { pk: { S: `SUBSCRIBER#${someone}` }, sk: { S: 'META' } },
        UpdateExpression: 'SET offeringId = :other',
        ExpressionAttributeValues: { ':other': { S: 'cheaper' } },
      }),
    );
    expect((await trials.assign(id, someone)).body).toEqual(told[0]!.body);
    await trials.desk.call('stopExperiment', { path: { experimentId: id } });
    expect((await trials.assign(id, someone)).body).toEqual(told[0]!.body);
    const [late = ''] = await trials.people(1);
    expect((await trials.assign(id, late)).body.code).toBe('experiment-not-running');
  });

  test('the holdout is given nothing; those outside are in no variant', async () => {
    const id = await trials.trial();
    const ids = await trials.people(40);
    const all = await Promise.all(ids.map(async (each) => (await trials.assign(id, each)).body));
    const of = (variant: string | null) => all.filter((each) => each.variant === variant);
    expect(of('left-alone').length).toBeGreaterThan(0);
    for (const each of of('left-alone')) expect(each.treatment).toEqual({ kind: 'none' });
    for (const each of of('cheaper'))
      expect(each.treatment).toEqual({ kind: 'offering', offeringId: 'cheaper' });
    const small = await trials.trial({
      variants: variants({ kind: 'offering', offering: CHEAPER }).map((each) => ({ ...each, parts: 1 })),
    });
    expect((await trials.assign(small, ids[0]!)).body).toMatchObject({ variant: null });
    expect(await trials.desk.record(`EXPOSURE#${small}`, ids[0])).toBeUndefined();
  });

  test('a partner asks for its own subscribers alone, and moves no trial by others’', async () => {
    const id = await trials.trial();
    const [theirs = ''] = await trials.people(1, { partnerId: 'corner-shop' });
    await trials.assign(id, theirs);
    const path = { experimentId: id };
    for (const [operation, body] of [
      ['assignExperiment', { subscriberId: theirs }],
      ['createExperimentConversion', { subscriberId: theirs, id: 'c-1' }],
    ] as const) {
      const refused = await trials.desk.call(operation, { as: 'acme', path, body });
      expect([refused.status, refused.body.code]).toEqual([404, 'subscriber-not-found']);
      expect((await trials.desk.call(operation, { as: 'corner-shop', path, body })).status).toBe(200);
    }
    expect(await trials.desk.record(`EXPOSURE#${id}`, theirs)).toMatchObject({ conversions: 1 });
  });

  test('a conversion is counted once an id, also while usage of the same subscriber is added up', async () => {
    const id = await trials.trial();
    const [someone = ''] = await trials.people(1);
    await trials.assign(id, someone);
    const convert = async (name: string) =>
      trials.desk.call('createExperimentConversion', {
        path: { experimentId: id },
        body: { subscriberId: someone, id: name },
      });
    const records = Array.from({ length: 6 }, () => charged(someone, 1_000, trials.now()));
    const [told] = await Promise.all([
      Promise.all(['a', 'a', 'a', 'b', 'c'].map(convert)),
      ...records.map(async (record) => trials.observe([record])),
    ]);
    expect(told.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(told.filter(({ body }) => body.counted)).toHaveLength(3);
    expect(await trials.desk.record(`EXPOSURE#${id}`, someone)).toMatchObject({
      conversions: 3,
      revenue: 6_000,
    });
  });
});

test('what is on trial is sold to its group and is in nobody’s list, until it is decided for', async () => {
  const { desk } = trials;
  const offering = { ...CHEAPER, id: 'on-trial', name: 'On trial' };
  const id = await trials.trial({ variants: variants({ kind: 'offering', offering }) });
  const listed = async (operation: string) => {
    const { body } = await desk.call(operation, { as: 'acme', query: { limit: '200' } });
    return JSON.stringify(body).includes('on-trial');
  };
  const found = async () =>
    (await desk.call('retrieveProductOffering', { as: 'acme', path: { id: 'on-trial' } })).status;
  const lists = ['listProductOffering', 'listProductOfferingPrice', 'listProductSpecification'];
  expect(await Promise.all(lists.map(listed))).toEqual([false, false, false]);
  expect(await found()).toBe(200);
  // Started again, and in another trial, it is as it was.
  await trials.trial({ variants: variants({ kind: 'offering', offering }) });
  expect(await listed('listProductOffering')).toBe(false);
  await desk.call('stopExperiment', { path: { experimentId: id } });
  await desk.call('decideExperiment', { path: { experimentId: id }, body: { variant: 'other' } });
  expect(await listed('listProductOffering')).toBe(true);
  // A further trial of what all can buy takes it from nobody.
  await trials.trial({ variants: variants({ kind: 'offering', offering }) });
  expect(await listed('listProductOffering')).toBe(true);
});

describe('what comes of it', () => {
  test('a trial that nobody was in can be stopped, by hand and by the sweep', async () => {
    const byHand = await trials.trial();
    const stopped = await trials.desk.call('stopExperiment', { path: { experimentId: byHand } });
    expect([stopped.status, stopped.body.state]).toEqual([200, 'stopped']);
    const inTime = await trials.trial();
    await trials.pass(11 * DAY_MS);
    expect((await trials.sweep()).stopped).toContain(inTime);
    expect((await trials.sweep()).stopped).not.toContain(inTime);
    const { body } = await trials.desk.call('retrieveExperimentResults', { path: { experimentId: inTime } });
    expect(body).toMatchObject({ outcome: 'no-difference', suppressed: ['cheaper'], primary: [] });
  });

  test('what is decided stays decided', async () => {
    const id = await trials.trial();
    await trials.desk.call('stopExperiment', { path: { experimentId: id } });
    const decide = async (body: object) =>
      trials.desk.call('decideExperiment', { path: { experimentId: id }, body });
    expect((await decide({})).body.invalidParams[0].reason).toContain('no variant won');
    expect((await decide({ variant: 'left-alone' })).status).toBe(400);
    expect((await decide({ variant: 'as-is' })).status).toBe(200);
    expect((await decide({ variant: 'as-is' })).status).toBe(200);
    const other = await decide({ variant: 'cheaper' });
    expect([other.status, other.body.code]).toEqual([409, 'decided-otherwise']);
    expect((await trials.desk.call('cancelExperiment', { path: { experimentId: id } })).status).toBe(409);
  });

  test('a variant that harms is stopped, and one that can not be read keeps no other running', async () => {
    const broken = await trials.trial();
    const harmful = await trials.trial({ primary: { name: 'usage', better: 'higher', smallestEffect: 1 } });
    const ids = await trials.people(100);
    const groups = await Promise.all(
      ids.map(async (each) => [each, (await trials.assign(harmful, each)).body.variant as string] as const),
    );
    await trials.assign(broken, ids[0]!);
    await trials.desk.client.send(
      new (await import('@aws-sdk/client-dynamodb')).UpdateItemCommand({
        TableName: 'records',
        Key: { pk: { S: `EXPOSURE#${broken}` }, sk: { S: ids[0]! } },
        UpdateExpression: 'SET revenue = :nothing',
        ExpressionAttributeValues: { ':nothing': { N: '0.5' } },
      }),
    );
    const left = { type: 'account.state-changed', state: 'terminated' } as never;
    for (const [each, variant] of groups)
      if (variant === 'cheaper') await trials.observe([charged(each, 0, trials.now(), { notices: [left] })]);
    await expect(trials.sweep()).rejects.toThrow(broken);
    const { body } = await trials.desk.call('retrieveExperimentResults', { path: { experimentId: harmful } });
    expect(body).toMatchObject({
      outcome: 'guardrail',
      breached: [{ variant: 'cheaper', guardrail: 'churn' }],
    });
    await trials.desk.call('cancelExperiment', { path: { experimentId: broken } });
    expect((await trials.sweep()).stopped).toEqual([]);
  });

  test('nothing comes of fewer than the market’s smallest group, whatever the stop rule says', async () => {
    const id = await trials.trial({ stopRule: { alpha: 0.05, subscribersEach: 2, longestDays: 30 } });
    const ids = await trials.people(24);
    for (const each of ids) {
      const { variant } = (await trials.assign(id, each)).body;
      await trials.observe([charged(each, variant === 'cheaper' ? 90_000_000 : 1_000, trials.now())]);
    }
    expect((await trials.sweep()).stopped).toEqual([]);
    const { body } = await trials.desk.call('retrieveExperimentResults', { path: { experimentId: id } });
    expect(body).toMatchObject({ outcome: 'go-on', suppressed: ['cheaper'], primary: [], guardrails: [] });
  });
});
