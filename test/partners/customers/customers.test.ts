/** TMF629 customers and TMF669 party roles, over one DynamoDB. */
import { judgedCall } from '../judged.js';
import { openPartnerDesk, type PartnerDesk, PARTNER_URL } from '../partner-desk.js';

let desk: PartnerDesk;
const call = judgedCall(() => desk);

beforeAll(async () => {
  desk = await openPartnerDesk();
});
afterAll(async () => {
  await desk.stop();
});

const ELSEWHERE = {
  id: '500',
  href: 'https://crm.example/partyManagement/organization/500',
  name: 'Happy Travellers',
  '@referredType': 'Organization',
};

const person = async (as: 'acme' | 'corner-shop' = 'acme') => {
  const { body } = await call('createIndividual', { as, body: { givenName: 'A', familyName: 'B' } });
  return { id: body.id as string, '@referredType': 'Individual' };
};

const customer = async (engagedParty: object, also: object = {}) =>
  call('createCustomer', { as: 'acme', body: { name: 'Bells', engagedParty, ...also } });

describe('a customer', () => {
  it('is a party of ours', async () => {
    const party = await person();
    const made = await customer(party, { characteristic: [{ name: 'tier', value: 'gold' }] });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      '@type': 'Customer',
      href: `${PARTNER_URL}/tmf-api/customerManagement/v4/customer/${made.body.id}`,
      name: 'Bells',
      status: 'active',
      engagedParty: party,
      characteristic: [{ name: 'tier', value: 'gold' }],
    });
    expect(made.headers['location']).toBe(made.body.href);
    expect(await desk.record(`CUSTOMER#${made.body.id}`)).toMatchObject({ partyId: party.id });
  });

  it('may be a party that somebody else keeps, given back as it came', async () => {
    const made = await customer(ELSEWHERE);
    expect(made.status).toBe(201);
    expect(made.body.engagedParty).toEqual(ELSEWHERE);
    expect(await desk.record(`CUSTOMER#${made.body.id}`)).not.toHaveProperty('partyId');
  });

  it("is no party that isn't there, or of another partner", async () => {
    for (const party of [{ id: 'pty_none', '@referredType': 'Individual' }, await person('corner-shop')]) {
      const refused = await customer(party);
      expect([refused.status, refused.body.code]).toEqual([400, 'party-not-found']);
      expect(refused.body.detail).toContain(party.id);
    }
  });

  it('is changed without naming its party again, and tells of its status', async () => {
    const { body } = await customer(ELSEWHERE);
    const patched = await call('patchCustomer', {
      as: 'acme',
      path: { id: body.id },
      body: { status: 'suspended', name: 'Bell & Sons' },
    });
    expect(patched.status).toBe(200);
    expect(patched.body).toEqual({ ...body, status: 'suspended', name: 'Bell & Sons' });
    const { eventId } = await import('../../../lambdas/partners/kernel/announce.js');
    expect(await desk.record(`EVENT#${eventId(`customer/${body.id}`, 'state_changed', '2')}`)).toMatchObject({
      type: 'customer.state_changed',
      tmf: { eventType: 'CustomerStateChangeEvent' },
    });
  });

  it('holds its party until it is deleted', async () => {
    const party = await person();
    const { body } = await customer(party);
    const path = { id: party.id };
    const refused = await call('deleteIndividual', { as: 'acme', path });
    expect([refused.status, refused.body.code]).toEqual([409, 'individual-in-use']);
    await call('patchCustomer', {
      as: 'acme',
      path: { id: body.id },
      body: { engagedParty: await person() },
    });
    expect((await call('deleteIndividual', { as: 'acme', path })).status).toBe(204);
    expect((await call('deleteCustomer', { as: 'acme', path: { id: body.id } })).status).toBe(204);
  });

  it('is not deleted while it has a product, and shows the account that pays for it', async () => {
    const { addProduct, endProduct } = await import('../../../lambdas/partners/customers/products.js');
    const { writeTogether } = await import('../../../lambdas/accounts/ledger.js');
    const { body } = await customer(ELSEWHERE);
    const product = { customerId: body.id as string, subscriberId: 'sub_1' };
    const about = { ...product, accountKey: 'imsi-234500000000001', accountName: 'msisdn-447400000001' };
    expect(await writeTogether(desk.client, addProduct('records', about))).toBe(true);
    const path = { id: body.id as string };
    const refused = await call('deleteCustomer', { as: 'acme', path });
    expect([refused.status, refused.body.code]).toEqual([409, 'customer-has-products']);
    const patched = await call('patchCustomer', { as: 'acme', path, body: { name: 'C' } });
    const account = { id: about.accountKey, name: about.accountName, '@referredType': 'BillingAccount' };
    expect(patched.body.account).toEqual([account]);
    expect(await writeTogether(desk.client, endProduct('records', product))).toBe(true);
    expect(await writeTogether(desk.client, endProduct('records', product))).toBe(false);
    expect((await call('deleteCustomer', { as: 'acme', path })).status).toBe(204);
    expect(await writeTogether(desk.client, addProduct('records', { ...about, subscriberId: 'sub_2' }))).toBe(
      false,
    );
  });

  it('is seen by its partner and the operator alone', async () => {
    const { body } = await customer(ELSEWHERE, { name: 'Only here' });
    const total = async (as: 'operator' | 'acme' | 'corner-shop') =>
      (await call('listCustomer', { as, query: { name: '"Only here"' } })).headers['x-total-count'];
    expect([await total('acme'), await total('operator'), await total('corner-shop')]).toEqual([
      '1',
      '1',
      '0',
    ]);
    const other = await call('retrieveCustomer', { as: 'corner-shop', path: { id: body.id } });
    expect(other.status).toBe(404);
  });

  it('of many is counted right by writers at the same time', async () => {
    const party = await person();
    const made = await Promise.all(Array.from({ length: 10 }, async () => customer(party)));
    expect(made.map(({ status }) => status)).toEqual(made.map(() => 201));
    expect(await desk.record(`PARTY#${party.id}`)).toMatchObject({ roles: 10 });
  });
});

describe('a party role', () => {
  const role = async (also: object = {}) =>
    call('createPartyRole', {
      as: 'acme',
      body: { name: 'Corner dealer', roleType: { name: 'Dealer' }, ...also },
    });

  it('is created, found, changed and deleted', async () => {
    const made = await role({ engagedParty: ELSEWHERE, status: 'initialized' });
    expect(made.status).toBe(201);
    expect(made.headers['location']).toBe(made.body.href);
    expect(made.body).toMatchObject({
      '@type': 'PartyRole',
      name: 'Corner dealer',
      roleType: { name: 'Dealer' },
      engagedParty: ELSEWHERE,
    });
    const path = { id: made.body.id as string };
    const queries: Record<string, string>[] = [
      { name: 'Corner dealer' },
      { 'roleType.name': '"Dealer"' },
      { href: made.body.href },
    ];
    for (const query of queries) {
      const found = await call('listPartyRole', { as: 'acme', query });
      expect(found.body).toEqual([made.body]);
    }
    const patched = await call('patchPartyRole', { as: 'acme', path, body: { status: 'validated' } });
    expect(patched.body).toEqual({ ...made.body, status: 'validated' });
    expect((await call('deletePartyRole', { as: 'acme', path })).status).toBe(204);
    expect((await call('retrievePartyRole', { as: 'acme', path })).status).toBe(404);
  });

  it('holds its party', async () => {
    const party = await person();
    const made = await role({ engagedParty: party });
    expect((await call('deleteIndividual', { as: 'acme', path: { id: party.id } })).status).toBe(409);
    await call('deletePartyRole', { as: 'acme', path: { id: made.body.id } });
    expect((await call('deleteIndividual', { as: 'acme', path: { id: party.id } })).status).toBe(204);
  });
});
