/**
 * A prepaid subscriber from a 31 January to the end of October, through HTTP alone: what is bought, used at home and
 * abroad, given, borrowed, renewed, not paid and paid after all ends in bills that sum to the ledger.
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
const ANNA = 'imsi-234990000099001';
const BEN = 'imsi-234990000099002';
const FRANCE = '208-01';
const AMERICA = '310-410';

let run: LocalRun;
let gb: OperatorClient;
let network: SimulatedNetwork;
let policy: NotificationListener;
/** The year it plays in. */
let year: number;

beforeAll(async () => {
  run = await startLocalRun('--operators', 'lily-gb');
  const [local] = run.operators;
  gb = await OperatorClient.of(local!);
  network = await SimulatedNetwork.of(local!, gb);
  policy = await listenForNotifications();
  year = DateTime.fromMillis(gb.now(), { zone: ZONE }).year + 1;
  // A year of 365 days, in which summer time has begun by the 31st of March: what is expected names dates.
  while (DateTime.fromObject({ year }).isInLeapYear || lastSunday(3) === 31) year += 1;
  await gb.advance(at(1, 31));
});
afterAll(async () => {
  await policy?.stop();
  await run?.stop();
});

const at = (month: number, day: number, hour = 9) => ({
  to: DateTime.fromObject({ year, month, day, hour }, { zone: ZONE }).toISO()!,
});

/** Clocks change on the last Sunday of March and October. */
function lastSunday(month: number): number {
  const last = DateTime.fromObject({ year, month, day: 31 }, { zone: ZONE });
  return last.day - (last.weekday % 7);
}

const anna = (): Promise<AccountView> => gb.account('sub_anna');
const held = ({ buckets }: AccountView, name: string): number =>
  buckets.filter((of) => of.name === name).reduce((sum, { available }) => sum + available, 0);
const wallet = async (): Promise<number> => held(await anna(), 'wallet');

const topUp = async (id: string, amount: string): Promise<Record<string, unknown>> =>
  await gb.must('POST', '/subscribers/sub_anna/adjustments', {
    id,
    bucket: 'wallet',
    amount,
    reason: `Voucher ${id}`,
    actor: 'kim@lily.example',
  });

/** What the newest usage record says of the time in the market. */
async function chargedAt(instant: number): Promise<string> {
  return await eventually(async () => {
    const found = (await gb.usage('sub_anna')).find(
      ({ at: used, lines }) => lines.length > 0 && Date.parse(used) >= instant - 1_000,
    );
    if (found === undefined) throw new Error('it is not recorded yet');
    return found.marketTime;
  });
}

/** A megabyte and a call, here and now; the time in the market that they were recorded with. */
async function usual(): Promise<string> {
  const began = gb.now();
  await network.session(ANNA, { ratingGroup: 1000, used: [MB / 2, MB / 2] });
  await network.session(ANNA, { ratingGroup: 100, used: [61], to: '+33123456789' });
  return await chargedAt(began);
}

test('begins on 31 January: money comes twice and counts once, and the plan charges what its trial leaves of the month', async () => {
  const of = (id: string, n: number) => ({
    id,
    msisdn: `+44770099912${n}`,
    imsi: `23499000009900${n}`,
    iccid: n === 1 ? '8944990000000990017' : '8944990000000990025',
    offeringId: 'monthly',
    credit: '10.00',
  });
  await gb.must('POST', '/subscribers', of('sub_anna', 1));
  await gb.must('POST', '/subscribers', of('sub_ben', 2));
  const dueAt = async () => (await anna()).subscriptions.map((of) => of.dueAt);
  expect(await topUp('v-1', '100.00')).toMatchObject({ repeated: false });
  expect(await topUp('v-1', '100.00')).toMatchObject({ repeated: true });
  expect(await wallet()).toBe(110_000_000);
  expect(await dueAt()).toEqual([expect.stringContaining(`${year}-02-07T`)]);
  await gb.advance(at(2, 8));
  // Seven of the twenty-eight days were free, and the period ends on the last of February.
  expect(await wallet()).toBe(101_000_000);
  expect(await dueAt()).toEqual([`${year}-02-28T00:00:00.000Z`]);
});

test('a quote is what it costs then', async () => {
  const call = { ratingGroup: 100, to: '+33123456789' };
  const quoted = await gb.must('POST', '/subscribers/sub_anna/quote', {
    usage: [{ ratingGroup: 100, seconds: 601 }],
    to: call.to,
  });
  const before = await wallet();
  await network.session(ANNA, { ...call, used: [60, 300, 241] });
  expect(before - (await wallet())).toBe(quoted['priceMicros']);
  expect(quoted['priceMicros']).toBeGreaterThan(3_500_000);
});

test('in the EU the allowances hold, and the network is told of fair use at 80 % and at its end', async () => {
  const response = await fetch(
    `${run.operators[0]!.apis['policy']}/nchf-spendinglimitcontrol/v1/subscriptions`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenFor(run.operators[0]!, 'policy/spending-limits')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ supi: ANNA, notifUri: policy.uri }),
    },
  );
  expect(response.status).toBe(201);
  const before = await wallet();
  await network.session(ANNA, { ratingGroup: 100, used: [61], to: '+447700999122', visited: FRANCE });
  await network.session(ANNA, {
    ratingGroup: 100,
    used: [61],
    to: '+447700999121',
    visited: FRANCE,
    incoming: true,
  });
  await network.session(ANNA, { ratingGroup: 1000, used: [5 * GB, 5 * GB], visited: FRANCE });
  await told('eu-fair-use', 'near-limit');
  await network.session(ANNA, { ratingGroup: 1000, used: [2 * GB], visited: FRANCE });
  await told('eu-fair-use', 'throttled');
  expect(await wallet()).toBe(before);
});

test('elsewhere money counts up to the cap against bill shock, and the subscriber may lift it', async () => {
  await network.session(ANNA, { ratingGroup: 100, used: [90], to: '+15551234567', visited: AMERICA });
  await network.session(ANNA, { ratingGroup: 1000, used: [10 * MB], visited: AMERICA });
  await told('roaming-cap', 'near-limit');
  const [answer] = await network.session(ANNA, { ratingGroup: 1000, used: [2 * MB], visited: AMERICA });
  expect(answer).toMatchObject({ resultCode: 'SUCCESS', finalUnitIndication: expect.any(Object) });
  await told('roaming-cap', 'limit-reached');
  const refused = await network.session(ANNA, { ratingGroup: 1000, used: [0], visited: AMERICA });
  expect(refused[0]).toMatchObject({ resultCode: 'QUOTA_LIMIT_REACHED' });
  await gb.must('POST', '/subscribers/sub_anna/counters/roaming-cap/lift', { id: 'l-1' });
  await told('roaming-cap', 'active');
  const [lifted] = await network.session(ANNA, { ratingGroup: 1000, used: [MB / 10], visited: AMERICA });
  expect(lifted).toMatchObject({ resultCode: 'SUCCESS' });
});

async function told(counter: string, status: string): Promise<void> {
  await eventually(() => {
    const last = policy.received.filter(({ body }) => counter in body.statusInfos).at(-1);
    expect(last).toMatchObject({
      path: '/pcf/notify',
      body: { supi: ANNA, statusInfos: { [counter]: { currentStatus: status } } },
    });
  });
}

test('an add-on is bought, money and data are given, and nothing is made or lost', async () => {
  await gb.must('POST', '/subscribers/sub_anna/add-ons', { id: 'o-1', addOn: 'extra-5gb' });
  const [before, bens] = [await anna(), await gb.account('sub_ben')];
  expect(held(before, 'extra-5gb')).toBe(5 * GB);
  for (const [bucket, amount, units] of [
    ['wallet', '2.50', 2_500_000],
    ['data-20gb', '1 GB', GB],
  ] as const) {
    await gb.must('POST', '/subscribers/sub_anna/transfers', {
      id: `g-${bucket}`,
      to: 'sub_ben',
      bucket,
      amount,
    });
    expect(held(before, bucket) - held(await anna(), bucket)).toBe(units);
    expect(held(await gb.account('sub_ben'), bucket) - held(bens, bucket)).toBe(units);
  }
});

test('a period ends on 28 February, the next on 30 March: the clock renews both, and data rolls over once', async () => {
  const left = held(await anna(), 'data-20gb');
  await topUp('v-2', '5.00');
  await gb.advance(at(3, 1));
  const march = await anna();
  expect(march).toMatchObject({ state: 'active', subscriptions: [{ dueAt: `${year}-03-30T23:00:00.000Z` }] });
  expect(held(march, 'data-20gb')).toBe(left + 20 * GB);
  // What was bought until the end of the period is gone.
  expect(march.buckets.filter(({ name, expired }) => name === 'extra-5gb' && !expired)).toEqual([]);
  await told('eu-fair-use', 'active');
});

test('the days on both sides of the change to summer time', async () => {
  const sunday = lastSunday(3);
  await gb.advance(at(3, sunday - 1));
  expect(await usual()).toContain(`-03-${sunday - 1}T09:00:0`);
  expect(await usual()).toMatch(/\+00:00$/);
  await gb.advance({ by: 'P1D' });
  expect(await usual()).toMatch(new RegExp(`-03-${sunday}T09:0.*\\+01:00$`));
});

test('without money: grace, in which the wallet pays; suspended after three days; active again when money comes', async () => {
  await gb.advance(at(4, 1));
  await gb.must('POST', '/subscribers/sub_anna/advances', { id: 'a-1' });
  const there = await wallet();
  // So that what is left is too little for a month.
  await gb.must('POST', '/subscribers/sub_anna/adjustments', {
    id: 'c-1',
    bucket: 'wallet',
    amount: String(-(there - 4_000_000) / 1_000_000),
    reason: 'credited twice',
    actor: 'kim@lily.example',
  });
  await gb.advance(at(5, 1));
  expect(await anna()).toMatchObject({ state: 'grace', advanceMicros: 3_300_000 });
  await network.session(ANNA, { ratingGroup: 100, used: [61], to: '+33123456789' });
  await gb.advance(at(5, 4));
  expect(await anna()).toMatchObject({ state: 'suspended' });
  const [denied] = await network.session(ANNA, { ratingGroup: 100, used: [0], to: '+33123456789' });
  expect(denied!.resultCode).not.toBe('SUCCESS');
  const [emergency] = await network.session(ANNA, { ratingGroup: 100, used: [300], to: '999' });
  expect(emergency).toMatchObject({ resultCode: 'SUCCESS' });
  await topUp('v-3', '100.00');
  expect(await anna()).toMatchObject({ state: 'active' });
  expect(held(await anna(), 'data-20gb')).toBeGreaterThanOrEqual(20 * GB);
});

test('the days on both sides of the change to winter time, and the hour that comes twice', async () => {
  const sunday = lastSunday(10);
  await gb.advance(at(10, sunday - 1));
  expect(await usual()).toMatch(new RegExp(`-10-${sunday - 1}T09:0.*\\+01:00$`));
  const day = `${year}-10-${sunday}`;
  await gb.advance({ to: `${day}T01:30:00+01:00` });
  expect(await usual()).toMatch(new RegExp(`^${day}T01:3.*\\+01:00$`));
  await gb.advance({ by: '60 min' });
  expect(await usual()).toMatch(new RegExp(`^${day}T01:3.*\\+00:00$`));
  await gb.advance(at(11, 1));
  expect(await usual()).toMatch(/T09:0.*\+00:00$/);
  // Every period from May on was charged once, by the clock alone.
  const due = (await anna()).subscriptions.map(({ dueAt }) => dueAt);
  expect(due).toEqual([`${year}-11-30T00:00:00.000Z`]);
});

test('bills go on from each other, sum to the ledger, and can be read as PDF', async () => {
  const { bills, records } = await balancedBooks(gb, network, 'sub_anna', [ANNA]);
  await balancedBooks(gb, network, 'sub_ben', [BEN]);
  expect(bills.map(({ kind }) => kind)).toEqual(bills.map(() => 'receipt'));
  expect(bills.map(({ period }) => period.to.slice(5, 10)).slice(0, -1)).toEqual([
    '02-28',
    '03-31',
    '04-30',
    '05-31',
    '06-30',
    '07-31',
    '08-31',
    '09-30',
    '10-31',
  ]);
  expect(bills.map(({ charges }) => charges.map(({ amount }) => amount.amount))).toEqual([
    ['9.00', '5.00', '12.00'],
    ['12.00'],
    [],
    // When money came: what the advance cost, the month in grace, and the next.
    ['0.30', '12.00', '12.00'],
    ...Array.from({ length: 5 }, () => ['12.00']),
    [],
  ]);
  expect(bills[0]!.adjustments).toEqual(
    expect.arrayContaining([expect.objectContaining({ reason: 'Voucher v-1', quantity: 100_000_000 })]),
  );
  expect(records.some(({ lines }) => lines.some(({ wholesaleMicros = 0 }) => wholesaleMicros > 0))).toBe(
    true,
  );

  const [first] = bills;
  const page = readPdf(await gb.pdf(`/subscribers/sub_anna/bills/${first!.billId}`)).pages.join('\n');
  expect(page).toContain('Lily Mobile');
  expect(page).toContain(first!.number);
  expect(page).toContain(`£${first!.balances[0]!.closing.amount}`);
  const receipts = await gb.list<{ receiptId: string; number: string }>('/subscribers/sub_anna/receipts');
  expect(receipts.length).toBeGreaterThan(9);
  const receipt = readPdf(await gb.pdf(`/subscribers/sub_anna/receipts/${receipts[0]!.receiptId}`));
  expect(receipt.pages.join('\n')).toContain(receipts[0]!.number);
});
