/** Alipay's trades as facts, in notifications and in answers. */
import { microsOfDecimal } from '../../amount.js';
import type { PaymentFact } from '../../fact.js';
import { type Fields, known, nameOf, textOf } from '../values.js';

const CURRENCY = 'CNY';

/** Refunds of a trade come as their sum so far, so they are one; sums only grow, and the largest holds. */
export const ALL_REFUNDS = 'total';

/** `2026-01-02 11:04:05`, maybe with milliseconds, as China's clocks show it: epoch milliseconds. */
export function shanghaiMs(text: string | undefined): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/.exec(text ?? '');
  if (match === null) return undefined;
  // One zone, and no summer time since 1991.
  const ms = Date.parse(`${match[1]}T${match[2]}+08:00`);
  return Number.isNaN(ms) ? undefined : ms;
}

function isoOf(of: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const ms = shanghaiMs(textOf(of, name));
    if (ms !== undefined) return new Date(ms).toISOString();
  }
  return undefined;
}

export const merchantOf = (appId: string, sellerId: string): string => `${appId}/${sellerId}`;

/**
 * A trade, by its `trade_status`. Empty = nothing happened yet, or the amount cannot be read.
 *
 * @param merchant  as the message says it; undefined = it does not
 */
export function tradeFacts(trade: Fields, merchant: string | undefined): PaymentFact[] {
  const tradeNo = nameOf(trade, 'trade_no');
  const common = {
    ...known({ paymentId: nameOf(trade, 'out_trade_no'), merchant }),
    references: tradeNo === undefined ? [] : [tradeNo],
  };
  const totalMicros = microsOfDecimal(textOf(trade, 'total_amount'));
  const refundedMicros = microsOfDecimal(textOf(trade, 'refund_fee'));
  const paidISO = isoOf(trade, 'gmt_payment', 'send_pay_date');
  switch (textOf(trade, 'trade_status')) {
    case 'WAIT_BUYER_PAY':
      return [{ ...common, kind: 'processing' }];
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return paidFacts(refundedMicros);
    case 'TRADE_CLOSED': {
      // Closed is what was not paid in time, and what was paid and refunded whole.
      const wasPaid = paidISO !== undefined || refundedMicros !== undefined;
      return wasPaid
        ? paidFacts(refundedMicros ?? totalMicros)
        : [{ ...common, ...known({ atISO: isoOf(trade, 'gmt_close') }), kind: 'canceled' }];
    }
    default:
      return [];
  }

  function paidFacts(micros: number | undefined): PaymentFact[] {
    if (tradeNo === undefined || totalMicros === undefined) return [];
    const currency = textOf(trade, 'trans_currency') ?? CURRENCY;
    const captured: PaymentFact = {
      ...common,
      ...known({ atISO: paidISO }),
      kind: 'captured',
      currency,
      capture: tradeNo,
      amountMicros: totalMicros,
    };
    if (micros === undefined) return [captured];
    // Ours, where it was ours: the request that was refunded last.
    const request = nameOf(trade, 'out_biz_no');
    const refunded: PaymentFact = {
      ...common,
      ...known({ atISO: isoOf(trade, 'gmt_refund', 'gmt_close') }),
      references: [...common.references, ...(request === undefined ? [] : [request])],
      kind: 'refunded',
      currency,
      refund: ALL_REFUNDS,
      amountMicros: micros,
    };
    return [captured, refunded];
  }
}
