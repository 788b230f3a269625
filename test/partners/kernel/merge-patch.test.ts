import { mergePatch, shallowBefore } from '../../../domain/partners/tmf/merge-patch.js';

/** RFC 7396, appendix A, all of it: target, patch, result. */
const EXAMPLES: readonly (readonly [unknown, unknown, unknown])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

test.each(EXAMPLES)('%j with %j is %j', (target, patch, result) => {
  const before = structuredClone(target);
  expect(mergePatch(target, patch)).toEqual(result);
  expect(target).toEqual(before);
});

test('a member that is named like what every object has is a member like others', () => {
  const patch: unknown = JSON.parse('{"__proto__": {"isOperator": true}}');
  const merged = mergePatch({}, patch);
  expect(Object.keys(merged as object)).toEqual(['__proto__']);
  expect((merged as { isOperator?: boolean }).isOperator).toBeUndefined();
});

test('what a change made different, as it was', () => {
  const before = { a: 1, b: [1], c: { d: 1 }, gone: 'x' };
  expect(shallowBefore(before, { a: 1, b: [2], c: { d: 1 }, new: 'y' })).toEqual({
    b: [1],
    gone: 'x',
    new: null,
  });
});
