import { compilePattern } from '../../../local/events/pattern.js';

const event = {
  source: 'wildlily.lily-gb',
  'detail-type': 'usage.recorded',
  detail: {
    data: {
      amount: 5,
      state: 'open',
      ip: '10.1.2.3',
      tags: ['a', 'b'],
      lines: [{ unit: 'bytes' }, { unit: 'seconds' }],
    },
  },
};
const data = (rule: object): object => ({ detail: { data: rule } });

test.each<[string, object, boolean]>([
  ['exact', { 'detail-type': ['usage.recorded', 'x'] }, true],
  ['exact, other', { 'detail-type': ['x'] }, false],
  ['prefix', { source: [{ prefix: 'wildlily.' }] }, true],
  ['prefix ignoring case', { source: [{ prefix: { 'equals-ignore-case': 'WILD' } }] }, true],
  ['suffix', { source: [{ suffix: '-gb' }] }, true],
  ['ignoring case', { source: [{ 'equals-ignore-case': 'WILDLILY.lily-GB' }] }, true],
  ['wildcard', { source: [{ wildcard: 'wild*.*-gb' }] }, true],
  ['wildcard, other', { source: [{ wildcard: 'wild*.*-cn' }] }, false],
  ['anything but', data({ state: [{ 'anything-but': ['closed'] }] }), true],
  ['anything but a prefix', data({ state: [{ 'anything-but': { prefix: 'op' } }] }), false],
  ['anything but, of what is absent', data({ none: [{ 'anything-but': 'x' }] }), false],
  ['numeric', data({ amount: [{ numeric: ['>', 0, '<=', 5] }] }), true],
  ['numeric, other', data({ amount: [{ numeric: ['<', 5] }] }), false],
  ['exists', data({ amount: [{ exists: true }], none: [{ exists: false }] }), true],
  ['an array holds it', data({ tags: ['b'] }), true],
  ['an array of objects holds it', data({ lines: { unit: ['seconds'] } }), true],
  ['cidr', data({ ip: [{ cidr: '10.0.0.0/8' }] }), true],
  ['cidr, other', data({ ip: [{ cidr: '11.0.0.0/8' }] }), false],
  ['or', { $or: [{ source: ['x'] }, { 'detail-type': ['usage.recorded'] }] }, true],
  ['all fields must match', { source: ['x'], 'detail-type': ['usage.recorded'] }, false],
])('%s', (_name, pattern, expected) => {
  expect(compilePattern(pattern)(event)).toBe(expected);
});

test.each<[object, string]>([
  [{ source: [{ magic: 'x' }] }, '$.source[0]: "magic" is not a comparison'],
  [{ source: 'text' }, '$.source: an object was expected'],
  [{ source: [] }, '$.source: an empty list'],
  [{ source: [{ numeric: ['~', 1] }] }, '$.source[0]: numeric takes pairs'],
])('%j is refused with its path', (pattern, message) => {
  expect(() => compilePattern(pattern)).toThrow(message);
});
