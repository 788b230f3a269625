/** Mistakes that were made once, each as small as it can be shown. */
import { decideCredit } from '../../domain/charging/credit.js';
import { type Decision, decideCreate, decideRelease, decideUpdate } from '../../domain/charging/decide.js';
import { decideEvent } from '../../domain/charging/event.js';
import { applyUpdate, fastRelease, fastUpdate, holds } from '../../domain/charging/fast-path.js';
import type { Item } from '../../domain/charging/item.js';
import { calledDigits } from '../../domain/charging/called-party.js';
import { parseCreate, parseUpdate } from '../../domain/charging/nchf-request.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import type { GroupRequest, Payment, SessionRef } from '../../domain/charging/request.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { MB, dataQuota, mixed, plan, service, voiceQuota } from './plans.js';
import { NOW, create, group, key, request } from './requests.js';

const HOUR = 3_600_000;

function start(of: PlanVersion, groups: GroupRequest[], more = {}) {
  const index = indexPlan(of);
  let item = openAccount({ key: 'imsi-1', plan: of, nowMs: NOW });
  const take = (decision: Decision) => {
    if (decision.outcome === 'refused') throw new Error(decision.refusal);
    item = decision.item ?? item;
    return decision.answer;
  };
  const {
    sessionId,
    slot,
    session,
    groups: answers,
  } = take(decideCreate(item, create(groups, more), index, NOW));
  const ref: SessionRef = { accountKey: 'imsi-1', planId: of.id, sessionId, slot, groups: session };
  return {
    index,
    ref,
    answers,
    item: () => item,
    set: (next: Item) => (item = next),
    take,
    update: (r: ReturnType<typeof request>, now = NOW) => take(decideUpdate(item, sessionId, r, index, now)),
    release: (r: ReturnType<typeof request>, now = NOW) =>
      take(decideRelease(item, sessionId, r, index, now)),
    lines: () => usageRecord(item, of)?.lines ?? [],
    bucket: (name: string, now = NOW) => {
      const found = viewAccount(item, of, now).buckets.find((b) => b.name === name);
      if (found === undefined) throw new Error(name);
      return found;
    },
  };
}

const box = (bytes: number, localSequence: number, statedAtMs: number) => ({
  bytes,
  localSequence,
  statedAtMs,
  usedAtMs: statedAtMs,
  exhausted: false,
});
const asking = (used: GroupRequest['used'], ratingGroup = 1000): GroupRequest => ({
  ratingGroup,
  requested: {},
  used,
});

test('a fast update that takes a bundle for money fails its condition, and is no error', () => {
  const s = start(mixed(), [group(1000)]);
  const money = fastUpdate(
    s.ref,
    request(1, [group(1000, { used: { bytes: MB } })]),
    s.index,
    NOW,
    (): Payment => 'money',
  );
  expect(money?.conditions).toContainEqual({ attribute: 'm00', op: 'present' });
  expect(holds(s.item(), money?.conditions ?? [])).toBe(false);
});

test('a report of a thousand containers is one line, all of it', () => {
  const s = start(mixed(), [group(1000)]);
  s.update(request(1, [asking(Array.from({ length: 1_000 }, (_, i) => box(1_000, i + 1, 0)))]));
  expect(s.lines()).toMatchObject([{ units: 1_000_000, amount: 1_000_000 }]);
});

describe('peers that send number 0 for ever', () => {
  test('containers of one report all count, whatever their order and numbers', () => {
    const s = start(mixed(), [group(1000)]);
    s.update(
      request(0, [
        asking([
          box(10 * MB, 0, NOW + 1_000),
          box(5 * MB, 0, NOW + 1_001),
          box(2 * MB, 9, NOW),
          box(MB, 3, NOW - 5_000),
        ]),
      ]),
    );
    expect(s.bucket('data').used).toBe(18 * MB);
    s.release(request(0, [asking([box(MB, 0, NOW + 1_900)])]));
    expect(s.bucket('data').used).toBe(19 * MB);
  });
  test('a first attempt that was lost counts when it is repeated as a retransmission', () => {
    const s = start(mixed(), [group(1000)]);
    s.update(request(0, [asking([box(20 * MB, 1, NOW)])], { retransmission: true }));
    expect(s.bucket('data').used).toBe(20 * MB);
  });
  test('a late copy counts once, for a group that an update opened too', () => {
    const s = start(mixed(), []);
    const first = request(0, [asking([box(20 * MB, 1, NOW)])]);
    s.update(first);
    s.update(request(0, [asking([box(1, 1, NOW + 2_000)], 2001)]));
    s.update(first);
    s.update({ ...first, digest: key(70_001), sentAtMs: NOW + 9_000 });
    expect(s.bucket('data').used).toBe(20 * MB);
  });
});

test('a number sent again with one more container counts that container only', () => {
  const s = start(mixed(), [group(1000)]);
  s.update(request(1, [asking([box(10 * MB, 1, 0)])]));
  s.update(request(1, [asking([box(10 * MB, 1, 0), box(2 * MB, 2, 0)])]));
  expect(s.bucket('data').used).toBe(12 * MB);
});

test('numbers below the create are no repeats of this session', () => {
  const s = start(mixed(), [group(1000)], { sequence: 10 });
  s.update(request(11, [asking([box(1_000, 1, 0)])]));
  s.update(request(1, [asking([box(5_000, 2, 0)])]));
  expect(s.bucket('data').used).toBe(6_000);
});

test('thirty messages in any order all count once', () => {
  const s = start(mixed(), [group(1000)]);
  const order = Array.from({ length: 30 }, (_, i) => ((i * 7) % 30) + 1);
  for (const n of [...order, ...order])
    s.update(request(n, [asking([box(1_000, n, 0)])], { digest: key(80_000 + n) }));
  expect(s.bucket('data').used).toBe(30_000);
});

test('a release that says the same as the last update counts on both paths', () => {
  const s = start(mixed(), [group(1000)]);
  s.update(request(1, [group(1000, { used: { bytes: MB } })], { digest: key(90_000) }));
  const release = request(2, [group(1000, { used: { bytes: MB } })], { digest: key(90_000) });
  const fast = fastRelease(s.ref, release, s.index, NOW, (): Payment => 'units');
  expect(fast !== undefined && holds(s.item(), fast.conditions)).toBe(true);
  const next = fast === undefined ? s.item() : applyUpdate(s.item(), fast);
  s.release(release);
  expect(s.bucket('data').used).toBe(2 * MB);
  expect(viewAccount(next, mixed(), NOW).buckets).toEqual(viewAccount(s.item(), mixed(), NOW).buckets);
});

test('a late message leaves the grant that the network holds covered', () => {
  const s = start(mixed(), [group(1000)]);
  const two = s.update(request(2, [group(1000, { used: { bytes: 20 * MB } })]));
  const late = s.update(request(1, [group(1000, { used: { bytes: 20 * MB } })]));
  expect(late.groups).toEqual(two.groups);
  expect(s.bucket('data')).toMatchObject({ used: 40 * MB, reserved: two.groups[0]?.granted });
});

test("one group's short grant leaves another's long one alone", () => {
  const s = start(mixed({ data: 1_000 * MB, wallet: 0 }), [group(1000, { ask: { bytes: 1_000 * MB } })]);
  expect(s.answers[0]).toMatchObject({ granted: 1_000 * MB, validityS: 86_400 });
  s.update(request(1, [group(2001)]));
  expect(s.bucket('data', NOW + 3 * HOUR)).toMatchObject({ reserved: 1_000 * MB });
});

test('units that the same release gives back pay for its overage', () => {
  const s = start(mixed({ data: 40 * MB, wallet: 0 }), [group(1000), group(1001)]);
  s.release(request(1, [group(1000, { ask: false, used: { bytes: 30 * MB } }), group(1001, { ask: false })]));
  expect(s.lines()).toMatchObject([{ units: 30 * MB, uncollected: false }]);
  expect(s.bucket('data')).toMatchObject({ used: 30 * MB, available: 10 * MB });
});

test('usage before a change of price costs the old price', () => {
  const evening = plan(
    [
      service(
        'internet',
        'data',
        [1000],
        [
          { price: '0.01', per: MB, timing: { from: '00:00' } },
          { price: '0.03', per: MB, timing: { from: '18:00' } },
        ],
        dataQuota,
      ),
    ],
    [{ id: 'wallet', unit: 'money', amount: 10_000_000, services: ['internet'] }],
  );
  const at = Date.UTC(2026, 10, 22, 17); // 18:00 in Berlin
  const s = start(evening, [group(1000)], { atMs: at - 60_000 });
  const body = (units: number, trigger: string, time: number) => ({
    nfConsumerIdentification: { nodeFunctionality: 'SMF' },
    invocationTimeStamp: new Date(time).toISOString(),
    invocationSequenceNumber: 1,
    multipleUnitUsage: [
      {
        ratingGroup: 1000,
        usedUnitContainer: [
          {
            localSequenceNumber: 1,
            totalVolume: units,
            triggerTimestamp: new Date(time).toISOString(),
            triggers: [{ triggerCategory: 'IMMEDIATE_REPORT', triggerType: trigger }],
          },
        ],
      },
    ],
  });
  const parsed = parseUpdate(body(10 * MB, 'TARIFF_TIME_CHANGE', at), at);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.invalidParams));
  s.release(parsed.request, at);
  expect(s.bucket('wallet').used).toBe(100_000);
});

test('what was used past a maximum cost that disconnects is owed in full', () => {
  const cut = plan(
    [
      service(
        'calls',
        'voice',
        [100],
        [{ price: '0.6', per: 60, maxCost: '3', maxCostStrategy: 'disconnect' }],
        voiceQuota,
      ),
    ],
    [{ id: 'wallet', unit: 'money', amount: 20_000_000, services: ['calls'] }],
  );
  const s = start(cut, [group(100, { ask: { seconds: 3_600 } })]);
  expect(s.answers[0]?.granted).toBe(300);
  s.release(request(1, [group(100, { ask: false, used: { seconds: 600 } })]));
  expect(s.lines().some((l) => l.uncollected)).toBe(false);
});

test('traffic that a maximum cost has made free is not the last', () => {
  const capped = plan(
    [
      service(
        'calls',
        'voice',
        [100],
        [{ price: '0.6', per: 60, maxCost: '3', maxCostStrategy: 'free' }],
        voiceQuota,
      ),
    ],
    [{ id: 'wallet', unit: 'money', amount: 3_000_000, services: ['calls'] }],
  );
  const s = start(capped, [group(100, { ask: { seconds: 300 } })]);
  const next = s.update(request(1, [group(100, { ask: { seconds: 300 }, used: { seconds: 300 } })]));
  expect(next.groups[0]).toMatchObject({ granted: 300, resultCode: 'SUCCESS' });
  expect(next.groups[0]).not.toHaveProperty('final');
});

test('many small reports at a price by the minute hold no more than they may cost', () => {
  const minutes = plan(
    [service('calls', 'voice', [100], [{ price: '0.1', per: 60, increment: 60 }], voiceQuota)],
    [{ id: 'wallet', unit: 'money', amount: 10_000_000, services: ['calls'] }],
  );
  const s = start(minutes, [group(100, { ask: { seconds: 60 } })]);
  for (let n = 1; n <= 90; n++)
    s.update(request(n, [group(100, { ask: { seconds: 60 }, used: { seconds: 1 } })]));
  expect(s.bucket('wallet').reserved).toBeLessThanOrEqual(200_000);
});

describe('one-time events', () => {
  const sms = (more = {}) => ({
    ...create([group(200, { ask: { messages: 1 } })]),
    oneTimeEventType: 'IEC' as const,
    ...more,
  });
  test('forty in one second are forty', () => {
    const s = start(mixed(), []);
    for (let i = 0; i < 40; i++) s.take(decideEvent(s.item(), sms(), s.index, NOW));
    expect(s.bucket('wallet').used).toBe(40 * 70_000);
  });
  test('a clock ahead of ours does not shut out the others', () => {
    const s = start(mixed(), []);
    for (let i = 0; i < 40; i++)
      s.take(decideEvent(s.item(), sms({ sentAtMs: NOW + 290_000 }), s.index, NOW));
    s.take(decideEvent(s.item(), sms(), s.index, NOW + 1_000));
    expect(s.bucket('wallet').used).toBe(41 * 70_000);
  });
  test('a retransmission with a new time stamp is the same event', () => {
    const body = {
      subscriberIdentifier: 'imsi-262010000000001',
      nfConsumerIdentification: { nodeFunctionality: 'SMSF' },
      invocationTimeStamp: new Date(NOW).toISOString(),
      invocationSequenceNumber: 0,
      oneTimeEvent: true,
      oneTimeEventType: 'IEC',
      multipleUnitUsage: [{ ratingGroup: 200, requestedUnit: { serviceSpecificUnits: 1 } }],
    };
    const s = start(mixed(), []);
    const again = {
      ...body,
      invocationTimeStamp: new Date(NOW + 5_000).toISOString(),
      retransmissionIndicator: true,
    };
    const reordered = Object.fromEntries(Object.entries(body).toReversed());
    for (const sent of [body, again, reordered]) {
      const parsed = parseCreate(sent, NOW);
      if (!parsed.ok || parsed.request.kind !== 'event') throw new Error('not an event');
      s.take(decideEvent(s.item(), parsed.request.event, s.index, NOW));
    }
    expect(s.bucket('wallet').used).toBe(70_000);
  });
  test('nothing delivered is no failure', () => {
    const s = start(mixed({ wallet: 0 }), []);
    const none = sms({
      oneTimeEventType: 'PEC' as const,
      groups: [group(200, { ask: false, used: { messages: 0 } })],
    });
    expect(s.take(decideEvent(s.item(), none, s.index, NOW)).groups).toMatchObject([
      { resultCode: 'SUCCESS' },
    ]);
  });
});

test('usage of a rating group that the plan lacks is recorded, and nobody paid', () => {
  const s = start(mixed(), [group(1000)]);
  s.release(request(1, [group(7_777, { ask: false, used: { bytes: 123_456 } })]));
  expect(s.lines()).toMatchObject([
    { ratingGroup: 7_777, units: 123_456, unit: 'bytes', uncollected: true, service: 'unrated' },
  ]);
});

describe('credits', () => {
  const index = indexPlan(mixed());
  const opened = () => openAccount({ key: 'imsi-1', plan: mixed(), nowMs: NOW });
  const day = (n: number, amount = 500 * MB) => ({
    creditId: key(n),
    template: 1,
    amount,
    expiresAt: NOW / 1000 + (n + 1) * 86_400,
    atMs: NOW + n * 24 * HOUR,
  });
  test('a day pass a day, for a year', () => {
    let item = opened();
    for (let n = 0; n < 365; n++) {
      const decision = decideCredit(item, day(n), index, NOW + n * 24 * HOUR);
      if (decision.outcome !== 'credited') throw new Error(JSON.stringify(decision));
      item = decision.item;
    }
    expect(viewAccount(item, mixed(), NOW + 365 * 24 * HOUR).buckets.length).toBeLessThanOrEqual(64);
  });
  test('one that may have been forgotten is refused, not counted again', () => {
    let item = opened();
    for (let n = 0; n < 40; n++) {
      const decision = decideCredit(item, { ...day(n), template: 3, expiresAt: 0 }, index, NOW);
      if (decision.outcome === 'credited') item = decision.item;
    }
    expect(decideCredit(item, { ...day(0), template: 3, expiresAt: 0 }, index, NOW).outcome).toBe('refused');
  });
  test('all that is wrong with one is said at once, and nothing is written', () => {
    const decision = decideCredit(
      opened(),
      { creditId: new Uint8Array(0), template: 99, amount: 2 ** 52, expiresAt: NOW, atMs: NOW },
      index,
      NOW,
    );
    expect(decision).toMatchObject({ outcome: 'refused' });
    if (decision.outcome === 'refused') expect(decision.problems).toHaveLength(4);
  });
});

test('usage past what a session may count does not poison it', () => {
  const s = start(mixed({ data: 2 ** 50 }), [group(1000)]);
  for (let n = 1; n <= 12; n++) s.update(request(n, [group(1000, { used: { bytes: 2 ** 50 } })]));
  s.release(request(13, [group(1000, { ask: false, used: { bytes: MB } })]));
  expect(s.lines().map((l) => l.units)).toEqual([MB]);
  expect(s.bucket('data')).toMatchObject({ reserved: 0, total: 2 ** 50 });
});

test('a grant is no longer good than the bucket that pays for it', () => {
  const pass = plan(
    [service('internet', 'data', [1000], [{ price: '0.01', per: MB }], dataQuota)],
    [{ id: 'pass', unit: 'bytes', amount: 5_000 * MB, services: ['internet'], validityS: 60 }],
  );
  expect(start(pass, [group(1000)]).answers[0]).toMatchObject({ validityS: 60 });
});

test('the crumbs of one bundle are granted together with the next one', () => {
  const s = start(mixed({ bonus: 1_000 }), [group(1000)]);
  expect(s.answers[0]?.granted).toBe(20 * MB);
  s.release(request(1, [group(1000, { ask: false, used: { bytes: 2_000 } })]));
  expect([s.bucket('bonus').used, s.bucket('data').used]).toEqual([1_000, 1_000]);
});

describe('whom a call goes to', () => {
  test.each([
    ['tel:+44-7700-900123', '447700900123'],
    ['TEL:+447700900123', '447700900123'],
    ['SIP:+447700900123@ims.example;user=phone', '447700900123'],
    ['tel:07700900123;phone-context=+44', '447700900123'],
    ['07700900123', '07700900123'],
    ['msisdn-447700900123', '447700900123'],
    ['urn:service:sos.police', 'sos'],
    ['sip:alice@example.com', 'none'],
    ['tel:112', '112'],
  ])('%s', (address, digits) => expect(calledDigits(address)).toBe(digits));
});

test('a session that expired and made room for others acknowledges no more usage', () => {
  const of = mixed();
  const index = indexPlan(of);
  let item = openAccount({ key: 'imsi-1', plan: of, nowMs: NOW });
  const open = (now: number) => {
    const decision = decideCreate(item, create([group(1000)]), index, now);
    if (decision.outcome === 'refused' || decision.item === undefined) throw new Error('refused');
    item = decision.item;
    return decision.answer.sessionId;
  };
  const first = open(NOW);
  for (let i = 0; i < 32; i++) open(NOW + 3 * HOUR);
  const release = request(1, [group(1000, { ask: false, used: { bytes: MB } })]);
  expect(decideRelease(item, first, release, index, NOW + 3 * HOUR)).toMatchObject({
    refusal: 'SESSION_NOT_FOUND',
  });
});

describe('a second look', () => {
  test('a create that says retransmission an hour later is a session of its own', () => {
    const s = start(mixed(), [group(1000)]);
    const contentKey = key(95_000);
    const opening = (at: number, n: number) => ({
      ...create([group(1000)], { atMs: at, retransmission: true }),
      createKey: key(96_000 + n),
      contentKey,
    });
    const one = s.take(decideCreate(s.item(), opening(NOW, 1), s.index, NOW));
    const again = s.take(decideCreate(s.item(), opening(NOW + 5_000, 2), s.index, NOW + 5_000));
    expect(again.sessionId).toBe(one.sessionId);
    const later = s.take(decideCreate(s.item(), opening(NOW + HOUR, 3), s.index, NOW + HOUR));
    expect(later.sessionId).not.toBe(one.sessionId);
  });

  test('sixty containers of one message count, and none of them twice', () => {
    const s = start(mixed(), [group(1000)]);
    const message = request(0, [
      asking(Array.from({ length: 60 }, (_, i) => box(MB / 10, i + 1, NOW - i * 1_000))),
    ]);
    s.update(message);
    s.update({ ...message, digest: key(97_000) });
    expect(s.bucket('data').used).toBe(6 * MB);
  });

  test('a clock in 2099 does not make later usage look old', () => {
    const s = start(mixed(), [group(1000)]);
    s.update(request(0, [asking([box(MB, 1, Date.UTC(2099, 0, 1))])]));
    for (let n = 0; n < 100; n++) {
      const at = NOW + n * 1_000;
      s.update(request(0, [asking([box(MB, n + 2, at)])], { atMs: at, sentAtMs: at }), at);
    }
    expect(s.bucket('data').used).toBe(101 * MB);
  });

  test('equal containers of one message are two', () => {
    const s = start(mixed(), [group(1000)]);
    s.update(request(0, [asking([box(MB, 1, NOW), box(MB, 1, NOW)])]));
    expect(s.bucket('data').used).toBe(2 * MB);
  });

  test('a peer that always sends number 7 is charged for each message', () => {
    const s = start(mixed(), [group(1000)], { sequence: 7 });
    for (let n = 0; n < 30; n++) s.update(request(7, [asking([box(MB, 1, NOW + n * 1_000)])]));
    expect(s.bucket('data').used).toBe(30 * MB);
  });

  test('draw steps beyond what was held come from the same bucket', () => {
    const of = plan(
      [service('internet', 'data', [1000], [{ price: '0.01', per: MB }], { ...dataQuota, min: 10 })],
      [
        { id: 'pass', unit: 'bytes', amount: 100_000, services: ['internet'], step: 100 },
        { id: 'wallet', unit: 'money', amount: 10_000_000, services: ['internet'], priority: 90 },
      ],
    );
    const s = start(of, [group(1000, { ask: { bytes: 50 } })]);
    s.update(request(2, [group(1000, { ask: { bytes: 50 }, used: { bytes: 50 } })]));
    s.update(request(1, [group(1000, { used: { bytes: 60 } })]));
    s.release(request(3, [group(1000, { ask: false, used: { bytes: 50 } })]));
    expect(s.bucket('wallet').used).toBe(0);
    expect(s.bucket('pass').used).toBe(200);
  });

  test('nothing pays for nothing: an empty wallet and a class without a bucket get no quota', () => {
    const rate = { price: '0.01', per: MB, rounding: 'down' as const, roundingDecimals: 2 };
    const poor = plan(
      [service('internet', 'data', [1000], [rate], dataQuota)],
      [{ id: 'wallet', unit: 'money', amount: 0, services: ['internet'] }],
    );
    const without = plan([service('internet', 'data', [1000], [rate], dataQuota)], []);
    for (const penniless of [poor, without]) {
      const s = start(penniless, [group(1000)]);
      expect(s.answers).toMatchObject([{ granted: 0, resultCode: 'QUOTA_LIMIT_REACHED' }]);
      s.release(request(1, [group(1000, { ask: false, used: { bytes: 5 * MB } })]));
      expect(s.lines().reduce((sum, l) => sum + l.units, 0)).toBe(5 * MB);
    }
  });

  test('a blocking pass that has expired blocks nothing', () => {
    const of = plan(
      [service('internet', 'data', [1000], [{ price: '0.01', per: MB }], dataQuota)],
      [
        {
          id: 'pass',
          unit: 'bytes',
          amount: 100 * MB,
          services: ['internet'],
          validityS: 60,
          blocking: true,
        },
        { id: 'wallet', unit: 'money', amount: 10_000_000, services: ['internet'], priority: 90 },
      ],
    );
    const s = start(of, []);
    const next = s.take(decideCreate(s.item(), create([group(1000)]), s.index, NOW + HOUR));
    expect(next.groups).toMatchObject([{ resultCode: 'SUCCESS', granted: 20 * MB }]);
  });

  test('a delivered event that no tariff fits is recorded', () => {
    const s = start(mixed(), []);
    const event = {
      ...create([group(7_777, { ask: false, used: { messages: 1 } })]),
      oneTimeEventType: 'PEC' as const,
    };
    s.take(decideEvent(s.item(), event, s.index, NOW));
    expect(s.lines()).toMatchObject([{ ratingGroup: 7_777, units: 1, uncollected: true }]);
  });
});
