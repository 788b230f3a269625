/** Items, state machines, and how an order goes on: without a store. */
import { array, assert, boolean, constantFrom, nat, property, tuple } from 'fast-check';
import type { Intent } from '../../domain/orders/intent.js';
import {
  afterStep,
  cancelled,
  isCancellable,
  isEnded,
  newItem,
  nextStep,
  type OrderRecord,
  settle,
  type StepResult,
} from '../../domain/orders/order.js';
import { parseItems } from '../../domain/orders/parse-item.js';
import { isEnd, MACHINES, type MachineName, transition } from '../../domain/orders/states.js';
import { STEPS_BY_KIND } from '../../domain/orders/steps.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const one = (item: object, country = 'GB') => parseItems([{ id: '1', ...item }], { country });
const having = (...characteristics: readonly [string, unknown][]) => ({
  product: { productCharacteristic: characteristics.map(([name, value]) => ({ name, value })) },
});

describe('items', () => {
  it('says everything that is wrong at once, with what came and what is allowed', () => {
    const { wrong } = one({
      action: 'add',
      quantity: 2,
      ...having(
        ['simTyp', 'esim'],
        ['iccid', '12'],
        ['msisdn', 'x'],
        ['eid', '1'.repeat(32)],
        ['simType', 'physical'],
      ),
    });
    expect(wrong.map(({ param }) => param)).toEqual([
      'productOrderItem[0].quantity',
      'productOrderItem[0].productOffering.id',
      'productOrderItem[0].product.productCharacteristic[0].name',
      'productOrderItem[0].product.productCharacteristic[1].value',
      'productOrderItem[0].product.productCharacteristic[3].value',
      'productOrderItem[0].product.productCharacteristic[2].value',
    ]);
    expect(wrong[2]!.reason).toContain('did you mean "simType"');
  });

  it.each([
    ['GB', { msisdn: '447700911111', pac: 'ABC123456' }],
    [
      'US',
      {
        msisdn: '14155550100',
        accountNumber: '12345678',
        pin: '4711',
        zip: '94105',
        accountHolder: 'Ada Lovelace',
      },
    ],
    [
      'DE',
      { msisdn: '4915112345678', accountHolder: 'Ada', dateOfBirth: '1990-05-17', currentProvider: 'Other' },
    ],
    [
      'CN',
      {
        msisdn: '8617012345678',
        accountHolder: '李雷',
        identityLastDigits: '123X',
        authorizationCode: '123456',
      },
    ],
    ['FR', { msisdn: '33612345678', accountHolder: 'Ada', currentProvider: 'Other' }],
  ])('port-in: what %s asks for is enough, and each of it is needed', (country, portIn) => {
    const item = (value: object) => ({
      action: 'add',
      productOffering: { id: 'p' },
      ...having(['portIn', value]),
    });
    expect(one(item(portIn), country).wrong).toEqual([]);
    for (const name of Object.keys(portIn)) {
      const { [name as 'msisdn']: _left, ...less } = portIn;
      expect(one(item(less), country).wrong.map(({ param }) => param)).toEqual([
        `productOrderItem[0].product.productCharacteristic[0].value.${name}`,
      ]);
    }
  });

  it('wants one change an item', () => {
    const { wrong } = one({
      action: 'modify',
      product: {
        id: 'sub_1',
        status: 'suspended',
        productCharacteristic: [{ name: 'msisdn', value: 'any' }],
      },
    });
    expect(wrong[0]!.reason).toContain('one change an item');
  });
});

describe('state machines', () => {
  it('stay, follow an arrow, or say what is allowed', () => {
    expect(transition('order', 'inProgress', 'completed')).toEqual({ allowed: true, changed: true });
    expect(transition('order', 'completed', 'completed')).toEqual({ allowed: true, changed: false });
    expect(transition('order', 'completed', 'inProgress')).toMatchObject({ allowed: false });
    expect(transition('order', 'nowhere', 'inProgress')).toMatchObject({ allowed: false });
  });

  it.each(Object.keys(MACHINES) as MachineName[])(
    '%s reaches an end from everywhere, and knows all states',
    (name) => {
      const transitions: Readonly<Record<string, readonly string[]>> = MACHINES[name].transitions;
      for (const next of Object.values(transitions))
        for (const to of next) expect(Object.keys(transitions)).toContain(to);
      const ending = new Set(Object.keys(transitions).filter((state) => isEnd(name, state)));
      for (let grown = true; grown;) {
        grown = false;
        for (const [from, next] of Object.entries(transitions))
          if (!ending.has(from) && next.some((to) => ending.has(to))) grown = Boolean(ending.add(from));
      }
      expect([...ending].sort()).toEqual(Object.keys(transitions).sort());
    },
  );
});

const INTENTS: readonly Intent[] = [
  { kind: 'activate', offeringId: 'p', sim: { simType: 'esim' }, firstTopUp: { amount: '1', provider: 'x' } },
  { kind: 'activate', offeringId: 'p', sim: { simType: 'physical' }, portIn: { msisdn: '4477' } },
  { kind: 'add-on', addOnId: 'a', target: { itemId: '0' } },
  { kind: 'terminate', subscriberId: 'sub_1', reason: 'x' },
  { kind: 'sim-swap', subscriberId: 'sub_1', sim: { simType: 'esim' }, reason: 'x' },
  { kind: 'nothing' },
];
const RESULTS: readonly StepResult[] = [
  { outcome: 'done' },
  { outcome: 'done' },
  { outcome: 'waiting' },
  { outcome: 'again', why: 'x' },
  { outcome: 'failed', code: 'no', detail: 'no' },
];

test('whatever comes of its steps, an order ends, and what went back went back in full', () => {
  assert(
    property(
      array(constantFrom(...INTENTS), { minLength: 1, maxLength: 4 }),
      array(tuple(constantFrom(...RESULTS), nat(7_200), boolean()), { maxLength: 60 }),
      goOn,
    ),
  );
});

type Told = readonly (readonly [StepResult, number, boolean])[];

function goOn(intents: readonly Intent[], results: Told): void {
  let nowMs = NOW;
  let order: OrderRecord = settle(
    {
      state: 'acknowledged',
      // The first is what the others may be about.
      items: [INTENTS[0]!, ...intents].map((intent, index) => newItem(String(index), {}, intent, nowMs)),
      milestones: [],
      also: {},
    },
    nowMs,
  );
  const undone = new Map<string, string[]>();
  const doneSteps = new Map<string, string[]>();
  const note = (of: Map<string, string[]>, id: string, name: string) =>
    of.set(id, [...(of.get(id) ?? []), name]);
  const left = [...results];
  for (let steps = 0; !isEnd('order', order.state); steps++) {
    expect(steps).toBeLessThan(500);
    const before = order;
    const next = nextStep(order, nowMs);
    expect(next).toBeDefined();
    expect(order.gsi1pk).toBeDefined();
    if ('dueMs' in next!) {
      nowMs = next.dueMs;
      continue;
    }
    const [result, passedS, cancels] = left.shift() ?? [{ outcome: 'done' } as const, 1, false];
    const { item, step, direction } = next!.due;
    if (result.outcome === 'done') note(direction === 'forward' ? doneSteps : undone, item.id, step.name);
    order = afterStep(order, item.id, result, nowMs);
    expect(transition('order', before.state, order.state)).toMatchObject({ allowed: true });
    if (cancels && isCancellable(order) && order.cancelledBy === undefined)
      order = cancelled(order, 'can_1', nowMs);
    nowMs += passedS * 1000;
  }
  expect(order.gsi1pk).toBeUndefined();
  for (const item of order.items) {
    expect(isEnded(item)).toBe(true);
    const names = doneSteps.get(item.id) ?? [];
    if (item.state === 'completed') expect(undone.get(item.id)).toBeUndefined();
    else {
      const back = undone.get(item.id) ?? [];
      const toUndo = STEPS_BY_KIND[item.intent.kind].filter(
        ({ name, undo }) => undo !== undefined && names.includes(name),
      );
      for (const { name } of toUndo) expect(back).toContain(name);
      expect(new Set(back).size).toBe(back.length);
    }
  }
}
