import * as fc from 'fast-check';
import {
  successorAt,
  versionInForce,
  withVersion,
  type NewVersion,
  type OfferingVersion,
} from '../../domain/catalogue/versions.js';

const version = (planId: string, change: Partial<NewVersion> = {}): NewVersion => ({
  planId,
  existing: 'keep',
  source: 'file',
  name: planId,
  paymentMode: 'prepaid',
  ...change,
});

/** Publications one after another, `[at, version]`, and what becomes of them, `plan@from`. */
function published(...steps: readonly [number, NewVersion][]): string[] {
  return steps
    .reduce<readonly OfferingVersion[]>((before, [at, added]) => withVersion(before, added, at), [])
    .map(({ planId, fromMs }) => `${planId}@${fromMs}`);
}

const from = (effectiveFromMs: number, change: Partial<NewVersion> = {}) => ({ effectiveFromMs, ...change });
const api = { source: 'api' as const };

test.each<[string, readonly [number, NewVersion][], string[]]>([
  ['a first version may have been in force before it is published', [[10, version('a', from(5))]], ['a@5']],
  [
    'a later one may not',
    [
      [10, version('a')],
      [20, version('b', from(5))],
    ],
    ['a@10', 'b@20'],
  ],
  [
    'the same again changes nothing',
    [
      [10, version('a')],
      [20, version('a')],
    ],
    ['a@10'],
  ],
  [
    'nor once its date has come',
    [
      [10, version('a')],
      [20, version('b', from(30))],
      [40, version('b', from(30))],
    ],
    ['a@10', 'b@30'],
  ],
  [
    'a date that is put off counts from then',
    [
      [10, version('a')],
      [20, version('b', from(30))],
      [25, version('b', from(50))],
    ],
    ['a@10', 'b@50'],
  ],
  [
    'the file withdraws what has not begun',
    [
      [10, version('a')],
      [20, version('b', from(30))],
      [25, version('a')],
    ],
    ['a@10', 'a@25'],
  ],
  [
    'what once was may come again',
    [
      [10, version('a')],
      [20, version('b')],
      [30, version('a')],
    ],
    ['a@10', 'b@20', 'a@30'],
  ],
  [
    'the API adds to what is to come',
    [
      [10, version('a', api)],
      [20, version('b', from(30, api))],
      [21, version('c', from(40, api))],
    ],
    ['a@10', 'b@30', 'c@40'],
  ],
  [
    'the API corrects what is to come',
    [
      [10, version('a', api)],
      [20, version('b', from(30, api))],
      [21, version('c', from(30, api))],
    ],
    ['a@10', 'c@30'],
  ],
  [
    'the file, unchanged, leaves the API its word',
    [
      [10, version('a')],
      [20, version('b', api)],
      [30, version('a')],
    ],
    ['a@10', 'b@20'],
  ],
  [
    'the file, changed, has the last',
    [
      [10, version('a')],
      [20, version('b', api)],
      [30, version('c')],
    ],
    ['a@10', 'b@20', 'c@30'],
  ],
])('%s', (_, steps, expected) => {
  expect(published(...steps)).toEqual(expected);
});

test('who moves may be said later, without another version', () => {
  const kept = withVersion(withVersion([], version('a'), 10), version('b'), 20);
  expect(successorAt(kept, 'a', 30)).toBeUndefined();
  const moved = withVersion(kept, version('b', { existing: 'move' }), 25);
  expect(moved.map(({ fromMs }) => fromMs)).toEqual([10, 20]);
  expect(successorAt(moved, 'a', 30)).toBe('b');
});

test('whatever is published: versions ascend, and who moves arrives at a version in force', () => {
  const step = fc.tuple(
    fc.nat(5),
    fc.record({
      planId: fc.constantFrom('a', 'b', 'c'),
      existing: fc.constantFrom('keep' as const, 'move' as const),
      source: fc.constantFrom('file' as const, 'api' as const),
      effectiveFromMs: fc.option(fc.nat(60), { nil: undefined }),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.nat(80), (steps, at) => {
      let now = 0;
      let versions: readonly OfferingVersion[] = [];
      for (const [wait, change] of steps) {
        now += wait;
        const next = withVersion(versions, version(change.planId, change), now);
        // What took effect stays as it was; only a first version may have begun before.
        const past = (list: readonly OfferingVersion[]) =>
          list.filter(({ fromMs }) => fromMs < now).map(({ planId }) => planId);
        if (versions.length > 0) expect(past(next)).toEqual(past(versions));
        expect(withVersion(next, version(change.planId, change), now)).toEqual(next);
        versions = next;
      }
      const times = versions.map(({ fromMs }) => fromMs);
      expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
      const successor = successorAt(versions, 'a', at);
      if (successor === undefined) return;
      expect(versions.some(({ planId, fromMs }) => planId === successor && fromMs <= at)).toBe(true);
      expect(versionInForce(versions, at)).toBeDefined();
      expect(successorAt(versions, successor, at)).toBeUndefined();
    }),
  );
});
