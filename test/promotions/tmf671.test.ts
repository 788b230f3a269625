/** TMF671, judged by its own file; what is ours in it. */
import { pattern, TEN_PERCENT, openPromotionDesk, type PromotionDesk } from './desk.js';

let desk: PromotionDesk;
beforeAll(async () => {
  desk = await openPromotionDesk();
});
afterAll(async () => {
  await desk.desk.stop();
});

const SCHEMA = { '@schemaLocation': 'https://lily.example/promotion.schema.json' };

it('creates, lists, retrieves, patches and deletes a promotion as the standard has it', async () => {
  const made = await desk.call('createPromotion', { body: TEN_PERCENT });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    name: 'Ten percent',
    lifecycleStatus: 'draft',
    pattern: TEN_PERCENT.pattern,
    terms: { kind: 'coupon', stacking: { priority: 100, exclusive: false } },
  });
  const path = { id: made.body.id };
  expect((await desk.call('retrievePromotion', { path })).body).toEqual(made.body);
  const listed = await desk.call('listPromotion', { query: { id: made.body.id } });
  expect(listed.body).toEqual([made.body]);
  const patched = await desk.call('patchPromotion', {
    path,
    body: { lifecycleStatus: 'release', description: 'For everybody' },
  });
  expect(patched.body).toMatchObject({
    lifecycleStatus: 'release',
    description: 'For everybody',
    terms: made.body.terms,
  });
  expect((await desk.call('deletePromotion', { path })).body.code).toBe('promotion-was-released');
  const draft = await desk.call('createPromotion', { body: { name: 'Never' } });
  expect((await desk.call('deletePromotion', { path: { id: draft.body.id } })).status).toBe(204);
  expect((await desk.call('retrievePromotion', { path: { id: draft.body.id } })).status).toBe(404);
});

it('keeps what it can not execute, says so, and gives nothing for it', async () => {
  const made = await desk.call('createPromotion', {
    body: {
      ...TEN_PERCENT,
      lifecycleStatus: 'release',
      pattern: [
        { ...pattern([['moonPhase', '=', 'full']], [['discount', '50 %']]), priority: 1 },
        { ...pattern([['orderAmount', '>=', '10']], [['physical gift', 'a mug']]), priority: 2 },
      ],
    },
  });
  expect(made.body.pattern[0].criteriaGroup[0].criteria[0].criteriaParameter).toBe('moonPhase');
  expect(made.body.notExecuted).toEqual([
    { param: 'pattern[0].criteriaGroup[0].criteria[0]', reason: expect.stringContaining('"moonPhase"') },
    { param: 'pattern[1].action[0]', reason: expect.stringContaining('told to whoever asks') },
  ]);
  const asked = await desk.call('qualifyPromotion', {
    path: { id: made.body.id },
    body: { order: { lines: [{ product: 'tea', amount: '12.00' }] } },
  });
  expect(asked.body).toMatchObject({
    qualifies: true,
    effects: [{ type: 'external', action: { actionType: 'physical gift', actionValue: 'a mug' } }],
  });
});

it('tells everything that is wrong at once', async () => {
  const told = await desk.call('createPromotion', {
    body: {
      ...TEN_PERCENT,
      ...SCHEMA,
      lifecycleStatus: 'relaese',
      validFor: { startDateTime: '2026-12-01T00:00:00Z', endDateTime: '2026-11-01T00:00:00Z' },
      terms: { kind: 'gift', months: 3 },
    },
  });
  expect(told.status).toBe(400);
  expect(told.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual([
    'lifecycleStatus',
    'validFor.endDateTime',
    'terms.giftAmount',
    'terms.kind',
    'terms.months',
  ]);
  const odd = await desk.call('createPromotion', {
    body: { name: 'x', ...SCHEMA, terms: { kindd: 'gift' } },
  });
  expect(odd.body.invalidParams[0]).toMatchObject({ param: 'terms.kindd' });
});

it('lets a partner draft, and the operator release', async () => {
  const drafted = await desk.call('createPromotion', { as: 'acme', body: TEN_PERCENT });
  const path = { id: drafted.body.id };
  const own = await desk.call('patchPromotion', { as: 'acme', path, body: { lifecycleStatus: 'release' } });
  expect([own.status, own.body.code]).toEqual([403, 'may-not-release']);
  expect((await desk.call('retrievePromotion', { as: 'corner-shop', path })).status).toBe(404);
  const released = await desk.call('patchPromotion', { path, body: { lifecycleStatus: 'release' } });
  expect(released.status).toBe(200);
  const again = await desk.call('patchPromotion', { as: 'acme', path, body: { lifecycleStatus: 'draft' } });
  expect([again.status, again.body.code]).toEqual([409, 'lifecycle-not-possible']);
});

it('has a systematic code once, and keeps what was promised', async () => {
  const terms = { code: 'WELCOME10', limits: { total: 5 } };
  const first = await desk.call('createPromotion', {
    body: { ...TEN_PERCENT, ...SCHEMA, lifecycleStatus: 'release', terms },
  });
  expect(first.status).toBe(201);
  const second = await desk.call('createPromotion', { body: { ...TEN_PERCENT, ...SCHEMA, terms } });
  expect([second.status, second.body.code]).toEqual([409, 'code-taken']);
  const path = { id: first.body.id };
  const more = await desk.call('patchPromotion', {
    path,
    body: { ...SCHEMA, terms: { limits: { total: 6 } } },
  });
  expect(more.body.terms).toMatchObject({ code: 'WELCOME10', limits: { total: 6 } });
  const other = await desk.call('patchPromotion', { path, body: { ...SCHEMA, terms: { code: 'OTHER' } } });
  expect([other.status, other.body.code]).toEqual([409, 'terms-fixed']);
});

it('registers listeners of its events', async () => {
  const hub = await desk.call('registerListener_promotions', {
    body: { callback: 'https://shop.example/listener' },
  });
  expect(hub.status).toBe(201);
  expect((await desk.call('unregisterListener_promotions', { path: { id: hub.body.id } })).status).toBe(204);
});
