import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Item, itemBytes, decodeAccount, encodeAccount } from '../../domain/charging/item.js';
import { decideCreate, decideRelease, decideUpdate, type Decision } from '../../domain/charging/decide.js';
import { applyUpdate, fastUpdate } from '../../domain/charging/fast-path.js';
import { decideEvent } from '../../domain/charging/event.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { viewAccount } from '../../domain/charging/view.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { MB, mixed } from './plans.js';
import { NOW } from './requests.js';

const plan = mixed({ bonus: 100 * MB });
const index = indexPlan(plan);

const bytes = (n: number) => Uint8Array.from([0, 0, 0, 0, 0, n]);
const usage = (ratingGroup: number, used: number, asks = true) => ({
  ratingGroup,
  ...(asks ? { requested: {} } : {}),
  used: [{ bytes: used, seconds: used, localSequence: 1, statedAtMs: 0, usedAtMs: 0, exhausted: false }],
});
const message = (sequence: number, ...groups: ReturnType<typeof usage>[]) => ({
  sequence,
  retransmission: false,
  digest: bytes(sequence),
  atMs: NOW,
  sentAtMs: NOW,
  destination: '491701234567',
  groups,
});

/** An account with everything in it: three sessions, a gap, an event, a tombstone, a fast write, an outbox. */
function eventful(): Item {
  let item = openAccount({ key: 'imsi-262010000000001', plan, nowMs: NOW, walletMicros: 7_654_321 });
  const take = (decision: Decision) => {
    if (decision.outcome === 'refused' || decision.item === undefined) throw new Error('refused');
    item = decision.item;
    return decision.answer;
  };
  const opening = (n: number, ...groups: number[]) => ({
    ...message(0, ...groups.map((g) => usage(g, 0))),
    createKey: bytes(100 + n),
    contentKey: bytes(200 + n),
  });
  const one = take(decideCreate(item, opening(1, 1000, 2001), index, NOW));
  const two = take(decideCreate(item, opening(2, 100), index, NOW));
  const three = take(decideCreate(item, opening(3, 1001), index, NOW));
  take(
    decideEvent(
      item,
      {
        ...opening(4),
        groups: [{ ratingGroup: 200, requested: { messages: 2 }, used: [] }],
        oneTimeEventType: 'IEC',
        sentAtMs: NOW,
      },
      index,
      NOW,
    ),
  );
  take(decideUpdate(item, two.sessionId, message(3, usage(100, 45)), index, NOW));
  take(decideRelease(item, three.sessionId, message(1, usage(1001, 5 * MB, false)), index, NOW));
  const ref = {
    accountKey: 'imsi-262010000000001',
    planId: plan.id,
    sessionId: one.sessionId,
    slot: one.slot,
    groups: one.session,
  };
  const fast = fastUpdate(ref, message(1, usage(1000, 3 * MB), usage(2001, MB)), index, NOW, () => 'units');
  if (fast === undefined) throw new Error('the fast path should apply');
  return applyUpdate(item, fast);
}

const hex = (item: Item) =>
  Object.fromEntries(
    Object.entries(item).map(([name, v]) => [
      name,
      v instanceof Uint8Array ? `0x${Buffer.from(v).toString('hex')}` : v,
    ]),
  );
const fromHex = (json: Record<string, string | number>): Item =>
  Object.fromEntries(
    Object.entries(json).map(([name, v]) => [
      name,
      typeof v === 'string' && v.startsWith('0x') ? new Uint8Array(Buffer.from(v.slice(2), 'hex')) : v,
    ]),
  );

/** Stored accounts are in these formats: a change of the last needs another one, and a reader of all. */
const golden = (format: number) => join(__dirname, 'golden', `account-format-${format}.json`);
interface Golden {
  item: Record<string, string | number>;
  view: object;
}
const readGolden = (format: number) => JSON.parse(readFileSync(golden(format), 'utf8')) as Golden;

test('format 2 is written and read as ever', () => {
  const item = eventful();
  if (process.env['WILDLILY_WRITE_GOLDEN'] === 'yes')
    writeFileSync(
      golden(2),
      `${JSON.stringify({ item: hex(item), view: viewAccount(item, plan, NOW) }, undefined, 2)}\n`,
    );
  const stored = readGolden(2);
  expect(hex(item)).toEqual(stored.item);
  expect(viewAccount(fromHex(stored.item), plan, NOW)).toEqual(stored.view);
});

test('format 1, which the first release wrote, is still read', () => {
  const stored = readGolden(1);
  expect(viewAccount(fromHex(stored.item), plan, NOW)).toMatchObject(stored.view);
});

test('an account that sponsors lend to is of format 3, which older code refuses; when all is settled, of 2 again', () => {
  const account = decodeAccount(eventful(), index);
  account.loans = [
    { lender: 'pool_sag-01j#3', bucket: account.buckets[0]!.id, lent: 0, left: 0, overS: 0 },
    { lender: 'pool_sag-02k#0', bucket: 0, lent: 20_000_000, left: 1, overS: NOW / 1000 },
  ];
  account.lapses = [{ template: 1, retryAtS: NOW / 1000 + 1_800 }];
  const item = encodeAccount(account, index, undefined, NOW / 1000);
  expect((item['p'] as Uint8Array)[0]).toBe(3);
  // The loan whose bucket is gone waits for nobody; that is what it is found by.
  expect(item['y']).toBe(NOW / 1000);
  if (process.env['WILDLILY_WRITE_GOLDEN'] === 'yes')
    writeFileSync(
      golden(3),
      `${JSON.stringify({ item: hex(item), view: viewAccount(item, plan, NOW) }, undefined, 2)}\n`,
    );
  const stored = readGolden(3);
  expect(hex(item)).toEqual(stored.item);
  expect(viewAccount(fromHex(stored.item), plan, NOW)).toEqual(stored.view);
  const again = decodeAccount(fromHex(stored.item), index);
  expect([again.loans, again.lapses]).toEqual([account.loans, account.lapses]);
  const settled = encodeAccount({ ...again, loans: [], lapses: [] }, index, undefined, NOW / 1000);
  expect((settled['p'] as Uint8Array)[0]).toBe(2);
  expect(settled['y']).toBeUndefined();
});

test('decoding and encoding again keeps the account', () => {
  const item = eventful();
  const again = encodeAccount(decodeAccount(item, index), index, undefined, NOW / 1000);
  expect(viewAccount(again, plan, NOW)).toEqual(viewAccount(item, plan, NOW));
});

test('an item of another format is refused', () => {
  const item = eventful();
  const packed = Uint8Array.from(item['p'] as Uint8Array);
  packed[0] = 9;
  expect(() => viewAccount({ ...item, p: packed }, plan, NOW)).toThrow('format');
});

test('a packed attribute cut short at any place is refused, never misread', () => {
  const item = eventful();
  const packed = item['p'] as Uint8Array;
  for (let length = 0; length < packed.length; length++) {
    expect(() => viewAccount({ ...item, p: packed.subarray(0, length) }, plan, NOW)).toThrow();
  }
});

test('sizes follow the documented rule', () => {
  expect(itemBytes({ k: 'ab', v: 0 })).toBe(1 + 2 + (1 + 2));
  expect(itemBytes({ a: 1_000_000 })).toBe(1 + 2);
  expect(itemBytes({ a: 123_456_789 })).toBe(1 + 6);
  expect(itemBytes({ a: -12 })).toBe(1 + 3);
  expect(itemBytes({ p: new Uint8Array(10) })).toBe(11);
});

test('the usage record of a fast write names its buckets and prices', () => {
  expect(usageRecord(eventful(), plan)).toMatchObject({
    kind: 'update',
    lines: [
      { ratingGroup: 1000, units: 3 * MB, bucket: 'bonus', amount: 3 * MB, priceMicros: 0 },
      { ratingGroup: 2001, units: MB, amount: 0, priceMicros: 0 },
    ],
  });
});
