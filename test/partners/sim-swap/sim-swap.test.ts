/** CAMARA's scenarios of SIM Swap 2.1.0 (standards/camara/SimSwap-r3.3/test-definitions), by their ids. */
import { type Lines, openLines } from './lines.js';

let lines: Lines;
beforeAll(async () => {
  lines = await openLines();
});
afterAll(async () => lines.desk.stop());

const check = async (body: object) => lines.ask('checkSimSwap', { body });
const retrieve = async (body: object) => lines.ask('retrieveSimSwapDate', { body });
const NOBODY = '+447700999999';

describe('checkSimSwap', () => {
  test('check_sim_swap_1_generic_success_scenario', async () => {
    const { phoneNumber } = await lines.open();
    const told = await check({ phoneNumber });
    expect(told.status).toBe(200);
    expect(told.headers['content-type']).toBe('application/json');
  });

  test('check_sim_swap_2_valid_sim_swap_no_max_age', async () => {
    const { phoneNumber } = await lines.open();
    await lines.swap(phoneNumber, 239);
    expect((await check({ phoneNumber })).body).toEqual({ swapped: true });
  });

  test.each([260, 120, 24, 12])('check_sim_swap_3_valid_sim_swap_max_age: %i h', async (hours) => {
    const { phoneNumber } = await lines.open();
    await lines.swap(phoneNumber, hours - 0.01);
    expect((await check({ phoneNumber, maxAge: hours })).body).toEqual({ swapped: true });
    expect((await check({ phoneNumber, maxAge: hours + 1 })).body).toEqual({ swapped: true });
  });

  test('check_sim_swap_4_more_than_240_hours', async () => {
    const { phoneNumber } = await lines.open();
    await lines.swap(phoneNumber, 241);
    expect((await check({ phoneNumber })).body).toEqual({ swapped: false });
  });

  test('check_sim_swap_5_out_of_max_age', async () => {
    const { phoneNumber } = await lines.open();
    await lines.swap(phoneNumber, 50);
    expect((await check({ phoneNumber, maxAge: 49 })).body).toEqual({ swapped: false });
  });

  test('check_sim_swap_6_no_sim_swap_no_max_age', async () => {
    const { phoneNumber } = await lines.open(241);
    expect((await check({ phoneNumber })).body).toEqual({ swapped: false });
  });

  test.each([260, 120, 24, 12])('check_sim_swap_7_no_sim_swap_with_max_age: %i h', async (hours) => {
    const { phoneNumber } = await lines.open(hours);
    expect((await check({ phoneNumber, maxAge: hours - 1 })).body).toEqual({ swapped: false });
  });

  test('a new subscription is a change of SIM', async () => {
    const { phoneNumber } = await lines.open(1);
    expect((await check({ phoneNumber })).body).toEqual({ swapped: true });
  });

  test.each(['ten', 1.5, null])('check_sim_swap_400.1_invalid_max_age: %p', async (maxAge) => {
    const { phoneNumber } = await lines.open();
    const told = await check({ phoneNumber, maxAge });
    expect([told.status, told.body.code]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(told.body.message).toContain('maxAge: got');
  });

  test.each([100_000, 2401, 0, -1])('check_sim_swap_400.2_invalid_max_age_value: %i', async (maxAge) => {
    const { phoneNumber } = await lines.open();
    const told = await check({ phoneNumber, maxAge });
    expect([told.status, told.body.code]).toEqual([400, 'OUT_OF_RANGE']);
    expect(told.body.message).toContain(`got ${maxAge}; allowed: 1 to 2400 hours`);
  });
});

describe('retrieveSimSwapDate', () => {
  test('retrieve_sim_swap_date_1_generic_success_scenario', async () => {
    const { phoneNumber } = await lines.open();
    expect((await retrieve({ phoneNumber })).status).toBe(200);
  });

  test('retrieve_sim_swap_date_2_valid_sim_swap', async () => {
    const { phoneNumber } = await lines.open();
    const simChangedAt = await lines.swap(phoneNumber, 5000);
    expect((await retrieve({ phoneNumber })).body).toEqual({ latestSimChange: simChangedAt });
  });

  test('retrieve_sim_swap_date_3_no_sim_swap_returns_activation_date', async () => {
    const { phoneNumber, activatedAt } = await lines.open(9000);
    expect((await retrieve({ phoneNumber })).body).toEqual({ latestSimChange: activatedAt });
  });
});

describe.each([
  ['checkSimSwap', 'check_sim_swap', check],
  ['retrieveSimSwapDate', 'retrieve_sim_swap_date', retrieve],
] as const)('%s: its number', (_operation, id, ask) => {
  test.each(['447700900001', '+0447700900001', '+44 7700', 5, ''])(
    `${id}_C02.01_phone_number_not_schema_compliant: %p`,
    async (phoneNumber) => {
      const told = await ask({ phoneNumber });
      expect([told.status, told.body.code]).toEqual([400, 'INVALID_ARGUMENT']);
    },
  );

  test(`${id}_C02.02_phone_number_not_found`, async () => {
    const told = await ask({ phoneNumber: NOBODY });
    expect([told.status, told.body.code]).toEqual([404, 'IDENTIFIER_NOT_FOUND']);
  });

  test(`${id}_C02.04_missing_phone_number`, async () => {
    const told = await ask({});
    expect([told.status, told.body.code]).toEqual([422, 'MISSING_IDENTIFIER']);
  });

  test('any number of the operator may be asked for, whoever sold it', async () => {
    const { phoneNumber } = await lines.open();
    const asked = { body: { phoneNumber }, as: 'corner-shop' } as const;
    expect((await lines.ask('checkSimSwap', asked)).status).toBe(200);
  });

  test('what the standard does not have is refused with a hint', async () => {
    const told = await ask({ phonenumber: NOBODY });
    expect([told.status, told.body.code]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(told.body.message).toContain('phoneNumber');
  });

  test('a correlator that the standard does not allow is refused', async () => {
    const told = await lines.ask('checkSimSwap', { body: {}, headers: { 'x-correlator': 'a b' } });
    expect([told.status, told.body.code]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(told.headers['x-correlator']).toBeUndefined();
  });
});
