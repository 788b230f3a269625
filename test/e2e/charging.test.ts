/**
 * The charging API of a running operator, over real HTTP: every answer validates against the 3GPP YAML, and
 * every unit that leaves a bucket turns up as a usage record.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountView } from '../../domain/charging/view.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import type { LocalOperator } from '../../local/local-operator.js';
import { type LocalRun, startLocalRun, tokenFor } from '../support/local-run.js';
import { SAMPLES, nchfSchemas } from '../support/nchf-schema.js';

jest.setTimeout(120_000);

const MB = 1_000_000;
const schemas = nchfSchemas();
const validResponse = schemas?.('ChargingDataResponse');
const validProblem = schemas?.('ProblemDetails');

let run: LocalRun;
let gb: LocalOperator;
let network: string;
let operations: string;
let taken = 0;

beforeAll(async () => {
  run = await startLocalRun();
  gb = operator('lily-gb');
  network = await tokenFor(gb, 'charging/session');
  operations = await tokenFor(gb, 'subscribers/read');
});
afterAll(() => run?.stop());

const operator = (id: string): LocalOperator => {
  const found = run.operators.find((o) => o.id === id);
  if (found === undefined) throw new Error(`no operator ${id}`);
  return found;
};

/** A subscriber that no other test uses. */
function subscriber(of = gb, plan = 'starter') {
  const free = of.subscribers.filter((s) => s.plan === plan && s.demoTraffic !== true)[taken++];
  if (free === undefined) throw new Error('no subscriber is left');
  return free;
}

interface Answer {
  status: number;
  location: string;
  json: Record<string, unknown>;
  units: {
    ratingGroup: number;
    resultCode: string;
    grantedUnit?: Record<string, number>;
    finalUnitIndication?: object;
  }[];
}

async function post(url: string, body: unknown, token = network): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const json = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  if (response.status === 200 || response.status === 201) {
    if (validResponse !== undefined && !validResponse(json))
      throw new Error(JSON.stringify(validResponse.errors));
  } else if (response.status === 204) {
    expect(text).toBe('');
  } else if (response.headers.get('content-type') === 'application/problem+json') {
    if (validProblem !== undefined && !validProblem(json))
      throw new Error(JSON.stringify(validProblem.errors));
    expect(json).toMatchObject({ status: response.status, cause: expect.any(String) });
  }
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    json,
    units: (json['multipleUnitInformation'] ?? []) as Answer['units'],
  };
}

const message = (supi: string, sequence: number, multipleUnitUsage: object[], more: object = {}) => ({
  subscriberIdentifier: supi,
  nfConsumerIdentification: { nodeFunctionality: 'SMF', nFName: '423e4567-e89b-42d3-a456-426655440001' },
  invocationTimeStamp: new Date().toISOString(),
  invocationSequenceNumber: sequence,
  multipleUnitUsage,
  ...more,
});

const used = (localSequenceNumber: number, units: object, triggerType = 'QUOTA_THRESHOLD') => ({
  usedUnitContainer: [
    { localSequenceNumber, ...units, triggers: [{ triggerCategory: 'IMMEDIATE_REPORT', triggerType }] },
  ],
});

async function account(supi: string): Promise<AccountView> {
  const response = await fetch(`${gb.apis['operator']}/subscribers/${supi}`, {
    headers: { authorization: `Bearer ${operations}` },
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { account: AccountView }).account;
}

const bucket = (view: AccountView, unit: string) => {
  const found = view.buckets.find((b) => b.unit === unit);
  if (found === undefined) throw new Error(`no bucket of ${unit}`);
  return found;
};

/** Usage records arrive by the stream: soon, not at once. */
async function usage(supi: string, records: number): Promise<UsageRecord[]> {
  for (let i = 0; i < 100; i++) {
    const response = await fetch(`${gb.apis['operator']}/subscribers/${supi}/usage`, {
      headers: { authorization: `Bearer ${operations}` },
    });
    const { items } = (await response.json()) as { items: UsageRecord[] };
    // The account's opening is on record too.
    const ofUsage = items.filter(({ lines }) => lines.length > 0);
    if (ofUsage.length >= records) return ofUsage;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${records} usage records did not arrive`);
}

test('a data session: granted, grown, released, recorded', async () => {
  const { supi } = subscriber();
  const before = bucket(await account(supi), 'bytes');
  const created = await post(
    `${gb.apis['charging']}/chargingdata`,
    message(supi, 0, [{ ratingGroup: 1000, requestedUnit: {} }]),
  );
  expect(created).toMatchObject({
    status: 201,
    units: [{ ratingGroup: 1000, resultCode: 'SUCCESS', grantedUnit: { totalVolume: 20 * MB } }],
  });
  expect(created.location.startsWith(`${gb.apis['charging']}/chargingdata/`)).toBe(true);
  const updated = await post(
    `${created.location}/update`,
    message(supi, 1, [
      { ratingGroup: 1000, requestedUnit: {}, ...used(1, { uplinkVolume: MB, downlinkVolume: 17 * MB }) },
    ]),
  );
  expect(updated).toMatchObject({ status: 200, units: [{ grantedUnit: { totalVolume: 74 * MB } }] });
  expect(bucket(await account(supi), 'bytes')).toMatchObject({
    reserved: 74 * MB,
    used: before.used + 18 * MB,
  });
  const last = message(supi, 2, [{ ratingGroup: 1000, ...used(2, { totalVolume: 4 * MB }, 'FINAL') }]);
  expect(await post(`${created.location}/release`, last)).toMatchObject({ status: 204 });
  expect(await post(`${created.location}/release`, last)).toMatchObject({ status: 204 });
  expect(bucket(await account(supi), 'bytes')).toMatchObject({
    reserved: 0,
    used: before.used + 22 * MB,
    available: before.available - 22 * MB,
  });
  const records = await usage(supi, 2);
  // Newest first.
  expect(records.flatMap((r) => r.lines.map((l) => l.units))).toEqual([4 * MB, 18 * MB]);
});

test('the same session under /chargingData', async () => {
  const { supi } = subscriber();
  const created = await post(`${gb.apis['charging']}/chargingData`, message(supi, 0, []));
  expect(created.status).toBe(201);
  expect(created.location).toContain('/chargingData/');
  expect(await post(`${created.location}/release`, message(supi, 1, []))).toMatchObject({ status: 204 });
});

test('a retransmission is answered equally and debits once', async () => {
  const { supi } = subscriber();
  const { location } = await post(
    `${gb.apis['charging']}/chargingdata`,
    message(supi, 0, [{ ratingGroup: 1000, requestedUnit: {} }]),
  );
  const update = message(supi, 1, [
    { ratingGroup: 1000, requestedUnit: {}, ...used(1, { totalVolume: 9 * MB }) },
  ]);
  const answers = await Promise.all([1, 2, 3].map(() => post(`${location}/update`, update)));
  answers.push(await post(`${location}/update`, { ...update, retransmissionIndicator: true }));
  // Told a second later, a validity is a second shorter.
  const lasting = (units: unknown) => JSON.stringify(units).replace(/"validityTime":7[12]\d\d/g, '');
  for (const answer of answers) expect(lasting(answer.units)).toEqual(lasting(answers[0]?.units));
  expect(bucket(await account(supi), 'bytes').used).toBe(9 * MB);
});

test('data past the bundle costs money, and the end redirects to the top-up page', async () => {
  const { supi, wallet } = subscriber();
  const bundle = bucket(await account(supi), 'bytes');
  const price = 20_000; // micros a MB, pay as you go
  const { location } = await post(
    `${gb.apis['charging']}/chargingdata`,
    message(supi, 0, [{ ratingGroup: 1000, requestedUnit: {} }]),
  );
  // Everything the bundle holds and the wallet pays, and 50 MB that nobody does.
  const total = bundle.available + Math.floor(wallet.micros / price) * MB;
  const answer = await post(
    `${location}/update`,
    message(supi, 1, [
      {
        ratingGroup: 1000,
        requestedUnit: {},
        ...used(1, { totalVolume: total + 50 * MB }, 'QUOTA_EXHAUSTED'),
      },
    ]),
  );
  expect(answer).toMatchObject({
    status: 200,
    units: [
      {
        resultCode: 'QUOTA_LIMIT_REACHED',
        finalUnitIndication: {
          finalUnitAction: 'REDIRECT',
          redirectServer: {
            redirectAddressType: 'URL',
            redirectServerAddress: 'https://lily.example/gb/top-up',
          },
        },
      },
    ],
  });
  const view = await account(supi);
  expect(bucket(view, 'bytes').available).toBe(0);
  expect(bucket(view, 'money').available).toBe(wallet.micros % price);
  const [record] = await usage(supi, 1);
  expect(record?.lines.find((l) => l.uncollected)).toMatchObject({ units: 50 * MB, priceMicros: 0 });
});

test('a call pays from its bundle, a premium one its fee and every begun minute, an emergency one nothing', async () => {
  const { supi } = subscriber();
  const call = async (to: string, seconds: number) => {
    const ims = {
      nfConsumerIdentification: { nodeFunctionality: 'IMS_Node' },
      iMSChargingInformation: { calledPartyAddress: `tel:+${to}` },
    };
    const created = await post(
      `${gb.apis['charging']}/chargingdata`,
      message(supi, 0, [{ ratingGroup: 100, requestedUnit: { time: 60 } }], ims),
    );
    expect(created).toMatchObject({
      status: 201,
      units: [{ resultCode: 'SUCCESS', grantedUnit: { time: 60 } }],
    });
    await post(
      `${created.location}/release`,
      message(supi, 1, [{ ratingGroup: 100, ...used(1, { time: seconds }, 'FINAL') }], ims),
    );
  };
  const start = await account(supi);
  await call('447700900123', 45);
  await call('449098790000', 61);
  await call('999', 600);
  const view = await account(supi);
  expect(bucket(view, 'seconds').used).toBe(45);
  expect(bucket(view, 'money').available).toBe(bucket(start, 'money').available - 150_000 - 2 * 600_000);
});

test('an SMS is debited at once, once', async () => {
  const { supi } = subscriber();
  const sms = message(supi, 0, [{ ratingGroup: 200, requestedUnit: { serviceSpecificUnits: 1 } }], {
    nfConsumerIdentification: { nodeFunctionality: 'SMSF' },
    oneTimeEvent: true,
    oneTimeEventType: 'IEC',
    sMSChargingInformation: {
      recipientInfo: [{ recipientGPSI: 'msisdn-447700900123' }],
      sMMessageType: 'SUBMISSION',
    },
  });
  const first = await post(`${gb.apis['charging']}/chargingdata`, sms);
  expect(first).toMatchObject({ status: 201, units: [{ grantedUnit: { serviceSpecificUnits: 1 } }] });
  await post(`${gb.apis['charging']}/chargingdata`, { ...sms, retransmissionIndicator: true });
  expect(bucket(await account(supi), 'messages').used).toBe(1);
});

test('directional traffic in China is free, and only the rest draws the bundle', async () => {
  const cn = operator('lily-cn');
  const token = await tokenFor(cn, 'charging/session');
  const [first] = cn.subscribers;
  if (first === undefined) throw new Error('lily-cn has no subscribers');
  const created = await post(
    `${cn.apis['charging']}/chargingdata`,
    message(first.supi, 0, [
      { ratingGroup: 2001, requestedUnit: {} },
      { ratingGroup: 1000, requestedUnit: {} },
    ]),
    token,
  );
  expect(created.units.map((u) => u.resultCode)).toEqual(['SUCCESS', 'SUCCESS']);
  expect(
    await post(
      `${created.location}/release`,
      message(first.supi, 1, [{ ratingGroup: 2001, ...used(1, { totalVolume: 900 * MB }) }]),
      token,
    ),
  ).toMatchObject({ status: 204 });
});

test('the SIMs of an office share one allowance', async () => {
  const de = operator('fieldworks-de');
  const token = await tokenFor(de, 'charging/session');
  const reading = await tokenFor(de, 'subscribers/read');
  const [first, second] = de.subscribers.filter((s) => s.plan === 'office');
  if (first === undefined || second === undefined) throw new Error('fieldworks-de has no office');
  for (const { supi } of [first, second]) {
    const created = await post(
      `${de.apis['charging']}/chargingdata`,
      message(supi, 0, [{ ratingGroup: 1000, requestedUnit: {} }]),
      token,
    );
    const release = message(supi, 1, [{ ratingGroup: 1000, ...used(1, { totalVolume: 10 * MB }) }]);
    expect((await post(`${created.location}/release`, release, token)).status).toBe(204);
  }
  for (const { supi } of [first, second]) {
    const response = await fetch(`${de.apis['operator']}/subscribers/${supi}`, {
      headers: { authorization: `Bearer ${reading}` },
    });
    const { account: shared } = (await response.json()) as { account: AccountView };
    expect(shared.key).toBe(first.supi);
    expect(bucket(shared, 'bytes').used).toBe(20 * MB);
  }
});

test('refusals: no token, a wrong scope, an unknown subscriber, a forged reference, nonsense', async () => {
  const { supi } = subscriber();
  const create = message(supi, 0, []);
  expect((await post(`${gb.apis['charging']}/chargingdata`, create, 'none')).status).toBe(401);
  expect((await post(`${gb.apis['charging']}/chargingdata`, create, operations)).status).toBe(403);
  expect(
    await post(`${gb.apis['charging']}/chargingdata`, {
      ...create,
      subscriberIdentifier: 'imsi-001010000000000',
    }),
  ).toMatchObject({ status: 404, json: { cause: 'USER_UNKNOWN' } });
  expect(await post(`${gb.apis['charging']}/chargingdata/${randomUUID()}/update`, create)).toMatchObject({
    status: 404,
  });
  expect(await post(`${gb.apis['charging']}/chargingdata`, '{')).toMatchObject({ status: 400 });
  expect((await account(supi)).version).toBe(1);
});

(schemas === undefined ? test.skip : test)(
  'the SMF-shaped samples run as one session; hostile ones change nothing',
  async () => {
    const { supi } = subscriber();
    const sample = (name: string) => ({
      ...(JSON.parse(readFileSync(join(SAMPLES, name), 'utf8')) as object),
      subscriberIdentifier: supi,
    });
    let location = '';
    for (const name of readdirSync(SAMPLES)
      .filter((f) => f.startsWith('smf-'))
      .sort()) {
      const answer = await post(
        location === ''
          ? `${gb.apis['charging']}/chargingdata`
          : `${location}/${name.includes('release') ? 'release' : 'update'}`,
        sample(name),
      );
      expect([200, 201, 204]).toContain(answer.status);
      location ||= answer.location;
    }
    const view = await account(supi);
    expect(bucket(view, 'bytes').used).toBe(9_700_000);
    for (const name of readdirSync(SAMPLES).filter((f) => f.startsWith('hostile'))) {
      expect(await post(`${gb.apis['charging']}/chargingdata`, sample(name))).toMatchObject({
        status: 400,
        json: { cause: 'CHARGING_FAILED', invalidParams: expect.any(Array) },
      });
    }
    expect((await account(supi)).version).toBe(view.version);
  },
);
