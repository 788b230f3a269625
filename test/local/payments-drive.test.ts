/** npm run simulate:payments: its command line, and an audit that finds what is wrong. */
import type { PaymentView } from '../../local/payments/control.js';
import { dueOf, findDifferences } from '../../local/payments/drive/audit.js';
import type { OperatorsView } from '../../local/payments/drive/merchant.js';
import { HELP, parseDriveOptions } from '../../local/payments/drive/options.js';
import { describeRehearsal } from '../../local/payments/drive/report.js';

const parse = (...args: string[]) => parseDriveOptions(args, {}, 42);

test('options, and what they are without any', () => {
  expect(parse()).toEqual({
    help: false,
    url: 'http://127.0.0.1:8100',
    operator: undefined,
    count: 100,
    providers: undefined,
    duplicates: 3,
    delayMs: 500,
    reorder: false,
    drop: 0.05,
    refunds: 0.15,
    disputes: 0.1,
    seed: 42,
  });
  expect(
    parse(
      '-o',
      'lily-cn',
      '-n',
      '7',
      '--providers',
      'alipay, stripe',
      '--delay=0',
      '--drop',
      '1',
      '--reorder',
    ),
  ).toMatchObject({
    operator: 'lily-cn',
    count: 7,
    providers: ['stripe', 'alipay'],
    delayMs: 0,
    drop: 1,
    reorder: true,
  });
  expect(parseDriveOptions([], { PORT: '9' }, 1).url).toBe('http://127.0.0.1:9');
});

test('all that is wrong is told at once', () => {
  const wrong = [
    '--count',
    '0',
    '--duplicates',
    '6',
    '--drop',
    '2',
    '--seed',
    'x',
    '--providers',
    'stripe,pigeon',
  ];
  expect(() => parse(...wrong, '--url', 'https://pay.example', '--fast')).toThrow(
    /--count is "0"[^]*--duplicates is "6"[^]*--drop is "2"[^]*--seed is "x"/,
  );
  expect(() => parse(...wrong)).toThrow(/"pigeon"; allowed: stripe, adyen/);
  expect(() => parse('--url', 'https://pay.example')).toThrow(/--url is "https:\/\/pay.example"/);
  expect(() => parse('--fast')).toThrow('There is no option --fast');
});

test('the help names every option', () => {
  for (const name of ['operator', 'count', 'providers', 'duplicates', 'delay', 'reorder', 'drop', 'refunds'])
    expect(HELP).toContain(`--${name} `);
});

const simulated: PaymentView = {
  provider: 'stripe',
  id: 'pi_1',
  merchantsId: 'pay_1',
  state: 'captured',
  currency: 'GBP',
  amount: '10.00',
  captured: '10.00',
  refunded: '4.00',
  disputed: '0.00',
  won: '0.00',
  lost: '0.00',
  checkoutUrl: '',
  returnUrl: undefined,
};
const right: OperatorsView = {
  status: 'partially_refunded',
  dispute: undefined,
  capturedMicros: 10_000_000,
  creditedMicros: 10_000_000,
  takenMicros: 4_000_000,
  heldMicros: 0,
  references: [],
};

const audit = async (
  view: Partial<OperatorsView>,
  balance: number | undefined,
  of: Partial<PaymentView> = {},
) =>
  await findDifferences(
    {
      view: async () => await Promise.resolve({ ...right, ...view }),
      balance: async () => await Promise.resolve(balance),
    },
    [{ paymentId: 'pay_1', subscriberId: 'sub_1' }],
    new Map([['pay_1', { ...simulated, ...of }]]),
    new Map([['sub_1', 5_000_000]]),
  );

test('the audit finds a double credit, a lost one, a refund that was not taken, a hold that stayed', async () => {
  expect(await audit({}, 11_000_000)).toEqual([]);
  expect(await audit({}, 21_000_000)).toMatchObject([
    { of: 'sub_1', what: 'balance', expectedMicros: 11_000_000, gotMicros: 21_000_000 },
  ]);
  expect(await audit({ creditedMicros: 20_000_000 }, 11_000_000)).toMatchObject([
    { of: 'pay_1', what: 'credited' },
  ]);
  expect(await audit({ creditedMicros: 0 }, 1_000_000)).toMatchObject([
    { what: 'credited' },
    { what: 'balance' },
  ]);
  expect(await audit({ takenMicros: 0 }, 15_000_000)).toMatchObject([
    { what: 'taken back' },
    { what: 'balance' },
  ]);
  expect(await audit({ heldMicros: 1 }, 11_000_000)).toMatchObject([{ what: 'held', expectedMicros: 0 }]);
  expect(await audit({}, undefined)).toMatchObject([{ what: 'balance', gotMicros: 0 }]);
  // A lost dispute is the subscriber's no more.
  expect(await audit({ takenMicros: 10_000_000 }, 5_000_000, { lost: '6.00' })).toEqual([]);
});

test('what a payer approved is due, though nobody has taken it', () => {
  expect(dueOf({ ...simulated, state: 'authorized', captured: '0.00', refunded: '0.00' })).toMatchObject({
    creditMicros: 10_000_000,
  });
  expect(dueOf({ ...simulated, won: '3.00' }).dispute).toBe('disputed_won');
  expect(dueOf({ ...simulated, won: '3.00', lost: '1.00' }).dispute).toBe('disputed_lost');
});

test('the report says so when money is wrong', () => {
  const result = {
    payments: [
      {
        paymentId: 'pay_1',
        subscriberId: 'sub_1',
        provider: 'stripe',
        intent: 'pay' as const,
        simulated,
        due: dueOf(simulated),
      },
    ],
    subscribers: 1,
    counts: {
      webhooks: 3,
      dropped: 1,
      requests: 5,
      accepted: 4,
      refused: { 503: 1 },
      givenUp: 0,
      waiting: 0,
    },
    asked: 1,
    refused: [],
    seconds: 2,
    differences: [],
  };
  expect(describeRehearsal(result, 'GBP', 7)).toMatch(
    /stripe +1 +1 +£10\.00 +£4\.00 +£0\.00[^]*1 answered 503[^]*seed 7[^]*Every balance/,
  );
  const differences = [{ of: 'sub_1', what: 'balance', expectedMicros: 11_000_000, gotMicros: 21_000_000 }];
  expect(describeRehearsal({ ...result, differences }, 'GBP', 7)).toMatch(
    /MONEY IS WRONG: 1 differences\n {2}sub_1 balance: expected £11\.00, got £21\.00/,
  );
});
