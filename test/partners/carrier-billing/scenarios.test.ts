/** CAMARA's own scenarios of carrier billing, by their names (`standards/camara/…/test-definitions`). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPENING, openShop, payment, refund, type Shop } from './shop.js';
import type { Told } from '../partner-desk.js';
import { NOT_APPLICABLE } from './not-applicable.js';

const CREATE = 'createCarrierBillingPayment';
const PREPARE = 'prepareCarrierBillingPayment';
const VALIDATE = 'validateCarrierBillingPayment';
const CONFIRM = 'confirmCarrierBillingPayment';
const CANCEL = 'cancelCarrierBillingPayment';
const ONE = 'retrieveCarrierBillingPayment';
const ALL = 'retrieveCarrierBillingPayments';
const REFUND = 'createCarrierBillingRefund';
const ONE_REFUND = 'retrieveCarrierBillingRefund';
const ALL_REFUNDS = 'retrieveCarrierBillingRefunds';
const REMAINING = 'retrieveCarrierBillingRemainingAmount';

const DAY = 86_400_000;
const SINK = { sink: 'https://shop.example/told' };
const CREDENTIAL = {
  credentialType: 'ACCESSTOKEN',
  accessToken: 'secret',
  accessTokenExpiresUtc: '2099-01-01T00:00:00Z',
  accessTokenType: 'bearer',
};

let shop: Shop;
let phone: string;
beforeAll(async () => {
  shop = await openShop({
    CARRIER_BILLING_MAX: '40.00',
    CARRIER_BILLING_CODE_FROM: '30.00',
  });
});
// An account remembers what it did, not for more than so many commands a second.
let scenarios = 0;
beforeEach(async () => {
  if (scenarios++ % 8 === 0) phone = await shop.open();
});
afterAll(async () => shop.desk.stop());

/** Names of the scenarios that are tested below. */
const tested = new Set<string>();
const scenario = (name: string, run: () => Promise<void>) => {
  tested.add(name);
  it(name, run);
};

const refusedAs = ({ status, headers, body }: Told) => {
  expect(headers['content-type']).toMatch(/^application\/json/);
  expect(body).toMatchObject({ status, message: expect.stringMatching(/\w{3}/) });
  return { status, code: body.code };
};
const is = (status: number, code: string) => ({ status, code });

async function paid(more: object = {}, charging: object = {}): Promise<string> {
  const { body } = await shop.ask(CREATE, { body: payment(phone, more, charging) });
  return body.paymentId;
}
async function prepared(charging: object = {}): Promise<Told> {
  return shop.ask(PREPARE, { body: payment(phone, {}, charging) });
}
const of = (paymentId: string, body: unknown) => ({ path: { paymentId }, body });

describe.each([
  ['create_payment', CREATE],
  ['prepare_payment', PREPARE],
])('%s', (name, operation) => {
  const status = operation === CREATE ? 'succeeded' : 'reserved';
  const done = async (body: unknown) => {
    const told = await shop.ask(operation, { body });
    expect(told).toMatchObject({
      status: 201,
      headers: { 'content-type': 'application/json' },
      body: { paymentId: expect.stringMatching(/./), paymentStatus: expect.any(String) },
    });
    expect(told.headers['location']).toBe(told.body.amountTransaction.resourceURL);
    return told.body;
  };
  const refused = async (body: unknown, headers?: Record<string, string>) =>
    refusedAs(await shop.ask(operation, { body, ...(headers === undefined ? {} : { headers }) }));
  const charged = async (charging: object) =>
    (await done(payment(phone, {}, charging))).amountTransaction.paymentAmount.chargingInformation;

  scenario(`${name}_01_generic_success_scenario`, async () => {
    const { amountTransaction } = payment(phone);
    expect(await done({ amountTransaction })).toMatchObject({ amountTransaction, paymentStatus: status });
  });
  scenario(`${name}_02_generic_success_scenario_with_sink_information`, async () => {
    expect(await done({ ...payment(phone), ...SINK })).toMatchObject(SINK);
  });
  scenario(`${name}_03_generic_success_scenario_with_sink_and_sinkCredential_information`, async () => {
    const body = await done({ ...payment(phone), ...SINK, sinkCredential: CREDENTIAL });
    expect(body).toMatchObject(SINK);
    expect(JSON.stringify(body)).not.toContain('secret');
  });
  scenario(`${name}_04_amountTransaction_gross_amount`, async () => {
    expect(await charged({ isTaxIncluded: true })).toMatchObject({ isTaxIncluded: true });
  });
  scenario(`${name}_05_amountTransaction_net_amount`, async () => {
    expect(await charged({ isTaxIncluded: false })).toMatchObject({ isTaxIncluded: false });
    expect((await charged({})).isTaxIncluded).toBeUndefined();
  });
  scenario(`${name}_06_amountTransaction_taxAmount`, async () => {
    expect(await charged({ taxAmount: 0.83 })).toMatchObject({ taxAmount: 0.83 });
  });
  scenario(`${name}_07_amountTransaction_merchantIdentifier`, async () => {
    const body = payment(phone);
    const paymentAmount = {
      ...body.amountTransaction.paymentAmount,
      chargingMetaData: { merchantIdentifier: 'eas-1' },
    };
    expect(await done({ amountTransaction: { ...body.amountTransaction, paymentAmount } })).toMatchObject({
      amountTransaction: { paymentAmount },
    });
  });
  scenario(`${name}_08_amountTransaction_paymentDetails`, async () => {
    const body = payment(phone);
    const paymentAmount = {
      ...body.amountTransaction.paymentAmount,
      paymentDetails: [{ id: 'a', amount: 4.99, currency: 'GBP', description: 'A game' }],
    };
    expect(await done({ amountTransaction: { ...body.amountTransaction, paymentAmount } })).toMatchObject({
      amountTransaction: { paymentAmount },
    });
  });
  scenario(`${name}_09_amountTransaction_clientCorrelator`, async () => {
    expect(await done(payment(phone, { clientCorrelator: `${name}-09` }))).toMatchObject({
      amountTransaction: { clientCorrelator: `${name}-09` },
    });
  });
  scenario(`${name}_11_amountTransaction_phoneNumber_two_legged`, async () => {
    expect(await done(payment(phone))).toMatchObject({ amountTransaction: { phoneNumber: phone } });
  });
  scenario(`${name}_400.01_no_request_body`, async () => {
    expect(await refused(undefined)).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario(`${name}_400.02_empty_request_body`, async () => {
    expect(await refused({})).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario(`${name}_400.03_other_input_properties_schema_not_compliant`, async () => {
    for (const other of [{ sink: 5 }, { ...SINK, sinkCredential: {} }, { ...SINK, sinkCredential: 'x' }])
      expect(await refused({ ...payment(phone), ...other })).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario(`${name}_400.04_required_input_properties_missing`, async () => {
    const whole = payment(phone);
    for (const path of [
      'amountTransaction',
      'amountTransaction.paymentAmount',
      'amountTransaction.referenceCode',
      'amountTransaction.paymentAmount.chargingInformation',
      'amountTransaction.paymentAmount.chargingInformation.amount',
      'amountTransaction.paymentAmount.chargingInformation.currency',
      'amountTransaction.paymentAmount.chargingInformation.description',
    ])
      expect([path, await refused(without(whole, path))]).toEqual([path, is(400, 'INVALID_ARGUMENT')]);
  });
  scenario(`${name}_400.05_clientCorrelator_in_use`, async () => {
    await done(payment(phone, { clientCorrelator: `${name}-used` }));
    expect(await refused(payment(phone, { clientCorrelator: `${name}-used` }))).toEqual(
      is(400, 'INVALID_ARGUMENT'),
    );
  });
  scenario(`${name}_400.06_invalid_sink`, async () => {
    for (const sink of ['no-url', 'http://shop.example/told', 'https://10.0.0.1/told', 'https://intern/'])
      expect(await refused({ ...payment(phone), sink })).toEqual(is(400, 'INVALID_SINK'));
  });
  scenario(`${name}_400.07_invalid_sinkCredential`, async () => {
    const sinkCredential = { credentialType: 'PLAIN', identifier: 'a', secret: 'b' };
    expect(await refused({ ...payment(phone), ...SINK, sinkCredential })).toEqual(
      is(400, 'INVALID_CREDENTIAL'),
    );
  });
  scenario(`${name}_400.08_invalid_sinkCredential_Acccestoken`, async () => {
    const sinkCredential = { ...CREDENTIAL, accessTokenType: 'mac' };
    expect(await refused({ ...payment(phone), ...SINK, sinkCredential })).toEqual(is(400, 'INVALID_TOKEN'));
  });
  scenario(`${name}_400.09_invalid_x-correlator`, async () => {
    expect(await refused(payment(phone), { 'x-correlator': 'no blanks' })).toEqual(
      is(400, 'INVALID_ARGUMENT'),
    );
  });
  scenario(`${name}_C02.01_phone_number_not_schema_compliant`, async () => {
    expect(await refused(payment('0770090001'))).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario(`${name}_403.02_payment_denied`, async () => {
    const poor = await shop.open({ credit: '20.00' });
    expect(await refused(payment(poor, {}, { amount: 20.001 }))).toEqual(
      is(403, 'CARRIER_BILLING.PAYMENT_DENIED'),
    );
  });
  scenario(`${name}_C02.02_phone_number_not_found`, async () => {
    expect(await refused(payment('+447700999999'))).toEqual(is(404, 'IDENTIFIER_NOT_FOUND'));
    const foreign = await shop.open({ owner: 'corner-shop' });
    expect(await refused(payment(foreign))).toEqual(is(404, 'IDENTIFIER_NOT_FOUND'));
  });
  scenario(`${name}_409.01_payment_duplicated`, async () => {
    const body = payment(phone);
    await done(body);
    expect(await refused(body)).toEqual(is(409, 'ALREADY_EXISTS'));
  });
  scenario(`${name}_422.02_unauthorized_amount`, async () => {
    expect(await refused(payment(phone, {}, { amount: 40.001 }))).toEqual(
      is(422, 'CARRIER_BILLING.UNAUTHORIZED_AMOUNT'),
    );
  });
  scenario(`${name}_C02.04_missing_phone_number`, async () => {
    expect(await refused(payment(undefined))).toEqual(is(422, 'MISSING_IDENTIFIER'));
  });
});

function without(whole: object, path: string): unknown {
  const copy = structuredClone(whole) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((at, name) => at[name] as Record<string, unknown>, copy);
  delete parent[last];
  return copy;
}

describe('create_payment alone', () => {
  scenario('create_payment_12_sync_behaviour', async () => {
    const { body } = await shop.ask(CREATE, { body: payment(phone) });
    expect(body).toMatchObject({ paymentStatus: 'succeeded', paymentDate: body.paymentCreationDate });
  });
});

describe('prepare_payment alone', () => {
  scenario('prepare_payment_12_sync_behaviour_without_validation_info', async () => {
    const { body } = await prepared();
    expect(body).toMatchObject({ paymentStatus: 'reserved' });
    expect(body.validationInfo).toBeUndefined();
  });
  scenario('prepare_payment_13_sync_behaviour_with_validation_info', async () => {
    expect((await prepared({ amount: 30 })).body).toMatchObject({
      paymentStatus: 'pending_validation',
      validationInfo: { action: 'validate', authorizationId: expect.stringMatching(/./) },
    });
  });
});

describe('validate_payment', () => {
  const waiting = async () => {
    const rich = await shop.open();
    const { body } = await shop.ask(PREPARE, { body: payment(rich, {}, { amount: 30 }) });
    expect(body).toMatchObject({
      paymentStatus: 'pending_validation',
      validationInfo: { action: 'validate' },
    });
    const [event] = (await shop.events('carrier_billing_code.issued')).filter(({ data }) =>
      String(data).includes(body.paymentId),
    );
    const { code } = JSON.parse(String(event!['data'])).carrierBillingCode;
    const { paymentId } = body;
    const { authorizationId } = body.validationInfo;
    const wrong = code === '000000' ? '000001' : '000000';
    return { paymentId, authorizationId, code, wrong, rich };
  };
  const refused = async (paymentId: string, body: unknown, headers: Record<string, string> = {}) =>
    refusedAs(await shop.ask(VALIDATE, { ...of(paymentId, body), headers }));

  scenario('validate_payment_01_generic_success_scenario', async () => {
    const { paymentId, authorizationId, code, rich } = await waiting();
    const early = await shop.ask(CONFIRM, of(paymentId, { phoneNumber: rich }));
    expect(refusedAs(early)).toEqual(is(403, 'CARRIER_BILLING.PAYMENT_DENIED'));
    expect(await shop.ask(VALIDATE, of(paymentId, { authorizationId, code }))).toMatchObject({ status: 204 });
    expect((await shop.ask(ONE, { path: { paymentId } })).body.paymentStatus).toBe('reserved');
    expect(await refused(paymentId, { authorizationId, code })).toEqual(is(409, 'ALREADY_EXISTS'));
  });
  scenario('validate_payment_400.01_no_request_body', async () => {
    expect(await refused(await paid(), undefined)).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('validate_payment_400.02_empty_request_body', async () => {
    expect(await refused(await paid(), {})).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('validate_payment_400.03_required_input_properties_missing', async () => {
    const id = await paid();
    expect(await refused(id, { code: '1' })).toEqual(is(400, 'INVALID_ARGUMENT'));
    expect(await refused(id, { authorizationId: '1' })).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('validate_payment_400.04_invalid_authorizationId', async () => {
    const { paymentId, code } = await waiting();
    expect(await refused(paymentId, { authorizationId: 'cba_other', code })).toEqual(
      is(400, 'CARRIER_BILLING.INVALID_AUTHORIZATION_ID'),
    );
  });
  scenario('validate_payment_400.05_invalid_code', async () => {
    const { paymentId, authorizationId, code, wrong } = await waiting();
    expect(await refused(paymentId, { authorizationId, code: wrong })).toEqual(
      is(400, 'CARRIER_BILLING.INVALID_CODE'),
    );
    expect((await shop.ask(VALIDATE, of(paymentId, { authorizationId, code }))).status).toBe(204);
  });
  scenario('validate_payment_400.06_exceeding_validation_attempts', async () => {
    const { paymentId, authorizationId, code, wrong, rich } = await waiting();
    expect(await shop.wallet(rich)).toBe(OPENING - 30_000_000);
    for (let i = 0; i < 2; i++) await refused(paymentId, { authorizationId, code: wrong });
    for (const last of [wrong, wrong, code])
      expect(await refused(paymentId, { authorizationId, code: last })).toEqual(
        is(400, 'CARRIER_BILLING.VALIDATION_FAILED'),
      );
    expect((await shop.ask(ONE, { path: { paymentId } })).body.paymentStatus).toBe('denied');
    expect(await shop.wallet(rich)).toBe(OPENING);
  });
  scenario('validate_payment_400.07_invalid_x-correlator', async () => {
    const body = { authorizationId: 'a', code: 'b' };
    expect(await refused(await paid(), body, { 'x-correlator': '?' })).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('validate_payment_404.01_payment_not_found', async () => {
    expect(await refused('cbp_0', { authorizationId: 'a', code: 'b' })).toEqual(is(404, 'NOT_FOUND'));
  });
});

describe.each([
  ['confirm_payment', CONFIRM, 'succeeded'],
  ['cancel_payment', CANCEL, 'cancelled'],
])('%s', (name, operation, status) => {
  const held = async () => (await prepared()).body.paymentId as string;
  const refused = async (id: string, body: unknown, headers: Record<string, string> = {}) =>
    refusedAs(await shop.ask(operation, { ...of(id, body), headers }));

  scenario(`${name}_01_generic_success_scenario`, async () => {
    const paymentId = await held();
    const told = await shop.ask(operation, of(paymentId, { phoneNumber: phone }));
    expect(told).toMatchObject({ status: 202, headers: { 'content-type': 'application/json' } });
    expect((await shop.ask(ONE, { path: { paymentId } })).body.paymentStatus).toBe(status);
  });
  scenario(`${name}_03_phoneNumber_two_legged`, async () => {
    const other = await shop.open();
    const id = await held();
    expect(await refused(id, { phoneNumber: other })).toEqual(is(404, 'NOT_FOUND'));
    expect((await shop.ask(operation, of(id, { phoneNumber: phone }))).status).toBe(202);
  });
  scenario(`${name}_400.01_no_request_body`, async () => {
    expect(await refused(await held(), undefined)).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario(`${name}_400.03_invalid_x-correlator`, async () => {
    expect(await refused(await held(), { phoneNumber: phone }, { 'x-correlator': 'a,b' })).toEqual(
      is(400, 'INVALID_ARGUMENT'),
    );
  });
  scenario(`${name}_C02.01_phone_number_not_schema_compliant`, async () => {
    expect(await refused(await held(), { phoneNumber: '1' })).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario(`${name}_404.01_payment_not_found`, async () => {
    expect(await refused('cbp_0', { phoneNumber: phone })).toEqual(is(404, 'NOT_FOUND'));
  });
  scenario(`${name}_C02.02_phone_number_not_found`, async () => {
    expect(await refused(await held(), { phoneNumber: '+447700999999' })).toEqual(
      is(404, 'IDENTIFIER_NOT_FOUND'),
    );
  });
  scenario(`${name}_409.01_payment_confirmed`, async () => {
    expect(await refused(await paid(), { phoneNumber: phone })).toEqual(
      is(409, 'CARRIER_BILLING.PAYMENT_CONFIRMED'),
    );
  });
  scenario(`${name}_409.02_payment_cancelled`, async () => {
    const id = await held();
    await shop.ask(CANCEL, of(id, { phoneNumber: phone }));
    expect(await refused(id, { phoneNumber: phone })).toEqual(is(409, 'CARRIER_BILLING.PAYMENT_CANCELLED'));
  });
  scenario(`${name}_C02.04_missing_phone_number`, async () => {
    expect(await refused(await held(), {})).toEqual(is(422, 'MISSING_IDENTIFIER'));
  });
});

describe('confirm_payment alone', () => {
  scenario('confirm_payment_403.02_payment_denied', async () => {
    const rich = await shop.open();
    const { body } = await shop.ask(PREPARE, { body: payment(rich, {}, { amount: 30 }) });
    const told = await shop.ask(CONFIRM, of(body.paymentId, { phoneNumber: rich }));
    expect(refusedAs(told)).toEqual(is(403, 'CARRIER_BILLING.PAYMENT_DENIED'));
  });
});

describe('retrieve_payment', () => {
  scenario('retrieve_payment_01_generic_success_scenario', async () => {
    const { body } = await shop.ask(CREATE, { body: payment(phone) });
    const path = { paymentId: body.paymentId };
    expect(await shop.ask(ONE, { path })).toMatchObject({ status: 200, body });
  });
  scenario('retrieve_payment_400.01_invalid_x-correlator', async () => {
    const told = await shop.ask(ONE, {
      path: { paymentId: await paid() },
      headers: { 'x-correlator': 'ä' },
    });
    expect(refusedAs(told)).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('retrieve_payment_404.01_payment_not_found', async () => {
    const told = await shop.ask(ONE, { path: { paymentId: 'cbp_0' } });
    expect(refusedAs(told)).toEqual(is(404, 'NOT_FOUND'));
    const foreign = await shop.ask(ONE, { as: 'corner-shop', path: { paymentId: await paid() } });
    expect(refusedAs(foreign)).toEqual(is(404, 'NOT_FOUND'));
  });
});

/** Lists of payments and of a payment's refunds are asked for alike. */
describe.each([
  ['retrieve_payments', ALL, 'payment', 'CARRIER_BILLING'],
  ['retrieve_refunds', ALL_REFUNDS, 'refund', 'CARRIER_BILLING_REFUND'],
])('%s', (name, operation, what, code) => {
  let path: Record<string, string> = {};
  let begin = 0;
  const date = `${what}CreationDate`;
  const ask = async (query: Record<string, string> = {}, more: object = {}) =>
    shop.ask(operation, { path, query, ...more });
  const list = async (query: Record<string, string> = {}) => {
    const told = await ask(query);
    expect(told).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    return told.body as Record<string, unknown>[];
  };
  const ago = (ms: number) => new Date(begin - ms).toISOString();

  beforeAll(async () => {
    const rich = await shop.open();
    const first = await shop.ask(CREATE, { body: payment(rich, {}, { amount: 40 }) });
    path = { paymentId: first.body.paymentId };
    for (let i = 0; i < 7; i++) {
      await shop.desk.moveClock(DAY);
      const chargingMetaData = { merchantIdentifier: i % 2 === 0 ? 'even' : 'odd' };
      if (what === 'refund') {
        const body = refund(1);
        const refundAmount = { ...body.amountTransaction.refundAmount, chargingMetaData };
        await shop.ask(REFUND, {
          path,
          body: { ...body, amountTransaction: { ...body.amountTransaction, refundAmount } },
        });
      } else {
        const body = payment(rich, {}, { amount: 1 });
        const paymentAmount = { ...body.amountTransaction.paymentAmount, chargingMetaData };
        const made = await shop.ask(i < 5 ? CREATE : PREPARE, {
          body: { amountTransaction: { ...body.amountTransaction, paymentAmount } },
        });
        if (i === 6) await shop.ask(CANCEL, of(made.body.paymentId, { phoneNumber: rich }));
        if (i === 6) await shop.ask(PREPARE, { body: payment(rich, {}, { amount: 30 }) });
      }
    }
    const [newest] = await list();
    begin = Date.parse(String(newest![date]));
  });

  scenario(`${name}_01_generic_success_scenario`, async () => {
    const { body, headers } = await ask();
    expect(body.length).toBeGreaterThan(5);
    expect(body.length).toBeLessThanOrEqual(10);
    expect(headers['content-last-key']).toBe(String(body.length));
    expect(Number(headers['x-total-count'])).toBeGreaterThanOrEqual(body.length);
  });
  scenario(`${name}_02_no_${what}s`, async () => {
    const empty = what === 'refund' ? { path: { paymentId: await paid() } } : { as: 'corner-shop' };
    expect(await ask({}, empty)).toMatchObject({ status: 200, body: [] });
  });
  scenario(`${name}_04_for_application`, async () => {
    const foreign = await ask({}, { as: 'corner-shop' });
    if (what === 'payment') expect(foreign).toMatchObject({ status: 200, body: [] });
    else expect(refusedAs(foreign)).toEqual(is(404, 'NOT_FOUND'));
  });
  scenario(`${name}_05_start_creationDate`, async () => {
    for (const days of [1, 3, 7]) {
      const found = await list({ [`${date}.gte`]: ago(days * DAY + 60_000), perPage: '100' });
      expect(found.length).toBeGreaterThan(Math.min(days, 6));
      expect(found.every((each) => String(each[date]) >= ago(days * DAY + 60_000))).toBe(true);
    }
  });
  scenario(`${name}_06_end_creationDate`, async () => {
    const found = await list({ [`${date}.lte`]: ago(3 * DAY - 60_000), perPage: '100' });
    expect(found.length).toBeGreaterThan(2);
    expect(found.every((each) => String(each[date]) <= ago(3 * DAY - 60_000))).toBe(true);
  });
  scenario(`${name}_07_date_range`, async () => {
    const [from, to] = [ago(4 * DAY + 60_000), ago(2 * DAY - 60_000)];
    const found = await list({ [`${date}.gte`]: from, [`${date}.lte`]: to, perPage: '100' });
    expect(found).toHaveLength(3);
  });
  scenario(`${name}_08_ordering`, async () => {
    const [up, down] = [await list({ order: 'asc' }), await list({ order: 'desc' })];
    const dates = (all: readonly Record<string, unknown>[]) => all.map((each) => String(each[date]));
    expect(dates(up)).toEqual([...dates(up)].sort());
    expect(dates(down)).toEqual([...dates(down)].sort().reverse());
  });
  scenario(`${name}_09_${what}_status`, async () => {
    const statuses =
      what === 'refund'
        ? ['processing', 'denied', 'succeeded']
        : ['processing', 'pending_validation', 'denied', 'reserved', 'succeeded', 'cancelled'];
    for (const status of statuses) {
      const found = await list({ [`${what}Status`]: status, perPage: '100' });
      expect(found.every((each) => each[`${what}Status`] === status)).toBe(true);
      expect(found.length > 0).toBe(status !== 'processing' && !(what === 'refund' && status === 'denied'));
    }
    expect(refusedAs(await ask({ [`${what}Status`]: 'gone' }))).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario(`${name}_10_merchantIdentifier`, async () => {
    const found = await list({ merchantIdentifier: 'even' });
    expect(found).toHaveLength(4);
  });
  scenario(`${name}_11_pagination`, async () => {
    const pages = await Promise.all([1, 2].map(async (page) => list({ page: String(page), perPage: '5' })));
    expect(pages[0]).toHaveLength(5);
    const all = await list({ perPage: '10' });
    expect([...pages[0]!, ...pages[1]!]).toEqual(all.slice(0, 5 + pages[1]!.length));
  });
  scenario(`${name}_400.01_invalid_date_range`, async () => {
    const query = { [`${date}.gte`]: ago(0), [`${date}.lte`]: ago(7 * DAY) };
    expect(refusedAs(await ask(query))).toEqual(is(400, `${code}.INVALID_DATE_RANGE`));
  });
  // The scenario's own code, with a prefix, is not in the API's file.
  scenario(`${name}_400.02_out_of_range`, async () => {
    expect(refusedAs(await ask({ page: '1000', perPage: '1000' }))).toEqual(is(400, 'OUT_OF_RANGE'));
  });
  scenario(`${name}_400.03_too_many_matching_records`, async () => {
    expect(refusedAs(await ask({ page: '1', perPage: '1000' }))).toEqual(
      is(400, `${code}.TOO_MANY_MATCHING_RECORDS`),
    );
  });
  scenario(`${name}_400.04_invalid_x-correlator`, async () => {
    expect(refusedAs(await ask({}, { headers: { 'x-correlator': 'a b' } }))).toEqual(
      is(400, 'INVALID_ARGUMENT'),
    );
  });
});

describe('create_refund', () => {
  const done = async (body: unknown, paymentId?: string) => {
    const told = await shop.ask(REFUND, of(paymentId ?? (await paid()), body));
    expect(told).toMatchObject({ status: 201, headers: { 'content-type': 'application/json' } });
    return told.body;
  };
  const refused = async (body: unknown, paymentId?: string, headers: Record<string, string> = {}) =>
    refusedAs(await shop.ask(REFUND, { ...of(paymentId ?? (await paid()), body), headers }));

  scenario('create_refund_01_generic_success_scenario', async () => {
    const body = refund(undefined);
    expect(await done(body)).toMatchObject({ ...body, refundStatus: 'succeeded' });
  });
  scenario('create_refund_02_generic_success_scenario_with_sink_information', async () => {
    expect(await done({ ...refund(1), ...SINK })).toMatchObject(SINK);
  });
  scenario('create_refund_03_generic_success_scenario_with_sink_and_sinkCredential_information', async () => {
    expect(await done({ ...refund(1), ...SINK, sinkCredential: CREDENTIAL })).toMatchObject(SINK);
  });
  scenario('create_refund_04_total_refund', async () => {
    expect(await done(refund(undefined))).toMatchObject({
      type: 'total',
      amountTransaction: { refundAmount: {} },
    });
  });
  scenario('create_refund_04_partial_refund_amountTransaction_gross_amount', async () => {
    const id = await paid({}, { isTaxIncluded: true });
    const body = refund(1, {}, { isTaxIncluded: true });
    expect(await done(body, id)).toMatchObject(body);
  });
  scenario('create_refund_05_partial_refund_amountTransaction_net_amount', async () => {
    const body = refund(1, {}, { isTaxIncluded: false });
    expect(await done(body)).toMatchObject(body);
    expect(
      (await done(refund(1))).amountTransaction.refundAmount.chargingInformation.isTaxIncluded,
    ).toBeUndefined();
  });
  scenario('create_refund_06_partial_refund_amountTransaction_taxAmount', async () => {
    const id = await paid({}, { taxAmount: 1 });
    const body = refund(1, {}, { taxAmount: 0.2 });
    expect(await done(body, id)).toMatchObject(body);
  });
  scenario('create_refund_07_amountTransaction_merchantIdentifier', async () => {
    const body = refund(undefined);
    const refundAmount = { chargingMetaData: { merchantIdentifier: 'eas-1' } };
    expect(
      await done({ ...body, amountTransaction: { ...body.amountTransaction, refundAmount } }),
    ).toMatchObject({ amountTransaction: { refundAmount } });
  });
  const items = [{ id: 'a', amount: 4.99, currency: 'GBP', description: 'A game' }];
  const withItems = async () => {
    const body = payment(phone);
    const paymentAmount = { ...body.amountTransaction.paymentAmount, paymentDetails: items };
    const made = await shop.ask(CREATE, {
      body: { amountTransaction: { ...body.amountTransaction, paymentAmount } },
    });
    return made.body.paymentId as string;
  };
  const detailed = (paymentItemId: string, amount: number) => {
    const body = refund(amount);
    const refundDetails = [{ paymentItemId, amount, currency: 'GBP', description: 'A game' }];
    const refundAmount = { ...body.amountTransaction.refundAmount, refundDetails };
    return { ...body, amountTransaction: { ...body.amountTransaction, refundAmount } };
  };
  scenario('create_refund_08_partial_refund_amountTransaction_refundDetails', async () => {
    const body = detailed('a', 2);
    expect(await done(body, await withItems())).toMatchObject(body);
  });
  scenario('create_refund_09_amountTransaction_clientCorrelator', async () => {
    const id = await paid();
    const body = refund(1, { clientCorrelator: 'refund-09' });
    const first = await done(body, id);
    expect(first).toMatchObject(body);
    expect(await done(body, id)).toEqual(first);
  });
  scenario('create_refund_10_reason', async () => {
    expect(await done({ ...refund(1), reason: 'not liked' })).toMatchObject({ reason: 'not liked' });
  });
  scenario('create_refund_11_sync_behaviour', async () => {
    expect(await done(refund(1))).toMatchObject({ refundStatus: 'succeeded' });
  });
  scenario('create_refund_400.01_no_request_body', async () => {
    expect(await refused(undefined)).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('create_refund_400.02_empty_request_body', async () => {
    expect(await refused({})).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('create_refund_400.03_other_input_properties_schema_not_compliant', async () => {
    for (const other of [{ sink: 5 }, { ...SINK, sinkCredential: {} }])
      expect(await refused({ ...refund(1), ...other })).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('create_refund_400.04_required_input_properties_missing', async () => {
    for (const path of [
      'type',
      'amountTransaction',
      'amountTransaction.refundAmount',
      'amountTransaction.referenceCode',
      'amountTransaction.refundAmount.chargingInformation',
    ])
      expect([path, await refused(without(refund(1), path))]).toEqual([path, is(400, 'INVALID_ARGUMENT')]);
  });
  scenario('create_refund_400.05_clientCorrelator_in_use', async () => {
    const id = await paid();
    await done(refund(1, { clientCorrelator: 'used' }), id);
    expect(await refused(refund(1, { clientCorrelator: 'used' }), id)).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('create_refund_400.06_invalid_sink', async () => {
    expect(await refused({ ...refund(1), sink: 'http://shop.example' })).toEqual(is(400, 'INVALID_SINK'));
  });
  scenario('create_refund_400.07_invalid_sinkCredential', async () => {
    const sinkCredential = { credentialType: 'PLAIN' };
    expect(await refused({ ...refund(1), ...SINK, sinkCredential })).toEqual(is(400, 'INVALID_CREDENTIAL'));
  });
  scenario('create_refund_400.08_invalid_sinkCredential_Acccestoken', async () => {
    const sinkCredential = { ...CREDENTIAL, accessTokenType: 'mac' };
    expect(await refused({ ...refund(1), ...SINK, sinkCredential })).toEqual(is(400, 'INVALID_TOKEN'));
  });
  scenario('create_refund_400.09_invalid_x-correlator', async () => {
    expect(await refused(refund(1), undefined, { 'x-correlator': '?' })).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('create_refund_403.03_payment_not_eligible_for_refund', async () => {
    const id = await paid();
    await done(refund(undefined), id);
    expect(await refused(refund(0.001), id)).toEqual(
      is(403, 'CARRIER_BILLING_REFUND.PAYMENT_NOT_ELIGIBLE_FOR_REFUND'),
    );
  });
  scenario('create_refund_404.01_payment_not_found', async () => {
    expect(await refused(refund(1), 'cbp_0')).toEqual(is(404, 'NOT_FOUND'));
  });
  scenario('create_refund_409.01_refund_duplicated', async () => {
    const id = await paid();
    const body = refund(1);
    await done(body, id);
    expect(await refused(body, id)).toEqual(is(409, 'ALREADY_EXISTS'));
  });
  scenario('create_refund_422.01_unauthorized_amount', async () => {
    const id = await paid();
    await done(refund(3), id);
    for (const amount of [5, 1.991])
      expect(await refused(refund(amount), id)).toEqual(
        is(422, 'CARRIER_BILLING_REFUND.UNAUTHORIZED_AMOUNT'),
      );
  });
  scenario('create_refund_422.03_payment_invalid_status', async () => {
    const { body } = await prepared();
    expect(await refused(refund(undefined), body.paymentId)).toEqual(
      is(422, 'CARRIER_BILLING_REFUND.INVALID_PAYMENT_STATUS'),
    );
  });
  scenario('create_refund_422.04_inconsistent_tax_management', async () => {
    expect(await refused(refund(1, {}, { isTaxIncluded: true }))).toEqual(
      is(422, 'CARRIER_BILLING_REFUND.TAXES_MANAGEMENT_MISMATCH'),
    );
  });
  scenario('create_refund_422.05_inconsistent_refund_details', async () => {
    const id = await withItems();
    expect(await refused(detailed('b', 1), id)).toEqual(
      is(422, 'CARRIER_BILLING_REFUND.REFUND_DETAILS_MISMATCH'),
    );
  });
});

describe('retrieve_refund', () => {
  scenario('retrieve_refund_01_generic_success_scenario', async () => {
    const paymentId = await paid();
    const { body } = await shop.ask(REFUND, of(paymentId, refund(1)));
    const path = { paymentId, refundId: body.refundId };
    expect(await shop.ask(ONE_REFUND, { path })).toMatchObject({ status: 200, body });
  });
  scenario('retrieve_refund_400.01_invalid_x-correlator', async () => {
    const path = { paymentId: await paid(), refundId: 'cbr_0' };
    const told = await shop.ask(ONE_REFUND, { path, headers: { 'x-correlator': '?' } });
    expect(refusedAs(told)).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('retrieve_refund_404.01_payment_not_found', async () => {
    const told = await shop.ask(ONE_REFUND, { path: { paymentId: 'cbp_0', refundId: 'cbr_0' } });
    expect(refusedAs(told)).toEqual(is(404, 'NOT_FOUND'));
  });
  scenario('retrieve_refund_404.02_refund_not_found', async () => {
    const told = await shop.ask(ONE_REFUND, { path: { paymentId: await paid(), refundId: 'cbr_0' } });
    expect(refusedAs(told)).toEqual(is(404, 'NOT_FOUND'));
  });
});

describe('retrieve_payment_remaining_amount', () => {
  const remaining = async (amount?: number) => {
    const paymentId = await paid();
    if (amount !== 0) await shop.ask(REFUND, of(paymentId, refund(amount)));
    const { status, body } = await shop.ask(REMAINING, { path: { paymentId } });
    expect(status).toBe(200);
    return body;
  };
  scenario('retrieve_payment_remaining_amount_01_generic_success_scenario', async () => {
    expect(await remaining(0)).toMatchObject({ amount: 4.99, currency: 'GBP' });
  });
  scenario('retrieve_payment_remaining_amount_03_total_refund_succeeded', async () => {
    expect(await remaining()).toMatchObject({ amount: 0 });
  });
  scenario('retrieve_payment_remaining_amount_06_partial_refund_succeeded', async () => {
    expect(await remaining(1.2)).toMatchObject({ amount: 3.79 });
  });
  scenario('retrieve_payment_remaining_amount_400.01_invalid_x-correlator', async () => {
    const told = await shop.ask(REMAINING, {
      path: { paymentId: await paid() },
      headers: { 'x-correlator': '?' },
    });
    expect(refusedAs(told)).toEqual(is(400, 'INVALID_ARGUMENT'));
  });
  scenario('retrieve_payment_remaining_amount_404.01_payment_not_found', async () => {
    const told = await shop.ask(REMAINING, { path: { paymentId: 'cbp_0' } });
    expect(refusedAs(told)).toEqual(is(404, 'NOT_FOUND'));
  });
});

it('every scenario of the files is tested, or it is said why it does not apply', () => {
  const folder = join(__dirname, '../../../standards/camara/CarrierBillingCheckOut-r3.2/test-definitions');
  const names = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^\s*@(\S+)\s*$/gm)].map(([, name]) => name!),
  );
  expect(names.length).toBeGreaterThan(150);
  const reasons = NOT_APPLICABLE.map(([pattern]) => pattern);
  const left = names.filter((name) => !tested.has(name) && !reasons.some((pattern) => pattern.test(name)));
  expect(left).toEqual([]);
  expect([...tested].filter((name) => !names.includes(name))).toEqual([]);
});
