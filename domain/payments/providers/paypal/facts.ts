/** PayPal's objects as facts: orders, captures, refunds and disputes of its REST API, in webhooks and in answers. */
import { microsOfDecimal, type MinorUnits } from '../../amount.js';
import type { MandateToken, PaymentFact } from '../../fact.js';
import { type Fields, fieldsOf, isoOf, known, listOf, nameOf, textOf } from '../values.js';

/** Currencies that PayPal takes without decimals although ISO 4217 gives them two. */
export const PAYPAL_MINOR_UNITS: MinorUnits = { HUF: 0, TWD: 0 };

interface Money {
  readonly amountMicros: number;
  readonly currency: string;
}

/** `{value, currency_code}`, or `{total, currency}` of sales; what goes back is written with a minus by some. */
function moneyOf(of: Fields, name: string): Money | undefined {
  const money = fieldsOf(of, name);
  const decimal = textOf(money, 'value') ?? textOf(money, 'total');
  const amountMicros = microsOfDecimal(decimal?.replace(/^-/, ''));
  const currency = textOf(money, 'currency_code') ?? textOf(money, 'currency');
  return amountMicros === undefined || currency === undefined || !/^[A-Z]{3}$/.test(currency)
    ? undefined
    : { amountMicros, currency };
}

interface Common {
  readonly paymentId?: string;
  readonly references: readonly string[];
  readonly currency?: string;
  readonly atISO?: string;
}

function commonOf(resource: Fields, references: readonly (string | undefined)[], money?: Money): Common {
  const related = fieldsOf(fieldsOf(resource, 'supplementary_data'), 'related_ids');
  const all = [...references, nameOf(related, 'order_id')];
  return {
    ...known({
      paymentId: nameOf(resource, 'custom_id') ?? nameOf(resource, 'custom'),
      currency: money?.currency,
      atISO: isoOf(resource, 'update_time') ?? isoOf(resource, 'create_time'),
    }),
    references: [...new Set(all.filter((each) => each !== undefined))],
  };
}

/** What the link to the parent names: the capture of a refund, the order of a capture. */
function parentOf(resource: Fields, kind: 'captures' | 'sale' | 'orders'): string | undefined {
  for (const link of listOf(resource, 'links')) {
    const href = textOf(link, 'href') ?? '';
    const rel = textOf(link, 'rel') ?? '';
    const id = href.split(`/${kind}/`)[1];
    if ((rel === 'up' || rel === kind) && id !== undefined && /^[\w-]{1,64}$/.test(id)) return id;
  }
  return undefined;
}

/** What a capture or a sale says; undefined = came in, but how much cannot be read. */
export type CaptureState = 'came-in' | 'pending' | 'failed';

/** States of captures (`status`) and of sales (`state`). */
export function captureStateOf(resource: Fields): CaptureState | undefined {
  switch ((textOf(resource, 'status') ?? textOf(resource, 'state') ?? '').toUpperCase()) {
    case 'COMPLETED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return 'came-in';
    case 'PENDING':
      return 'pending';
    case 'DECLINED':
    case 'DENIED':
    case 'FAILED':
      return 'failed';
    default:
      return undefined;
  }
}

/** A capture (or a sale of the older API) in a state; empty = it says nothing that can be read. */
export function captureFacts(
  resource: Fields,
  state: CaptureState | undefined,
  about: Partial<Common> = {},
): PaymentFact[] {
  const capture = nameOf(resource, 'id');
  if (capture === undefined || state === undefined) return [];
  const money = moneyOf(resource, 'amount');
  const own = commonOf(
    resource,
    [...(about.references ?? []), capture, parentOf(resource, 'orders'), nameOf(resource, 'parent_payment')],
    money,
  );
  const common = { ...about, ...own };
  if (state === 'pending') return [{ ...common, kind: 'processing' }];
  if (state === 'failed') {
    const reason =
      textOf(fieldsOf(resource, 'status_details'), 'reason') ??
      textOf(resource, 'reason_code') ??
      textOf(resource, 'status') ??
      textOf(resource, 'state');
    return [{ ...common, kind: 'failed', ...known({ reason: reason?.toLowerCase().slice(0, 100) }) }];
  }
  return money === undefined
    ? []
    : [{ ...common, kind: 'captured', capture, amountMicros: money.amountMicros }];
}

/** A refund; one that is under way is told again at its end. */
export function refundFacts(resource: Fields, isDone: boolean, about: Partial<Common> = {}): PaymentFact[] {
  const refund = nameOf(resource, 'id');
  if (refund === undefined) return [];
  const money = moneyOf(resource, 'amount');
  const own = commonOf(
    resource,
    [
      ...(about.references ?? []),
      refund,
      parentOf(resource, 'captures'),
      nameOf(resource, 'sale_id'),
      nameOf(resource, 'parent_payment'),
    ],
    money,
  );
  const common = { ...about, ...own };
  const state = (textOf(resource, 'status') ?? textOf(resource, 'state') ?? '').toUpperCase();
  if (money === undefined) return [];
  const { amountMicros } = money;
  if (['FAILED', 'CANCELLED', 'DENIED'].includes(state))
    return [{ ...common, kind: 'refund-failed', refund, amountMicros }];
  if (isDone || state === 'COMPLETED') return [{ ...common, kind: 'refunded', refund, amountMicros }];
  return [{ ...common, kind: 'processing' }];
}

/**
 * A capture that PayPal itself took back. It is about the same money as a dispute of the capture, of which it may or
 * may not be told as well: so both are kept under the capture's reference, and count once.
 */
export function reversalFacts(resource: Fields): PaymentFact[] {
  const of =
    parentOf(resource, 'captures') ??
    parentOf(resource, 'sale') ??
    nameOf(resource, 'sale_id') ??
    nameOf(resource, 'id');
  const money = moneyOf(resource, 'amount');
  if (of === undefined || money === undefined) return [];
  const common = commonOf(resource, [of, nameOf(resource, 'parent_payment')], money);
  return [{ ...common, kind: 'dispute-lost', dispute: of, stage: 0, amountMicros: money.amountMicros }];
}

const STAGES = ['INQUIRY', 'CHARGEBACK', 'PRE_ARBITRATION', 'ARBITRATION'];

/** `dispute_outcome.outcome_code`, where the money stays with the merchant or comes back to him. */
const WON = ['RESOLVED_SELLER_FAVOUR', 'RESOLVED_WITH_PAYOUT', 'CANCELED_BY_BUYER', 'DENIED', 'NONE'];
const LOST = ['RESOLVED_BUYER_FAVOUR', 'ACCEPTED'];

/** A dispute, of one payment mostly: a fact for each of its transactions. */
export function disputeFacts(resource: Fields): PaymentFact[] {
  const outcome = fieldsOf(resource, 'dispute_outcome');
  const code = textOf(outcome, 'outcome_code') ?? '';
  const kind = WON.includes(code) ? 'dispute-won' : LOST.includes(code) ? 'dispute-lost' : 'dispute-opened';
  const stage = Math.max(0, STAGES.indexOf(textOf(resource, 'dispute_life_cycle_stage') ?? ''));
  const disputed = moneyOf(resource, 'dispute_amount');
  const whole = kind === 'dispute-lost' ? (moneyOf(outcome, 'amount_refunded') ?? disputed) : disputed;
  const transactions = listOf(resource, 'disputed_transactions');
  return transactions.flatMap((transaction): PaymentFact[] => {
    // Of several, each one's own amount; PayPal splits the sum nowhere.
    const money = transactions.length === 1 ? whole : (moneyOf(transaction, 'gross_amount') ?? whole);
    const seller = nameOf(transaction, 'seller_transaction_id');
    const dispute = seller ?? nameOf(resource, 'dispute_id');
    if (money === undefined || dispute === undefined) return [];
    const { amountMicros } = money;
    const paymentId = nameOf(transaction, 'custom') ?? nameOf(transaction, 'custom_id');
    const atISO = isoOf(resource, 'update_time') ?? isoOf(resource, 'create_time');
    return [
      {
        ...known({ paymentId, currency: money.currency, atISO }),
        references: seller === undefined ? [] : [seller],
        kind,
        dispute,
        stage,
        amountMicros,
      },
    ];
  });
}

/** The stored wallet in an order's or a capture's answer, once PayPal has stored it. */
export function vaultedOf(order: Fields): MandateToken | undefined {
  const paypal = fieldsOf(fieldsOf(order, 'payment_source'), 'paypal');
  const vault = fieldsOf(fieldsOf(paypal, 'attributes'), 'vault');
  return tokenOf(nameOf(vault, 'id'), fieldsOf(vault, 'customer'), paypal);
}

/** VAULT.PAYMENT-TOKEN.CREATED: a wallet that was stored with an order, told when PayPal stored it later. */
export function paymentTokenFacts(resource: Fields): PaymentFact[] {
  const order = nameOf(fieldsOf(resource, 'metadata'), 'order_id');
  const paypal = fieldsOf(fieldsOf(resource, 'payment_source'), 'paypal');
  const mandate = tokenOf(nameOf(resource, 'id'), fieldsOf(resource, 'customer'), paypal);
  if (order === undefined || mandate === undefined) return [];
  return [{ kind: 'processing', references: [order], mandate }];
}

function tokenOf(token: string | undefined, customer: Fields, paypal: Fields): MandateToken | undefined {
  if (token === undefined) return undefined;
  const email = textOf(paypal, 'email_address');
  return {
    token,
    ...known({
      customer: nameOf(customer, 'id'),
      label: email === undefined ? 'PayPal' : `PayPal ${masked(email)}`,
    }),
  };
}

/** `a•••@example.com`: enough to know it by. */
const masked = (email: string): string => `${email.slice(0, 1)}•••${email.slice(email.lastIndexOf('@'))}`;

/** All that an order says: of its captures and refunds, or that it was approved or voided. */
export function orderFacts(order: Fields): PaymentFact[] {
  const id = nameOf(order, 'id');
  if (id === undefined) return [];
  const mandate = vaultedOf(order);
  const facts = listOf(order, 'purchase_units').flatMap((unit): PaymentFact[] => {
    const about = {
      ...known({ paymentId: nameOf(unit, 'custom_id'), mandate }),
      references: [id],
    };
    const payments = fieldsOf(unit, 'payments');
    return [
      ...listOf(payments, 'captures').flatMap((each) => captureFacts(each, captureStateOf(each), about)),
      ...listOf(payments, 'refunds').flatMap((each) => refundFacts(each, false, about)),
    ];
  });
  if (facts.length > 0) return facts;
  const first = listOf(order, 'purchase_units')[0] ?? {};
  const about = { ...known({ paymentId: nameOf(first, 'custom_id'), mandate }), references: [id] };
  const status = textOf(order, 'status');
  if (status === 'APPROVED') return [{ ...about, kind: 'authorized' }];
  return status === 'VOIDED' ? [{ ...about, kind: 'canceled' }] : [];
}
