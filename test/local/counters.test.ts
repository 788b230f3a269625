import { encodeReference } from '../../domain/charging/reference.js';
import { Counters } from '../../local/counters.js';
import type { BusEvent } from '../../local/events/event-bus.js';
import type { Exchange } from '../../local/http/http-api.js';
import { html } from '../../local/pages/html.js';
import { Ticker } from '../../local/ticker.js';

const CHARGING = '/lily-gb/charging/nchf-convergedcharging/v3/chargingdata';
const exchange = (part: Partial<Exchange>): Exchange => ({
  operator: 'lily-gb',
  api: 'charging',
  routeKey: 'POST /nchf-convergedcharging/v3/chargingdata',
  path: CHARGING,
  status: 200,
  location: undefined,
  requestBody: Buffer.from('{}'),
  responseBody: undefined,
  durationMs: 1,
  ...part,
});
const group = (resultCode: string, granted: boolean): object => ({
  ratingGroup: 1,
  resultCode,
  ...(granted ? { grantedUnit: { totalVolume: 1 } } : {}),
});
const usage = (version: number, priceMicros: number): BusEvent => ({
  version: '0',
  id: String(version),
  'detail-type': 'usage.recorded',
  source: 'wildlily.lily-gb',
  account: '0',
  time: '',
  region: '',
  resources: [],
  detail: {
    data: { records: [{ account: 'imsi-1', version, lines: [{ priceMicros }, { priceMicros: 1 }] }] },
  },
});

test('counts sessions, grants, denials, refusals, and revenue once a version', () => {
  const counters = new Counters(['lily-gb']);
  counters.exchange(
    exchange({
      status: 201,
      location: `http://127.0.0.1${CHARGING}/a`,
      responseBody: JSON.stringify({
        multipleUnitInformation: [group('SUCCESS', true), group('QUOTA_LIMIT_REACHED', false)],
      }),
    }),
  );
  counters.exchange(
    exchange({
      status: 201,
      location: `http://127.0.0.1${CHARGING}/event`,
      requestBody: Buffer.from('{"oneTimeEvent": true}'),
      responseBody: '{}',
    }),
  );
  counters.exchange(
    exchange({ responseBody: JSON.stringify({ multipleUnitInformation: [group('SUCCESS', true)] }) }),
  );
  counters.exchange(exchange({ status: 204, path: `${CHARGING}/a/release` }));
  counters.exchange(exchange({ status: 404, responseBody: '{}' }));
  counters.exchange(exchange({ status: 500, api: 'operator' }));
  counters.exchange(exchange({ operator: 'unknown' }));
  for (const event of [usage(1, 10), usage(2, 20), usage(2, 20)]) counters.event('lily-gb', event);
  expect(counters.of('lily-gb')).toEqual({
    requests: 5,
    sessionsOpened: 1,
    sessionsReleased: 1,
    sessionsOpen: 0,
    grants: 2,
    denials: 1,
    refusals: 1,
    failures: 1,
    usageRecords: 2,
    revenueMicros: 32,
  });
});

test('repeats and abandoned sessions do not make the open sessions drift', () => {
  let nowMs = 0;
  const counters = new Counters(['lily-gb'], () => nowMs);
  const sessions = ['a', 'b', 'abandoned', 'of an earlier run'];
  const refOf = (name: string, groups = [{ group: 0, classIndex: 0 }]) =>
    encodeReference(
      {
        accountKey: 'imsi-1',
        sessionId: sessions.indexOf(name),
        slot: 1,
        planId: `plan_${'0'.repeat(16)}`,
        groups,
      },
      { id: 1, key: Buffer.alloc(32) },
    );
  const create = (ref: string) =>
    counters.exchange(exchange({ status: 201, location: `${CHARGING}/${ref}`, responseBody: '{}' }));
  const release = (ref: string) =>
    counters.exchange(exchange({ status: 204, path: `${CHARGING}/${ref}/release` }));
  const counted = () => {
    const { sessionsOpened, sessionsReleased, sessionsOpen } = counters.all()['lily-gb']!;
    return [sessionsOpened, sessionsReleased, sessionsOpen];
  };
  for (const name of ['a', 'a', 'b', 'abandoned']) create(refOf(name));
  expect(counted()).toEqual([3, 0, 3]);
  for (const name of ['a', 'a', 'of an earlier run']) release(refOf(name));
  expect(counted()).toEqual([3, 2, 2]);
  create(refOf('a', [])); // a late repeat is told of the session, which is over, but not of its groups
  release(refOf('b'));
  expect(counted()).toEqual([3, 3, 1]);
  nowMs += 24 * 3_600_000 + 1;
  expect(counted()).toEqual([3, 3, 0]);
});

test('the ticker prints only when something happened', () => {
  const counters = new Counters(['lily-gb']);
  const lines: string[] = [];
  const ticker = new Ticker([{ id: 'lily-gb', currency: 'GBP' }], counters, (line) => lines.push(line));
  ticker.tick(new Date(0));
  expect(lines).toEqual([]);
  counters.event('lily-gb', usage(1, 1_499_999));
  ticker.tick(new Date(1000));
  expect(lines.at(-1)).toMatch(/^00:00:01 .* 0 +0\/s +0\/s +£1\.50/);
  ticker.tick(new Date(2000));
  expect(lines).toHaveLength(3);
});

test('a page can not be broken by what it shows', () => {
  expect(html`<b title="${'"x"'}">${'<script>&'}${[html`<i>${1}</i>`]}</b>`.html).toBe(
    '<b title="&quot;x&quot;">&lt;script&gt;&amp;<i>1</i></b>',
  );
});
