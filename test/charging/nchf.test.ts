import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCreate, parseUpdate } from '../../domain/charging/nchf-request.js';
import { decodeReference, encodeReference } from '../../domain/charging/reference.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { type UsageRecord, usageRecord } from '../../domain/charging/usage-record.js';
import { CountingStore } from '../../bench/counting-store.js';
import { Charger } from '../../lambdas/charging/charger.js';
import { ChargingMetrics } from '../../lambdas/charging/charging-metrics.js';
import { type NchfOptions, serveNchf } from '../../lambdas/charging/nchf.js';
import { MB, mixed } from './plans.js';
import { NOW } from './requests.js';

const SUPI = 'imsi-262010000000001';
const PREFIX = '/lily/charging/nchf-convergedcharging/v3';
const plan = mixed();

function setUp() {
  const store = new CountingStore();
  store.seed(openAccount({ key: SUPI, plan, nowMs: NOW }));
  const options: NchfOptions = {
    charger: new Charger({ store, loadPlan: () => Promise.resolve(plan), now: () => NOW }),
    keys: [{ id: 7, key: new Uint8Array(32).fill(1) }],
    metrics: new ChargingMetrics('test'),
    now: () => NOW,
  };
  const post = async (path: string, body: unknown, contentType = 'application/json') => {
    const response = await serveNchf(
      {
        method: 'POST',
        path: PREFIX + path,
        origin: 'http://host:1',
        contentType,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      },
      options,
    );
    return {
      ...response,
      json: response.body === undefined ? undefined : (JSON.parse(response.body) as Record<string, unknown>),
    };
  };
  return { store, options, post };
}

const base = (sequence: number, more: object = {}) => ({
  subscriberIdentifier: SUPI,
  nfConsumerIdentification: { nodeFunctionality: 'SMF', nFName: '423e4567-e89b-42d3-a456-426655440001' },
  invocationTimeStamp: '2026-11-22T12:00:00Z',
  invocationSequenceNumber: sequence,
  ...more,
});

describe('a session over the API', () => {
  test.each(['chargingdata', 'chargingData'])('create, update, release under /%s', async (resource) => {
    const { post, store } = setUp();
    const created = await post(
      `/${resource}`,
      base(0, { multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: {} }] }),
    );
    expect(created.status).toBe(201);
    expect(created.headers['location']).toMatch(
      new RegExp(`^http://host:1${PREFIX}/${resource}/[A-Za-z0-9_-]+$`),
    );
    expect(created.json).toMatchObject({
      invocationSequenceNumber: 0,
      multipleUnitInformation: [
        {
          ratingGroup: 1000,
          resultCode: 'SUCCESS',
          grantedUnit: { totalVolume: 20 * MB },
          validityTime: 7_200,
          quotaHoldingTime: 1_800,
          volumeQuotaThreshold: 2 * MB,
        },
      ],
    });
    const ref = `/${resource}/${created.headers['location']?.split('/').at(-1)}`;
    const used = {
      localSequenceNumber: 1,
      uplinkVolume: MB,
      downlinkVolume: 17 * MB,
      triggers: [{ triggerCategory: 'IMMEDIATE_REPORT', triggerType: 'QUOTA_THRESHOLD' }],
    };
    const updated = await post(
      `${ref}/update`,
      base(1, { multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: {}, usedUnitContainer: [used] }] }),
    );
    expect(updated).toMatchObject({
      status: 200,
      json: {
        invocationSequenceNumber: 1,
        multipleUnitInformation: [{ grantedUnit: { totalVolume: 74 * MB } }],
      },
    });
    expect(store.roundTrips).toBe(3);
    const release = base(2, {
      multipleUnitUsage: [
        { ratingGroup: 1000, usedUnitContainer: [{ localSequenceNumber: 2, totalVolume: MB }] },
      ],
    });
    expect(await post(`${ref}/release`, release)).toMatchObject({ status: 204, json: undefined });
    expect(store.roundTrips).toBe(4);
    expect(await post(`${ref}/release`, release)).toMatchObject({ status: 204 });
    expect(await post(`${ref}/update`, base(3, {}))).toMatchObject({ status: 404 });
  });

  test('a grant for two user plane functions is split between them, under their names', async () => {
    const { post } = setUp();
    const uPFIDs = ['623e4567-e89b-42d3-a456-426655440001', '723e4567-e89b-42d3-a456-426655440001'];
    const created = await post(
      '/chargingdata',
      base(0, {
        multipleUnitUsage: uPFIDs.map((uPFID) => ({
          ratingGroup: 1000,
          requestedUnit: { totalVolume: 5 * MB },
          uPFID,
        })),
      }),
    );
    expect(created.json).toMatchObject({
      multipleUnitInformation: uPFIDs.map((uPFID) => ({
        ratingGroup: 1000,
        uPFID,
        grantedUnit: { totalVolume: 5 * MB },
      })),
    });
  });

  test('an SMS is a one-time event', async () => {
    const { post } = setUp();
    const sms = base(0, {
      nfConsumerIdentification: { nodeFunctionality: 'SMSF' },
      oneTimeEvent: true,
      oneTimeEventType: 'IEC',
      multipleUnitUsage: [{ ratingGroup: 200, requestedUnit: { serviceSpecificUnits: 1 } }],
      sMSChargingInformation: {
        recipientInfo: [{ recipientGPSI: 'msisdn-491701234567' }],
        sMMessageType: 'SUBMISSION',
      },
    });
    const first = await post('/chargingdata', sms);
    expect(first).toMatchObject({
      status: 201,
      json: { multipleUnitInformation: [{ grantedUnit: { serviceSpecificUnits: 1 } }] },
    });
    expect(await post('/chargingdata', { ...sms, retransmissionIndicator: true })).toEqual(first);
  });

  test('a call is priced by whom it goes to', () => {
    const parsed = parseCreate(
      base(0, {
        iMSChargingInformation: { calledPartyAddress: 'tel:+49-900-12345;phone-context=x' },
        multipleUnitUsage: [],
      }),
      NOW,
    );
    expect(parsed).toMatchObject({ ok: true, request: { create: { destination: '4990012345' } } });
  });
});

describe('hostile requests change nothing', () => {
  const mutations: [string, unknown][] = [
    ['no body', ''],
    ['not JSON', '{"a":'],
    ['an array', []],
    ['null', null],
    ['no consumer', { ...base(0), nfConsumerIdentification: undefined }],
    ['no sequence number', { ...base(0), invocationSequenceNumber: undefined }],
    ['no time stamp', { ...base(0), invocationTimeStamp: undefined }],
    ['a time stamp that is none', { ...base(0), invocationTimeStamp: '2026-02-31 12:00' }],
    ['no subscriber', { ...base(0), subscriberIdentifier: undefined }],
    ['a subscriber that is none', { ...base(0), subscriberIdentifier: 'imsi-abc' }],
    ['a negative sequence number', base(-1)],
    ['a sequence number as text', { ...base(0), invocationSequenceNumber: '0' }],
    ['a sequence number past Uint32', base(2 ** 32)],
    [
      'an NF name that is no UUID',
      { ...base(0), nfConsumerIdentification: { nodeFunctionality: 'SMF', nFName: '123e-e8b' } },
    ],
    ['units as an object', { ...base(0), multipleUnitUsage: {} }],
    ['a rating group as text', { ...base(0), multipleUnitUsage: [{ ratingGroup: '1000' }] }],
    ['no rating group', { ...base(0), multipleUnitUsage: [{}] }],
    [
      'negative volume',
      { ...base(0), multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: { totalVolume: -1 } }] },
    ],
    [
      'half a byte',
      { ...base(0), multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: { totalVolume: 0.5 } }] },
    ],
    [
      'more than there is',
      { ...base(0), multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: { totalVolume: 2 ** 60 } }] },
    ],
    [
      'usage without a local number',
      { ...base(0), multipleUnitUsage: [{ ratingGroup: 1000, usedUnitContainer: [{ totalVolume: 1 }] }] },
    ],
    [
      'an unknown kind of event',
      { ...base(0), oneTimeEvent: true, oneTimeEventType: 'XYZ', multipleUnitUsage: [{ ratingGroup: 200 }] },
    ],
    [
      'too many rating groups',
      { ...base(0), multipleUnitUsage: Array.from({ length: 200 }, (_, ratingGroup) => ({ ratingGroup })) },
    ],
    ['a notify address that is none', { ...base(0), notifyUri: 'javascript:alert(1)' }],
  ];

  test.each(mutations)('%s', async (_, body) => {
    const { post, store } = setUp();
    const before = structuredClone(store.items.get(SUPI));
    const response = await post('/chargingdata', body);
    expect(response.status).toBe(400);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.json).toMatchObject({ status: 400, cause: 'CHARGING_FAILED', title: expect.any(String) });
    expect(store.items.get(SUPI)).toEqual(before);
    expect(store.roundTrips).toBe(0);
  });

  test('all problems are reported at once, with the value and what is allowed', async () => {
    const { post } = setUp();
    const { json } = await post('/chargingdata', {
      subscriberIdentifier: 'x',
      nfConsumerIdentification: {},
      invocationSequenceNumber: 'one',
      multipleUnitUsage: [{ ratingGroup: -1, requestedUnit: { time: 'long' } }],
    });
    const problem = json as { invalidParams: { param: string }[] };
    expect(problem.invalidParams.map(({ param }) => param).toSorted()).toEqual([
      '/invocationSequenceNumber',
      '/invocationTimeStamp',
      '/multipleUnitUsage/0/ratingGroup',
      '/multipleUnitUsage/0/requestedUnit/time',
      '/nfConsumerIdentification/nodeFunctionality',
      '/subscriberIdentifier',
    ]);
    expect(JSON.stringify(json)).toContain('got \\"one\\"; allowed: a whole number from 0 to 4294967295');
  });

  test('the wrong media type, method, path, subscriber or reference', async () => {
    const { post, options } = setUp();
    expect(await post('/chargingdata', base(0), 'text/plain')).toMatchObject({ status: 415 });
    expect(await post('/chargingdata/x/remove', base(0))).toMatchObject({ status: 404 });
    expect(
      await post('/chargingdata', { ...base(0), subscriberIdentifier: 'imsi-999990000000000' }),
    ).toMatchObject({
      status: 404,
      json: { cause: 'USER_UNKNOWN' },
    });
    expect(await post('/chargingdata/forged/update', base(1))).toMatchObject({ status: 404 });
    const response = await serveNchf(
      { method: 'GET', path: `${PREFIX}/chargingdata`, origin: '', contentType: '', body: '' },
      options,
    );
    expect(response.status).toBe(405);
    expect(await post('/chargingdata', `{"a":"${'x'.repeat(300_000)}"}`)).toMatchObject({ status: 413 });
  });

  test('a session of another account is not reached by changing its reference', async () => {
    const { post, options } = setUp();
    const created = await post('/chargingdata', base(0));
    const ref = created.headers['location']?.split('/').at(-1) ?? '';
    const session = decodeReference(ref, options.keys);
    expect(session).toMatchObject({ accountKey: SUPI, slot: 0 });
    if (session === undefined) throw new Error('unreachable');
    const forged = encodeReference(
      { ...session, accountKey: 'imsi-262010000000002' },
      { id: 7, key: new Uint8Array(32).fill(2) },
    );
    expect(await post(`/chargingdata/${forged}/update`, base(1))).toMatchObject({ status: 404 });
    for (let i = 0; i < ref.length; i++) {
      const changed = ref.slice(0, i) + (ref[i] === 'A' ? 'B' : 'A') + ref.slice(i + 1);
      expect(decodeReference(changed, options.keys)).toBeUndefined();
    }
  });
});

const samples = join(__dirname, '..', '..', '..', 'shared', 'standards', '3gpp', 'samples');
const present = existsSync(samples);
if (!present) console.warn('3GPP samples are not beside this repository; their tests are skipped');

(present ? describe : describe.skip)('3GPP-shaped samples', () => {
  const sample = (name: string) =>
    JSON.parse(readFileSync(join(samples, name), 'utf8')) as Record<string, unknown>;

  test('the SMF-shaped ones run as one session', async () => {
    const { post } = setUp();
    const us = (name: string) => ({ ...sample(name), subscriberIdentifier: SUPI });
    const created = await post('/chargingdata', us('smf-pcap-shape-1-create-no-units.json'));
    expect(created.status).toBe(201);
    expect(created.json).not.toHaveProperty('multipleUnitInformation');
    const ref = `/chargingdata/${created.headers['location']?.split('/').at(-1)}`;
    expect(await post(`${ref}/update`, us('smf-pcap-shape-2-update-first-quota.json'))).toMatchObject({
      status: 200,
      json: { multipleUnitInformation: [{ ratingGroup: 1000, grantedUnit: { totalVolume: 20 * MB } }] },
    });
    expect(await post(`${ref}/update`, us('smf-pcap-shape-3-update-threshold.json'))).toMatchObject({
      status: 200,
    });
    expect(await post(`${ref}/release`, us('smf-pcap-shape-4-release-final.json'))).toMatchObject({
      status: 204,
    });
  });

  test('the hostile one is refused with all its problems', () => {
    const parsed = parseCreate(
      { ...sample('hostile-create-2019-shape.json'), subscriberIdentifier: SUPI },
      NOW,
    );
    expect(parsed).toMatchObject({
      ok: false,
      invalidParams: [{ param: '/nfConsumerIdentification/nFName' }, { param: '/multipleUnitUsage/0/uPFID' }],
    });
  });
});

test('an update needs no subscriber: its reference names the account', () => {
  const { subscriberIdentifier: _, ...rest } = base(1);
  expect(parseUpdate(rest, NOW)).toMatchObject({ ok: true });
});

test('usage of a SIM that shares an account is recorded as its own: sessions and events', async () => {
  const { post, store } = setUp();
  const other = 'imsi-262010000000002';
  store.seed({ k: other, to: SUPI });
  const newest = async (): Promise<UsageRecord | undefined> => {
    const item = await store.get(SUPI);
    return item === undefined ? undefined : usageRecord(item, plan);
  };
  const of = (more: object) => ({ ...base(0, more), subscriberIdentifier: other });
  const { headers } = await post(
    '/chargingdata',
    of({ multipleUnitUsage: [{ ratingGroup: 1000, requestedUnit: {} }] }),
  );
  const usedUnitContainer = [{ localSequenceNumber: 1, totalVolume: MB }];
  await post(
    `/chargingdata/${headers['location']?.split('/').at(-1)}/release`,
    base(1, { multipleUnitUsage: [{ ratingGroup: 1000, usedUnitContainer }] }),
  );
  expect(await newest()).toMatchObject({ supi: other, lines: [{ units: MB }] });
  const event = { oneTimeEvent: true, oneTimeEventType: 'IEC' };
  const multipleUnitUsage = [{ ratingGroup: 1000, requestedUnit: { totalVolume: 2 * MB } }];
  expect(await post('/chargingdata', of({ ...event, multipleUnitUsage }))).toMatchObject({ status: 201 });
  expect(await newest()).toMatchObject({ kind: 'event', supi: other, lines: [{ units: 2 * MB }] });
});
