/** SigScale's session scenarios (test/cases/sigscale-session-scenarios.json): money is in its own smallest part. */
import { decideCreate, decideRelease, decideUpdate, type Decision } from '../../domain/charging/decide.js';
import { decideEvent } from '../../domain/charging/event.js';
import type { Item } from '../../domain/charging/item.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { viewAccount } from '../../domain/charging/view.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { plan, service, dataQuota } from '../charging/plans.js';
import { create, group, NOW, request } from '../charging/requests.js';
import { readCaseFile } from './read-case-file.js';

interface Step {
  readonly op: string;
  readonly result: 'granted' | 'out_of_credit' | 'ok';
  readonly money_left: number | null;
  readonly reserved_money?: number;
  readonly request?: number;
  readonly used?: number;
}

interface Scenario {
  readonly id: string;
  readonly price: { per_octets?: number; per_seconds?: number; per_message?: number; price?: number };
  readonly starting_money: number;
  readonly steps: readonly Step[];
}

const { scenarios } = readCaseFile<{ scenarios: readonly Scenario[] }>('sigscale-session-scenarios.json');

const KINDS = { bytes: 'data', seconds: 'voice', messages: 'sms' } as const;
const NO_GROUP = 1;

function setUp({ id, price, starting_money }: Scenario) {
  const { per_octets, per_seconds, per_message } = price;
  const unit = per_octets !== undefined ? 'bytes' : per_seconds !== undefined ? 'seconds' : 'messages';
  const block = per_octets ?? per_seconds ?? 1;
  const groups = [NO_GROUP, 32, 6400];
  const of = plan(
    [
      service(
        'usage',
        KINDS[unit],
        groups,
        [{ price: fromMicros(price.price ?? per_message ?? 0), per: block, increment: block }],
        { ...dataQuota, min: 1, max: 1e12, balanceDivisor: 1 },
      ),
    ],
    (id.includes('multiple_buckets') ? [1, 2, 3] : [1]).map((n, _, all) => ({
      id: `wallet-${n}`,
      unit: 'money',
      amount: starting_money / all.length,
      services: ['usage'],
    })),
  );
  return { of, block, units: (n: number) => ({ [unit]: n }) };
}

test.each(scenarios.map((s) => [s.id, s] as const))('%s', (_, scenario) => {
  const { of, block, units } = setUp(scenario);
  const index = indexPlan(of);
  let item: Item = openAccount({ key: 'imsi-1', plan: of, nowMs: NOW });
  /** Session by its name in the steps. */
  const sessions = new Map<string, { id: number; sequence: number }>();
  const finals = scenario.steps.filter(({ op }) => op.startsWith('final')).length;
  let ended = 0;

  const decide = ({ op, request: wanted, used }: Step): Decision => {
    const name = /session (\w+)/.exec(op)?.[1] ?? '';
    const ratingGroup = Number(/RG (\d+)/.exec(op)?.[1] ?? NO_GROUP);
    const ask = units(wanted ?? block);
    const report = used === undefined ? {} : { used: units(used) };
    if (op.startsWith('event')) {
      const event = { ...create([group(ratingGroup, { ask: units(1) })]), oneTimeEventType: 'IEC' as const };
      return decideEvent(item, { ...event, sentAtMs: NOW }, index, NOW);
    }
    const session = sessions.get(name);
    if (session === undefined) return decideCreate(item, create([group(ratingGroup, { ask })]), index, NOW);
    session.sequence += 1;
    if (!op.startsWith('final')) {
      const update = request(session.sequence, [group(ratingGroup, { ask, ...report })]);
      return decideUpdate(item, session.id, update, index, NOW);
    }
    ended += 1;
    const last = request(session.sequence, [group(ratingGroup, { ask: false, ...report })]);
    return ended === finals
      ? decideRelease(item, session.id, last, index, NOW)
      : decideUpdate(item, session.id, last, index, NOW);
  };

  for (const step of scenario.steps) {
    const decision = decide(step);
    if (decision.outcome === 'answer') {
      if (decision.item !== undefined) ({ item } = decision);
      if (step.op.startsWith('initial')) {
        const name = /session (\w+)/.exec(step.op)?.[1] ?? '';
        if (!sessions.has(name)) sessions.set(name, { id: decision.answer.sessionId, sequence: 0 });
      }
      const granted = decision.answer.groups.some((g) => g.granted > 0);
      if (step.result !== 'ok')
        expect({ op: step.op, granted }).toEqual({ op: step.op, granted: step.result === 'granted' });
      const denied = decision.answer.groups.some((g) => g.resultCode === 'QUOTA_LIMIT_REACHED');
      expect({ op: step.op, denied }).toEqual({ op: step.op, denied: step.result === 'out_of_credit' });
    } else {
      expect([step.op, step.result, decision.refusal]).toEqual([
        step.op,
        'out_of_credit',
        'QUOTA_LIMIT_REACHED',
      ]);
    }
    const { buckets } = viewAccount(item, of, NOW);
    const total = (of_: 'available' | 'reserved') => buckets.reduce((sum, bucket) => sum + bucket[of_], 0);
    if (step.money_left !== null) expect([step.op, total('available')]).toEqual([step.op, step.money_left]);
    if (step.reserved_money !== undefined) expect(total('reserved')).toBe(step.reserved_money);
  }
});
