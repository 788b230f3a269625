/** Items of Adyen's standard webhooks as facts. */
import { microsOfMinor, type MinorUnits } from '../../amount.js';
import type { MandateToken, PaymentFact } from '../../fact.js';
import { type Fields, fieldsOf, isoOf, known, nameOf, textOf } from '../values.js';

/**
 * Where Adyen counts otherwise than ISO 4217.
 *
 * Source: docs.adyen.com/development-resources/currency-codes.
 */
export const ADYEN_MINOR_UNITS: MinorUnits = { CLP: 2, CVE: 0, IDR: 0, ISK: 2 };

/** As the merchant account is set: whether an authorisation is the capture. */
export type CaptureMode = 'immediate' | 'manual';

interface Common {
  readonly paymentId?: string;
  readonly references: readonly string[];
  readonly merchant?: string;
  readonly currency?: string;
  readonly atISO?: string;
}

/** One of ours; other orders of the same merchant account have names of their own. */
const ours = (item: Fields): string | undefined => {
  const reference = nameOf(item, 'merchantReference');
  return reference?.startsWith('pay_') ? reference : undefined;
};

const currencyOf = (item: Fields): string | undefined => {
  const currency = textOf(fieldsOf(item, 'amount'), 'currency');
  return currency !== undefined && /^[A-Z]{3}$/.test(currency) ? currency : undefined;
};

const microsIn = (item: Fields): number | undefined =>
  microsOfMinor(fieldsOf(item, 'amount')['value'], currencyOf(item) ?? '', ADYEN_MINOR_UNITS);

/**
 * Of Adyen's names only that of the authorisation which succeeded names the payment, for that is what is refunded: not
 * those of attempts before it, nor those of what is done to it.
 */
function namesOf(item: Fields): (string | undefined)[] {
  const original = nameOf(item, 'originalReference');
  if (original !== undefined) return [original];
  const isAuthorised = textOf(item, 'eventCode') === 'AUTHORISATION' && isSuccess(item);
  return isAuthorised || ours(item) === undefined ? [nameOf(item, 'pspReference')] : [];
}

function commonOf(item: Fields): Common {
  return {
    ...known({
      paymentId: ours(item),
      merchant: nameOf(item, 'merchantAccountCode'),
      currency: currencyOf(item),
      atISO: isoOf(item, 'eventDate'),
    }),
    references: namesOf(item).filter((each) => each !== undefined),
  };
}

export const isSuccess = (item: Fields): boolean => String(item['success']) === 'true';

/** What an item says. A payment that is captured at once is one capture under our own name of it, whoever tells of it. */
export function itemFacts(item: Fields, mode: CaptureMode): readonly PaymentFact[] {
  const code = textOf(item, 'eventCode') ?? '';
  const psp = nameOf(item, 'pspReference');
  if (psp === undefined) return [];
  const common = commonOf(item);
  const amountMicros = microsIn(item);
  const [stage, kind] = (Object.hasOwn(DISPUTES, code) ? DISPUTES[code] : undefined) ?? [];
  if (kind !== undefined && stage !== undefined) return disputeFacts(item, kind, stage);
  switch (code) {
    case 'AUTHORISATION':
      return authorisationFacts(item, mode);
    case 'PENDING':
      return [{ ...common, kind: 'processing' }];
    case 'CAPTURE':
      return captureFacts(item, mode);
    case 'CAPTURE_FAILED':
      // It was told as captured, and the money never came: it goes back as a refund of that name does.
      return amountMicros === undefined
        ? []
        : [{ ...common, kind: 'refunded', refund: failedCaptureName(item, mode), amountMicros }];
    case 'CANCELLATION':
    case 'TECHNICAL_CANCEL':
    case 'EXPIRE':
      return isSuccess(item) ? canceledFacts(item, psp, mode) : [];
    case 'OFFER_CLOSED':
      return [{ ...common, kind: 'failed', reason: 'offer_closed' }];
    case 'CANCEL_OR_REFUND':
      return cancelOrRefundFacts(item, psp, mode);
    case 'REFUND':
    case 'REFUND_FAILED':
    case 'REFUNDED_REVERSED': {
      if (amountMicros === undefined) return [];
      const isRefunded = code === 'REFUND' && isSuccess(item);
      return [{ ...common, kind: isRefunded ? 'refunded' : 'refund-failed', refund: psp, amountMicros }];
    }
    default:
      return [];
  }
}

/**
 * Whether a capture that had failed was made good, which Adyen tries for days and says in the reason alone.
 *
 * Source: docs.adyen.com/online-payments/capture/failure-reasons.
 */
export const isRecaptured = (item: Fields): boolean =>
  textOf(item, 'eventCode') === 'CAPTURE' && /recaptured/i.test(textOf(item, 'reason') ?? '');

const failedCaptureName = (item: Fields, mode: CaptureMode): string =>
  `CAPTURE_FAILED_${captureName(item, mode)}`;

function captureFacts(item: Fields, mode: CaptureMode): readonly PaymentFact[] {
  const common = commonOf(item);
  const amountMicros = microsIn(item);
  if (!isSuccess(item) || amountMicros === undefined) return [];
  const captured: PaymentFact = {
    ...common,
    kind: 'captured',
    capture: captureName(item, mode),
    amountMicros,
  };
  return isRecaptured(item)
    ? [captured, { ...common, kind: 'refund-failed', refund: failedCaptureName(item, mode), amountMicros }]
    : [captured];
}

/** With manual capture each capture has a name; else all that tells of it means the payment's only one. */
function captureName(item: Fields, mode: CaptureMode): string {
  const psp = nameOf(item, 'pspReference') ?? '';
  return mode === 'manual' ? psp : (ours(item) ?? nameOf(item, 'originalReference') ?? psp);
}

function authorisationFacts(item: Fields, mode: CaptureMode): readonly PaymentFact[] {
  const mandate = mandateOf(item);
  const common = { ...commonOf(item), ...known({ mandate }) };
  const amountMicros = microsIn(item);
  if (!isSuccess(item)) {
    const reason = textOf(item, 'reason')?.slice(0, 100);
    return [{ ...common, kind: 'failed', ...known({ reason }) }];
  }
  // A method may be kept without an amount.
  if (mode === 'manual' || amountMicros === undefined) return [{ ...common, kind: 'authorized' }];
  return [{ ...common, kind: 'captured', capture: captureName(item, mode), amountMicros }];
}

function mandateOf(item: Fields): MandateToken | undefined {
  const data = fieldsOf(item, 'additionalData');
  const token =
    nameOf(data, 'tokenization.storedPaymentMethodId') ?? nameOf(data, 'recurring.recurringDetailReference');
  const customer =
    nameOf(data, 'tokenization.shopperReference') ?? nameOf(data, 'recurring.shopperReference');
  if (!isSuccess(item) || token === undefined || customer === undefined) return undefined;
  const [method, summary] = [nameOf(item, 'paymentMethod'), nameOf(data, 'cardSummary')];
  return { token, customer, ...(method && summary ? { label: `${method} •••• ${summary}` } : {}) };
}

/** Where the authorisation was counted as the capture, what is canceled before Adyen captures it goes back. */
function canceledFacts(item: Fields, psp: string, mode: CaptureMode): readonly PaymentFact[] {
  const common = commonOf(item);
  const amountMicros = microsIn(item);
  const canceled: PaymentFact = { ...common, kind: 'canceled' };
  return mode === 'manual' || amountMicros === undefined
    ? [canceled]
    : [canceled, { ...common, kind: 'refunded', refund: psp, amountMicros }];
}

/** What Adyen did is in the additional data; without it nothing is believed. */
function cancelOrRefundFacts(item: Fields, psp: string, mode: CaptureMode): readonly PaymentFact[] {
  const action = textOf(fieldsOf(item, 'additionalData'), 'modification.action');
  const amountMicros = microsIn(item);
  const common = commonOf(item);
  if (action === 'cancel' && isSuccess(item)) return canceledFacts(item, psp, mode);
  if (action !== 'refund' || amountMicros === undefined) return [];
  return [{ ...common, kind: isSuccess(item) ? 'refunded' : 'refund-failed', refund: psp, amountMicros }];
}

type DisputeKind = 'dispute-opened' | 'dispute-won' | 'dispute-lost';

/**
 * Stage and outcome.
 *
 * Source: docs.adyen.com/risk-management/disputes-api/dispute-notifications, …/understanding-disputes/dispute-process-and-flow.
 */
const DISPUTES: Readonly<Record<string, readonly [number, DisputeKind]>> = {
  NOTIFICATION_OF_CHARGEBACK: [0, 'dispute-opened'],
  CHARGEBACK: [0, 'dispute-opened'],
  DISPUTE_DEFENSE_PERIOD_ENDED: [0, 'dispute-lost'],
  CHARGEBACK_REVERSED: [1, 'dispute-won'],
  ISSUER_RESPONSE_TIMEFRAME_EXPIRED: [1, 'dispute-won'],
  SECOND_CHARGEBACK: [2, 'dispute-lost'],
  PREARBITRATION_WON: [3, 'dispute-won'],
  PREARBITRATION_LOST: [3, 'dispute-lost'],
  SCHEME_ARBITRATION_WON: [4, 'dispute-won'],
  SCHEME_ARBITRATION_LOST: [4, 'dispute-lost'],
};

/** How a dispute stands: the same event may come again with news of that. */
export const disputeStatusIn = (item: Fields): string | undefined =>
  Object.hasOwn(DISPUTES, textOf(item, 'eventCode') ?? '')
    ? nameOf(fieldsOf(item, 'additionalData'), 'disputeStatus')
    : undefined;

/** States in which nobody defends any more. */
const LOST = ['Accepted', 'Expired', 'Lost'];

/** All rounds about one payment are one dispute. */
function disputeFacts(item: Fields, kind: DisputeKind, stage: number): readonly PaymentFact[] {
  const amountMicros = microsIn(item);
  const dispute = nameOf(item, 'originalReference') ?? nameOf(item, 'pspReference');
  if (amountMicros === undefined || dispute === undefined || !isSuccess(item)) return [];
  const { currency: _other, ...common } = commonOf(item);
  const status = disputeStatusIn(item) ?? '';
  const isLost = kind === 'dispute-opened' && LOST.includes(status);
  return [{ ...common, kind: isLost ? 'dispute-lost' : kind, dispute, stage, amountMicros }];
}
