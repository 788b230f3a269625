/** WeChat Pay's transactions and refunds as facts, in notifications and in answers. */
import { microsOfMinor } from '../../amount.js';
import type { PaymentFact } from '../../fact.js';
import { type Fields, fieldsOf, isoOf, known, nameOf, textOf } from '../values.js';

/** Notifications of refunds name no currency: domestic merchants have this one. */
const CURRENCY = 'CNY';

/** Fen, 1/100 of a yuan. */
function amountOf(of: Fields, name: 'total' | 'refund') {
  const amount = fieldsOf(of, 'amount');
  const currency = textOf(amount, 'currency') ?? CURRENCY;
  return { currency, amountMicros: microsOfMinor(amount[name], currency) };
}

/** A transaction, by its `trade_state`. Empty = nothing happened yet, or the amount cannot be read. */
export function transactionFacts(transaction: Fields): PaymentFact[] {
  const capture = nameOf(transaction, 'transaction_id');
  const { currency, amountMicros } = amountOf(transaction, 'total');
  const common = {
    ...known({
      paymentId: nameOf(transaction, 'out_trade_no'),
      atISO: isoOf(transaction, 'success_time'),
    }),
    // Without one it is nobody's: it must not pass for ours.
    merchant: textOf(transaction, 'mchid') ?? '',
    references: capture === undefined ? [] : [capture],
  };
  const state = textOf(transaction, 'trade_state') ?? '';
  switch (state) {
    case 'SUCCESS':
    // Paid, and refunded in part or whole: refunds are told by themselves.
    case 'REFUND':
      return capture === undefined || amountMicros === undefined
        ? []
        : [{ ...common, kind: 'captured', currency, capture, amountMicros }];
    case 'USERPAYING':
      return [{ ...common, kind: 'processing' }];
    case 'CLOSED':
    case 'REVOKED':
      return [{ ...common, kind: 'canceled' }];
    case 'PAYERROR':
      return [{ ...common, kind: 'failed', reason: 'payerror' }];
    default:
      return [];
  }
}

/** A refund: `refund_status` of notifications, `status` of answers. */
export function refundFacts(refunded: Fields, merchant: string | undefined): PaymentFact[] {
  const refund = nameOf(refunded, 'refund_id');
  const { currency, amountMicros } = amountOf(refunded, 'refund');
  if (refund === undefined || amountMicros === undefined) return [];
  // Ours is kept beside theirs: it is what a refund is asked for by.
  const names = [nameOf(refunded, 'transaction_id'), refund, nameOf(refunded, 'out_refund_no')];
  const common = {
    ...known({
      paymentId: nameOf(refunded, 'out_trade_no'),
      atISO: isoOf(refunded, 'success_time'),
      merchant,
    }),
    currency,
    references: names.filter((each) => each !== undefined),
  };
  switch (textOf(refunded, 'refund_status') ?? textOf(refunded, 'status')) {
    case 'SUCCESS':
      return [{ ...common, kind: 'refunded', refund, amountMicros }];
    case 'CLOSED':
      return [{ ...common, kind: 'refund-failed', refund, amountMicros }];
    // ABNORMAL is no end: the payer's card took it back, and the merchant sends the same refund elsewhere.
    case 'PROCESSING':
    case 'ABNORMAL':
      return [{ ...common, kind: 'processing' }];
    default:
      return [];
  }
}
