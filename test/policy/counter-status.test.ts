import type { CounterTemplate } from '../../domain/catalogue/plan.js';
import type { CounterView } from '../../domain/charging/view.js';
import { changedInfos, statusInfos, type CountedAccount } from '../../domain/policy/counter-status.js';

const RESET = '2026-12-01T00:00:00.000Z';
const SUPI = 'imsi-001010000000001';
const cap: CounterTemplate = {
  id: 'cap',
  purpose: 'spending-cap',
  unit: 'money',
  classes: [0],
  period: 'cycle',
  limit: 50_000_000,
  notices: [50, 80, 100],
  atLimit: 'stop',
};
const fair: CounterTemplate = {
  ...cap,
  id: 'fair',
  purpose: 'fair-use',
  unit: 'bytes',
  atLimit: 'throttle',
  perMember: true,
};

function view(of: CounterTemplate, value: number, more: Partial<CounterView> = {}): CounterView {
  const { atLimit, id, limit, purpose, unit } = of;
  return { id, unit, purpose, atLimit, limit, value, told: 0, lifted: false, resetsAt: RESET, ...more };
}
const account = (counters: CounterView[], state: CountedAccount['state'] = 'active'): CountedAccount => ({
  state,
  counters,
});
const one = (of: CounterTemplate, found: CountedAccount) =>
  statusInfos({ counters: [of] }, found, SUPI)[of.id];

test.each([
  [0, 'active'],
  [24_999_999, 'active'],
  [25_000_000, 'near-limit'],
  [49_999_999, 'near-limit'],
  [50_000_000, 'limit-reached'],
  [70_000_000, 'limit-reached'],
])('a cap that stops, of 50, at %d micros: %s', (value, status) => {
  const info = one(cap, account([view(cap, value)]));
  expect(info?.currentStatus).toBe(status);
  expect(info?.penPolCounterStatuses).toEqual(
    status === 'active' ? undefined : [{ policyCounterStatus: 'active', activationTime: RESET }],
  );
});

test('at its limit a counter that throttles says so', () => {
  const counters = [view(fair, 50_000_000, { supi: SUPI })];
  expect(one(fair, account(counters))?.currentStatus).toBe('throttled');
});

test("each member has its own counter, and another's usage is not this one's", () => {
  const counters = [view(fair, 50_000_000, { supi: 'imsi-001010000000002' })];
  expect(one(fair, account(counters))).toEqual({ policyCounterId: 'fair', currentStatus: 'active' });
});

test('a lifted limit is active, and a suspended account is suspended whatever was used', () => {
  expect(one(cap, account([view(cap, 60_000_000, { lifted: true })]))?.currentStatus).toBe('active');
  expect(one(cap, account([view(cap, 0)], 'suspended'))).toEqual({
    policyCounterId: 'cap',
    currentStatus: 'suspended',
  });
  expect(one(cap, account([view(cap, 0)], 'grace'))?.currentStatus).toBe('active');
});

test('only what is asked for, and nothing that the plan has not', () => {
  const plan = { counters: [cap, fair] };
  expect(Object.keys(statusInfos(plan, account([]), SUPI))).toEqual(['cap', 'fair']);
  expect(Object.keys(statusInfos(plan, account([]), SUPI, ['fair', 'gone']))).toEqual(['fair']);
  expect(statusInfos({}, account([]), SUPI)).toEqual({});
});

test('a change is another status, or another time at which it changes by itself', () => {
  const told = statusInfos({ counters: [cap, fair] }, account([view(cap, 25_000_000)]), SUPI);
  expect(changedInfos(told, told)).toEqual({});
  const later = statusInfos(
    { counters: [cap] },
    account([view(cap, 25_000_000, { resetsAt: '2027-01-01T00:00:00.000Z' })]),
    SUPI,
  );
  expect(Object.keys(changedInfos(later, told))).toEqual(['cap']);
  expect(changedInfos(told, {})).toEqual(told);
});
