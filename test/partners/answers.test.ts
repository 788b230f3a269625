/** The judge of answers itself: what it lets pass, and what it finds. */
import { partnerRoutes } from '../../domain/partners/routes.js';
import { hasOfficialFile, judgeAnswer, problemsOf } from '../support/partner-answers.js';

const CUSTOMER = {
  id: 'cus_1',
  href: 'https://partners.lily.example/tmf-api/customerManagement/v4/customer/cus_1',
  name: 'Ada',
  engagedParty: { id: 'pty_1', '@referredType': 'Individual' },
  '@type': 'Customer',
};
const JSON_TYPE = { 'content-type': 'application/json' };
const CREATED = { ...JSON_TYPE, location: CUSTOMER.href };
const COUNTED = { ...JSON_TYPE, 'x-total-count': '7', 'x-result-count': '1' };

const GOOD = {
  'a resource': ['retrieveCustomer', { status: 200, headers: JSON_TYPE, body: CUSTOMER }],
  'a created resource': ['createCustomer', { status: 201, headers: CREATED, body: CUSTOMER }],
  'a list': ['listCustomer', { status: 200, headers: COUNTED, body: [CUSTOMER] }],
  'nothing after a deletion': ['deleteCustomer', { status: 204, headers: {} }],
  'a listener': [
    'registerListener_customers',
    { status: 201, headers: JSON_TYPE, body: { id: 'hub_1', callback: 'https://shop.example/listener' } },
  ],
  'an error': [
    'retrieveCustomer',
    {
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: { code: 'customer-not-found', reason: 'customer not found' },
    },
  ],
  'a payment at its short path': [
    'retrievePayment_short',
    {
      status: 200,
      headers: JSON_TYPE,
      body: {
        id: 'pay_1',
        href: 'https://partners.lily.example/paymentManagement/v4/payment/pay_1',
        '@type': 'Payment',
        account: { id: '234150000000001' },
        paymentMethod: { '@type': 'BankCard', name: 'a card' },
        totalAmount: { unit: 'GBP', value: 12.34 },
      },
    },
  ],
  'a role of a type without an id, which the file forgot': [
    'retrievePartyRole',
    {
      status: 200,
      headers: JSON_TYPE,
      body: {
        id: 'rol_1',
        href: 'https://partners.lily.example/partyRole/rol_1',
        '@type': 'PartyRole',
        name: 'retailer',
        roleType: { name: 'retailer' },
      },
    },
  ],
  'a SIM swap that may not be told': [
    'retrieveSimSwapDate',
    { status: 200, headers: JSON_TYPE, body: { latestSimChange: null, monitoredPeriod: 120 } },
  ],
  'an error of CAMARA': [
    'checkSimSwap',
    {
      status: 422,
      headers: JSON_TYPE,
      body: { status: 422, code: 'MISSING_IDENTIFIER', message: 'The device cannot be identified.' },
    },
  ],
} as const;

test.each(Object.entries(GOOD))('%s is as its file has it', (_name, [operationId, answer]) => {
  expect(() => judgeAnswer(operationId, answer)).not.toThrow();
});

const without = (name: keyof typeof CUSTOMER) =>
  Object.fromEntries(Object.entries(CUSTOMER).filter(([each]) => each !== name));

const BAD = [
  [
    'a mandatory part of a part',
    'retrieveCustomer',
    { body: { ...CUSTOMER, engagedParty: {} } },
    '/engagedParty: must have required property',
  ],
  [
    'text where a list stands',
    'retrieveCustomer',
    { body: { ...CUSTOMER, contactMedium: 'post' } },
    '/contactMedium: must be array',
  ],
  ['no type', 'retrieveCustomer', { body: without('@type') }, '/@type: must be there'],
  ['no id', 'retrieveCustomer', { body: without('id') }, '/id: must be there'],
  [
    'an address that is relative',
    'retrieveCustomer',
    { body: { ...CUSTOMER, href: '/customer/cus_1' } },
    'must be an absolute address',
  ],
  [
    'an address of another',
    'retrieveCustomer',
    { body: { ...CUSTOMER, href: 'https://a.example/customer/2' } },
    'must end in the id',
  ],
  ['a null', 'retrieveCustomer', { body: { ...CUSTOMER, extra: null } }, '/extra: must not be null'],
  ['a list for a resource', 'retrieveCustomer', { body: [CUSTOMER] }, '/: must be object'],
  ['a resource for a list', 'listCustomer', { headers: COUNTED, body: CUSTOMER }, '/: must be array'],
  ['no counts', 'listCustomer', { body: [CUSTOMER] }, 'x-result-count: got undefined; there are 1'],
  [
    'a total below the page',
    'listCustomer',
    { headers: { ...COUNTED, 'x-total-count': '0' }, body: [CUSTOMER] },
    'x-total-count: got 0',
  ],
  ['no Location', 'createCustomer', { status: 201, body: CUSTOMER }, 'location: got undefined'],
  [
    'another Location',
    'createCustomer',
    { status: 201, headers: { ...CREATED, location: 'https://a.example/1' }, body: CUSTOMER },
    'location: got https://a.example/1',
  ],
  ['a status of another operation', 'createCustomer', { body: CUSTOMER }, 'status 200; the file has 201'],
  ['a body after a deletion', 'deleteCustomer', { status: 204, body: {} }, 'it has a body'],
  ['no body', 'retrieveCustomer', {}, 'it has no body'],
  [
    'an error without a reason',
    'retrieveCustomer',
    { status: 404, headers: { 'content-type': 'application/problem+json' }, body: { code: 'x' } },
    "required property 'reason'",
  ],
  [
    'an error without a body',
    'retrieveCustomer',
    { status: 404, headers: { 'content-type': 'application/problem+json' } },
    '/: must be object',
  ],
  [
    'an error that is plain JSON',
    'retrieveCustomer',
    { status: 404, body: { code: 'x', reason: 'x' } },
    'content-type: got application/json',
  ],
  [
    'a listener without a callback',
    'registerListener_usage',
    { status: 201, body: { id: 'hub_1' } },
    "required property 'callback'",
  ],
  ['no date of a SIM swap', 'retrieveSimSwapDate', { body: {} }, "required property 'latestSimChange'"],
  [
    "CAMARA's status that differs",
    'checkSimSwap',
    { status: 404, body: { status: 422, code: 'X', message: 'x' } },
    'status: got 422; the status line has 404',
  ],
  [
    'an error of the TM Forum at CAMARA',
    'checkSimSwap',
    { status: 404, body: { code: 'x', reason: 'x' } },
    "required property 'message'",
  ],
] as const;

test.each(BAD)('%s is found', (_name, operationId, given, problem) => {
  const answer = { status: 200, headers: JSON_TYPE, ...given };
  expect(problemsOf(operationId, answer).join('\n')).toContain(problem);
  expect(() => judgeAnswer(operationId, answer)).toThrow(problem);
});

test('what was not selected may be left out, and must be', () => {
  const answer = {
    status: 200,
    headers: COUNTED,
    body: [{ id: CUSTOMER.id, href: CUSTOMER.href, name: 'Ada' }],
  };
  expect(problemsOf('listCustomer', answer, { fields: ['name'] })).toEqual([]);
  expect(problemsOf('listCustomer', answer, { fields: ['status'] })).toEqual([
    '/0: name were not selected by fields',
  ]);
});

test('every operation of the TM Forum and of CAMARA is in an official file, with its status', () => {
  const missing = partnerRoutes({ sandbox: true })
    .filter(({ operationId }) => hasOfficialFile(operationId))
    .flatMap(({ operationId, status }) =>
      problemsOf(operationId, { status, headers: {} })
        .filter((problem) => problem.startsWith('status'))
        .map((problem) => `${operationId}: ${problem}`),
    );
  expect(missing).toEqual([]);
});

test('what is ours alone has no official file', () => {
  expect(hasOfficialFile('listEvents')).toBe(false);
  expect(() => judgeAnswer('listEvents', { status: 200, headers: {}, body: [] })).toThrow('ours alone');
});
