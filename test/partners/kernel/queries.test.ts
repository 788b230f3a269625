import { newId } from '../../../domain/partners/ids.js';
import { parseFields, selectFields } from '../../../domain/partners/tmf/fields.js';
import { matches, parseFilter } from '../../../domain/partners/tmf/filter.js';
import { answerList, answerOne, listOf, listQuery } from '../../../lambdas/partners/kernel/list.js';
import { RefusedError } from '../../../lambdas/partners/kernel/refused.js';

const ORDER = {
  id: 'ord_1',
  href: 'https://a.example/productOrder/ord_1',
  state: 'acknowledged',
  orderDate: '2026-11-23T09:30:00.000Z',
  priority: 4,
  isBundle: false,
  description: 'one, two',
  relatedParty: [
    { id: 'pty_1', role: 'customer' },
    { id: 'pty_2', role: 'seller' },
  ],
  note: { text: 'a "word"' },
};
const isFound = (query: Record<string, string>) =>
  matches(
    ORDER,
    Object.entries(query).map(([name, value]) => parseFilter(name, value)),
  );

describe('filters of TMF630', () => {
  test.each<Record<string, string>>([
    { state: 'acknowledged' },
    { state: '"acknowledged"' },
    { state: 'held,acknowledged' },
    { state: '"held","acknowledged"' },
    { 'state.eq': 'acknowledged' },
    { 'state.ne': 'held' },
    { 'state.ne': 'held,failed' },
    { href: ORDER.href },
    { orderDate: '2026-11-23T09:30:00.000Z' },
    { orderDate: '"2026-11-23T09:30:00.000Z"' },
    { orderDate: '2026-11-23T10:30:00+01:00' },
    { 'orderDate.gte': '2026-11-23' },
    { 'orderDate.gt': '2026-11-22', 'orderDate.lt': '2026-11-24' },
    { 'orderDate.lte': '2026-11-23T09:30:00Z' },
    { priority: '4' },
    { 'priority.gt': '3.5' },
    { isBundle: 'false' },
    { 'relatedParty.id': 'pty_2' },
    { 'relatedParty.role': 'seller', 'relatedParty.id': 'pty_1' },
    { 'note.text': 'a "word"' },
    { description: '"one, two"' },
    { description: 'one, two' },
    {},
  ])('%j finds it', (query) => {
    expect(isFound(query)).toBe(true);
  });

  test.each<Record<string, string>>([
    { state: 'held' },
    { state: 'Acknowledged' },
    { state: 'held,failed' },
    { 'state.ne': 'held,acknowledged' },
    { state: 'acknowledged', priority: '5' },
    { orderDate: '2026-11-23' },
    { 'orderDate.lt': '2026-11-23T09:30:00Z' },
    { priority: '' },
    { priority: 'four' },
    { isBundle: 'true' },
    { 'relatedParty.id': 'pty_3' },
    { relatedParty: 'pty_1' },
    { 'state.name': 'acknowledged' },
    { nothing: 'x' },
    { 'priority.gt': '4' },
  ])('%j does not', (query) => {
    expect(isFound(query)).toBe(false);
  });
});

describe('fields', () => {
  test('are those that were named, and what names the resource', () => {
    expect(selectFields(ORDER, parseFields('state, priority,'))).toEqual({
      id: ORDER.id,
      href: ORDER.href,
      state: 'acknowledged',
      priority: 4,
    });
    expect(selectFields(ORDER, parseFields('id'))).toEqual({ id: ORDER.id, href: ORDER.href });
    expect(selectFields(ORDER, parseFields(undefined))).toBe(ORDER);
  });
});

const refusalOf = (run: () => unknown): RefusedError => {
  try {
    run();
  } catch (error) {
    return error as RefusedError;
  }
  throw new Error('it was not refused');
};

describe('queries', () => {
  test('everything that is wrong is said at once', () => {
    const refusal = refusalOf(() =>
      listQuery({ offset: '-1', limit: '201', stat: 'held', fields: 'id' }, ['id', 'state']),
    );
    expect([refusal.status, refusal.code]).toEqual([400, 'invalid-query']);
    expect(refusal.invalidParams).toEqual([
      { param: 'offset', reason: 'got "-1"; allowed: whole number from 0' },
      { param: 'limit', reason: 'got "201"; allowed: whole number from 0 to 200' },
      { param: 'stat', reason: expect.stringMatching(/got "held"; .*state/) as string },
    ]);
  });

  test('one resource has no filters', () => {
    const refusal = refusalOf(() => answerOne(ORDER, { state: 'held' }));
    expect(refusal.invalidParams).toEqual([
      { param: 'state', reason: 'got "held"; there is no such parameter; allowed: fields' },
    ]);
  });

  const all = listOf(Array.from({ length: 7 }, (_, n) => ({ id: `n${n}`, even: n % 2 === 0 })));
  const list = async (query: Record<string, string>) => {
    const { body, headers } = await answerList(listQuery(query, ['id', 'even']), all, (item) => item);
    const { 'x-total-count': total, 'x-result-count': result } = headers as Record<string, string>;
    return [(JSON.parse(body!) as { id: string }[]).map(({ id }) => id).join(), total, result];
  };

  test('pages and counts, with filters and without', async () => {
    expect(await list({})).toEqual(['n0,n1,n2,n3,n4,n5,n6', '7', '7']);
    expect(await list({ offset: '5', limit: '5' })).toEqual(['n5,n6', '7', '2']);
    expect(await list({ offset: '9' })).toEqual(['', '7', '0']);
    expect(await list({ limit: '0' })).toEqual(['', '7', '0']);
    expect(await list({ even: 'true' })).toEqual(['n0,n2,n4,n6', '4', '4']);
    expect(await list({ even: 'true', offset: '1', limit: '2' })).toEqual(['n2,n4', '4', '2']);
    expect(await list({ id: 'n3,n4', even: 'true' })).toEqual(['n4', '1', '1']);
  });
});

test('ids say what they are, and follow from their seed', () => {
  expect(newId('ord', '0123456789abcdef0123456789abcdef')).toBe('ord_0123456789abcdef01234567');
});
