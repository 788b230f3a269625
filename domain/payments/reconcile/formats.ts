/** The settlement files of each provider. A provider may have several forms of one: the header tells which it is. */
import type { ProviderId } from '../provider.js';
import type { SettlementFormat } from './format.js';

/**
 * Stripe, "Payout reconciliation" and "Balance change from activity", itemized. Amounts of a payment are in the
 * customer's currency where the file says so (`customer_facing_*`), else in that of the balance.
 */
const STRIPE = {
  provider: 'stripe',
  name: 'payout reconciliation or balance change from activity, itemized',
  header: ['balance_transaction_id', 'reporting_category', 'gross', 'currency', 'source_id'],
  type: {
    column: 'reporting_category',
    values: {
      charge: 'charge',
      refund: 'refund',
      partial_capture_reversal: 'refund',
      refund_failure: 'refund-failed',
      dispute: 'dispute',
      dispute_reversal: 'dispute-won',
    },
  },
  paymentId: ['payment_metadata[mvno_payment_id]', 'refund_metadata[mvno_payment_id]'],
  references: ['payment_intent_id', 'charge_id', 'source_id'],
  own: ['source_id'],
  amount: { columns: ['customer_facing_amount', 'gross'] },
  minor: false,
  currency: { columns: ['customer_facing_currency', 'currency'] },
  time: { columns: ['charge_created_utc', 'charge_created', 'created_utc', 'created'], zone: 'UTC' },
} as const satisfies SettlementFormat;

/** Adyen, Settlement details report. */
const ADYEN = {
  provider: 'adyen',
  name: 'settlement details report',
  header: [
    'psp_reference',
    'merchant_reference',
    'creation_date',
    'type',
    'gross_currency',
    'gross_credit_(gc)',
  ],
  type: {
    column: 'type',
    values: {
      Settled: 'charge',
      Refunded: 'refund',
      RefundedReversed: 'refund-failed',
      Chargeback: 'dispute',
      SecondChargeback: 'dispute',
      ChargebackReversed: 'dispute-won',
    },
  },
  paymentId: ['merchant_reference'],
  references: ['psp_reference'],
  own: ['modification_reference'],
  amount: { columns: ['gross_credit_(gc)', 'gross_debit_(gc)'] },
  minor: false,
  currency: { columns: ['gross_currency'] },
  time: { columns: ['creation_date'], zone: { column: 'timezone' } },
} as const satisfies SettlementFormat;

/** PayPal, Settlement Report (STL): sections of rows marked SB below a header marked CH; T-codes tell the kind. */
const PAYPAL = {
  provider: 'paypal',
  name: 'settlement report (STL)',
  header: [
    'ch',
    'transaction_id',
    'transaction_event_code',
    'gross_transaction_amount',
    'gross_transaction_currency',
  ],
  rowMark: 'SB',
  type: {
    column: 'transaction_event_code',
    values: {
      T1106: 'dispute',
      T1107: 'refund',
      T1108: 'refund-failed',
      T1111: 'dispute',
      T1201: 'dispute',
      T1202: 'dispute-won',
    },
  },
  typePrefixes: [['T00', 'charge']],
  paymentId: ['custom_field', 'invoice_id'],
  references: ['transaction_id', 'paypal_reference_id'],
  own: ['transaction_id'],
  amount: { columns: ['gross_transaction_amount'] },
  minor: true,
  currency: { columns: ['gross_transaction_currency'] },
  time: { columns: ['transaction_initiation_date', 'transaction_completion_date'], zone: 'UTC' },
} as const satisfies SettlementFormat;

/** WeChat Pay, transaction bill (交易账单), ALL, SUCCESS or REFUND: a back-tick before each field, totals at the end. */
const WECHATPAY = {
  provider: 'wechatpay',
  name: 'transaction bill (交易账单)',
  header: ['交易时间', '微信订单号', '商户订单号', '交易状态'],
  fieldMark: '`',
  type: { column: '交易状态', values: { SUCCESS: 'charge', REFUND: 'refund', REVOKED: 'refund' } },
  paymentId: ['商户订单号'],
  references: ['微信订单号'],
  own: ['微信退款单号', '商户退款单号'],
  amount: {
    columns: ['订单金额', '应结订单金额', '总金额'],
    refundColumns: ['申请退款金额', '退款金额', '应结订单金额', '总金额'],
  },
  minor: false,
  currency: { columns: ['货币种类'] },
  time: { columns: ['交易时间'], zone: 'Asia/Shanghai' },
} as const satisfies SettlementFormat;

/** Alipay, business bill (业务明细): GBK, comments before and after, fields padded with tabs. */
const ALIPAY = {
  provider: 'alipay',
  name: 'business bill (业务明细)',
  header: ['支付宝交易号', '商户订单号', '业务类型', '订单金额（元）'],
  comment: '#',
  charset: 'gb18030',
  type: { column: '业务类型', values: { 交易: 'charge', 退款: 'refund' } },
  paymentId: ['商户订单号'],
  references: ['支付宝交易号'],
  own: ['退款批次号/请求号'],
  amount: { columns: ['订单金额（元）'] },
  minor: false,
  currency: { always: 'CNY' },
  time: { columns: ['完成时间', '创建时间'], zone: 'Asia/Shanghai' },
} as const satisfies SettlementFormat;

/** Razorpay, settlement recon, combined: as the API answers it, written as CSV. */
const RAZORPAY = {
  provider: 'razorpay',
  name: 'settlement recon (combined)',
  header: ['entity_id', 'type', 'amount', 'currency', 'settlement_id'],
  type: {
    column: 'type',
    values: { payment: 'charge', refund: 'refund', dispute: 'dispute', chargeback: 'dispute' },
  },
  paymentId: ['notes', 'payment_notes', 'order_receipt'],
  references: ['payment_id', 'order_id', 'entity_id'],
  own: ['entity_id'],
  amount: { columns: ['amount'] },
  minor: 'with-epoch',
  currency: { columns: ['currency'] },
  time: { columns: ['created_at', 'entity_created_at'], zone: 'Asia/Kolkata' },
} as const satisfies SettlementFormat;

/** Razorpay, the same from the dashboard. */
const RAZORPAY_DASHBOARD = {
  ...RAZORPAY,
  name: 'settlement recon of the dashboard',
  header: ['transaction_entity', 'entity_id', 'amount', 'currency', 'settlement_id'],
  type: { ...RAZORPAY.type, column: 'transaction_entity' },
} as const satisfies SettlementFormat;

/**
 * M-Pesa, statement of an organisation: lines about the account before the header. Only what was paid in by customers
 * (Pay Bill, Buy Goods) and completed is a payment.
 */
const MPESA = {
  provider: 'mpesa',
  name: 'statement of an organisation',
  header: ['receipt_no.', 'completion_time', 'paid_in', 'withdrawn', 'transaction_status', 'reason_type'],
  only: { column: 'transaction_status', values: ['Completed'] },
  type: { column: 'reason_type', values: {} },
  typePrefixes: [
    ['Pay Bill Charge', 'other'],
    ['Pay Merchant Charge', 'other'],
    ['Pay Bill Reversal', 'refund'],
    ['Pay Bill Online Reversal', 'refund'],
    ['Pay Utility Reversal', 'refund'],
    ['Pay Bill', 'charge'],
    ['Pay Utility', 'charge'],
    ['Pay Merchant', 'charge'],
    ['Customer Merchant Payment', 'charge'],
    ['Merchant Payment', 'charge'],
    ['Buy Goods', 'charge'],
    ['Transaction Reversal', 'refund'],
    ['Reversal', 'refund'],
  ],
  paymentId: ['a/c_no.'],
  references: ['receipt_no.', 'linked_transaction_id'],
  own: ['receipt_no.'],
  amount: { columns: ['paid_in', 'withdrawn'] },
  minor: false,
  currency: { always: 'KES' },
  time: { columns: ['initiation_time', 'completion_time'], zone: 'Africa/Nairobi' },
} as const satisfies SettlementFormat;

export const SETTLEMENT_FORMATS: Readonly<Record<ProviderId, readonly SettlementFormat[]>> = {
  stripe: [STRIPE],
  adyen: [ADYEN],
  paypal: [PAYPAL],
  wechatpay: [WECHATPAY],
  alipay: [ALIPAY],
  razorpay: [RAZORPAY_DASHBOARD, RAZORPAY],
  mpesa: [MPESA],
};
