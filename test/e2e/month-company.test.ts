/**
 * A company from the 10th of a March to May, through HTTP alone: members from a file, a pool they lease from, usage by
 * the network and by file, a bill in arrears that is not paid in time, and is paid after all.
 */
import { eventually } from '../support/eventually.js';
import { DateTime } from 'luxon';
import { luhnDigit } from '../../domain/operator/luhn.js';
import { readPdf } from '../billing/pdf-text.js';
import { balancedBooks } from '../support/books.js';
import { type LocalRun, startLocalRun } from '../support/local-run.js';
import { OperatorClient } from '../support/operator-client.js';
import { SimulatedNetwork } from '../support/simulated-network.js';

jest.setTimeout(120_000);

const ZONE = 'Europe/Berlin';
const MB = 1_000_000;
const GB = 1_000 * MB;
const MEMBERS = 16;
const POOL = 40 * GB;

interface PoolView {
  readonly expiresAt: string;
  readonly resources: readonly {
    readonly total: number;
    readonly available: number;
    readonly leased: number;
    readonly used: number;
    readonly reserved: number;
    readonly idle: number;
  }[];
  readonly costCentres: readonly {
    readonly costCentreId: string;
    readonly resources: readonly { readonly total: number; readonly available: number }[];
  }[];
}

let run: LocalRun;
let de: OperatorClient;
let network: SimulatedNetwork;
let year: number;

beforeAll(async () => {
  run = await startLocalRun('--operators', 'fieldworks-de');
  const [local] = run.operators;
  de = await OperatorClient.of(local!);
  network = await SimulatedNetwork.of(local!, de);
  year = DateTime.fromMillis(de.now(), { zone: ZONE }).year + 1;
  await de.advance(at(3, 10));
});
afterAll(() => run?.stop());

const at = (month: number, day: number, hour = 9) => ({
  to: DateTime.fromObject({ year, month, day, hour }, { zone: ZONE }).toISO()!,
});
const supiOf = (n: number) => `imsi-26299000007${String(n).padStart(4, '0')}`;
const msisdnOf = (n: number) => `+491588807${String(n).padStart(5, '0')}`;
const centreOf = (n: number) => (n % 4 === 0 ? 'sales' : 'service');
const everyMember = Array.from({ length: MEMBERS }, (_, n) => n);

/** A row of a member file. */
function member(n: number, { company = 'co_acme', centre = centreOf(n), cap = '30.00' } = {}): string {
  const payload = `89499900000007${String(n).padStart(4, '0')}`;
  return [
    company,
    centre,
    `Member ${n}`,
    msisdnOf(n),
    `${payload}${luhnDigit(payload)}`,
    supiOf(n).slice(5),
    'company',
    cap,
  ].join(',');
}

async function pool(): Promise<PoolView> {
  const view = (await de.must('GET', '/pools/pool_acme')) as unknown as PoolView;
  for (const { total, available, leased, used, reserved, idle } of view.resources) {
    expect(available + leased).toBe(total);
    expect(used + reserved + idle).toBe(leased);
  }
  return view;
}

test('a company, its pool and its cost centres', async () => {
  await de.must('POST', '/companies', { companyId: 'co_acme', name: 'Acme GmbH' });
  await de.must('PUT', '/companies/co_acme/cost-centres/sales', {
    name: 'Vertrieb',
    caps: [{ bucket: 'pool-data', amount: 5 * GB }],
  });
  await de.must('PUT', '/companies/co_acme/cost-centres/service', { name: 'Service' });
  await de.must('POST', '/pools', {
    poolId: 'pool_acme',
    companyId: 'co_acme',
    name: 'Daten',
    offeringId: 'company',
    allowances: [{ bucket: 'pool-data', amount: POOL }],
    expectedMembers: MEMBERS,
  });
  expect((await pool()).resources).toMatchObject([{ total: POOL, available: POOL, leased: 0 }]);
});

test('members come by file; what is wrong with it is told, all at once, and mended by the same file', async () => {
  const wrong = [
    member(MEMBERS, { company: 'co_nobody' }),
    member(MEMBERS + 1, { centre: 'kitchen' }),
    member(MEMBERS + 2, { cap: '99.00' }),
    member(0).replace('Member 0', 'Member 0 again'),
  ];
  const header = 'company,cost centre,name,msisdn,iccid,imsi,plan,cap';
  const good = everyMember.map((n) => member(n));
  await de.putFile('members/acme.csv', [header, ...good, ...wrong, ''].join('\n'));
  expect(await de.job('members~acme')).toMatchObject({
    state: 'processed',
    rows: { rows: MEMBERS + 4, created: MEMBERS, refused: 4 },
  });
  const errors = await de.file('members/acme.errors.csv');
  for (const [row, column] of [
    [MEMBERS + 2, 'company'],
    [MEMBERS + 3, 'cost_centre'],
    [MEMBERS + 4, 'cap'],
    [MEMBERS + 5, 'msisdn'],
  ])
    expect(errors).toMatch(new RegExp(`^${row},[^,]*,${column},`, 'm'));
  await de.putFile('members/acme-mended.csv', [header, ...good, ''].join('\n'));
  const again = await de.job('members~acme-mended');
  expect(again).toMatchObject({ rows: { rows: MEMBERS, created: 0, unchanged: MEMBERS } });
  expect(await de.account(supiOf(3))).toMatchObject({ state: 'active', pool: 'pool_acme/service' });
});

test('all members use the pool at once, and it lends what it has', async () => {
  await Promise.all(
    everyMember.map(async (n) => {
      const traffic = { ratingGroup: 1000, used: [20 * MB, 100 * MB, 200 * MB, (n + 1) * MB] };
      await network.session(supiOf(n), traffic);
    }),
  );
  await network.session(supiOf(1), { ratingGroup: 100, used: [90], to: '+33123456789' });
  await network.session(supiOf(2), { ratingGroup: 1000, used: [3 * MB], visited: '228-01' });
  const { resources, costCentres } = await pool();
  const used = everyMember.reduce((sum, n) => sum + (320 + n + 1) * MB, 0);
  expect(resources).toMatchObject([{ total: POOL, used, reserved: 0 }]);
  expect(resources[0]!.available).toBeGreaterThan(0);
  const sales = costCentres.find(({ costCentreId }) => costCentreId === 'sales')!;
  expect(sales.resources).toMatchObject([{ total: 5 * GB }]);
});

test('a usage file counts once, however often it comes', async () => {
  const start = new Date(de.now() - 3_600_000).toISOString();
  const rows = everyMember.flatMap((n) => [
    `d-${n},${supiOf(n)},1000,${start},${5 * MB},,,`,
    `v-${n},${supiOf(n)},100,${start},,61,,+33123456789`,
  ]);
  const text = [
    'record_id,supi,rating_group,start_time,bytes,seconds,messages,called_number',
    ...rows,
    `x-1,imsi-262990000999999,1000,${start},1,,,`,
    '',
  ].join('\n');
  for (const n of everyMember) {
    network.count(supiOf(n), 1000, 5 * MB);
    network.count(supiOf(n), 100, 61);
  }
  await de.putFile('usage/march.csv', text);
  const counted = { rows: 2 * MEMBERS + 1, counted: 2 * MEMBERS, refused: 1, uncollected: 0 };
  expect(await de.job('usage~march')).toMatchObject({ state: 'processed', rows: counted });
  expect(await de.file('usage/march.errors.csv')).toMatch(/^34,x-1,supi,imsi-262990000999999,/m);
  await de.putFile('usage/march-again.csv', text);
  expect(await de.job('usage~march-again')).toMatchObject({ sameAs: 'usage/march.csv' });
  await pool();
  for (const n of everyMember) await balancedBooks(de, network, supiOf(n), [supiOf(n)]);
});

test("beyond a cost centre's part of the pool its members' wallets pay, though the pool has more", async () => {
  const paidBy = async (bucket: string): Promise<number> =>
    (await de.account(supiOf(0))).buckets
      .filter(({ name }) => name === bucket)
      .reduce((sum, { used }) => sum + used, 0);
  const before = await paidBy('wallet');
  expect(await network.useUpTo(supiOf(0), 1000, 6 * GB)).toBe(6 * GB);
  expect(await paidBy('wallet')).toBeGreaterThan(before);
  const { resources, costCentres } = await pool();
  expect(resources[0]!.available).toBeGreaterThan(10 * GB);
  const [sales] = costCentres.find(({ costCentreId }) => costCentreId === 'sales')!.resources;
  // What idles with others may have come back since.
  const lent = await paidBy('pool-data');
  expect(lent).toBeGreaterThan(2 * GB);
  expect(lent).toBeLessThanOrEqual(sales!.total - sales!.available);
});

test('the pool begins again with the month; what a month cost is billed after it, with a date', async () => {
  const before = await pool();
  expect(before.expiresAt).toBe(`${year}-03-31T22:00:00.000Z`);
  await de.advance(at(4, 1));
  const { resources, expiresAt } = await pool();
  expect(expiresAt).toBe(`${year}-04-30T22:00:00.000Z`);
  expect(resources).toMatchObject([{ total: POOL, available: POOL, leased: 0 }]);
  await network.session(supiOf(2), { ratingGroup: 1000, used: [10 * MB] });
  expect((await pool()).resources).toMatchObject([{ used: 10 * MB }]);

  // The clock has arrived before the bill that it brings is written.
  const march = await eventually(async () => {
    const { bills } = await balancedBooks(de, network, supiOf(2), [supiOf(2)]);
    if (bills[0]?.due?.date === undefined) throw new Error('there is no bill of March yet');
    return bills[0];
  });
  expect(march).toMatchObject({
    kind: 'bill',
    period: { from: expect.stringContaining('-03-10T09:00'), to: expect.stringContaining('-04-01T00:00') },
    subscribers: [{ supi: supiOf(2), costCentre: 'service' }],
    // From the 10th on, twenty-two of March's thirty-one days; 9.00 × 22 / 31.
    charges: [{ type: 'recurring', amount: { amount: '6.39' } }],
    due: { date: `${year}-04-14` },
  });
  expect(march.due!.exact.micros).toBe(march.total.gross.micros);
  expect(march.due!.payable.micros % 10_000).toBe(0);
  expect(march.costCentres.map(({ of }) => of)).toEqual(['service', undefined]);
  const page = readPdf(await de.pdf(`/subscribers/${supiOf(2)}/bills/${march.billId}`)).pages.join('\n');
  expect(page).toContain('Fieldworks Connect');
  expect(page).toContain(march.number);
});

test('who does not pay is reminded, then suspended, and active again when the money comes', async () => {
  const owing = { owed: { micros: expect.any(Number) as number } };
  await de.advance(at(4, 16));
  expect(await de.account(supiOf(2))).toMatchObject({ state: 'grace', ...owing });
  const [served] = await network.session(supiOf(2), { ratingGroup: 1000, used: [MB] });
  expect(served).toMatchObject({ resultCode: 'SUCCESS' });
  await de.advance(at(4, 30));
  expect(await de.account(supiOf(2))).toMatchObject({ state: 'suspended', ...owing });
  const [stopped] = await network.session(supiOf(2), { ratingGroup: 1000, used: [0] });
  expect(stopped!.resultCode).not.toBe('SUCCESS');
  const { owed } = await de.account(supiOf(2));
  await de.must('POST', `/subscribers/${supiOf(2)}/adjustments`, {
    id: 'paid-march',
    bucket: 'wallet',
    amount: String(owed!.micros / 1_000_000),
    reason: 'Bank transfer',
    actor: 'dana@fieldworks.example',
  });
  expect(await de.account(supiOf(2))).toMatchObject({ state: 'active' });
  const [again] = await network.session(supiOf(2), { ratingGroup: 1000, used: [MB] });
  expect(again).toMatchObject({ resultCode: 'SUCCESS' });
});

test("every member's bills sum to its ledger, and the members' usage to the pool's", async () => {
  await de.advance(at(5, 1));
  let pooled = 0;
  for (const n of everyMember) {
    const { bills, records } = await balancedBooks(de, network, supiOf(n), [supiOf(n)]);
    expect(bills).toHaveLength(3);
    for (const { lines } of records)
      for (const { bucket, amount } of lines) if (bucket === 'pool-data') pooled += amount;
  }
  expect(pooled).toBeGreaterThan(MEMBERS * 300 * MB);
  expect((await pool()).resources).toMatchObject([{ total: POOL, used: 0 }]);
});
