/** Roaming zones and times of day: where and when usage happens decides what it costs and what pays. */
import { decideCreate, decideUpdate } from '../../domain/charging/decide.js';
import { fastUpdate, holds } from '../../domain/charging/fast-path.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan, zoneOf } from '../../domain/charging/plan-index.js';
import { quoteUsage } from '../../domain/charging/quote.js';
import { decodeReference, encodeReference } from '../../domain/charging/reference.js';
import type { CreateRequest } from '../../domain/charging/request.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { MB, dataQuota, plan, service, voiceQuota } from './plans.js';
import { NOW, create, group, request } from './requests.js';

const rates = (price: string) => [{ price, per: MB, increment: 1_000 }];

/** At home 1 ct a MB, in France 2 ct, in the rest of the world 5 ct; nothing is sold in Freedonia (999). */
const abroad = (): PlanVersion => ({
  ...plan(
    [
      service('internet', 'data', [1000], rates('0.01'), dataQuota),
      { ...service('internet', 'data', [1000], rates('0.02'), dataQuota), zone: 0 },
      { ...service('internet', 'data', [1000], rates('0.05'), dataQuota), zone: 1 },
      service('calls', 'voice', [100], [{ price: '0.06', per: 60 }], voiceQuota),
      {
        ...service(
          'calls',
          'voice',
          [100],
          [
            { price: '0.30', per: 60 },
            { destination: 'incoming', prefixes: ['999999999999999'], price: '0.12', per: 60 },
          ],
          voiceQuota,
        ),
        zone: 0,
      },
    ],
    [{ id: 'wallet', unit: 'money', amount: 100_000_000, services: ['internet', 'calls'], priority: 90 }],
  ),
  zones: [
    { id: 'eu', networks: ['208', '20801'] },
    { id: 'world', networks: ['310', '502'] },
  ],
  homeNetworks: ['262'],
});

const index = indexPlan(abroad());
const open = () => openAccount({ key: 'imsi-1', plan: abroad(), nowMs: NOW });
const started = (visited?: string, more: Partial<CreateRequest> = {}) => {
  const decision = decideCreate(
    open(),
    create([group(1000)], { ...(visited === undefined ? {} : { visited }), ...more }),
    index,
    NOW,
  );
  if (decision.outcome !== 'answer') throw new Error(decision.detail);
  return { ...decision, item: decision.item as Item };
};

test.each([
  [undefined, -1],
  ['26201', -1],
  ['20801', 0],
  ['20810', 0],
  ['310260', 1],
  ['99901', -2],
])('the zone of network %s is %i: the longest match wins', (network, zone) => {
  expect(zoneOf(index, network)).toBe(zone);
});

test.each([
  ['26201', 100_000, undefined],
  ['20801', 200_000, 'eu'],
  ['310260', 500_000, 'world'],
])('10 MB in network %s cost %i micros', (visited, price, zone) => {
  const { item, answer } = started(visited);
  const used = decideUpdate(
    item,
    answer.sessionId,
    request(1, [group(1000, { used: { bytes: 10 * MB } })], { visited }),
    index,
    NOW + 1_000,
  );
  if (used.outcome !== 'answer') throw new Error('refused');
  const [line] = usageRecord(used.item as Item, abroad())?.lines ?? [];
  expect(line).toMatchObject({ units: 10 * MB, priceMicros: price });
  expect(line?.zone).toBe(zone);
});

test('nothing is sold in a network of no zone: no quota, and usage that comes anyway is recorded unpaid', () => {
  const { item, answer } = started('99901');
  expect(answer.groups).toEqual([{ ratingGroup: 1000, resultCode: 'RATING_FAILED', granted: 0 }]);
  const used = decideUpdate(
    item,
    answer.sessionId,
    request(1, [group(1000, { used: { bytes: MB } })], { visited: '99901' }),
    index,
    NOW + 1_000,
  );
  if (used.outcome !== 'answer') throw new Error('refused');
  expect(usageRecord(used.item as Item, abroad())?.lines).toMatchObject([
    { service: 'unrated', units: MB, uncollected: true },
  ]);
});

test('a session that crosses a border: usage until then at the old price, after it at the new one', () => {
  const { item, answer } = started('26201');
  const crossed = decideUpdate(
    item,
    answer.sessionId,
    request(1, [group(1000, { used: { bytes: 10 * MB } })], { visited: '20801' }),
    index,
    NOW + 1_000,
  );
  if (crossed.outcome !== 'answer') throw new Error('refused');
  expect(usageRecord(crossed.item as Item, abroad())?.lines).toMatchObject([{ priceMicros: 100_000 }]);
  const after = decideUpdate(
    crossed.item as Item,
    answer.sessionId,
    request(2, [group(1000, { used: { bytes: 10 * MB } })]),
    index,
    NOW + 2_000,
  );
  if (after.outcome !== 'answer') throw new Error('refused');
  expect(usageRecord(after.item as Item, abroad())?.lines).toMatchObject([
    { priceMicros: 200_000, zone: 'eu' },
  ]);
});

test('containers that say where they were used are each priced there', () => {
  const { item, answer } = started('26201');
  const inFrance = {
    localSequence: 2,
    statedAtMs: 0,
    usedAtMs: 0,
    exhausted: false,
    bytes: 10 * MB,
    visited: '20801',
  };
  const atHome = { ...inFrance, localSequence: 1, visited: '26201' };
  const used = decideUpdate(
    item,
    answer.sessionId,
    request(1, [{ ratingGroup: 1000, requested: {}, used: [atHome, inFrance] }], { visited: '20801' }),
    index,
    NOW + 1_000,
  );
  if (used.outcome !== 'answer') throw new Error('refused');
  const lines = usageRecord(used.item as Item, abroad())?.lines ?? [];
  expect(lines.map((l) => [l.zone, l.priceMicros])).toEqual([
    [undefined, 100_000],
    ['eu', 200_000],
  ]);
});

test('after a border the fast path is closed to the session: its reference tells the old price', () => {
  const { item, answer } = started('26201');
  const ref = {
    accountKey: 'imsi-1',
    sessionId: answer.sessionId,
    slot: answer.slot,
    planId: abroad().id,
    zone: -1,
    groups: answer.session,
  };
  const message = (sequence: number, visited?: string) =>
    request(sequence, [group(1000, { used: { bytes: MB } })], visited === undefined ? {} : { visited });
  expect(fastUpdate(ref, message(1, '20801'), index, NOW + 1_000, () => 'money')).toBeUndefined();
  const crossed = decideUpdate(item, answer.sessionId, message(1, '20801'), index, NOW + 1_000);
  if (crossed.outcome !== 'answer') throw new Error('refused');
  const fast = fastUpdate(ref, message(2), index, NOW + 2_000, () => 'money');
  expect(fast === undefined || holds(crossed.item as Item, fast.conditions)).toBe(false);
});

test('a reference remembers the zone of its create', () => {
  const { answer } = started('20801');
  expect(answer.zone).toBe(0);
  const key = { id: 1, key: new Uint8Array(32) };
  const ref = { accountKey: 'imsi-1', sessionId: 2, slot: 0, planId: abroad().id, zone: 0, groups: [] };
  expect(decodeReference(encodeReference(ref, key), [key])).toEqual(ref);
});

test('a call that comes in abroad costs what the zone says', () => {
  const quote = (destination: string, visited: string) =>
    quoteUsage(open(), index, { groups: [{ ratingGroup: 100, seconds: 60 }], destination, visited }, NOW);
  expect(quote('in', '20801')).toMatchObject({ priceMicros: 120_000, covered: true });
  expect(quote('33123456789', '20801').priceMicros).toBe(300_000);
  expect(quote('33123456789', '26201').priceMicros).toBe(60_000);
});

describe('times of day', () => {
  const nightly = (): PlanVersion =>
    plan(
      [service('internet', 'data', [1000], rates('0.01'), dataQuota)],
      [
        {
          id: 'night',
          unit: 'bytes',
          amount: 500 * MB,
          services: ['internet'],
          windows: [
            { weekDays: [0, 1, 2, 3, 4, 5, 6], fromS: 0, toS: 6 * 3_600 },
            { weekDays: [0, 1, 2, 3, 4, 5, 6], fromS: 23 * 3_600, toS: 86_400 },
          ],
        },
        { id: 'wallet', unit: 'money', amount: 50_000_000, services: ['internet'], priority: 90 },
      ],
    );
  const price = (localTime: string) => {
    const nowMs = Date.parse(localTime);
    return quoteUsage(
      openAccount({ key: 'imsi-1', plan: nightly(), nowMs }),
      indexPlan(nightly()),
      { groups: [{ ratingGroup: 1000, bytes: 10 * MB }], destination: '' },
      nowMs,
    ).priceMicros;
  };

  test.each([
    ['2026-11-22T22:59:59+01:00', 100_000],
    ['2026-11-22T23:00:00+01:00', 0],
    ['2026-11-23T05:59:59+01:00', 0],
    ['2026-11-23T06:00:00+01:00', 100_000],
    // The night on which the clocks go forward has no 02:30; the one on which they go back has two.
    ['2027-03-28T03:30:00+02:00', 0],
    ['2027-03-28T06:00:00+02:00', 100_000],
    ['2026-10-25T02:30:00+02:00', 0],
    ['2026-10-25T02:30:00+01:00', 0],
  ])('10 MB at %s cost %i micros', (localTime, micros) => {
    expect(price(localTime)).toBe(micros);
  });

  test('a bundle that opens soon ends the fast path in time', () => {
    const nowMs = Date.parse('2026-11-22T22:30:00+01:00');
    const opened = decideCreate(
      openAccount({ key: 'imsi-1', plan: nightly(), nowMs }),
      create([group(1000)], { atMs: nowMs }),
      indexPlan(nightly()),
      nowMs,
    );
    if (opened.outcome !== 'answer') throw new Error('refused');
    expect(opened.item?.['e0']).toBe(Date.parse('2026-11-22T23:00:00+01:00') / 1_000);
    expect(viewAccount(opened.item as Item, nightly(), nowMs).sessions).toHaveLength(1);
  });
});
