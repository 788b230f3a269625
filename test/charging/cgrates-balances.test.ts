/**
 * Burn-down of balances as CGRateS's own unit tests assert it (test/cases/cgrates-balances.json). Accounts of a
 * shared group are one account here: who shares balances has them in one place.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decideCreate } from '../../domain/charging/decide.js';
import { decideEvent } from '../../domain/charging/event.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { viewAccount } from '../../domain/charging/view.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import type { BucketUnit } from '../../domain/catalogue/plan.js';
import { dataQuota, plan, service } from './plans.js';
import { NOW, create, group } from './requests.js';

interface Balance {
  id: string;
  type: string;
  value: string;
  priority_weight?: number;
  free_step_s?: number;
  blocker?: boolean;
  shared_group?: string;
  voice_seconds_per_unit?: number;
}
interface Rate {
  connect_fee?: string;
  rate?: string;
  unit_s?: number;
  unit?: number;
  increment_s?: number;
  increment?: number;
  max_cost?: string;
  max_cost_strategy?: 'free' | 'disconnect';
  slots?: { from_: number; rate: string; unit: number; increment: number }[];
}
interface Case {
  id: string;
  rate: Rate;
  usage: number;
  balances_before: Balance[];
  balances_after: Record<string, string>;
  exact_after?: Record<string, string>;
  result: string;
  operation?: string;
  allow_negative?: boolean;
  usable: boolean;
}

const { cases } = JSON.parse(
  readFileSync(join(__dirname, '..', 'cases', 'cgrates-balances.json'), 'utf8'),
) as { cases: Case[] };

const UNITS: Record<string, BucketUnit> = {
  voice_s: 'seconds',
  money: 'money',
  sms: 'messages',
  generic: 'messages',
  data: 'bytes',
};
const usable = cases.filter((c) => c.usable);
const MICROS = 1_000_000;

function setUp(c: Case) {
  const types = c.balances_before.map((b) => b.type);
  const kind =
    types.includes('sms') || types.includes('generic') ? 'sms' : types.includes('data') ? 'data' : 'voice';
  const { rate } = c;
  const slots = rate.slots?.map((s) => ({
    fromUnit: s.from_,
    rate: s.rate,
    unit: s.unit,
    increment: s.increment,
  }));
  const of = plan(
    [
      service(
        'usage',
        kind,
        [1],
        [
          {
            price: rate.rate ?? '0',
            per: rate.unit_s ?? rate.unit ?? 1,
            increment: rate.increment_s ?? rate.increment ?? 1,
            ...(slots === undefined ? {} : { slots }),
            ...(rate.connect_fee === undefined ? {} : { connectFee: rate.connect_fee }),
            ...(rate.max_cost === undefined ? {} : { maxCost: rate.max_cost }),
            ...(rate.max_cost_strategy === undefined ? {} : { maxCostStrategy: rate.max_cost_strategy }),
          },
        ],
        { ...dataQuota, min: 1, max: 1e12 },
      ),
    ],
    c.balances_before.map((b) => ({
      id: b.id,
      unit: UNITS[b.type] as BucketUnit,
      amount: Math.round(Number(b.value) * (b.type === 'money' ? MICROS : (b.voice_seconds_per_unit ?? 1))),
      ...(b.free_step_s === undefined ? {} : { step: b.free_step_s }),
      ...(b.blocker === true ? { blocking: true } : {}),
      // One part of the pot a second, as many parts a unit as it pays seconds.
      ...(b.voice_seconds_per_unit === undefined
        ? {}
        : { scale: b.voice_seconds_per_unit, perUnit: { 0: 1 } }),
      priority: 100 - (b.priority_weight ?? 0) + (b.type === 'money' ? 100 : 0),
      services: ['usage'],
      ...(c.allow_negative === true ? { floor: -1e12 } : {}),
    })),
  );
  return {
    of,
    units: (n: number) =>
      kind === 'voice' ? { seconds: n } : kind === 'sms' ? { messages: n } : { bytes: n },
  };
}

test.each(usable.map((c) => [c.id, c] as const))('%s', (_, c) => {
  const { of, units } = setUp(c);
  const item = openAccount({ key: 'imsi-1', plan: of, nowMs: NOW });
  const index = indexPlan(of);
  if (c.operation === 'max-usage') {
    const decision = decideCreate(item, create([group(1, { ask: units(c.usage) })]), index, NOW);
    if (decision.outcome === 'refused') throw new Error(decision.detail);
    expect(`max_duration=${decision.answer.groups[0]?.granted} s`).toBe(c.result);
    return;
  }
  const request = {
    ...create([group(1, { ask: false, used: units(c.usage) })]),
    oneTimeEventType: 'PEC' as const,
    sentAtMs: NOW,
  };
  const decision = decideEvent(item, request, index, NOW);
  if (decision.outcome === 'refused' || decision.item === undefined) throw new Error('refused');
  const after = Object.fromEntries(
    viewAccount(decision.item, of, NOW).buckets.map((b) => [
      b.name,
      String(b.available / (b.unit === 'money' ? MICROS : b.scale)),
    ]),
  );
  expect(after).toEqual(c.exact_after ?? c.balances_after);
  const rated = /(\d+) s rated/.exec(c.result);
  const lines = usageRecord(decision.item, of)?.lines ?? [];
  const collected = lines.filter((l) => !l.uncollected).reduce((sum, l) => sum + l.units, 0);
  expect(collected).toBe(c.result === 'nothing rated' ? 0 : rated === null ? c.usage : Number(rated[1]));
});

test('one case is of a shared group', () => {
  const shared = usable.filter((c) => c.balances_before.some((b) => b.shared_group !== undefined));
  expect(shared.map((c) => c.id)).toEqual(['TestMaxDurationShared']);
});
