/** SIM swap where the market's law bounds how far back an operator may tell. */
import { type Lines, openLines } from './lines.js';

let lines: Lines;
beforeAll(async () => {
  lines = await openLines({ SIM_SWAP_MONITORED_DAYS: '30' });
});
afterAll(async () => {
  delete process.env['SIM_SWAP_MONITORED_DAYS'];
  await lines.desk.stop();
});

const retrieve = async (phoneNumber: string) => lines.ask('retrieveSimSwapDate', { body: { phoneNumber } });

test('retrieve_sim_swap_date_5_no_sim_swap_or_activation_date_due_to_legal_constrain', async () => {
  const { phoneNumber } = await lines.open(9000);
  await lines.swap(phoneNumber, 30 * 24 + 1);
  expect((await retrieve(phoneNumber)).body).toEqual({ latestSimChange: null, monitoredPeriod: 30 });
  const simChangedAt = await lines.swap(phoneNumber, 30 * 24 - 1);
  expect((await retrieve(phoneNumber)).body).toEqual({ latestSimChange: simChangedAt });
});

test('check_sim_swap_400.3_max_age_out_of_monitored_period', async () => {
  const { phoneNumber } = await lines.open();
  const told = await lines.ask('checkSimSwap', { body: { phoneNumber, maxAge: 721 } });
  expect([told.status, told.body.code]).toEqual([400, 'OUT_OF_RANGE']);
  expect((await lines.ask('checkSimSwap', { body: { phoneNumber, maxAge: 720 } })).status).toBe(200);
});
