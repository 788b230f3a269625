import { decideCreate, decideRelease, decideUpdate, type Decision } from '../../domain/charging/decide.js';
import { decideCredit } from '../../domain/charging/credit.js';
import { decideEvent } from '../../domain/charging/event.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { viewAccount } from '../../domain/charging/view.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { MB, dataQuota, mixed, payAsYouGo, plan, service, voiceQuota } from './plans.js';
import { NOW, create, group, key, request } from './requests.js';

/** One account and its history, driven through `decide`. */
class Driver {
  item: Item;
  readonly records: ReturnType<typeof usageRecord>[] = [];
  readonly plan: PlanVersion;
  now = NOW;
  constructor(of: PlanVersion) {
    this.plan = of;
    this.item = openAccount({ key: 'imsi-262010000000001', plan: of, nowMs: NOW });
  }
  take(decision: Decision) {
    if (decision.outcome === 'refused') return { refusal: decision.refusal, groups: [], sessionId: 0 };
    if (decision.item !== undefined) {
      expect(decision.item['v']).toBe((this.item['v'] as number) + 1);
      this.item = decision.item;
      const record = usageRecord(this.item, this.plan);
      if (record !== undefined) this.records.push(record);
    }
    return { refusal: undefined, ...decision.answer };
  }
  index = () => indexPlan(this.plan);
  create = (...args: Parameters<typeof create>) =>
    this.take(decideCreate(this.item, create(...args), this.index(), this.now));
  update = (id: number, r: ReturnType<typeof request>) =>
    this.take(decideUpdate(this.item, id, r, this.index(), this.now));
  release = (id: number, r: ReturnType<typeof request>) =>
    this.take(decideRelease(this.item, id, r, this.index(), this.now));
  event = (groups: ReturnType<typeof group>[], more = {}) =>
    this.take(
      decideEvent(
        this.item,
        { ...create(groups, more), oneTimeEventType: 'IEC', sentAtMs: NOW, ...more },
        this.index(),
        this.now,
      ),
    );
  bucket = (name: string) => {
    const found = viewAccount(this.item, this.plan, this.now).buckets.find((b) => b.name === name);
    if (found === undefined) throw new Error(`no bucket ${name}`);
    return found;
  };
}

describe('a data session', () => {
  test('is granted the minimum first, then four times what it exhausted', () => {
    const d = new Driver(mixed());
    const opened = d.create([group(1000)]);
    expect(opened.groups).toMatchObject([
      {
        ratingGroup: 1000,
        resultCode: 'SUCCESS',
        granted: 20 * MB,
        unit: 'bytes',
        threshold: 2 * MB,
        validityS: 7_200,
        holdingS: 1_800,
      },
    ]);
    const next = d.update(
      opened.sessionId,
      request(1, [group(1000, { used: { bytes: 18 * MB }, exhausted: true })]),
    );
    expect(next.groups).toMatchObject([{ granted: 74 * MB }]);
    expect(d.bucket('data')).toMatchObject({
      total: 5_000 * MB,
      used: 18 * MB,
      reserved: 74 * MB,
      available: 4_908 * MB,
    });
    d.release(opened.sessionId, request(2, [group(1000, { ask: false, used: { bytes: 4 * MB } })]));
    expect(d.bucket('data')).toMatchObject({ used: 22 * MB, reserved: 0 });
    expect(d.records.map((r) => r?.lines.map((l) => [l.units, l.bucket, l.amount]))).toEqual([
      [[18 * MB, 'data', 18 * MB]],
      [[4 * MB, 'data', 4 * MB]],
    ]);
  });

  test('a create without units opens a session without a grant', () => {
    const d = new Driver(mixed());
    const opened = d.create([]);
    expect(opened.groups).toEqual([]);
    const first = d.update(opened.sessionId, request(1, [group(1000)]));
    expect(first.groups).toMatchObject([{ granted: 20 * MB }]);
  });

  test('the last grant is final, then there is none', () => {
    const d = new Driver(mixed({ data: 30 * MB, wallet: 0 }));
    const opened = d.create([group(1000)]);
    expect(opened.groups[0]).toMatchObject({ granted: 20 * MB });
    const last = d.update(
      opened.sessionId,
      request(1, [group(1000, { used: { bytes: 20 * MB }, exhausted: true })]),
    );
    expect(last.groups[0]).toMatchObject({
      granted: 10 * MB,
      final: { action: 'REDIRECT', redirectUrl: 'https://example.test/top-up' },
    });
    const none = d.update(
      opened.sessionId,
      request(2, [group(1000, { used: { bytes: 10 * MB }, exhausted: true })]),
    );
    expect(none.groups[0]).toMatchObject({
      granted: 0,
      resultCode: 'QUOTA_LIMIT_REACHED',
      final: { action: 'REDIRECT' },
    });
    expect(d.bucket('data')).toMatchObject({ available: 0, reserved: 0, used: 30 * MB });
  });

  test('moves from the bundle to the wallet, and takes a better bucket when one is credited', () => {
    const d = new Driver(mixed({ data: 25 * MB }));
    const { sessionId } = d.create([group(1000)]);
    d.update(sessionId, request(1, [group(1000, { used: { bytes: 20 * MB }, exhausted: true })]));
    const money = d.update(
      sessionId,
      request(2, [group(1000, { used: { bytes: 5 * MB }, exhausted: true })]),
    );
    expect(money.groups[0]).toMatchObject({ granted: 20 * MB });
    expect(d.bucket('wallet')).toMatchObject({ reserved: 200_000, used: 0 });
    const credit = decideCredit(
      d.item,
      { creditId: key(9_999), template: 0, amount: 100 * MB, expiresAt: 0, atMs: NOW },
      d.index(),
      NOW,
    );
    if (credit.outcome !== 'credited') throw new Error(credit.outcome);
    d.item = credit.item;
    expect(
      decideCredit(
        d.item,
        { creditId: key(9_999), template: 0, amount: 100 * MB, expiresAt: 0, atMs: NOW },
        d.index(),
        NOW,
      ).outcome,
    ).toBe('already-credited');
    d.update(sessionId, request(3, [group(1000, { used: { bytes: 1_500 }, exhausted: false })]));
    expect(d.bucket('wallet')).toMatchObject({ reserved: 0, used: 20 });
    expect(d.bucket('data').reserved).toBeGreaterThan(0);
  });

  test('zero-rated traffic needs no bucket', () => {
    const d = new Driver(mixed({ data: 0, wallet: 0 }));
    const { sessionId, groups } = d.create([group(2001), group(1000)]);
    expect(groups).toMatchObject([
      { resultCode: 'SUCCESS', granted: 20 * MB },
      { resultCode: 'QUOTA_LIMIT_REACHED' },
    ]);
    d.release(sessionId, request(1, [group(2001, { ask: false, used: { bytes: 50 * MB } })]));
    expect(d.records[0]?.lines).toMatchObject([
      { service: 'video', units: 50 * MB, amount: 0, priceMicros: 0, uncollected: false },
    ]);
  });

  test('usage beyond the grant and the balance is recorded as uncollected', () => {
    const d = new Driver(mixed({ data: 20 * MB, wallet: 0 }));
    const { sessionId } = d.create([group(1000)]);
    d.release(sessionId, request(1, [group(1000, { ask: false, used: { bytes: 23 * MB } })]));
    expect(d.bucket('data')).toMatchObject({ available: 0, used: 20 * MB });
    expect(d.records[0]?.lines).toMatchObject([
      { units: 20 * MB, bucket: 'data', uncollected: false },
      { units: 3 * MB, uncollected: true, amount: 0 },
    ]);
  });

  test('an unknown rating group fails alone', () => {
    const d = new Driver(mixed());
    expect(d.create([group(7), group(1000)]).groups).toMatchObject([
      { ratingGroup: 7, resultCode: 'RATING_FAILED' },
      { resultCode: 'SUCCESS' },
    ]);
  });
});

describe('repeats, gaps and lost messages', () => {
  test('the same create twice is one session', () => {
    const d = new Driver(mixed());
    const twice = create([group(1000)]);
    const first = d.take(decideCreate(d.item, twice, d.index(), NOW));
    const again = d.take(decideCreate(d.item, twice, d.index(), NOW));
    expect(again).toEqual(first);
    expect(d.item['v']).toBe(2);
  });

  test('the same update twice debits once and answers equally', () => {
    const d = new Driver(mixed());
    const { sessionId } = d.create([group(1000)]);
    const message = request(1, [group(1000, { used: { bytes: 18 * MB }, exhausted: true })]);
    const first = d.update(sessionId, message);
    expect(d.update(sessionId, message)).toEqual(first);
    expect(d.update(sessionId, { ...message, digest: key(77), retransmission: true })).toEqual(first);
    expect(d.bucket('data').used).toBe(18 * MB);
  });

  test('a late message counts once, an old repeat not at all', () => {
    const d = new Driver(mixed());
    const { sessionId } = d.create([group(1000)]);
    const one = request(1, [group(1000, { used: { bytes: MB } })]);
    const two = request(2, [group(1000, { used: { bytes: 2 * MB } })]);
    d.update(sessionId, two);
    d.update(sessionId, one);
    d.update(sessionId, one);
    d.update(sessionId, two);
    expect(d.bucket('data').used).toBe(3 * MB);
  });

  test('a peer that never numbers its messages is charged for each, once', () => {
    const d = new Driver(mixed());
    const { sessionId } = d.create([group(1000)]);
    const message = (n: number) =>
      request(0, [group(1000, { used: { bytes: MB }, localSequence: n, atMs: NOW + n * 1000 })], {
        digest: key(500 + n),
      });
    d.update(sessionId, message(1));
    d.update(sessionId, message(1));
    d.update(sessionId, message(2));
    d.update(sessionId, { ...message(1), digest: key(901) });
    d.release(sessionId, {
      ...message(3),
      groups: [group(1000, { ask: false, used: { bytes: 5 * MB }, localSequence: 3, atMs: NOW + 3_000 })],
    });
    expect(d.bucket('data').used).toBe(7 * MB);
  });

  test('release twice answers alike; an update after it finds no session', () => {
    const d = new Driver(mixed());
    const { sessionId } = d.create([group(1000)]);
    const release = request(1, [group(1000, { ask: false, used: { bytes: MB } })]);
    expect(d.release(sessionId, release)).toMatchObject({ kind: 'released' });
    expect(d.release(sessionId, release)).toMatchObject({ kind: 'released' });
    expect(d.update(sessionId, request(2, [group(1000)]))).toMatchObject({ refusal: 'SESSION_NOT_FOUND' });
    expect(d.bucket('data').used).toBe(MB);
    d.now += 3_700_000;
    d.create([]);
    expect(d.release(sessionId, release)).toMatchObject({ refusal: 'SESSION_NOT_FOUND' });
  });

  test('a lost session gives its reservation back, and its late usage is still debited once', () => {
    const d = new Driver(mixed());
    const { sessionId } = d.create([group(1000)]);
    d.now += 3 * 3_600_000;
    const other = d.create([group(1000)]);
    expect(d.bucket('data')).toMatchObject({ reserved: 20 * MB });
    d.release(sessionId, request(1, [group(1000, { ask: false, used: { bytes: 15 * MB } })]));
    d.release(sessionId, request(1, [group(1000, { ask: false, used: { bytes: 15 * MB } })]));
    expect(d.bucket('data')).toMatchObject({ reserved: 20 * MB, used: 15 * MB });
    d.release(other.sessionId, request(1, [group(1000, { ask: false })]));
    expect(d.bucket('data')).toMatchObject({ reserved: 0, available: 4_985 * MB });
  });
});

describe('events', () => {
  test('a message is debited at once, once', () => {
    const d = new Driver(mixed());
    const once = {
      ...create([group(200, { ask: { messages: 1 } })]),
      oneTimeEventType: 'IEC' as const,
      sentAtMs: NOW,
    };
    const first = d.take(decideEvent(d.item, once, d.index(), NOW));
    expect(first.groups).toMatchObject([{ granted: 1, resultCode: 'SUCCESS' }]);
    expect(d.take(decideEvent(d.item, once, d.index(), NOW))).toEqual(first);
    expect(d.bucket('wallet')).toMatchObject({ used: 70_000, reserved: 0 });
  });
  test('what is not covered in full is refused and takes nothing', () => {
    const d = new Driver(mixed({ wallet: 100_000 }));
    expect(d.event([group(200, { ask: { messages: 2 } })])).toMatchObject({ refusal: 'QUOTA_LIMIT_REACHED' });
    expect(d.bucket('wallet').available).toBe(100_000);
  });
  test('one so old that a repeat could not be told is refused, and so is one from the future', () => {
    const d = new Driver(mixed());
    const old = {
      ...create([group(200, { ask: { messages: 1 } })]),
      oneTimeEventType: 'IEC' as const,
      sentAtMs: NOW,
    };
    d.take(decideEvent(d.item, old, d.index(), d.now));
    d.now += 2 * 3_600_000;
    d.event([group(200, { ask: { messages: 1 } })], { sentAtMs: d.now });
    expect(d.take(decideEvent(d.item, old, d.index(), d.now))).toMatchObject({ refusal: 'EVENT_STALE' });
    expect(d.event([group(200, { ask: { messages: 1 } })], { sentAtMs: d.now + 301_000 })).toMatchObject({
      refusal: 'EVENT_STALE',
    });
    expect(d.bucket('wallet').used).toBe(140_000);
  });
  test('post-event charging debits what was delivered', () => {
    const d = new Driver(mixed({ wallet: 100_000 }));
    d.event([group(200, { ask: false, used: { messages: 2 } })], { oneTimeEventType: 'PEC' });
    expect(d.bucket('wallet')).toMatchObject({ available: 30_000 });
    expect(d.records[0]?.lines).toMatchObject([
      { units: 1, priceMicros: 70_000 },
      { units: 1, uncollected: true },
    ]);
  });
  test('two wallets together pay what neither could alone', () => {
    const twoWallets = plan(
      [service('messages', 'sms', [200], [{ price: '1', per: 1 }], voiceQuota)],
      [
        { id: 'promo', unit: 'money', amount: 600_000, services: ['messages'], priority: 1 },
        { id: 'wallet', unit: 'money', amount: 600_000, services: ['messages'] },
      ],
    );
    const d = new Driver(twoWallets);
    d.event([group(200, { ask: { messages: 1 } })]);
    expect(d.bucket('promo')).toMatchObject({ available: 0 });
    expect(d.bucket('wallet')).toMatchObject({ available: 200_000 });
    const s = new Driver(twoWallets);
    const { sessionId, groups } = s.create([group(200, { ask: { messages: 1 } })]);
    expect(groups).toMatchObject([{ granted: 1, final: { action: 'REDIRECT' } }]);
    s.release(sessionId, request(1, [group(200, { ask: false, used: { messages: 1 } })]));
    expect([s.bucket('promo').used, s.bucket('wallet').used]).toEqual([600_000, 400_000]);
  });
});

describe('voice', () => {
  test('a premium call pays its connect fee, its first minute as a block, then by the second', () => {
    const d = new Driver(mixed({ seconds: 0 }));
    const to = { destination: '4990012345' };
    const { sessionId } = d.create([group(100, { ask: { seconds: 60 } })], to);
    expect(d.bucket('wallet').reserved).toBe(1_700_000);
    d.update(sessionId, request(1, [group(100, { ask: { seconds: 60 }, used: { seconds: 60 } })], to));
    d.release(sessionId, request(2, [group(100, { ask: false, used: { seconds: 30 } })], to));
    expect(d.bucket('wallet').used).toBe(500_000 + 1_200_000 + 300_000);
  });
  test('a destination without a rate fails', () => {
    const d = new Driver(mixed());
    expect(d.create([group(100, { ask: { seconds: 60 } })], { destination: '1' }).groups).toMatchObject([
      { resultCode: 'RATING_FAILED' },
    ]);
  });
});

describe('SigScale session scenarios', () => {
  // Origin: sigscale/ocs test/ocs_rating_SUITE.erl (Apache-2.0), as fixed numbers; amounts scaled from
  // millionths of a cent to micros 1:1, prices per block of octets, seconds or messages.
  const block = { price: '0.25', per: 1_500_000, increment: 1_500_000 };
  const ask = { bytes: 1_500_000 };
  test('initial, insufficient: nothing is taken', () => {
    const d = new Driver(payAsYouGo([block], 249_999));
    expect(d.create([group(32, { ask })]).groups).toMatchObject([{ resultCode: 'QUOTA_LIMIT_REACHED' }]);
    expect(d.bucket('wallet').available).toBe(249_999);
  });
  test('initial, insufficient for a second session', () => {
    const d = new Driver(payAsYouGo([block], 250_000));
    expect(d.create([group(32, { ask })]).groups).toMatchObject([{ resultCode: 'SUCCESS' }]);
    expect(d.bucket('wallet').available).toBe(0);
    expect(d.create([group(32, { ask })]).groups).toMatchObject([{ resultCode: 'QUOTA_LIMIT_REACHED' }]);
  });
  test('a renewed reservation replaces the old one', () => {
    const d = new Driver(payAsYouGo([block], 1_000_000));
    const { sessionId } = d.create([group(32, { ask })]);
    d.update(sessionId, request(1, [group(32, { ask })]));
    expect(d.bucket('wallet')).toMatchObject({ available: 750_000, reserved: 250_000 });
  });
  test('several rating groups round each over the whole session', () => {
    const d = new Driver(payAsYouGo([block], 25_000_000));
    const { sessionId } = d.create([group(32, { ask }), group(6400, { ask })]);
    expect(d.bucket('wallet').available).toBe(24_500_000);
    d.update(sessionId, request(1, [group(32, { ask, used: { bytes: 600_000 } })]));
    d.update(sessionId, request(2, [group(6400, { ask, used: { bytes: 100_000 } })]));
    d.release(
      sessionId,
      request(3, [
        group(32, { ask: false, used: { bytes: 1_200_000 } }),
        group(6400, { ask: false, used: { bytes: 300_000 } }),
      ]),
    );
    expect(d.bucket('wallet')).toMatchObject({ available: 24_250_000, reserved: 0 });
  });
  test('voice: 75 s and 100 s are three minutes, not four', () => {
    const d = new Driver(
      payAsYouGo([{ price: '0.1', per: 60, increment: 60 }], 2_000_000, voiceQuota, 'voice'),
    );
    const { sessionId } = d.create([group(32, { ask: { seconds: 300 } })]);
    d.update(sessionId, request(1, [group(32, { ask: { seconds: 300 }, used: { seconds: 75 } })]));
    d.release(sessionId, request(2, [group(32, { ask: false, used: { seconds: 100 } })]));
    expect(d.bucket('wallet').available).toBe(1_700_000);
  });
  test('six blocks from three buckets', () => {
    const threeWallets = plan(
      [service('usage', 'data', [32], [block], { ...dataQuota, max: 1e12 })],
      [1, 2, 3].map((n) => ({
        id: `money${n}`,
        unit: 'money' as const,
        amount: 10_000_000,
        services: ['usage'],
      })),
    );
    const d = new Driver(threeWallets);
    const many = { bytes: 4_500_000 };
    const { sessionId } = d.create([group(32, { ask: many })]);
    d.update(sessionId, request(1, [group(32, { ask: many, used: many })]));
    d.release(sessionId, request(2, [group(32, { ask: false, used: many })]));
    expect(d.bucket('money1').available + d.bucket('money2').available + d.bucket('money3').available).toBe(
      28_500_000,
    );
  });
});
