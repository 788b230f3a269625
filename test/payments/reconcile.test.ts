/** Settlement files of each provider, as they write them, and what comes of comparing them with our payments. */
import * as fc from 'fast-check';
import type { PaymentFact } from '../../domain/payments/fact.js';
import { mergeFact, newPayment, type Payment } from '../../domain/payments/payment.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import type { SettlementLine } from '../../domain/payments/reconcile/line.js';
import { reconcile, SIDES, timeOf } from '../../domain/payments/reconcile/reconcile.js';
import { fileTime } from '../../domain/files/file-time.js';
import { readSettlements } from '../../lambdas/files/settlement-lines.js';

const id = (n: number): string => `pay_${String(n).padStart(24, '0')}`;
const at = (iso: string): number => Date.parse(iso);

async function linesOf(provider: ProviderId, text: string | Uint8Array) {
  const read = await readSettlements(provider, typeof text === 'string' ? Buffer.from(text) : text);
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

describe('files', () => {
  test('Stripe: what the customer paid, in the currency of the customer', async () => {
    const { lines, other } = await linesOf(
      'stripe',
      `balance_transaction_id,created_utc,created,currency,gross,fee,net,reporting_category,source_id,description,customer_facing_amount,customer_facing_currency,charge_id,payment_intent_id,payment_metadata[mvno_payment_id]
txn_1,2026-11-20 10:00:00,2026-11-20 11:00:00,gbp,15.00,0.43,14.57,charge,ch_1,"Top-up, 15",15.00,gbp,ch_1,pi_1,${id(1)}
txn_2,2026-11-20 12:30:00,2026-11-20 13:30:00,gbp,-5.00,0.00,-5.00,refund,re_1,,,,ch_1,pi_1,
txn_3,2026-11-20 12:40:00,2026-11-20 13:40:00,gbp,8.61,0.5,8.11,charge,ch_2,,10.00,eur,ch_2,pi_2,
txn_4,2026-11-21 00:00:00,2026-11-21 01:00:00,gbp,-20.00,0.00,-20.00,payout,po_1,,,,,,
`,
    );
    expect(lines).toEqual([
      {
        row: 2,
        type: 'charge',
        paymentId: id(1),
        references: ['pi_1', 'ch_1', 'ch_1'],
        own: ['ch_1'],
        micros: 15_000_000,
        currency: 'GBP',
        atMs: at('2026-11-20T10:00:00Z'),
      },
      expect.objectContaining({ row: 3, type: 'refund', own: ['re_1'], micros: 5_000_000, currency: 'GBP' }),
      expect.objectContaining({ row: 4, micros: 10_000_000, currency: 'EUR' }),
    ]);
    expect(other).toBe(1);
  });

  test('Adyen: rows of its published sample', async () => {
    const { lines, other } = await linesOf(
      'adyen',
      `Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Payment Method Variant
TestCompany,TestMerchant,1813702551707653,3vpzf7,visa,2013-06-03 11:26:49,CET,Settled,1713702551795048,GBP,,5.00,1,GBP,,4.88,,0.04,0.01,0.07,visaclassic
TestCompany,TestMerchant,1313642467023511,${id(2)},visa,2013-03-26 22:37:26,CET,Chargeback,2313642467170922,EUR,349.99,,1,EUR,357.49,,7.5,,,,visaclassic
TestCompany,TestMerchant,,,,2013-06-04 00:00:00,CET,Fee,Transaction Fees June,EUR,,,1,EUR,12.10,,,,,,
`,
    );
    expect(lines).toEqual([
      expect.objectContaining({
        type: 'charge',
        references: ['1813702551707653'],
        own: ['1713702551795048'],
        micros: 5_000_000,
        currency: 'GBP',
        atMs: at('2013-06-03T11:26:49+01:00'),
      }),
      expect.objectContaining({ type: 'dispute', paymentId: id(2), micros: 349_990_000, currency: 'EUR' }),
    ]);
    expect(other).toBe(1);
  });

  test('PayPal: sections of marked rows, minor units, yen without any', async () => {
    const { lines, other, unreadable } = await linesOf(
      'paypal',
      `"RH","2026/11/21 02:00:00 -0800","A","SELLER1","9"
"FH",1
"SH","2026/11/20 00:00:00 -0800","2026/11/20 23:59:59 -0800","SELLER1",""
"CH","Transaction ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type","Transaction Event Code","Transaction Initiation Date","Transaction Completion Date","Transaction Debit or Credit","Gross Transaction Amount","Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency","Custom Field","Consumer ID"
"SB","9AB12345CD678901E","","","","T0006","2026/11/20 01:02:03 -0800","2026/11/20 01:02:03 -0800","CR",1500,"USD","DR",74,"USD","${id(1)}","PAYER1"
"SB","8AB12345CD678901E","","9AB12345CD678901E","TXN","T1107","2026/11/20 03:00:00 -0800","2026/11/20 03:00:00 -0800","DR",1500,"USD","CR",0,"USD","","PAYER1"
"SB","7AB12345CD678901E","","","","T0006","2026/11/20 04:00:00 -0800","2026/11/20 04:00:00 -0800","CR",10000,"JPY","DR",300,"JPY","","PAYER2"
"SB","6AB12345CD678901E","","","","T0400","2026/11/20 05:00:00 -0800","2026/11/20 05:00:00 -0800","DR",9000,"USD","",0,"USD","",""
"SF","USD",1500,10500,0,9000
"SC",4
"RF","USD",1500
`,
    );
    expect(unreadable).toEqual([]);
    expect(lines).toEqual([
      expect.objectContaining({
        row: 5,
        type: 'charge',
        paymentId: id(1),
        micros: 15_000_000,
        currency: 'USD',
        atMs: at('2026-11-20T09:02:03Z'),
      }),
      expect.objectContaining({
        type: 'refund',
        references: ['8AB12345CD678901E', '9AB12345CD678901E'],
        own: ['8AB12345CD678901E'],
        micros: 15_000_000,
      }),
      expect.objectContaining({ micros: 10_000_000_000, currency: 'JPY' }),
    ]);
    expect(other).toBe(4);
  });

  test('WeChat Pay: back-ticks, a name with a comma, totals at the end', async () => {
    const { lines, unreadable } = await linesOf(
      'wechatpay',
      `\uFEFF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
\`2026-11-20 16:33:45,\`wx2421b1c4370ec43b,\`10000100,\`0,\`1000,\`1001690740201411100005734289,\`${id(1)},\`085e9858e,\`MICROPAY,\`SUCCESS,\`CFT,\`CNY,\`15.00,\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`Lily "top-up", 15,\`,\`0.09000,\`0.60%,\`15.00,\`0.00,\`
\`2026-11-20 16:46:14,\`wx2421b1c4370ec43b,\`10000100,\`0,\`1000,\`1002780740201411100005729794,\`${id(2)},\`085e9858e,\`MICROPAY,\`REFUND,\`CFT,\`CNY,\`0.00,\`0.00,\`50000408942018111907145868882,\`re_1,\`3.00,\`0.00,\`ORIGINAL,\`SUCCESS,\`x,\`,\`-0.02000,\`0.60%,\`0.00,\`3.00,\`
总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
\`2,\`15.00,\`3.00,\`0.00,\`0.07000,\`15.00,\`3.00
`,
    );
    expect(unreadable).toEqual([]);
    expect(lines).toEqual([
      expect.objectContaining({
        type: 'charge',
        paymentId: id(1),
        references: ['1001690740201411100005734289'],
        micros: 15_000_000,
        currency: 'CNY',
        atMs: at('2026-11-20T16:33:45+08:00'),
      }),
      expect.objectContaining({
        type: 'refund',
        paymentId: id(2),
        own: ['50000408942018111907145868882', 're_1'],
        micros: 3_000_000,
      }),
    ]);
  });

  test('Alipay: GBK, comments around, tabs behind', async () => {
    const text = `#支付宝业务明细查询
#账号：[20880000000000000156]
#起始日期：[2026年11月20日 00:00:00]   终止日期：[2026年11月21日 00:00:00]
#-----------------------------------------业务明细列表----------------------------------------
支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注
2026112022001400001\t,${id(1)}\t,交易\t,充值,2026-11-20 09:00:00,2026-11-20 09:00:08,\t,*a\t,15.00,15.00,\t,-0.09,\t
2026112022001400001\t,${id(1)}\t,退款\t,充值,2026-11-20 10:00:00,2026-11-20 10:00:01,\t,*a\t,-4.00,-4.00,rf1\t,0.02,\t
#-----------------------------------------业务明细列表结束------------------------------------
#交易合计：1笔，商家实收共15.00元
#退款合计：1笔，商家实收退款共-4.00元
#导出时间：[2026年11月21日 09:00:00]
`;
    const expected = [
      expect.objectContaining({
        row: 6,
        type: 'charge',
        paymentId: id(1),
        references: ['2026112022001400001'],
        micros: 15_000_000,
        currency: 'CNY',
        atMs: at('2026-11-20T09:00:08+08:00'),
      }),
      expect.objectContaining({ type: 'refund', own: ['rf1'], micros: 4_000_000 }),
    ];
    expect((await linesOf('alipay', text)).lines).toEqual(expected);
    expect((await linesOf('alipay', gbk(text))).lines).toEqual(expected);
  });

  test('Razorpay: as its API answers, in paise, and from the dashboard, in rupees', async () => {
    // Figures of the documentation's example.
    const api = await linesOf(
      'razorpay',
      `entity_id,type,debit,credit,amount,currency,fee,tax,on_hold,settled,created_at,settled_at,settlement_id,description,notes,payment_id,settlement_utr,order_id
pay_DEXrnipqTmWVGE,payment,0,97100,100000,INR,2900,0,false,true,1567692556,1568176960,setl_DGlQ1Rj8os78Ec,x,"{""mvno_payment_id"":""${id(1)}""}",,1568176960vxp0rj,order_DEXrnRiR3SNDHA
rfnd_DGRcGzZSLyEdg1,refund,242500,0,242500,INR,0,0,false,true,1568107224,1568176960,setl_DGlQ1Rj8os78Ec,,,pay_DEXq1pACSqFxtS,1568176960vxp0rj,order_DEXpmZgffXNvuI
trf_DEUoCEtdsJgvl7,transfer,100296,0,100000,INR,296,46,false,true,1567681786,1568176960,setl_DGlQ1Rj8os78Ec,,,pay_DEApNNTR6xmqJy,1568176960vxp0rj,
`,
    );
    expect(api.lines).toEqual([
      expect.objectContaining({
        type: 'charge',
        paymentId: id(1),
        micros: 1_000_000_000,
        atMs: 1_567_692_556_000,
      }),
      expect.objectContaining({
        type: 'refund',
        references: ['pay_DEXq1pACSqFxtS', 'order_DEXpmZgffXNvuI', 'rfnd_DGRcGzZSLyEdg1'],
        own: ['rfnd_DGRcGzZSLyEdg1'],
        micros: 2_425_000_000,
      }),
    ]);
    const dashboard = await linesOf(
      'razorpay',
      `transaction_entity,entity_id,amount,currency,fee (exclusive tax),tax,debit,credit,entity_created_at,order_id,settlement_id,settled_at
payment,pay_DEXrnipqTmWVGE,1000,INR,29,0,0,971,05/09/2019 19:39:16,order_DEXrnRiR3SNDHA,setl_DGlQ1Rj8os78Ec,11/09/2019
`,
    );
    expect(dashboard.lines).toEqual([
      expect.objectContaining({ type: 'charge', micros: 1_000_000_000, atMs: 1_567_692_556_000 }),
    ]);
  });

  test('M-Pesa: what customers paid in and completed, below the lines about the account', async () => {
    const { lines, other } = await linesOf(
      'mpesa',
      `Organization Statement,,,
Short Code:,600000,,
Time Period:,From 20-11-2026 to 20-11-2026,,

Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.
SKK1AB23CD,20-11-2026 12:00:05,20-11-2026 12:00:00,Pay Bill from 254708374149,Completed,"1,500.00",,"2,500.00",true,Pay Bill Online,254708374149 - Jane,,Lily
SKK1AB23CE,20-11-2026 12:00:05,20-11-2026 12:00:00,Pay Bill Charge,Completed,,-7.00,"2,493.00",true,Pay Bill Charge,,,
SKK1AB23CF,20-11-2026 12:10:00,20-11-2026 12:10:00,Pay Bill from 254708374150,Failed,100.00,,,true,Pay Bill Online,254708374150 - Joe,,Lily
SKK1AB23CG,20-11-2026 13:00:00,20-11-2026 13:00:00,Reversal of SKK1AB23CD,Completed,,"-1,500.00",993.00,true,Transaction Reversal,254708374149 - Jane,SKK1AB23CD,
`,
    );
    expect(lines).toEqual([
      expect.objectContaining({
        type: 'charge',
        references: ['SKK1AB23CD'],
        micros: 1_500_000_000,
        currency: 'KES',
        atMs: at('2026-11-20T12:00:00+03:00'),
      }),
      expect.objectContaining({
        type: 'refund',
        references: ['SKK1AB23CG', 'SKK1AB23CD'],
        micros: 1_500_000_000,
      }),
    ]);
    expect(other).toBe(2);
  });

  test('another file is refused with the columns that are missing; a row that can not be read is told', async () => {
    expect(await readSettlements('stripe', Buffer.from('a,b\n1,2\n'))).toEqual({
      problem: expect.stringMatching(
        /no row names the columns; allowed: payout reconciliation.*reporting_category/,
      ),
    });
    expect(await readSettlements('mpesa', Buffer.from(''))).toHaveProperty('problem');
    const { lines, unreadable } = await linesOf(
      'stripe',
      'balance_transaction_id,reporting_category,gross,currency,source_id\n' +
        't,charge,1e3,gbp,ch_1\nt,charge,,gbp,ch_2\nt,charge,1.00,pounds,ch_3\nt,fee,x,x,\n',
    );
    expect(lines).toEqual([]);
    expect(unreadable).toEqual([
      { row: 2, problem: 'amount "1e3"; allowed: a number above zero' },
      { row: 3, problem: 'no amount' },
      { row: 4, problem: 'currency "pounds"; allowed: three letters' },
    ]);
  });
});

test.each([
  ['2026-03-29 01:30:00', 'Europe/London', '2026-03-29T01:30:00Z'],
  ['2026-07-01 12:00', 'Europe/London', '2026-07-01T11:00:00Z'],
  ['2026/01/02 03:04:05 +0530', 'UTC', '2026-01-01T21:34:05Z'],
  ['2026-01-02T03:04:05.678Z', 'CET', '2026-01-02T03:04:05Z'],
  ['02-01-2026 03:04:05', 'Africa/Nairobi', '2026-01-02T00:04:05Z'],
  ['1767322800', 'UTC', '2026-01-02T03:00:00Z'],
])('%s in %s', (text, zone, expected) => {
  expect(fileTime(text, zone)).toBe(at(expected));
});

test.each([
  ['2026-02-30 00:00:00', 'UTC'],
  ['2026-01-02 00:00:00', 'Nowhere/Else'],
  ['yesterday', 'UTC'],
])('%s in %s is no time', (text, zone) => {
  expect(fileTime(text, zone)).toBeUndefined();
});

const EUR = 1_000_000;
const about = (reference: string) => ({ references: [reference], currency: 'EUR' });
function payment(n: number, ...facts: PaymentFact[]): Payment {
  const intent = newPayment({
    paymentId: id(n),
    provider: 'stripe',
    purpose: 'top-up',
    subscriberId: 'sub_1',
    account: 'imsi-1',
    amountMicros: 15 * EUR,
    currency: 'EUR',
    createdISO: '2026-11-20T09:00:00.000Z',
  });
  return facts.reduce(mergeFact, intent);
}
const captured = (name = 'pi_1', amountMicros = 15 * EUR): PaymentFact => ({
  ...about('pi_1'),
  kind: 'captured',
  capture: name,
  amountMicros,
});
const refunded = (refund: string, amountMicros: number): PaymentFact => ({
  ...about('pi_1'),
  kind: 'refunded',
  refund,
  amountMicros,
});
let row = 1;
const line = (more: Partial<SettlementLine> = {}): SettlementLine => ({
  row: ++row,
  type: 'charge',
  references: ['pi_1'],
  own: [],
  micros: 15 * EUR,
  currency: 'EUR',
  atMs: at('2026-11-20T10:00:00Z'),
  ...more,
});
const refund = (own: string, micros: number, more: Partial<SettlementLine> = {}) =>
  line({ type: 'refund', own: [own], micros, ...more });

describe('comparing', () => {
  test.each<[string, Payment, SettlementLine[], string]>([
    ['what came in', payment(1, captured()), [line()], 'matched'],
    [
      'in two captures of which one is in the file',
      payment(1, captured('a', 5 * EUR), captured('b', 10 * EUR)),
      [line({ own: ['a'], micros: 5 * EUR, references: [] })],
      'matched',
    ],
    [
      'in two captures that the file does not name',
      payment(1, captured('a', 5 * EUR), captured('b', 10 * EUR)),
      [line({ micros: 5 * EUR }), line({ micros: 10 * EUR })],
      'matched',
    ],
    ['another amount', payment(1, captured()), [line({ micros: 14 * EUR })], 'charge-amount'],
    ['the same twice', payment(1, captured()), [line(), line()], 'charge-amount'],
    ['what we never captured', payment(1), [line()], 'charge-amount'],
    ['another currency', payment(1, captured()), [line({ currency: 'USD' })], 'currency'],
    ['a refund', payment(1, captured(), refunded('re_1', 5 * EUR)), [refund('re_1', 5 * EUR)], 'matched'],
    [
      'one of two refunds, not named',
      payment(1, captured(), refunded('re_1', 5 * EUR), refunded('re_2', 3 * EUR)),
      [refund('x', 3 * EUR)],
      'matched',
    ],
    [
      'a part of a running total',
      payment(1, captured(), refunded('total', 7 * EUR)),
      [refund('rf_1', 3 * EUR)],
      'matched',
    ],
    [
      'more than a running total',
      payment(1, captured(), refunded('total', 7 * EUR)),
      [refund('rf_1', 8 * EUR)],
      'refund-amount',
    ],
    [
      'a refund of another amount',
      payment(1, captured(), refunded('re_1', 5 * EUR)),
      [refund('re_1', 6 * EUR)],
      'refund-amount',
    ],
    [
      'a refund twice',
      payment(1, captured(), refunded('re_1', 5 * EUR)),
      [refund('re_1', 5 * EUR), refund('re_1', 5 * EUR)],
      'refund-amount',
    ],
    ['a refund that we know nothing of', payment(1, captured()), [refund('re_9', 5 * EUR)], 'refund-unknown'],
    [
      'a refund that came back, and we know',
      payment(1, captured(), refunded('re_1', 5 * EUR), {
        ...refunded('re_1', 5 * EUR),
        kind: 'refund-failed',
      } as PaymentFact),
      [refund('re_1', 5 * EUR), refund('re_1', 5 * EUR, { type: 'refund-failed' })],
      'matched',
    ],
    [
      'a refund that came back, and we do not',
      payment(1, captured(), refunded('re_1', 5 * EUR)),
      [refund('re_1', 5 * EUR, { type: 'refund-failed' })],
      'refund-unknown',
    ],
    [
      'a dispute that we know nothing of',
      payment(1, captured()),
      [line({ type: 'dispute' })],
      'dispute-unknown',
    ],
    [
      'a dispute',
      payment(1, captured(), {
        ...about('pi_1'),
        kind: 'dispute-opened',
        dispute: 'dp_1',
        stage: 0,
        amountMicros: 15 * EUR,
      }),
      [line({ type: 'dispute' })],
      'matched',
    ],
  ])('%s: %#', (_what, ours, lines, expected) => {
    const { counts, differences } = reconcile(
      lines.map((each) => ({ line: each, payment: ours })),
      [],
    );
    const [one] = differences;
    expect(one?.reason ?? 'matched').toBe(expected);
    expect(counts[expected === 'matched' ? 'matched' : 'different']).toBe(lines.length);
  });

  test("what is nobody's is missing; what we captured meanwhile and the file lacks is extra", () => {
    const lines = [line(), line({ references: ['pi_9'], micros: 2 * EUR, atMs: at('2026-11-20T11:00:00Z') })];
    const ours = payment(1, captured());
    const other = payment(2, captured('pi_2', 7 * EUR));
    const found = [
      { line: lines[0]!, payment: ours },
      { line: lines[1]!, payment: undefined },
    ];
    expect(timeOf(lines)).toEqual({ fromMs: at('2026-11-20T10:00:00Z'), toMs: at('2026-11-20T11:00:00Z') });
    const { counts, differences, sums } = reconcile(found, [
      { payment: ours, atMs: at('2026-11-20T10:00:01Z') },
      { payment: other, atMs: at('2026-11-20T10:30:00Z') },
    ]);
    expect(counts).toEqual({ matched: 1, missing: 1, different: 0, extra: 1 });
    expect(sums['EUR']?.charges).toEqual({
      file: '17.00',
      matched: '15.00',
      missing: '2.00',
      different: '0.00',
      extra: '7.00',
    });
    expect(differences).toMatchObject([
      { verdict: 'missing', reason: 'payment-unknown', reference: 'pi_9', fileAmount: '2.00', ourAmount: '' },
      {
        row: 0,
        verdict: 'extra',
        reason: 'not-in-file',
        paymentId: id(2),
        ourAmount: '7.00',
        at: '2026-11-20T10:30:00.000Z',
      },
    ]);
  });

  test('whatever is in a file, its lines and sums add up', () => {
    const lines = fc.array(
      fc.record({
        n: fc.integer({ min: 0, max: 3 }),
        type: fc.constantFrom<SettlementLine['type'][]>(
          'charge',
          'refund',
          'refund-failed',
          'dispute',
          'dispute-won',
        ),
        micros: fc.constantFrom(5 * EUR, 15 * EUR, 1),
        currency: fc.constantFrom('EUR', 'USD'),
        own: fc.subarray(['pi_1', 're_1', 'total']),
      }),
      { maxLength: 20 },
    );
    const ours = [
      undefined,
      payment(1, captured()),
      payment(2, captured(), refunded('re_1', 5 * EUR)),
      payment(3, captured(), refunded('total', 15 * EUR)),
    ];
    fc.assert(
      fc.property(lines, (all) => {
        const found = all.map(({ n, ...more }) => ({ line: line(more), payment: ours[n] }));
        const { counts, differences, sums } = reconcile(found, []);
        expect(counts.matched + counts.missing + counts.different).toBe(all.length);
        expect(differences).toHaveLength(counts.missing + counts.different);
        for (const sides of Object.values(sums))
          for (const side of SIDES) {
            const { file, matched, missing, different } = sides[side];
            const cents = (text: string) => Math.round(Number(text) * 1e6);
            expect(cents(file)).toBe(cents(matched) + cents(missing) + cents(different));
          }
      }),
    );
  });
});

/** The text in GBK: Node reads it, and does not write it. */
function gbk(text: string): Uint8Array {
  const bytesOf = new Map<string, number[]>();
  const decoder = new TextDecoder('gb18030');
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++)
      if (low !== 0x7f) bytesOf.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return Uint8Array.from(
    Array.from(text).flatMap((c) => (c < '\u0080' ? [c.charCodeAt(0)] : (bytesOf.get(c) ?? [0x3f]))),
  );
}
