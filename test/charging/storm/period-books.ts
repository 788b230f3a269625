/**
 * The judge of the second world: independent books of each account, kept from the stream alone. Whatever an account
 * says that its books do not is a violation.
 */
import type { CounterTemplate, PlanVersion } from '../../../domain/catalogue/plan.js';
import type { Account } from '../../../domain/charging/account.js';
import { type Item, decodeAccount, planIdOf } from '../../../domain/charging/item.js';
import { indexPlan } from '../../../domain/charging/plan-index.js';
import { type UsageRecord, usageRecord } from '../../../domain/charging/usage-record.js';
import { periodAt } from '../../../domain/cycles/index.js';
import { FLEX, PLANS } from './period-plans.js';

/** What was paid for counts as used; what else leaves a bucket was never its to use. */
const SPENT = ['recurring', 'paid', 'repaid', 'advance-fee', 'usage-charge'];
/** Chargers' clocks differ by less than this. */
const SKEW_S = 5;

const EDGES: Readonly<Record<string, readonly string[]>> = {
  active: ['grace', 'suspended', 'terminated'],
  grace: ['active', 'suspended', 'terminated'],
  suspended: ['active', 'grace', 'terminated'],
  terminated: [],
};

interface BucketBooks {
  name: string;
  /** Σ movements. */
  moved: number;
  /** Of it: paid for something. */
  spent: number;
  /** Σ usage. */
  drawn: number;
}

interface CounterBooks {
  value: number;
  /** Of it: what nobody paid for, which no cap can stop. */
  uncollected: number;
  resetAtS: number;
  readonly told: Set<number>;
  /** Lifted, and not below its limit since. */
  excused: boolean;
}

interface AccountBooks {
  version: number;
  planId: string;
  state: string;
  readonly buckets: Map<number, BucketBooks>;
  readonly counters: Map<string, CounterBooks>;
  /** `<add-on or plan>/<from>` → the version that charged, or gave, for that period. */
  readonly charged: Map<string, number>;
  readonly given: Map<string, number>;
  /** `<reference>/<action>` → the version that did it. */
  readonly done: Map<string, number>;
  /** … and how much it moved. */
  readonly amounts: Map<string, number>;
  periodEnd: string | undefined;
  owedAdvance: number;
}

export interface BooksOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** When the successor of `FLEX` came, epoch milliseconds. */
  readonly successorFromMs: number;
}

export class PeriodBooks {
  readonly violations: string[] = [];
  readonly units = new Map<string, number>();
  readonly fileUnits = new Map<string, number>();
  /** What happened, for tests that ask whether it did. */
  readonly seen: Record<string, number> = {};
  uncollected = 0;
  private readonly recordedTimes = new Map<string, number>();
  private readonly books = new Map<string, AccountBooks>();
  private readonly options: BooksOptions;

  constructor(options: BooksOptions) {
    this.options = options;
  }

  readonly violate = (what: string): void => {
    if (this.violations.length < 20) this.violations.push(what);
  };

  /** What a command's id moved in an account; undefined = it was never done. */
  movedBy(account: string, reference: string, action: string): number | undefined {
    return this.books.get(account)?.amounts.get(`${reference}/${action}`);
  }

  onWrite(item: Item, before: Item | undefined, nowMs = this.options.now()): void {
    const key = item['k'] as string;
    const version = item['v'] as number;
    try {
      const plan = PLANS.find(({ id }) => id === planIdOf(item));
      if (plan === undefined) throw new Error(`plan ${planIdOf(item)}`);
      const books = this.booksOf(key, plan);
      if (version !== books.version + 1) this.violate(`${key}: version ${version} follows ${books.version}`);
      books.version = version;
      const account = decodeAccount(item, indexPlan(plan));
      const slow = item['p'] !== before?.['p'];
      const record = usageRecord(item, plan);
      new Look(this, this.options, { plan, books, account, record, slow, nowMs }).book();
      for (const name in item) {
        const value = item[name];
        // An estranged session's id is negative: no reference has it.
        if (typeof value === 'number' && value < 0 && !name.startsWith('s'))
          this.violate(`${key} v${version}: ${name} is ${value}`);
      }
    } catch (error) {
      this.violate(`${key} v${version}: ${(error as Error).stack}`);
    }
  }

  private booksOf(key: string, plan: PlanVersion): AccountBooks {
    let books = this.books.get(key);
    if (books === undefined) {
      books = {
        version: 0,
        planId: plan.id,
        state: 'active',
        buckets: new Map(),
        counters: new Map(),
        charged: new Map(),
        given: new Map(),
        done: new Map(),
        amounts: new Map(),
        periodEnd: undefined,
        owedAdvance: 0,
      };
      this.books.set(key, books);
    }
    return books;
  }

  count(what: string): void {
    this.seen[what] = (this.seen[what] ?? 0) + 1;
  }

  recorded(message: string): number {
    const times = (this.recordedTimes.get(message) ?? 0) + 1;
    this.recordedTimes.set(message, times);
    return times;
  }
}

interface Seen {
  readonly plan: PlanVersion;
  readonly books: AccountBooks;
  readonly account: Account;
  readonly record: UsageRecord | undefined;
  /** Written by a decision, not by the fast path's arithmetic. */
  readonly slow: boolean;
  readonly nowMs: number;
}

/** One version of one account, held against its books. */
class Look {
  private readonly judge: PeriodBooks;
  private readonly options: BooksOptions;
  private readonly plan: PlanVersion;
  private readonly books: AccountBooks;
  private readonly account: Account;
  private readonly record: UsageRecord | undefined;
  private readonly slow: boolean;
  private readonly where: string;
  private readonly nowS: number;

  constructor(judge: PeriodBooks, options: BooksOptions, seen: Seen) {
    this.judge = judge;
    this.options = options;
    ({ plan: this.plan, books: this.books, account: this.account, slow: this.slow } = seen);
    this.record = seen.record;
    this.where = `${seen.account.key} v${seen.account.version}`;
    // A renewer that is late decides step by step, each as of its own time.
    const decidedAt = seen.record?.kind === 'account' ? Date.parse(seen.record.at) : seen.nowMs;
    this.nowS = Math.floor(decidedAt / 1000);
  }

  book(): void {
    this.bookMovements();
    this.bookUsage();
    this.checkBuckets();
    this.bookCounters();
    this.checkCounters();
    this.bookStates();
    this.bookPeriods();
    if (!this.slow) {
      this.judge.count('fast');
      this.checkTimes();
    } else if (this.record !== undefined) this.checkCharges();
  }

  private violate(what: string): void {
    this.judge.violate(`${this.where}: ${what}`);
  }

  private nameOf(of: number): string {
    return of === 0 ? 'plan' : (this.plan.addOns?.[of - 1]?.id ?? '');
  }

  /** What is charged once: a period, or the beginning of a subscription within the second of another's. */
  private periodKey(name: string, fromS: number): string {
    const began = this.account.subscriptions.filter((s) => this.nameOf(s.of) === name && s.startS === fromS);
    return `${name}/${new Date(fromS * 1000).toISOString()}/${began.at(-1)?.id ?? ''}`;
  }

  private bucket(id: number, name: string): BucketBooks {
    let bucket = this.books.buckets.get(id);
    if (bucket === undefined) {
      bucket = { name, moved: 0, spent: 0, drawn: 0 };
      this.books.buckets.set(id, bucket);
    }
    if (bucket.name !== name) this.violate(`bucket ${id}, ${bucket.name}, is called ${name}`);
    return bucket;
  }

  private bookMovements(): void {
    const { books, account } = this;
    for (const { action, amount, bucket: name, bucketId, reference, addOn, from } of this.record?.movements ??
      []) {
      this.judge.count(action);
      const bucket = this.bucket(bucketId, name);
      bucket.moved += amount;
      if (SPENT.includes(action)) bucket.spent -= amount;
      if (action === 'advanced') books.owedAdvance += amount + (this.plan.advance?.feeMicros ?? 0);
      if (action === 'repaid' || action === 'advance-fee') books.owedAdvance += amount;
      if (reference !== undefined) {
        const command = `${reference}/${action}`;
        this.once(books.done, command, 'done');
        books.amounts.set(command, (books.amounts.get(command) ?? 0) + amount);
      }
      if (from === undefined) continue;
      const of = this.periodKey(addOn ?? 'plan', Date.parse(from) / 1000);
      if (action === 'recurring') this.once(books.charged, of, 'charged');
      if (action === 'renewed') this.once(books.given, `${of}/${name}`, 'given');
    }
    const owed = account.advanceMicros + account.advanceFeeMicros;
    if (owed !== books.owedAdvance) this.violate(`owes ${owed} of advances, the books ${books.owedAdvance}`);
  }

  private once(ledger: Map<string, number>, what: string, how: string): void {
    const before = ledger.get(what);
    if (before !== undefined && before !== this.account.version)
      this.violate(`${what} was ${how} in v${before} already`);
    ledger.set(what, this.account.version);
  }

  private bookUsage(): void {
    const { record, judge } = this;
    if (record === undefined || record.lines.length === 0) return;
    const session = record.kind === 'event' ? 'event' : record.sessionId;
    const message = `${record.account}/${session}/${record.sequence}`;
    const file = record.kind === 'file';
    if (!file && judge.recorded(message) > 1 && record.sequence !== 0)
      this.violate(`${message}: charged again`);
    const units = file ? judge.fileUnits : judge.units;
    const name = file ? record.account : message;
    for (const line of record.lines) {
      units.set(name, (units.get(name) ?? 0) + line.units);
      if (line.amount < 0 || line.units < 0) this.violate('a negative line');
      if (line.uncollected) judge.uncollected += line.units;
      else if (line.bucketId !== undefined)
        this.bucket(line.bucketId, line.bucket ?? '').drawn += line.amount;
      else if (line.amount > 0) this.violate(`${line.amount} drawn from no bucket`);
    }
  }

  private checkBuckets(): void {
    const { account, books, plan } = this;
    const reserved = new Map<number, number>();
    for (const { bucket, amount } of account.sessions.flatMap((s) => s.groups.flatMap((g) => g.holds))) {
      reserved.set(bucket, (reserved.get(bucket) ?? 0) + amount);
      if (amount < 0) this.violate(`bucket ${bucket}: ${amount} reserved`);
    }
    for (const bucket of account.buckets) {
      const { id, available, granted } = bucket;
      const { id: name = '', floor = 0 } = plan.buckets[bucket.template] ?? {};
      const { moved, spent, drawn } = this.bucket(id, name);
      const held = reserved.get(id) ?? 0;
      if (available + held !== moved - drawn)
        this.violate(`${name}#${id}: ${available} + ${held} reserved is not ${moved} moved − ${drawn} drawn`);
      if (granted !== moved + spent) this.violate(`${name}#${id}: granted ${granted}, not ${moved + spent}`);
      if (available < floor) this.violate(`${name}#${id}: ${available} is below its floor ${floor}`);
    }
    for (const [id, { name, moved, drawn }] of books.buckets) {
      if (account.buckets.some((b) => b.id === id)) continue;
      if (moved !== drawn) this.violate(`${name}#${id} is gone with ${moved - drawn} in it`);
      books.buckets.delete(id);
    }
  }

  private templateOf(id: string): CounterTemplate | undefined {
    return this.plan.counters?.find((c) => c.id === id);
  }

  /** What the record adds to each counter; those whose time has come begin at nothing before it. */
  private bookCounters(): void {
    const { account, books, record, nowS } = this;
    const now = new Map(
      account.counters.map((c) => [`${this.plan.counters?.[c.template]?.id}/${c.member}`, c]),
    );
    for (const [name, counter] of books.counters) {
      const still = now.get(name);
      if (still?.resetAtS === counter.resetAtS) {
        if (this.slow && record !== undefined && counter.resetAtS + SKEW_S < nowS)
          this.violate(`${name} has not started again`);
        continue;
      }
      const left = this.templateOf(name.split('/')[0] ?? '') === undefined;
      if (!left && counter.resetAtS > nowS + SKEW_S) this.violate(`${name} started again before its time`);
      books.counters.delete(name);
      this.judge.count('counter started again');
    }
    for (const [name, { resetAtS }] of now) {
      if (books.counters.has(name)) continue;
      if (resetAtS < nowS - SKEW_S) this.violate(`${name} begins after its end`);
      books.counters.set(name, { value: 0, uncollected: 0, resetAtS, told: new Set(), excused: false });
    }
    if (record === undefined) return;
    const member = record.supi === account.key ? 0 : account.members.indexOf(record.supi.slice(5)) + 1;
    for (const { service, units, priceMicros, uncollected } of record.lines) {
      for (const of of this.plan.counters ?? []) {
        if (!this.counts(of, service)) continue;
        const more = of.unit === 'money' ? priceMicros : units;
        const counter = books.counters.get(`${of.id}/${of.perMember === true ? member : 0}`);
        if (more > 0 && counter === undefined) this.violate(`${of.id} did not count ${more}`);
        if (counter === undefined) continue;
        counter.value += more;
        if (uncollected) counter.uncollected += more;
      }
    }
    for (const { action, amount, bucket } of record.movements ?? []) {
      const { givenBy, amount: pack = 1 } = this.plan.buckets.find((b) => b.id === bucket) ?? {};
      if (action !== 'bought' || givenBy === undefined || !('counter' in givenBy)) continue;
      const of = this.plan.counters?.[givenBy.counter];
      const counter = books.counters.get(`${of?.id}/0`);
      if (of === undefined || counter === undefined) continue;
      counter.value -= (of.limit * amount) / pack;
      counter.told.clear();
      this.judge.count('pack');
    }
    for (const notice of record.notices ?? []) {
      if (notice.type !== 'counter.reached') continue;
      const of = this.templateOf(notice.counter);
      if (of?.atLimit === 'grant') continue;
      const who = notice.supi === undefined || notice.supi === account.key ? undefined : notice.supi;
      const counter = books.counters.get(
        `${notice.counter}/${who === undefined ? 0 : account.members.indexOf(who.slice(5)) + 1}`,
      );
      if (counter === undefined || counter.told.has(notice.percent))
        this.violate(`${notice.counter} told ${notice.percent} % again`);
      counter?.told.add(notice.percent);
      this.judge.count(`${notice.counter} ${notice.percent} %`);
    }
  }

  private counts({ classes }: CounterTemplate, service: string): boolean {
    const { plan } = this;
    return classes.some((c) => plan.services[plan.classes[c]?.service ?? -1]?.id === service);
  }

  private checkCounters(): void {
    for (const { template, member, value, lifted } of this.account.counters) {
      const of = this.plan.counters?.[template];
      const counter = this.books.counters.get(`${of?.id}/${member}`);
      if (of === undefined || counter === undefined) continue;
      const name = `${of.id}/${member}`;
      if (value !== counter.value) this.violate(`${name} stands at ${value}, the books at ${counter.value}`);
      if (of.atLimit === 'grant') continue;
      for (const percent of new Set([...of.notices, 100])) {
        const reached = counter.value * 100 >= of.limit * percent;
        if (reached !== counter.told.has(percent))
          this.violate(`${name} at ${counter.value}: ${percent} % was ${reached ? 'not ' : ''}told`);
      }
      if (of.atLimit !== 'stop') continue;
      const most = value - counter.uncollected + this.outstanding(of, template, member);
      if (lifted) counter.excused = true;
      else if (most <= of.limit) counter.excused = false;
      if (most > of.limit && !counter.excused)
        this.violate(`${name}: ${most} used and granted of at most ${of.limit}`);
    }
  }

  private outstanding(of: CounterTemplate, _template: number, member: number): number {
    const { account, plan } = this;
    let sum = 0;
    for (const session of account.sessions) {
      if (of.perMember === true && session.member !== member) continue;
      for (const group of session.groups) {
        if (!of.classes.includes(group.classIndex)) continue;
        if (of.unit !== 'money') sum += group.granted;
        for (const hold of of.unit === 'money' ? group.holds : []) {
          const bucket = account.buckets.find((b) => b.id === hold.bucket);
          if (plan.buckets[bucket?.template ?? -1]?.unit === 'money') sum += hold.amount;
        }
      }
    }
    return sum;
  }

  private bookStates(): void {
    const { books, account } = this;
    for (const notice of this.record?.notices ?? []) {
      if (notice.type !== 'account.state-changed') continue;
      if (EDGES[books.state]?.includes(notice.state) !== true)
        this.violate(`from ${books.state} to ${notice.state}`);
      books.state = notice.state;
      this.judge.count(notice.state);
    }
    if (account.state !== books.state) this.violate(`is ${account.state}, was told ${books.state}`);
  }

  private bookPeriods(): void {
    const { books, record } = this;
    for (const notice of record?.notices ?? []) {
      if (notice.type === 'plan.changed') {
        this.judge.count('plan changed');
        if (notice.previousPlanId !== books.planId)
          this.violate(`changed from ${notice.previousPlanId}, the books say from ${books.planId}`);
        books.planId = notice.planId;
      }
      if (notice.type !== 'period.ended') continue;
      this.judge.count('period ended');
      if (books.periodEnd !== undefined && notice.from < books.periodEnd)
        this.violate(`the period from ${notice.from} ended after one until ${books.periodEnd}`);
      books.periodEnd = notice.to;
    }
    if (this.plan.id !== books.planId) this.violate(`has plan ${this.plan.id}, was told ${books.planId}`);
  }

  /** The fast path looks at nothing: it may not go on past the time at which something would be different. */
  private checkTimes(): void {
    const { account, nowS, record } = this;
    // What is free is so at any time.
    if (record?.lines.every(({ bucketId }) => bucketId === undefined) !== false) return;
    const late = (atS: number) => atS !== 0 && atS + SKEW_S < nowS;
    for (const { dueS } of account.subscriptions)
      if (late(dueS)) this.violate('served without a look after something was due');
    for (const { resetAtS, template } of account.counters) {
      const of = this.plan.counters?.[template];
      if (late(resetAtS) && record.lines.some(({ service }) => of !== undefined && this.counts(of, service)))
        this.violate(`${of?.id} counted after its time`);
    }
    for (const { bucketId } of record.lines) {
      const bucket = account.buckets.find((b) => b.id === bucketId);
      if (late(bucket?.expiresAt ?? 0)) this.violate(`bucket ${bucketId} was drawn from after its time`);
    }
  }

  /** The period that runs is charged, unless the wallet could not pay it. */
  private checkCharges(): void {
    const { account, books, plan, nowS, options } = this;
    if (account.state === 'terminated' || account.held || account.nextPlanId !== '') return;
    const walletTemplate = plan.buckets.findIndex((b) => b.unit === 'money');
    const wallet = account.buckets
      .filter((b) => b.template === walletTemplate)
      .reduce((sum, b) => sum + b.available, 0);
    for (const { of, anchorS, startS, endS, unpaidSinceS } of account.subscriptions) {
      const terms = of === 0 ? plan.recurring : plan.addOns?.[of - 1]?.recurring;
      if (terms === undefined) continue;
      const { cycle, priceMicros } = terms.charge;
      const name = this.nameOf(of);
      if (unpaidSinceS !== 0) {
        // What is stopped for something else waits; so does a period with a plan version that is still to come.
        const stopped = account.state === 'suspended' && (of !== 0 || account.held);
        if (!stopped && wallet >= priceMicros)
          this.violate(`${name} is not paid, and the wallet holds ${wallet}`);
        continue;
      }
      if (endS !== 0 && endS <= nowS + SKEW_S) continue;
      const period = periodAt(cycle, anchorS * 1000, nowS * 1000);
      const fromS = Math.max(startS, Math.floor(period.startMs / 1000));
      if (fromS + SKEW_S > nowS || period.endMs / 1000 - SKEW_S < nowS) continue;
      const from = new Date(fromS * 1000).toISOString();
      const key = this.periodKey(name, fromS);
      if (!books.charged.has(key)) this.violate(`${name}: the period from ${from} is not charged`);
      const gives = plan.buckets.some((b) => b.id === 'data' && b.renews !== undefined);
      if (of === 0 && gives && !books.given.has(`${key}/data`))
        this.violate(`nothing was given for the period from ${from}`);
      if (of === 0 && plan.id === FLEX.id && fromS * 1000 > options.successorFromMs)
        this.violate(`goes on with ${plan.id} in a period from ${from}`);
    }
  }
}
