/** TMF658, judged by its own file; what is ours in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { entryOf, eventIdOf } from '../../domain/loyalty/tmf658.js';
import { eventId } from '../../lambdas/partners/kernel/announce.js';
import { deployedPath } from '../../domain/partners/route.js';
import { partnerRoutes } from '../../domain/partners/routes.js';
import { judgedCall } from '../partners/judged.js';
import type { Asked, Told } from '../partners/partner-desk.js';
import { type LoyaltyDesk, openLoyaltyDesk } from './desk.js';

let loyalty: LoyaltyDesk;
beforeAll(async () => {
  loyalty = await openLoyaltyDesk();
});
afterAll(async () => {
  await loyalty.shop.desk.stop();
});

const judged = judgedCall(() => loyalty.shop.desk);
/** As acme, whose members they are. */
const call = async (operationId: string, asked: Asked = {}): Promise<Told> =>
  judged(operationId, { as: 'acme', ...asked });

const SCHEMA = { '@schemaLocation': 'https://lily.example/membership.schema.json' };
const EVIDENCE = { kind: 'app', reference: 'form 7' };
const URL = 'https://partners.lily.example/tmf-api/loyalty/v4';
const address = (resource: string, id: string) => ({ id, href: `${URL}/${resource}/${id}` });
const reasons = ({ body }: Told) =>
  (body as { invalidParams: { param: string }[] }).invalidParams.map(({ param }) => param);

/** The data of an event, and what listeners know it as. */
async function told(...what: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { data, tmf } = (await loyalty.shop.desk.record(`EVENT#${eventId(...what)}`))!;
  return { ...(JSON.parse(data as string) as object), ...(tmf as object | undefined) };
}

it('has one programme, of the operator file', async () => {
  const { body, headers } = await call('listLoyaltyProgramProductSpec');
  expect(headers['x-total-count']).toBe('1');
  expect(body).toEqual([
    {
      ...address('loyaltyProgramProductSpec', 'loyalty'),
      '@type': 'LoyaltyProgramProductSpec',
      name: 'petals',
      productNumber: 'loyalty',
      description: 'Tiers: Green from 0 (100 %), Silver from 2000 (125 %).',
      lifeCycleStatus: 'active',
      needsLoyaltyAccount: true,
    },
  ]);
  const one = await call('retrieveLoyaltyProgramProductSpec', { path: { id: 'loyalty' } });
  expect(one.body).toEqual(body[0]);
  expect((await call('listLoyaltyProgramProductSpec', { query: { name: 'stamps' } })).body).toEqual([]);
  const none = await call('retrieveLoyaltyProgramProductSpec', { path: { id: 'other' } });
  expect([none.status, none.body.code]).toEqual([404, 'loyalty-program-product-spec-not-found']);
});

it('has the rules of the operator file, whose parts lead to each other', async () => {
  const parts = { commonName: '1 petals for every 1.00 of baskets' };
  const { body } = await call('listLoyaltyRule');
  expect(body).toEqual([
    {
      ...address('loyaltyRule', 'earn-1'),
      '@type': 'LoyaltyRule',
      ...parts,
      hasSubRules: false,
      isMandatoryEvaluation: true,
      loyaltyEventType: [address('loyaltyEventType', 'basket')],
      loyaltyCondition: [address('loyaltyCondition', 'earn-1')],
      loyaltyAction: [address('loyaltyAction', 'earn-1')],
    },
  ]);
  expect((await call('retrieveLoyaltyRule', { path: { id: 'earn-1' } })).body).toEqual(body[0]);
  expect((await call('listLoyaltyEventType')).body).toMatchObject([{ id: 'basket', eventType: 'basket' }]);
  expect((await call('retrieveLoyaltyCondition', { path: { id: 'earn-1' } })).body).toMatchObject({
    attribute: 'event.amount',
    operator: '>=',
    value: '1.00',
  });
  expect((await call('retrieveLoyaltyAction', { path: { id: 'earn-1' } })).body).toMatchObject({
    ...parts,
    actionType: 'LoyaltyEarn',
    actionAttributes: { quantity: 1, forEvery: '1.00' },
  });
  expect((await call('listLoyaltyCondition', { query: { value: '2.00' } })).body).toEqual([]);
  expect((await call('listLoyaltyAction', { query: { actionType: 'LoyaltyEarn' } })).body).toHaveLength(1);
  expect((await call('retrieveLoyaltyEventType', { path: { id: 'basket' } })).status).toBe(200);
  const none = await call('retrieveLoyaltyEventType', { path: { id: 'top-up' } });
  expect([none.status, none.body.code]).toEqual([404, 'loyalty-event-type-not-found']);
});

it('shows a membership as member, product, account and balance that lead to each other', async () => {
  const { membershipId: id, memberId, subscriberId } = await loyalty.member();
  await loyalty.give(id, 2_000);
  const path = { id };
  const member = await call('retrieveLoyaltyProgramMember', { path });
  const { body: kept } = await loyalty.call('retrieveMembership', { path: { membershipId: id } });
  expect(member.body).toEqual({
    ...address('loyaltyProgramMember', id),
    '@type': 'LoyaltyProgramMember',
    name: memberId,
    status: 'linked',
    ValidFor: { startDateTime: kept.linkedAt },
  });
  const product = await call('retrieveLoyaltyProgramProduct', { path });
  expect(product.body).toMatchObject({
    name: 'petals',
    productStatus: 'activated',
    loyaltyAccount: address('loyaltyAccount', id),
    loyaltyProgramProductSpec: address('loyaltyProgramProductSpec', 'loyalty'),
  });
  const { body: points } = await loyalty.call('retrievePoints', { path: { membershipId: id } });
  const characteristics = Object.fromEntries(
    (product.body.characteristic as { name: string; value: string }[]).map(({ name, value }) => [
      name,
      value,
    ]),
  );
  expect(characteristics).toEqual({
    subscriberId,
    tier: 'silver',
    tierName: 'Silver',
    tierUntil: points.tier.until,
  });
  expect((await call('retrieveLoyaltyAccount', { path })).body.loyaltyProgramProduct).toEqual(
    address('loyaltyProgramProduct', id),
  );
  expect((await call('retrieveLoyaltyBalance', { path })).body).toMatchObject({
    loyaltyProgramMember: address('loyaltyProgramMember', id),
    quantity: { unit: 'petals', value: 2_000 },
  });
});

it('finds memberships by what names them, in pages, with what was selected', async () => {
  const { membershipId: id, memberId } = await loyalty.member('4711');
  await loyalty.member('4712');
  const found = async (operationId: string, query: Record<string, string>, as: Asked['as'] = 'acme') =>
    (await call(operationId, { query, as })).body.map((each: { id: string }) => each.id);
  expect(await found('listLoyaltyProgramMember', { name: memberId })).toEqual([id]);
  expect(await found('listLoyaltyProgramMember', { name: memberId }, 'operator')).toEqual([id]);
  // Another brand's 4711 is another member.
  expect(await found('listLoyaltyProgramMember', { name: memberId }, 'corner-shop')).toEqual([]);
  expect(await found('listLoyaltyProgramMember', { name: memberId, status: 'unlinked' })).toEqual([]);
  expect(await found('listLoyaltyProgramProduct', { 'loyaltyAccount.id': id })).toEqual([id]);
  expect(await found('listLoyaltyAccount', { 'loyaltyProgramProduct.id': id })).toEqual([id]);
  expect(await found('listLoyaltyBalance', { 'loyaltyProgramMember.id': id })).toEqual([id]);
  expect(await found('listLoyaltyBalance', { 'quantity.value.gt': '0', id })).toEqual([]);
  const page = await call('listLoyaltyBalance', {
    query: { limit: '1', offset: '1', fields: 'quantity' },
  });
  expect(page.body).toEqual([
    { ...address('loyaltyBalance', page.body[0].id), quantity: { unit: 'petals', value: 0 } },
  ]);
  const { body: all } = await loyalty.call('listMemberships');
  expect(page.headers['x-total-count']).toBe(String(all.length));
  const wrong = await call('listLoyaltyAccount', { query: { limit: 'all', quantity: '1' } });
  expect([wrong.status, reasons(wrong)]).toEqual([400, ['limit', 'quantity']]);
});

it('links by a signed link, and unlinks', async () => {
  const subscriberId = await loyalty.shop.sell({ owner: 'acme' });
  const signedLink = loyalty.signedLink('a-new-one');
  const body = { ...SCHEMA, subscriberId, signedLink, evidence: EVIDENCE };
  const made = await call('createLoyaltyProgramMember', { body });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ name: 'a-new-one', status: 'linked' });
  const path = { id: made.body.id as string };
  expect((await loyalty.call('retrieveMembership', { path: { membershipId: path.id } })).body).toMatchObject({
    subscriberId,
    linkedBy: 'signed-link',
  });
  expect((await call('createLoyaltyProgramMember', { body })).body).toEqual(made.body);

  const same = await call('patchLoyaltyProgramMember', {
    path,
    body: { status: 'linked', name: 'a-new-one' },
  });
  expect(same.body).toEqual(made.body);
  const ended = await call('patchLoyaltyProgramMember', { path, body: { status: 'unlinked' } });
  expect(ended.body).toMatchObject({ status: 'unlinked', ValidFor: { endDateTime: expect.any(String) } });
  expect((await call('retrieveLoyaltyProgramProduct', { path })).body.productStatus).toBe('disconnected');
  const back = await call('patchLoyaltyProgramMember', { path, body: { status: 'linked' } });
  expect([back.status, back.body.code]).toEqual([409, 'not-linked']);
  // The link was good once.
  const again = await call('createLoyaltyProgramMember', { body });
  expect([again.status, again.body.code]).toEqual([400, 'link-used']);
});

it('links by a code to the number', async () => {
  const subscriberId = await loyalty.shop.sell({ owner: 'acme' });
  const asked = await loyalty.call('linkMembership', { body: { subscriberId, memberId: 'by-code' } });
  const challengeId = asked.body.challengeId as string;
  const { challenge } = await told(`membership_challenge/${challengeId}`);
  const { code } = challenge as { code: string };
  const made = await call('createLoyaltyProgramMember', {
    body: { ...SCHEMA, challengeId, code, evidence: EVIDENCE },
  });
  expect(made.body).toMatchObject({ name: 'by-code', status: 'linked' });
});

it('tells everything that is wrong with a member at once', async () => {
  const { membershipId: id } = await loyalty.member();
  const named = await call('createLoyaltyProgramMember', { body: { name: 'Anna', status: 'active' } });
  expect([named.status, reasons(named)]).toEqual([400, ['name', 'status', '']]);
  const bare = await call('createLoyaltyProgramMember', { body: { subscriberId: 'sub_1' } });
  expect([bare.status, reasons(bare)]).toEqual([400, ['subscriberId']]);
  const patched = await call('patchLoyaltyProgramMember', {
    path: { id },
    body: { name: 'Anna', status: 'gone', ValidFor: null },
  });
  expect([patched.status, reasons(patched)]).toEqual([400, ['name', 'status', 'ValidFor']]);
});

it('earns by an event once, by the rules and the tier, whichever way it comes', async () => {
  const { membershipId } = await loyalty.member();
  const body = { eventType: 'basket', memberId: membershipId, event: { id: 'receipt-1', amount: '12.50' } };
  const made = await call('createLoyaltyEvent', { body });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    '@type': 'LoyaltyEvent',
    eventType: 'basket',
    memberId: membershipId,
    event: { id: 'receipt-1', amount: '12.50', points: 12, balance: 12 },
    eventId: address('loyaltyProgramProduct', membershipId),
  });
  const again = await call('createLoyaltyEvent', { body });
  expect([again.status, again.body]).toEqual([201, made.body]);
  const ours = await loyalty.call('earnPoints', {
    body: { id: 'receipt-1', membershipId, on: 'basket', amount: '12.50' },
  });
  expect(ours.body).toMatchObject({ id: made.body.id, repeated: true });
  const other = await call('createLoyaltyEvent', {
    body: { ...body, event: { id: 'receipt-1', amount: '99.00' } },
  });
  expect([other.status, other.body.code]).toEqual([409, 'id-used']);
  const little = await call('createLoyaltyEvent', {
    body: { ...body, event: { id: 'receipt-2', amount: '0.99' } },
  });
  expect([little.status, little.body.code]).toEqual([409, 'earns-nothing']);
  expect(await loyalty.balance(membershipId)).toBe(12);
  expect((await call('retrieveLoyaltyEvent', { path: { id: made.body.id } })).body).toEqual(made.body);
});

it('answers the example of the document as it says', async () => {
  const text = readFileSync(join(__dirname, '../../docs/loyalty.md'), 'utf8');
  const [sent, answered] = [...text.matchAll(/```json\n([^`]*)```/g)].map(
    ([, json]) => JSON.parse(json!) as Readonly<Record<string, unknown>>,
  );
  const { membershipId: memberId } = await loyalty.member();
  const { body } = await call('createLoyaltyEvent', { body: { ...sent, memberId } });
  expect(Object.keys(body).toSorted()).toEqual(Object.keys(answered!).toSorted());
  expect(body).toMatchObject({ eventType: answered!['eventType'], memberId, event: answered!['event'] });
});

it('lists what happened to a member, oldest first, with what expired', async () => {
  const { membershipId } = await loyalty.member();
  const given = await loyalty.give(membershipId, 500);
  await loyalty.call('burnPoints', { body: { id: 'spend-1', membershipId, points: 200, for: 'credit' } });
  await loyalty.call('reversePoints', { body: { id: 'undo-1', membershipId, entryId: given.id } });
  const { membershipId: other } = await loyalty.member();
  await loyalty.give(other, 7);
  const listed = await call('listLoyaltyEvent', { query: { memberId: membershipId } });
  expect(listed.headers['x-total-count']).toBe('3');
  expect(
    listed.body.map(({ eventType, event }: { eventType: string; event: { points: number } }) => [
      eventType,
      event.points,
    ]),
  ).toEqual([
    ['earn', 500],
    ['burn', -200],
    ['take-back', -300],
  ]);
  expect(listed.body[2].event).toMatchObject({ id: 'undo-1', balance: 0, missing: 200 });
  const burns = await call('listLoyaltyEvent', {
    query: { memberId: `${membershipId},${other}`, eventType: 'burn' },
  });
  expect(burns.body).toEqual([listed.body[1]]);
  const nobodys = await call('listLoyaltyEvent', { as: 'corner-shop', query: { memberId: membershipId } });
  expect(nobodys.body).toEqual([]);
  const all = await call('listLoyaltyEvent', { query: { eventType: 'burn' } });
  expect([all.status, reasons(all)]).toEqual([400, ['memberId']]);
});

it('tells everything that is wrong with an event at once', async () => {
  const refused = await call('createLoyaltyEvent', {
    body: { eventType: 'baskets', eventTime: '2026-11-23T09:00:00Z', event: { amount: '-1' } },
  });
  expect([refused.status, reasons(refused)]).toEqual([
    400,
    ['eventTime', 'eventType', 'memberId', 'event.id', 'event.amount'],
  ]);
});

it('shows another brand nothing, and finds nothing that is not there', async () => {
  const { membershipId } = await loyalty.member();
  const event = await loyalty.give(membershipId, 5);
  const one = ['ProgramMember', 'ProgramProduct', 'Account', 'Balance'].map(
    (type) => [`retrieveLoyalty${type}`, membershipId, 'membership-not-found'] as const,
  );
  for (const [operationId, id, code] of [
    ...one,
    ['patchLoyaltyProgramMember', membershipId, 'membership-not-found'] as const,
    ['retrieveLoyaltyEvent', event.id, 'loyalty-event-not-found'] as const,
  ]) {
    const body = operationId.startsWith('patch') ? { body: { status: 'unlinked' } } : {};
    const others = await call(operationId, { as: 'corner-shop', path: { id }, ...body });
    expect([operationId, others.status, others.body.code]).toEqual([operationId, 404, code]);
    const none = await call(operationId, { path: { id: 'mbr_0-7' }, ...body });
    expect([operationId, none.status]).toEqual([operationId, 404]);
  }
  const earning = await call('createLoyaltyEvent', {
    as: 'corner-shop',
    body: { eventType: 'basket', memberId: membershipId, event: { id: 'x', amount: '5.00' } },
  });
  expect(earning.status).toBe(404);
});

it('registers listeners, and announces members with the event types that they ask for', async () => {
  const hub = await call('registerListener_loyalty', {
    body: { callback: 'https://shop.example/listener', query: 'eventType=LoyaltyProgramMemberCreateEvent' },
  });
  expect(hub.status).toBe(201);
  expect((await call('unregisterListener_loyalty', { path: { id: hub.body.id } })).status).toBe(204);
  const { membershipId } = await loyalty.member();
  const subject = `membership/${membershipId}`;
  expect(await told(subject, 'linked', '1')).toMatchObject({
    eventType: 'LoyaltyProgramMemberCreateEvent',
    loyaltyProgramMember: { status: 'linked' },
  });
  await loyalty.call('unlinkMembership', { path: { membershipId } });
  expect(await told(subject, 'unlinked', '2')).toMatchObject({
    eventType: 'LoyaltyProgramMemberStateChangeEvent',
    loyaltyProgramMember: (await call('retrieveLoyaltyProgramMember', { path: { id: membershipId } })).body,
  });
});

it('leaves room in an API of 300 routes, where what is shared is of one scope and one function', () => {
  const routes = partnerRoutes({ sandbox: true });
  const ways = new Map<string, Set<string>>();
  for (const route of routes) {
    const key = `${route.method} ${deployedPath(route)}`;
    const way = ways.get(key) ?? new Set();
    ways.set(key, way.add(`${route.scope} ${route.handler}`));
  }
  expect([...ways.values()].filter(({ size }) => size > 1)).toEqual([]);
  // Beside documentation (3), the host's callbacks (1) and its simulator (3).
  expect(ways.size + 7).toBeLessThanOrEqual(300);
});

it('does not serve what it does not describe, though the deployed route is shared', async () => {
  const { handler } = await import('../../lambdas/loyalty/api.handler.js');
  const ask = async (method: string, resource: string, id?: string) =>
    handler({
      version: '2.0',
      routeKey: `${method} /tmf-api/loyalty/v4/{resource}${id === undefined ? '' : '/{id}'}`,
      rawPath: `/tmf-api/loyalty/v4/${resource}${id === undefined ? '' : `/${id}`}`,
      rawQueryString: '',
      headers: {},
      pathParameters: { resource, id },
      requestContext: {
        requestId: 'r',
        authorizer: { jwt: { claims: { client_id: 'acme-client' } } },
      },
    } as unknown as Parameters<typeof handler>[0]);
  for (const [method, resource, id] of [
    ['POST', 'loyaltyBalance'],
    ['GET', 'loyaltyRuleAction'],
    ['GET', 'hub'],
    ['GET', '{resource}'],
    ['GET', 'constructor', 'x'],
  ] as const) {
    const { statusCode, body } = await ask(method, resource, id);
    expect([resource, statusCode, JSON.parse(body!)]).toEqual([
      resource,
      404,
      expect.objectContaining({ type: 'urn:wildlily:problem:route-not-found' }),
    ]);
  }
  expect((await ask('GET', 'loyaltyAccount')).statusCode).toBe(200);
});

it('leads from the id of every event back to its entry', () => {
  const membershipId = fc.stringMatching(/^mbr_[0-9a-f]{24}$/);
  fc.assert(
    fc.property(membershipId, fc.integer({ min: 1, max: 2 ** 31 }), (member, number) => {
      const id = eventIdOf({ id: `${member}:${number}` });
      expect([encodeURIComponent(id), entryOf(id)]).toEqual([id, { membershipId: member, number }]);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^pte_[0-9a-f]{24}$/), (id) => {
      expect(entryOf(eventIdOf({ id }))).toEqual({ id });
    }),
  );
});

// Last: time goes on for everybody.
it('lists what expired, and finds it again', async () => {
  const { membershipId } = await loyalty.member();
  await loyalty.give(membershipId, 40);
  await loyalty.shop.desk.moveClock(26 * 31 * 24 * 3_600_000);
  await loyalty.call('expirePoints', { body: { membershipId } });
  const listed = await call('listLoyaltyEvent', { query: { memberId: membershipId, eventType: 'expire' } });
  expect(listed.body).toMatchObject([{ event: { points: -40, balance: 0 } }]);
  const { id } = listed.body[0] as { id: string };
  expect((await call('retrieveLoyaltyEvent', { path: { id } })).body).toEqual(listed.body[0]);
});
