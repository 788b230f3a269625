/** Policy counters: caps that stop, notices told once, packs that stack, limits per member. */
import * as fc from 'fast-check';
import { decideLift } from '../../domain/charging/account-commands.js';
import { type Decision, decideCreate, decideRelease, decideUpdate } from '../../domain/charging/decide.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { decideRenewal } from '../../domain/charging/renewal.js';
import { type UsageRecord, usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { DATA, EUR, type MonthlyOptions, monthly } from './monthly.js';
import { MB } from './plans.js';
import { NOW, create, group, key, request } from './requests.js';

type Cap = NonNullable<MonthlyOptions['counters']>[number];
const CAP: Cap = {
  id: 'cap',
  purpose: 'volume-cap',
  unit: 'bytes',
  services: ['internet'],
  period: 'month',
  limit: 100 * MB,
  notices: [50, 80, 100],
  atLimit: 'stop',
};

/** A subscriber who uses so much at a time, by whatever the network is granted. */
class Phone {
  item: Item;
  readonly plan: PlanVersion;
  readonly records: UsageRecord[] = [];
  private nowMs = NOW;
  private readonly open = new Map<string, { id: number; sequence: number }>();

  constructor(plan: PlanVersion) {
    this.plan = plan;
    this.item = openAccount({ key: 'imsi-1', plan, nowMs: NOW });
  }

  private take(decision: Decision) {
    if (decision.outcome === 'refused') throw new Error(decision.detail);
    if (decision.item !== undefined) {
      this.item = decision.item;
      const record = usageRecord(decision.item, this.plan);
      if (record !== undefined) this.records.push(record);
    }
    return decision.answer;
  }

  /** What the network may use now. */
  ask(supi = 'imsi-1'): number {
    const session = this.open.get(supi);
    const index = indexPlan(this.plan);
    this.nowMs += 1_000;
    if (session === undefined) {
      const answer = this.take(
        decideCreate(this.item, create([group(1000)], { atMs: this.nowMs, supi }), index, this.nowMs),
      );
      this.open.set(supi, { id: answer.sessionId, sequence: 0 });
      return answer.groups[0]?.granted ?? 0;
    }
    return this.use(0, supi);
  }

  use(bytes: number, supi = 'imsi-1'): number {
    const session = this.open.get(supi) as { id: number; sequence: number };
    session.sequence += 1;
    this.nowMs += 1_000;
    const used = group(1000, { used: { bytes }, exhausted: true, atMs: this.nowMs });
    return (
      this.take(
        decideUpdate(
          this.item,
          session.id,
          request(session.sequence, [used], { atMs: this.nowMs }),
          indexPlan(this.plan),
          this.nowMs,
        ),
      ).groups[0]?.granted ?? 0
    );
  }

  release(supi = 'imsi-1'): void {
    const session = this.open.get(supi) as { id: number; sequence: number };
    this.open.delete(supi);
    this.take(
      decideRelease(
        this.item,
        session.id,
        request(session.sequence + 1, [], { atMs: this.nowMs }),
        indexPlan(this.plan),
        this.nowMs,
      ),
    );
  }

  /** Uses everything that is granted until nothing more is, or so much was used. */
  useUpTo(bytes: number, supi = 'imsi-1'): number {
    let used = 0;
    let granted = this.ask(supi);
    while (granted > 0 && used < bytes) {
      const part = Math.min(granted, bytes - used);
      used += part;
      granted = this.use(part, supi);
    }
    return used;
  }

  get view() {
    return viewAccount(this.item, this.plan, this.nowMs);
  }

  notices(): unknown[] {
    return this.records.flatMap((r) => r.notices ?? []).filter((n) => n.type.startsWith('counter'));
  }

  paid(): number {
    return this.records.flatMap((r) => r.lines).reduce((sum, l) => sum + l.priceMicros, 0);
  }
}

test('a cap stops exactly at its limit, and tells 50, 80 and 100 % once each', () => {
  const phone = new Phone(monthly({ counters: [CAP] }));
  expect(phone.useUpTo(500 * MB)).toBe(100 * MB);
  expect(phone.notices()).toMatchObject([
    { type: 'counter.reached', counter: 'cap', percent: 50, limit: 100 * MB },
    { type: 'counter.reached', percent: 80 },
    { type: 'counter.reached', percent: 100, value: 100 * MB },
  ]);
  expect(phone.view.counters).toMatchObject([{ id: 'cap', value: 100 * MB, told: 100, lifted: false }]);
});

test('whatever the sessions and the split of usage, a cap is met exactly and never passed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 60 })), { minLength: 20, maxLength: 60 }),
      fc.constantFrom<'bytes' | 'money'>('bytes', 'money'),
      (steps, unit) => {
        const bytes = unit === 'bytes';
        const phone = new Phone(
          monthly({
            buckets: bytes ? [DATA] : [],
            wallet: 100 * EUR,
            counters: [{ ...CAP, unit, limit: bytes ? 200 * MB : 2 * EUR }],
          }),
        );
        let used = 0;
        for (const [member, megabytes] of steps) used += phone.useUpTo(megabytes * MB, `imsi-${member + 1}`);
        // 2 € are 200 MB as well.
        expect(used).toBeLessThanOrEqual(200 * MB);
        expect(phone.view.counters[0]?.value).toBeLessThanOrEqual(bytes ? 200 * MB : 2 * EUR);
        if (!bytes) expect(phone.paid()).toBeLessThanOrEqual(2 * EUR);
        const lost = phone.records.flatMap((r) => r.lines).filter((l) => l.uncollected);
        expect(lost).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});

test('a spending cap counts what money paid, not what the bundle did', () => {
  const phone = new Phone(
    monthly({
      buckets: [{ ...DATA, amount: 100 * MB }],
      counters: [{ ...CAP, id: 'spend', purpose: 'spending-cap', unit: 'money', limit: 1 * EUR }],
    }),
  );
  // 100 MB from the bundle, then 1 € at 1 ct a MB.
  expect(phone.useUpTo(900 * MB)).toBe(200 * MB);
  expect(phone.paid()).toBe(1 * EUR);
});

test('a limit may be lifted by the subscriber where the plan says so, until it starts again', () => {
  const plan = monthly({ counters: [{ ...CAP, liftable: true }] });
  const phone = new Phone(plan);
  phone.useUpTo(500 * MB);
  const lifted = decideLift(phone.item, indexPlan(plan), NOW + 60_000, {
    id: key(1),
    atMs: NOW,
    counter: 0,
  });
  if (lifted.outcome !== 'done') throw new Error(lifted.outcome);
  phone.item = lifted.item;
  expect(usageRecord(lifted.item, plan)?.notices).toEqual([{ type: 'counter.lifted', counter: 'cap' }]);
  expect(phone.useUpTo(300 * MB)).toBe(300 * MB);
  const fixed = monthly({ counters: [CAP] });
  expect(
    decideLift(new Phone(fixed).item, indexPlan(fixed), NOW, {
      id: key(1),
      atMs: NOW,
      counter: 0,
    }),
  ).toMatchObject({ outcome: 'refused', problems: [{ code: 'counter-not-liftable' }] });
});

test('each member of a family has a cap of its own', () => {
  const phone = new Phone(monthly({ counters: [{ ...CAP, perMember: true, limit: 30 * MB }] }));
  expect(phone.useUpTo(100 * MB)).toBe(30 * MB);
  expect(phone.useUpTo(100 * MB, 'imsi-2')).toBe(30 * MB);
  expect(phone.view.members).toEqual(['imsi-1', 'imsi-2']);
  expect(phone.notices()).toContainEqual(
    expect.objectContaining({ type: 'counter.reached', percent: 100, supi: 'imsi-2' }),
  );
  expect(phone.records.filter((r) => r.lines.length > 0).map((r) => r.supi)).toContain('imsi-2');
});

test('a counter starts again with its day, and says so', () => {
  const plan = monthly({ counters: [{ ...CAP, period: 'day' }] });
  const phone = new Phone(plan);
  phone.useUpTo(500 * MB);
  phone.release();
  const tomorrow = NOW + 86_400_000;
  const again = decideCreate(
    phone.item,
    create([group(1000)], { atMs: tomorrow }),
    indexPlan(plan),
    tomorrow,
  );
  if (again.outcome !== 'answer') throw new Error('refused');
  expect(again.answer.groups[0]?.granted).toBeGreaterThan(0);
  expect(usageRecord(again.item as Item, plan)?.notices).toEqual([
    { type: 'counter.started-again', counter: 'cap' },
  ]);
});

test('who was told of a counter is told when it starts again, without any usage', () => {
  const plan = monthly({ counters: [{ ...CAP, period: 'day' }] });
  const phone = new Phone(plan);
  phone.useUpTo(500 * MB);
  phone.release();
  const midnight = Date.parse('2026-11-22T23:00:00Z');
  expect((phone.item['r'] as number) * 1_000).toBe(midnight);
  const renewed = decideRenewal(phone.item, indexPlan(plan), midnight);
  if (renewed.outcome !== 'renewed') throw new Error(renewed.outcome);
  expect(usageRecord(renewed.item, plan)?.notices).toEqual([
    { type: 'counter.started-again', counter: 'cap' },
  ]);
});

test('throttled traffic goes on: the counter only tells', () => {
  const phone = new Phone(
    monthly({
      buckets: [{ ...DATA, amount: 2 ** 50, unlimited: true }],
      counters: [{ ...CAP, purpose: 'fair-use', atLimit: 'throttle', notices: [100] }],
    }),
  );
  expect(phone.useUpTo(500 * MB)).toBe(500 * MB);
  expect(phone.notices()).toMatchObject([{ percent: 100 }]);
});

/** King Card's other traffic: 1 ct a MB until 10 ct are spent, then the rest of 80 MB free; and again. */
const pack = () =>
  monthly({
    wallet: 20 * EUR,
    buckets: [
      {
        id: 'day-pack',
        unit: 'bytes',
        amount: 70 * MB,
        services: ['internet'],
        givenBy: { counter: 0 },
      },
    ],
    counters: [
      {
        ...CAP,
        id: 'day-spend',
        purpose: 'day-pack',
        unit: 'money',
        limit: EUR / 10,
        period: 'day',
        notices: [],
        atLimit: 'grant',
      },
    ],
  });

test.each([
  [5, 0.05],
  [10, 0.1],
  [50, 0.1],
  [80, 0.1],
  [85, 0.15],
  [160, 0.2],
  [250, 0.4],
])('packs stack: %i MB in a day cost %d €', (megabytes, euros) => {
  const phone = new Phone(pack());
  expect(phone.useUpTo(megabytes * MB)).toBe(megabytes * MB);
  expect(phone.paid()).toBe(Math.round(euros * EUR));
});

test('usage that comes in one report costs the same as in small ones', () => {
  const phone = new Phone(pack());
  phone.ask();
  phone.use(250 * MB);
  expect(phone.paid()).toBe(0.4 * EUR);
});

test('a second session goes on while the first one holds the rest of a limit', () => {
  const phone = new Phone(pack());
  expect(phone.ask()).toBe(10 * MB);
  expect(phone.useUpTo(5 * MB, 'imsi-2')).toBe(5 * MB);
  expect(phone.use(10 * MB)).toBeGreaterThan(0);
  // 10 ct until the pack; what both used past them counts towards the next one.
  expect(phone.paid()).toBe(0.15 * EUR);
  expect(phone.records.flatMap((r) => r.lines).filter((l) => l.uncollected)).toEqual([]);
});

test('a pack ends with its day: nothing is carried over', () => {
  const plan = pack();
  const phone = new Phone(plan);
  phone.useUpTo(20 * MB);
  const bought = phone.view.buckets.find((b) => b.name === 'day-pack');
  expect(bought).toMatchObject({ available: expect.any(Number), expiresAt: '2026-11-22T23:00:00.000Z' });
});

test('a suspended account is granted nothing but what is free', () => {
  const plan = monthly({ wallet: 10 * EUR, counters: [CAP] });
  const phone = new Phone(plan);
  const due = Date.parse('2026-12-21T23:00:00Z');
  const stopped = decideRenewal(phone.item, indexPlan(plan), due);
  if (stopped.outcome !== 'renewed') throw new Error(stopped.outcome);
  const refused = decideCreate(
    stopped.item,
    create([group(1000), group(200)], { atMs: due }),
    indexPlan(plan),
    due,
  );
  expect(refused.outcome === 'answer' && refused.answer.groups.map((g) => g.granted)).toEqual([0, 0]);
});
