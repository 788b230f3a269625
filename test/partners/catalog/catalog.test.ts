/** TMF620: what is sold as views of the plans, drafts of partners, and plans that the operator publishes. */
import { judgeAnswer } from '../../support/partner-answers.js';
import { openPartnerDesk, PARTNER_URL, type PartnerDesk } from '../partner-desk.js';

let desk: Pick<PartnerDesk, 'call' | 'moveClock'>;
let opened: PartnerDesk;
beforeAll(async () => {
  opened = await openPartnerDesk();
  desk = {
    ...opened,
    // Whatever it answers is as the official file says.
    call: async (operationId, asked) => {
      const told = await opened.call(operationId, asked);
      const fields = asked?.query?.['fields']?.split(',');
      // TMF620 has no answer 200 for what was not created.
      const isTrial = operationId.startsWith('create') && told.status === 200;
      if (!isTrial) judgeAnswer(operationId, told, fields === undefined ? {} : { fields });
      return told;
    },
  };
});
afterAll(async () => opened.stop());

const BASE = `${PARTNER_URL}/tmf-api/productCatalogManagement/v4`;
const RESOURCES = ['Catalog', 'Category', 'ProductOffering', 'ProductOfferingPrice', 'ProductSpecification'];

describe('what is sold', () => {
  it.each(RESOURCES)('%s has what every instance must have, and is found by its id', async (type) => {
    const listed = await desk.call(`list${type}`, { as: 'acme', query: { limit: '200' } });
    expect(listed.status).toBe(200);
    expect(listed.headers['x-total-count']).toBe(String(listed.body.length));
    expect(listed.body.length).toBeGreaterThan(0);
    for (const one of listed.body) {
      for (const name of ['id', 'href', 'name', 'lifecycleStatus', 'lastUpdate', '@type'])
        expect([one.id, name, one[name]]).toEqual([one.id, name, expect.stringMatching(/./)]);
    }
    const { body: again } = await desk.call(`retrieve${type}`, {
      as: 'acme',
      path: { id: listed.body.at(-1).id },
    });
    expect(again).toEqual(listed.body.at(-1));
  });

  it('is a plan as an offering: its price, its allowances, its add-ons', async () => {
    const { body } = await desk.call('retrieveProductOffering', { as: 'acme', path: { id: 'monthly' } });
    expect(body).toMatchObject({
      id: 'monthly',
      href: `${BASE}/productOffering/monthly`,
      '@type': 'ProductOffering',
      name: 'Lily Monthly',
      lifecycleStatus: 'Launched',
      isSellable: true,
      version: expect.stringMatching(/^plan_[0-9a-f]{16}$/),
      category: [{ id: 'mobile-plans', href: `${BASE}/category/mobile-plans` }],
    });
    expect(body.productOfferingPrice[0]).toMatchObject({
      id: `${body.version}.recurring`,
      priceType: 'recurring',
      recurringChargePeriod: 'month',
      recurringChargePeriodLength: 1,
      price: { taxIncludedAmount: { unit: 'GBP', value: 12 } },
    });
    expect(body.productOfferingPrice).toContainEqual(
      expect.objectContaining({
        id: `${body.version}.usage.internet.any`,
        priceType: 'usage',
        price: { taxIncludedAmount: { unit: 'GBP', value: 0.02 } },
        unitOfMeasure: { amount: 1, units: 'MB' },
      }),
    );
    const used = body.prodSpecCharValueUse as readonly {
      readonly name: string;
      readonly productSpecCharacteristicValue: readonly { value: unknown; unitOfMeasure: string }[];
    }[];
    const included = Object.fromEntries(
      used.map(({ name, productSpecCharacteristicValue: [first] }) => [
        name,
        `${String(first!.value)} ${first!.unitOfMeasure}`,
      ]),
    );
    expect(included).toMatchObject({ 'data-20gb': '20 GB', minutes: 'unlimited seconds' });
    expect(body.productOfferingRelationship).toContainEqual(
      expect.objectContaining({ id: 'extra-5gb', relationshipType: 'addOn' }),
    );
    const { body: addOn } = await desk.call('retrieveProductOffering', { path: { id: 'extra-5gb' } });
    expect(addOn).toMatchObject({
      name: '5 GB more',
      productOfferingPrice: [
        { priceType: 'oneTime', price: { taxIncludedAmount: { unit: 'GBP', value: 5 } } },
      ],
      productOfferingRelationship: [{ id: 'monthly', relationshipType: 'addOnOf' }],
    });
  });

  it('has references that lead to what they name', async () => {
    const { body: offerings } = await desk.call('listProductOffering');
    for (const { productSpecification, productOfferingPrice, category } of offerings) {
      const of = { productSpecification: [productSpecification], productOfferingPrice, category };
      for (const [resource, references] of Object.entries(of)) {
        for (const { id, href } of references.slice(0, 2)) {
          const { body } = await desk.call(`retrieve${resource[0]!.toUpperCase()}${resource.slice(1)}`, {
            path: { id },
          });
          expect(body).toMatchObject({ id, href });
        }
      }
    }
  });

  it('is filtered, also by quoted values, and cut to fields', async () => {
    const { body: prices } = await desk.call('listProductOfferingPrice', {
      as: 'acme',
      query: { priceType: '"recurring"', fields: 'priceType' },
    });
    expect(prices.length).toBeGreaterThan(0);
    for (const price of prices) {
      expect(Object.keys(price).sort()).toEqual(['href', 'id', 'priceType']);
      expect(price.priceType).toBe('recurring');
    }
    const { body: plans } = await desk.call('listProductOffering', {
      query: { 'category.id': 'mobile-plans', offset: '1', limit: '1' },
    });
    expect(plans).toHaveLength(1);
  });

  it('can’t be changed by itself', async () => {
    const changed = await desk.call('patchProductOffering', {
      path: { id: 'monthly' },
      body: { name: 'Cheaper' },
    });
    expect(changed).toMatchObject({ status: 409, body: { code: 'follows-from-plan' } });
    const gone = await desk.call('deleteCategory', { path: { id: 'add-ons' } });
    expect(gone).toMatchObject({ status: 409, body: { code: 'follows-from-plan' } });
  });
});

describe('entries of partners', () => {
  it.each(RESOURCES)('%s is created, found by its lastUpdate, patched and deleted', async (type) => {
    const name = type.charAt(0).toLowerCase() + type.slice(1);
    const body = { name: 'Draft', lastUpdate: '2020-08-24T00:00:00.000Z' };
    const made = await desk.call(`create${type}`, { as: 'acme', body });
    expect(made).toMatchObject({
      status: 201,
      headers: { location: made.body.href },
      body: { ...body, '@type': type, lifecycleStatus: 'In design' },
    });
    expect(made.body.href).toBe(`${BASE}/${name}/${made.body.id}`);
    const { id } = made.body;
    const found = await desk.call(`list${type}`, {
      as: 'acme',
      query: { lastUpdate: `"${body.lastUpdate}"` },
    });
    expect(found.body).toEqual([made.body]);
    const elsewhere = await desk.call(`retrieve${type}`, { as: 'corner-shop', path: { id } });
    expect(elsewhere).toMatchObject({ status: 404 });

    const patched = await desk.call(`patch${type}`, {
      as: 'acme',
      path: { id },
      body: { lifecycleStatus: 'Active', description: 'Not yet' },
    });
    expect(patched).toMatchObject({
      status: 200,
      body: { id, name: 'Draft', lifecycleStatus: 'Active', description: 'Not yet' },
    });
    expect(patched.body.lastUpdate).not.toBe(body.lastUpdate);
    expect(await desk.call(`delete${type}`, { as: 'acme', path: { id } })).toMatchObject({ status: 204 });
    expect(await desk.call(`retrieve${type}`, { as: 'acme', path: { id } })).toMatchObject({ status: 404 });
  });

  it('have a type when they are prices, as the conformance kit wants it', async () => {
    const { body: once } = await desk.call('createProductOfferingPrice', { body: { name: 'Sign-up' } });
    expect(once.priceType).toBe('oneTime');
    const { body: monthly } = await desk.call('createProductOfferingPrice', {
      body: { name: 'Monthly', recurringChargePeriodType: 'month' },
    });
    expect(monthly.priceType).toBe('recurring');
  });

  it('are never sold, whatever they say', async () => {
    const { body } = await desk.call('createProductOffering', {
      as: 'acme',
      body: { name: 'Mine', isSellable: true },
    });
    expect(body.isSellable).toBe(false);
  });

  it('are shown and not kept by a dry run', async () => {
    const tried = await desk.call('createProductOffering', {
      as: 'corner-shop',
      query: { dryRun: 'true' },
      body: { name: 'Only tried' },
    });
    expect(tried).toMatchObject({ status: 200, body: { name: 'Only tried' } });
    const { body } = await desk.call('listProductOffering', {
      as: 'corner-shop',
      query: { name: 'Only tried' },
    });
    expect(body).toEqual([]);
  });
});

describe('a plan that the operator publishes', () => {
  const plan = {
    id: 'pocket',
    name: 'Lily Pocket',
    paymentMode: 'prepaid',
    services: [
      { id: 'internet', kind: 'data', ratingGroups: [1000], price: '0.03', per: 'MB' },
      {
        id: 'calls',
        kind: 'voice',
        ratingGroups: [100],
        rates: [{ destination: 'anywhere', price: '0.20', per: 'min' }],
      },
    ],
    wallet: { startingCredit: '1.00' },
  };
  const body = {
    name: 'Lily Pocket',
    '@type': 'MobilePlanOffering',
    '@schemaLocation': 'https://wildlily.example/operator.schema.json',
    plan,
  };

  it('is tried, published, and the same again', async () => {
    const tried = await desk.call('createProductOffering', { query: { dryRun: 'true' }, body });
    expect(tried).toMatchObject({ status: 200, body: { id: 'pocket', name: 'Lily Pocket' } });
    const before = await desk.call('retrieveProductOffering', { path: { id: 'pocket' } });
    expect(before).toMatchObject({ status: 404 });
    const made = await desk.call('createProductOffering', { body });
    expect(made).toMatchObject({ status: 201, headers: { location: `${BASE}/productOffering/pocket` } });
    expect(await desk.call('createProductOffering', { body })).toMatchObject({ status: 200 });
    const after = await desk.call('retrieveProductOffering', { as: 'acme', path: { id: 'pocket' } });
    expect(after.body).toEqual(made.body);
  });

  it('keeps the prices of its earlier versions', async () => {
    const before = await desk.call('retrieveProductOffering', { path: { id: 'pocket' } });
    await desk.moveClock(60_000);
    const dearer = { ...plan, wallet: { startingCredit: '2.00' } };
    const made = await desk.call('createProductOffering', { body: { ...body, plan: dearer } });
    expect(made.body.version).not.toBe(before.body.version);
    const price = await desk.call('retrieveProductOfferingPrice', {
      path: { id: before.body.productOfferingPrice[0].id },
    });
    expect(price).toMatchObject({ status: 200, body: { lifecycleStatus: 'Retired' } });
  });

  it('is refused with everything that is wrong', async () => {
    const wrong = await desk.call('createProductOffering', {
      body: {
        ...body,
        name: 'Another',
        description: 'x',
        plan: { ...plan, paymentMode: 'barter', colour: 1 },
      },
    });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'offering-invalid' } });
    expect(wrong.body.invalidParams.map(({ param }: { param: string }) => param)).toEqual(
      expect.arrayContaining(['plan.paymentMode', 'description']),
    );
    expect(await desk.call('createProductOffering', { as: 'acme', body })).toMatchObject({
      status: 403,
      body: { code: 'operator-only' },
    });
  });
});
