/** Prices of a whole period's usage: taken at the period's end, each period once, whatever came in what parts. */
import * as fc from 'fast-check';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { decidePlanChange, decideState } from '../../domain/charging/account-commands.js';
import { type Decision, decideCreate, decideRelease, decideUpdate } from '../../domain/charging/decide.js';
import { decideEvent } from '../../domain/charging/event.js';
import { applyUpdate, fastUpdate, holds } from '../../domain/charging/fast-path.js';
import { type Item, planIdOf } from '../../domain/charging/item.js';
import type { Movement } from '../../domain/charging/movement.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { quoteUsage } from '../../domain/charging/quote.js';
import { decideRenewal, dueAt } from '../../domain/charging/renewal.js';
import { type UsageRecord, usageRecord } from '../../domain/charging/usage-record.js';
import { viewAccount } from '../../domain/charging/view.js';
import { pricePeriod, type UnitsPriceModel } from '../../domain/price-models/index.js';
import { BERLIN, EUR, monthly } from './monthly.js';
import { MB } from './plans.js';
import { NOW, create, group, key, request } from './requests.js';

const GB = 1_000_000_000;
const DAY = 86_400_000;
const TIERS: UnitsPriceModel = {
  model: 'graduated',
  tiers: [{ upTo: '100', unit: '2' }, { unit: '1.5' }],
  minSpend: '5',
  maxSpend: '400',
};
const CYCLE = { every: 1, unit: 'week', anchor: 'activation', timeZone: BERLIN } as const;

/** Postpaid, a week's data by a price model; what `bundle` holds is not counted. */
function priced(
  model: UnitsPriceModel,
  { id = 'plan_00112233445566aa', bundle = 0, counter = 'by-week' } = {},
): PlanVersion {
  return monthly({
    id,
    wallet: 0,
    charge: { cycle: CYCLE, priceMicros: 0 },
    buckets: [
      ...(bundle === 0
        ? []
        : [
            {
              id: 'bundle',
              unit: 'bytes' as const,
              amount: bundle,
              services: ['internet'],
              renews: { periods: 0 },
            },
          ]),
      { id: counter, unit: 'bytes', amount: 2 ** 50, services: ['internet'], unlimited: true, priority: 50 },
    ],
    counters: [
      {
        id: counter,
        purpose: 'usage-price',
        unit: 'bytes',
        services: ['internet'],
        period: 'cycle',
        limit: Number.MAX_SAFE_INTEGER,
        notices: [],
        atLimit: 'notify',
        pricing: { name: 'Data', model, per: { name: 'GB', size: GB }, bucket: bundle === 0 ? 0 : 1 },
      },
    ],
    more: { paymentMode: 'postpaid', invoice: { termDays: 3_650, graceDays: 0 } },
  });
}

const inGB = (bytes: number) => ({ units: String(bytes), per: String(GB) });

/** A SIM whose usage comes in sessions, by either path, and in one-time events. */
class Phone {
  item: Item;
  nowMs = NOW;
  fast = 0;
  readonly records: UsageRecord[] = [];
  private session: { id: number; slot: number; sequence: number } | undefined;
  private serial = 1;
  private readonly plans: Map<string, PlanVersion>;

  constructor(...plans: PlanVersion[]) {
    this.plans = new Map(plans.map((plan) => [plan.id, plan]));
    this.item = openAccount({ key: 'imsi-1', plan: plans[0]!, nowMs: NOW });
    this.keep(this.item);
  }

  get plan(): PlanVersion {
    return this.plans.get(planIdOf(this.item))!;
  }

  keep(item: Item): void {
    this.item = item;
    const record = usageRecord(item, this.plan);
    if (record !== undefined) this.records.push(record);
  }

  private take(decision: Decision) {
    if (decision.outcome === 'refused') throw new Error(decision.detail);
    if (decision.item !== undefined) this.keep(decision.item);
    return decision.answer;
  }

  event(bytes: number): void {
    const id = key(this.serial++);
    this.take(
      decideEvent(
        this.item,
        {
          ...create([group(1000, { ask: false, used: { bytes } })], {
            atMs: this.nowMs,
            sentAtMs: this.nowMs,
          }),
          createKey: id,
          contentKey: id,
          oneTimeEventType: 'PEC',
        },
        indexPlan(this.plan),
        this.nowMs,
      ),
    );
  }

  use(bytes: number): void {
    const index = indexPlan(this.plan);
    const known = viewAccount(this.item, this.plan, this.nowMs).sessions;
    // The network opens another one when it learns that its session is no more.
    if (!known.some(({ id, state }) => id === this.session?.id && state === 'open')) this.session = undefined;
    if (this.session === undefined) {
      const answer = this.take(
        decideCreate(this.item, create([group(1000)], { atMs: this.nowMs }), index, this.nowMs),
      );
      this.session = { id: answer.sessionId, slot: answer.slot, sequence: 0 };
    }
    const { id, slot } = this.session;
    this.session.sequence += 1;
    const reported = group(1000, { used: { bytes }, atMs: this.nowMs });
    const message = request(this.session.sequence, [reported], { atMs: this.nowMs });
    const update = fastUpdate(
      { accountKey: 'imsi-1', sessionId: id, slot, planId: this.plan.id, groups: [] },
      message,
      index,
      this.nowMs,
      () => 'units',
    );
    if (update !== undefined && holds(this.item, update.conditions)) {
      this.fast += 1;
      this.keep(applyUpdate(this.item, update));
    } else {
      this.take(decideUpdate(this.item, id, message, index, this.nowMs));
    }
  }

  release(): void {
    if (this.session === undefined) return;
    const { id, sequence } = this.session;
    const message = request(sequence + 1, [], { atMs: this.nowMs });
    const decision = decideRelease(this.item, id, message, indexPlan(this.plan), this.nowMs);
    // One that expired a week ago is no more.
    if (decision.outcome === 'answer' && decision.item !== undefined) this.keep(decision.item);
    this.session = undefined;
  }

  look(): void {
    const decision = decideRenewal(this.item, indexPlan(this.plan), this.nowMs);
    if (decision.outcome === 'renewed') this.keep(decision.item);
  }

  get charges(): Movement[] {
    return this.records
      .flatMap(({ movements = [] }) => movements)
      .filter(({ action }) => action === 'usage-charge');
  }

  wallet(): number {
    return viewAccount(this.item, this.plan, this.nowMs)
      .buckets.filter(({ name }) => name === 'wallet')
      .reduce((sum, { available }) => sum + available, 0);
  }
}

test('a period costs what its usage comes to, at its end, beyond any credit limit; then it counts from nothing', () => {
  const plan = priced(TIERS);
  const phone = new Phone(plan);
  phone.event(90 * GB);
  phone.use(30 * GB);
  expect(phone.wallet()).toBe(0);
  expect(viewAccount(phone.item, plan, phone.nowMs).usagePrices).toEqual([
    {
      id: 'by-week',
      name: 'Data',
      unit: 'bytes',
      per: { name: 'GB', size: GB },
      value: 120 * GB,
      priceMicros: 230 * EUR,
      parts: [
        { kind: 'units', tier: 1, quantity: '100', price: '2', micros: 200 * EUR },
        { kind: 'units', tier: 2, quantity: '20', price: '1.5', micros: 30 * EUR },
      ],
    },
  ]);
  phone.nowMs += 8 * DAY;
  phone.event(1 * GB);
  expect(phone.wallet()).toBe(-230 * EUR);
  expect(phone.charges).toEqual([
    {
      action: 'usage-charge',
      bucket: 'wallet',
      bucketId: expect.any(Number),
      unit: 'money',
      amount: -230 * EUR,
      usagePrice: 'by-week',
      units: 120 * GB,
      planId: plan.id,
      from: new Date(NOW).toISOString(),
      to: '2026-11-28T23:00:00.000Z',
    },
  ]);
  const view = viewAccount(phone.item, plan, phone.nowMs);
  // One GB costs less than the least that a period costs.
  expect(view.usagePrices).toMatchObject([{ value: GB, priceMicros: 5 * EUR }]);
  expect(view.owed).toMatchObject({ micros: 230 * EUR });
  expect(view.counters).toEqual([]);
});

test('a quote tells what a usage adds to its period', () => {
  const phone = new Phone(priced(TIERS));
  phone.event(99 * GB);
  const quote = (bytes: number) =>
    quoteUsage(
      phone.item,
      indexPlan(phone.plan),
      { groups: [{ ratingGroup: 1000, bytes }], destination: '' },
      phone.nowMs,
    );
  expect(quote(2 * GB)).toMatchObject({
    priceMicros: 0,
    covered: true,
    atPeriodEnd: [{ usagePrice: 'by-week', micros: 3.5 * EUR }],
  });
});

const MODELS: UnitsPriceModel[] = [
  TIERS,
  { model: 'unit', amount: '0.333333333' },
  { model: 'package', amount: '7', size: '10', freeUnits: '3' },
  { model: 'volume', tiers: [{ upTo: '50', unit: '3', flat: '1' }, { unit: '2' }] },
  {
    model: 'blocks',
    policy: 'top-tier',
    tiers: [
      { size: '5', price: '10', blocks: 4 },
      { size: '20', price: '30' },
    ],
  },
];

const step = fc.record({
  kind: fc.constantFrom('use', 'use', 'use', 'event', 'release', 'look', 'wait', 'wait'),
  bytes: fc.oneof(fc.nat(40 * GB), fc.nat(30 * MB), fc.constantFrom(0, 1, 10 * GB)),
  hours: fc.oneof(fc.nat(3), fc.nat(24 * 20)),
});

test('however usage is split and whenever anybody looks, each period costs its sum to the micro, once', () => {
  let fast = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...MODELS),
      fc.array(step, { minLength: 5, maxLength: 50 }),
      fc.constantFrom(0, 20 * GB),
      (model, steps, bundle) => {
        const plan = priced(model, { bundle });
        const phone = new Phone(plan);
        for (const { kind, bytes, hours } of steps) {
          if (kind === 'use') phone.use(bytes);
          else if (kind === 'event') phone.event(bytes);
          else if (kind === 'release') phone.release();
          else if (kind === 'look') phone.look();
          else phone.nowMs += hours * 3_600_000;
        }
        phone.nowMs = (dueAt(phone.item) ?? 0) * 1000 + 15 * DAY;
        phone.look();
        fast += phone.fast;
        // Independent: sums what records say was drawn, from one period's end to the next.
        let units = 0;
        const expected: [number, number][] = [];
        for (const { lines, movements = [], notices = [] } of phone.records) {
          const ended = notices.filter(({ type }) => type === 'period.ended').length;
          for (let n = 0; n < ended; n++) {
            const { micros } = pricePeriod(model, inGB(units));
            if (units > 0 || micros > 0) expected.push([units, micros]);
            units = 0;
          }
          expect(movements.filter(({ action }) => action === 'usage-charge').length).toBeLessThanOrEqual(
            ended,
          );
          for (const line of lines) if (line.bucket === 'by-week') units += line.units;
        }
        expect(phone.charges.map((charge) => [charge.units, 0 - charge.amount])).toEqual(expected);
        expect(phone.wallet()).toBe(0 - expected.reduce((sum, [, micros]) => sum + micros, 0));
        const used = phone.records.flatMap(({ lines }) => lines);
        expect(used.every(({ priceMicros, uncollected }) => priceMicros === 0 && !uncollected)).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
  // The fast path counted, too.
  expect(fast).toBeGreaterThan(100);
});

test('what a bundle pays is its, and not counted', () => {
  const phone = new Phone(priced({ model: 'unit', amount: '1' }, { bundle: 10 * GB }));
  phone.use(4 * GB);
  phone.use(8 * GB);
  phone.nowMs += 8 * DAY;
  phone.look();
  expect(phone.charges.map(({ units, amount }) => [units, amount])).toEqual([[2 * GB, -2 * EUR]]);
});

test('usage of several missed periods: the first has it all, each later one the least that a period costs', () => {
  const phone = new Phone(priced(TIERS));
  phone.event(10 * GB);
  phone.nowMs += 22 * DAY;
  phone.event(3 * GB);
  expect(phone.charges.map(({ units, amount }) => [units, amount])).toEqual([
    [10 * GB, -20 * EUR],
    [0, -5 * EUR],
    [0, -5 * EUR],
  ]);
  expect(viewAccount(phone.item, phone.plan, phone.nowMs).usagePrices).toMatchObject([{ value: 3 * GB }]);
});

test('a period that costs nothing is told with its usage', () => {
  const free: UnitsPriceModel = { model: 'graduated', tiers: [{ upTo: '50' }, { unit: '1' }] };
  const phone = new Phone(priced(free));
  phone.event(10 * GB);
  phone.nowMs += 8 * DAY;
  phone.look();
  expect(phone.charges).toMatchObject([{ units: 10 * GB }]);
  expect(phone.wallet()).toBe(0);
});

test('the end of the subscription closes its period, once', () => {
  const phone = new Phone(priced({ model: 'unit', amount: '2' }));
  phone.event(7 * GB);
  phone.nowMs += DAY;
  const command = { id: key(900), atMs: phone.nowMs };
  const end = decideState(phone.item, indexPlan(phone.plan), phone.nowMs, {
    ...command,
    state: 'terminated',
  });
  if (end.outcome !== 'done') throw new Error(end.outcome);
  phone.keep(end.item);
  phone.nowMs += 30 * DAY;
  phone.look();
  expect(phone.charges.map(({ units, amount }) => [units, amount])).toEqual([[7 * GB, -14 * EUR]]);
});

test('another plan at once closes the period at the old price; what a cap counted under the same id is not charged', () => {
  const old = priced({ model: 'unit', amount: '2' });
  const next = priced({ model: 'unit', amount: '1' }, { id: 'plan_00112233445566bb' });
  const capped: PlanVersion = {
    ...monthly({
      id: 'plan_00112233445566cc',
      charge: { cycle: CYCLE },
      counters: [
        {
          id: 'by-week',
          purpose: 'volume-cap',
          unit: 'bytes',
          services: ['internet'],
          period: 'month',
          limit: 500 * GB,
          notices: [],
          atLimit: 'stop',
        },
      ],
      buckets: [{ id: 'by-week', unit: 'bytes', amount: 100 * GB, services: ['internet'] }],
    }),
    paymentMode: 'postpaid',
  };
  const phone = new Phone(old, next, capped);
  const change = (to: PlanVersion, n: number) => {
    const asked = { id: key(n), atMs: phone.nowMs, next: indexPlan(to), when: 'now' as const };
    const decision = decidePlanChange(phone.item, indexPlan(phone.plan), phone.nowMs, asked);
    if (decision.outcome !== 'done') throw new Error(decision.outcome);
    phone.keep(decision.item);
  };
  phone.use(7 * GB);
  phone.nowMs += DAY;
  change(next, 901);
  phone.use(3 * GB);
  phone.nowMs += DAY;
  change(capped, 902);
  phone.event(20 * GB);
  change(old, 903);
  phone.event(5 * GB);
  phone.nowMs += 8 * DAY;
  phone.look();
  expect(phone.charges.map(({ planId, units, amount }) => [planId, units, amount])).toEqual([
    [old.id, 7 * GB, -14 * EUR],
    [next.id, 3 * GB, -3 * EUR],
    [old.id, 5 * GB, -10 * EUR],
  ]);
});
