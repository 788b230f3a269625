/**
 * A family from the middle of a January to March, through HTTP alone: one who pays, several SIMs, a plan that is tried
 * before it is sold, a cap for each SIM, and bills with a section for each.
 */
import { DateTime } from 'luxon';
import type { AccountView } from '../../domain/charging/view.js';
import { readPdf } from '../billing/pdf-text.js';
import { balancedBooks } from '../support/books.js';
import { eventually } from '../support/eventually.js';
import { type LocalRun, startLocalRun, tokenFor } from '../support/local-run.js';
import { listenForNotifications, type NotificationListener } from '../support/notified.js';
import { OperatorClient } from '../support/operator-client.js';
import { SimulatedNetwork } from '../support/simulated-network.js';

jest.setTimeout(120_000);

const ZONE = 'Europe/London';
const MB = 1_000_000;
const GB = 1_000 * MB;

/** Their SIMs; the first is the one who pays. */
const [MUM, DAD, TOM, EVE] = [1, 2, 3, 4].map((n) => `imsi-23499000008800${n}`) as [
  string,
  string,
  string,
  string,
];
const FAMILY = [MUM, DAD, TOM, EVE];
const ICCIDS = ['8944990000000880019', '8944990000000880027', '8944990000000880035', '8944990000000880043'];

const PLAN = {
  id: 'family',
  name: 'Lily Family',
  paymentMode: 'prepaid',
  sims: 4,
  recurring: { price: '40.00', anchor: { dayOfMonth: 1 }, graceDays: 3 },
  services: [
    { id: 'internet', kind: 'data', ratingGroups: [1000], price: '0.02', per: 'MB' },
    { id: 'calls', kind: 'voice', ratingGroups: [100], price: '0.10', per: 'min' },
    { id: 'texts', kind: 'sms', ratingGroups: [200], price: '0.05' },
  ],
  bundles: [
    { id: 'data-60gb', amount: '60 GB', services: ['internet'], renews: true, rollover: { periods: 1 } },
    { id: 'minutes-20', amount: '20 min', services: ['calls'], renews: true },
  ],
  caps: [
    { id: 'data-each', purpose: 'volume-cap', limit: '25 GB', perMember: true, liftable: true },
    { id: 'spend-each', purpose: 'spending-cap', limit: '5.00', perMember: true, liftable: true },
  ],
};

let run: LocalRun;
let gb: OperatorClient;
let network: SimulatedNetwork;
let policy: NotificationListener;
let year: number;

beforeAll(async () => {
  run = await startLocalRun('--operators', 'lily-gb');
  const [local] = run.operators;
  gb = await OperatorClient.of(local!);
  network = await SimulatedNetwork.of(local!, gb);
  policy = await listenForNotifications();
  year = DateTime.fromMillis(gb.now(), { zone: ZONE }).year + 1;
  await gb.advance(at(1, 16));
});
afterAll(async () => {
  await policy?.stop();
  await run?.stop();
});

const at = (month: number, day: number, hour = 9) => ({
  to: DateTime.fromObject({ year, month, day, hour }, { zone: ZONE }).toISO()!,
});
const family = (): Promise<AccountView> => gb.account('sub_mum');
const held = ({ buckets }: AccountView, name: string): number =>
  buckets.filter((of) => of.name === name && !of.expired).reduce((sum, { available }) => sum + available, 0);

test('a plan is tried before it is sold, and a wrong one is refused', async () => {
  const usage = [{ service: 'calls', quantity: '25 min', to: '447700900123' }];
  const tried = await gb.must('POST', '/offerings?dryRun=true', { ...PLAN, usage });
  // Sixteen of thirty-one days give 619 seconds of the twenty minutes; the other 881 cost ten pence a minute.
  expect(tried).toMatchObject({ usage: { usagePrice: '1.468333', recurringPrice: '20.65' } });
  expect(await gb.ask('POST', '/offerings', { ...PLAN, sims: 99 })).toMatchObject({ status: 400 });
  await gb.must('POST', '/offerings', PLAN);
});

test('one pays, four use, a fifth is refused', async () => {
  for (const [n, supi] of FAMILY.entries()) {
    const sim = { msisdn: `+44770098800${n}`, imsi: supi.slice(5), iccid: ICCIDS[n] };
    const account = n === 0 ? { offeringId: 'family', credit: '60.00' } : { shareWith: 'sub_mum' };
    await gb.must('POST', '/subscribers', {
      id: ['sub_mum', 'sub_dad', 'sub_tom', 'sub_eve'][n],
      ...sim,
      ...account,
    });
  }
  expect(
    await gb.ask('POST', '/subscribers', {
      id: 'sub_uncle',
      msisdn: '+447700988009',
      imsi: '234990000088009',
      iccid: '8944990000000880092',
      shareWith: 'sub_mum',
    }),
  ).toMatchObject({ status: 409, body: { type: 'urn:wildlily:problem:sim-limit' } });
  // Sixteen of January's thirty-one days, and as much of the allowances.
  const view = await family();
  expect(view.members).toEqual(FAMILY);
  expect(held(view, 'wallet')).toBe(60_000_000 - 20_650_000);
  expect(held(view, 'data-60gb')).toBe(Math.floor((60 * GB * 16) / 31));
});

test('everybody uses what all have; a cap is of one, and the network is told at 50, 80 and 100 %', async () => {
  const response = await fetch(
    `${run.operators[0]!.apis['policy']}/nchf-spendinglimitcontrol/v1/subscriptions`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenFor(run.operators[0]!, 'policy/spending-limits')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ supi: TOM, policyCounterIds: ['spend-each'], notifUri: policy.uri }),
    },
  );
  expect(response.status).toBe(201);
  for (const supi of FAMILY) {
    await network.session(supi, { ratingGroup: 1000, used: [GB, GB] });
    await network.session(supi, { ratingGroup: 100, used: [60, 60], to: '+447700900123' });
    await network.event(supi, { ratingGroup: 200, to: '+447700900123' });
  }
  // The minutes are gone after 12 more; from then on Tom's call costs ten pence a minute.
  const call = { ratingGroup: 100, to: '+447700900123' };
  await network.session(TOM, { ...call, used: [12 * 60] });
  expect(held(await family(), 'minutes-20')).toBe(0);
  const notices = async () =>
    (await gb.usage('sub_mum'))
      .toReversed()
      .flatMap(({ notices: of = [] }) =>
        of.flatMap((notice) => (notice.type === 'counter.reached' ? [[notice.percent, notice.supi]] : [])),
      );
  await network.session(TOM, { ...call, used: [25 * 60] });
  await told('near-limit');
  await network.session(TOM, { ...call, used: [25 * 60] });
  await told('limit-reached');
  await eventually(async () =>
    expect(await notices()).toEqual([
      [50, TOM],
      [80, TOM],
      [100, TOM],
    ]),
  );
  const [denied] = await network.session(TOM, { ...call, used: [0] });
  expect(denied).toMatchObject({ resultCode: 'QUOTA_LIMIT_REACHED' });
  const [sister] = await network.session(EVE, { ...call, used: [60] });
  expect(sister).toMatchObject({ resultCode: 'SUCCESS' });
});

async function told(status: string): Promise<void> {
  await eventually(() =>
    expect(policy.received.at(-1)).toMatchObject({
      path: '/pcf/notify',
      body: { supi: TOM, statusInfos: { 'spend-each': { currentStatus: status } } },
    }),
  );
}

test('who pays may lift the cap of one', async () => {
  await gb.must('POST', '/subscribers/sub_tom/counters/spend-each/lift', { id: 'l-tom' });
  await told('active');
  const [again] = await network.session(TOM, { ratingGroup: 100, to: '+447700900123', used: [60] });
  expect(again).toMatchObject({ resultCode: 'SUCCESS' });
});

test('a month later all of it is renewed, once, and what was left of the data is still there', async () => {
  const left = held(await family(), 'data-60gb');
  const credit = { bucket: 'wallet', amount: '40.00', reason: 'Voucher 4711', actor: 'kim@lily.example' };
  await gb.must('POST', '/subscribers/sub_mum/adjustments', { id: 'v-1', ...credit });
  await gb.advance(at(2, 1));
  const february = await family();
  expect(february).toMatchObject({
    state: 'active',
    subscriptions: [{ dueAt: `${year}-03-01T00:00:00.000Z` }],
  });
  expect(held(february, 'data-60gb')).toBe(left + 60 * GB);
  expect(held(february, 'minutes-20')).toBe(20 * 60);
  expect(february.counters.filter(({ id, value }) => id === 'spend-each' && value > 0)).toEqual([]);
  await network.session(DAD, { ratingGroup: 1000, used: [3 * GB] });
});

test('the one who pays gets a bill with a section for each SIM, and it sums to the ledger', async () => {
  const { bills, records } = await balancedBooks(gb, network, 'sub_mum', FAMILY);
  // Whoever of them asks, it is the same account.
  expect((await gb.bills('sub_eve')).map(({ number }) => number)).toEqual(bills.map(({ number }) => number));
  const [january, current] = bills;
  expect(january!.charges.map(({ amount }) => amount.amount)).toEqual(['20.65', '40.00']);
  expect(january!.subscribers.map(({ supi }) => supi)).toEqual(FAMILY);
  const billed = (supi: string) => january!.sims.find(({ of }) => of === supi)!.charged.micros;
  const paid = (supi: string) =>
    records
      .filter((record) => record.supi === supi)
      .flatMap(({ lines }) => lines)
      .reduce((sum, { priceMicros }) => sum + priceMicros, 0);
  for (const supi of FAMILY) expect(billed(supi)).toBe(paid(supi));
  // His cap, a minute after it was lifted.
  expect(billed(TOM)).toBe(5_100_000);
  expect(current!.subscribers.map(({ supi }) => supi)).toEqual([MUM, DAD]);

  const pages = readPdf(await gb.pdf(`/subscribers/sub_mum/bills/${january!.billId}`)).pages.join('\n');
  for (const n of FAMILY.keys()) expect(pages).toContain(`Itemised usage, +44770098800${n}`);
});
