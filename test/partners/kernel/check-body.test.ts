import { definitions } from '../../../domain/partners/definitions/customers.js';
import { definitions as ordering } from '../../../domain/partners/definitions/ordering.js';
import { bodyChecks } from '../../../lambdas/partners/kernel/check-body.js';

const check = bodyChecks(definitions);
const PARTY = { id: 'pty_1', '@referredType': 'Individual' };

test('a good body has no problems', () => {
  expect(check('Customer_Create', { name: 'Ada', engagedParty: PARTY })).toEqual([]);
});

test('all problems come at once, with what came and what is allowed', () => {
  const problems = check('Customer_Create', {
    nmae: 'Ada',
    engagedParty: { '@referredType': 'Individual', name: 5 },
    contactMedium: [{ mediumType: 'email', characteristic: {}, validFor: { startDateTime: 'yesterday' } }],
    status: ['new'],
  });
  const reasons = Object.fromEntries(problems.map(({ param, reason }) => [param, reason]));
  expect(Object.keys(reasons).sort()).toEqual([
    'contactMedium[0].validFor.startDateTime',
    'engagedParty.id',
    'engagedParty.name',
    'name',
    'nmae',
    'status',
  ]);
  expect(reasons).toMatchObject({
    name: 'is missing; it is mandatory',
    'engagedParty.id': 'is missing; it is mandatory',
    'engagedParty.name': 'got 5; allowed: string',
    status: 'got ["new"]; allowed: string',
    'contactMedium[0].validFor.startDateTime':
      'got "yesterday"; allowed: a date-time such as "2026-11-23T09:30:00Z"',
  });
  expect(reasons['nmae']).toMatch(/^got "Ada"; there is no such attribute; allowed: name, status, /);
});

test('an attribute that is nearly one is named', () => {
  const [problem] = check('Customer_Create', { name: 'Ada', engagedParty: PARTY, statusReson: 'x' });
  expect(problem!.reason).toMatch(/did you mean "?statusReason/i);
});

test('an enumeration is listed, with what was meant', () => {
  const [problem] = bodyChecks(ordering)('ProductOrder_Create', {
    productOrderItem: [{ id: '1', action: 'ad' }],
  });
  expect(problem).toEqual({
    param: 'productOrderItem[0].action',
    reason: expect.stringMatching(/^got "ad"; allowed: add, modify, delete, noChange.*add/) as string,
  });
});

test.each([null, [], 'text', 5, true])('a body that is no object is refused: %j', (body) => {
  expect(check('Customer_Create', body)).toHaveLength(1);
});

test('attributes of a server are no attributes of its clients', () => {
  const problems = check('Customer_Create', { name: 'Ada', engagedParty: PARTY, id: 'cus_1' });
  expect(problems.map(({ param }) => param)).toEqual(['id']);
});

describe('@schemaLocation', () => {
  const extended = { '@schemaLocation': 'https://acme.example/customer.json', loyalty: { tier: 3 } };

  test('lets an object have further attributes', () => {
    expect(check('Customer_Create', { name: 'Ada', engagedParty: PARTY, ...extended })).toEqual([]);
  });

  test('does so for its own object alone', () => {
    const body = { name: 'Ada', engagedParty: { ...PARTY, rank: 1 }, ...extended };
    expect(check('Customer_Create', body).map(({ param }) => param)).toEqual(['engagedParty.rank']);
    const inner = { name: 'Ada', engagedParty: { ...PARTY, ...extended }, rank: 1 };
    expect(check('Customer_Create', inner).map(({ param }) => param)).toEqual(['rank']);
  });

  test('does not excuse what the standard does say', () => {
    const problems = check('Customer_Create', { ...extended, name: 5, engagedParty: PARTY });
    expect(problems).toEqual([{ param: 'name', reason: 'got 5; allowed: string' }]);
  });
});

test('types may stand on everything (TMF630)', () => {
  const typed = { '@type': 'Customer', '@baseType': 'PartyRole', '@referredType': 'X' };
  expect(check('Customer_Create', { name: 'Ada', ...typed, engagedParty: { ...PARTY, ...typed } })).toEqual(
    [],
  );
});

describe('a merge patch', () => {
  test('need not name what is mandatory, and may remove', () => {
    expect(check('Customer_Update', { status: 'active', statusReason: null })).toEqual([]);
    expect(check('Customer_Update', {})).toEqual([]);
  });

  test('is checked where it says something', () => {
    expect(check('Customer_Update', { status: 5, stauts: null }).map(({ param }) => param)).toEqual([
      'status',
    ]);
  });
});

test('very many problems are told as the first of them', () => {
  const body = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x${n}`, n]));
  expect(check('Customer_Create', body)).toHaveLength(50);
});

test('a long value is told by its beginning', () => {
  const [problem] = check('Customer_Create', { name: ['x'.repeat(5000)], engagedParty: PARTY });
  expect(problem!.reason.length).toBeLessThan(260);
});

test('bounds are said in words', () => {
  expect(bodyChecks(ordering)('ProductOrder_Create', { productOrderItem: [] })).toEqual([
    { param: 'productOrderItem', reason: 'got []; allowed: a list of 1 or more' },
  ]);
  const numbers = bodyChecks({
    Sample: {
      type: 'object',
      properties: { phone: { type: 'string', pattern: '^\\+\\d+$' }, most: { type: 'number', minimum: 1 } },
    },
  });
  expect(numbers('Sample', { phone: '07', most: 0 }).map(({ reason }) => reason)).toEqual([
    'got "07"; allowed: what matches ^\\+\\d+$',
    'got 0; allowed: 1 or more',
  ]);
});
