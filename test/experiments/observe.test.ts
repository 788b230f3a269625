/** What subscribers do is added up once a record, in its own month and in the trials that they were in then. */
import type { UsageLine } from '../../domain/charging/usage-record.js';
import { figuresOf, isSince } from '../../domain/experiments/figures.js';
import { charged, openTrialDesk, type TrialDesk } from './desk.js';

let trials: TrialDesk;
beforeAll(async () => {
  trials = await openTrialDesk();
});
afterAll(async () => trials.desk.stop());

const someone = async () => (await trials.people(1))[0]!;
const monthOf = async (subscriberId: string, month: string) =>
  trials.desk.record(`PERSONMONTH#${month}`, subscriberId);
const thisMonth = () => new Date(trials.now()).toISOString().slice(0, 7);
const line = (micros: number, more: Partial<UsageLine> = {}): UsageLine => ({
  ...charged('sub_1', micros, 0).lines[0]!,
  ...more,
});

test('a record is counted once, in whatever batches and however often it comes, at the same time too', async () => {
  const id = await trials.trial();
  const subscriberId = await someone();
  await trials.assign(id, subscriberId);
  const records = Array.from({ length: 30 }, (_, i) => charged(subscriberId, i + 1, trials.now()));
  await Promise.all([
    trials.observe(records.slice(0, 20)),
    trials.observe(records.slice(10)),
    trials.observe([...records.slice(5, 15), ...records.slice(5, 15)]),
  ]);
  await trials.observe(records);
  const wanted = { revenue: (30 * 31) / 2, bytes: 30_000 };
  expect(await trials.desk.record(`EXPOSURE#${id}`, subscriberId)).toMatchObject(wanted);
  expect(await monthOf(subscriberId, thisMonth())).toMatchObject(wanted);
});

test('more records than a transaction takes are all counted', async () => {
  const subscriberId = await someone();
  await trials.observe(Array.from({ length: 230 }, () => charged(subscriberId, 1, trials.now())));
  expect(await monthOf(subscriberId, thisMonth())).toMatchObject({ revenue: 230 });
});

test('what was bought in the very second in which it was offered belongs to the trial', async () => {
  const id = await trials.trial();
  const subscriberId = await someone();
  const { since } = (await trials.assign(id, subscriberId)).body;
  // Told in whole seconds, which may begin before the exposure did.
  await trials.observe([charged(subscriberId, 5_000_000, Date.parse(since))]);
  await trials.observe([charged(subscriberId, 7, Date.parse(since) - 1_000)]);
  expect(await trials.desk.record(`EXPOSURE#${id}`, subscriberId)).toMatchObject({ revenue: 5_000_000 });
  expect(isSince('2026-11-23T10:00:00.000Z', '2026-11-23T10:00:00.999Z')).toBe(true);
  expect(isSince('2026-11-23T09:59:59.000Z', '2026-11-23T10:00:00.000Z')).toBe(false);
});

test('rows of a file belong to when they were used, not to when the file came', async () => {
  const id = await trials.trial();
  const subscriberId = await someone();
  const { since } = (await trials.assign(id, subscriberId)).body;
  const row = (at: string, micros: number) => line(micros, { at, marketTime: at });
  await trials.observe([
    charged(subscriberId, 0, trials.now(), {
      lines: [row('2026-09-30T22:00:00.000Z', 30), row('2026-09-12T10:00:00.000Z', 3), row(since, 400)],
    }),
  ]);
  expect(await monthOf(subscriberId, '2026-09')).toMatchObject({ revenue: 33 });
  expect(await monthOf(subscriberId, thisMonth())).toMatchObject({ revenue: 400 });
  expect(await trials.desk.record(`EXPOSURE#${id}`, subscriberId)).toMatchObject({ revenue: 400 });
});

test('a month in which all comes to nothing is no reason to count nothing else', async () => {
  const subscriberId = await someone();
  const fee = (amount: number) => ({
    lines: [],
    movements: [{ action: 'recurring', bucket: 'wallet', unit: 'money', amount }] as never,
  });
  const at = Date.parse('2026-08-05T10:00:00Z');
  await trials.observe([
    charged(subscriberId, 0, at, fee(-5)),
    charged(subscriberId, 0, at, fee(5)),
    charged(subscriberId, 9, trials.now()),
  ]);
  expect(await monthOf(subscriberId, '2026-08')).toBeUndefined();
  expect(await monthOf(subscriberId, thisMonth())).toMatchObject({ revenue: 9 });
});

test('what was given is no revenue, nor what goes to others', () => {
  const record = charged('sub_1', 0, 0, {
    lines: [
      line(100),
      line(50, { bucket: 'reward-credit', wholesaleMicros: 30 }),
      line(0, { unit: 'seconds', units: 60 }),
    ],
    movements: [
      { action: 'recurring', bucket: 'wallet', unit: 'money', amount: -1_000 },
      { action: 'recurring', bucket: 'reward-credit', unit: 'money', amount: -1_000 },
      { action: 'top-up', bucket: 'wallet', unit: 'money', amount: 9_000 },
      { action: 'carrier-billing', bucket: 'wallet', unit: 'money', amount: -3_000 },
    ] as never,
    notices: [{ type: 'account.state-changed', state: 'terminated' }] as never,
  });
  expect(figuresOf(record)).toEqual([
    {
      at: record.at,
      month: '1970-01',
      figures: { revenue: 1_100, wholesale: 30, bytes: 2_000, seconds: 60, messages: 0, churned: 1 },
    },
  ]);
});

test('a trial that was stopped counts nothing more', async () => {
  const id = await trials.trial();
  const subscriberId = await someone();
  await trials.assign(id, subscriberId);
  await trials.observe([charged(subscriberId, 1, trials.now())]);
  await trials.desk.call('stopExperiment', { path: { experimentId: id } });
  await trials.observe([charged(subscriberId, 10, trials.now())]);
  expect(await trials.desk.record(`EXPOSURE#${id}`, subscriberId)).toMatchObject({ revenue: 1 });
});

test('a message that fails comes back, and keeps no other from being counted', async () => {
  // Nobody answers there.
  process.env['AWS_ENDPOINT_URL_SQS'] = 'http://127.0.0.1:1';
  process.env['OBSERVE_QUEUE_URL'] = 'http://127.0.0.1:1/000000000000/observe';
  const { handler } = await import('../../lambdas/experiments/observe.handler.js');
  const subscriberId = await someone();
  const message = (messageId: string, body: string) =>
    ({ messageId, body, receiptHandle: messageId, attributes: { ApproximateReceiveCount: '1' } }) as never;
  const records = [charged(subscriberId, 11, trials.now())];
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const told = await handler({
    Records: [
      message('broken', 'no JSON'),
      message('whole', JSON.stringify({ detail: { data: { records } } })),
      message('again', JSON.stringify({ detail: { data: { records } } })),
      message('empty', '{}'),
    ],
  });
  log.mockRestore();
  expect(told.batchItemFailures).toEqual([{ itemIdentifier: 'broken' }]);
  expect(await monthOf(subscriberId, thisMonth())).toMatchObject({ revenue: 11 });
});
